"""The queue in the store: the turns of the plain model, the limits of all processes together, what is measured."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.budgets import USUAL_WEIGHT
from studio.errors import TooManyWaiting
from studio.fairness import Rules
from studio.jobs import Job, JobState, Place
from studio.life import Change
from studio.standing import standings
from studio.states import JobEvent, PredictionEvent
from studio.store import Store, jobs, queueing
from studio.store.engine import parse, sqlite_file, writing
from studio.store.leases import Owner
from studio.store.tables import metadata
from tests.fair_model import FairModel, Waiting, names
from tests.store.conftest import SetClock
from tests.store.samples import CARD, COST, claimed, done, new_job, place_of, queued, ready

NOW = datetime(2026, 11, 22, tzinfo=UTC)
OWNERS = {name: Owner(name, lease_s=300) for name in ("me", "other")}
NEVER_FILLED = 1e-6
"""Creates a second: since 1970 enough for the first burst, and then none as long as a test runs."""

SERVERS = [None, 1, 2]
asks = st.tuples(
    st.sampled_from(SERVERS),
    st.integers(1, 3),
    st.integers(1, 3),
    st.sampled_from(sorted(OWNERS)),
    st.sampled_from([1.0, 1.0, 2.0]),
)
claims = st.tuples(st.integers(0, 5), st.sampled_from(sorted(OWNERS)))
ends = st.integers(0, 9)


def asked_by(job_id: str, person: int, server: int | None = 1, *, predictions: int = 1) -> Job:
    job = new_job(job_id, predictions=predictions)
    return replace(job, artist_id=person, place=Place(5, server))


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    """Give a database with empty tables."""
    file = sqlite_file(parse(url))
    if file is not None:
        file.parent.mkdir()
    made = writing(parse(url))
    metadata.create_all(made)
    yield made
    made.dispose()


def test_turns_are_those_of_the_plain_model(engine: sa.Engine) -> None:
    # Each statement to PostgreSQL goes to another process.
    examples = 60 if engine.dialect.name == "sqlite" else 15

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(asks | claims | ends, max_size=25), st.integers(1, 4), st.integers(3, 20))
    def live(steps: list[tuple[int | float | str | None, ...] | int], slots: int, burst: int) -> None:
        rules = Rules(NEVER_FILLED, burst, slots, running_each=max(1, slots // 2), waiting_each=10**6)
        with engine.connect() as connection:
            # Never committed: each example begins with empty tables.
            transaction = connection.begin()
            try:
                _live(connection, steps, rules)
            finally:
                transaction.rollback()

    live()


def _live(
    connection: sa.Connection, steps: list[tuple[int | float | str | None, ...] | int], rules: Rules
) -> None:
    model = FairModel(rules, rules.burst)
    for number, step in enumerate(steps):
        match step:
            case int():
                _end(connection, model, step)
            case (int(limit), str(owner)):
                taken = jobs.claim(connection, limit, me=OWNERS[owner], rules=rules, now=NOW)
                assert [p.id for p in taken] == names(model.claim(limit, owner))
            case (server, int(person), int(predictions), str(owner), float(weight)):
                assert server is None or isinstance(server, int)
                job = asked_by(f"{number:02}", person, server, predictions=predictions)
                # For private use there are no roles.
                given = 1.0 if server is None else weight
                _ask(connection, job, OWNERS[owner], rules, weight=given)
                line = -person if server is None else server
                model.all += [Waiting(p.id, line, person, owner, number, given) for p in job.predictions]
    assert queueing.snapshot(connection, rules).at_service == Counter(e.person for e in model.at_service)


def _ask(connection: sa.Connection, job: Job, owner: Owner, rules: Rules, *, weight: float) -> None:
    role_id = int(weight)
    if job.place.server_id is not None and weight != USUAL_WEIGHT:
        connection.execute(
            sa.text("INSERT INTO budgets VALUES (:server, 'role', :role, NULL, :weight) ON CONFLICT DO NOTHING"),
            {"server": job.place.server_id, "role": role_id, "weight": weight},
        )
    jobs.accept(connection, job, me=owner, ceiling_micro_usd=None, role_ids=[role_id], rules=rules, now=NOW)
    inputs = [prediction.input for prediction in job.predictions]
    jobs.queue(connection, job.id, CARD, me=owner, picture_url=None, inputs=inputs, now=NOW)


def _end(connection: sa.Connection, model: FairModel, number: int) -> None:
    running = model.at_service
    if running:
        ended = running[number % len(running)]
        change = Change(PredictionEvent.FAILED)
        jobs.advance_prediction(connection, ended.name, change, me=OWNERS[ended.owner], now=NOW)
        model.all.remove(ended)


async def test_a_hundred_jobs_delay_anothers_one_by_a_slot(store: Store) -> None:
    for n in range(99):
        await queued(store, asked_by(f"greedy-{n}", 1))
    assert len(await store.claim(8)) == 8
    await queued(store, asked_by("single", 2))
    assert await place_of(store, "single") == 1
    await queued(store, asked_by("private", 3, None))
    assert [p.job_id for p in await store.claim(2)] == ["single", "private"]


async def test_private_use_is_a_server_of_its_own_for_each(store: Store) -> None:
    for person in (1, 2):
        for n in range(4):
            await queued(store, asked_by(f"alone-{person}-{n}", person, None))
            await queued(store, asked_by(f"server-{person}-{n}", person, 7))
    taken = Counter(p.job_id.rpartition("-")[0] for p in await store.claim(6))
    assert taken == {"alone-1": 2, "alone-2": 2, "server-1": 1, "server-2": 1}


async def test_the_order_survives_a_restart(url: str, set_clock: SetClock) -> None:
    async def order(*, restarts: bool) -> list[str]:
        store = await Store.open(url, clock=set_clock.clock(), owner="bot")
        random = Random(3)
        run = "r" if restarts else "s"
        for n in range(30):
            person = random.choice([1, 1, 1, 2, 3])
            # Servers of its own for each run, whose turns have not begun.
            await queued(store, asked_by(f"{run}{n}", person, (100 if restarts else 200) + person % 2))
        found: list[str] = []
        for _ in range(30):
            if restarts:
                await store.close()
                store = await Store.open(url, clock=set_clock.clock(), owner="bot")
            (claimed_now,) = await store.claim(1)
            found.append(claimed_now.job_id[1:])
            await store.advance_prediction(claimed_now.id, PredictionEvent.FAILED)
        await store.close()
        return found

    assert await order(restarts=True) == await order(restarts=False)


async def test_no_claim_goes_over_the_rate_of_all_processes(url: str, set_clock: SetClock) -> None:
    rules = Rules(NEVER_FILLED, burst=20)
    stores = [
        Store(parse(url), Owner(f"process-{n}", 300), lock=None, clock=set_clock.clock(), rules=rules)
        for n in range(4)
    ]
    await (await Store.open(url, clock=set_clock.clock())).close()
    for n in range(40):
        await queued(stores[n % 4], asked_by(f"job-{n}", n % 7, n % 3))

    taken: list[str] = []

    async def claim_often(store: Store) -> None:
        while len(taken) < 20:
            taken.extend([p.id for p in await store.claim(2)])

    await asyncio.gather(*map(claim_often, stores))
    assert len(taken) == len(set(taken)) == 20
    assert [await store.claim(2) for store in stores] == [()] * 4
    assert await stores[0].next_claim_s() == pytest.approx(1 / NEVER_FILLED, rel=0.01)
    for store in stores:
        await store.close()


async def test_the_bucket_fills_with_time_up_to_the_burst(store: Store, url: str, set_clock: SetClock) -> None:
    rules = Rules(creates_per_s=1000.0, burst=3)
    quick = Store(parse(url), store.lanes.me, lock=None, clock=set_clock.clock(), rules=rules)
    for n in range(9):
        await queued(quick, asked_by(f"job-{n}", n))
    got = 0
    while got < 9:
        claimed_now = len(await quick.claim(9))
        assert claimed_now <= 3
        got += claimed_now
        wait_s = await quick.next_claim_s()
        assert wait_s is None if got == 9 else wait_s is not None and 0 < wait_s <= 0.001
    await quick.close()


async def test_a_clock_that_is_put_back_holds_nothing_up(store: Store, url: str, set_clock: SetClock) -> None:
    quick = Store(
        parse(url), store.lanes.me, lock=None, clock=set_clock.clock(), rules=Rules(creates_per_s=1000.0, burst=3)
    )
    for n in range(4):
        await queued(quick, asked_by(f"job-{n}", n))
    assert len(await quick.claim(3)) == 3
    put_back = sa.text("UPDATE turns SET tokens = 0.5, filled_at_s = filled_at_s + 3600")
    await quick.lanes.writes.put(lambda connection: connection.execute(put_back).rowcount)

    # Nothing is taken the first time: an hour costs less than a token.
    await quick.claim(1)
    filled_at = sa.text("SELECT filled_at_s FROM turns")
    behind_s = datetime.now(UTC).timestamp() - await quick.lanes.reads.put(
        lambda connection: float(connection.execute(filled_at).scalar_one())
    )
    assert behind_s > -60, "the bucket fills from now on, and not from when the clock has caught up"
    await quick.close()


async def test_who_was_served_long_ago_is_not_read_and_forgotten(store: Store) -> None:
    def served_long_ago(connection: sa.Connection) -> None:
        for n in range(1, 4):
            connection.execute(sa.text(f"INSERT INTO server_turns VALUES ({-n}, 0, 1)"))
            connection.execute(sa.text(f"INSERT INTO person_turns VALUES ({-n}, {n}, 1)"))

    def kept(connection: sa.Connection) -> tuple[list[int], list[int]]:
        servers = connection.scalars(sa.text("SELECT line_id FROM server_turns ORDER BY line_id"))
        people = connection.scalars(sa.text("SELECT person_id FROM person_turns ORDER BY person_id"))
        return list(servers), list(people)

    await store.lanes.writes.put(served_long_ago)
    for person in (3, 7):
        await queued(store, asked_by(f"job-{person}", person, None))
    marks = (await store.queue_with("job-3")).marks
    assert (set(marks.servers), set(marks.people)) == ({-3}, {(-3, 3)}), "who waits, and nobody else"

    await store.claim(1)
    assert await store.lanes.reads.put(kept) == ([-7, -3], [3, 7])


async def test_a_process_that_can_use_them_has_its_turns(url: str, set_clock: SetClock) -> None:
    """With fewer tokens than there are slots, whoever asks first takes no more than its turns."""
    await (await Store.open(url, clock=set_clock.clock())).close()
    rules = Rules(NEVER_FILLED, burst=4, slots=8)
    me, other, gone = (
        Store(parse(url), Owner(name, lease_s), lock=None, clock=set_clock.clock(), rules=rules)
        for name, lease_s in (("me", 300.0), ("other", 300.0), ("gone", 0.0))
    )
    for n in range(9):
        await queued(gone, asked_by(f"gone-{n}", 3, 3))
    for n in range(9):
        await queued(other, asked_by(f"other-{n}", 2, 2))
    for n in range(9):
        await queued(me, asked_by(f"mine-{n}", 1, 1))

    assert len(await me.claim(8)) == 2, "half of the turns are the other's, none a dead one's"
    assert len(await other.claim(8)) == 2
    for each in (me, other, gone):
        await each.close()


async def test_while_others_wait_nobody_runs_more_than_their_share(url: str, set_clock: SetClock) -> None:
    await (await Store.open(url, clock=set_clock.clock())).close()
    rules = Rules(slots=6, running_each=3)
    stores = [
        Store(parse(url), Owner(f"process-{n}", 300), lock=None, clock=set_clock.clock(), rules=rules)
        for n in range(2)
    ]
    for n in range(12):
        for person in (1, 2, 3):
            await queued(stores[n % 2], asked_by(f"job-{person}-{n}", person, 1))

    async def claim_often(store: Store) -> None:
        got = 0
        while got < 6:
            # Nothing while the other one is claiming.
            got += len(await store.claim(1))
            seen = await store.queue_for(1)
            assert max(seen.at_service.values()) <= 3 or sum(seen.at_service.values()) > 9

    await asyncio.gather(*map(claim_often, stores))
    assert (await stores[0].queue_for(1)).at_service == {1: 4, 2: 4, 3: 4}
    for store in stores:
        await store.close()


async def test_so_many_may_wait_and_no_more(url: str, set_clock: SetClock) -> None:
    await (await Store.open(url, clock=set_clock.clock())).close()
    rules = Rules(waiting_each=5)
    stores = [
        Store(parse(url), Owner(f"process-{n}", 300), lock=None, clock=set_clock.clock(), rules=rules)
        for n in range(3)
    ]
    asking = [stores[n % 3].accept(asked_by(f"job-{n}", 1, n % 2), ceiling_micro_usd=None) for n in range(30)]
    outcomes = await asyncio.gather(*asking, return_exceptions=True)
    refusals = [outcome for outcome in outcomes if not isinstance(outcome, Job)]
    assert len(refusals) == 25
    assert all(isinstance(each, TooManyWaiting) and each.limit == 5 for each in refusals)
    assert (await stores[0].spent_this_month()).held_micro_usd == 5 * COST, "a refusal holds no money"
    await stores[1].accept(asked_by("another", 2), ceiling_micro_usd=None)
    for store in stores:
        await store.close()


async def test_what_has_begun_does_not_count_as_waiting(url: str, store: Store, set_clock: SetClock) -> None:
    narrow = Store(parse(url), store.lanes.me, lock=None, clock=set_clock.clock(), rules=Rules(waiting_each=1))
    await queued(narrow, asked_by("one", 1, predictions=2))
    with pytest.raises(TooManyWaiting):
        await narrow.accept(asked_by("two", 1), ceiling_micro_usd=None)
    await narrow.claim(1)
    await queued(narrow, asked_by("two", 1))
    await narrow.close()


async def test_what_waits_and_runs_is_counted_in_the_job(store: Store) -> None:
    async def counted(job_id: str) -> tuple[int, int]:
        asked = sa.text("SELECT waiting, at_service FROM jobs WHERE id = :id")
        row = await store.lanes.reads.put(lambda connection: connection.execute(asked, {"id": job_id}).one())
        return row.waiting, row.at_service

    await store.accept(new_job("one", predictions=3), ceiling_micro_usd=None)
    assert await counted("one") == (0, 0), "it waits for its card, not for its turn"
    await store.advance_prediction("one-0", PredictionEvent.CANCELED)
    await store.queue(
        "one", CARD, picture_url=None, inputs=[p.input for p in new_job("one", predictions=3).predictions]
    )
    assert await counted("one") == (2, 0)
    await store.claim(1)
    assert await counted("one") == (1, 1)
    await store.advance_prediction("one-1", PredictionEvent.NOT_SENT)
    assert await counted("one") == (2, 0)
    await store.claim(2)
    await ready(store, "one-1")
    assert await counted("one") == (0, 1)
    await store.request_cancel("one")
    assert await counted("one") == (0, 1)
    await store.advance_prediction("one-2", PredictionEvent.FAILED)
    assert await counted("one") == (0, 0)


async def test_durations_are_measured_by_the_last_of_a_model(store: Store, set_clock: SetClock) -> None:
    for n, took_s in enumerate([90, *[4] * 15, *[7] * 20]):
        await claimed(store, new_job(f"job-{n}"))
        set_clock.time += timedelta(seconds=took_s)
        await ready(store, f"job-{n}-0")
        await store.advance_job(f"job-{n}", JobEvent.DELIVERED)
    await queued(store, new_job("waits"))
    assert (await store.queue_with("waits")).measured_s == {"flux-dev": 7.0}
    await queued(store, replace(new_job("other"), model="flux-pro"))
    seen = await store.queue_with("other")
    assert (seen.measured_s, seen.models) == ({"flux-dev": 7.0}, {"flux-dev": 1, "flux-pro": 1})
    (standing,) = standings(seen, Rules(slots=1), lambda model: 9.0)
    assert standing.expected_s == pytest.approx((2 - 1) * (7 + 9) / 2)


async def test_the_queue_as_one_person_sees_it(store: Store) -> None:
    await done(store, asked_by("past", 1, 7))
    await claimed(store, asked_by("running", 1, 7))
    for job_id, person, server in (("mine", 1, 7), ("theirs", 2, 7), ("elsewhere", 1, 8), ("private", 1, None)):
        await queued(store, asked_by(job_id, person, server, predictions=2))
    seen = await store.queue_for(1)
    assert [each.job_id for each in seen.asked] == ["mine", "elsewhere", "private"]
    assert (seen.at_service, seen.at_service_of_server) == ({1: 1}, {7: 1})
    assert sum(line.waiting for line in seen.lines) == 8
    assert await store.waiting_ids() == ("mine", "theirs", "elsewhere", "private")


async def test_who_is_behind_is_not_remembered(store: Store) -> None:
    for round_number in range(3):
        for person in (1, 2, 3):
            await queued(store, asked_by(f"job-{person}-{round_number}", person))
        for prediction in await store.claim(3):
            await store.advance_prediction(prediction.id, PredictionEvent.FAILED)
    await queued(store, asked_by("last", 3))
    await store.claim(1)
    kept = await store.lanes.reads.put(
        lambda connection: list(connection.scalars(sa.text("SELECT person_id FROM person_turns")))
    )
    assert 3 in kept
    job = await store.job("last")
    assert job is not None
    assert job.state is JobState.WORKING
