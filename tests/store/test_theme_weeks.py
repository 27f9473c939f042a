"""Whole weeks of a theme channel on a real store, with a clock that is put forward by hand."""

import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest

from studio.community.community import Community, community
from studio.community.occasions import Occasion, OccasionKind
from studio.community.purposes import Channel, Every, ThemeSettings
from studio.community.theme_errors import NothingOn, PoolEmpty
from studio.community.theme_turns import Recap
from studio.community.theme_values import Run, RunState, Streak, Tally
from studio.community.themes import of_run
from studio.jobs import Place
from studio.store import Store
from studio.store.agenda import AgendaStore
from studio.store.recognition import RecognitionStore
from tests.house import HOUSE
from tests.store.conftest import SetClock
from tests.store.samples import done, new_job

ANN, BOB, CAT = 2**62 + 1, 2**62 + 2, 2**62 + 3
CHANNEL, SERVER, THREAD = 2**61 + 1, 2**60 + 1, 2**61 + 2
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class Wall:
    """What stands in the channel: every post by its key, and when it was made."""

    clock: SetClock
    themes: dict[str, tuple[datetime, Run]] = field(default_factory=dict)
    reminders: dict[str, tuple[datetime, Tally]] = field(default_factory=dict)
    recaps: dict[str, tuple[datetime, Recap]] = field(default_factory=dict)
    redrawn: list[Run] = field(default_factory=list)
    forbidden: bool = False
    most_shown: int = 3
    most_streaks: int = 2

    async def announce(self, channel: Channel, run: Run) -> int | None:
        if self.forbidden:
            return None
        self.themes.setdefault(run.key, (self.clock.time, run))
        return run.number

    async def redraw(self, channel: Channel, run: Run) -> None:
        self.redrawn.append(run)

    async def remind(self, channel: Channel, run: Run, made: Tally) -> int | None:
        self.reminders.setdefault(run.key, (self.clock.time, made))
        return run.number

    async def recap(self, channel: Channel, recap: Recap) -> int | None:
        self.recaps.setdefault(recap.run.key, (self.clock.time, recap))
        return recap.run.number


class Life:
    """A theme channel, its wall, and the time."""

    def __init__(self, store: Store, clock: SetClock, seed: int = 7) -> None:
        self.store = store
        self.clock = clock
        self.zone = ZoneInfo("UTC")
        self.wall = Wall(clock)
        self.parts: Community = community(store, house=HOUSE, clock=clock.clock(), random=Random(seed))
        self.agenda = AgendaStore(store.lanes)
        self.handlers = self.parts.theme_turns(self.wall).handlers
        self.made = 0

    async def begin(self, zone: str, local: datetime, settings: ThemeSettings, *themes: str) -> None:
        """Set the channel up at a local time, with a pool."""
        self.zone = ZoneInfo(zone)
        await self.parts.servers.set_time_zone(SERVER, zone)
        self.clock.time = local.replace(tzinfo=self.zone).astimezone(UTC)
        await self.parts.channels.set_up(Channel(CHANNEL, SERVER, settings))
        if themes:
            await self.parts.themes.add(await self.channel(), "\n".join(themes), by_id=1)

    async def channel(self) -> Channel:
        return await self.parts.themes.of_id(SERVER, CHANNEL)

    async def until(self, local: datetime) -> None:
        """Let everything happen on time until a local time."""
        end = local.replace(tzinfo=self.zone).astimezone(UTC)
        while (due_at := await self.agenda.next_due_at([SERVER])) is not None and due_at <= end:
            self.clock.time = max(self.clock.time, due_at)
            await self.happen()
        self.clock.time = max(self.clock.time, end)

    async def happen(self, *, before_end: Callable[[Occasion], None] = lambda occasion: None) -> None:
        """Let happen once what is due now."""
        for occasion in await self.agenda.claim([SERVER], self.clock.time):
            follow = await self.handlers[occasion.kind](occasion)
            before_end(occasion)
            await self.agenda.finish(occasion, follow)

    def down_until(self, local: datetime) -> None:
        """Let time pass with no bot there."""
        self.clock.time = local.replace(tzinfo=self.zone).astimezone(UTC)

    async def make(self, *artists: int, thread: bool = False) -> None:
        """Let artists make a picture each, now."""
        for artist_id in artists:
            self.made += 1
            place = Place(THREAD, SERVER, parent_id=CHANNEL) if thread else Place(CHANNEL, SERVER)
            job = replace(
                new_job(f"job{self.made}"),
                artist_id=artist_id,
                place=place,
                private=False,
                created_at=self.clock.time,
            )
            await done(self.store, job)
            await self.store.keep_thumbnails(job.id, [job.id.encode()])

    @property
    def posted(self) -> list[str]:
        """When themes were posted, by the server's clock."""
        return [self.local(at) for at, _ in self.wall.themes.values()]

    def local(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).strftime("%m-%d %H:%M")


@pytest.fixture
async def life(store: Store, set_clock: SetClock) -> AsyncIterator[Life]:
    yield Life(store, set_clock)


def at(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute)  # noqa: DTZ001 - local


def days(*texts: str, hour: str = "18:00") -> list[str]:
    return [f"{text} {hour}" for text in texts]


DAILY = ThemeSettings(at=time(18))
THEMES = tuple(f"theme {number}" for number in range(9))


@pytest.mark.parametrize(
    ("zone", "first", "dates"),
    [
        (BERLIN, at(3, 26), ["03-26", "03-27", "03-28", "03-29", "03-30", "03-31", "04-01"]),
        (BERLIN, at(10, 22), ["10-22", "10-23", "10-24", "10-25", "10-26", "10-27", "10-28"]),
        (NEW_YORK, at(3, 5), ["03-05", "03-06", "03-07", "03-08", "03-09", "03-10", "03-11"]),
        (NEW_YORK, at(10, 29), ["10-29", "10-30", "10-31", "11-01", "11-02", "11-03", "11-04"]),
    ],
)
async def test_a_week_over_a_change_of_the_clock(life: Life, zone: str, first: datetime, dates: list[str]) -> None:
    await life.begin(zone, first, DAILY, *THEMES)
    await life.until(first + 6 * DAY + 8 * HOUR)
    assert life.posted == days(*dates)
    texts = [run.text for _, run in life.wall.themes.values()]
    assert len(set(texts)) == 7
    # Each ends when the next begins, to the second, and is reminded of a quarter before.
    ends = [run.ends_at for _, run in life.wall.themes.values()]
    begun = [at for at, _ in life.wall.themes.values()]
    assert ends[:-1] == begun[1:]
    assert {(end - start) for start, end in zip(begun, ends, strict=True)} >= {DAY}
    assert [life.local(end) for end in ends] == days(*dates[1:], life.local(begun[-1] + DAY)[:5])
    assert len(life.wall.reminders) == 6


@pytest.mark.parametrize(
    ("zone", "first", "posted"),
    [
        # The clock is put forward at 2:00: what would be at 2:30 comes at 3:00.
        (BERLIN, at(3, 27), ["03-28 02:30", "03-29 03:00", "03-30 02:30"]),
        (NEW_YORK, at(3, 6), ["03-07 02:30", "03-08 03:00", "03-09 02:30"]),
        # It is put back: 2:30 comes twice, the theme once.
        (BERLIN, at(10, 23), ["10-24 02:30", "10-25 02:30", "10-26 02:30"]),
        (NEW_YORK, at(10, 30), ["10-31 02:30", "11-01 02:30", "11-02 02:30"]),
    ],
)
async def test_a_time_that_is_not_there_or_is_there_twice(
    life: Life, zone: str, first: datetime, posted: list[str]
) -> None:
    await life.begin(zone, first, ThemeSettings(at=time(2, 30)), *THEMES)
    await life.until(first + 3 * DAY)
    assert life.posted == posted


async def test_weekly_themes_come_on_their_day(life: Life) -> None:
    await life.begin(BERLIN, at(3, 18), ThemeSettings(every=Every.WEEK, at=time(9), weekday=4), *THEMES)
    await life.until(at(4, 12))
    assert life.posted == days("03-20", "03-27", "04-03", "04-10", hour="09:00")
    reminded = [life.local(at) for at, _ in life.wall.reminders.values()]
    assert reminded == days("03-26", "04-02", "04-09", hour="09:00"), "a day before the end"


async def test_downtime_over_posting_times_brings_one_theme(life: Life) -> None:
    await life.begin(BERLIN, at(3, 23), DAILY, *THEMES)
    await life.until(at(3, 24))
    await life.make(ANN)
    # Down over three posting times and the change of the clock, back in the morning.
    life.down_until(at(3, 29, 9, 30))
    await life.happen()
    await life.until(at(3, 31, 12))
    assert life.posted == ["03-23 18:00", "03-29 09:30", "03-29 18:00", "03-30 18:00"]
    assert [life.local(at) for at, _ in life.wall.recaps.values()] == ["03-29 09:40"]
    assert [life.local(at) for at, _ in life.wall.reminders.values()] == [
        "03-24 12:00",
        "03-29 15:52",
        "03-30 12:00",
        "03-31 12:00",
    ]


async def test_a_theme_that_comes_late_is_not_over_at_once(life: Life) -> None:
    await life.begin(BERLIN, at(3, 23), DAILY, *THEMES)
    await life.until(at(3, 24))
    life.down_until(at(3, 26, 17, 45))
    await life.happen()
    await life.until(at(3, 28, 12))
    assert life.posted == ["03-23 18:00", "03-26 17:45", "03-27 18:00"]


async def test_downtime_between_turns_is_noticed_by_nobody(life: Life) -> None:
    await life.begin(BERLIN, at(3, 23), DAILY, *THEMES)
    await life.until(at(3, 23, 19))
    life.down_until(at(3, 24, 11))
    await life.happen()
    await life.until(at(3, 24, 19))
    assert life.posted == days("03-23", "03-24")
    assert len(life.wall.reminders) == 1


async def test_a_reminder_that_comes_too_late_is_skipped_with_a_note(
    life: Life, caplog: pytest.LogCaptureFixture
) -> None:
    await life.begin(BERLIN, at(3, 23), DAILY, *THEMES)
    await life.until(at(3, 23, 19))
    life.down_until(at(3, 24, 15, 1))
    with caplog.at_level(logging.INFO, "studio.community.theme_turns"):
        await life.happen()
    assert life.wall.reminders == {}
    assert "came too late and is skipped" in caplog.text
    await life.until(at(3, 24, 19))
    life.down_until(at(3, 25, 14, 59))
    await life.happen()
    assert len(life.wall.reminders) == 1, "half of its time is not over yet"


async def test_a_recap_shows_what_was_made_while_the_theme_ran(life: Life) -> None:
    await life.begin(BERLIN, at(3, 23), DAILY, *THEMES)
    await life.until(at(3, 23, 17))
    await life.make(CAT)
    await life.until(at(3, 23, 19))
    await life.make(ANN, ANN, ANN)
    await life.make(BOB, thread=True)
    await life.until(at(3, 24, 18))
    # Asked for right before the end, finished after it: that is what the ten minutes are for.
    (_, first), _ = life.wall.themes.values()
    late = replace(new_job("late"), artist_id=CAT, place=Place(CHANNEL, SERVER), private=False)
    await done(life.store, replace(late, created_at=first.ends_at - timedelta(seconds=1)))
    await life.until(at(3, 24, 18, 9))
    assert life.wall.recaps == {}
    await life.until(at(3, 25, 12))
    ((posted_at, recap),) = life.wall.recaps.values()
    assert life.local(posted_at) == "03-24 18:10"
    assert recap.run.text == first.text
    assert recap.tally == Tally(pictures=5, artists=3)
    # The late one has no small picture; of the rest everybody's first comes first.
    assert [(shown.artist_id, shown.picture) for shown in recap.shown] == [(ANN, b"job2"), (BOB, b"job5")]
    assert recap.streaks == ()


async def test_a_theme_for_which_nothing_was_made_has_no_recap(life: Life) -> None:
    await life.begin(BERLIN, at(3, 23), DAILY, *THEMES)
    await life.until(at(3, 26))
    assert life.wall.recaps == {}
    assert {made for _, made in life.wall.reminders.values()} == {Tally()}


async def test_a_recap_tells_no_streak_of_who_wants_to_be_in_no_list(life: Life) -> None:
    await RecognitionStore(life.store.lanes).unlist(ANN, unlisted=True)
    await life.begin(BERLIN, at(3, 23), DAILY, *THEMES)
    for day in (24, 25):
        await life.until(at(3, day))
        await life.make(ANN, BOB)
    await life.until(at(3, 27))
    streaks = [recap.streaks for _, recap in life.wall.recaps.values()]
    assert streaks[-1] == ((BOB, Streak(2, 2)),)


async def test_streaks_over_a_week_with_a_theme_that_was_skipped(life: Life) -> None:
    await life.begin(BERLIN, at(3, 23), DAILY, *THEMES)
    for day, artists in ((24, [ANN, BOB]), (25, [ANN]), (26, [ANN, BOB, CAT]), (27, [BOB, CAT]), (28, [ANN, BOB])):
        await life.until(at(3, day))
        if day == 27:
            # What was made for a theme that is skipped counts for nobody, and nobody's streak ends by it.
            await life.parts.themes.skip(await life.channel(), by_id=1)
            await life.happen()
        else:
            await life.make(*artists)
    await life.until(at(3, 28, 17))
    for who, told in ((ANN, Streak(4, 4)), (BOB, Streak(2, 2)), (CAT, Streak(1, 1)), (4, Streak(0, 0))):
        assert (await life.parts.themes.standing(await life.channel(), person_id=who)).streak == told, who
    await life.until(at(3, 29))
    last = list(life.wall.recaps.values())[-1][1]
    assert last.streaks == ((ANN, Streak(4, 4)), (BOB, Streak(2, 2)))
    # One day without: a streak is over when the theme is, not while there is time.
    assert (await life.parts.themes.standing(await life.channel(), person_id=ANN)).streak == Streak(4, 4)
    await life.until(at(3, 30))
    assert (await life.parts.themes.standing(await life.channel(), person_id=ANN)).streak == Streak(0, 4)
    await life.make(ANN)
    assert (await life.parts.themes.standing(await life.channel(), person_id=ANN)).streak == Streak(1, 4)


async def test_an_empty_pool_posts_nothing_until_there_is_a_theme(life: Life) -> None:
    await life.begin(BERLIN, at(3, 23), DAILY)
    await life.until(at(3, 25))
    assert life.posted == []
    standing = await life.parts.themes.standing(await life.channel(), person_id=ANN)
    assert (standing.on, life.local(standing.next_at), standing.shelf.pool) == (None, "03-25 18:00", 0)
    await life.parts.themes.add(await life.channel(), "a fox", by_id=1)
    await life.until(at(3, 26))
    assert life.posted == days("03-25")
    standing = await life.parts.themes.standing(await life.channel(), person_id=ANN)
    assert standing.on is not None
    assert (standing.on.text, life.local(standing.next_at)) == ("a fox", "03-26 18:00")


async def test_the_pool_goes_round_in_another_order_each_time(life: Life) -> None:
    await life.begin(BERLIN, at(3, 1), DAILY, *THEMES)
    await life.until(at(3, 27, 19))
    texts = [run.text for _, run in life.wall.themes.values()]
    rounds = [texts[start : start + 9] for start in (0, 9, 18)]
    assert [sorted(each) for each in rounds] == 3 * [sorted(THEMES)]
    assert len({tuple(each) for each in rounds}) == 3
    assert all(one != other for one, other in pairwise(texts))


async def test_a_turn_at_once_ends_what_is_on(life: Life) -> None:
    await life.begin(BERLIN, at(3, 23), DAILY, *THEMES)
    await life.parts.themes.turn_now(await life.channel(), by_id=1)
    await life.happen()
    await life.make(ANN)
    await life.until(at(3, 23, 13, 30))
    # Less than a quarter of a day is left: the new one has the next day, too.
    await life.parts.themes.turn_now(await life.channel(), by_id=1)
    await life.happen()
    await life.until(at(3, 25))
    assert life.posted == ["03-23 12:00", "03-23 13:30", "03-24 18:00"]
    ((_, recap),) = life.wall.recaps.values()
    assert recap.run.number == 1


async def test_what_was_asked_for_twice_at_once_comes_once(life: Life) -> None:
    await life.begin(BERLIN, at(3, 23), DAILY, *THEMES)
    channel = await life.channel()
    await life.parts.themes.turn_now(channel, by_id=1)

    def again(occasion: Occasion) -> None:
        del occasion
        life.clock.time += timedelta(seconds=1)

    # Planned anew while it happens, by a moderator who pressed before the theme was there.
    occasion = (await life.agenda.claim([SERVER], life.clock.time))[0]
    await life.parts.themes.turn_now(channel, by_id=1)
    life.clock.time += timedelta(seconds=1)
    await life.handlers[occasion.kind](occasion)
    await life.happen(before_end=again)
    assert life.posted == ["03-23 12:00"]


async def test_without_themes_there_is_nothing_to_come_or_to_skip(life: Life) -> None:
    await life.begin(BERLIN, at(3, 23), DAILY)
    channel = await life.channel()
    with pytest.raises(PoolEmpty):
        await life.parts.themes.turn_now(channel, by_id=1)
    await life.parts.themes.add(channel, "a fox", by_id=1)
    with pytest.raises(NothingOn):
        await life.parts.themes.skip(channel, by_id=1)
    await life.until(at(3, 24))
    with pytest.raises(PoolEmpty):
        await life.parts.themes.skip(channel, by_id=1)
    assert (await life.parts.themes.standing(channel, person_id=ANN)).on is not None


async def test_a_theme_that_is_skipped_says_so_and_has_no_recap(life: Life) -> None:
    await life.begin(BERLIN, at(3, 23), DAILY, *THEMES)
    await life.until(at(3, 23, 18))
    await life.make(ANN)
    await life.until(at(3, 23, 19))
    skipped = await life.parts.themes.skip(await life.channel(), by_id=1)
    await life.happen()
    await life.until(at(3, 25))
    assert [(run.number, run.state) for run in life.wall.redrawn] == [(1, RunState.DROPPED)]
    assert skipped.text not in {run.text for _, run in list(life.wall.themes.values())[1:]}
    assert life.wall.recaps == {}
    assert life.posted == ["03-23 18:00", "03-23 19:00", "03-24 18:00"]


async def test_new_settings_hold_for_what_is_on(life: Life) -> None:
    await life.begin(BERLIN, at(3, 23), DAILY, *THEMES)
    await life.until(at(3, 23, 19))
    await life.parts.channels.change(CHANNEL, replace(DAILY, at=time(9)))
    await life.happen()
    assert [life.local(run.ends_at) for run in life.wall.redrawn] == ["03-24 09:00"]
    await life.until(at(3, 25, 12))
    assert life.posted == ["03-23 18:00", "03-24 09:00", "03-25 09:00"]
    assert [life.local(at) for at, _ in life.wall.reminders.values()] == ["03-24 05:15", "03-25 03:00"]


async def test_settings_that_change_while_a_turn_is_made_cost_no_recap(life: Life) -> None:
    await life.begin(BERLIN, at(3, 23), DAILY, *THEMES)
    await life.until(at(3, 24, 17))
    await life.make(ANN)
    life.down_until(at(3, 24, 18))
    (occasion,) = await life.agenda.claim([SERVER], life.clock.time)
    follow = await life.handlers[occasion.kind](occasion)
    await life.parts.channels.change(CHANNEL, replace(DAILY, at=time(9)))
    assert not await life.agenda.finish(occasion, follow)
    await life.until(at(3, 25, 8))
    assert [life.local(at) for at, _ in life.wall.recaps.values()] == ["03-24 18:10"]
    await life.until(at(3, 25, 10))
    assert life.posted == ["03-23 18:00", "03-24 18:00", "03-25 09:00"]


async def test_a_process_that_dies_in_a_turn_leaves_nothing_twice(life: Life) -> None:
    await life.begin(BERLIN, at(3, 23), DAILY, *THEMES)
    await life.until(at(3, 24))
    await life.make(ANN)
    texts: list[str] = []
    for day in range(24, 29):
        # Whoever has it dies before it is noted that it has happened; another one goes on two minutes later.
        life.down_until(at(3, day, 18))
        for occasion in await life.agenda.claim([SERVER], life.clock.time):
            await life.handlers[occasion.kind](occasion)
        life.clock.time += 2 * MINUTE
        other = Life(life.store, life.clock, seed=99)
        other.zone, other.wall = life.zone, life.wall
        other.handlers = other.parts.theme_turns(life.wall).handlers
        await other.happen()
        await other.until(at(3, day, 19))
        texts.append(list(life.wall.themes.values())[-1][1].text)
    assert life.posted == days("03-23", "03-24", "03-25", "03-26", "03-27", "03-28")
    assert len(set(texts)) == 5
    assert len(life.wall.recaps) == 1


async def test_where_the_bot_may_not_post_no_theme_is_used_up(life: Life) -> None:
    await life.begin(BERLIN, at(3, 23), DAILY, "a fox", "rain")
    life.wall.forbidden = True
    await life.until(at(3, 28))
    standing = await life.parts.themes.standing(await life.channel(), person_id=ANN)
    assert (standing.on, standing.shelf.left) == (None, 2)
    life.wall.forbidden = False
    await life.until(at(3, 30))
    assert life.posted == days("03-28", "03-29")
    assert {run.text for _, run in life.wall.themes.values()} == {"a fox", "rain"}
    assert life.wall.recaps == {}


async def test_in_a_channel_that_is_closed_nothing_happens_any_more(life: Life) -> None:
    await life.begin(BERLIN, at(3, 23), DAILY, *THEMES)
    await life.until(at(3, 23, 19))
    await life.make(ANN)
    await life.parts.channels.close(CHANNEL)
    await life.until(at(3, 26))
    assert life.posted == days("03-23")
    assert (life.wall.reminders, life.wall.recaps) == ({}, {})
    # Set up again it has its pool, and goes on with what has not come yet.
    await life.parts.channels.set_up(Channel(CHANNEL, SERVER, DAILY))
    await life.until(at(3, 27))
    assert life.posted == days("03-23", "03-26")
    assert life.wall.recaps == {}


async def test_a_theme_that_is_skipped_while_it_is_posted_is_marked_as_skipped(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    await life.begin("UTC", at(3, 1), DAILY, *THEMES)
    channel, announce = await life.channel(), life.wall.announce

    async def skipped_meanwhile(channel: Channel, run: Run) -> int | None:
        monkeypatch.undo()
        life.clock.time += MINUTE
        skipped = await life.parts.themes.skip(channel, by_id=1)
        # Another task is quicker than the post, and does not find it.
        said = of_run(OccasionKind.THEME_CHANGED, skipped, life.clock.time)
        assert await life.handlers[said.kind](said) == ()
        await life.agenda.drop(said.kind, said.subject)
        return await announce(channel, run)

    monkeypatch.setattr(life.wall, "announce", skipped_meanwhile)
    await life.parts.themes.turn_now(channel, by_id=1)
    await life.until(at(3, 1, 13))
    assert [run.state for run in life.wall.redrawn] == [RunState.DROPPED]
    assert list(life.wall.themes) == [f"{CHANNEL}-1", f"{CHANNEL}-2"]
