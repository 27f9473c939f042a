"""What was used of the money: amounts by person, model, channel and day, what is left, and a forecast; pure.

Amounts are estimates in micro-dollars. A job counts on the day on which its money was held, by the calendar of its
server, for as long as it is live and then where it came to pictures; one that came to nothing counts nowhere. How
it is read is ``studio.store.usage``'s.
"""

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Self, TypeVar
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

from studio.budgets import Budgets, Limits, Scope, opens_at
from studio.community.calendar import at_local

FORECAST_DAYS = 7
"""How many days a forecast goes by, the current one included."""

_DAY = timedelta(days=1)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = ("day", "person", "channel", "model", "jobs", "pictures", "estimate_usd", "held_usd")
_Key = TypeVar("_Key", int, str, date)
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of some calendar; ``str`` writes it as 2026-11."""

    first: date

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month that a day is in."""
        return cls(day.replace(day=1))

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read what ``str`` wrote; ``None`` where it is no month of this century."""
        found = _MONTH.fullmatch(text)
        return None if found is None else cls(date(int(found[1]), int(found[2]), 1))

    @property
    def after(self) -> "Month":
        """The next month."""
        return Month.of(self.first + timedelta(days=32))

    @property
    def before(self) -> "Month":
        """The month before."""
        return Month.of(self.first - _DAY)

    @property
    def days(self) -> Sequence[date]:
        """All its days."""
        return [self.first + timedelta(days=number) for number in range((self.after.first - self.first).days)]

    def __str__(self) -> str:
        return self.first.isoformat()[: len("2026-11")]


@dataclass(frozen=True, slots=True)
class Amount:
    """Jobs, the pictures that they came to, and their money: spent for good, and held for those that are live."""

    jobs: int = 0
    pictures: int = 0
    spent_micro_usd: int = 0
    held_micro_usd: int = 0

    @property
    def total_micro_usd(self) -> int:
        """What counts towards a budget."""
        return self.spent_micro_usd + self.held_micro_usd


@dataclass(frozen=True, slots=True)
class Row:
    """What somebody used in a channel, its threads included, with one model on one day."""

    day: date
    person_id: int
    channel_id: int
    model: str
    amount: Amount


def added(amounts: Collection[Amount]) -> Amount:
    """Return what amounts come to together."""
    return Amount(
        sum(each.jobs for each in amounts),
        sum(each.pictures for each in amounts),
        sum(each.spent_micro_usd for each in amounts),
        sum(each.held_micro_usd for each in amounts),
    )


def total(rows: Iterable[Row]) -> Amount:
    """Return what rows come to together."""
    return added([row.amount for row in rows])


def by_person(rows: Iterable[Row]) -> Mapping[int, Amount]:
    """Return what each person used, the most first."""
    return _by(rows, lambda row: row.person_id)


def by_model(rows: Iterable[Row]) -> Mapping[str, Amount]:
    """Return what was used of each model, the most first."""
    return _by(rows, lambda row: row.model)


def by_channel(rows: Iterable[Row]) -> Mapping[int, Amount]:
    """Return what was used in each channel, the most first."""
    return _by(rows, lambda row: row.channel_id)


def by_day(rows: Iterable[Row]) -> Mapping[date, Amount]:
    """Return what was used on each day that has something."""
    return _by(rows, lambda row: row.day)


def daily(rows: Iterable[Row], month: Month) -> Mapping[str, Sequence[int]]:
    """Return what of each model was used on each day of a month, in micro-dollars."""
    found: dict[str, list[int]] = {}
    for row in rows:
        amounts = found.setdefault(row.model, [0] * len(month.days))
        amounts[row.day.day - 1] += row.amount.total_micro_usd
    return found


def as_csv(rows: Iterable[Row]) -> bytes:
    """Write rows as a CSV file, one a line below the names of the columns.

    Money is in dollars, as exact as the estimates are: what the pictures came to, and what is held for those that
    are still being made. People and channels are written as Discord's mentions: an id alone has more digits than
    the numbers of a spreadsheet, which would round it. It is all ASCII, so that it needs no mark of its encoding.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(_COLUMNS)
    for row in rows:
        amount = row.amount
        whose = (row.day, f"<@{row.person_id}>", f"<#{row.channel_id}>", row.model)
        money = (_usd(amount.spent_micro_usd), _usd(amount.held_micro_usd))
        writer.writerow([_cell(str(value)) for value in (*whose, amount.jobs, amount.pictures, *money)])
    return file.getvalue().encode()


def packed(name: str, file: bytes, *, most_bytes: int) -> tuple[str, bytes]:
    """Return a file as it is, or as the only one in a ZIP archive where it has more than so many bytes.

    A CSV file takes about a seventh of its size there.
    """
    if len(file) <= most_bytes:
        return name, file
    archive = io.BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as writer:
        writer.writestr(name, file)
    return f"{name}.zip", archive.getvalue()


def forecast(
    spent_micro_usd: int, lately_micro_usd: int, *, since: datetime, now: datetime, ends_at: datetime
) -> int:
    """Say what a month will have come to when it ends, if it goes on as lately.

    That is what was spent so far, and for each day that is left what a day has come to ``since`` a moment: then
    ``lately_micro_usd`` were spent in all. A time of less than a day counts as a whole one.
    """
    left = max(timedelta(), ends_at - now)
    return spent_micro_usd + round(lately_micro_usd * (left / max(_DAY, now - since)))


def lately_since(day: date, first_day: date) -> date:
    """Return the first of the days that a forecast goes by, where ``first_day`` was the first with anything."""
    return min(day, max(first_day, day - timedelta(days=FORECAST_DAYS - 1)))


@dataclass(frozen=True, slots=True)
class Room:
    """What a budget leaves, in micro-dollars, and when it begins anew, in UTC.

    ``extra_micro_usd`` is what a person may spend beyond the budget of their day.
    """

    scope: Scope
    limit_micro_usd: int
    left_micro_usd: int
    opens_at: datetime
    extra_micro_usd: int = 0

    @property
    def in_all_micro_usd(self) -> int:
        """What can be spent before it binds."""
        return self.left_micro_usd + self.extra_micro_usd


def rooms(limits: Limits, used: Mapping[Scope, int], *, extra_micro_usd: int, now: datetime) -> Sequence[Room]:
    """Return what each budget leaves that a person is told of: that which binds first is the first.

    ``used`` is what has come to each so far, ``extra_micro_usd`` what the person may spend beyond their day's. How
    the operator's stands is nobody's business on a server until it is what binds: then it is the first, else
    it is not there.
    """
    found: list[Room] = []
    for scope in Scope:
        limit = limits.limit(scope)
        if limit is not None:
            left = max(0, limit - used.get(scope, 0))
            extra = extra_micro_usd if scope is Scope.PERSON else 0
            found.append(Room(scope, limit, left, opens_at(scope, now, limits.zone), extra))
    # Of two that leave as little, the one that does so for longer.
    ordered = sorted(found, key=lambda room: (room.in_all_micro_usd, -room.opens_at.timestamp()))
    return [room for room in ordered if room.scope is not Scope.OPERATOR or room is ordered[0]]


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """What the store has of a person on a server, or of their private use, on a day of its calendar.

    ``used`` is what counts towards each budget, ``extra_micro_usd`` what is left to them beyond their days'.
    """

    budgets: Budgets
    day: date
    today: Amount
    month: Amount
    used: Mapping[Scope, int]
    extra_micro_usd: int


@dataclass(frozen=True, slots=True)
class PersonUsage:
    """What a person is told of their usage; ``rooms`` as the function of that name returns them.

    ``extra_micro_usd`` is what they may spend beyond their days' budgets, whether there is one now or not.
    """

    month: Month
    today: Amount
    this_month: Amount
    rooms: Sequence[Room]
    extra_micro_usd: int
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class ServerSeen:
    """What the store has of a month of a server, looked at on a day of its calendar.

    ``first_day`` is the first on which anything was asked for, and ``lately_micro_usd`` is what has come up since
    ``lately_since``.
    """

    budgets: Budgets
    day: date
    month: Month
    rows: Sequence[Row]
    first_day: date | None
    lately_micro_usd: int


@dataclass(frozen=True, slots=True)
class ServerUsage:
    """What is told of a month of a server.

    The current one alone has a ``budget_micro_usd``, if there is one, since budgets of before are not known, and
    a ``forecast_micro_usd``, which goes by the last ``forecast_days``, the current one included. ``earlier`` and
    ``later`` are the months beside it that can be looked at.
    """

    month: Month
    rows: Sequence[Row]
    zone: ZoneInfo
    today: date | None = None
    budget_micro_usd: int | None = None
    forecast_micro_usd: int | None = None
    earlier: Month | None = None
    later: Month | None = None
    forecast_days: int = FORECAST_DAYS


def server_usage(seen: ServerSeen, now: datetime) -> ServerUsage:
    """Make of what the store has what is told."""
    zone, current, first_day = seen.budgets.zone, Month.of(seen.day), seen.first_day or seen.day
    usage = ServerUsage(
        seen.month,
        seen.rows,
        zone,
        earlier=seen.month.before if Month.of(first_day) < seen.month else None,
        later=seen.month.after if seen.month < current else None,
    )
    if seen.month != current:
        return usage
    since = lately_since(seen.day, first_day)
    expected = forecast(
        total(seen.rows).total_micro_usd,
        seen.lately_micro_usd,
        since=at_local(since, zone, time()),
        now=now,
        ends_at=at_local(current.after.first, zone, time()),
    )
    return replace(
        usage,
        today=seen.day,
        budget_micro_usd=seen.budgets.month_micro_usd,
        forecast_micro_usd=expected,
        forecast_days=(seen.day - since).days + 1,
    )


def _by(rows: Iterable[Row], key: Callable[[Row], _Key]) -> Mapping[_Key, Amount]:
    """Add up what has the same key; the most first."""
    found: dict[_Key, list[Amount]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row.amount)
    table = [(name, added(amounts)) for name, amounts in found.items()]
    return dict(sorted(table, key=lambda each: (-each[1].total_micro_usd, -each[1].pictures, each[0])))


def _usd(micro_usd: int) -> str:
    return f"{Decimal(micro_usd).scaleb(-6):f}"


def _cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
