"""What a new process makes of the jobs that another one left, in every state."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import pytest

from flux.catalogue import Catalogue
from flux.errors import PictureGone
from studio.jobs import Card, FaultKind, Job, JobState, PredictionState
from studio.states import PredictionEvent
from studio.store import StoreUnavailable
from tests.pace import IN_MEMORY
from tests.unit.studio.conftest import Rig, request
from tests.unit.studio.fakes import failed, succeeded

NewRig = Callable[..., Rig]
URL = "https://pictures.test/a"


async def left_running(rig: Rig) -> Job:
    """Let a process die with its prediction at the service."""
    await rig.queued()
    (prediction,) = await rig.store.claim(1)
    return await rig.store.advance_prediction(prediction.id, PredictionEvent.CREATED, external_id="old")


async def test_a_job_that_never_had_its_card_is_cancelled(rig: Rig) -> None:
    job = await rig.studio.submit(request())
    new = rig.restarted()
    async with new.running():
        assert (await new.ended(job.id)).state is JobState.CANCELED
    assert new.flux.created == []
    assert (await rig.store.spent_this_month()).held_micro_usd == 0


async def test_a_job_that_is_being_given_its_card_goes_on(rig: Rig) -> None:
    job = await rig.studio.submit(request())
    async with rig.running():
        other = await rig.ended((await rig.queued()).id)
        assert other.state is JobState.DONE
        left = await rig.store.job(job.id)
    assert left is not None
    assert left.state is JobState.ACCEPTED


async def test_a_queued_job_is_done(rig: Rig) -> None:
    job = await rig.queued()
    new = rig.restarted()
    async with new.running():
        assert (await new.ended(job.id)).state is JobState.DONE


async def test_a_call_that_a_death_cut_short_is_never_repeated(rig: Rig) -> None:
    job = await rig.queued()
    await rig.store.claim(1)
    new = rig.restarted()
    async with new.running():
        ended = await new.ended(job.id)
    assert ended.state is JobState.UNKNOWN
    assert ended.fault is not None
    assert ended.fault.kind is FaultKind.UNKNOWN_OUTCOME
    assert new.flux.created == []


async def test_a_running_prediction_is_followed(rig: Rig) -> None:
    job = await left_running(rig)
    rig.flux.answers["old"] = [succeeded(URL)]
    new = rig.restarted()
    async with new.running():
        assert (await new.ended(job.id)).state is JobState.DONE
    assert new.flux.created == []
    assert len(new.face.delivered) == 1


async def test_a_running_prediction_counts_towards_max_running(rig: Rig) -> None:
    job = await left_running(rig)
    rig.flux.may_end.clear()
    waiting = await rig.queued()
    new = rig.restarted(max_running=1)
    async with new.running():
        await new.flux.look_up_called.wait()
        left = await new.store.job(waiting.id)
        assert left is not None
        assert left.state is JobState.QUEUED
        rig.flux.answers["old"] = [failed("CUDA")]
        rig.flux.may_end.set()
        assert (await new.ended(job.id)).state is JobState.FAILED
        assert (await new.ended(waiting.id)).state is JobState.DONE


async def test_pictures_that_were_not_fetched_are(rig: Rig) -> None:
    job = await left_running(rig)
    await rig.store.advance_prediction(job.predictions[0].id, PredictionEvent.SUCCEEDED)
    rig.flux.answers["old"] = [succeeded(URL)]
    new = rig.restarted()
    async with new.running():
        assert (await new.ended(job.id)).state is JobState.DONE
    assert len(new.face.delivered) == 1


async def test_pictures_that_are_gone_meanwhile(rig: Rig) -> None:
    job = await left_running(rig)
    await rig.store.advance_prediction(job.predictions[0].id, PredictionEvent.SUCCEEDED)
    rig.flux.answers["old"] = [succeeded(URL)]
    rig.flux.pictures[URL] = PictureGone("404")
    new = rig.restarted()
    async with new.running():
        ended = await new.ended(job.id)
    assert ended.state is JobState.FAILED
    assert ended.fault is not None
    assert ended.fault.kind is FaultKind.PICTURES_LOST


async def test_a_delivery_is_made_once_more(rig: Rig) -> None:
    rig.face.may_deliver.clear()
    async with rig.running():
        job = await rig.queued()
        await rig.face.deliver_called.wait()
    assert rig.face.delivered == []

    new = rig.restarted()
    async with new.running():
        assert (await new.ended(job.id)).state is JobState.DONE
    assert len(new.face.delivered) == 1


async def test_pictures_that_the_shelf_has_lost_end_the_job(rig: Rig) -> None:
    rig.face.may_deliver.clear()
    async with rig.running():
        job = await rig.queued()
        await rig.face.deliver_called.wait()
    await rig.shelf.drop(job.id)

    new = rig.restarted(pace=IN_MEMORY)
    async with new.running():
        assert (await new.ended(job.id)).state is JobState.DONE
    assert new.face.delivered == []


async def test_a_cancel_that_a_death_cut_short_is_finished(rig: Rig) -> None:
    job = await left_running(rig)
    asked = await rig.store.request_cancel(job.id)
    assert asked.predictions[0].state is PredictionState.RUNNING
    new = rig.restarted()
    async with new.running():
        assert (await new.ended(job.id)).state is JobState.CANCELED
    assert new.flux.looked_up == []


async def test_pictures_of_jobs_that_have_ended_are_forgotten(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    sweep, swept = rig.shelf.sweep, asyncio.Event()

    async def tell(now: datetime) -> int:
        forgotten = await sweep(now)
        swept.set()
        return forgotten

    left = await left_running(rig)
    await rig.store.advance_prediction(left.predictions[0].id, PredictionEvent.CANCELED)
    rig.face.may_deliver.clear()
    async with rig.running():
        kept = await rig.queued()
        await rig.face.deliver_called.wait()
    await rig.shelf.put(left.id, "1.png", b"came too late")
    new = rig.restarted()
    new.face.may_deliver.clear()
    monkeypatch.setattr(rig.shelf, "sweep", tell)
    async with new.running():
        await swept.wait()
        assert rig.kept() == [kept.id]


@pytest.mark.parametrize("fault", [PermissionError("shelf"), StoreUnavailable("away"), RuntimeError("a mistake")])
async def test_a_shelf_that_cannot_be_swept_stops_nobody(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    async def refuse(now: datetime) -> int:
        raise fault

    monkeypatch.setattr(rig.shelf, "sweep", refuse)
    job = await rig.queued()
    new = rig.restarted()
    async with new.running():
        assert (await new.ended(job.id)).state is JobState.DONE


async def test_a_prediction_of_a_model_that_is_no_longer_offered_is_followed(rig: Rig) -> None:
    job = await left_running(rig)
    rig.flux.answers["old"] = [succeeded(URL)]
    new = rig.restarted(catalogue=Catalogue(()))
    assert new.studio.progress(job).expected_s > 0
    async with new.running():
        assert (await new.ended(job.id)).state is JobState.DONE


async def test_what_waits_for_a_model_that_is_no_longer_offered_fails_unsent(rig: Rig) -> None:
    job = await rig.queued()
    new = rig.restarted(catalogue=Catalogue(()))
    async with new.running():
        assert (await new.ended(job.id)).state is JobState.FAILED
    assert new.flux.created == []


async def test_every_live_card_is_shown_anew(rig: Rig) -> None:
    job = await left_running(rig)
    waiting = await rig.queued()
    rig.flux.may_end.clear()
    new = rig.restarted(max_running=1)
    async with new.running():
        await new.flux.look_up_called.wait()
        await new.until(waiting.id, lambda _: {job.id, waiting.id} <= set(new.face.changes))


async def test_a_card_that_was_not_told_of_the_end_is_told(rig: Rig) -> None:
    told, untold = await rig.queued(), await rig.queued()
    for job in (told, untold):
        await rig.store.request_cancel(job.id)
    await rig.store.place_card(told.id, Card(channel_id=7, message_id=8, shows_end=True))
    await rig.store.place_card(untold.id, Card(channel_id=7, message_id=9))
    new = rig.restarted()
    async with new.running():
        await new.until(untold.id, lambda _: untold.id in new.face.changes)
    assert told.id not in new.face.changes
