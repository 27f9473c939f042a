### What moderators see and decide.

audit-card = card
audit-made = { $by } made { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
} in { $place }.
audit-blocked = The service's safety filter blocked a request of { $person } in { $place }.
audit-deleted = { $is_own ->
    [yes] { $by } deleted a picture of their own in { $place }.
   *[no] { $by ->
        [none] A picture of { $person } in { $place } was deleted.
       *[other] { $by } deleted a picture of { $person } in { $place }.
    }
}
audit-setting = { $by } changed a setting: { $detail }{ $place ->
    [none] .
   *[other] {" "}({ $place }).
}

setting-audit-channel = the channel of the audit log
setting-moderators-channel = the channel of the moderators
setting-channel-purpose = what a channel is for
setting-channel = the settings of a channel
setting-channel-closed = a channel has no purpose any more
