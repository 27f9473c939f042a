"""When a contest opens, is voted on and ends, read from what a person typed; pure.

A window's end is a length ("3d", "12 hours", "2 недели 3 дня") or a time of the server's own clock ("18:00",
"2026-12-01 18:00", "01.12.2026 18:00").
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from studio.community.calendar import at_local, next_at
from studio.community.contest_errors import NotAMoment, Window, WindowRefused

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=60)
USUAL_ENTRIES, USUAL_VOTING = "3d", "2d"
"""How long each window is where nobody says it."""

_LENGTH = re.compile(r"(?:\s*\d{1,5}\s*[a-zа-я]+[.,]?)+\s*")
_PART = re.compile(r"(?P<number>\d+)\s*(?P<unit>[a-zа-я]+)")
_UNITS: Mapping[str, timedelta] = MappingProxyType(
    {
        "m": timedelta(minutes=1),
        "м": timedelta(minutes=1),
        "h": timedelta(hours=1),
        "ч": timedelta(hours=1),
        "d": timedelta(days=1),
        "д": timedelta(days=1),
        "w": timedelta(weeks=1),
        "н": timedelta(weeks=1),
    }
)
"""A unit by its first letter; months, which have no length, begin like minutes and are sorted out below."""

_MONTHS = ("mo", "мес")
_LOCAL = re.compile(
    r"(?:(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"|(?P<day_>\d{1,2})\.(?P<month_>\d{1,2})\.(?P<year_>\d{4}))[ ,t]+(?P<hour>\d{1,2}):(?P<minute>\d{2})"
)
_CLOCK = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})")


@dataclass(frozen=True, slots=True)
class Windows:
    """When entries are taken from, when votes are, and when it ends, in UTC."""

    opens_at: datetime
    voting_at: datetime
    ends_at: datetime


def windows(opens: str | None, entries: str, voting: str, *, now: datetime, zone: ZoneInfo) -> Windows:
    """Read the windows of a contest; without ``opens`` it opens now.

    Raises:
        NotAMoment: one of them is neither a length nor a time.
        WindowRefused: a window would be too short or too long, or it would open too far ahead.
    """
    opens_at = now if opens is None else _moment(opens, Window.OPENS, after=now, zone=zone)
    if not now <= opens_at <= now + LONGEST:
        raise WindowRefused(Window.OPENS)
    voting_at = _moment(entries, Window.ENTRIES, after=opens_at, zone=zone)
    _check(voting_at - opens_at, Window.ENTRIES)
    ends_at = _moment(voting, Window.VOTING, after=voting_at, zone=zone)
    _check(ends_at - voting_at, Window.VOTING)
    return Windows(opens_at, voting_at, ends_at)


def _check(length: timedelta, window: Window) -> None:
    if not SHORTEST <= length <= LONGEST:
        raise WindowRefused(window)


def _moment(typed: str, window: Window, *, after: datetime, zone: ZoneInfo) -> datetime:
    """Read a length, which counts from ``after``, or a local time: that day's, or the next one after ``after``."""
    text = typed.strip().lower()
    try:
        if _LENGTH.fullmatch(text):
            return after + _length(text)
        if match := _CLOCK.fullmatch(text):
            return next_at(after, zone, time(int(match["hour"]), int(match["minute"])))
        if match := _LOCAL.fullmatch(text):
            year, month, day = (int(match[name] or match[f"{name}_"]) for name in ("year", "month", "day"))
            return at_local(date(year, month, day), zone, time(int(match["hour"]), int(match["minute"])))
    except (ValueError, OverflowError) as exc:
        raise NotAMoment(window) from exc
    raise NotAMoment(window)


def _length(text: str) -> timedelta:
    """Add the parts of a length up.

    Raises:
        ValueError: one of them is of no unit.
    """
    return sum((int(part["number"]) * _unit(part["unit"]) for part in _PART.finditer(text)), timedelta())


def _unit(name: str) -> timedelta:
    if name[0] not in _UNITS or name.startswith(_MONTHS):
        raise ValueError(f"no unit: {name}")
    return _UNITS[name[0]]
