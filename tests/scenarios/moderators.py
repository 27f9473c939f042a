"""A server with moderators who have a channel of their own, and a log: what stands there, how it is pressed."""

import asyncio
from dataclasses import dataclass, replace

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult, ResponseMessage

from studio.moderation.rooms import NO_ROOMS, Rooms
from tests.scenarios.world import PATIENCE_S, SERVER_ID, Message, World


@dataclass
class Moderators:
    """Their rooms in a world."""

    world: World
    room: ChannelHandle
    log: ChannelHandle

    @classmethod
    async def of(cls, world: World, *, locale: str = "en-US") -> "Moderators":
        """Give the server its rooms, and a language."""
        guild = world.parts.bot.get_guild(SERVER_ID)
        assert guild is not None
        guild.features.append("COMMUNITY")
        guild.preferred_locale = discord.Locale(locale)
        world.server_locale = locale
        room, log = world.server.create_text_channel("moderators"), world.server.create_text_channel("log")
        await world.parts.services.moderation.rooms.change(
            SERVER_ID, Rooms(log.id, room.id), before=NO_ROOMS, by_id=world.moderator.id
        )
        return cls(world, room, log)

    async def move(self, name: str) -> None:
        """Let the moderators' channel be another one."""
        rooms = self.world.parts.services.moderation.rooms
        before, room = await rooms.rooms(SERVER_ID), self.world.server.create_text_channel(name)
        after = replace(before, moderators_id=room.id)
        await rooms.change(SERVER_ID, after, before=before, by_id=self.world.moderator.id)
        self.room = room

    @property
    def posts(self) -> list[Message]:
        """What stands in the moderators' channel for all of them, oldest first."""
        return [message for message in self.world.messages(self.room.id) if not message.ephemeral]

    async def until_told(self, *said: str, where: ChannelHandle | None = None) -> str:
        """Let the bot look at its agenda until all of this stands in a channel; return all that stands there."""
        channel_id = (where or self.room).id
        async with asyncio.timeout(PATIENCE_S):
            while True:
                self.world.parts.services.community.agenda.wake()
                text = "\n".join(message.text for message in self.world.messages(channel_id))
                if all(each in text for each in said):
                    return text
                await asyncio.sleep(0.01)

    async def press(self, post: Message, label: str, *, who: MemberActor | None = None) -> InteractionResult:
        """Let somebody press a button of a post, a moderator if nobody is named."""
        stored = self.world.env.backend.messages[self.room.id][post.id]
        return await (who or self.world.moderator).click(ResponseMessage(self.world.env, stored), label=label)
