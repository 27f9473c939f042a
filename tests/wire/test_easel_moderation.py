"""Moderation on the wire: a report by its menu and form, and pictures that moderators look at first."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from studio.jobs import Review, Verdict
from studio.moderation.rooms import NO_ROOMS, Rooms, Subject
from studio.store.agenda import AgendaStore
from studio.store.reviews import ReviewStore
from tests.wire.discord import Channel, Message, Route
from tests.wire.easel import PATIENCE_S, Scene, at_work, is_done


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with at_work(tmp_path) as scene:
        yield scene


@pytest.fixture
async def room(scene: Scene) -> Channel:
    """The moderators' channel."""
    room = scene.server.channel("moderators")
    rooms = Rooms(None, room.id)
    await scene.parts.services.moderation.rooms.change(
        scene.server.id, rooms, before=NO_ROOMS, by_id=scene.moderator.id
    )
    return room


async def post_in(scene: Scene, room: Channel, said: str) -> Message:
    """Let the bot look at its agenda until a post stands in a channel that says this."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            scene.parts.services.community.agenda.wake()
            found = [message for message in scene.public(room) if said in message.text]
            if found:
                return found[0]
            await asyncio.sleep(0.01)


async def test_what_is_reported_goes_when_a_moderator_says_so(scene: Scene, room: Channel) -> None:
    card = await (await scene.imagine()).message(is_done)
    shown = await scene.bob.menu(card, "Report picture")
    thanks = await scene.bob.submit(shown.form, {"reason": "it shows @everyone"})
    assert "Thank you." in (await thanks.message()).text
    post = await post_in(scene, room, "reported a picture of")
    assert post.mentions == []
    assert (
        "Only people who may manage messages"
        in (await (await scene.bob.press(post, "Remove picture")).message()).text
    )
    await scene.moderator.press(post, "Remove picture")
    await scene.wire.until(lambda: card.is_deleted, within_s=PATIENCE_S)
    await scene.wire.until(lambda: "removed the picture" in post.text, within_s=PATIENCE_S)
    assert post.buttons == []
    assert scene.public(room) == [post]


async def test_a_post_that_arrives_after_the_decision_shows_nothing(scene: Scene, room: Channel) -> None:
    await scene.parts.services.moderation.rooms.set_reviewed(
        scene.server.id, Subject.CHANNEL, scene.art.id, on=True, by_id=scene.moderator.id
    )
    async with scene.wire.held(Route.POST_MESSAGE) as hold:
        await scene.imagine()
        await scene.wire.until(lambda: hold.waiting, within_s=PATIENCE_S)
        (job,) = await scene.parts.store.live_jobs()
        # Another process has heard what moderators say, and finds no post yet.
        lanes, now = scene.parts.store.lanes, scene.time.clock.now()
        await ReviewStore(lanes).judge(job.id, Review(Verdict.REJECTED, scene.moderator.id, "no"), now=now)
        (occasion,) = await AgendaStore(lanes).claim([scene.server.id], now)
        assert await AgendaStore(lanes).finish(occasion, [])
    post = await post_in(scene, room, "did not let them be shown")
    assert post.pictures == []
    assert post.buttons == []


@pytest.mark.parametrize("button", ["Approve", "Reject"])
async def test_pictures_are_uploaded_for_moderators_and_taken_away_again(
    scene: Scene, room: Channel, button: str
) -> None:
    await scene.parts.services.moderation.rooms.set_reviewed(
        scene.server.id, Subject.CHANNEL, scene.art.id, on=True, by_id=scene.moderator.id
    )
    shown = await scene.imagine(num_outputs=2)
    card = await shown.message(lambda message: "a moderator looks at them" in message.text)
    assert card.pictures == []
    post = await post_in(scene, room, "wait for you")
    assert len(post.pictures) == 2
    pressed = await scene.moderator.press(post, button)
    if button == "Reject":
        await scene.moderator.submit(pressed.form, {"reason": "not here"})
        await scene.wire.until(lambda: "not here" in card.text, within_s=PATIENCE_S)
    else:
        await scene.wire.until(lambda: is_done(card), within_s=PATIENCE_S)
    assert len(card.pictures) == (0 if button == "Reject" else 2)
    assert post.pictures == []
    assert post.buttons == []
    assert scene.public(room) == [post]
