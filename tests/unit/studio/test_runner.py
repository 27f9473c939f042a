"""Jobs from the queue to their ends: what is made, what goes wrong, and that nothing holds up anything else."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from flux.errors import (
    BadPicture,
    ForeignHost,
    InvalidInput,
    NonsenseAnswer,
    NotKnownYet,
    OutOfCredit,
    PictureGone,
    RateLimited,
    RefusedField,
    Unauthorized,
    Unavailable,
    UnknownOutcome,
    Unreachable,
)
from flux.predictions import Prediction, Status
from studio.face import Undeliverable
from studio.jobs import FaultKind, JobState, PredictionState
from studio.jobs import Prediction as StoredPrediction
from tests.pace import IN_MEMORY
from tests.unit.studio.conftest import Rig, request
from tests.unit.studio.fakes import Answer, failed, png, running, succeeded

NewRig = Callable[..., Rig]


async def test_a_job_is_made_and_delivered(rig: Rig) -> None:
    async with rig.running():
        job = await rig.ended((await rig.queued()).id)

    (prediction,) = job.predictions
    assert job.state is JobState.DONE
    assert prediction.external_id == "p1"
    assert rig.flux.created == [prediction.input]
    assert rig.face.delivered == [(job.id, [png()])]
    assert [(p.width, p.height, p.media_type, p.number) for p in job.pictures] == [(8, 6, "image/png", 1)]
    assert job.captured_micro_usd == job.estimate_micro_usd > 0


async def test_delivered_pictures_are_not_kept(rig: Rig) -> None:
    async with rig.running():
        await rig.ended((await rig.queued()).id)
    assert not rig.kept()


@pytest.mark.parametrize(("model", "calls"), [("flux-schnell", 1), ("flux-kontext-pro", 3)])
async def test_several_pictures_on_every_model(rig: Rig, model: str, calls: int) -> None:
    async with rig.running():
        job = await rig.ended((await rig.queued(request(model, 3))).id)

    assert len(rig.flux.created) == calls
    assert [picture.number for picture in job.pictures] == [1, 2, 3]
    assert len({picture.file_name for picture in job.pictures}) == 3
    assert len(rig.face.delivered[0][1]) == 3


async def test_a_picture_that_comes_in_is_sent_in_the_models_own_field(rig: Rig) -> None:
    async with rig.running():
        asked = request("flux-dev", has_picture=True)
        await rig.ended((await rig.queued(asked, picture_url="https://cdn.test/before.jpg")).id)
    assert rig.flux.created[0]["image"] == "https://cdn.test/before.jpg"


CREATE_FAULTS = [
    (Unauthorized("no"), FaultKind.UNAUTHORIZED, JobState.FAILED, {}),
    (OutOfCredit("no"), FaultKind.OUT_OF_CREDIT, JobState.FAILED, {}),
    (RateLimited("slow", retry_after_s=8.2), FaultKind.RATE_LIMITED, JobState.FAILED, {"seconds": "9"}),
    (Unavailable("no channel"), FaultKind.UNAVAILABLE, JobState.FAILED, {}),
    (Unreachable("no route"), FaultKind.UNREACHABLE, JobState.FAILED, {}),
    (UnknownOutcome("cut"), FaultKind.UNKNOWN_OUTCOME, JobState.UNKNOWN, {}),
    (NonsenseAnswer("<html>"), FaultKind.NONSENSE, JobState.FAILED, {}),
    (
        InvalidInput("no", fields=[RefusedField("seed", "number_lte", "too large")]),
        FaultKind.INVALID_INPUT,
        JobState.FAILED,
        {"fields": "seed: too large"},
    ),
]


@pytest.mark.parametrize(
    ("error", "kind", "state", "params"), CREATE_FAULTS, ids=[type(f[0]).__name__ for f in CREATE_FAULTS]
)
async def test_a_create_call_that_fails_is_told_and_never_repeated(
    rig: Rig, error: Exception, kind: FaultKind, state: JobState, params: dict[str, str]
) -> None:
    rig.flux.create_faults = [error]
    async with rig.running():
        job = await rig.ended((await rig.queued()).id)

    assert job.state is state
    assert job.fault is not None
    assert (job.fault.kind, job.fault.params) == (kind, params)
    assert len(rig.flux.created) == 1
    assert job.captured_micro_usd == 0
    assert (await rig.store.spent_this_month()).held_micro_usd == 0


ENDS: list[tuple[str, Answer, FaultKind, JobState]] = [
    ("nsfw", failed("NSFW content detected. Try again"), FaultKind.BLOCKED, JobState.BLOCKED),
    ("sensitive", failed("flagged as sensitive. (E005)"), FaultKind.BLOCKED, JobState.BLOCKED),
    ("interrupted", failed("Prediction interrupted; (code: PA)"), FaultKind.INTERRUPTED, JobState.FAILED),
    ("model", failed("CUDA out of memory"), FaultKind.MODEL_FAILED, JobState.FAILED),
    ("aborted", Prediction(id="x", status=Status.ABORTED), FaultKind.ABORTED, JobState.FAILED),
    ("canceled", Prediction(id="x", status=Status.CANCELED), FaultKind.CANCELED_BY_SERVICE, JobState.CANCELED),
    ("no-output", succeeded(), FaultKind.PICTURES_LOST, JobState.FAILED),
    ("unforeseen", ZeroDivisionError("a mistake"), FaultKind.INTERNAL, JobState.FAILED),
]


@pytest.mark.parametrize(("answer", "kind", "state"), [end[1:] for end in ENDS], ids=[end[0] for end in ENDS])
async def test_a_prediction_that_ends_without_pictures(
    rig: Rig, answer: Answer, kind: FaultKind, state: JobState
) -> None:
    rig.flux.usual_answers = [running(), answer]
    async with rig.running():
        job = await rig.ended((await rig.queued()).id)

    assert job.state is state
    assert job.fault is not None
    assert job.fault.kind is kind
    assert rig.face.delivered == []


async def test_the_reference_of_a_fault_is_in_the_log(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    rig.flux.create_faults = [ZeroDivisionError("a mistake")]
    async with rig.running():
        job = await rig.ended((await rig.queued()).id)

    assert job.fault is not None
    assert job.fault.kind is FaultKind.INTERNAL
    # The call may have gone out before the mistake showed itself.
    assert job.state is JobState.UNKNOWN
    assert f"reference={job.fault.reference}" in caplog.text
    assert "ZeroDivisionError" in caplog.text


async def test_the_log_names_jobs_and_never_prompts(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with rig.running():
        job = await rig.ended((await rig.queued()).id)
    assert f"job={job.id} prediction={job.predictions[0].id} created" in caplog.text
    assert "heron" not in caplog.text
    assert "pictures.test" not in caplog.text


async def test_an_id_that_is_not_known_yet_is_waited_for(rig: Rig) -> None:
    rig.flux.usual_answers = [NotKnownYet("404"), NotKnownYet("404"), succeeded("https://pictures.test/a")]
    async with rig.running():
        job = await rig.ended((await rig.queued()).id)
    assert job.state is JobState.DONE


@pytest.mark.parametrize("fault", [Unavailable("502"), Unreachable("x"), RateLimited("x"), Unauthorized("401")])
async def test_lookups_that_fail_do_not_fail_the_job(rig: Rig, fault: Exception) -> None:
    rig.flux.usual_answers = [fault, fault, fault, succeeded("https://pictures.test/a")]
    async with rig.running():
        job = await rig.ended((await rig.queued()).id)
    assert job.state is JobState.DONE


@pytest.mark.parametrize("answer", [running(), NotKnownYet("404"), Unavailable("502")])
async def test_after_the_deadline_the_outcome_is_unknown(new_rig: NewRig, answer: Answer) -> None:
    rig = new_rig(pace=replace(IN_MEMORY, deadline_s=0.02, unknown_grace_s=0.01))
    rig.flux.usual_answers = [answer]
    async with rig.running():
        job = await rig.ended((await rig.queued()).id)
    assert job.state is JobState.UNKNOWN
    assert job.fault is not None
    assert job.fault.kind is FaultKind.TIMED_OUT


@pytest.mark.parametrize(
    ("error", "kind", "params"),
    [
        (PictureGone("404"), FaultKind.PICTURES_LOST, {}),
        (BadPicture("html"), FaultKind.PICTURES_LOST, {}),
        (Unavailable("502"), FaultKind.PICTURES_LOST, {}),
        (
            ForeignHost("https://elsewhere.test/a", "elsewhere.test"),
            FaultKind.FOREIGN_HOST,
            {"link": "https://elsewhere.test/a"},
        ),
    ],
)
async def test_pictures_that_cannot_be_fetched(
    rig: Rig, error: Exception, kind: FaultKind, params: dict[str, str]
) -> None:
    rig.flux.pictures["https://pictures.test/p1/0"] = error
    async with rig.running():
        job = await rig.ended((await rig.queued()).id)
    assert job.state is JobState.FAILED
    assert job.fault is not None
    assert (job.fault.kind, job.fault.params) == (kind, params)


@pytest.mark.parametrize("model", ["flux-schnell", "flux-kontext-pro"])
async def test_every_link_on_a_foreign_host_is_told(rig: Rig, model: str) -> None:
    names = ["p1/0", "p1/1"] if model == "flux-schnell" else ["p1/0", "p2/0"]
    for name in names:
        link = f"https://elsewhere.test/{name}"
        rig.flux.pictures[f"https://pictures.test/{name}"] = ForeignHost(link, "elsewhere.test")
    async with rig.running():
        job = await rig.ended((await rig.queued(request(model, 2))).id)
    assert job.fault is not None
    assert job.fault.params == {"link": " ".join(f"https://elsewhere.test/{name}" for name in names)}


async def test_bytes_that_are_no_picture_are_not_delivered(rig: Rig) -> None:
    rig.flux.pictures["https://pictures.test/p1/0"] = b"\x89PNG\r\n\x1a\n and then nothing"
    async with rig.running():
        job = await rig.ended((await rig.queued()).id)
    assert job.state is JobState.FAILED
    assert rig.face.delivered == []


async def test_fewer_pictures_than_asked_for_are_kept_and_paid_in_part(rig: Rig) -> None:
    rig.flux.usual_answers = [succeeded("https://pictures.test/a", "https://pictures.test/b")]
    async with rig.running():
        job = await rig.ended((await rig.queued(request(count=4))).id)
    assert job.state is JobState.DONE
    assert len(job.pictures) == 2
    assert job.captured_micro_usd * 2 == job.estimate_micro_usd


async def test_what_succeeds_of_several_predictions_is_kept(rig: Rig) -> None:
    rig.flux.answers["p2"] = [failed("NSFW content detected")]
    async with rig.running():
        job = await rig.ended((await rig.queued(request("flux-1.1-pro", 3))).id)
    assert job.state is JobState.DONE
    assert len(rig.face.delivered[0][1]) == 2
    assert sorted(p.state for p in job.predictions) == ["blocked", "ready", "ready"]


async def test_the_seed_that_the_log_tells_is_kept_where_it_is_another(rig: Rig) -> None:
    rig.flux.usual_answers = [succeeded("https://pictures.test/a", logs="Using seed: 77\n")]
    async with rig.running():
        other = await rig.ended((await rig.queued(request(seed=5))).id)
        same = await rig.ended((await rig.queued(request(seed=77))).id)
    assert (other.predictions[0].reported_seed, other.predictions[0].seed) == (77, 77)
    assert (same.predictions[0].reported_seed, same.predictions[0].seed) == (None, 77)


async def test_the_percentage_of_the_log_reaches_the_card(rig: Rig) -> None:
    bar = " 50%|#####     | 2/4 [00:00<00:00, 15.38it/s]\n"
    rig.flux.usual_answers = [running(bar)]
    async with rig.running():
        queued = await rig.queued(request("flux-pro"))
        job = await rig.until(queued.id, lambda j: rig.studio.progress(j).percent == 50)
        assert rig.studio.progress(job).running == 1


async def test_the_bar_never_goes_back(rig: Rig) -> None:
    """A batch counts from 0 to 100 once for each picture; people should see it grow."""
    rig.flux.usual_answers = [running(" 75%|###| 3/4 [00:00]"), running(" 25%|#  | 1/4 [00:00]")]
    async with rig.running():
        queued = await rig.queued(request("flux-pro"))
        await rig.until(queued.id, lambda j: rig.studio.progress(j).percent == 75)
        while len(rig.flux.looked_up) < 4:
            await rig.face.next_change()
        job = await rig.studio.job(queued.id)
        assert job is not None
        assert rig.studio.progress(job).percent == 75


async def test_time_passing_reaches_the_card(rig: Rig) -> None:
    rig.flux.may_end.clear()
    async with rig.running():
        job = await rig.queued()
        await rig.in_state(job.id, JobState.WORKING)
        for _ in range(3):
            await rig.face.next_change()


async def test_no_more_than_max_running_are_at_the_service(new_rig: NewRig) -> None:
    rig = new_rig(max_running=2)
    rig.flux.may_end.clear()
    async with rig.running():
        jobs = [await rig.queued(request("flux-dev")) for _ in range(4)]
        jobs.append(await rig.queued(request("flux-kontext-pro", 4)))
        await rig.until(jobs[1].id, lambda job: job.predictions[0].state is PredictionState.RUNNING)
        rig.flux.may_end.set()
        for job in jobs:
            assert (await rig.ended(job.id)).state is JobState.DONE
    assert len(rig.flux.created) == 8
    assert rig.flux.most_live == 2


async def test_one_slow_job_never_holds_up_another(rig: Rig) -> None:
    rig.flux.answers["p1"] = [running()]
    async with rig.running():
        slow = await rig.queued()
        await rig.until(slow.id, lambda job: job.predictions[0].external_id == "p1")
        quick = await rig.ended((await rig.queued()).id)
        assert quick.state is JobState.DONE
        assert (await rig.in_state(slow.id, JobState.WORKING)).predictions[0].state is PredictionState.RUNNING


async def test_a_delivery_that_hangs_holds_up_nothing(rig: Rig) -> None:
    rig.face.may_deliver.clear()
    async with rig.running():
        first, second = await rig.queued(), await rig.queued()
        await rig.in_state(first.id, JobState.DELIVERING)
        await rig.in_state(second.id, JobState.DELIVERING)
        rig.face.may_deliver.set()
        assert (await rig.ended(first.id)).state is JobState.DONE
        assert (await rig.ended(second.id)).state is JobState.DONE


async def test_a_delivery_that_fails_is_tried_again(rig: Rig) -> None:
    rig.face.faults = [RuntimeError("502"), RuntimeError("502")]
    async with rig.running():
        job = await rig.ended((await rig.queued()).id)
    assert job.state is JobState.DONE
    assert len(rig.face.delivered) == 1


async def test_a_delivery_is_given_up_at_its_deadline(new_rig: NewRig) -> None:
    rig = new_rig(pace=replace(IN_MEMORY, delivery_deadline_s=0.0))
    rig.face.faults = [RuntimeError("502")] * 50
    async with rig.running():
        job = await rig.ended((await rig.queued()).id)
    assert job.state is JobState.DONE
    assert rig.face.delivered == []


async def test_pictures_that_nobody_can_be_shown_were_paid_for(rig: Rig) -> None:
    rig.face.faults = [Undeliverable("the card is gone")]
    async with rig.running():
        job = await rig.ended((await rig.queued()).id)
    assert job.state is JobState.DONE
    assert job.captured_micro_usd == job.estimate_micro_usd
    assert not rig.kept()


async def test_stopping_waits_for_a_paid_call_in_flight(rig: Rig) -> None:
    rig.flux.may_create.clear()
    async with rig.running():
        job = await rig.queued()
        await rig.flux.create_called.wait()
        stopping = asyncio.create_task(rig.runner.stop())
        await asyncio.sleep(0)
        rig.flux.may_create.set()
        await stopping

    left = await rig.store.job(job.id)
    assert left is not None
    assert left.predictions[0].state is PredictionState.RUNNING
    assert left.predictions[0].external_id == "p1"


async def test_stopping_does_not_wait_for_another_try_of_a_paid_call(rig: Rig) -> None:
    rig.flux.may_try.clear()
    async with rig.running():
        job = await rig.queued()
        await rig.flux.create_called.wait()
    left = await rig.store.job(job.id)
    assert left is not None
    assert left.predictions[0].state is PredictionState.WAITING
    rig.flux.may_try.set()
    new = rig.restarted()
    async with new.running():
        assert (await new.ended(job.id)).state is JobState.DONE
    assert len(rig.flux.created) == 1


async def test_stopping_leaves_what_waits(new_rig: NewRig) -> None:
    rig = new_rig(max_running=1)
    rig.flux.may_end.clear()
    async with rig.running():
        first, second = await rig.queued(), await rig.queued()
        await rig.until(first.id, lambda job: job.predictions[0].state is PredictionState.RUNNING)
    assert len(rig.flux.created) == 1
    left = await rig.store.job(second.id)
    assert left is not None
    assert left.state is JobState.QUEUED


async def test_a_runner_that_never_ran_stops_at_once(rig: Rig) -> None:
    await rig.runner.stop()
    assert rig.runner.is_stopping


async def test_a_paid_call_that_never_answers_does_not_hold_up_the_stop_for_ever(new_rig: NewRig) -> None:
    rig = new_rig(pace=replace(IN_MEMORY, stop_grace_s=0.01, create_grace_s=0.01))
    rig.flux.may_create.clear()
    async with rig.running():
        job = await rig.queued()
        await rig.flux.create_called.wait()
    left = await rig.store.job(job.id)
    assert left is not None
    assert left.predictions[0].state is PredictionState.SUBMITTING


async def test_a_store_that_stumbles_is_asked_again(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = rig.store.claim
    faults = [OSError("disk"), OSError("disk")]

    async def stumble(limit: int) -> tuple[StoredPrediction, ...]:
        if faults:
            raise faults.pop()
        return await claim(limit)

    monkeypatch.setattr(rig.store, "claim", stumble)
    async with rig.running():
        job = await rig.ended((await rig.queued()).id)
    assert job.state is JobState.DONE
