"""How the look-alike behaves as a whole, and how each of its two bases does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

_NO_HOSTS: Mapping[str, str] = MappingProxyType({})


class Door(StrEnum):
    """What one base does with those who knock."""

    OPEN = "open"
    REFUSES_KEY = "refuses-key"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Base:
    """How one of the two bases behaves.

    ``wrapped`` answers come in CometAPI's envelope. The first ``unknown_reads`` reads of a fresh prediction find
    nothing. ``lists`` and ``cancels`` say whether it has those routes.
    """

    door: Door = Door.OPEN
    wrapped: bool = False
    unknown_reads: int = 0
    lists: bool = False
    cancels: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """How the look-alike behaves as a whole.

    ``speed`` divides the models' typical durations; ``math.inf`` ends every prediction at once. ``hosts`` maps a
    host in the URL of a given picture to the loopback address where it is fetched instead. ``sketches`` makes
    plain pictures of the right size, one colour and what was given, for tests that look at no more.
    ``listed_at_once`` is how many predictions are on one page of the list (Replicate gives a hundred).
    """

    key: str = "demo-key"
    speed: float = 1.0
    comet: Base = Base()
    replicate: Base = Base(cancels=True)
    hosts: Mapping[str, str] = field(default_factory=lambda: _NO_HOSTS)
    refuses_unknown_fields: bool = False
    sketches: bool = False
    listed_at_once: int = 100
