"""Cancelling and deleting in every state: what was not sent is not, what comes late is dropped."""

import asyncio
from collections.abc import Callable

import pytest

from flux.errors import InvalidInput, NotOffered
from studio.errors import JobGone
from studio.jobs import FaultKind, JobState, Prediction, PredictionState
from tests.unit.studio.conftest import CARD, Rig, request
from tests.unit.studio.fakes import failed

NewRig = Callable[..., Rig]


async def test_an_accepted_job(rig: Rig) -> None:
    async with rig.running():
        job = await rig.studio.submit(request())
        canceled = await rig.studio.cancel(job.id)
        assert canceled.state is JobState.CANCELED
        # Its card comes too late.
        assert (await rig.studio.queue(job.id, CARD)).state is JobState.CANCELED
    assert rig.flux.created == []
    assert (await rig.store.spent_this_month()).held_micro_usd == 0


async def test_a_queued_job(new_rig: NewRig) -> None:
    rig = new_rig(max_running=1)
    rig.flux.may_end.clear()
    async with rig.running():
        first, second = await rig.queued(), await rig.queued()
        await rig.in_state(first.id, JobState.WORKING)
        assert (await rig.studio.cancel(second.id)).state is JobState.CANCELED
        rig.flux.may_end.set()
        await rig.ended(first.id)
    assert len(rig.flux.created) == 1


async def test_a_job_that_was_claimed_and_not_sent(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = rig.store.claim

    async def claim_late(limit: int) -> tuple[Prediction, ...]:
        claimed = await claim(limit)
        for prediction in claimed:
            await rig.store.request_cancel(prediction.job_id)
        return claimed

    monkeypatch.setattr(rig.store, "claim", claim_late)
    async with rig.running():
        job = await rig.ended((await rig.queued()).id)
    assert job.state is JobState.CANCELED
    assert rig.flux.created == []


async def test_a_paid_call_in_flight_is_not_cut_short(rig: Rig) -> None:
    rig.flux.may_create.clear()
    async with rig.running():
        job = await rig.queued()
        await rig.flux.create_called.wait()
        asked = await rig.studio.cancel(job.id)
        assert (asked.state, asked.cancel_requested) == (JobState.WORKING, True)
        rig.flux.may_create.set()
        ended = await rig.ended(job.id)
    assert ended.state is JobState.CANCELED
    assert ended.predictions[0].external_id == "p1"
    assert rig.flux.cancelled == ["p1"]
    assert rig.face.delivered == []


async def test_a_paid_call_that_waits_for_another_try_is_not_sent(rig: Rig) -> None:
    rig.flux.may_try.clear()
    async with rig.running():
        job = await rig.queued()
        await rig.flux.create_called.wait()
        await rig.studio.cancel(job.id)
        ended = await rig.ended(job.id)
    assert ended.state is JobState.CANCELED
    assert rig.flux.created == []


async def test_a_paid_call_in_flight_that_fails(rig: Rig) -> None:
    rig.flux.may_create.clear()
    rig.flux.create_faults = [InvalidInput("no")]
    async with rig.running():
        job = await rig.queued()
        await rig.flux.create_called.wait()
        await rig.studio.cancel(job.id)
        rig.flux.may_create.set()
        ended = await rig.ended(job.id)
    assert ended.state is JobState.FAILED
    assert rig.flux.cancelled == []


@pytest.mark.parametrize("fault", [None, NotOffered("404")], ids=["offered", "not-offered"])
async def test_a_running_job_ends_here_at_once(rig: Rig, fault: Exception | None) -> None:
    rig.flux.cancel_fault = fault
    rig.flux.may_end.clear()
    async with rig.running():
        job = await rig.queued()
        await rig.flux.look_up_called.wait()
        canceled = await rig.studio.cancel(job.id)
        assert canceled.state is JobState.CANCELED
        # The service makes it all the same, and nobody looks.
        rig.flux.may_end.set()
        again = await rig.ended((await rig.queued()).id)
        assert again.state is JobState.DONE
    assert rig.flux.cancelled == ["p1"]
    assert [job_id for job_id, _ in rig.face.delivered] == [again.id]
    assert (await rig.store.spent_this_month()).captured_micro_usd == again.captured_micro_usd


async def test_a_job_whose_pictures_are_being_fetched(rig: Rig) -> None:
    rig.flux.may_fetch.clear()
    async with rig.running():
        job = await rig.queued()
        await rig.flux.fetch_called.wait()
        assert (await rig.studio.cancel(job.id)).state is JobState.CANCELED
        rig.flux.may_fetch.set()
    assert rig.face.delivered == []
    assert rig.flux.cancelled == []
    assert not rig.kept()


async def test_what_is_ready_of_a_cancelled_job_is_delivered(rig: Rig) -> None:
    async with rig.running():
        rig.flux.answers["p2"] = [rig.flux.first_answer]
        job = await rig.queued(request("flux-1.1-pro", 2))
        await rig.until(job.id, lambda j: any(p.state is PredictionState.READY for p in j.predictions))
        await rig.until(job.id, lambda j: any(p.state is PredictionState.RUNNING for p in j.predictions))
        await rig.studio.cancel(job.id)
        ended = await rig.ended(job.id)
    assert ended.state is JobState.DONE
    assert len(rig.face.delivered[0][1]) == 1
    assert ended.captured_micro_usd * 2 == ended.estimate_micro_usd


async def test_a_job_being_delivered_goes_on(rig: Rig) -> None:
    rig.face.may_deliver.clear()
    async with rig.running():
        job = await rig.queued()
        await rig.face.deliver_called.wait()
        assert (await rig.studio.cancel(job.id)).state is JobState.DELIVERING
        rig.face.may_deliver.set()
        assert (await rig.ended(job.id)).state is JobState.DONE
    assert len(rig.face.delivered) == 1


async def test_an_ended_job_stays_as_it_is(rig: Rig) -> None:
    rig.flux.usual_answers = [failed("CUDA")]
    async with rig.running():
        job = await rig.ended((await rig.queued()).id)
        canceled = await rig.studio.cancel(job.id)
    assert canceled.state is JobState.FAILED
    assert canceled.fault is not None
    assert canceled.fault.kind is FaultKind.MODEL_FAILED


async def test_cancelling_twice_is_cancelling_once(rig: Rig) -> None:
    rig.flux.may_end.clear()
    async with rig.running():
        job = await rig.queued()
        await rig.flux.look_up_called.wait()
        both = await asyncio.gather(rig.studio.cancel(job.id), rig.studio.cancel(job.id))
    assert [canceled.state for canceled in both] == [JobState.CANCELED] * 2
    assert rig.flux.cancelled == ["p1"]


async def test_a_slot_is_free_after_a_cancel(new_rig: NewRig) -> None:
    rig = new_rig(max_running=1)
    rig.flux.may_end.clear()
    async with rig.running():
        first, second = await rig.queued(), await rig.queued()
        await rig.flux.look_up_called.wait()
        await rig.studio.cancel(first.id)
        rig.flux.may_end.set()
        assert (await rig.ended(second.id)).state is JobState.DONE


async def test_a_job_that_is_not_there(rig: Rig) -> None:
    with pytest.raises(JobGone):
        await rig.studio.cancel("nothing")
    with pytest.raises(JobGone):
        await rig.studio.delete("nothing", by_id=1)


async def test_deleting_a_live_job_cancels_it(rig: Rig) -> None:
    rig.flux.may_end.clear()
    async with rig.running():
        job = await rig.queued()
        await rig.flux.look_up_called.wait()
        deleted = await rig.studio.delete(job.id, by_id=1)
    assert (deleted.state, deleted.deleted) == (JobState.CANCELED, True)


async def test_deleting_a_job_forgets_its_pictures(rig: Rig) -> None:
    rig.face.may_deliver.clear()
    async with rig.running():
        job = await rig.queued()
        await rig.face.deliver_called.wait()
        assert rig.kept()
        assert (await rig.studio.delete(job.id, by_id=1)).deleted
        assert not rig.kept()
        rig.face.may_deliver.set()
        await rig.ended(job.id)
