# Channels with a purpose.

refusal-channel-taken = This channel has a purpose already. Nothing was changed. Change that, or end it first.
refusal-channel-gone = This channel has no such purpose (any more). Nothing was changed.
refusal-unknown-time-zone = There is no time zone called { $value }. Nothing was changed. Take one from the list, for example Europe/Berlin.

refusal-model-not-allowed = { $value } is not used in this channel. Nothing was sent or charged. Take one of: { $models }.
refusal-no-pictures-here = { $edits ->
    [yes] None of the models of this channel edits pictures ({ $models }).
   *[no] None of the models of this channel starts from a picture ({ $models }).
} Nothing was sent or charged. Make one from words here with /imagine, or take the picture to another channel.
refusal-too-many-here = { $given } pictures are too many for one request in this channel: up to { $limit }. Nothing was sent or charged. Ask for fewer.
