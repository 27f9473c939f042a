"""What was used, by rules alone: sums that agree, files that hold what they say, forecasts, what binds first."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.budgets import Budgets, Limits, Scope
from studio.usage import (
    FORECAST_DAYS,
    Amount,
    Month,
    Row,
    ServerSeen,
    added,
    as_csv,
    by_channel,
    by_day,
    by_model,
    by_person,
    daily,
    forecast,
    lately_since,
    packed,
    rooms,
    server_usage,
    total,
)

NOVEMBER = Month(date(2026, 11, 1))
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
money = st.integers(0, 10**9)
amounts = st.builds(Amount, st.integers(1, 99), st.integers(0, 400), money, money)
november_rows = st.lists(
    st.builds(
        Row,
        st.sampled_from(NOVEMBER.days),
        st.integers(1, 4),
        st.integers(1, 3),
        st.sampled_from(["flux-dev", "flux-pro", "flux-gone"]),
        amounts,
    ),
    max_size=30,
)
BEGIN, END = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(), END - BEGIN).map(BEGIN.__add__)


@given(november_rows)
def test_every_table_adds_up_to_the_same(rows: Sequence[Row]) -> None:
    for table in (by_person(rows), by_model(rows), by_channel(rows), by_day(rows)):
        assert added(table.values()) == total(rows)
    days = [day for days in daily(rows, NOVEMBER).values() for day in days]
    assert sum(days) == total(rows).total_micro_usd


@given(november_rows)
def test_tables_have_the_most_first(rows: Sequence[Row]) -> None:
    shown = [amount.total_micro_usd for amount in by_person(rows).values()]
    assert shown == sorted(shown, reverse=True)


@given(november_rows)
def test_a_file_has_every_row_exactly(rows: Sequence[Row]) -> None:
    read = list(csv.DictReader(io.StringIO(as_csv(rows).decode("ascii"), newline="")))
    assert [(row["day"], row["person"], row["channel"], row["model"]) for row in read] == [
        (row.day.isoformat(), f"<@{row.person_id}>", f"<#{row.channel_id}>", row.model) for row in rows
    ]
    assert sum(round(float(row["estimate_usd"]) * 1_000_000) for row in read) == total(rows).spent_micro_usd
    assert sum(round(float(row["held_usd"]) * 1_000_000) for row in read) == total(rows).held_micro_usd
    assert sum(int(row["jobs"]) for row in read) == total(rows).jobs
    assert sum(int(row["pictures"]) for row in read) == total(rows).pictures


def test_a_file_reads_as_it_is_documented() -> None:
    row = Row(date(2026, 11, 2), 2**62 + 1, 2**61 + 1, "flux-dev", Amount(2, 3, 70_001, 5_000))
    assert as_csv([row]) == (
        b"day,person,channel,model,jobs,pictures,estimate_usd,held_usd\r\n"
        b"2026-11-02,<@4611686018427387905>,<#2305843009213693953>,flux-dev,2,3,0.070001,0.005000\r\n"
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_spreadsheet_takes_a_cell_for_a_formula(start: str) -> None:
    row = Row(date(2026, 11, 2), 1, 2, f"{start}cmd()", Amount())
    [read] = csv.DictReader(io.StringIO(as_csv([row]).decode(), newline=""))
    assert read["model"] == f"'{start}cmd()"


def test_a_file_that_is_too_large_is_packed() -> None:
    file = as_csv([Row(date(2026, 11, 2), who, 2**61, "flux-dev", Amount(2, 3)) for who in range(999)])
    assert packed("november.csv", file, most_bytes=len(file)) == ("november.csv", file)
    name, archive = packed("november.csv", file, most_bytes=len(file) - 1)
    assert name == "november.csv.zip"
    assert len(archive) < len(file) / 5
    with ZipFile(io.BytesIO(archive)) as opened:
        assert opened.read("november.csv") == file


@given(money, money, moments, moments)
def test_a_forecast_is_never_below_what_is_spent(spent: int, lately: int, since: datetime, now: datetime) -> None:
    assert forecast(spent, lately, since=since, now=now, ends_at=END) >= spent


@given(money, money, moments)
def test_at_the_end_of_a_month_the_forecast_is_what_is_spent(spent: int, lately: int, since: datetime) -> None:
    for now in (END, END + timedelta(days=3)):
        assert forecast(spent, lately, since=since, now=now, ends_at=END) == spent


@given(money, money, money, moments, moments)
def test_whoever_spends_more_is_foretold_no_less(
    spent: int, one: int, other: int, since: datetime, now: datetime
) -> None:
    less, more = (forecast(spent, lately, since=since, now=now, ends_at=END) for lately in sorted((one, other)))
    assert less <= more


@given(st.integers(0, 10**7), st.integers(FORECAST_DAYS, 30))
def test_who_spends_the_same_every_day_is_foretold_that_for_all_days(each: int, days: int) -> None:
    now = BEGIN + timedelta(days=days)
    since = now - timedelta(days=FORECAST_DAYS)
    assert forecast(each * days, each * FORECAST_DAYS, since=since, now=now, ends_at=END) == each * 30


def test_the_first_minutes_of_a_server_make_no_wild_forecast() -> None:
    now = datetime(2026, 11, 21, 0, 1, tzinfo=UTC)
    since = datetime(2026, 11, 21, tzinfo=UTC)
    assert forecast(10, 10, since=since, now=now, ends_at=now + timedelta(days=10)) == 110


def test_a_forecast_goes_by_a_week_or_by_what_there_is() -> None:
    today = date(2026, 11, 20)
    assert lately_since(today, date(2026, 1, 1)) == date(2026, 11, 14)
    assert lately_since(today, date(2026, 11, 18)) == date(2026, 11, 18)
    assert lately_since(today, date(2026, 11, 21)) == today


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-11", NOVEMBER),
        *((text, None) for text in ("2026-13", "2026-00", "1999-11", "2026-1", "2026-11-01", "")),
    ],
)
def test_months_are_read_as_they_are_written(text: str, month: Month | None) -> None:
    assert Month.parse(text) == month
    assert month is None or str(month) == text


def test_months_follow_one_another() -> None:
    december = NOVEMBER.after
    assert (str(december), str(december.after), str(december.after.before)) == ("2026-12", "2027-01", "2026-12")
    assert [len(Month(date(year, 2, 1)).days) for year in (2026, 2028)] == [28, 29]


limit = st.none() | st.integers(0, 100)


@given(
    limit, limit, limit, limit, st.dictionaries(st.sampled_from(Scope), st.integers(0, 120)), st.integers(0, 50)
)
def test_what_binds_first_is_what_a_request_is_refused_by(
    operator: int | None,
    server: int | None,
    channel: int | None,
    person: int | None,
    used: dict[Scope, int],
    extra: int,
) -> None:
    limits = Limits(operator, server, channel, person)
    found = rooms(limits, used, extra_micro_usd=extra, now=NOW)
    there = {scope for scope in Scope if limits.limit(scope) is not None}
    assert {room.scope for room in found} - {Scope.OPERATOR} == there - {Scope.OPERATOR}
    # The operator's is told of where nothing leaves less, and nowhere else.
    assert Scope.OPERATOR not in [room.scope for room in found[1:]]
    if operator is not None and found[0].scope is not Scope.OPERATOR:
        assert found[0].in_all_micro_usd <= max(0, operator - used.get(Scope.OPERATOR, 0))
    assert bool(found) is bool(there)
    in_all = [room.in_all_micro_usd for room in found]
    assert in_all == sorted(in_all)
    for room in found:
        left = max(0, room.limit_micro_usd - used.get(room.scope, 0))
        assert room.left_micro_usd == left
        assert room.in_all_micro_usd == left + (extra if room.scope is Scope.PERSON else 0)


def test_of_two_that_leave_nothing_the_longer_is_told() -> None:
    limits = Limits(server=5, person=1, zone=BERLIN)
    first, second = rooms(limits, {Scope.SERVER: 9, Scope.PERSON: 1}, extra_micro_usd=0, now=NOW)
    assert (first.scope, first.opens_at) == (Scope.SERVER, datetime(2026, 11, 30, 23, tzinfo=UTC))
    assert (second.scope, second.opens_at) == (Scope.PERSON, datetime(2026, 11, 20, 23, tzinfo=UTC))


def seen(month: Month = NOVEMBER, *, first_day: date | None = date(2026, 10, 30)) -> ServerSeen:
    rows = [Row(month.first, 1, 2, "flux-dev", Amount(1, 1, 3_000_000))]
    budgets = Budgets(month_micro_usd=9_000_000, zone=BERLIN)
    return ServerSeen(budgets, NOW.date(), month, rows, first_day, 700_000)


def test_the_current_month_is_held_against_its_budget() -> None:
    # 13:00 in Berlin: 6 days and 13 hours lie behind, 10 days and 11 hours are left.
    usage = server_usage(seen(), NOW)
    assert usage.budget_micro_usd == 9_000_000
    assert usage.forecast_micro_usd == 3_000_000 + round(700_000 * (251 / 157))
    assert (usage.today, usage.earlier, usage.later) == (NOW.date(), NOVEMBER.before, None)


@pytest.mark.parametrize(
    ("first_day", "days"), [(date(2026, 11, 20), 1), (date(2026, 11, 18), 3), (date(2026, 11, 1), 7), (None, 1)]
)
def test_a_forecast_knows_by_how_many_days_it_goes(first_day: date | None, days: int) -> None:
    assert server_usage(seen(first_day=first_day), NOW).forecast_days == days


def test_an_earlier_month_has_neither_budget_nor_forecast() -> None:
    usage = server_usage(seen(NOVEMBER.before), NOW)
    assert (usage.today, usage.budget_micro_usd, usage.forecast_micro_usd) == (None, None, None)
    assert (usage.earlier, usage.later) == (None, NOVEMBER)


def test_where_nothing_was_ever_made_there_is_no_earlier_month() -> None:
    usage = server_usage(seen(first_day=None), NOW)
    assert (usage.earlier, usage.later) == (None, None)
