"""A process that died between showing pictures and writing that down: the next one looks before it shows any."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from demo.look_alike import HELD
from studio.jobs import Job, JobState
from studio.states import JobEvent
from studio.store import StoreUnavailable
from tests.scenarios.test_delivery import MovingClock
from tests.scenarios.world import World, living_world


def forget_deliveries(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process show pictures and never get so far as to write it down."""
    advance: Callable[..., Awaitable[Job]] = world.parts.store.advance_job

    async def forgetful(job_id: str, event: JobEvent) -> Job:
        if event is JobEvent.DELIVERED:
            raise StoreUnavailable("about to die")
        return await advance(job_id, event)

    monkeypatch.setattr(world.parts.store, "advance_job", forgetful)


@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
async def test_pictures_that_are_on_the_card_are_not_shown_again(
    world: World, monkeypatch: pytest.MonkeyPatch, private: bool
) -> None:
    forget_deliveries(world, monkeypatch)
    job = await world.imagine(private=private)
    await world.until(lambda: len(world.card(job).gallery) == 1)
    shown = world.card(job).gallery
    await world.restart()
    await world.until_state(job, JobState.DONE)
    assert world.card(job).gallery == shown
    assert len(world.messages()) == 1
    assert not world.env.backend.messages.get(world.artist.user.dm_channel.id)


async def test_the_bot_looks_for_itself_once_the_token_is_too_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = MovingClock()
    async with living_world(tmp_path, clock=time.clock()) as world:
        forget_deliveries(world, monkeypatch)
        job = await world.imagine()
        await world.until(lambda: len(world.card(job).gallery) == 1)
        shown = world.card(job).gallery
        time.ahead = timedelta(minutes=16)
        await world.restart()
        await world.until_state(job, JobState.DONE)
        assert world.card(job).gallery == shown


async def test_pictures_that_are_not_on_the_card_are_shown(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def die(*_: object) -> None:
        raise ConnectionError("about to die")

    monkeypatch.setattr(world.parts.bot.face.presenter, "deliver", die)
    job = await world.imagine()
    await world.until_state(job, JobState.DELIVERING)
    assert world.card(job).gallery == []
    await world.restart()
    assert len((await world.finished(job)).gallery) == 1


async def test_pictures_that_were_sent_in_person_are_not_sent_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.flux.when("fox", HELD)
    forget_deliveries(world, monkeypatch)
    job = await world.imagine()
    await world.until(lambda: len(world.flux.created) == 1)
    job = await world.until_state(job, JobState.WORKING)
    await world.moderator.delete(world.raw(job).message)
    world.flux.release()
    dm_id = world.artist.user.dm_channel.id
    await world.until(lambda: len(world.messages(dm_id)) == 1)
    await world.restart()
    await world.until_state(job, JobState.DONE)
    (sent,) = world.messages(dm_id)
    assert len(sent.gallery) == 1
