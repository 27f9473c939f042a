"""Who has made, shown and won how much: pure values, and how they become a board on which ties share a place."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from studio.community.calendar import at_local, local_day

MOST_NAMED = 10
"""How many people a board names at least, where there are so many, and of one place at most."""


class Measure(StrEnum):
    """What is counted, in the order in which it is offered."""

    MADE = "made"
    SHOWCASED = "showcased"
    WON = "won"
    STREAK = "streak"


class Span(StrEnum):
    """The time that counts, up to now."""

    WEEK = "week"
    MONTH = "month"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Period:
    """From a moment (``None``: the beginning) up to, and without, another; in UTC."""

    since: datetime | None
    until: datetime


class Scores(Protocol):
    """Tells one measure."""

    def scores(self, server_id: int, period: Period) -> Awaitable[Mapping[int, int]]:
        """Return what each artist of a server has come to within a period; who has nothing need not be there."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a board: all who share it have the same score. ``artist_ids`` names some, ``more`` are others."""

    number: int
    score: int
    artist_ids: tuple[int, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """The first places, and that of who asks, who alone is named in it; ``None`` where they have none."""

    places: tuple[Place, ...]
    own: Place | None = None


def board(scores: Mapping[int, int], asker_id: int) -> Board:
    """Rank people by their scores; those with the same score share a place, and none below it moves up for that.

    Zero and less are no places. Places are named until ``MOST_NAMED`` people are.
    """
    sharing: dict[int, list[int]] = {}
    for artist_id, score in scores.items():
        if score > 0:
            sharing.setdefault(score, []).append(artist_id)
    places: list[Place] = []
    own: Place | None = None
    above = 0
    for score in sorted(sharing, reverse=True):
        people = sorted(sharing[score])
        place = Place(above + 1, score, tuple(people[:MOST_NAMED]), max(0, len(people) - MOST_NAMED))
        if above < MOST_NAMED:
            places.append(place)
        if scores.get(asker_id) == score:
            own = replace(place, artist_ids=(asker_id,), more=0)
        above += len(people)
    return Board(tuple(places), own)


def period(span: Span, now: datetime, zone: ZoneInfo) -> Period:
    """Return the current week (from Monday), the current month or all time, by a zone's clock."""
    today = local_day(now, zone)
    match span:
        case Span.WEEK:
            return Period(_midnight(today - timedelta(days=today.weekday()), zone), now)
        case Span.MONTH:
            return Period(_midnight(today.replace(day=1), zone), now)
        case Span.ALL:
            return Period(None, now)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return at_local(day, zone, time(0))
