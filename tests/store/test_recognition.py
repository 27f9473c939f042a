"""What is counted for artists in the store: the same as by hand, whatever there is."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
import sqlalchemy as sa

from studio.community.artists import Best, Record
from studio.community.exhibits import Exhibit, Stage
from studio.community.pool import streak
from studio.community.scores import Period
from studio.community.theme_values import RunState
from studio.jobs import Place
from studio.states import PredictionEvent
from studio.store import Store
from studio.store.recognition import RecognitionStore
from studio.store.showcase import ShowcaseStore
from studio.store.tables import contest_entries, contests, theme_parts, theme_runs
from tests.store.conftest import SetClock
from tests.store.samples import claimed, done, new_job

SERVER, SHOWCASE, CHANNEL = 2**60 + 1, 2**61 + 9, 2**61 + 1
ANN, BOB, EVE = 2**62 + 1, 2**62 + 2, 2**62 + 3


@pytest.fixture
def recognition(store: Store) -> RecognitionStore:
    return RecognitionStore(store.lanes)


@pytest.fixture
def now(set_clock: SetClock) -> datetime:
    return set_clock.time


async def make(store: Store, job_id: str, artist_id: int = ANN, **changes: object) -> None:
    job = replace(new_job(job_id), artist_id=artist_id, place=Place(CHANNEL, SERVER), private=False)
    await done(store, replace(job, **changes))  # type: ignore[arg-type]  # the tests name fields of Job only


def ever(now: datetime) -> Period:
    return Period(None, now + timedelta(days=999))


async def test_only_what_everybody_could_see_counts(
    store: Store, recognition: RecognitionStore, now: datetime
) -> None:
    assert await recognition.made(SERVER, ever(now)) == {}
    await make(store, "a")
    await make(store, "b")
    await make(store, "bobs", BOB)
    await make(store, "private", private=True)
    await make(store, "elsewhere", place=Place(CHANNEL, SERVER + 1))
    await make(store, "alone", place=Place(CHANNEL, None))
    await make(store, "deleted")
    await store.mark_deleted("deleted")
    failing = replace(new_job("failed"), artist_id=ANN, place=Place(CHANNEL, SERVER), private=False)
    await claimed(store, failing)
    await store.advance_prediction("failed-0", PredictionEvent.FAILED)
    assert await recognition.made(SERVER, ever(now)) == {ANN: 2, BOB: 1}


async def test_a_period_has_its_beginning_and_not_its_end(
    store: Store, recognition: RecognitionStore, now: datetime, set_clock: SetClock
) -> None:
    for hour in range(3):
        set_clock.time = now + timedelta(hours=hour)
        await make(store, f"job-{hour}")
    later = Period(now + timedelta(hours=1), now + timedelta(hours=2))
    assert await recognition.made(SERVER, later) == {ANN: 1}
    assert await recognition.made(SERVER, Period(None, now + timedelta(hours=2))) == {ANN: 2}


async def shown(
    store: Store,
    now: datetime,
    job_id: str,
    *,
    showcase_id: int = SHOWCASE,
    artist_id: int = ANN,
    reactions: int = 1,
) -> Exhibit:
    showcase = ShowcaseStore(store.lanes)
    new = Exhibit(showcase_id, job_id, SERVER, artist_id, CHANNEL, 12, reactions=reactions)
    coming = await showcase.step(new, Stage.COMING, now=now)
    assert coming is not None
    up = await showcase.step(coming, Stage.UP, now=now, copy_id=5)
    assert up is not None
    return up


async def test_what_hangs_in_a_showcase_counts_once_and_only_while_it_does(
    store: Store, recognition: RecognitionStore, now: datetime
) -> None:
    for job_id, artist_id in (("a", ANN), ("b", ANN), ("c", BOB)):
        await make(store, job_id, artist_id)
    await shown(store, now, "a")
    await shown(store, now, "a", showcase_id=SHOWCASE + 1)
    going = await shown(store, now, "b")
    await shown(store, now + timedelta(hours=1), "c", artist_id=BOB)
    assert await recognition.showcased(SERVER, ever(now)) == {ANN: 2, BOB: 1}
    assert await recognition.showcased(SERVER, Period(now + timedelta(minutes=1), now + timedelta(days=1))) == {
        BOB: 1
    }
    assert await recognition.showcased(SERVER + 1, ever(now)) == {}
    await ShowcaseStore(store.lanes).step(going, Stage.GOING, now=now)
    assert await recognition.showcased(SERVER, ever(now)) == {ANN: 1, BOB: 1}


async def test_an_artist_is_told_of_by_what_they_made(
    store: Store, recognition: RecognitionStore, now: datetime, set_clock: SetClock
) -> None:
    assert await recognition.record(SERVER, ANN) == Record()
    assert await recognition.best(SERVER, ANN, 9) == ()
    for number, model in enumerate(("flux-dev", "flux-pro", "flux-pro", "flux-dev", "flux-schnell")):
        set_clock.time = now + timedelta(hours=number)
        await make(store, f"job-{number}", model=model)
    await make(store, "hidden", model="flux-max", private=True)
    # Of two that are used as much, the one used last.
    assert await recognition.record(SERVER, ANN) == Record("flux-dev", now)
    for number, reactions in enumerate((3, 9, 9)):
        await shown(store, now + timedelta(hours=number), f"job-{number}", reactions=reactions)
    best = await recognition.best(SERVER, ANN, 2)
    assert best == (Best("job-1", CHANNEL, 12, reactions=9), Best("job-2", CHANNEL, 12, reactions=9))


async def test_who_wants_to_be_in_no_list_is_known(store: Store, recognition: RecognitionStore) -> None:
    assert await recognition.unlisted() == frozenset()
    await store.forbid_edits(ANN, forbidden=True)
    await recognition.unlist(ANN, unlisted=True)
    await recognition.unlist(BOB, unlisted=True)
    assert await recognition.unlisted() == {ANN, BOB}
    assert await recognition.is_unlisted(ANN)
    assert not await recognition.is_unlisted(EVE)
    await recognition.unlist(BOB, unlisted=False)
    assert await recognition.unlisted() == {ANN}
    # The two choices are apart.
    assert await store.forbidding({ANN, BOB}) == {ANN}
    await store.forbid_edits(ANN, forbidden=False)
    await store.forbid_edits(BOB, forbidden=True)
    assert await recognition.unlisted() == {ANN}


@pytest.mark.parametrize("seed", range(6))
async def test_streaks_are_what_they_are_by_hand(
    store: Store, recognition: RecognitionStore, now: datetime, seed: int
) -> None:
    random = Random(seed)
    people, numbers = (ANN, BOB, EVE), range(1, 30)
    counted = {(channel, n): random.random() < 0.8 for channel in (CHANNEL, CHANNEL + 1) for n in numbers}
    taken = {(channel, n, who) for channel, n in counted for who in people if random.random() < 0.6}
    await store.lanes.writes.put(lambda connection: _themes(connection, now, counted, taken))
    since = now + timedelta(days=7) if seed % 2 else None
    first = 7 if seed % 2 else 0
    best: Counter[int] = Counter()
    for channel in (CHANNEL, CHANNEL + 1):
        there = [n for n in numbers if counted[channel, n] and n >= first]
        for who in people:
            mine = {n for n in numbers if (channel, n, who) in taken}
            best[who] = max(best[who], streak(there, mine).best)
    assert await recognition.streaks(SERVER, Period(since, now + timedelta(days=99))) == dict(best)


def _themes(
    connection: sa.Connection,
    now: datetime,
    counted: dict[tuple[int, int], bool],
    taken: set[tuple[int, int, int]],
) -> None:
    for (channel_id, number), is_counted in counted.items():
        ended_at = now + timedelta(days=number)
        run = {
            "channel_id": channel_id,
            "number": number,
            "server_id": SERVER,
            "theme_id": number,
            "round": 1,
            "text": "foxes",
            "state": (RunState.COUNTED if is_counted else RunState.DROPPED).value,
            "begun_at": now,
            "ends_at": ended_at,
            "ended_at": ended_at,
        }
        connection.execute(theme_runs.insert(), run)
    parts = [
        {"channel_id": c, "number": n, "artist_id": who, "pictures": 1} for c, n, who in taken if counted[c, n]
    ]
    connection.execute(theme_parts.insert(), parts)


def _contests(
    connection: sa.Connection, now: datetime, ranks: dict[str, list[tuple[int, str, int | None]]]
) -> None:
    """Write contests that ended a day after one another, with artist, job and rank of their entries."""
    for day, (contest_id, entries) in enumerate(ranks.items()):
        moments = dict.fromkeys(("opens_at", "voting_at", "ends_at", "due_at"), now)
        connection.execute(
            contests.insert(),
            {
                "id": contest_id,
                "server_id": SERVER,
                "channel_id": CHANNEL,
                "host_id": EVE,
                "locale": "en",
                "theme": "foxes",
                "entries_each": 2,
                "votes_each": 2,
                "blind": True,
                "quorum": 0,
                "phase": "over",
                **moments,
                "outages": 0,
                "ended_at": now + timedelta(days=day),
            },
        )
        for number, (artist_id, job_id, rank) in enumerate(entries, start=1):
            entry = {"id": f"{contest_id}-{number}", "contest_id": contest_id, "artist_id": artist_id}
            told = {"job_id": job_id, "number": number, "entered_at": now, "votes": 5, "rank": rank}
            connection.execute(contest_entries.insert(), {**entry, **told})


async def test_without_a_showcase_the_best_picture_is_the_one_with_the_best_place(
    store: Store, recognition: RecognitionStore, now: datetime
) -> None:
    for job_id, artist_id in (("ann-1", ANN), ("ann-2", ANN), ("bob-1", BOB), ("eve-1", EVE)):
        await make(store, job_id, artist_id)
    ranks: dict[str, list[tuple[int, str, int | None]]] = {
        "twice": [(ANN, "ann-1", 1), (ANN, "ann-2", 1), (BOB, "bob-1", 1), (EVE, "eve-1", 4)],
        "again": [(BOB, "bob-1", 1), (ANN, "ann-1", 2)],
        "no-quorum": [(EVE, "eve-1", None)],
    }
    await store.lanes.writes.put(lambda connection: _contests(connection, now, ranks))
    best = [(each.job_id, each.number, each.rank) for each in await recognition.best(SERVER, ANN, 9)]
    assert best == [("ann-1", 1, 1), ("ann-2", 2, 1), ("ann-1", 2, 2)]
    await shown(store, now, "ann-2", reactions=4)
    assert (await recognition.best(SERVER, ANN, 9))[0] == Best("ann-2", CHANNEL, 12, reactions=4)
    await store.mark_deleted("ann-1")
    assert {each.job_id for each in await recognition.best(SERVER, ANN, 9)} == {"ann-2"}
