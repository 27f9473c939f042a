### What moderators see and decide.

audit-card = card
audit-by-somebody = Somebody
audit-of-somebody = somebody
audit-made = { $by } made { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
} { $place ->
    [none] for themselves only.
   *[other] in { $place }.
}
audit-blocked = The service's safety filter blocked a request of { $person } { $place ->
    [none] for private pictures.
   *[other] in { $place }.
}
audit-refused = A request of { $person } { $place ->
    [none] for private pictures
   *[other] in { $place }
} was refused: it had words that nobody may use here.
audit-deleted = { $is_own ->
    [yes] { $by } deleted { $place ->
        [none] a private picture of their own.
       *[other] a picture of their own in { $place }.
    }
   *[no] { $by ->
        [none] A picture of { $person } { $place ->
            [none] for themselves only
           *[other] in { $place }
        } was deleted.
       *[other] { $by } deleted a picture of { $person } { $place ->
            [none] for themselves only.
           *[other] in { $place }.
        }
    }
}
audit-setting = { $by } changed a setting: { $detail }{ $role ->
    [none] { $place ->
        [none] .
       *[other] {" "}({ $place }).
    }
   *[other] {" "}({ $role }).
}
audit-contest-created = { $by } set up a contest in { $place }{ $detail ->
    [none] .
   *[other] : { $detail }
}
audit-contest-canceled = { $by } cancelled the contest in { $place }{ $detail ->
    [none] .
   *[other] : { $detail }
}
audit-themes-added = { $by } added { $count ->
    [one] { $count } theme
   *[other] { $count } themes
} for { $place }.
audit-theme-approved = { $by } approved a suggested theme for { $place }.
audit-theme-rejected = { $by } rejected a suggested theme for { $place }.
audit-theme-removed = { $by } took a theme out of the pool of { $place }.
audit-theme-called = { $by } let the next theme come in { $place } at once.
audit-theme-skipped = { $by } skipped the theme in { $place }.
audit-showcase-frozen = { $by } froze a picture of { $person } for { $place }{ $detail ->
    [none] .
   *[other] : { $detail }
}
audit-showcase-forced = { $by } put a picture of { $person } into { $place }{ $detail ->
    [none] .
   *[other] : { $detail }
}
audit-showcase-removed = { $by } took a picture of { $person } out of { $place }{ $detail ->
    [none] .
   *[other] : { $detail }
}
audit-showcase-freed = { $by } let reactions decide again about a picture of { $person } in { $place }{ $detail ->
    [none] .
   *[other] : { $detail }
}

setting-audit-channel = the channel of the audit log
setting-moderators-channel = the channel of the moderators
setting-budget-server = the budget of the server
setting-budget-channel = the budget of a channel
setting-budget-role = what a role may spend, or its turns
setting-words = the words that nobody may use
setting-manner = the language or the safety tolerance
setting-terms-channel = whether pictures are made in a channel, or with which models
setting-terms-role = whether a role makes pictures, or with which models
setting-time-zone = the time zone
setting-channel-purpose = what a channel is for
setting-channel = the settings of a channel
setting-channel-closed = a channel has no purpose any more

audit-reported = { $by } reported a picture of { $person }.
audit-dismissed = { $by } dismissed a report about a picture of { $person }.
audit-struck = { $by ->
    [none] { $person } got a strike: several requests were blocked by the service's safety filter.
   *[other] { $by } gave { $person } a strike{ $detail ->
        [none] {" for a picture."}
       *[other] : { $detail }
    }
}
audit-forgiven = { $by } took a strike of { $person } back.

report-picture-name = Report picture
form-report-title = Report picture
form-report-reason = What is wrong with it?
form-report-note = { $public ->
    [yes] Moderators read this, with your name, in a channel that everybody on this server sees.
   *[no] Only the moderators of this server read this, with your name.
}
report-thanks = Thank you. This goes to the moderators of this server, who decide about the picture.
report-title = **{ $reporter } reported a picture of { $artist }**
report-title-many = **{ $count } people reported a picture of { $artist }**
report-newest = The last { $count } of them:
report-where = [Look at the picture]({ $link })
report-gone = The picture has been deleted meanwhile. You can still give its artist a strike.
report-removed = { $moderator ->
    [none] A moderator
   *[other] { $moderator }
} removed the picture.
report-struck = { $moderator ->
    [none] A moderator
   *[other] { $moderator }
} removed the picture and gave its artist a strike.
report-dismissed = { $moderator ->
    [none] A moderator
   *[other] { $moderator }
} dismissed this. The picture stays.
report-stands = **The card still stands there**: the bot may not go to that channel any more. Please delete [it]({ $link }) yourselves.
report-decided-already = Another moderator has decided about this before. Nothing was changed; the message shows what was decided.

button-remove = Remove picture
button-strike = Remove and strike
button-dismiss = Dismiss
button-give = Give a strike
button-forgive = Take back

strikes-name = Strikes
strikes-title = **Strikes of { $person }**: { $count ->
    [0] none that counts.
    [one] { $count } that counts.
   *[other] { $count } that count.
}
strikes-paused = Nothing new is made for them here until { AT($until) } ({ $until }).
strikes-newest = The newest { $count }. All that count stand in /settings.
strikes-line = { AT($at) } · { $by ->
    [none] by the bot
    [forgotten] by a moderator
   *[other] by { $by }
} · { $until ->
    [none] a warning
   *[other] a pause until { AT($until) }
} · { $reason }
strikes-taken-back = taken back by { $by ->
    [forgotten] a moderator
   *[other] { $by }
}
strike-for-blocks = { $count } requests within a day were blocked by the service's safety filter
strike-for-picture = a picture that was reported
strike-for-something = why is not remembered any more
strike-told = You got a strike on **{ $server }**: { $reason }
    { $until ->
        [none] It is a warning. Each further one within 30 days is a pause, longer every time.
       *[other] It is number { $number } within 30 days, so until { AT($until) } ({ $until }) nothing new is made for you there. What is being made already goes on.
    }
    If you think that it is a mistake, write to a moderator: they can take it back.
strike-taken-back = ~~You got a strike on **{ $server }**: { $reason }~~
    A moderator has taken it back: it is as if it had never been.
form-strike-title = Give a strike
form-strike-reason = What is it for?
form-strike-note = The person is told this in private.

refusal-paused = Because of strikes nothing new is made for you on this server until { AT($until) } ({ $until }). Nothing was sent or charged.{ $what ->
    [blocks] {" "}The last strike is for requests that the service's safety filter blocked.
    [picture] {" "}The last strike is for a picture that was reported.
    [reason] {" "}The last strike is for this: { $reason }
   *[nothing] {""}
}
    If you think that it is a mistake, write to a moderator: they can take strikes back.
refusal-warned = You have a strike on this server, and the bot could not tell you so in private.{ $what ->
    [blocks] {" "}It is for requests that the service's safety filter blocked.
    [picture] {" "}It is for a picture that was reported.
    [reason] {" "}It is for this: { $reason }
   *[nothing] {""}
}
    It is a warning: each further one within 30 days is a pause, longer every time. Nothing was sent or charged; ask once more, and it is made. If you think that it is a mistake, write to a moderator: they can take it back.
refusal-not-a-moderator-there = Only people who may manage messages in <#{ $place }> can decide about what is made there. Nothing was changed.
refusal-not-a-moderator = Only people who may manage messages here can do that. Nothing was changed.
refusal-strikes-not-yours = A strike holds on the whole server, so only people who may manage messages on all of it see strikes, give them and take them back. Nothing was changed.
refusal-strike-gone = That strike was taken back already, or is not on this server. Nothing was changed. Open Strikes anew from the message's menu.
refusal-nobodys-message = That message is a bot's, and shows nobody's pictures, so there is nobody whose strikes could be shown. Nothing was changed. Choose one with somebody's pictures, or that somebody wrote.
refusal-no-moderators = This server has named no channel to which reports could go. Nothing was sent. Please tell one of its moderators about the picture; they can also name such a channel.
refusal-not-our-picture = No picture of this bot stands in that message. Nothing was sent. Please tell a moderator of this server about it, or report it to Discord.
refusal-reported-already = You have reported this picture before, so the moderators know. Nothing more was sent.

audit-approved = { $by } let pictures of { $person } be shown in { $place }.
audit-spoiler = { $by } let pictures of { $person } be shown in { $place }, as spoilers.
audit-rejected = { $by } did not let pictures of { $person } be shown in { $place }{ $detail ->
    [none] .
   *[other] : { $detail }
}
audit-unseen = Pictures of { $person } for { $place } wait, and moderators cannot be shown them: they have no channel in which the bot can post. Name one in /settings.
audit-outdated = Nobody looked at pictures of { $person } for { $place } in time, so they are not shown.

setting-review-channel-on = moderators look first at what is made in a channel
setting-review-channel-off = moderators no longer look first at what is made in a channel
setting-review-role-on = moderators look first at what a role makes
setting-review-role-off = moderators no longer look first at what a role makes

card-reviewing = The pictures are ready. On this server a moderator looks at them before they are shown here.
card-rejected = { $verdict ->
    [outdated] No moderator looked at these pictures in time, so they are not shown.
    [withdrawn] These pictures were taken back before a moderator had decided, so they are not shown.
   *[other] A moderator did not let these pictures be shown.
}{ $reason ->
    [none] {""}
   *[other] {" "}The reason: { $reason }
}
    They were made and paid for all the same, so they count towards the budget here: about { USD($micro_usd) }. Ask a moderator about it, or try something else with /imagine.

review-title = **Pictures of { $artist } for { $place } wait for you**
review-title-decided = **Pictures of { $artist } for { $place }**
review-card = [The card]({ $link })
review-moderator = A moderator
review-until = Nobody else sees them. Without a decision they are given up { $until }.
review-approved = { $moderator } let them be shown.
review-spoiler = { $moderator } let them be shown, as spoilers.
review-rejected = { $moderator } did not let them be shown{ $reason ->
    [none] .
   *[other] : { $reason }
}
review-struck = { $moderator } did not let them be shown and gave their artist a strike{ $reason ->
    [none] .
   *[other] : { $reason }
}
review-withdrawn = The card was deleted before anybody decided, so they are not shown.
review-outdated = Nobody decided in time, so they are not shown.
review-decided-already = That has been decided before. Nothing was changed; the message shows what was decided.
form-reject-reason = Why?
form-reject-note = The artist reads this on the card, and so does everybody there.

button-admit = Approve
button-veil = Spoiler
button-refuse = Reject
button-punish = Strike

refusal-held-back = A moderator has not let these pictures be shown (yet). Until then nothing can be made of them, and only who asked for them and moderators see the details and can delete the card. Nothing was sent or charged. You can make your own with /imagine.
refusal-no-room-for-reviews = Moderators need a channel in which they are shown pictures first, and this server has named none. Nothing was changed. Name one, then try again.
