"""What people type for the times of a contest, and what it means."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.community.contest_errors import NotAMoment, Window, WindowRefused
from studio.community.windows import LONGEST, SHORTEST, USUAL_ENTRIES, USUAL_VOTING, windows

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("3d", timedelta(days=3)),
        ("3 days", timedelta(days=3)),
        (" 12H ", timedelta(hours=12)),
        ("1w 2d 3h 4m", timedelta(days=9, hours=3, minutes=4)),
        ("90 min", timedelta(minutes=90)),
        ("1 неделя 2 дня", timedelta(days=9)),
        ("5 часов", timedelta(hours=5)),
        ("30 мин.", timedelta(minutes=30)),
    ],
)
def test_a_length_counts_from_the_window_before(typed: str, meant: timedelta) -> None:
    read = windows("2h", typed, typed, now=NOW, zone=BERLIN)
    assert read.opens_at == NOW + timedelta(hours=2)
    assert read.voting_at - read.opens_at == meant
    assert read.ends_at - read.voting_at == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-12-01 18:00", datetime(2026, 12, 1, 17, tzinfo=UTC)),
        ("2026-12-01T18:00", datetime(2026, 12, 1, 17, tzinfo=UTC)),
        ("01.12.2026 18:00", datetime(2026, 12, 1, 17, tzinfo=UTC)),
        ("1.12.2026, 9:05", datetime(2026, 12, 1, 8, 5, tzinfo=UTC)),
        ("18:30", datetime(2026, 11, 26, 17, 30, tzinfo=UTC)),
        ("12:30", datetime(2026, 11, 27, 11, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_that_of_the_servers_clock(typed: str, meant: datetime) -> None:
    assert windows(None, typed, "1d", now=NOW, zone=BERLIN).voting_at == meant


def test_a_time_in_the_gap_of_a_clock_is_right_after_it() -> None:
    march = datetime(2027, 3, 20, tzinfo=UTC)
    read = windows(None, "2027-03-28 02:30", "2027-03-29 02:30", now=march, zone=BERLIN)
    assert read.voting_at == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert read.ends_at == datetime(2027, 3, 29, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "3", "3 months", "3 месяца", "3x", "25:00", "2026-13-01 10:00", "2026-02-30 10:00", "d3", "-3d"],
)
def test_anything_else_is_refused_by_the_option_it_stands_in(typed: str) -> None:
    for window, given_as in (
        (Window.OPENS, (typed, "1d", "1d")),
        (Window.ENTRIES, (None, typed, "1d")),
        (Window.VOTING, (None, "1d", typed)),
    ):
        with pytest.raises(NotAMoment) as refused:
            windows(*given_as, now=NOW, zone=BERLIN)
        assert refused.value.window is window


@pytest.mark.parametrize(
    ("given_as", "window"),
    [
        (("2026-11-26 12:59", "1d", "1d"), Window.OPENS),
        (("9w", "1d", "1d"), Window.OPENS),
        ((None, "2026-11-26 12:59", "1d"), Window.ENTRIES),
        ((None, "61d", "1d"), Window.ENTRIES),
        ((None, "0m", "1d"), Window.ENTRIES),
        ((None, "99999w", "1d"), Window.ENTRIES),
        ((None, "3d", "2026-11-28 10:00"), Window.VOTING),
        ((None, "3d", "1000h 800h"), Window.VOTING),
    ],
)
def test_a_window_has_a_sensible_length(given_as: tuple[str | None, str, str], window: Window) -> None:
    with pytest.raises(WindowRefused) as refused:
        windows(*given_as, now=NOW, zone=BERLIN)
    assert refused.value.window is window


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_whatever_is_typed_is_refused_or_makes_windows_in_order(opens: str, entries: str, voting: str) -> None:
    try:
        read = windows(opens, entries, voting, now=NOW, zone=BERLIN)
    except (NotAMoment, WindowRefused):
        return
    assert SHORTEST <= read.voting_at - read.opens_at <= LONGEST
    assert SHORTEST <= read.ends_at - read.voting_at <= LONGEST


def test_what_nobody_says_is_a_few_days() -> None:
    read = windows(None, USUAL_ENTRIES, USUAL_VOTING, now=NOW, zone=BERLIN)
    assert read.ends_at == NOW + timedelta(days=5)
