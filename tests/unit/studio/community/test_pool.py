"""A theme channel's pool: no repeats until it is empty, turns at the server's own time, streaks, lists."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.community.pool import (
    MAX_THEME,
    chosen,
    draw,
    folded,
    is_too_late_to_remind,
    next_turn,
    parts,
    read_lines,
    reminder_at,
    streak,
    tally,
    tidy,
)
from studio.community.purposes import Every, ThemeSettings
from studio.community.theme_values import Draw, Lines, Lot, Run, RunState, Streak, Tally, Work

NOW = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)
CHANNEL, SERVER = 2**61 + 1, 2**60 + 1
ZONES = ("Europe/Berlin", "America/New_York", "UTC", "Asia/Kolkata", "Australia/Lord_Howe", "America/Havana")
CHANCES = st.floats(0, 1, exclude_max=True)


def a_lot(number: int) -> Lot:
    return Lot(number, 0)


def a_run(drawn: Draw, number: int = 1) -> Run:
    return Run(
        CHANNEL,
        SERVER,
        number,
        drawn.theme_id,
        drawn.round,
        "a fox",
        None,
        RunState.ON,
        NOW,
        NOW + timedelta(days=1),
    )


class Pool:
    """A pool from which themes are drawn one after the other."""

    def __init__(self, size: int) -> None:
        self.themes = {number: a_lot(number) for number in range(1, size + 1)}
        self.last: Run | None = None
        self.came: list[tuple[int, int]] = []

    def turn(self, chance: float) -> Draw | None:
        drawn = draw(tuple(self.themes.values()), self.last, chance)
        if drawn is not None:
            self.themes[drawn.theme_id] = Lot(drawn.theme_id, drawn.round)
            self.last = a_run(drawn, number=len(self.came) + 1)
            self.came.append((drawn.round, drawn.theme_id))
        return drawn


@given(st.integers(1, 12), st.lists(CHANCES, max_size=60))
def test_none_comes_twice_before_all_have_come(size: int, chances: list[float]) -> None:
    pool = Pool(size)
    for chance in chances:
        pool.turn(chance)
    rounds = [pool.came[start : start + size] for start in range(0, len(pool.came), size)]
    for number, came in enumerate(rounds, start=1):
        assert {which for which, _ in came} <= {number}
        assert len({theme for _, theme in came}) == len(came)


@given(st.integers(2, 12), st.lists(CHANCES, max_size=60))
def test_none_comes_twice_in_a_row(size: int, chances: list[float]) -> None:
    pool = Pool(size)
    for chance in chances:
        pool.turn(chance)
    came = [theme for _, theme in pool.came]
    assert all(one != next_one for one, next_one in pairwise(came))


@given(st.lists(st.tuples(st.sampled_from(["turn", "add", "remove"]), CHANCES), max_size=80))
def test_a_pool_that_changes_meanwhile_repeats_none_in_a_round(steps: list[tuple[str, float]]) -> None:
    pool = Pool(3)
    added = 3
    for step, chance in steps:
        match step:
            case "add":
                added += 1
                pool.themes[added] = a_lot(added)
            case "remove" if pool.themes:
                pool.themes.pop(sorted(pool.themes)[int(chance * len(pool.themes))])
            case _:
                had = bool(pool.themes)
                assert (pool.turn(chance) is not None) == had
    assert len(set(pool.came)) == len(pool.came)
    assert [number for number, _ in pool.came] == sorted(number for number, _ in pool.came)


def test_the_order_is_a_matter_of_chance_and_new_in_each_round() -> None:
    def orders(seed: int) -> list[tuple[int, ...]]:
        pool, chance = Pool(8), Random(seed)
        for _ in range(24):
            pool.turn(chance.random())
        return [tuple(theme for _, theme in pool.came[start : start + 8]) for start in (0, 8, 16)]

    assert orders(1) == orders(1)
    assert orders(1) != orders(2)
    assert len(set(orders(1))) == 3


def test_an_empty_pool_has_no_next_theme() -> None:
    assert draw([], None, 0.5) is None


def test_the_only_theme_comes_again() -> None:
    pool = Pool(1)
    assert [pool.turn(0.9), pool.turn(0.0)] == [Draw(1, 1), Draw(1, 2)]


SETTINGS = st.builds(ThemeSettings, every=st.sampled_from(Every), at=st.times(), weekday=st.integers(0, 6))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - UTC


@given(SETTINGS, st.sampled_from(ZONES), MOMENTS)
def test_turns_come_one_after_the_other_at_the_wanted_local_time(
    settings: ThemeSettings, name: str, begun: datetime
) -> None:
    zone = ZoneInfo(name)
    period = timedelta(days=1 if settings.every is Every.DAY else 7)
    for _ in range(12):
        turn = next_turn(settings, zone, begun, begun)
        assert period / 4 < turn - begun < period * 5 / 4 + timedelta(hours=2)
        local = turn.astimezone(zone)
        assert settings.every is Every.DAY or local.weekday() == settings.weekday
        wanted = datetime.combine(local.date(), settings.at.replace(fold=0), tzinfo=zone)
        exists = wanted.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wanted.replace(tzinfo=None)
        if exists:
            assert turn == wanted.astimezone(UTC)
        begun = turn


def test_a_turn_that_is_late_does_not_shorten_a_theme_to_nothing() -> None:
    zone, daily = ZoneInfo("Europe/Berlin"), ThemeSettings(at=time(18))
    soon = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
    assert next_turn(daily, zone, soon, begun_at=soon) == datetime(2026, 11, 27, 17, tzinfo=UTC)
    earlier = soon - timedelta(minutes=1)
    assert next_turn(daily, zone, earlier, begun_at=earlier) == datetime(2026, 11, 26, 17, tzinfo=UTC)


def test_without_a_theme_the_next_turn_is_the_next_there_is() -> None:
    zone, daily = ZoneInfo("Europe/Berlin"), ThemeSettings(at=time(18))
    assert next_turn(daily, zone, NOW - timedelta(minutes=1)) == NOW
    weekly = ThemeSettings(every=Every.WEEK, at=time(18), weekday=4)
    assert next_turn(weekly, zone, NOW) == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("lasts", "notice"),
    [
        (timedelta(days=1), timedelta(hours=6)),
        (timedelta(days=7), timedelta(days=1)),
        (timedelta(hours=12), timedelta(hours=3)),
        (timedelta(hours=3), timedelta(hours=1)),
    ],
)
def test_the_reminder_comes_a_quarter_before_the_end(lasts: timedelta, notice: timedelta) -> None:
    due = reminder_at(NOW, NOW + lasts)
    assert due == NOW + lasts - notice
    assert not is_too_late_to_remind(NOW, NOW + lasts, due + notice / 2)
    assert is_too_late_to_remind(NOW, NOW + lasts, due + notice / 2 + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("taken", "told"),
    [
        (set(), Streak(0, 0)),
        ({1, 2, 4, 5, 6}, Streak(5, 5)),
        ({1, 2, 4}, Streak(0, 3)),
        ({6}, Streak(1, 1)),
        ({2, 4}, Streak(0, 2)),
        ({3}, Streak(0, 0)),
    ],
)
def test_a_streak_is_what_was_taken_part_in_in_a_row(taken: set[int], told: Streak) -> None:
    # The third was skipped: it is not among those that count.
    counted = [1, 2, 4, 5, 6]
    assert streak(counted, taken) == told


@given(st.lists(st.booleans(), max_size=40))
def test_the_best_streak_is_never_shorter_than_the_current_one(parts: list[bool]) -> None:
    taken = {number for number, took_part in enumerate(parts) if took_part}
    told = streak(range(len(parts)), taken)
    assert 0 <= told.current <= told.best <= len(taken)
    assert (told.best == 0) == (not taken)


def test_a_list_of_themes_is_read_line_by_line() -> None:
    long = "x" * (MAX_THEME + 1)
    read = read_lines(
        f"  A lighthouse\tin a storm \r\n\n\u200b\nБашня\na LIGHTHOUSE in a storm\n{long}\n{long[:-1]}\n"
    )
    assert read.themes == ("A lighthouse in a storm", "Башня", "x" * MAX_THEME)
    assert (read.empty, read.repeated, read.too_long) == (2, 1, 1)


def test_an_empty_list_holds_nothing() -> None:
    assert read_lines("") == Lines(())
    assert read_lines("\n \n").empty == 2


@given(st.text(max_size=400))
def test_whatever_is_read_can_be_kept_and_shown(text: str) -> None:
    read = read_lines(text)
    for theme in read.themes:
        assert 1 <= len(theme) <= MAX_THEME
        assert tidy(theme) == theme
        assert theme.encode("utf-8")
        assert not {"\0", "\n", "\r"} & set(theme)
    assert len({folded(theme) for theme in read.themes}) == len(read.themes)
    assert len(read.themes) + read.empty + read.repeated + read.too_long == len(text.splitlines())


def test_what_nobody_can_see_is_no_theme() -> None:
    assert [tidy(text) for text in ("", " \t", "\u200b\u202e", "\0", "\U000e0041")] == [""] * 5
    assert tidy("\U0001f468\u200d\U0001f3a8 at work") == "\U0001f468\u200d\U0001f3a8 at work"


def works(*made: tuple[int, int]) -> list[Work]:
    return [Work(f"job{place}", artist_id, count) for place, (artist_id, count) in enumerate(made)]


def test_what_was_made_is_counted_by_artist() -> None:
    made = works((1, 4), (2, 1), (1, 2))
    assert tally(made) == Tally(7, 2)
    assert parts(made) == {1: 6, 2: 1}
    assert (tally([]), parts([])) == (Tally(), {})


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 4)), max_size=20), st.integers(1, 30))
def test_a_recap_shows_in_order_and_everybodys_first_before_anybodys_second(
    made: list[tuple[int, int]], most: int
) -> None:
    every = chosen(works(*made), 10_000)
    assert [(one.job_id, one.number) for one in every] == [
        (work.job_id, number) for work in works(*made) for number in range(1, work.pictures + 1)
    ]
    some = chosen(works(*made), most)
    assert len(some) == min(most, len(every))
    assert [one for one in every if one in set(some)] == list(some)
    all_of, shown = Counter(one.artist_id for one in every), Counter(one.artist_id for one in some)
    for artist_id, count in all_of.items():
        if shown[artist_id] < count:
            assert max(shown.values()) <= shown[artist_id] + 1
