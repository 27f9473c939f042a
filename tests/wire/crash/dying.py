"""Kills a process of the bot at a point of ``points``: tells the story that leads there, waits for the moment.

What must hold afterwards is judged by ``judging``.
"""

from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext
from typing import Any

from demo.look_alike import FAILED, HELD, Call, Lost
from demo.look_alike.holding import Hold
from studio.jobs import Job, JobState, PredictionState
from tests.wire.crash.harness import Bot, Ground
from tests.wire.crash.points import AtDiscord, AtService, InStore, Moment, Point, Story
from tests.wire.easel import is_done, is_live

PROMPT = "a red fox"
OTHER = "a grey wolf"
"""What is being made while the job of a ``WAITING`` story waits."""


async def died_at(ground: Ground, point: Point) -> None:
    """Run a process until it has died at a point; what the stand-ins had begun is finished."""
    bot = await ground.start(MAX_RUNNING="1")
    await _prepare(ground, point.story)
    match point.trigger:
        case InStore() as state:
            await _die_in_state(ground, bot, point.story, state)
        case AtService() | AtDiscord() as call:
            await _die_in_call(ground, bot, point.story, call)
    if point.story not in {Story.CANCELED, Story.CANCELED_EARLY}:
        ground.flux.release()


async def _die_in_state(ground: Ground, bot: Bot, story: Story, state: InStore) -> None:
    # The paid call is in flight until the death where Cancel is to meet it.
    is_early = story is Story.CANCELED_EARLY
    calling = ground.flux.held(Call.CREATE, acted=True) if is_early else nullcontext()
    with ground.records.markless() if state.markless else nullcontext():
        async with calling:
            await _act(ground, story)
            await ground.until(lambda: (job := ground.records.job(PROMPT)) is not None and state.is_there(job))
            await bot.kill()


async def _die_in_call(ground: Ground, bot: Bot, story: Story, trigger: AtService | AtDiscord) -> None:
    async with AsyncExitStack() as stack:
        hold = await stack.enter_async_context(_held(ground, trigger))
        await _act(ground, story)
        await ground.until(lambda: hold.waiting)
        if trigger.moment is Moment.ANSWERED:
            with ground.records.locked():
                await stack.aclose()
                await ground.until(lambda: hold.answered)
                await bot.kill()
        if trigger.moment is Moment.LOST:
            hold.drop()
        await bot.kill()
    await ground.until(lambda: not hold.waiting)


def _held(ground: Ground, trigger: AtService | AtDiscord) -> AbstractAsyncContextManager[Hold[Any, Any]]:
    acted = trigger.moment in {Moment.ACTED, Moment.ANSWERED}
    match trigger:
        case AtService(call=call, of=status):
            return ground.flux.held(call, acted=acted, of=status)
        case AtDiscord(route=route, where=where):
            return ground.wire.held(route, where=where, acted=acted)


async def _prepare(ground: Ground, story: Story) -> None:
    """Say what the service will do, and let what comes before the picture be there."""
    match story:
        case Story.WORKING | Story.FINISHING | Story.CANCELED | Story.CANCELED_EARLY:
            ground.flux.when(PROMPT, HELD)
        case Story.FAILING:
            ground.flux.when(PROMPT, FAILED)
        case Story.LINE_BROKEN:
            ground.flux.next_create(Lost())
        case Story.WAITING:
            ground.flux.when(OTHER, HELD)
            ground.imagine(OTHER)
            await ground.until(lambda: ground.flux.created)


async def _act(ground: Ground, story: Story) -> None:
    """Let Ann ask for the picture, and press what the story says."""
    asking = ground.imagine(PROMPT)
    match story:
        case Story.FINISHING:
            await ground.until(lambda: _is_running(ground.records.job(PROMPT)))
            ground.flux.release()
        case Story.CANCELED:
            card = await (await asking).message(is_live)
            await ground.until(lambda: _is_running(ground.records.job(PROMPT)))
            ground.press(card, "Cancel")
        case Story.CANCELED_EARLY:
            card = await (await asking).message(is_live)
            await ground.until(lambda: ground.flux.created)
            ground.press(card, "Cancel")
        case Story.DELETED:
            card = await (await asking).message(is_done)
            await ground.until(lambda: _is_done(ground.records.job(PROMPT)))
            ground.press(card, "Delete")


def _is_running(job: Job | None) -> bool:
    return job is not None and job.predictions[0].state is PredictionState.RUNNING


def _is_done(job: Job | None) -> bool:
    return job is not None and job.state is JobState.DONE
