"""Cancel works in every state; a call that is paid for is never cut short, and what comes late is dropped."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from cogs.ui.verbs import Verb
from demo.look_alike import HELD, Base, Delayed
from studio.clock import Clock
from studio.jobs import JobState, PredictionState
from studio.states import PredictionEvent
from studio.store import Store
from studio.store.engine import parse
from studio.store.leases import Owner
from tests.scenarios.world import QUICK_SERVICE, World, living_world, told


async def test_cancel_while_the_paid_call_is_under_way_waits_for_it_and_drops_what_comes(world: World) -> None:
    answer = asyncio.Event()
    world.flux.next_create(Delayed(answer))
    job = await world.imagine()
    await world.until(lambda: world.flux.creates == 1)
    await world.press(job, Verb.CANCEL)
    await world.until(lambda: "Cancelling" in world.card(job).text)
    assert world.card(job).buttons == []
    assert not (await world.job(job)).state.ended
    answer.set()
    ended = await world.until_state(job, JobState.CANCELED)
    assert len(world.flux.created) == 1
    assert ended.predictions[0].external_id == world.flux.created[0].id
    await world.until(lambda: "Retry" in world.card(job).buttons)
    assert (await world.parts.store.spent_this_month()).held_micro_usd == 0


@pytest.mark.parametrize("cancels", [True, False])
async def test_cancel_of_a_running_prediction_reaches_the_service_if_it_can(tmp_path: Path, cancels: bool) -> None:
    service = replace(QUICK_SERVICE, replicate=Base(cancels=cancels))
    async with living_world(tmp_path, flux=service) as world:
        world.flux.when("fox", HELD)
        job = await world.imagine("a red fox")
        await world.until(lambda: len(world.flux.created) == 1)
        await world.until_prediction(job, PredictionState.RUNNING)
        await world.press(job, Verb.CANCEL)
        await world.until_state(job, JobState.CANCELED)
        if cancels:
            await world.until(lambda: world.flux.status_of(world.flux.created[0].id) == "canceled")
        else:
            assert world.flux.status_of(world.flux.created[0].id) == "processing"


async def test_what_is_ready_of_several_when_the_rest_is_cancelled_is_kept(world: World) -> None:
    answer = asyncio.Event()
    job = await world.imagine("a paper boat", model="flux-kontext-pro", num_outputs=1)
    await world.finished(job)
    world.flux.next_create(Delayed(answer))
    several = await world.imagine("a paper boat", model="flux-kontext-pro", num_outputs=2)
    await world.until_prediction(several, PredictionState.READY)
    await world.press(several, Verb.CANCEL)
    answer.set()
    card = await world.finished(several)
    assert len(card.gallery) == 1
    assert "1 of 2" in card.text


async def test_a_press_that_comes_too_late_is_told_so(world: World) -> None:
    job = await world.imagine()
    await world.finished(job)
    world.change_button(job, "Again", f"easel:1:{Verb.CANCEL}:{job.id}")
    result = await world.artist.click(world.raw(job), label="Again")
    assert "nothing left to cancel" in told(result)
    assert len(world.card(job).gallery) == 1


async def test_a_moderator_may_cancel(busy_world: World) -> None:
    job = await busy_world.imagine()
    await busy_world.press(job, Verb.CANCEL, who=busy_world.moderator)
    await busy_world.until_state(job, JobState.CANCELED)


async def test_who_does_not_carry_a_job_leaves_its_card_alone_until_it_has_ended(world: World) -> None:
    world.flux.when("fox", HELD)
    job = await world.imagine("a red fox")
    await world.until_prediction(job, PredictionState.RUNNING)
    other = Store(parse(world.parts.settings.database_url), Owner("other", 30.0), lock=None, clock=Clock())
    await world.parts.store.release()
    await other.take_over()

    await world.press(job, Verb.CANCEL)
    await world.finished(await world.imagine("a paper boat"))

    assert (await world.job(job)).cancel_requested
    assert "Cancelling" not in world.card(job).text
    await other.advance_prediction(job.predictions[0].id, PredictionEvent.CANCELED)
    await other.close()
    world.parts.bot.face.presenter.changed(job.id)
    await world.until(lambda: "Retry" in world.card(job).buttons)
