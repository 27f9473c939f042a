"""The time zones that there are, by their IANA names: those of the system, or else of the package ``tzdata``."""

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
