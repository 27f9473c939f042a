### /settings: its pages, its forms, and what is refused in them.

settings-name = settings
settings-description = What holds on this server: budgets, who makes what where, words, moderators, privacy

button-money = Money
button-roles = Roles and turns
button-budget = Change
button-lift = Take it off the list
button-zone = Change the zone
settings-add-channel = Add a channel
settings-add-role = Add a role

settings-money-title = Money
settings-money-about = What pictures may cost here, by estimate, in US dollars. Nothing has to be set. The ceiling of this bot's operator stands above all of it.
settings-server = All channels together
settings-spent = { USD($used) } used this month, without a limit
settings-spent-of = { USD($used) } of { USD($limit) } used this month
settings-nothing-may-be-spent = { USD($limit) }: no pictures can be made
settings-month-anew = The next month begins { $at } ({ $rest }).
settings-zone = Time zone
settings-zone-is = { $zone }. Days and months change at its midnight, and themes and contests keep its time.
settings-channels = **Channels with a budget of their own**
settings-channels-none = **Channels with a budget of their own**: none
settings-leaf = Page { $number } of { $count }
settings-gone = { $subject ->
    [channel] A channel that was deleted
   *[role] A role that was deleted
}

settings-roles-title = Roles and turns
settings-roles-about = What a person may spend in a day, and how many turns they have in the queue where others have one. Whoever has several of these roles has the most that any of them gives; the turns of Everybody are for people with none of the others. A day ends at midnight ({ $zone }).
settings-everybody = Everybody
settings-day = { USD($limit) } a day for each
settings-day-none = no daily budget
settings-day-nothing = { USD($limit) } a day: no pictures
settings-turns = { $turns ->
    [25] a quarter of a turn
    [50] half a turn
    [100] one turn
    [200] two turns
    [300] three turns
   *[400] four turns
}

settings-changed-meanwhile = Somebody else changed this at the same time. You changed nothing. Below is how it is now; you can change it again.
settings-nothing-given = You gave nothing to set for that one. Nothing was changed.
settings-there-already = That one is on the list already. Nothing was changed. Press Change beside it.

form-budget-title = { $subject ->
    [server] Budget of this server
    [channel] { $name ->
        [none] Budget of a channel
       *[other] Budget of { $name }
    }
   *[role] { $name ->
        [none] What a role gives
       *[other] What the role { $name } gives
    }
}
form-budget-which = { $subject ->
    [channel] Channel
   *[role] Role
}
form-budget-amount = { $subject ->
    [role] US dollars a day, for each person
   *[other] US dollars a month
}
form-budget-amount-description = { $subject ->
    [role] Such as 0.50. Empty: this role sets no budget. 0: it allows no pictures.
   *[other] Such as 20 or 12.50. Empty: no limit. 0: no pictures can be made.
}
form-budget-turns = Turns in the queue
form-budget-turns-description = How often their requests come first where everybody else has one turn
form-zone-title = Time zone of this server
form-zone-name = Time zone
form-zone-description = Its name, such as Europe/Berlin, or a city that has one, such as Berlin

refusal-server-not-yours = Only people with the permission Manage Server can do this. Nothing was changed. Ask one of them.
refusal-setting-changed = Somebody else changed this at the same time. You changed nothing. Open /settings to see how it is now, then try again.
refusal-not-an-amount = That is not an amount in US dollars. Nothing was changed. Write it as 12 or 12.50, without commas between thousands; leave it empty for no budget.
refusal-amount-too-high = A budget can be { USD($limit) } at most. Nothing was changed. Write less, or leave it empty for no budget.
refusal-zone-not-found = { $count ->
    [0] There is no time zone of that name. Nothing was changed. Write it as in the world's lists, such as Europe/Berlin or America/New_York.
   *[other] It is not clear which time zone that is. Nothing was changed. Write one name, perhaps one of these: { $names }.
}
refusal-role-of-app = That role belongs to an app, so no person has it. Nothing was changed. Choose another one.
