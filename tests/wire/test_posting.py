"""A post stands once, whatever breaks between the bot, its store and Discord."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from discord import ui

from cogs.community.posting import Posting, mark
from cogs.ui.views import View
from studio.community.posts import Post, Posts
from studio.store import StoreUnavailable
from tests.wire.discord import Route
from tests.wire.easel import Scene, at_work

KEY = "theme:abc"


class Forgetful:
    """Posts that are begun, and never noted: as where the bot dies as soon as a message has been sent."""

    def __init__(self, posts: Posts) -> None:
        self._posts = posts

    async def begin(self, key: str, channel_id: int, now: object) -> Post:
        return await self._posts.begin(key, channel_id, now)  # type: ignore[arg-type]  # only passed on

    async def begun(self, prefix: str) -> Mapping[str, Post]:
        return await self._posts.begun(prefix)

    async def forget(self, key: str, message_id: int | None) -> None:
        await self._posts.forget(key, message_id)

    async def note(self, key: str, message_id: int) -> None:
        raise StoreUnavailable("the bot dies here")


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with at_work(tmp_path) as scene:
        yield scene


def posting(scene: Scene, posts: Posts | None = None) -> Posting:
    return Posting(scene.parts.bot, posts or scene.parts.services.community.posts, scene.time.clock)


def view() -> ui.LayoutView:
    made = View(timeout=None)
    made.add_item(ui.Container(ui.TextDisplay("Today: foxes")))
    return made


def sent(scene: Scene) -> int:
    return len(scene.wire.to(Route.POST_MESSAGE))


async def test_it_is_posted_once(scene: Scene) -> None:
    first = await posting(scene).post_once(KEY, scene.art.id, view())
    await scene.restart()
    assert await posting(scene).post_once(KEY, scene.art.id, view()) == first
    assert sent(scene) == len(scene.public()) == 1
    assert scene.public()[0].id == first


async def test_other_keys_are_other_posts(scene: Scene) -> None:
    first = await posting(scene).post_once(KEY, scene.art.id, view())
    assert await posting(scene).post_once(KEY + "d", scene.art.id, view()) not in {first, None}
    assert len(scene.public()) == 2


async def test_one_that_stood_before_a_death_is_found(scene: Scene) -> None:
    # Others look alike, and one of them is that of another key.
    await posting(scene).post_once(KEY + "d", scene.art.id, view())
    with pytest.raises(StoreUnavailable):
        await posting(scene, Forgetful(scene.parts.services.community.posts)).post_once(KEY, scene.art.id, view())
    await scene.restart()
    scene.time.pass_minutes(60)

    found = await posting(scene).post_once(KEY, scene.art.id, view())

    assert sent(scene) == 2
    assert found == scene.public()[-1].id


async def test_one_that_never_went_out_goes_out_after_a_death(scene: Scene) -> None:
    await scene.parts.services.community.posts.begin(KEY, scene.art.id, scene.time.clock.now())
    await scene.restart()
    assert await posting(scene).post_once(KEY, scene.art.id, view()) == scene.public()[0].id


async def test_one_whose_answer_is_lost_stands_once(scene: Scene) -> None:
    scene.wire.lose_answer(Route.POST_MESSAGE)
    with pytest.raises(Exception, match="disconnected"):
        await posting(scene).post_once(KEY, scene.art.id, view())
    assert await posting(scene).post_once(KEY, scene.art.id, view()) == scene.public()[0].id
    assert sent(scene) == len(scene.public()) == 1


async def test_where_the_bot_may_not_post_it_is_not(scene: Scene) -> None:
    scene.server.deny(scene.art, "send_messages")
    scene.foreseen.add(50013)
    assert await posting(scene).post_once(KEY, scene.art.id, view()) is None
    assert await posting(scene).post_once("other", 12345, view()) is None
    scene.foreseen.add(10003)
    scene.server.allow(scene.art, "send_messages")
    assert await posting(scene).post_once(KEY, scene.art.id, view()) == scene.public()[0].id


def test_marks_are_numbers_that_discord_takes() -> None:
    assert all(0 < mark(f"key-{n}") < 2**31 for n in range(1000))
    assert len({mark(f"key-{n}") for n in range(1000)}) == 1000
