"""What is told of an artist; pure values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from studio.community.scores import Measure


@dataclass(frozen=True, slots=True)
class Record:
    """What an artist's cards on a server tell: the model used most, and when the first was done."""

    model: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Best:
    """One of an artist's best pictures: where its card stands, and its place on that, from 1.

    It has so many ``reactions`` in a showcase, or ``rank`` was its place in a contest.
    """

    job_id: str
    channel_id: int
    message_id: int
    number: int = 1
    reactions: int = 0
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """An artist on a server: the scores of all time, the record, and the best pictures, best first.

    ``streak`` is how many themes in a row the artist took part in up to now. ``is_unlisted`` says that only the
    artist may see all this.
    """

    artist_id: int
    scores: Mapping[Measure, int]
    record: Record
    best: tuple[Best, ...]
    streak: int
    is_unlisted: bool
