"""Themes, as the store keeps them: pools, suggestions, turns that are made once, and who took part."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from studio.community.occasions import Occasion, OccasionKind
from studio.community.pool import MAX_POOL, MAX_SUGGESTED, MAX_SUGGESTED_BY_ONE
from studio.community.purposes import Channel, ThemeSettings
from studio.community.theme_errors import PoolFull, ThemeKnown, TooManySuggestions
from studio.community.theme_values import Added, Page, Run, RunState, Shelf, Takings, Theme, Turn, Work
from studio.jobs import Job, Place
from studio.states import JobEvent
from studio.store import Store
from studio.store.agenda import AgendaStore
from studio.store.channels import ChannelStore
from studio.store.engine import parse
from studio.store.themes import ThemeStore
from tests.store.conftest import SetClock
from tests.store.samples import done, new_job, queued
from tests.store.test_races import another_writing

ANN, BOB = 2**62 + 1, 2**62 + 2
CHANNEL, SERVER, THREAD = 2**61 + 1, 2**60 + 1, 2**61 + 2
DAY = timedelta(days=1)


@pytest.fixture
async def themes(store: Store) -> ThemeStore:
    await ChannelStore(store.lanes).add(Channel(CHANNEL, SERVER, ThemeSettings()), ())
    return ThemeStore(store.lanes)


@pytest.fixture
async def server_themes(server_store: Store) -> ThemeStore:
    await ChannelStore(server_store.lanes).add(Channel(CHANNEL, SERVER, ThemeSettings()), ())
    return ThemeStore(server_store.lanes)


async def pool(themes: ThemeStore, *, waits: bool = False) -> tuple[Theme, ...]:
    return (await themes.page(CHANNEL, 0, size=10_000, waits=waits)).themes


async def turn(themes: ThemeStore, at: datetime, chance: float = 0.0) -> Turn:
    return await themes.begin(CHANNEL, turn_at=at, now=at, ends_at=at + DAY, chance=chance)


async def begun(themes: ThemeStore, at: datetime, chance: float = 0.0) -> Run:
    run = (await turn(themes, at, chance)).begun
    assert run is not None
    return run


def made(job_id: str, at: datetime, **changes: object) -> Job:
    job = replace(new_job(job_id), artist_id=ANN, place=Place(CHANNEL, SERVER), private=False, created_at=at)
    return replace(job, **changes)  # type: ignore[arg-type]  # the tests name fields of Job only


async def test_a_pool_keeps_themes_in_their_order_and_each_once(themes: ThemeStore) -> None:
    assert await themes.add(CHANNEL, ["A fox", "Башня", "a FOX"]) == Added(added=2, known=1)
    assert await themes.add(CHANNEL, ["БАШНЯ", "Rain"]) == Added(added=1, known=1)
    assert await themes.add(CHANNEL + 1, ["Rain"]) == Added(added=1)
    assert [theme.text for theme in await pool(themes)] == ["A fox", "Башня", "Rain"]
    assert await themes.shelf(CHANNEL) == Shelf(pool=3, left=3, waiting=0)


async def test_a_theme_that_is_left_out_never_comes(themes: ThemeStore, set_clock: SetClock) -> None:
    await themes.add(CHANNEL, ["A fox", "Rain", "Snow"])
    fox, rain, snow = (theme.id for theme in await pool(themes))
    at = set_clock.time
    for number, (without, comes) in enumerate(
        [((fox, rain), snow), ((rain,), fox), ((rain, fox), snow), ((), fox)]
    ):
        due = at + number * DAY
        made = await themes.begin(CHANNEL, turn_at=due, now=due, ends_at=due + DAY, chance=0, without=without)
        assert made.begun is not None
        assert made.begun.theme_id == comes
    due = at + 4 * DAY
    made = await themes.begin(
        CHANNEL, turn_at=due, now=due, ends_at=due + DAY, chance=0, without=(fox, rain, snow)
    )
    assert made.begun is None


async def test_a_pool_takes_no_more_than_it_may_hold(themes: ThemeStore) -> None:
    await themes.add(CHANNEL, [f"theme {number}" for number in range(MAX_POOL - 1)])
    assert await themes.add(CHANNEL, ["theme 3", "last", "over", "the pool"]) == Added(added=1, known=1, over=2)
    await themes.suggest(CHANNEL, "one more", ANN)
    (waiting,) = await pool(themes, waits=True)
    with pytest.raises(PoolFull):
        await themes.approve(waiting.id)
    assert (await themes.shelf(CHANNEL)).waiting == 1


async def test_a_suggestion_waits_until_somebody_decides(themes: ThemeStore) -> None:
    await themes.add(CHANNEL, ["A fox"])
    await themes.suggest(CHANNEL, "Rain", ANN)
    await themes.suggest(CHANNEL, "Snow", BOB)
    rain, snow = await pool(themes, waits=True)
    assert rain == Theme(rain.id, CHANNEL, "Rain", suggested_by=ANN, waits=True)
    assert await themes.shelf(CHANNEL) == Shelf(pool=1, left=1, waiting=2)
    assert [await themes.approve(rain.id), await themes.approve(rain.id)] == [True, False]
    assert await themes.remove(rain.id, waits=True) is False, "it waits no more"
    assert [await themes.remove(snow.id, waits=True), await themes.remove(snow.id, waits=True)] == [True, False]
    assert await themes.approve(snow.id) is False
    assert [(theme.text, theme.suggested_by) for theme in await pool(themes)] == [("A fox", None), ("Rain", ANN)]
    assert await themes.theme(rain.id) == replace(rain, waits=False)
    assert await themes.theme(snow.id) is None


async def test_what_is_known_cannot_be_suggested(themes: ThemeStore) -> None:
    await themes.add(CHANNEL, ["A fox"])
    await themes.suggest(CHANNEL, "Rain", ANN)
    for text in ("a fox", "RAIN"):
        with pytest.raises(ThemeKnown):
            await themes.suggest(CHANNEL, text, BOB)


async def test_a_moderator_who_adds_a_suggestion_approves_it(themes: ThemeStore) -> None:
    await themes.suggest(CHANNEL, "Rain", ANN)
    assert await themes.add(CHANNEL, ["rain"]) == Added(added=1)
    assert [(theme.text, theme.suggested_by) for theme in await pool(themes)] == [("Rain", ANN)]
    assert await pool(themes, waits=True) == ()


async def test_not_more_suggestions_wait_than_may(themes: ThemeStore) -> None:
    for number in range(MAX_SUGGESTED_BY_ONE):
        await themes.suggest(CHANNEL, f"Ann's {number}", ANN)
    with pytest.raises(TooManySuggestions) as of_one:
        await themes.suggest(CHANNEL, "one more", ANN)
    assert of_one.value.params() == {"limit": MAX_SUGGESTED_BY_ONE, "whose": "one"}
    for number in range(MAX_SUGGESTED - MAX_SUGGESTED_BY_ONE):
        await themes.suggest(CHANNEL, f"theme {number}", number)
    with pytest.raises(TooManySuggestions) as of_all:
        await themes.suggest(CHANNEL, "one more", BOB)
    assert of_all.value.params() == {"limit": MAX_SUGGESTED, "whose": "all"}


async def test_a_pool_is_read_page_by_page(themes: ThemeStore) -> None:
    await themes.add(CHANNEL, [f"theme {number}" for number in range(5)])
    every = await pool(themes)
    first, last = (
        await themes.page(CHANNEL, 0, size=2, waits=False),
        await themes.page(CHANNEL, 2, size=2, waits=False),
    )
    assert first == Page(every[:2], 0, 3, 5)
    assert last == Page(every[4:], 2, 3, 5)
    assert await themes.page(CHANNEL, 9, size=2, waits=False) == last
    assert await themes.page(CHANNEL, 0, size=2, waits=True) == Page((), 0, 1, 0)
    assert [await themes.page_with(theme, size=2) for theme in every] == [0, 0, 1, 1, 2]
    await themes.remove(every[4].id, waits=False)
    assert await themes.page_with(every[4], size=2) == 2, "where it stood"
    assert (await themes.page(CHANNEL, 2, size=2, waits=False)).number == 1


async def test_a_turn_is_made_once(themes: ThemeStore, set_clock: SetClock) -> None:
    await themes.add(CHANNEL, ["A fox", "Rain", "Snow"])
    due, late = set_clock.time, set_clock.time + timedelta(hours=2)
    first = await themes.begin(CHANNEL, turn_at=due, now=late, ends_at=late + DAY, chance=0.5)
    again = await themes.begin(CHANNEL, turn_at=due, now=late + DAY, ends_at=late + 2 * DAY, chance=0.9)
    assert first == again == Turn(await themes.last(CHANNEL))
    assert first.begun is not None
    assert (first.begun.text, first.begun.number, first.begun.state) == ("Rain", 1, RunState.ON)
    assert (first.begun.begun_at, first.begun.ends_at) == (late, late + DAY)
    assert await themes.shelf(CHANNEL) == Shelf(pool=3, left=2, waiting=0)


async def test_a_turn_that_was_asked_for_before_the_last_one_came_is_that_one(
    themes: ThemeStore, set_clock: SetClock
) -> None:
    await themes.add(CHANNEL, ["A fox", "Rain"])
    late = set_clock.time + timedelta(minutes=1)
    run = (await themes.begin(CHANNEL, turn_at=set_clock.time, now=late, ends_at=late + DAY, chance=0)).begun
    assert (await turn(themes, late - timedelta(seconds=1))).begun == run
    assert (await turn(themes, late + timedelta(seconds=1))).begun != run


async def test_the_next_turn_ends_the_theme_that_is_on(themes: ThemeStore, set_clock: SetClock) -> None:
    await themes.add(CHANNEL, ["A fox", "Rain"])
    first = await begun(themes, set_clock.time)
    second = await turn(themes, set_clock.time + DAY)
    over = replace(first, state=RunState.ENDED, ended_at=set_clock.time + DAY)
    assert second.ended == (over,)
    assert second.begun is not None
    assert (second.begun.text, second.begun.number, second.begun.round) == ("Rain", 2, 1)
    await themes.count(over, {})
    third = await turn(themes, set_clock.time + 2 * DAY)
    assert [run.number for run in third.ended] == [2], "only what waits for its recap"
    assert third.begun is not None
    assert (third.begun.text, third.begun.round) == ("A fox", 2)


async def test_without_themes_a_turn_only_ends_what_is_on(themes: ThemeStore, set_clock: SetClock) -> None:
    assert await turn(themes, set_clock.time) == Turn(None)
    await themes.add(CHANNEL, ["A fox"])
    run = await begun(themes, set_clock.time + DAY)
    await themes.remove(run.theme_id, waits=False)
    await themes.suggest(CHANNEL, "Rain", ANN)
    ended = await turn(themes, set_clock.time + 2 * DAY)
    assert ended == Turn(None, (replace(run, state=RunState.ENDED, ended_at=set_clock.time + 2 * DAY),))
    assert await turn(themes, set_clock.time + 2 * DAY) == ended, "asked again"


async def test_a_channel_that_is_no_more_has_no_turn(themes: ThemeStore, set_clock: SetClock) -> None:
    await themes.add(CHANNEL + 1, ["A fox"])
    made = await themes.begin(
        CHANNEL + 1, turn_at=set_clock.time, now=set_clock.time, ends_at=set_clock.time, chance=0
    )
    assert made == Turn(None)
    assert await themes.last(CHANNEL + 1) is None


async def test_a_theme_that_is_skipped_counts_for_nobody(
    themes: ThemeStore, store: Store, set_clock: SetClock
) -> None:
    def follow(run: Run) -> list[Occasion]:
        return [Occasion(OccasionKind.THEME, str(CHANNEL), run.server_id, CHANNEL, set_clock.time + DAY)]

    await themes.add(CHANNEL, ["A fox", "Rain"])
    run = await begun(themes, set_clock.time)
    dropped = await themes.drop(CHANNEL, now=set_clock.time + DAY, follow=follow)
    # In the same act: who died in between would leave the channel without a theme.
    due = await AgendaStore(store.lanes).claim([run.server_id], set_clock.time + DAY)
    assert list(due) == follow(run)
    assert dropped == replace(run, state=RunState.DROPPED, ended_at=set_clock.time + DAY)
    assert await themes.run(CHANNEL, 1) == dropped
    assert await themes.drop(CHANNEL, now=set_clock.time + DAY, follow=follow) is None
    after = await turn(themes, set_clock.time + DAY)
    assert after.ended == ()
    assert after.begun is not None
    assert after.begun.text == "Rain", "it came out, and does not come again in this round"


async def test_a_theme_that_nobody_could_be_shown_may_come_again(themes: ThemeStore, set_clock: SetClock) -> None:
    await themes.add(CHANNEL, ["A fox", "Rain"])
    run = await begun(themes, set_clock.time)
    await themes.take_back(run, now=set_clock.time)
    await themes.take_back(run, now=set_clock.time)
    assert await themes.shelf(CHANNEL) == Shelf(pool=2, left=2, waiting=0)
    assert (await begun(themes, set_clock.time + DAY)).text == "A fox"


async def test_closing_ends_everything_for_nobody(themes: ThemeStore, set_clock: SetClock) -> None:
    await themes.add(CHANNEL, ["A fox", "Rain"])
    await begun(themes, set_clock.time)
    await begun(themes, set_clock.time + DAY)
    await themes.close(CHANNEL, now=set_clock.time + 2 * DAY)
    await themes.close(CHANNEL, now=set_clock.time + 3 * DAY)
    runs = [await themes.run(CHANNEL, number) for number in (1, 2)]
    assert [run and (run.state, run.ended_at) for run in runs] == [
        (RunState.DROPPED, set_clock.time + DAY),
        (RunState.DROPPED, set_clock.time + 2 * DAY),
    ]
    assert (await turn(themes, set_clock.time + 4 * DAY)).ended == ()


async def test_a_run_is_noted_and_moved(themes: ThemeStore, set_clock: SetClock) -> None:
    await themes.add(CHANNEL, ["A fox"])
    run = await begun(themes, set_clock.time)
    await themes.note_message(run, 2**61 + 9)
    await themes.move_end(run, set_clock.time + 3 * DAY)
    assert await themes.last(CHANNEL) == replace(run, message_id=2**61 + 9, ends_at=set_clock.time + 3 * DAY)


async def test_what_everybody_could_see_in_the_channel_and_its_threads_was_made_for_it(
    store: Store, themes: ThemeStore, set_clock: SetClock
) -> None:
    now = set_clock.time
    await done(store, made("early", now - timedelta(seconds=1)))
    await done(store, made("first", now))
    await done(
        store,
        replace(
            new_job("batch", batch=1, predictions=2),
            artist_id=BOB,
            private=False,
            place=Place(THREAD, SERVER, parent_id=CHANNEL),
            created_at=now,
        ),
    )
    await done(store, made("private", now, private=True))
    await done(store, made("elsewhere", now, place=Place(CHANNEL + 7, SERVER)))
    await done(store, made("another-thread", now, place=Place(THREAD + 7, SERVER, parent_id=CHANNEL + 7)))
    await done(store, made("deleted", now))
    await store.mark_deleted("deleted")
    await done(store, made("late", now + DAY))
    await store.accept(made("cancelled", now), ceiling_micro_usd=None)
    await store.advance_job("cancelled", JobEvent.CANCELED)
    await queued(store, made("working", now))
    works = await themes.works(CHANNEL, now, now + DAY)
    assert works == (Work("first", ANN, 1), Work("batch", BOB, 2))
    thread = await store.job("batch")
    assert thread is not None
    assert thread.place == Place(THREAD, SERVER, parent_id=CHANNEL)


async def test_who_took_part_is_written_down_once(themes: ThemeStore, set_clock: SetClock) -> None:
    await themes.add(CHANNEL, ["A fox", "Rain"])
    for day in range(4):
        run = await begun(themes, set_clock.time + day * DAY)
        if run.number > 1:
            before = await themes.run(CHANNEL, run.number - 1)
            assert before is not None
            await themes.count(before, {ANN: 2, **({BOB: 1} if before.number == 2 else {})})
            await themes.count(before, {3: 1})
    takings = await themes.takings(CHANNEL, (ANN, BOB, 3))
    assert takings == Takings((1, 2, 3), {ANN: frozenset({1, 2, 3}), BOB: frozenset({2})})
    assert await themes.takings(CHANNEL + 1, (ANN,)) == Takings(())
    counted = await themes.run(CHANNEL, 3)
    assert counted is not None
    assert counted.state is RunState.COUNTED
    on = await themes.last(CHANNEL)
    assert on is not None
    await themes.count(on, {ANN: 1})
    assert (await themes.takings(CHANNEL, ())).counted == (1, 2, 3), "what is on is not over"


@pytest.fixture
async def other_themes(server_url: str, server_store: Store, set_clock: SetClock) -> AsyncIterator[ThemeStore]:
    other = await Store.open(server_url, clock=set_clock.clock())
    yield ThemeStore(other.lanes)
    await other.close()


async def test_two_processes_make_one_turn_of_it(
    server_themes: ThemeStore, other_themes: ThemeStore, set_clock: SetClock
) -> None:
    await server_themes.add(CHANNEL, [f"theme {number}" for number in range(60)])
    for day in range(30):
        at = set_clock.time + day * DAY
        ours, theirs = await asyncio.gather(turn(server_themes, at, 0.1), turn(other_themes, at, 0.9))
        assert ours == theirs
        assert ours.begun is not None
        assert ours.begun.number == day + 1
    assert await server_themes.shelf(CHANNEL) == Shelf(pool=60, left=30, waiting=0)


async def test_whoever_waited_for_a_turn_finds_it_made(
    server_url: str, server_themes: ThemeStore, set_clock: SetClock
) -> None:
    await server_themes.add(CHANNEL, ["A fox", "Rain"])
    now = set_clock.time.isoformat()
    row = f"{CHANNEL}, 1, {SERVER}, 1, 1, 'theirs', 'on', '{now}', '{now}'"
    statement = (
        f"WITH locked AS (SELECT id FROM channels WHERE id = {CHANNEL} FOR UPDATE) INSERT INTO theme_runs "
        "(channel_id, number, server_id, theme_id, round, text, state, begun_at, ends_at) "
        f"SELECT {row} FROM locked"
    )
    async with another_writing(server_url, statement):
        making = asyncio.ensure_future(turn(server_themes, set_clock.time))
        await asyncio.sleep(0)
    made = await making
    assert made.begun is not None
    assert made.begun.text == "theirs"
    engine = sa.create_engine(parse(server_url), poolclass=sa.pool.NullPool)
    with engine.connect() as looking:
        assert looking.scalar(sa.text("SELECT count(*) FROM theme_runs")) == 1
    engine.dispose()
