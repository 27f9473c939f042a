"""Whose a job is: owners, leases by the database's clock, take-over, and the fence around them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from studio.clock import Clock
from studio.jobs import Fault, FaultKind, JobState, PredictionState
from studio.states import IllegalTransition, JobEvent, PredictionEvent
from studio.store import NotOurs, Store
from studio.store.engine import parse
from studio.store.leases import Owner
from studio.store.tables import jobs
from tests.store.conftest import SetClock
from tests.store.samples import CARD, claimed, done, new_job, queued, ready

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
NewProcess = Callable[..., Store]


@pytest.fixture
async def process(url: str, store: Store) -> AsyncIterator[NewProcess]:
    """Make stores as other processes have them; around SQLite's lock, since the rules are the same there."""
    opened: list[Store] = []

    def new(name: str, *, lease_s: float = 30.0, clock: Clock | None = None) -> Store:
        opened.append(Store(parse(url), Owner(name, lease_s), lock=None, clock=clock or Clock()))
        return opened[-1]

    yield new
    for other in opened:
        await other.close()


async def lease_until(store: Store, job_id: str) -> datetime:
    found: datetime | None = await store._reads.put(
        lambda c: c.scalar(sa.select(jobs.c.lease_until).where(jobs.c.id == job_id))
    )
    assert found is not None
    return found


async def set_lease(store: Store, until: datetime | None, *, owner: str | None = None) -> None:
    values: dict[str, datetime | str | None] = {"lease_until": until}
    if owner is not None or until is None:
        values["owner"] = owner
    await store._writes.put(lambda c: c.execute(jobs.update().values(values)).close())


async def test_what_carries_a_job_on_is_its_owners(store: Store, process: NewProcess) -> None:
    await claimed(store, new_job("working"))
    await store.accept(new_job("accepted"), ceiling_micro_usd=None)
    await claimed(store, new_job("delivering"))
    before = [await ready(store, "delivering-0")]
    other = process("other")

    for act in (
        other.advance_prediction("working-0", PredictionEvent.CREATED, external_id="x"),
        other.advance_job("working", JobEvent.FAILED, fault=Fault(FaultKind.INTERNAL)),
        other.queue("accepted", CARD, picture_url=None, inputs=[{}]),
        other.begin_delivery("delivering"),
        other.advance_job("delivering", JobEvent.DELIVERED),
    ):
        with pytest.raises(NotOurs):
            await act
    assert await other.live_jobs() == ()
    assert await other.claim(5) == ()
    assert before == [await store.job("delivering")]


async def test_anybody_may_cancel_delete_and_move_a_card(store: Store, process: NewProcess) -> None:
    await queued(store, new_job("one", predictions=2))
    await store.claim(1)
    other = process("other")

    await other.place_card("one", None)
    await other.mark_deleted("one")
    job = await other.request_cancel("one")

    assert (job.card, job.deleted, job.cancel_requested) == (None, True, True)
    assert [p.state for p in job.predictions] == [PredictionState.SUBMITTING, PredictionState.CANCELED]
    assert await store.job("one") == job


async def test_the_owner_learns_what_others_cancel(store: Store, process: NewProcess) -> None:
    await claimed(store, new_job("first"))
    await claimed(store, new_job("second"))
    await queued(store, new_job("waiting"))
    other = process("other")
    assert await store.cancel_requests() == ()

    for job_id in ("second", "first", "waiting"):
        await other.request_cancel(job_id)

    assert await store.cancel_requests() == ("first", "second")
    assert await other.cancel_requests() == ()
    await store.advance_prediction("first-0", PredictionEvent.CREATED, external_id="x")
    await store.advance_prediction("first-0", PredictionEvent.CANCELED)
    assert await store.cancel_requests() == ("second",)


async def test_what_a_living_process_carries_is_not_taken_over(store: Store, process: NewProcess) -> None:
    await queued(store, new_job("one"))

    assert await process("other").take_over() == ()
    assert await store.take_over() == ()


async def test_what_a_dead_process_left_is_taken_over_oldest_first(store: Store, process: NewProcess) -> None:
    dead = process("dead", lease_s=0)
    await done(dead, new_job("done"))
    await claimed(dead, new_job("working"))
    await queued(dead, new_job("queued", predictions=2))
    await queued(store, new_job("mine"))
    other = process("other")

    taken = await other.take_over()

    assert [job.id for job in taken] == ["working", "queued"]
    assert await other.live_jobs() == taken
    assert [p.id for p in await other.claim(9)] == ["queued-0", "queued-1"]
    assert await other.take_over() == ()
    with pytest.raises(NotOurs):
        await dead.advance_prediction("working-0", PredictionEvent.CREATED, external_id="x")
    assert await dead.confirm("working") is False
    assert await dead.renew() == frozenset()
    await other.advance_prediction("working-0", PredictionEvent.CREATED, external_id="x")


async def test_one_job_is_never_taken_over_by_two(store: Store, process: NewProcess) -> None:
    racers = [process(f"racer{n}") for n in range(3)]
    for turn in range(5):
        await asyncio.gather(*(store.accept(new_job(f"{turn}-{n}"), ceiling_micro_usd=None) for n in range(8)))
        await store.release()

        taken = await asyncio.gather(*(racer.take_over() for racer in racers))

        ids = [job.id for jobs_of_one in taken for job in jobs_of_one]
        # A racer that met another one's locks may have left something to the next call.
        ids += [job.id for job in await racers[0].take_over()]
        assert sorted(ids) == [f"{turn}-{n}" for n in range(8)]


async def test_an_owner_whose_lease_has_run_out_goes_on_until_it_is_taken_over(
    store: Store, process: NewProcess
) -> None:
    slow = process("slow", lease_s=0)
    await claimed(slow, new_job("one"))

    job = await slow.advance_prediction("one-0", PredictionEvent.CREATED, external_id="x")

    assert job.predictions[0].state is PredictionState.RUNNING
    assert await slow.take_over() == ()
    assert await slow.live_jobs() == (job,)


async def test_leases_that_are_handed_back_can_be_taken_over_at_once(store: Store, process: NewProcess) -> None:
    await claimed(store, new_job("one"))
    other = process("other")
    await store.release()

    late = await store.advance_prediction("one-0", PredictionEvent.CREATED, external_id="came-late")

    assert await other.take_over() == (late,)
    assert late.predictions[0].external_id == "came-late"


async def test_renewing_keeps_a_job_from_being_taken_over(store: Store, process: NewProcess) -> None:
    await done(store, new_job("done"))
    await queued(store, new_job("one"))
    await queued(store, new_job("two"))
    await set_lease(store, LONG_AGO)

    assert await store.renew() == {"one", "two"}
    assert await process("other").take_over() == ()


@pytest.mark.parametrize("wrong_by", [timedelta(days=400), timedelta(days=-400)])
async def test_leases_run_by_the_clock_of_the_database(
    store: Store, process: NewProcess, set_clock: SetClock, wrong_by: timedelta
) -> None:
    clock = Clock(now=lambda: datetime.now(UTC) + wrong_by)
    wrong = process("wrong", clock=clock)
    await queued(wrong, new_job("one"))

    left = await lease_until(wrong, "one") - datetime.now(UTC)

    assert timedelta(seconds=-60) < left - timedelta(seconds=30) < timedelta(seconds=60)
    assert await process("other").take_over() == ()
    await set_lease(wrong, LONG_AGO)
    assert len(await process("ahead", clock=clock).take_over()) == 1


async def test_a_young_lease_is_confirmed_as_it_is(store: Store) -> None:
    await claimed(store, new_job("one"))
    before = await lease_until(store, "one")

    assert await store.confirm("one")

    assert await lease_until(store, "one") == before


async def test_an_old_lease_is_renewed_when_it_is_confirmed(store: Store, process: NewProcess) -> None:
    await claimed(store, new_job("one"))
    await set_lease(store, LONG_AGO)

    assert await store.confirm("one")

    assert await lease_until(store, "one") > LONG_AGO
    assert await process("other").take_over() == ()


async def test_nobody_confirms_what_is_not_theirs_or_has_ended(store: Store, process: NewProcess) -> None:
    await claimed(store, new_job("one"))
    await done(store, new_job("done"))

    assert await process("other").confirm("one") is False
    assert await store.confirm("done") is False
    assert await store.confirm("nobody") is False


async def test_who_carries_a_job_is_known(store: Store, process: NewProcess) -> None:
    await claimed(store, new_job("one"))
    await done(store, new_job("done"))
    other = process("other")
    await set_lease(store, LONG_AGO)

    assert (await store.carries("one"), await other.carries("one")) == (True, False)
    assert (await store.carries("done"), await store.carries("nobody")) == (False, False)
    await other.take_over()
    assert (await store.carries("one"), await other.carries("one")) == (False, True)


async def test_a_claim_renews_the_lease(store: Store) -> None:
    await queued(store, new_job("one"))
    await set_lease(store, LONG_AGO)

    await store.claim(1)

    assert await lease_until(store, "one") > LONG_AGO


async def test_jobs_of_before_there_were_owners_are_taken_over(store: Store, process: NewProcess) -> None:
    await queued(store, new_job("one"))
    await set_lease(store, None)

    assert await store.live_jobs() == ()
    assert [job.id for job in await store.take_over()] == ["one"]
    assert [job.id for job in await store.live_jobs()] == ["one"]


async def test_whoever_finds_a_lost_prediction_carries_its_job(store: Store, process: NewProcess) -> None:
    await claimed(store, new_job("one"))
    await store.advance_prediction("one-0", PredictionEvent.LOST)
    other = process("other")

    found = await other.advance_prediction("one-0", PredictionEvent.FOUND, external_id="late")

    assert found.state is JobState.WORKING
    assert await other.live_jobs() == (found,)
    with pytest.raises(NotOurs):
        await store.advance_prediction("one-0", PredictionEvent.FOUND, external_id="late")


async def test_what_ended_meanwhile_is_told_as_such_to_anybody(store: Store, process: NewProcess) -> None:
    await done(store, new_job("one"))

    with pytest.raises(IllegalTransition):
        await process("other").advance_job("one", JobEvent.DELIVERED)


async def test_a_delivery_that_begins_is_marked_and_the_first_time_stays(
    store: Store, set_clock: SetClock
) -> None:
    await claimed(store, new_job("one"))
    with pytest.raises(IllegalTransition):
        await store.begin_delivery("one")
    assert (await ready(store, "one-0")).delivery_begun_at is None
    first = set_clock.time

    begun = await store.begin_delivery("one")
    set_clock.time += timedelta(minutes=1)
    again = await store.begin_delivery("one")

    assert begun.delivery_begun_at == again.delivery_begun_at == first
    assert await store.job("one") == again
    delivered = await store.advance_job("one", JobEvent.DELIVERED)
    assert delivered.delivery_begun_at == first


async def test_the_services_ids_that_are_known(store: Store, process: NewProcess, set_clock: SetClock) -> None:
    early = set_clock.time
    await claimed(store, new_job("early"))
    await store.advance_prediction("early-0", PredictionEvent.CREATED, external_id="early")
    await done(store, new_job("done"))
    set_clock.time += timedelta(minutes=1)
    late = set_clock.time
    await claimed(store, new_job("late", predictions=2))
    await store.advance_prediction("late-1", PredictionEvent.CREATED, external_id="late")

    other = process("other")

    assert await other.known_external_ids(early) == {"early", "ext-done-0", "late"}
    assert await other.known_external_ids(late) == {"late"}
    assert await other.known_external_ids(late + timedelta(seconds=1)) == frozenset()
