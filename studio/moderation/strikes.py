"""Strikes: what somebody is warned with, and paused for where it comes to more; the rules, pure.

The first is a warning. Each further one that comes within 30 days is a pause, longer every time. A strike that
was taken back has never been; one that is older than 30 days makes no new one longer (docs/decisions/strikes.md).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FADES_AFTER = timedelta(days=30)
"""After which a strike does not count any more."""

PAUSES = (timedelta(0), timedelta(minutes=10), timedelta(hours=1), timedelta(days=1), timedelta(days=7))
"""How long nothing new is made for somebody after their first strike, their second, and so on."""

BLOCKS_FOR_A_STRIKE = 3
BLOCKS_WITHIN = timedelta(days=1)
"""So many requests that the service's safety filter blocks within so long are a strike."""

MOST_REASON = 300
"""Longest reason that a moderator gives, in characters."""


class Cause(StrEnum):
    """Where a strike comes from."""

    MODERATOR = "moderator"
    BLOCKS = "blocks"


@dataclass(frozen=True, slots=True)
class Strike:
    """A strike that somebody was given on a server.

    ``by_id`` is the moderator, ``None`` where the bot gave it; ``job_id`` what it was for, where that is known.
    ``untold`` says that its person does not know of it yet: they let the bot write them nothing.
    """

    id: str
    server_id: int
    person_id: int
    cause: Cause
    at: datetime
    by_id: int | None = None
    job_id: str | None = None
    reason: str = ""
    taken_back_by: int | None = None
    untold: bool = False

    def counts(self, now: datetime) -> bool:
        """Say whether it makes the next one longer."""
        return self.taken_back_by is None and now - self.at < FADES_AFTER


@dataclass(frozen=True, slots=True)
class Given:
    """A strike with its number among those that counted when it came, and until when it pauses.

    ``until`` is ``None`` where it only warns, or was taken back.
    """

    strike: Strike
    number: int
    until: datetime | None


def given(strikes: Iterable[Strike]) -> Sequence[Given]:
    """Return a person's strikes on one server with what each of them means, the oldest first."""
    found: list[Given] = []
    standing: list[Strike] = []
    for strike in sorted(strikes, key=lambda strike: (strike.at, strike.id)):
        if strike.taken_back_by is not None:
            found.append(Given(strike, 0, None))
            continue
        standing = [*(earlier for earlier in standing if earlier.counts(strike.at)), strike]
        pause = PAUSES[min(len(standing), len(PAUSES)) - 1]
        found.append(Given(strike, len(standing), strike.at + pause if pause else None))
    return found


def pausing(strikes: Iterable[Strike], now: datetime) -> Given | None:
    """Return which of somebody's strikes keeps them the longest from asking for something new, if any does."""
    keeping = [(each.until, each.number, each) for each in given(strikes) if each.until and each.until > now]
    return max(keeping, key=lambda each: each[:2])[2] if keeping else None


def unknown_warning(strikes: Iterable[Strike], now: datetime) -> Strike | None:
    """Return a strike that warns somebody who does not know of it, if there is one; of pauses people learn."""
    warnings = (each.strike for each in given(strikes) if each.number == 1 and each.strike.untold)
    return next((strike for strike in warnings if strike.counts(now)), None)


def paused_until(strikes: Iterable[Strike], now: datetime) -> datetime | None:
    """Return until when nothing new is made for somebody with these strikes; ``None`` where nothing keeps them."""
    keeping = pausing(strikes, now)
    return None if keeping is None else keeping.until


def counting(strikes: Iterable[Strike], now: datetime) -> Sequence[Given]:
    """Return those of many people's strikes on one server that count now, the newest first.

    ``strikes`` has also those before that counted when these came (``counted_since``).
    """
    of_people: dict[int, list[Strike]] = {}
    for strike in strikes:
        of_people.setdefault(strike.person_id, []).append(strike)
    found = [each for theirs in of_people.values() for each in given(theirs) if each.strike.counts(now)]
    return sorted(found, key=lambda each: (each.strike.at, each.strike.id), reverse=True)


def counted_since(now: datetime) -> datetime:
    """Return after when a strike has to have come to count now, or to have counted for one that does."""
    return now - 2 * FADES_AFTER
