"""Local times as moments: whatever the clock of a zone does, a time comes once a day, in order, and is shown."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.community.calendar import at_local, local_day, next_at

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    *("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe"),
    *("America/Santiago", "Pacific/Chatham", "Africa/Casablanca", "UTC", "Europe/Moscow", "Asia/Gaza"),
]
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
zones = st.sampled_from(ZONES).map(ZoneInfo)
# Days that a zone left out altogether, as Apia did in 2011, are not in these years.
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2026-03-28T12:00", "2026-03-28T17:00"),
        ("2026-03-28T17:00", "2026-03-29T16:00"),
        ("2026-10-24T12:00", "2026-10-24T16:00"),
        ("2026-10-24T16:00", "2026-10-25T17:00"),
    ],
    ids=["winter", "the clock is put forward", "summer", "the clock is put back"],
)
def test_six_in_the_evening_stays_six_in_the_evening(after: str, expected: str) -> None:
    found = next_at(utc(after), BERLIN, time(18))
    assert found == utc(expected)
    assert found.tzinfo is UTC


def test_a_time_in_the_gap_comes_when_the_gap_is_over() -> None:
    assert next_at(utc("2026-03-28T12:00"), BERLIN, time(2, 30)) == utc("2026-03-29T01:00")
    assert next_at(utc("2026-03-29T01:00"), BERLIN, time(2, 30)) == utc("2026-03-30T00:30")


def test_a_time_that_comes_twice_counts_once() -> None:
    assert next_at(utc("2026-10-24T12:00"), BERLIN, time(2, 30)) == utc("2026-10-25T00:30")
    assert next_at(utc("2026-10-25T00:30"), BERLIN, time(2, 30)) == utc("2026-10-26T01:30")


def test_a_day_whose_midnight_is_left_out_begins_at_one() -> None:
    assert at_local(date(2026, 9, 6), ZoneInfo("America/Santiago"), time(0)) == utc("2026-09-06T04:00")


def test_a_weekday_is_the_local_one() -> None:
    # Sunday evening in UTC is Monday in Auckland.
    found = next_at(utc("2026-11-29T20:00"), ZoneInfo("Pacific/Auckland"), time(12), weekday=0)
    assert found == utc("2026-11-29T23:00")
    assert local_day(found, ZoneInfo("Pacific/Auckland")).weekday() == 0


@given(moments, zones, times, st.none() | st.integers(0, 6))
def test_the_next_one_is_the_first_after(after: datetime, zone: ZoneInfo, at: time, weekday: int | None) -> None:
    found = next_at(after, zone, at, weekday)
    period = timedelta(days=1 if weekday is None else 7)
    assert after < found <= after + period + timedelta(hours=2)
    shown = found.astimezone(zone)
    if shown.time() != at:
        # The clock was put forward past it just then.
        assert (found - timedelta(seconds=1)).astimezone(zone).time() < at < shown.time()
    if weekday is not None:
        assert shown.weekday() == weekday


@given(moments, zones, times)
def test_there_is_one_on_every_day(after: datetime, zone: ZoneInfo, at: time) -> None:
    found = [after]
    while len(found) < 10:
        found.append(next_at(found[-1], zone, at))
    days = [local_day(moment, zone) for moment in found[1:]]
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
