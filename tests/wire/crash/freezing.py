"""Freezes a process of the bot at a point of ``freezes``, lets another take its job over, and thaws it.

What must hold afterwards is judged by ``judging``.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import replace
from itertools import count

from demo.look_alike import Call
from studio.jobs import JobState
from tests.wire.crash.freezes import Freeze, InCommit
from tests.wire.crash.harness import Ground
from tests.wire.crash.points import AtDiscord, AtService, InStore, Moment, Story, has_files
from tests.wire.crash.stories import OTHER, PROMPT, act, held, prepare
from tests.wire.discord import Route
from tests.wire.discord.door import Call as Request


async def frozen_at(ground: Ground, freeze: Freeze, *, early: bool) -> JobState | None:
    """Run a process until it is frozen at a point, and thaw it once another has its job; then let it work on.

    That is at once (``early``), or when the other has ended the job; returns what it has made of it then.
    """
    first = await ground.start(SHARD_IDS="0", SHARD_COUNT="2")
    await prepare(ground, freeze.story)
    meanwhile = None
    async with AsyncExitStack() as begun:
        async with _editing(ground, freeze) as is_editing:
            await begun.enter_async_context(_reached(ground, freeze))
            await ground.until(is_editing)
            first.freeze()
        if not _is_acted_on_late(freeze):
            await begun.aclose()
        await _take_over(ground)
        if not early:
            meanwhile = await _ended(ground, freeze)
    first.thaw()
    # By the time that it has made another picture it is through with all that was due when it thawed.
    ground.imagine(OTHER)
    await ground.until(lambda: (job := ground.records.job(OTHER)) is not None and job.state is JobState.DONE)
    _go_on(ground, freeze)
    return meanwhile


@asynccontextmanager
async def _reached(ground: Ground, freeze: Freeze) -> AsyncIterator[None]:
    """Bring the process to the point; it cannot leave it while the block runs."""
    match freeze.trigger:
        case InCommit(state=state):
            with ground.records.stalled(state) as is_waiting:
                await act(ground, freeze.story)
                await ground.until(is_waiting)
                yield
        case InStore(is_there=is_there):
            # The paid call is in flight until the end of the block where Cancel is to meet it.
            is_early = freeze.story is Story.CANCELED_EARLY
            async with ground.flux.held(Call.CREATE, acted=True) if is_early else nullcontext():
                await act(ground, freeze.story)
                await ground.until(lambda: (job := ground.records.job(PROMPT)) is not None and is_there(job))
                yield
        case AtService() | AtDiscord() as call:
            async with held(ground, _first_of(call)) as hold:
                await act(ground, freeze.story)
                await ground.until(lambda: hold.waiting)
                yield


@asynccontextmanager
async def _editing(ground: Ground, freeze: Freeze) -> AsyncIterator[Callable[[], bool]]:
    """Give what tells whether an edit of the card is on its way, so that none is just being made ready.

    One that is made ready and sent when the process thaws would be a freeze of another kind.
    """
    if isinstance(freeze.trigger, AtDiscord):
        yield lambda: True
        return
    number = count()
    # The first one is the card itself.
    where = lambda request: not has_files(request) and next(number) > 0  # noqa: E731
    async with ground.wire.held(Route.EDIT_ANSWER, where=where, acted=True) as hold:
        yield lambda: bool(hold.waiting) or _is_unqueued(ground)


def _is_unqueued(ground: Ground) -> bool:
    """Say whether the commit that waits queues the job as well as claims it: then nothing is drawn before it."""
    job = ground.records.job(PROMPT)
    return job is not None and job.state is JobState.ACCEPTED


def _first_of(call: AtService | AtDiscord) -> AtService | AtDiscord:
    """Return the first request of a kind only: those of the other process are not held."""
    return replace(call, where=_first(call.where)) if isinstance(call, AtDiscord) else call


def _first(where: Callable[[Request], bool]) -> Callable[[Request], bool]:
    number = count()
    return lambda request: where(request) and next(number) == 0


def _is_acted_on_late(freeze: Freeze) -> bool:
    """Say whether what was asked for is acted on only after the take-over."""
    call = freeze.trigger
    return isinstance(call, AtService | AtDiscord) and call.moment is Moment.RECEIVED


async def _take_over(ground: Ground) -> None:
    """Start another process and wait until the job is its own."""
    frozen = ground.records.owner(PROMPT)
    await ground.start(shards=2, SHARD_IDS="1", SHARD_COUNT="2")
    await ground.until(lambda: ground.records.owner(PROMPT) != frozen)


async def _ended(ground: Ground, freeze: Freeze) -> JobState:
    _go_on(ground, freeze)
    job = await ground.until(lambda: job if (job := ground.records.job(PROMPT)) and job.state.ended else None)
    return job.state


def _go_on(ground: Ground, freeze: Freeze) -> None:
    """Let the service finish what it works on, unless it is asked to cancel that."""
    if freeze.story is not Story.CANCELED_EARLY:
        ground.flux.release()
