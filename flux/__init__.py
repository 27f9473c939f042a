"""The Flux API as CometAPI serves it in Replicate's format: a library that knows neither Discord nor a store."""
