### What stands on a card and on its private details.

card-head = **{ $artist }** · { $model }
card-before = The picture that this started from
card-accepted = Preparing your request.
card-queued = { $place ->
    [0] In the queue.
    [1] Next in the queue.
   *[other] In the queue, place { $place }.
}
card-starting = Starting.
card-percent = { $percent } %
card-working = { $elapsed } s of about { $expected } s
card-working-long = { $elapsed } s; usually it takes about { $expected } s, so this one needs some patience.
card-ready = { $ready } of { $asked } ready
card-delivering = The pictures are ready and on their way here.
card-canceling = Cancelling. A call that is already on its way to the service has to come back first.
card-canceled = Cancelled. Nothing was sent to the service, nothing was charged.
card-canceled-late = Cancelled. Nothing counts towards the budget here; the service may still charge for what had begun.
card-deleted = This card was deleted.
card-done-elsewhere = Finished. The pictures are not on this card.
card-in-reply = Finished. Discord takes no pictures on this card any more; they are in the reply to it: { $link }
card-partial = { $made } of { $asked } pictures: { $reason ->
    [unauthorized] the service refused the bot's key
    [out-of-credit] the bot's account at the service ran out of credit
    [rate-limited] the service took no more requests
    [invalid-input] the service did not accept the options
    [unavailable] the service or the model was down
    [unreachable] the service could not be reached
    [blocked] the service's safety filter held the rest back
    [model-failed] the model failed on the rest
    [interrupted] the service interrupted the rest
    [aborted] the service gave up on the rest before it had begun
    [canceled-by-service] the service stopped the rest
    [unknown-outcome] it is not clear what became of the rest
    [nonsense] the service answered with something that makes no sense
    [timed-out] the service had no result for the rest after half an hour
    [pictures-lost] the rest could not be fetched from the service
    [foreign-host] the rest is at an address from which this bot fetches nothing
    [internal] something went wrong inside the bot
    [canceled] the rest was cancelled
   *[none] the service made no more, or its safety filter held the rest back
}. What is missing does not count towards the budget here. Again makes new ones.
card-estimate = { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
} · about { USD($micro_usd) }
card-made = { $model } · { $count ->
    [one] seed { $seeds }
   *[other] seeds { $seeds }
} · { NUMBER($seconds, minimumFractionDigits: 1, maximumFractionDigits: 1) } s · about { USD($micro_usd) }
card-smaller = The original was too large for this place: shown here is a smaller copy.
card-style = Style of this channel: { $style }
card-from-message = Version { $version }, made from { $is_ours ->
    [yes] { $has_link ->
        [yes] [version { $parent }]({ $link })
       *[no] version { $parent }
    }
   *[no] { $has_link ->
        [yes] [a picture]({ $link })
       *[no] a picture
    }
} by { $artist }
card-from-last = Version { $version }, made from { $has_link ->
    [yes] [the last picture]({ $link })
   *[no] the last picture
} by { $artist } in this channel. Nothing was attached.
card-from-several = Version { $version }, made from { $count } pictures side by side:
card-one-of-several = { $is_ours ->
    [yes] picture { $number } of { $has_link ->
        [yes] [version { $parent }]({ $link })
       *[no] version { $parent }
    }
   *[no] { $has_link ->
        [yes] [a picture]({ $link })
       *[no] a picture
    }
} by { $artist }

note-lowered-to-maximum = { $field } { $value } became { $used }, the most that { $model } has.
note-read-as = { $field } { $value } was read as { $used }.
note-without-effect = { $field } { $value } has no effect on { $model }.
note-left-out = { $field } { $value } was left out: { $model } does not take it.

button-cancel = Cancel
button-again = Again
button-remix = Remix
button-edit = Edit
button-details = Details
button-delete = Delete
button-retry = Retry
button-allow = Let others edit my pictures
button-forbid = Forbid others to edit my pictures

answer-nothing-to-cancel = There is nothing left to cancel: this one has ended. The card says how.
answer-your-text = What you had typed, so that it is not lost:
answer-cannot-tell = That did not work, and the bot cannot write to you in private to say why. Nothing was charged. Try /edit instead: only you see what it answers when something is wrong.

privacy-title = **Your privacy**
privacy-edits-allowed = Others may edit your pictures: those you made with this bot and those you posted. The card of such an edit names you.
privacy-edits-forbidden = Others may not edit your pictures, neither those you made with this bot nor those you posted. You still can.

form-remix-title = Remix
form-edit-title = Edit
form-edit-prompt = What to change
form-edit-placeholder = Make it winter, and leave everything else as it is
form-edit-which = Which picture
form-edit-several = You can choose up to { $limit }: several are put side by side.
form-edit-picture = Picture { $number }
form-prompt = What the picture shows
form-prompt-cut = A form takes 4000 characters; what is longer was cut.
form-model = Model
form-model-line = about { USD($micro_usd) } a picture · ~{ NUMBER($seconds, maximumFractionDigits: 1) } s
form-aspect-ratio = Shape, width to height
form-usual-ratio = as the model usually makes it
form-usual-ratio-here = as usual in this channel: { $ratio }
form-num-outputs = How many pictures
form-estimate = About { USD($micro_usd) } for { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
} on { $model }
form-seed = Seed
form-seed-description = Empty: a new one. The seed shown here is that of the first picture.

details-title = **Everything needed to make it again**
details-prompt-in-file = The prompt is longer than fits here; all of it is in the file.
details-model = Model: { $model }
details-style = Style of the channel, around the prompt: { $style }
details-prediction = Prediction { $number }: seed `{ $seed }`, id at the service: { $service_id }
details-asked = Asked for: { $moment }
details-ended = Ended: { $moment }
details-took = Took: { NUMBER($seconds, minimumFractionDigits: 1, maximumFractionDigits: 1) } s
details-estimate = Estimate: { USD($micro_usd) }, of which for delivered pictures: { USD($captured_micro_usd) }
details-job = Job: `{ $job }`
details-lineage = **Where the picture comes from:** this is version { $version }
details-version = - { $has_link ->
    [yes] [version { $version }]({ $link })
   *[no] version { $version }
} by { $artist }: { $prompt }
details-version-deleted = - version { $version } by { $artist }, deleted
details-earlier = - and earlier versions
details-first = - first there was { $has_link ->
    [yes] [a picture]({ $link })
   *[no] a picture
} by { $artist }
details-sent = **Sent to the service**
details-picture = (the picture that it started from)
