"""The time zones that there are, by their IANA names: those of the system, or else of the package ``tzdata``."""

from collections.abc import Iterator
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

UTC_ZONE = ZoneInfo("UTC")


@cache
def zone_names() -> tuple[str, ...]:
    """Return the names of all time zones in their order; to look for them takes as long as a hundred questions."""
    return tuple(sorted(available_timezones()))


def zone_of(name: str | None) -> ZoneInfo:
    """Return the zone of a name; UTC where there is no name, or this machine's data do not know it (any more)."""
    try:
        return UTC_ZONE if name is None else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC_ZONE


def zones_like(typed: str) -> Iterator[str]:
    """Yield the names that somebody may mean: those that begin so, or whose city does, before others with it."""
    text = as_in_a_name(typed)
    names = zone_names()
    starts = [name for name in names if any(part.startswith(text) for part in (name.casefold(), city_of(name)))]
    yield from starts
    known = set(starts)
    yield from (name for name in names if text in name.casefold() and name not in known)


def city_of(name: str) -> str:
    """Return what stands last in a name, to be compared."""
    return name.casefold().rpartition("/")[2]


def as_in_a_name(typed: str) -> str:
    """Return what somebody typed as it would stand in a name, to be compared: without spaces and capitals."""
    return "_".join(typed.split()).casefold()
