"""Tells the stories that lead to a point, in which a process of the bot dies or freezes.

Which stories there are, and what they are called, stands in ``points``.
"""

from contextlib import AbstractAsyncContextManager
from typing import Any

from demo.look_alike import FAILED, HELD, Lost
from demo.look_alike.holding import Hold
from studio.jobs import Job, JobState, PredictionState
from tests.wire.crash.harness import Ground
from tests.wire.crash.points import AtDiscord, AtService, Moment, Story
from tests.wire.easel import is_done, is_live

PROMPT = "a red fox"
OTHER = "a grey wolf"
"""What is being made while the job of a ``WAITING`` story waits, or after all else is over."""


async def prepare(ground: Ground, story: Story) -> None:
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


async def act(ground: Ground, story: Story) -> None:
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


def held(ground: Ground, trigger: AtService | AtDiscord) -> AbstractAsyncContextManager[Hold[Any, Any]]:
    """Hold the call that a point is about."""
    acted = trigger.moment in {Moment.ACTED, Moment.ANSWERED}
    match trigger:
        case AtService(call=call, of=status):
            return ground.flux.held(call, acted=acted, of=status)
        case AtDiscord(route=route, where=where):
            return ground.wire.held(route, where=where, acted=acted)


def _is_running(job: Job | None) -> bool:
    return job is not None and job.predictions[0].state is PredictionState.RUNNING


def _is_done(job: Job | None) -> bool:
    return job is not None and job.state is JobState.DONE
