"""The time zones that there are, by their IANA names: those of the system, or else of the package ``tzdata``."""

from functools import cache
from zoneinfo import available_timezones


@cache
def zone_names() -> tuple[str, ...]:
    """Return the names of all time zones in their order; to look for them takes as long as a hundred questions."""
    return tuple(sorted(available_timezones()))
