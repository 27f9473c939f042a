"""The pictures arrive, whatever has become of the card meanwhile; a private job never appears in public."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from discord import HTTPException, Message
from discord.ui import LayoutView

from cogs import bringing
from cogs.card_message import CardMessages, Files
from cogs.ui.verbs import Verb
from demo.look_alike import HELD, Options
from studio.clock import Clock
from studio.jobs import Job, JobState
from tests.scenarios.world import World, living_world, picture


class MovingClock:
    """A clock that a test can put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def clock(self) -> Clock:
        return Clock(now=lambda: datetime.now(UTC) + self.ahead)


def edits(world: World, road: str) -> int:
    return len([r for r in world.env.http_requests if r.method == "PATCH" and r.path.startswith(f"/{road}/")])


async def held(world: World, **options: object) -> None:
    world.flux.when("fox", HELD)
    job = await world.imagine(**options)  # type: ignore[arg-type]  # options of the command
    await world.until(lambda: len(world.flux.created) == 1)
    await world.until_state(job, JobState.WORKING)


async def test_after_a_quarter_of_an_hour_the_bot_edits_the_card_itself(tmp_path: Path) -> None:
    time = MovingClock()
    async with living_world(tmp_path, clock=time.clock()) as world:
        await held(world)
        assert edits(world, "channels") == 0
        time.ahead = timedelta(minutes=16)
        world.flux.release()
        card = await world.finished(await world.newest())
        assert len(card.gallery) == 1
        assert edits(world, "channels") > 0


async def test_the_token_is_forgotten_once_nothing_more_is_to_be_shown(world: World) -> None:
    job = await world.imagine()
    await world.finished(job)
    card = (await world.job(job)).card
    assert card is not None
    assert card.token is None


async def test_the_picture_it_started_from_stays_when_the_pictures_come(tmp_path: Path) -> None:
    time = MovingClock()
    async with living_world(tmp_path, clock=time.clock()) as world:
        await held(world, input_image=("photo.png", picture()))
        before = world.card(await world.newest()).before
        time.ahead = timedelta(minutes=16)
        world.flux.release()
        card = await world.finished(await world.newest())
        assert card.before == before
        assert len(card.gallery) == 1


@pytest.mark.parametrize("private", [False, True])
async def test_a_card_that_is_gone_is_not_posted_again(tmp_path: Path, private: bool) -> None:
    time = MovingClock()
    async with living_world(tmp_path, clock=time.clock()) as world:
        await held(world, private=private)
        job = await world.newest()
        if private:
            time.ahead = timedelta(minutes=16)
        else:
            await world.moderator.delete(world.raw(job).message)
        standing = len(world.messages())
        world.flux.release()
        await world.until_state(job, JobState.DONE)
        assert len(world.messages()) == standing
        (sent,) = world.messages(world.artist.user.dm_channel.id)
        assert len(sent.gallery) == 1


async def test_a_job_that_its_artist_deleted_sends_nothing(world: World) -> None:
    await held(world)
    job = await world.newest()
    world.change_button(job, "Cancel", f"easel:1:{Verb.DELETE}:{job.id}")
    await world.artist.click(world.raw(job), label="Cancel")
    world.flux.release()
    assert world.is_gone(job)
    assert (await world.job(job)).state is JobState.CANCELED
    assert world.messages() == []


async def test_pictures_too_large_for_the_place_are_made_smaller_and_the_card_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit_bytes = 60_000
    monkeypatch.setattr(bringing, "_FILE_LIMIT_BYTES", limit_bytes)
    monkeypatch.setattr(bringing, "_REQUEST_LIMIT_BYTES", limit_bytes)
    async with living_world(tmp_path, flux=Options(speed=math.inf)) as world:
        card = await world.finished(await world.imagine(model="flux-dev", output_format="png"))
        assert "too large for this place" in card.text
        shown = card.gallery[0]["media"]["url"]
        assert shown.endswith(".jpg")
        uploaded = world.env.backend.cdn.get(shown)
        assert uploaded is not None
        assert len(uploaded) <= limit_bytes


def close_direct_messages(world: World) -> None:
    world.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, times=None)


def open_direct_messages(world: World) -> None:
    world.env.backend.faults.clear()


async def kept(world: World, time: MovingClock, caplog: pytest.LogCaptureFixture, *, private: bool = True) -> Job:
    """Let a job be finished when nobody can be reached any more; return it."""
    caplog.set_level("INFO")
    await held(world, private=private)
    job = await world.newest()
    close_direct_messages(world)
    if private:
        time.ahead = timedelta(minutes=16)
    else:
        await world.moderator.delete(world.raw(job).message)
    world.flux.release()
    await world.until(lambda: f"job={job.id} is kept until it is asked for" in caplog.text)
    return job


@pytest.mark.parametrize("private", [True, False])
async def test_what_cannot_be_brought_is_kept_until_its_artist_does_something(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, private: bool
) -> None:
    time = MovingClock()
    async with living_world(tmp_path, clock=time.clock()) as world:
        job = await kept(world, time, caplog, private=private)
        assert (await world.job(job)).state is JobState.DELIVERING
        await world.imagine("a cat", who=world.stranger)
        assert (await world.job(job)).state is JobState.DELIVERING
        await world.imagine("a cat", private=True)
        await world.until_state(job, JobState.DONE)
        brought = [m for m in world.messages() if m.gallery and "red fox" in m.text]
        assert [message.ephemeral for message in brought] == [True]
        assert (await world.parts.store.spent_this_month()).captured_micro_usd > 0


async def test_a_press_is_something_too(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    time = MovingClock()
    async with living_world(tmp_path, clock=time.clock()) as world:
        job = await kept(world, time, caplog)
        other = await world.imagine("a cat", who=world.stranger)
        await world.finished(other)
        await world.press(other, Verb.DETAILS)
        await world.until_state(job, JobState.DONE)
        (brought,) = [m for m in world.messages() if m.gallery and "red fox" in m.text]
        assert brought.ephemeral


async def test_what_is_kept_outlives_a_restart(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    time = MovingClock()
    async with living_world(tmp_path, clock=time.clock()) as world:
        job = await kept(world, time, caplog)
        open_direct_messages(world)
        await world.restart()
        await world.until_state(job, JobState.DONE)
        (sent,) = world.messages(world.artist.user.dm_channel.id)
        assert len(sent.gallery) == 1


@pytest.mark.parametrize(("status", "code"), [(413, 40005), (403, 50013)])
async def test_a_picture_that_cannot_be_uploaded_goes_to_the_service_itself(
    world: World, status: int, code: int
) -> None:
    world.env.inject_error("PATCH", "/webhooks/*/*/messages/*", status=status, code=code)
    job = await world.imagine("make it night", input_image=("photo.png", picture(2000, 1500)))
    card = await world.finished(job)
    assert card.before is None
    sent = str(world.flux.created[0].input["input_image"])
    assert sent.startswith("data:image/jpeg;base64,")
    assert len(sent) <= 256_000
    await world.press(job, Verb.AGAIN)
    again = await world.finished(await world.newest())
    assert again.before is not None


async def lose_the_answer() -> None:
    raise ConnectionResetError


async def wait_for_ever() -> None:
    await asyncio.Event().wait()


def post_replies_unanswered(monkeypatch: pytest.MonkeyPatch, then: Callable[[], Awaitable[None]]) -> None:
    """Let the card take no files, and ``then`` come instead of an answer to the reply that has them."""
    edit, reply = CardMessages.edit, CardMessages.reply
    refused: Any = SimpleNamespace(status=400, reason="Bad Request")

    async def without_files(self: CardMessages, job: Job, view: LayoutView, files: Files = list) -> None:
        if files():
            raise HTTPException(refused, "Invalid Form Body")
        await edit(self, job, view)

    async def unanswered(self: CardMessages, job: Job, view: LayoutView, files: Files) -> Message:
        sent = await reply(self, job, view, files)
        await then()
        return sent

    monkeypatch.setattr(CardMessages, "edit", without_files)
    monkeypatch.setattr(CardMessages, "reply", unanswered)


@pytest.mark.parametrize("dies", [False, True])
async def test_a_reply_that_was_posted_but_never_answered_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, dies: bool
) -> None:
    post_replies_unanswered(monkeypatch, wait_for_ever if dies else lose_the_answer)
    job = await world.imagine()
    asked = world.raw(job).message.id
    await world.until(lambda: any(message.gallery for message in world.messages()))
    if dies:
        await world.restart()
    done = await world.until_state(job, JobState.DONE)
    (shown,) = [message for message in world.messages() if message.gallery]
    assert done.card is not None
    assert done.card.message_id != asked
    assert world.card(done) == shown
    assert f"/{done.card.message_id}" in next(m.text for m in world.messages() if not m.gallery)
    assert not world.env.backend.messages.get(world.artist.user.dm_channel.id)


async def test_a_reply_that_cannot_be_looked_for_is_not_posted_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    post_replies_unanswered(monkeypatch, lose_the_answer)
    world.env.inject_error("GET", "/channels/*/messages", status=403, code=50013, times=None)
    job = await world.imagine()
    await world.until_state(job, JobState.DONE)
    assert len([message for message in world.messages() if message.gallery]) == 1
    (sent,) = world.messages(world.artist.user.dm_channel.id)
    assert len(sent.gallery) == 1
