"""Why a store cannot be opened."""


class StoreRefused(Exception):
    """The store cannot be opened; the message says why and what to do, for the operator."""
