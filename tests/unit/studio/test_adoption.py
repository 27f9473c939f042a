"""What may have been created is found again in the service's list, or honestly given up; never sent again."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flux.errors import Unavailable, UnknownOutcome
from flux.listing import Listed
from studio.jobs import FaultKind, Job, JobState, PredictionState
from tests.pace import IN_MEMORY
from tests.unit.studio.conftest import Rig, request
from tests.unit.studio.fakes import succeeded

NewRig = Callable[..., Rig]
URL = "https://pictures.test/a"
SCHNELL = "black-forest-labs/flux-schnell"


def listed(
    name: str, *, seed: int | None = 5, model: str = SCHNELL, prompt: str | None = "a heron", age_s: float = 0
) -> Listed:
    created = datetime.now(UTC) - timedelta(seconds=age_s)
    return Listed(id=name, model=model, seed=seed, prompt=prompt, created_at=created)


def lists(rig: Rig, *answers: Sequence[Listed] | Exception) -> None:
    rig.flux.lists = list(answers)
    for answer in answers:
        for one in answer if not isinstance(answer, Exception) else ():
            rig.flux.answers[one.id] = [succeeded(f"{URL}/{one.id}")]


async def left_submitting(rig: Rig, count: int = 1) -> Job:
    """Let a process die right before or after its paid call: nobody knows which."""
    job = await rig.queued(request("flux-1.1-pro" if count > 1 else "flux-schnell", count))
    await rig.store.claim(count)
    return job


def the_only_id(job: Job) -> str | None:
    (prediction,) = job.predictions
    return prediction.external_id


async def test_what_a_death_left_is_found_and_goes_on(rig: Rig) -> None:
    job = await left_submitting(rig)
    lists(rig, [listed("found")])
    new = rig.restarted()
    async with new.running():
        ended = await new.ended(job.id)
    assert (ended.state, the_only_id(ended)) == (JobState.DONE, "found")
    assert new.flux.created == []
    assert len(new.face.delivered) == 1
    assert ended.captured_micro_usd == ended.estimate_micro_usd


async def test_a_call_without_an_answer_is_found_and_goes_on(rig: Rig) -> None:
    rig.flux.create_faults = [UnknownOutcome("cut")]
    lists(rig, [], [], [listed("found")])
    async with rig.running():
        ended = await rig.ended((await rig.queued()).id)
    assert (ended.state, the_only_id(ended)) == (JobState.DONE, "found")
    assert len(rig.flux.created) == 1
    (prediction,) = ended.predictions
    assert prediction.submitted_at is not None
    assert rig.flux.listed_after[0] < prediction.submitted_at


async def test_what_is_not_found_is_given_up_and_never_sent_again(rig: Rig) -> None:
    rig.flux.create_faults = [UnknownOutcome("cut")]
    lists(rig, [])
    async with rig.running():
        ended = await rig.ended((await rig.queued()).id)
    assert ended.state is JobState.UNKNOWN
    assert ended.fault is not None
    assert ended.fault.kind is FaultKind.UNKNOWN_OUTCOME
    assert len(rig.flux.created) == 1
    # The first may only be behind; two more do not have it either.
    assert len(rig.flux.listed_after) == 3
    assert (await rig.store.spent_this_month()).held_micro_usd == 0


async def test_without_a_list_it_is_given_up_at_once(new_rig: NewRig) -> None:
    rig = new_rig(pace=replace(IN_MEMORY, settle_s=3600.0))
    rig.flux.create_faults = [UnknownOutcome("cut")]
    async with rig.running():
        ended = await rig.ended((await rig.queued()).id)
    assert ended.state is JobState.UNKNOWN
    assert len(rig.flux.listed_after) == 1


OTHERS = [
    listed("seed", seed=6),
    listed("no-seed", seed=None),
    listed("model", model="black-forest-labs/flux-dev"),
    listed("prompt", prompt="an egret"),
]


@pytest.mark.parametrize("other", OTHERS, ids=[one.id for one in OTHERS])
async def test_only_what_is_alike_is_taken(rig: Rig, other: Listed) -> None:
    job = await left_submitting(rig)
    lists(rig, [other])
    new = rig.restarted()
    async with new.running():
        assert (await new.ended(job.id)).state is JobState.UNKNOWN


async def test_what_another_job_has_is_not_taken(rig: Rig) -> None:
    async with rig.running():
        first = await rig.ended((await rig.queued()).id)
        lists(rig, [listed(str(the_only_id(first)))])
        rig.flux.create_faults = [UnknownOutcome("cut")]
        second = await rig.ended((await rig.queued()).id)
    assert second.state is JobState.UNKNOWN


async def test_two_who_look_for_the_same_do_not_both_take_it(rig: Rig) -> None:
    jobs = [await left_submitting(rig), await left_submitting(rig)]
    lists(rig, [listed("younger"), listed("older", age_s=1)])
    new = rig.restarted()
    async with new.running():
        ended = [await new.ended(job.id) for job in jobs]
    assert [job.state for job in ended] == [JobState.DONE] * 2
    assert {the_only_id(job) for job in ended} == {"older", "younger"}


async def test_one_of_two_is_there_only_once(rig: Rig) -> None:
    jobs = [await left_submitting(rig), await left_submitting(rig)]
    lists(rig, [listed("one")])
    new = rig.restarted()
    async with new.running():
        ended = [await new.ended(job.id) for job in jobs]
    assert sorted(job.state for job in ended) == [JobState.DONE, JobState.UNKNOWN]
    assert new.flux.created == []


async def test_each_prediction_of_a_job_is_looked_for(rig: Rig) -> None:
    job = await left_submitting(rig, 2)
    lists(rig, [listed("second", seed=6, model="black-forest-labs/flux-1.1-pro")])
    new = rig.restarted()
    async with new.running():
        ended = await new.ended(job.id)
    assert [p.external_id for p in ended.predictions] == [None, "second"]
    assert [p.state for p in ended.predictions] == [PredictionState.UNKNOWN, PredictionState.READY]
    assert (ended.state, ended.captured_micro_usd * 2) == (JobState.DONE, ended.estimate_micro_usd)


async def test_a_service_that_does_not_answer_is_asked_again(rig: Rig) -> None:
    job = await left_submitting(rig)
    lists(rig, Unavailable("502"), Unavailable("502"), Unavailable("502"), [], [listed("found")])
    new = rig.restarted()
    async with new.running():
        assert (await new.ended(job.id)).state is JobState.DONE


async def test_a_service_that_does_not_answer_is_not_asked_for_ever(rig: Rig) -> None:
    job = await left_submitting(rig)
    lists(rig, Unavailable("502"))
    new = rig.restarted(pace=replace(IN_MEMORY, adopt_within_s=0.05))
    async with new.running():
        assert (await new.ended(job.id)).state is JobState.UNKNOWN


async def test_what_is_too_old_is_not_looked_for(rig: Rig) -> None:
    job = await left_submitting(rig)
    lists(rig, [listed("found")])
    new = rig.restarted(pace=replace(IN_MEMORY, adopt_within_s=0.0))
    async with new.running():
        assert (await new.ended(job.id)).state is JobState.UNKNOWN
    assert new.flux.listed_after == []


async def test_while_it_is_looked_for_the_card_shows_work(new_rig: NewRig) -> None:
    rig = new_rig(pace=replace(IN_MEMORY, settle_s=3600.0))
    rig.flux.create_faults = [UnknownOutcome("cut")]
    lists(rig, [])
    async with rig.running():
        job = await rig.queued()
        await rig.flux.list_called.wait()
        shown = await rig.in_state(job.id, JobState.WORKING)
        assert rig.studio.progress(shown).running == 1
        rig.face.changes.clear()
        await rig.until(job.id, lambda _: job.id in rig.face.changes)


async def test_a_stop_does_not_wait_for_a_search_and_the_next_start_goes_on_with_it(new_rig: NewRig) -> None:
    rig = new_rig(pace=replace(IN_MEMORY, settle_s=3600.0))
    rig.flux.create_faults = [UnknownOutcome("cut")]
    lists(rig, [])
    async with rig.running():
        job = await rig.queued()
        await rig.flux.list_called.wait()
    left = await rig.store.job(job.id)
    assert left is not None
    assert left.predictions[0].state is PredictionState.SUBMITTING

    new = rig.restarted()
    lists(new, [listed("found")])
    async with new.running():
        assert (await new.ended(job.id)).state is JobState.DONE
    assert len(new.flux.created) == 1


async def test_a_call_that_is_cut_while_stopping_is_left_to_the_next_start(new_rig: NewRig) -> None:
    rig = new_rig(pace=replace(IN_MEMORY, settle_s=3600.0))
    rig.flux.create_faults = [UnknownOutcome("cut")]
    rig.flux.may_create.clear()
    lists(rig, [])
    async with rig.running():
        job = await rig.queued()
        await rig.flux.create_called.wait()
        stopping = asyncio.create_task(rig.runner.stop())
        for _ in range(20):
            await asyncio.sleep(0)
        rig.flux.may_create.set()
        await stopping
    left = await rig.store.job(job.id)
    assert left is not None
    assert left.predictions[0].state is PredictionState.SUBMITTING


@pytest.mark.parametrize(("found", "end"), [(True, JobState.CANCELED), (False, JobState.UNKNOWN)])
async def test_what_is_cancelled_meanwhile_is_cancelled_where_it_is_found(
    rig: Rig, found: bool, end: JobState
) -> None:
    rig.flux.create_faults = [UnknownOutcome("cut")]
    lists(rig, Unavailable("502"))
    async with rig.running():
        job = await rig.queued()
        await rig.flux.list_called.wait()
        assert (await rig.studio.cancel(job.id)).state is JobState.WORKING
        lists(rig, [listed("found")] if found else [])
        ended = await rig.ended(job.id)
    assert ended.state is end
    assert rig.flux.cancelled == (["found"] if found else [])
    assert rig.face.delivered == []
