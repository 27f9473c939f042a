# Channels with a purpose.

refusal-channel-taken = This channel has a purpose already. Nothing was changed. Change that, or end it first.
refusal-channel-gone = This channel has no such purpose (any more). Nothing was changed.
refusal-unknown-time-zone = There is no time zone called { $value }. Nothing was changed. Take one from the list, for example Europe/Berlin.
