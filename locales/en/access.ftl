### Who makes pictures where and with which models: the page of /settings, its form, and what is refused.

button-access = Pictures
button-terms = Change
button-unset = Take it off
button-manner = Change these
settings-terms-title = Who makes pictures, where, and with what
settings-terms-about = Nothing has to be set: then everybody makes pictures everywhere, with all models.
    - Say yes to one channel, and pictures are made only in channels with a yes; say no, and everywhere but there.
    - With roles it is the same; of a person's roles, one no outweighs every yes. What is said about everybody counts for those with none of the roles listed here.
    - A person can use all models that any of their roles gives.
    - People with Manage Server make pictures everywhere, with all models of the channel.
settings-terms-list = **Channels and roles**
settings-terms-none = **Channels and roles**: none
settings-terms-admits = { $subject ->
    [channel] { $said ->
        [yes] pictures are made here
       *[no] no pictures here
    }
   *[role] { $said ->
        [yes] may make pictures
       *[no] may not make pictures
    }
}
settings-terms-models = only { $models }

form-terms-title = { $subject ->
    [channel] { $name ->
        [none] A channel
       *[other] Pictures in { $name }
    }
   *[role] { $name ->
        [none] A role
       *[other] Pictures by { $name }
    }
}
form-terms-which = { $subject ->
    [channel] Channel
   *[role] Role
}
form-terms-admits = { $subject ->
    [channel] Are pictures made there?
   *[role] May they make pictures?
}
form-terms-admits-description = { $subject ->
    [channel] Once one channel says yes, pictures are made only where that is said.
   *[role] Once one role says yes, only people with such a role make pictures.
}
form-terms-said = { $said ->
    [yes] Yes
    [no] No
   *[open] Nothing is said
}
form-terms-models = Models
form-terms-models-description = { $subject ->
    [channel] Those that may be used there. None chosen: all, or those of the channel itself.
   *[role] Those that these people may use. None chosen: this role says nothing about models.
}

refusal-channel-shut = Pictures are not made in this channel. Nothing was sent or charged. Try another channel, or ask those who manage the server.
refusal-role-shut-out = One of your roles may not make pictures on this server. Nothing was sent or charged. Those who manage the server can change that.
refusal-role-missing = On this server only people with certain roles make pictures. Nothing was sent or charged. Ask those who manage the server for one.
refusal-model-not-yours = Your roles on this server do not include { $value }. Nothing was sent or charged. { $count ->
    [0] For this they include no model at all; ask those who manage the server.
   *[other] Take one of: { $models }.
}
refusal-no-model-for-you = None of the models of this channel is open to your roles. Nothing was sent or charged. Try another channel, or ask those who manage the server.

settings-manner-language = **Language of what everybody sees**: { $language ->
    [none] that of a Community server, else the artist's
   *[other] { $language }
}
settings-manner-tolerance = **Safety tolerance in age-restricted channels**: { $tolerance ->
    [0] as strict as each model is by itself
   *[other] { $tolerance }
}
form-manner-title = How pictures are made and shown
form-manner-language = Language of what everybody sees
form-manner-language-description = Of cards, posts and guides. What only one person sees is in that person's language.
form-manner-language-none = The server's own if it is a Community, else the artist's
form-manner-tolerance = Safety tolerance in age-restricted channels
form-manner-tolerance-description = For models that have it; everywhere else, and for edits, it is never above the model's own.
form-manner-tolerance-none = The model's own
form-manner-tolerance-level = { $level ->
    [1] 1, the strictest
    [6] 6, the most permissive
   *[other] { $level }
}
language-en = English
language-ru = Russian
