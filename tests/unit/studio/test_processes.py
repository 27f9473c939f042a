"""Several processes on one store: what one leaves another finishes, and what is another's is left alone."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from flux.errors import Unavailable
from flux.listing import Listed
from studio.jobs import Job, JobState, PredictionState
from studio.states import IllegalTransition, PredictionEvent
from studio.store import NotOurs, Store
from tests.unit.studio.conftest import CARD, Rig, request
from tests.unit.studio.fakes import succeeded

URL = "https://pictures.test/a"


async def hand_over(rig: Rig, other: Store) -> Job:
    """Let the lease of the one live job run out, and another process take it over."""
    await rig.store.release()
    (job,) = await other.take_over()
    return job


async def accepted(rig: Rig) -> Job:
    return await rig.studio.submit(request())


async def queued(rig: Rig) -> Job:
    return await rig.queued()


async def submitting(rig: Rig) -> Job:
    job = await rig.queued()
    await rig.store.claim(1)
    return job


async def at_service(rig: Rig) -> Job:
    await rig.queued()
    (prediction,) = await rig.store.claim(1)
    rig.flux.answers["old"] = [succeeded(URL)]
    return await rig.store.advance_prediction(prediction.id, PredictionEvent.CREATED, external_id="old")


async def fetching(rig: Rig) -> Job:
    job = await at_service(rig)
    return await rig.store.advance_prediction(job.predictions[0].id, PredictionEvent.SUCCEEDED)


async def delivering(rig: Rig) -> Job:
    rig.face.may_deliver.clear()
    async with rig.running():
        job = await rig.queued()
        await rig.face.deliver_called.wait()
    return job


LEFT = [
    (accepted, JobState.CANCELED, 0),
    (queued, JobState.DONE, 1),
    (submitting, JobState.UNKNOWN, 0),
    (at_service, JobState.DONE, 0),
    (fetching, JobState.DONE, 0),
    (delivering, JobState.DONE, 1),
]


@pytest.mark.parametrize("late", [False, True], ids=["at-start", "later"])
@pytest.mark.parametrize(("leave", "end", "creations"), LEFT, ids=[str(case[0].__name__) for case in LEFT])
async def test_what_a_dead_process_left_is_finished_by_another(
    rig: Rig,
    other_store: Store,
    leave: Callable[[Rig], Awaitable[Job]],
    end: JobState,
    creations: int,
    late: bool,
) -> None:
    job = await leave(rig)
    if not late:
        await rig.store.release()
    other = rig.beside(other_store)
    async with other.running():
        if late:
            await rig.store.release()
        assert (await other.ended(job.id)).state is end
    assert len(rig.flux.created) == creations
    assert len(other.face.delivered) == (end is JobState.DONE)
    assert (await other.store.spent_this_month()).held_micro_usd == 0


async def test_leases_are_renewed_while_it_runs(
    rig: Rig, other_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = rig.beside(other_store)
    renew, renewed = other_store.renew, asyncio.Queue[int]()

    async def note() -> frozenset[str]:
        ids = await renew()
        renewed.put_nowait(len(ids))
        return ids

    monkeypatch.setattr(other_store, "renew", note)
    rig.flux.may_end.clear()
    async with other.running():
        await other.queued()
        while await renewed.get() != 1:
            pass
        # What it renewed nobody else is given, nor is it taken for left.
        assert await rig.store.take_over() == ()
        rig.flux.may_end.set()


async def test_a_stop_hands_everything_back(rig: Rig, other_store: Store) -> None:
    rig.flux.may_end.clear()
    async with rig.running():
        job = await rig.queued()
        await rig.flux.look_up_called.wait()
        assert await other_store.take_over() == ()
    assert [left.id for left in await other_store.take_over()] == [job.id]


async def test_a_process_whose_lease_is_gone_does_not_pay(rig: Rig, other_store: Store) -> None:
    rig.flux.may_ask.clear()
    async with rig.running():
        job = await rig.queued()
        await rig.flux.ask_called.wait()
        await hand_over(rig, other_store)
        rig.flux.may_ask.set()
    assert rig.flux.created == []
    left = await other_store.job(job.id)
    assert left is not None
    assert left.predictions[0].state is PredictionState.SUBMITTING


HELD = ["create", "poll", "deliver"]


def held_at(rig: Rig, place: str) -> tuple[asyncio.Event, asyncio.Event]:
    """Return the event that holds a job up at a place, and the one that says that it is there."""
    return {
        "create": (rig.flux.may_create, rig.flux.create_called),
        "poll": (rig.flux.may_end, rig.flux.look_up_called),
        "fetch": (rig.flux.may_fetch, rig.flux.fetch_called),
        "deliver": (rig.face.may_deliver, rig.face.deliver_called),
    }[place]


@pytest.mark.parametrize("place", HELD)
async def test_who_thaws_after_a_take_over_leaves_the_job_alone(rig: Rig, other_store: Store, place: str) -> None:
    found = Listed(id="p1", model="black-forest-labs/flux-schnell", seed=5, created_at=datetime.now(UTC))
    rig.flux.lists = [[], [], [found]]
    go_on, is_there = held_at(rig, place)
    go_on.clear()
    async with rig.running():
        job = await rig.queued()
        await is_there.wait()
        await hand_over(rig, other_store)
        other = rig.beside(other_store)
        async with other.running(alone=False):
            go_on.set()
            ended = await other.ended(job.id)
    assert ended.state is JobState.DONE
    assert len(rig.flux.created) == 1
    assert ended.captured_micro_usd == ended.estimate_micro_usd
    assert len(other.face.delivered) == 1


async def test_pictures_that_come_after_another_has_brought_them_are_swept_away(
    rig: Rig, other_store: Store
) -> None:
    may_fetch = rig.flux.may_fetch = asyncio.Event()
    async with rig.running():
        job = await rig.queued()
        await rig.flux.fetch_called.wait()
        await hand_over(rig, other_store)
        # Only the first one is frozen.
        rig.flux.may_fetch = asyncio.Event()
        rig.flux.may_fetch.set()
        other = rig.beside(other_store)
        async with other.running(alone=False):
            assert (await other.ended(job.id)).state is JobState.DONE
        may_fetch.set()
    assert (rig.face.delivered, len(other.face.delivered)) == ([], 1)
    await rig.shelf.sweep(datetime.now(UTC))
    assert rig.kept() == []


async def test_who_thaws_ceases_to_ask_for_what_another_carries(rig: Rig, other_store: Store) -> None:
    frozen = rig.beside(other_store)
    rig.flux.may_end.clear()
    async with frozen.running():
        job = await frozen.queued()
        await rig.flux.look_up_called.wait()
        (carrying,) = (task for task in asyncio.all_tasks() if task.get_name() == f"carry {job.predictions[0].id}")
        # It may be renewing at this very moment.
        while not await rig.store.take_over():
            await other_store.release()
        await asyncio.wait([carrying])
        left = await rig.store.job(job.id)
    assert left is not None
    assert left.predictions[0].state is PredictionState.RUNNING
    assert rig.flux.cancelled == []


@pytest.mark.parametrize("model", ["flux-schnell", "flux-pro"], ids=["one-call", "two-calls"])
async def test_who_thaws_with_the_answer_brings_back_what_was_given_up(
    rig: Rig, other_store: Store, model: str
) -> None:
    other = rig.beside(other_store)
    rig.flux.may_create.clear()
    async with rig.running():
        job = await rig.queued(request(model, 2))
        # The service tells of its first call only.
        while rig.flux.creating < len(job.predictions):  # noqa: ASYNC110
            await asyncio.sleep(0)
        await hand_over(rig, other_store)
        async with other.running(alone=False):
            assert (await other.ended(job.id)).state is JobState.UNKNOWN
            rig.flux.may_create.set()
            ended = await rig.in_state(job.id, JobState.DONE)
    assert ended.captured_micro_usd == ended.estimate_micro_usd
    assert len(rig.flux.created) == len(job.predictions)
    ((delivered_id, pictures),) = rig.face.delivered
    assert (delivered_id, len(pictures)) == (job.id, 2)
    assert other.face.delivered == []


def first_refusal(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Return what is set when a process is first told that it may not go on with a prediction."""
    advance, refused = rig.store.advance_prediction, asyncio.Event()

    async def note(*arguments: object, **more: object) -> Job:
        try:
            return await advance(*arguments, **more)  # type: ignore[arg-type]  # passed on as it came
        except (NotOurs, IllegalTransition):
            refused.set()
            raise

    monkeypatch.setattr(rig.store, "advance_prediction", note)
    return refused


async def test_who_thaws_with_the_answer_waits_while_another_looks_for_it(
    rig: Rig, other_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = first_refusal(rig, monkeypatch)
    other = rig.beside(other_store)
    rig.flux.may_create.clear()
    rig.flux.lists = [Unavailable("502")]
    async with rig.running():
        job = await rig.queued()
        await rig.flux.create_called.wait()
        await hand_over(rig, other_store)
        async with other.running(alone=False):
            await rig.flux.list_called.wait()
            rig.flux.may_create.set()
            await refused.wait()
            rig.flux.lists = [[]]
            ended = await rig.in_state(job.id, JobState.DONE)
    assert len(rig.flux.created) == 1
    assert ended.captured_micro_usd == ended.estimate_micro_usd
    assert (len(rig.face.delivered), len(other.face.delivered)) == (1, 0)


async def test_a_stop_does_not_wait_for_another_that_looks_for_the_same(rig: Rig, other_store: Store) -> None:
    other = rig.beside(other_store)
    rig.flux.may_create.clear()
    rig.flux.lists = [Unavailable("502")]
    async with AsyncExitStack() as others:
        async with rig.running(alone=False):
            job = await rig.queued()
            await rig.flux.create_called.wait()
            await hand_over(rig, other_store)
            await others.enter_async_context(other.running(alone=False))
            rig.flux.may_create.set()
        left = await other_store.job(job.id)
    assert left is not None
    assert left.predictions[0].state is PredictionState.SUBMITTING


@pytest.mark.parametrize("stops", [False, True], ids=["goes-on", "stops"])
async def test_what_was_given_up_is_found_once_its_card_tells_of_it(
    rig: Rig, other_store: Store, monkeypatch: pytest.MonkeyPatch, stops: bool
) -> None:
    refused = first_refusal(rig, monkeypatch)
    other = rig.beside(other_store)
    rig.flux.may_create.clear()
    async with rig.running():
        job = await rig.queued()
        await rig.store.place_card(job.id, replace(CARD, shows_end=False))
        await rig.flux.create_called.wait()
        await hand_over(rig, other_store)
        async with other.running(alone=False):
            assert (await other.ended(job.id)).state is JobState.UNKNOWN
            rig.flux.may_create.set()
            await refused.wait()
            untold = await rig.store.job(job.id)
            if not stops:
                await other_store.place_card(job.id, CARD)
                await rig.in_state(job.id, JobState.DONE)
    assert untold is not None
    assert untold.state is JobState.UNKNOWN
    left = await rig.store.job(job.id)
    assert left is not None
    assert left.predictions[0].external_id == "p1"
    assert left.state in ({JobState.WORKING} if stops else {JobState.DONE})


@pytest.mark.parametrize("deleted", [False, True], ids=["cancelled", "deleted"])
async def test_what_nobody_wants_any_more_is_cancelled_when_it_is_found(
    rig: Rig, other_store: Store, deleted: bool
) -> None:
    other = rig.beside(other_store)
    rig.flux.may_create.clear()
    async with rig.running():
        job = await rig.queued()
        await rig.flux.create_called.wait()
        if not deleted:
            await rig.studio.cancel(job.id)
        await hand_over(rig, other_store)
        async with other.running(alone=False):
            assert (await other.ended(job.id)).state is JobState.UNKNOWN
            if deleted:
                await other.studio.delete(job.id, by_id=1)
            rig.flux.may_create.set()
            await rig.in_state(job.id, JobState.CANCELED)
    assert rig.flux.cancelled == ["p1"]
    assert rig.face.delivered == []
    spent = await rig.store.spent_this_month()
    assert (spent.held_micro_usd, spent.captured_micro_usd) == (0, 0)


@pytest.mark.parametrize("place", ["poll", "fetch"])
async def test_a_cancel_reaches_the_process_that_has_the_job(rig: Rig, other_store: Store, place: str) -> None:
    other = rig.beside(other_store)
    go_on, is_there = held_at(rig, place)
    go_on.clear()
    # The other one may hear of the end too, and forget what is kept.
    async with rig.running(alone=False):
        job = await rig.queued()
        await is_there.wait()
        asked = await other.studio.cancel(job.id)
        assert asked.cancel_requested
        ended = await rig.ended(job.id)
        go_on.set()
    assert ended.state is JobState.CANCELED
    assert rig.flux.cancelled == (["p1"] if place == "poll" else [])
    assert rig.face.delivered == other.face.delivered == []


async def test_a_cancel_of_what_waits_needs_nobody_else(rig: Rig, other_store: Store) -> None:
    job = await rig.queued()
    other = rig.beside(other_store)
    assert (await other.studio.cancel(job.id)).state is JobState.CANCELED


async def test_a_press_at_another_process_does_not_deliver_twice(rig: Rig, other_store: Store) -> None:
    other = rig.beside(other_store)
    rig.face.may_deliver.clear()
    async with rig.running(), other.running(alone=False):
        job = await rig.queued()
        await rig.face.deliver_called.wait()
        assert (await other.studio.cancel(job.id)).state is JobState.DELIVERING
        rig.face.may_deliver.set()
        assert (await rig.ended(job.id)).state is JobState.DONE
    assert len(rig.face.delivered) == 1
    assert other.face.delivered == []


async def test_a_card_that_comes_after_a_take_over_shows_what_became_of_the_job(
    rig: Rig, other_store: Store
) -> None:
    job = await rig.studio.submit(request())
    await hand_over(rig, other_store)
    assert (await rig.studio.queue(job.id, CARD)).state is JobState.ACCEPTED
    await rig.studio.abandon(job.id)
    left = await other_store.job(job.id)
    assert left is not None
    assert left.state is JobState.ACCEPTED
