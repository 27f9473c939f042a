### Contests: what stands in their channel, in the gallery of their entries, on their buttons and in their commands.

contest-title = **Contest: { $theme }**
contest-open = Pictures can be entered until { $until } ({ $in_time }). Make one with /imagine and press Submit on its card, or use /contest submit.
contest-rules = Each person: up to { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
} and up to { $votes ->
    [one] { $votes } vote
   *[other] { $votes } votes
}, none for oneself. { $is_blind ->
    [yes] Who made what, and how many votes it has, is told at the end.
   *[no] Everybody sees who made what and how many votes it has.
} { $quorum ->
    [one] There is a winner if anybody votes.
   *[other] There is a winner if at least { $quorum } people vote.
}
contest-reward = Whoever comes first gets { $role }.
contest-reward-extra = Whoever comes first may spend { USD($micro_usd) } more on pictures here, beyond the budget of their days.
contest-voting = { $entries ->
    [one] { $entries } picture was entered.
   *[other] { $entries } pictures were entered.
} Look at them and vote until { $until } ({ $in_time }).
contest-outage = { $phase ->
    [entries] The bot was away for a while, so nobody could enter a picture. That time is added: entries are taken until { $voting_at }, and the voting ends { $ends_at }.
   *[voting] The bot was away for a while, so nobody could vote. That time is added: the voting goes on until { $ends_at }.
}
contest-canceled = This contest was cancelled. Nobody wins, and its entries stay what they were: pictures on their cards.

contest-over = **The contest “{ $theme }” is over**
contest-nobody-entered = Nobody entered a picture.
contest-no-quorum = { $voters ->
    [0] Nobody voted
    [one] { $voters } person voted
   *[other] { $voters } people voted
}; { $quorum ->
    [one] it takes { $quorum } for a winner
   *[other] it takes { $quorum } for a winner
}. So nobody wins.
contest-place = **{ $rank }.** { $artist } · { $votes ->
    [one] { $votes } vote
   *[other] { $votes } votes
} · [the picture]({ $link }){ $has_left ->
    [yes] {" "}(has left the server)
   *[no] {""}
}
contest-more-winners = and { $count } more
contest-turnout = { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
}, { $votes ->
    [one] { $votes } vote
   *[other] { $votes } votes
} by { $voters ->
    [one] { $voters } person
   *[other] { $voters } people
}
contest-rewarded = { $role } goes to everybody who came first.
contest-rewarded-extra = Everybody who came first has { USD($micro_usd) } of extra budget for pictures here.
contest-no-reward = The contest “{ $theme }” is over, but the bot may not give { $role }. It needs the permission Manage Roles, and a role of its own above that one. Please give the role yourself to those who came first: { $link }
contest-sheet-votes = { $votes ->
    [one] { $votes } vote
   *[other] { $votes } votes
}
contest-sheet-alt = The winners of the contest: { $theme }

contest-created = { $is_planned ->
    [yes] The contest is set up. Entries are taken from { $opens_at } until { $voting_at }; the voting ends { $ends_at }.
   *[no] The contest begins. Entries are taken until { $voting_at }; the voting ends { $ends_at }.
}
contest-extra-is-idle = At present nobody here has a budget for their days, so there is nothing that extra budget could go beyond. Such budgets are set in /settings.
contest-role-out-of-reach = The bot may not give { $role } at present: it needs the permission Manage Roles, and a role of its own above that one.
contest-planned = Entries are taken from { $opens_at } until { $voting_at }; the voting ends { $ends_at }.
contest-confirm-cancel = Cancel the contest “{ $theme }”? Its votes are lost, and nobody wins. The pictures stay on their cards.
contest-cancel-done = The contest is cancelled; its channel is told.
contest-past = **Past contests of this channel**
contest-past-line = - { $ended } “{ $theme }”: { $artists }
contest-past-nobody = nobody won
contest-no-past = There has been no contest in this channel yet. Set one up with /contest create.

contest-entry = **{ $theme }** · { $place } of { $of }
contest-entry-credit = By { $artist } · { $votes ->
    [one] { $votes } vote
   *[other] { $votes } votes
}
contest-entry-rank = Place { $rank }
contest-entered = Entered. Until the voting ends you can withdraw it here.
contest-own = This is your own entry.
contest-has-vote = You have voted for this one.
contest-votes-left = { $left ->
    [0] You have given all your votes. Take one back to give it to another.
    [one] You have { $left } vote left.
   *[other] You have { $left } votes left.
}
contest-none-of-yours = You have nothing in this contest. Everybody's entries can be seen once the voting opens, { $voting_at }.
contest-no-entries = There is nothing in this contest.

button-submit = Submit
button-entries = See entries
button-backward = Previous entry
button-forward = Next entry
button-vote = Vote
button-unvote = Take the vote back
button-withdraw = Withdraw my entry
button-abandon = Cancel the contest

form-enter-title = Submit to a contest
form-enter-contest = Which contest
form-enter-picture = Which picture
form-enter-number = Picture { $number }

contest-name = contest
contest-description = Contests of pictures: set up, enter, look at
contest-create-name = create
contest-create-description = Set up a contest in this channel
contest-create-option-theme = theme
contest-create-option-theme-description = What the pictures are to show
contest-create-option-entries = entries
contest-create-option-entries-description = For how long, or until when: 3d, 12h, 2026-12-01 18:00; 3 days if you say nothing
contest-create-option-voting = voting
contest-create-option-voting-description = How long people vote after that, or until when; 2 days if you say nothing
contest-create-option-opens = opens
contest-create-option-opens-description = When entries open: in 2h, at 18:00, 2026-12-01 18:00; now if you say nothing
contest-create-option-entries_each = entries_each
contest-create-option-entries_each-description = Most entries of one person; 1 if you say nothing
contest-create-option-votes_each = votes_each
contest-create-option-votes_each-description = Most votes of one person; 3 if you say nothing
contest-create-option-blind = blind
contest-create-option-blind-description = Artists and votes are told at the end only; yes if you say nothing
contest-create-option-reward = reward
contest-create-option-reward-description = A role for whoever comes first; the channel's own if you say nothing
contest-create-option-reward_usd = reward_usd
contest-create-option-reward_usd-description = Dollars of extra budget for whoever comes first (Manage Server only)
contest-create-option-quorum = quorum
contest-create-option-quorum-description = With fewer voters nobody wins; 1 if you say nothing
contest-show-name = show
contest-show-description = Show this channel's contest and its entries
contest-cancel-name = cancel
contest-cancel-description = Cancel this channel's contest
contest-list-name = list
contest-list-description = Show the past contests of this channel
contest-submit-name = submit
contest-submit-description = Enter a picture of yours in a contest
contest-submit-option-link = link
contest-submit-option-link-description = Link to the message with the picture; your last one on this server if you say nothing
submit-picture-name = Submit picture

refusal-no-contest = There is no such contest any more. Nothing was changed.
refusal-contest-under-way = This channel's contest has not ended yet; it does { $ends_at }. Nothing was set up. Wait for that, or cancel it first.
refusal-not-a-treasurer = Only people who may manage the server can give extra budget as a reward. Nothing was set up. Leave reward_usd out, or ask one of them.
refusal-not-a-host = Only people who may manage channels can set up and cancel contests. Nothing was changed.
refusal-not-a-contest-channel = This channel is not one for contests. Nothing was set up. Use a channel that is; whoever runs the server can make this one so.
refusal-not-a-moment = { $window ->
    [opens] The opening
    [entries] The time for entries
   *[voting] The time for the voting
} could not be read. Nothing was set up. Give a length such as 3d or 12h, or a time of the server's clock such as 18:00 or 2026-12-01 18:00.
refusal-window = { $window ->
    [opens] The opening is in the past, or more than 60 days ahead.
    [entries] Entries must be open for at least a minute and at most 60 days.
   *[voting] The voting must be open for at least a minute and at most 60 days.
} Nothing was set up. Give another time.
refusal-no-entries-taken = No contest takes entries at present, or none that you can see. Nothing was entered. Look in its channel for when it opens.
refusal-not-your-picture = Only your own pictures can be entered. Nothing was entered. Take one that you made.
refusal-no-public-picture = There is no picture there that was made on this server with this bot for everybody to see. Nothing was entered. Take another one, or make one with /imagine.
refusal-still-coming = The pictures of this card are only just there. Nothing was entered. Try again in a moment.
refusal-no-small-picture = That picture was made before this bot had contests, and cannot be entered. Nothing was entered. Press Again on its card for a new one.
refusal-stays-there = This picture is from an age-restricted channel and stays there. Nothing was entered. Take another one.
refusal-entered-already = This picture is in the contest already. Nothing was changed.
refusal-too-many-entries = { $limit ->
    [one] You have { $limit } entry in this contest, which is all that it allows.
   *[other] You have { $limit } entries in this contest, which is all that it allows.
} Nothing was entered. Withdraw one to enter another.
refusal-entry-gone = This entry was withdrawn, or its card deleted. If you had voted for it, you have that vote back.
refusal-not-your-entry = Only its artist can withdraw an entry. Nothing was changed.
refusal-voting-closed = The voting in this contest is not open. Nothing was changed.
refusal-own-entry = Nobody votes for their own pictures. Nothing was changed.
refusal-no-votes-left = You have given { $limit ->
    [one] your vote.
   *[other] all your { $limit } votes.
} Nothing was changed. Take one back from another entry to give it to this one.
