### /settings: its pages about moderation, strikes and privacy, with their forms.

button-moderation = Moderation
button-strikes = Strikes
button-privacy = Privacy
button-room = Change
button-reviewchannel = Add a channel
button-reviewrole = Add a role
button-unreview = Take off
button-pardon = Take back
button-remember = Change

settings-moderation-title = Moderation
settings-moderation-about = Moderators are people who may manage messages. Give them channels that only they can see.
settings-room-moderators = Moderators' channel
settings-room-moderators-about = here they are told of reports, and shown the pictures that they look at first.
settings-room-moderators-none = None. Reports go to the channel of the audit log, if there is one. Pictures cannot be looked at first.
settings-room-audit = Channel of the audit log
settings-room-audit-about = who made, reported and deleted pictures, what was blocked, what moderators decided, and who changed settings.
settings-room-audit-none = None. What happens is noted, but posted nowhere.
settings-room-gone = A channel that was deleted. Press Change to name another one, or none.
settings-room-moderators-public = -# Everybody on this server can see this channel, and so all pictures that wait in it. Choose one that only moderators can see.
settings-room-audit-public = -# Everybody on this server can see this channel.
settings-room-barred = -# The bot cannot post there now. It has to see the channel and its history, write and attach files.
settings-room-mild = -# Pictures from age-restricted channels are shown there too: let it be age-restricted as well.
settings-waiting = { $count ->
    [one] Pictures of { $count } request wait there for a decision.
   *[other] Pictures of { $count } requests wait there for a decision.
}
settings-waiting-unseen = { $count ->
    [one] Pictures of { $count } request wait for a decision
   *[other] Pictures of { $count } requests wait for a decision
} with no channel to show them in. Name one: what nobody decides within a week is given up, and was paid for.
settings-reviewed = **Moderators look first** at what is made in these channels, and by people with these roles. Nobody else sees it until they approve it.
settings-reviewed-none = **Moderators look first** at nothing: pictures are shown as soon as they are made.
settings-reviewed-idle = Without a moderators' channel that does not apply: pictures are shown as soon as they are made.

form-room-channel = Channel
form-room-description = Clear it for no channel. The bot has to be able to post there.
form-review-title = Let moderators look first
form-review-which = { $subject ->
    [channel] Channel
   *[role] Role
}
form-review-description = { $subject ->
    [channel] All that is made there from now on, also in its threads
   *[role] All that people with this role make from now on, in every channel
}

settings-strikes-about = All that count now, the newest first: those of the last 30 days. What is taken back is as if it had never been.
settings-strikes-none = Nobody has a strike that counts now. Strikes count for 30 days.

settings-privacy-title = Privacy
settings-privacy-about = The bot remembers the prompts behind pictures, so that these can be made again and changed. Everybody can delete their own in /privacy.
settings-prompts = How long prompts are remembered
settings-prompts-ever = For ever, unless their artist deletes them.
settings-prompts-days = { $days ->
    [one] { $days } day after their pictures were made.
   *[other] { $days } days after their pictures were made.
}
setting-prompts = how long prompts are remembered

form-prompts-title = How long prompts are remembered
form-prompts-days = Days
form-prompts-description = { $least } to { $most }. Empty: for ever. Older ones are forgotten at once, for good.
