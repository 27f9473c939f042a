"""Easel killed, or frozen, while it posts a theme: one theme stands, and its turn is done once."""

from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from studio.clock import Clock
from studio.community.community import community
from studio.community.occasions import OccasionKind
from studio.community.purposes import Channel, ThemeSettings
from studio.store import Store
from studio.store.tables import occasions, theme_runs
from tests.house import HOUSE
from tests.wire.crash.harness import Ground, standing
from tests.wire.discord import Route

THEMES = "a fox\nrain\nsnow"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'easel.db'}"
    found: str = request.getfixturevalue("server_url")
    return found


async def due_now(ground: Ground) -> None:
    """Set a theme channel up whose next turn is due, before any process of the bot is there."""
    store = await Store.open(ground.database_url, clock=Clock())
    parts = community(store, house=HOUSE, clock=Clock(), random=Random(7))
    channel = Channel(ground.art.id, ground.server.id, ThemeSettings())
    await parts.channels.set_up(channel)
    await parts.themes.add(channel, THEMES, by_id=1)
    await parts.themes.turn_now(channel, by_id=1)
    await store.close()


def is_done(ground: Ground) -> bool:
    """Say whether the turn has been made and what follows it is planned."""
    planned = sa.select(occasions.c.kind)
    return ground.records._ask(
        lambda connection: OccasionKind.THEME_REMINDER.value in set(connection.scalars(planned))
    )


def runs(ground: Ground) -> list[tuple[int, int]]:
    """Return every theme that has come out, with its post."""
    asked = sa.select(theme_runs.c.number, theme_runs.c.message_id)
    return ground.records._ask(lambda connection: [(n, posted) for n, posted in connection.execute(asked)])


@pytest.mark.parametrize("fate", ["lost", "received", "acted"])
async def test_a_process_that_dies_while_it_posts(tmp_path: Path, url: str, fate: str) -> None:
    async with standing(tmp_path, database_url=url) as ground:
        await due_now(ground)
        async with ground.wire.held(Route.POST_MESSAGE, acted=fate == "acted") as hold:
            bot = await ground.start()
            await ground.until(lambda: hold.waiting)
            await bot.kill()
            if fate == "lost":
                hold.drop()
        again = await ground.start()
        await ground.until(lambda: is_done(ground))
        assert runs(ground) == [(1, ground.messages[0].id)]
        assert len(ground.messages) == 1
        assert await again.terminate() == 0, again.said


async def test_a_process_that_freezes_while_it_posts(tmp_path: Path, server_url: str) -> None:
    async with standing(tmp_path, database_url=server_url, lease_s=1.0) as ground:
        await due_now(ground)
        async with ground.wire.held(Route.POST_MESSAGE) as hold:
            frozen = await ground.start()
            await ground.until(lambda: hold.waiting)
            frozen.freeze()
        await ground.until(lambda: len(ground.messages) == 1)
        other = await ground.start(shards=2)
        await ground.until(lambda: is_done(ground))
        frozen.thaw()
        assert await frozen.terminate() == 0, frozen.said
        assert runs(ground) == [(1, ground.messages[0].id)]
        assert len(ground.messages) == 1
        assert await other.terminate() == 0, other.said
