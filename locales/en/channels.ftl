# Channels with a purpose.

refusal-channel-taken = This channel has a purpose already. Nothing was changed. Change that, or end it first.
refusal-channel-changed = Somebody else changed this channel at the same time. Nothing was changed by you. Look at it with /channel show, then try again.
refusal-channel-gone = This channel has no such purpose (any more). Nothing was changed.
refusal-unknown-time-zone = There is no time zone called { $value }. Nothing was changed. Take one from the list, for example Europe/Berlin.

refusal-model-not-allowed = { $value } is not used in this channel. Nothing was sent or charged. Take one of: { $models }.
refusal-no-pictures-here = { $edits ->
    [yes] None of the models you may use in this channel edits pictures ({ $models }).
   *[no] None of the models you may use in this channel starts from a picture ({ $models }).
} Nothing was sent or charged. Make one from words here with /imagine, or take the picture to another channel.
refusal-too-many-here = { $given } pictures are too many for one request in this channel: up to { $limit }. Nothing was sent or charged. Ask for fewer.

refusal-setup = A channel cannot be set up like that. Nothing was changed. Look at what the options say.
refusal-options-not-for-purpose = { $wrong } { $count ->
    [one] says
   *[other] say
} nothing about { $purpose ->
    [studio] a studio
    [theme] a theme channel
    [contest] a contest channel
   *[showcase] a showcase
}. Nothing was changed. These do: { $right }.
refusal-nothing-to-change = You gave nothing to change. Nothing was changed. You can give: { $right }.
refusal-usual-model-not-allowed = { $value } would be the usual model, but it is not among the models of this channel: { $models }. Nothing was changed. Allow it too, or give another usual model.
refusal-shape-not-of-model = { $value } is no shape that { $model }, the usual model here, can make. Nothing was changed. It can make: { $choices }.
refusal-style-without-slot = The style has no place for what people ask for. Nothing was changed. Write {"{"}prompt{"}"} where their words go, for example: an oil painting of {"{"}prompt{"}"}
refusal-style-too-long = The style has { $length } characters: up to { $limit } fit on a card. Nothing was changed. Make it shorter.
refusal-nothing-to-hide = There is no style to hide. Nothing was changed. Give one with style.
refusal-time-not-understood = { $value } is no time of day. Nothing was changed. Write it like 18:00.
refusal-weekday-without-week = A weekday makes sense only for a theme a week. Nothing was changed. Give every: week too, or leave the weekday out.
refusal-emoji-not-understood = { $value } is not one emoji. Nothing was changed. Give one of Discord's emoji or of this server's.
refusal-keep-above-threshold = Pictures that come with { $threshold } reactions cannot need { $keep } to stay. Nothing was changed. Give a keep of up to { $threshold }, or a higher threshold.
refusal-sources-not-understood = { $value } is no list of channels. Nothing was changed. Type # and choose each channel, or give all.
refusal-time-zone-not-yours = The time zone holds for the whole server and its budgets, so only people with the permission Manage Server can set it. Nothing was changed. Leave time_zone out, or ask one of them.
refusal-channel-not-yours = Only people who may manage that channel can do this. Nothing was changed. Ask somebody who may, or use another channel.
refusal-role-not-yours = You could not give people { $role } yourself, so the bot does not do it for you. Nothing was changed. Take a role below your own, or ask somebody who may manage roles.
refusal-source-not-here = { $value } is no channel of this server that the bot can see. Nothing was changed. Choose others, or let the bot see it.
refusal-showcase-watches-itself = A showcase cannot watch itself. Nothing was changed. Choose other channels.
refusal-channel-and-name = You gave a channel and a name for a new one. Nothing was changed. Give one of them.
refusal-not-a-text-channel = Only a text channel can have a purpose. Nothing was changed. Use it in one, or give one with channel or name.
refusal-no-purpose = This channel has no purpose. Nothing was changed. Give it one with /channel setup, or name another channel.
refusal-bot-lacks-permissions = The bot may not do all that this needs { $where ->
    [server] on this server
   *[channel] in that channel
}. It lacks: { $permissions }. Nothing was changed. Allow it, then try again.
refusal-role-not-mentionable = A mention of { $role } would tell nobody: the role cannot be mentioned, and the bot may not mention all roles. Nothing was changed. Let anyone mention that role, or give another one.
refusal-role-not-given = The bot cannot give people { $role }: { $why ->
    [gone] the role is not there any more
    [managed] the role belongs to an app or to Discord
    [higher] the role stands above the bot's own
   *[permission] the bot may not manage roles
}. Nothing was changed. { $why ->
    [gone] Give another role, or @everyone for none.
    [managed] Give another role.
    [higher] Move the bot's role above it, or give another one.
   *[permission] Allow the bot to manage roles, or leave the role out.
}
refusal-too-many-channels = Discord let the bot make no channel: this server has as many as it can have. Nothing was changed. Delete one, or take one that there is.

permission-read_messages = View Channel
permission-send_messages = Send Messages
permission-read_message_history = Read Message History
permission-attach_files = Attach Files
permission-create_public_threads = Create Public Threads
permission-send_messages_in_threads = Send Messages in Threads
permission-manage_channels = Manage Channels

channel-name = channel
channel-description = Channels with a purpose: studio, theme, contest, showcase
channel-setup-name = setup
channel-setup-description = Give a channel a purpose, or create one for it
channel-setup-option-purpose = purpose
channel-setup-option-purpose-description = What the channel is for
channel-setup-option-channel = channel
channel-setup-option-channel-description = Which channel; the one you are in if you say nothing
channel-setup-option-name = name
channel-setup-option-name-description = Create a new channel of this name instead
channel-setup-option-models = models
channel-setup-option-models-description = Studio: models that may be used, apart by commas; all if you say nothing
channel-setup-option-model = model
channel-setup-option-model-description = Studio: the usual model
channel-setup-option-aspect_ratio = aspect_ratio
channel-setup-option-aspect_ratio-description = Studio: the usual shape, width to height
channel-setup-option-style = style
channel-setup-option-style-description = Studio: words around every prompt, with {"{"}prompt{"}"} where it goes
channel-setup-option-hide_style = hide_style
channel-setup-option-hide_style-description = Studio: show the style to nobody
channel-setup-option-num_outputs = num_outputs
channel-setup-option-num_outputs-description = Studio: most pictures for one request, 1 to 4
channel-setup-option-threads = threads
channel-setup-option-threads-description = Studio: a thread for every creation
channel-setup-option-every = every
channel-setup-option-every-description = Theme: a new one every day or every week
channel-setup-option-at = at
channel-setup-option-at-description = Theme: time of day in this server's time zone, like 18:00
channel-setup-option-weekday = weekday
channel-setup-option-weekday-description = Theme a week: on which day
channel-setup-option-role = role
channel-setup-option-role-description = Theme: whom to tell; contest: what winners get. @everyone: none
channel-setup-option-time_zone = time_zone
channel-setup-option-time_zone-description = Theme, contest: the time zone of this server, like Europe/Berlin
channel-setup-option-emoji = emoji
channel-setup-option-emoji-description = Showcase: the reaction that counts
channel-setup-option-threshold = threshold
channel-setup-option-threshold-description = Showcase: how many reactions bring a picture here
channel-setup-option-keep = keep
channel-setup-option-keep-description = Showcase: below how many reactions a picture is taken down again
channel-setup-option-age_days = age_days
channel-setup-option-age_days-description = Showcase: for how many days after it was made a picture counts
channel-setup-option-sources = sources
channel-setup-option-sources-description = Showcase: channels to watch, as #one #two; all if you say nothing
channel-show-name = show
channel-show-description = Show what this server's channels are for and how they are set up
channel-show-option-channel = channel
channel-show-option-channel-description = Only this channel
channel-change-name = change
channel-change-description = Change how a channel is set up; what you leave out stays
channel-change-option-channel = channel
channel-change-option-channel-description = Which channel; the one you are in if you say nothing
channel-change-option-models = models
channel-change-option-models-description = Studio: models that may be used, apart by commas; all: every model
channel-change-option-model = model
channel-change-option-model-description = Studio: the usual model; none: that of the bot
channel-change-option-aspect_ratio = aspect_ratio
channel-change-option-aspect_ratio-description = Studio: the usual shape, width to height; none: that of the model
channel-change-option-style = style
channel-change-option-style-description = Studio: words around every prompt, with {"{"}prompt{"}"}; none: no style
channel-change-option-hide_style = hide_style
channel-change-option-hide_style-description = Studio: show the style to nobody
channel-change-option-num_outputs = num_outputs
channel-change-option-num_outputs-description = Studio: most pictures for one request, 1 to 4
channel-change-option-threads = threads
channel-change-option-threads-description = Studio: a thread for every creation
channel-change-option-every = every
channel-change-option-every-description = Theme: a new one every day or every week
channel-change-option-at = at
channel-change-option-at-description = Theme: time of day in this server's time zone, like 18:00
channel-change-option-weekday = weekday
channel-change-option-weekday-description = Theme a week: on which day
channel-change-option-role = role
channel-change-option-role-description = Theme: whom to tell; contest: what winners get. @everyone: none
channel-change-option-time_zone = time_zone
channel-change-option-time_zone-description = Theme, contest: the time zone of this server, like Europe/Berlin
channel-change-option-emoji = emoji
channel-change-option-emoji-description = Showcase: the reaction that counts
channel-change-option-threshold = threshold
channel-change-option-threshold-description = Showcase: how many reactions bring a picture here
channel-change-option-keep = keep
channel-change-option-keep-description = Showcase: below how many reactions a picture is taken down again
channel-change-option-age_days = age_days
channel-change-option-age_days-description = Showcase: for how many days after it was made a picture counts
channel-change-option-sources = sources
channel-change-option-sources-description = Showcase: channels to watch, as #one #two; all: every channel
channel-close-name = close
channel-close-description = End the purpose of a channel; its pictures stay
channel-close-option-channel = channel
channel-close-option-channel-description = Which channel; the one you are in if you say nothing

choice-purpose-studio = studio: free creation with presets
choice-purpose-theme = theme: a theme a day or a week
choice-purpose-contest = contest: entries, votes, winners
choice-purpose-showcase = showcase: what people like best
choice-every-day = every day
choice-every-week = every week
choice-weekday-0 = Monday
choice-weekday-1 = Tuesday
choice-weekday-2 = Wednesday
choice-weekday-3 = Thursday
choice-weekday-4 = Friday
choice-weekday-5 = Saturday
choice-weekday-6 = Sunday

line-all-models = all: every model
line-none = none: nothing special

### What a channel says about itself.

guide-title = { $purpose ->
    [studio] **This is a studio**
    [theme] **A theme for everybody**
    [contest] **Contests take place here**
   *[showcase] **What people here like best**
}
guide-about = { $purpose ->
    [studio] Make pictures from words with /imagine, and change pictures with /edit or with the buttons below each of them. You can also name the bot in a message with a picture.
    [theme] A theme is posted here, and everybody makes pictures for it with /imagine and /edit, right in this channel. At its end all of them stand on one sheet.
    [contest] When a contest is on, make your picture wherever you like and press Submit on your own card. When voting begins, look at the entries and vote with the buttons. Nobody votes for themselves.
   *[showcase] Pictures that gather enough reactions are shown here, with the people who made them. React to what you like; your own reaction to your own picture does not count.
}

purpose-label = { $purpose ->
    [studio] studio
    [theme] theme
    [contest] contest
   *[showcase] showcase
}
setting-models = Models: { $models }
setting-all-models = Models: all
setting-model = Usual model: { $model }
setting-aspect-ratio = Usual shape: { $ratio }
setting-style = Style: { $style }
setting-hidden-style = Style: one that is kept secret is added to every prompt
setting-max-pictures = Up to { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
} for one request
setting-threads = Every creation gets a thread
setting-theme-daily = A new theme every day at { $at } ({ $zone })
setting-theme-weekly = A new theme every { $weekday ->
    [0] Monday
    [1] Tuesday
    [2] Wednesday
    [3] Thursday
    [4] Friday
    [5] Saturday
   *[6] Sunday
} at { $at } ({ $zone })
setting-theme-role = Told of it: { $role }
setting-contest-role = Winners get: { $role }
setting-zone = Time zone: { $zone }
setting-threshold = { $emoji } Shown from { $threshold ->
    [one] { $threshold } reaction
   *[other] { $threshold } reactions
} on, taken down below { $keep }
setting-age = Counts for { $days ->
    [one] { $days } day
   *[other] { $days } days
} after a picture was made
setting-sources = Watches: { $sources }
setting-all-sources = Watches every channel of this server

channel-was-set-up = { $channel } has its purpose now: { $purpose }.
channel-was-changed = { $channel } was changed.
channel-guide-not-pinned = The bot may not pin messages there, so its explanation is not pinned. Pin it yourself, or allow that: with the next change it is pinned.
channel-guide-not-posted = The bot could not post its explanation there. Let it write there: with the next change it is posted.
channel-close-asked = Shall { $channel } end as { $purpose }? What is planned there will not happen, and the bot takes its explanation down. All pictures stay.
channel-was-closed = { $channel } has no purpose any more. All pictures stay.
channel-line = { $channel }: { $purpose }
channels-none = No channel of this server has a purpose yet. Give one a purpose with /channel setup.
channels-more = and { $count } more; name one with channel to see it.
button-close = End its purpose
