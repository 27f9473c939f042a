"""The words of themes as values: a theme, a time that it came out, what was made for it, lists of themes.

Rows of the store come out as these and go in as these; the rules are in ``studio.community.pool``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of a channel's pool.

    ``round`` is the last round in which it came out, 0 where it never did. ``suggested_by`` is the member whose
    idea it was; while it ``waits`` for approval it is not drawn.
    """

    id: int
    channel_id: int
    text: str
    suggested_by: int | None = None
    waits: bool = False
    round: int = 0


class RunState(StrEnum):
    """What has become of a theme that came out."""

    ON = "on"
    ENDED = "ended"
    """Its time is over; who took part is not written down yet."""
    COUNTED = "counted"
    """Its time is over, and who took part is written down."""
    DROPPED = "dropped"
    """It was skipped, its channel was closed, or nobody could be shown it: it counts for nobody's streak."""


@dataclass(frozen=True, slots=True)
class Run:
    """One time that a theme came out in a channel; ``number`` counts them from 1.

    ``begun_at`` is when it came out and ``ends_at`` when the next is to come; ``ended_at`` is when it was over.
    ``message_id`` is the post, once it stands.
    """

    channel_id: int
    server_id: int
    number: int
    theme_id: int
    round: int
    text: str
    suggested_by: int | None
    state: RunState
    begun_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None
    message_id: int | None = None

    @property
    def key(self) -> str:
        """Its name among all runs, up to 32 characters."""
        return f"{self.channel_id}-{self.number}"


@dataclass(frozen=True, slots=True)
class Lot:
    """What matters of a theme where one is drawn: the last round in which it came out, 0 where it never did."""

    theme_id: int
    round: int


@dataclass(frozen=True, slots=True)
class Draw:
    """What came out of a pool, and in which round."""

    theme_id: int
    round: int


@dataclass(frozen=True, slots=True)
class Streak:
    """How many themes in a row somebody took part in: up to now, and at best."""

    current: int = 0
    best: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """A job that everybody in a channel can see, with so many pictures."""

    job_id: str
    artist_id: int
    pictures: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How much was made for a theme, and by how many."""

    pictures: int = 0
    artists: int = 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """One picture of a job that is to be shown; ``number`` counts from 1 within the job."""

    job_id: str
    number: int
    artist_id: int


@dataclass(frozen=True, slots=True)
class Lines:
    """What a text with one theme a line holds: the themes, and how many lines are none."""

    themes: tuple[str, ...]
    empty: int = 0
    repeated: int = 0
    too_long: int = 0
    refused: int = 0
    """Themes with words that the server does not want."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of themes that were to go into a pool, by count."""

    added: int = 0
    known: int = 0
    over: int = 0
    """So many did not fit."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn has made: the theme that came out, ``None`` without one, and those that wait for a recap."""

    begun: Run | None
    ended: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """How many themes a channel has: in its pool, of these still to come in this round, and waiting."""

    pool: int
    left: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a channel's themes, in the order in which they came; ``number`` counts from 0.

    ``refused`` are the ids of those that have words which the server does not want (any more): they never come.
    """

    themes: tuple[Theme, ...]
    number: int
    pages: int
    total: int
    refused: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Takings:
    """The themes of a channel that count, by number in their order, and which of them people took part in."""

    counted: tuple[int, ...]
    taken: Mapping[int, frozenset[int]] = field(default_factory=dict)
