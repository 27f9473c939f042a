"""Whatever fails ends in a card that says what happened, what it cost and what to do next."""

from pathlib import Path

import pytest
from aiohttp.test_utils import unused_port

from cogs.ui.verbs import Verb
from demo.look_alike import (
    ABORTED,
    BLOCKED,
    INTERRUPTED,
    Answer,
    Course,
    Loss,
    Lost,
    OutputFault,
    no_channel,
    out_of_credit,
    rate_limited,
)
from studio.jobs import FaultKind, JobState
from tests.scenarios.world import World, living_world

CRASHED = Course(end="failed", error="CUDA error: an illegal memory access was encountered")
COURSES = [
    (BLOCKED, JobState.BLOCKED, FaultKind.BLOCKED, "safety filter"),
    (CRASHED, JobState.FAILED, FaultKind.MODEL_FAILED, "Press Retry"),
    (INTERRUPTED, JobState.FAILED, FaultKind.INTERRUPTED, "Press Retry"),
    (ABORTED, JobState.FAILED, FaultKind.ABORTED, "Nothing was charged"),
    (Course(outputs=OutputFault.GONE), JobState.FAILED, FaultKind.PICTURES_LOST, "could not be fetched"),
    (Course(outputs=OutputFault.NOT_A_PICTURE), JobState.FAILED, FaultKind.PICTURES_LOST, "could not be fetched"),
    (Course(outputs=OutputFault.FOREIGN_HOST), JobState.FAILED, FaultKind.FOREIGN_HOST, "https://"),
]


@pytest.mark.parametrize(("course", "state", "kind", "words"), COURSES, ids=lambda value: str(value)[:40])
async def test_a_prediction_that_goes_wrong_says_so(
    world: World, course: Course, state: JobState, kind: FaultKind, words: str
) -> None:
    world.flux.when("fox", course)
    job = await world.imagine()
    card = await world.failed(job, state)
    ended = await world.job(job)
    assert ended.fault is not None
    assert ended.fault.kind is kind
    assert words in card.text
    assert card.buttons == ["Retry", "Remix", "Details", "Delete"]
    assert (await world.parts.store.spent_this_month()).held_micro_usd == 0


REFUSED_FIELD = {
    "title": "Input validation failed",
    "detail": "- input.prompt: Prompt is required\n",
    "status": 422,
    "invalid_fields": [{"type": "required", "field": "input.prompt", "description": "Prompt is required"}],
}
CALLS = [
    (Answer(401, {"detail": "You did not pass a valid authentication token"}), FaultKind.UNAUTHORIZED, "key"),
    (out_of_credit(), FaultKind.OUT_OF_CREDIT, "out of credit"),
    (rate_limited(1), FaultKind.RATE_LIMITED, "no more requests at the moment"),
    (no_channel("flux-schnell"), FaultKind.UNAVAILABLE, "down at the moment"),
    (Answer(422, REFUSED_FIELD), FaultKind.INVALID_INPUT, "prompt"),
]


@pytest.mark.parametrize(("answer", "kind", "words"), CALLS, ids=lambda value: str(value)[:30])
async def test_a_refused_call_costs_nothing_and_says_why(
    world: World, answer: Answer, kind: FaultKind, words: str
) -> None:
    world.flux.next_create(*[answer] * 4)
    job = await world.imagine()
    card = await world.failed(job)
    ended = await world.job(job)
    assert ended.fault is not None
    assert ended.fault.kind is kind
    assert words in card.text
    assert world.flux.created == []
    spending = await world.parts.store.spent_this_month()
    assert (spending.held_micro_usd, spending.captured_micro_usd) == (0, 0)


async def test_a_service_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    nowhere = f"http://127.0.0.1:{unused_port()}/v1"
    async with living_world(tmp_path, flux_api_url=nowhere) as world:
        card = await world.failed(await world.imagine())
        assert "could not be reached" in card.text


# Loss.SILENCE takes the whole time-out of the paid call; the client's own tests have it.
@pytest.mark.parametrize("how", [Loss.RESET, Loss.GARBLED])
async def test_an_unclear_answer_is_an_unknown_outcome(world: World, how: Loss) -> None:
    world.flux.next_create(Lost(how=how, created=False))
    job = await world.imagine()
    await world.failed(job, JobState.UNKNOWN)
    assert world.flux.creates == 1


async def test_an_empty_account_is_told_and_nothing_is_created(world: World) -> None:
    world.flux.next_create(out_of_credit())
    job = await world.imagine()
    card = await world.failed(job)
    assert "out of credit" in card.text
    assert world.flux.created == []


async def test_a_lost_answer_is_never_sent_again_by_itself(world: World) -> None:
    world.flux.next_create(Lost(created=True))
    job = await world.imagine()
    card = await world.failed(job, JobState.UNKNOWN)
    assert "may have been carried out and charged" in card.text
    assert len(world.flux.created) == 1


async def test_what_succeeded_of_several_is_kept(world: World) -> None:
    world.flux.next_create(out_of_credit())
    job = await world.imagine(model="flux-kontext-pro", num_outputs=3)
    card = await world.finished(job)
    assert len(card.gallery) == 2
    assert "2 of 3" in card.text
    assert "out of credit" in card.text


async def test_retry_makes_the_same_request_with_the_same_seed(world: World) -> None:
    world.flux.next_create(out_of_credit())
    job = await world.imagine(seed=77)
    await world.failed(job)
    await world.press(job, Verb.RETRY)
    again = await world.newest()
    assert again.id != job.id
    await world.finished(again)
    assert [created.input["seed"] for created in world.flux.created] == [77]
