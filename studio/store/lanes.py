"""What the stores of features are given of the store that they belong to."""

from dataclasses import dataclass

from studio.store.lane import Lane
from studio.store.leases import Owner


@dataclass(frozen=True, slots=True)
class Lanes:
    """What a feature with tables of its own builds on: the store's two orders of acts, and whose its leases are.

    Every future of theirs may raise ``StoreUnavailable``: nothing of the act was done then.
    """

    writes: Lane
    reads: Lane
    me: Owner
