### Why a job ended without its pictures: what happened, what it cost, what to do.

fault-unauthorized = The Flux service refuses this bot's key. Nothing was charged. The bot's operator has to renew the key; after that, press Retry.
fault-out-of-credit = The bot's account at the Flux service has run out of credit. Nothing was charged. The bot's operator has to top it up; after that, press Retry.
fault-rate-limited = The Flux service takes no more requests at the moment. Nothing was charged. { $seconds ->
    [none] Press Retry in a minute.
   *[other] Press Retry in { $seconds } s.
}
fault-invalid-input = { $fields ->
    [none] The Flux service did not accept these options.
   *[other] The Flux service did not accept these options: { $fields }.
} Nothing was charged. Change them and ask again.
fault-unavailable = The Flux service or this model is down at the moment. Nothing was charged. Press Retry in a few minutes, or take another model.
fault-unreachable = The Flux service could not be reached. Nothing was sent, nothing was charged. Press Retry in a minute.
fault-blocked = The service's safety filter held the result back. It does not count towards the budget here. Word it differently; an edit may need another picture.
fault-model-failed = The model failed on this request. Failed runs are usually not charged. Press Retry; if it fails again, word it differently or take another model.
fault-interrupted = The service interrupted the work. Interrupted runs are usually not charged. Press Retry: it usually works the second time.
fault-aborted = The service gave up before it had begun. Nothing was charged. Press Retry.
fault-canceled-by-service = The service stopped the work, most likely because it took too long. It may charge for the time used. Press Retry, or take a faster model.
fault-unknown-outcome = The request was sent, but no clear answer came back, so it may have been carried out and charged. Retry sends it once more and may cost once more.
fault-nonsense = The Flux service answered with something that makes no sense. It may have charged for it. Press Retry; if that keeps happening, tell the bot's operator.
fault-timed-out = The service had no result after half an hour. It may still charge for it. Press Retry, or take another model.
fault-pictures-lost = The pictures were made but could not be fetched from the service, which will charge for them. Nothing counts towards the budget here. Retry makes them again with the same seed and costs again.
fault-foreign-host = { $link ->
    [none] The pictures were made, but they are at an address from which this bot fetches nothing.
   *[other] The pictures were made, but they are at an address from which this bot fetches nothing: { $link } (open it soon; it lasts about an hour).
} The service will charge for them. The bot's operator can allow the address; the log names it.
fault-internal = Something went wrong inside the bot. The service may have charged for what had begun. Press Retry; if it fails again, give the reference to the bot's operator.
fault-reference = Reference: `{ $reference }`
