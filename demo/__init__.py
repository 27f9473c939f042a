"""Easel without an account: a simulated Discord in the browser and a look-alike of the Flux service."""
