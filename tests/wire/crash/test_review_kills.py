"""Easel killed around a review: moderators are shown a picture once, and what they have said is done."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from studio.clock import Clock
from studio.community.occasions import OccasionKind
from studio.jobs import JobState
from studio.moderation.rooms import NO_ROOMS, Rooms, Subject
from studio.store import Store
from studio.store.moderation import ModerationStore
from studio.store.tables import occasions, posts, strikes
from tests.wire.crash.harness import Ground, standing
from tests.wire.crash.points import has_files
from tests.wire.discord import Channel, Message, Person, Route
from tests.wire.easel import MODERATOR, is_done, made

FATES = [("sqlite", "lost"), ("sqlite", "received"), ("sqlite", "acted"), ("postgresql", "acted")]
BUTTONS = [("sqlite", "Approve"), ("sqlite", "Strike"), ("postgresql", "Approve")]


def url_of(request: pytest.FixtureRequest, kind: str, folder: Path) -> str:
    """Return a database of a kind; on both the rules are the same, so the second is not asked about all."""
    if kind == "sqlite":
        return f"sqlite:///{folder / 'easel.db'}"
    found: str = request.getfixturevalue("server_url")
    return found


async def reviewed(ground: Ground) -> tuple[Channel, Person]:
    """Let moderators look first at what is made in the channel; return theirs, and one of them."""
    room, moderator = ground.server.channel("moderators"), ground.server.member("mod", permissions=MODERATOR)
    store = await Store.open(ground.database_url, clock=Clock())
    settings, now, server = ModerationStore(store.lanes), Clock().now(), ground.server.id
    await settings.change_rooms(server, Rooms(None, room.id), before=NO_ROOMS, by_id=moderator.id, now=now)
    await settings.set_reviewed(server, Subject.CHANNEL, ground.art.id, on=True, by_id=moderator.id, now=now)
    await store.close()
    return room, moderator


def posts_in(room: Channel) -> list[Message]:
    return [message for message in room.messages.values() if not message.is_ephemeral]


def is_shown(ground: Ground) -> bool:
    """Say whether it is known that moderators are shown it, and nothing about that is due."""
    noted = sa.select(sa.func.count()).select_from(posts).where(posts.c.message_id.is_not(None))
    due = sa.select(occasions.c.due_at).where(occasions.c.kind == OccasionKind.REVIEW.value)
    return ground.records._ask(
        lambda connection: (
            connection.scalar(noted) == 1 and all(at > Clock().now() for at in connection.scalars(due).all())
        )
    )


def is_over(ground: Ground, room: Channel) -> bool:
    """Say whether nothing is to be done about reviews any more."""
    planned = sa.select(sa.func.count()).where(occasions.c.kind == OccasionKind.REVIEW.value)
    return not ground.records._ask(lambda connection: connection.scalar(planned)) and not any(
        post.pictures or post.buttons for post in posts_in(room)
    )


@pytest.mark.parametrize(("kind", "fate"), FATES)
async def test_a_process_that_dies_while_it_shows_moderators(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, fate: str
) -> None:
    async with standing(tmp_path, database_url=url_of(request, kind, tmp_path)) as ground:
        room, moderator = await reviewed(ground)
        async with ground.wire.held(Route.POST_MESSAGE, acted=fate == "acted") as hold:
            bot = await ground.start()
            asking = ground.imagine("a red fox")
            await ground.until(lambda: hold.waiting)
            await bot.kill()
            if fate == "lost":
                hold.drop()
        await ground.start()
        await ground.until(lambda: is_shown(ground))
        (post,) = posts_in(room)
        assert (len(post.pictures), ground.pictures) == (1, 0)
        await moderator.press(post, "Approve")
        card = await (await asking).message(is_done)
        await ground.until(lambda: is_over(ground, room))
        assert (len(posts_in(room)), len(made(card)), ground.pictures) == (1, 1, 1)
        assert ground.flux.creates == 1


@pytest.mark.parametrize(("kind", "button"), BUTTONS)
async def test_a_process_that_dies_once_a_decision_is_stored(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, button: str
) -> None:
    async with standing(tmp_path, database_url=url_of(request, kind, tmp_path)) as ground:
        room, moderator = await reviewed(ground)
        bot = await ground.start()
        ground.imagine("a red fox")
        await ground.until(lambda: is_shown(ground))
        (post,) = posts_in(room)
        opened = await moderator.press(post, button) if button == "Strike" else None
        async with (
            ground.wire.held(Route.ANSWER) as answer,
            ground.wire.held(Route.EDIT_ANSWER, where=has_files) as upload,
        ):
            said = {"reason": "too much"}
            ground.do(moderator.press(post, button) if opened is None else moderator.submit(opened.form, said))
            await ground.until(lambda: answer.waiting)
            await bot.kill()
            answer.drop()
            upload.drop()
        await ground.start()
        await ground.until(lambda: is_over(ground, room))
        end = JobState.DONE if button == "Approve" else JobState.REJECTED
        await ground.until(lambda: [job.state for job in ground.records.jobs()] == [end])
        (card,) = ground.messages
        if button == "Approve":
            await ground.until(lambda: made(card))
        else:
            await ground.until(lambda: "too much" in card.text)
        assert ground.pictures == (1 if button == "Approve" else 0)
        counted = sa.select(sa.func.count()).select_from(strikes)
        assert ground.records._ask(lambda connection: connection.scalar(counted)) == (button == "Strike")
        assert len(posts_in(room)) == 1
