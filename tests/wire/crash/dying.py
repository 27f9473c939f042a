"""Kills a process of the bot at a point of ``points``: waits for the moment in the story that leads there.

What must hold afterwards is judged by ``judging``.
"""

from contextlib import AsyncExitStack, nullcontext

from demo.look_alike import Call
from tests.wire.crash.harness import Bot, Ground
from tests.wire.crash.points import AtDiscord, AtService, InStore, Moment, Point, Story
from tests.wire.crash.stories import PROMPT, act, held, prepare


async def died_at(ground: Ground, point: Point) -> None:
    """Run a process until it has died at a point; what the stand-ins had begun is finished."""
    bot = await ground.start(MAX_RUNNING="1")
    await prepare(ground, point.story)
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
            await act(ground, story)
            await ground.until(lambda: (job := ground.records.job(PROMPT)) is not None and state.is_there(job))
            await bot.kill()


async def _die_in_call(ground: Ground, bot: Bot, story: Story, trigger: AtService | AtDiscord) -> None:
    async with AsyncExitStack() as stack:
        hold = await stack.enter_async_context(held(ground, trigger))
        await act(ground, story)
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
