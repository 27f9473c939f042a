"""A store, a disk or a Discord that cannot be reached for a while: nothing that was accepted is lost."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from flux.errors import UnknownOutcome
from flux.listing import Listed
from studio.errors import NotNow
from studio.jobs import JobState, PredictionState
from studio.store import StoreUnavailable
from tests.pace import IN_MEMORY
from tests.unit.studio.conftest import Rig, request
from tests.unit.studio.fakes import succeeded

NewRig = Callable[..., Rig]


def stumble(monkeypatch: pytest.MonkeyPatch, whose: object, name: str, *faults: Exception) -> list[Exception]:
    """Let the first calls of a method fail, one by each fault; returns those that have not happened yet."""
    method: Callable[..., Awaitable[object]] = getattr(whose, name)
    left = list(faults)

    async def stumbling(*arguments: object, **more: object) -> object:
        if left:
            raise left.pop(0)
        return await method(*arguments, **more)

    monkeypatch.setattr(whose, name, stumbling)
    return left


AWAY = (StoreUnavailable("no connection"), StoreUnavailable("no connection"))
ACTS = ["live_jobs", "take_over", "claim", "confirm", "advance_prediction", "begin_delivery", "advance_job"]


@pytest.mark.parametrize("act", [*ACTS, "cancel_requests"])
async def test_a_store_that_comes_back_loses_nothing(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, act: str, caplog: pytest.LogCaptureFixture
) -> None:
    faults = stumble(monkeypatch, rig.store, act, *AWAY)
    job = await rig.queued()
    rig.flux.may_end.clear()
    async with rig.running():
        await rig.flux.look_up_called.wait()
        if act == "cancel_requests":
            await rig.until(job.id, lambda _: not faults)
        rig.flux.may_end.set()
        ended = await rig.ended(job.id)
    assert ended.state is JobState.DONE
    assert faults == []
    assert "no connection" in caplog.text
    assert len(rig.flux.created) == 1
    assert len(rig.face.delivered) == 1


async def test_a_store_that_cannot_tell_whose_a_job_is_keeps_the_call_back(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = stumble(monkeypatch, rig.store, "confirm", *AWAY)
    create, confirmed = rig.flux.create, []

    async def note(*arguments: object, before_each: Callable[[float], Awaitable[None]], **more: object) -> object:
        async def ask(wait_s: float) -> None:
            await before_each(wait_s)
            confirmed.append(list(faults))

        return await create(*arguments, before_each=ask, **more)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(rig.flux, "create", note)
    async with rig.running():
        assert (await rig.ended((await rig.queued()).id)).state is JobState.DONE
    assert confirmed == [[]]


async def test_what_is_looked_for_waits_for_the_store(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = stumble(monkeypatch, rig.store, "known_external_ids", *AWAY)
    rig.flux.create_faults = [UnknownOutcome("cut")]
    rig.flux.lists = [[Listed(id="found", model="black-forest-labs/flux-schnell", seed=5)]]
    rig.flux.answers["found"] = [succeeded("https://pictures.test/a")]
    async with rig.running():
        assert (await rig.ended((await rig.queued()).id)).state is JobState.DONE
    assert faults == []


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), *AWAY[:1]], ids=["disk", "store"])
async def test_pictures_wait_for_a_place_to_be_kept(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    faults = stumble(monkeypatch, rig.shelf, "put", fault, fault)
    async with rig.running():
        assert (await rig.ended((await rig.queued()).id)).state is JobState.DONE
    assert faults == []
    assert len(rig.face.delivered) == 1


async def test_leases_that_cannot_be_handed_back_do_not_hold_up_the_stop(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = stumble(monkeypatch, rig.store, "release", *AWAY[:1])
    async with rig.running():
        await rig.ended((await rig.queued()).id)
    assert faults == []


async def test_a_stop_does_not_wait_for_a_store_that_is_away_at_the_start(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    stumble(monkeypatch, rig.store, "live_jobs", *AWAY * 1000)
    job = await rig.queued()
    async with rig.running():
        pass
    left = await rig.store.job(job.id)
    assert left is not None
    assert left.state is JobState.QUEUED


async def test_nothing_new_is_taken_while_stopping(rig: Rig) -> None:
    async with rig.running():
        pass
    with pytest.raises(NotNow):
        await rig.studio.submit(request())


async def test_pictures_are_fetched_while_discord_cannot_be_reached(rig: Rig) -> None:
    rig.face.faults = [ConnectionError("Discord")] * 1000
    async with rig.running():
        first = await rig.queued()
        await rig.face.deliver_called.wait()
        second = await rig.queued()
        kept = await rig.in_state(second.id, JobState.DELIVERING)
        assert kept.predictions[0].state is PredictionState.READY
        assert len(rig.kept()) == 2
        rig.face.faults.clear()
        assert (await rig.ended(first.id)).state is JobState.DONE
        assert (await rig.ended(second.id)).state is JobState.DONE
    assert {job_id for job_id, _ in rig.face.delivered} == {first.id, second.id}


async def test_pictures_that_a_stop_leaves_are_delivered_by_the_next_start(rig: Rig) -> None:
    rig.face.faults = [ConnectionError("Discord")] * 1000
    async with rig.running():
        job = await rig.queued()
        await rig.face.deliver_called.wait()
    new = rig.restarted()
    async with new.running():
        assert (await new.ended(job.id)).state is JobState.DONE
    assert new.face.looked_at == [job.id]
    assert len(new.face.delivered) == 1


async def left_delivering(rig: Rig) -> str:
    """Let a process die while it shows the pictures."""
    rig.face.may_deliver.clear()
    async with rig.running():
        job = await rig.queued()
        await rig.face.deliver_called.wait()
    left = await rig.store.job(job.id)
    assert left is not None
    assert left.delivery_begun_at is not None
    return job.id


@pytest.mark.parametrize(("looks", "times"), [([True], 0), ([False], 1), ([OSError("away"), True], 0)])
async def test_after_a_death_in_mid_delivery_the_message_is_looked_at_first(
    rig: Rig, looks: list[bool | Exception], times: int
) -> None:
    job_id = await left_delivering(rig)
    new = rig.restarted()
    new.face.looks = list(looks)
    async with new.running():
        ended = await new.ended(job_id)
    assert (ended.state, ended.captured_micro_usd) == (JobState.DONE, ended.estimate_micro_usd)
    assert new.face.looked_at == [job_id] * len(looks)
    assert len(new.face.delivered) == times
    assert not rig.kept()


async def test_the_first_delivery_looks_at_nothing(rig: Rig) -> None:
    async with rig.running():
        await rig.ended((await rig.queued()).id)
    assert rig.face.looked_at == []


async def test_an_upload_whose_answer_was_lost_is_not_made_twice(rig: Rig) -> None:
    rig.face.faults = [TimeoutError("the upload went through")]
    rig.face.looks = [True]
    async with rig.running():
        job = await rig.ended((await rig.queued()).id)
    assert job.state is JobState.DONE
    assert rig.face.delivered == []


async def test_pictures_that_nobody_waits_for_are_swept(new_rig: NewRig) -> None:
    rig = new_rig(pace=replace(IN_MEMORY, sweep_s=0.01))
    rig.flux.may_end.clear()
    # Before the sweeper runs: it takes an unfinished file of a job that is not live from under the writer.
    await rig.shelf.put("long-gone", "1.png", b"left by a death")
    async with rig.running():
        job = await rig.queued()
        await rig.until(job.id, lambda _: not rig.kept())
        rig.flux.may_end.set()
        assert (await rig.ended(job.id)).state is JobState.DONE


async def test_pictures_that_wait_for_discord_are_not_swept(new_rig: NewRig) -> None:
    rig = new_rig(pace=replace(IN_MEMORY, sweep_s=0.001))
    rig.face.may_deliver.clear()
    async with rig.running():
        waiting = await rig.queued()
        await rig.face.deliver_called.wait()
        assert await rig.shelf.sweep(datetime.now(UTC)) == 0
        rig.face.may_deliver.set()
        await rig.ended(waiting.id)
    assert len(rig.face.delivered) == 1
