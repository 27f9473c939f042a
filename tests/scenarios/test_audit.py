"""The audit log in its channel: told once whatever happens, in the server's language, and pinging nobody."""

import asyncio
from datetime import timedelta
from pathlib import Path

import discord
import pytest
from simcord.builders import ChannelHandle

from cogs.ui.verbs import Verb
from studio.moderation.rooms import NO_ROOMS, Rooms
from tests.scenarios.arena import Now
from tests.scenarios.world import PATIENCE_S, SERVER_ID, World, living_world


async def log_of(world: World) -> ChannelHandle:
    """Give the server a channel for its log."""
    channel = world.server.create_text_channel("log")
    rooms = world.parts.services.moderation.rooms
    await rooms.change(SERVER_ID, Rooms(channel.id), before=NO_ROOMS, by_id=world.moderator.id)
    return channel


async def told_in(world: World, channel: ChannelHandle, *said: str) -> str:
    """Let the bot look at its agenda until all of this stands in a channel; return all that stands there."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            world.parts.services.community.agenda.wake()
            text = "\n".join(message.text for message in world.messages(channel.id))
            if all(each in text for each in said):
                return text
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("locale", "made", "deleted"),
    [("en-US", "made 1 picture in", "deleted a picture of"), ("ru", "сделана 1 картинка", "удалена картинка от")],
    ids=["en", "ru"],
)
async def test_what_happens_is_told_once(world: World, locale: str, made: str, deleted: str) -> None:
    guild = world.parts.bot.get_guild(SERVER_ID)
    assert guild is not None
    guild.features.append("COMMUNITY")
    guild.preferred_locale = discord.Locale(locale)
    log = await log_of(world)
    job = await world.imagine("words that are nobody's affair")
    await world.finished(job)
    await world.press(job, Verb.DELETE, who=world.moderator)
    text = await told_in(world, log, made, deleted)
    await world.restart()
    assert await told_in(world, log, deleted) == text
    assert text.count(made) == text.count(deleted) == 1
    assert f"<@{world.moderator.id}>" in text
    assert "nobody's affair" not in text


async def test_what_happens_while_the_channel_is_gone_is_told_in_the_next(tmp_path: Path) -> None:
    now = Now()
    async with living_world(tmp_path, clock=now.clock()) as world:
        log = await log_of(world)
        await told_in(world, log, "the channel of the audit log")
        await world.parts.bot.get_channel(log.id).delete()  # type: ignore[union-attr]
        await world.finished(await world.imagine())
        tried = f"/channels/{log.id}/messages"
        await world.until(lambda: sum(r.path == tried for r in world.env.http_requests) > 1)
        other = world.server.create_text_channel("another")
        await world.parts.services.moderation.rooms.change(
            SERVER_ID, Rooms(other.id), before=Rooms(log.id), by_id=world.moderator.id
        )
        now.time += timedelta(minutes=10)
        text = await told_in(world, other, "made 1 picture in", "the channel of the audit log")
        assert text.count("made 1 picture in") == 1
