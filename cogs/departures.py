"""Hears where the bot is and where it is no more, and what servers have deleted that settings name.

What follows from it is ``studio.presence``'s. What was missed is found out when the bot is ready, and of a server
when Discord tells of it again.
"""

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeAlias

import discord
from discord.ext import commands

from cogs.servers import is_deleted
from studio.errors import UserError
from studio.presence import Presence
from studio.rulebook import Subject
from studio.tasks import Tasks

log = logging.getLogger(__name__)

_Noting: TypeAlias = Callable[[], Awaitable[None]]

_SHARD_SHIFT = 22
"""From a server's id to what its shard follows from."""


class ServerWatch(commands.Cog):
    """The cog that listens."""

    def __init__(self, bot: commands.AutoShardedBot, presence: Presence) -> None:
        self._bot = bot
        self._presence = presence
        # Discord's library lets a listener go on when the bot is closed, and the store after it.
        self._tasks = Tasks()

    async def cog_unload(self) -> None:
        """Leave what is not done yet to the next start."""
        await self._tasks.cancel()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Compare the servers that there are with those that there were, and look at what is there."""
        self._tasks.start(self._compare(), name="servers")

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Look at what is on a server of which nothing was heard for a while."""
        # At the start it is looked at with all others.
        if self._bot.is_ready():
            self._note(guild, partial(self._look, guild))

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Note that the bot is on a server, again perhaps: then look at what is there."""
        self._note(guild, partial(self._presence.joined, guild.id), partial(self._look, guild))

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Note that the bot was removed from a server; for one that is only away Discord does not say so."""
        self._note(guild, partial(self._presence.left, guild.id))

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Let go of a channel."""
        self._note(channel.guild, partial(self._presence.is_gone, channel.guild.id, channel.id))

    @commands.Cog.listener()
    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """Let go of a role."""
        self._note(role.guild, partial(self._presence.is_gone, role.guild.id, role.id))

    async def _compare(self) -> None:
        """Find out what was missed."""
        present = {guild.id for guild in self._bot.guilds}
        await _noted(partial(self._presence.compare, present, self._is_served_here))
        for guild in list(self._bot.guilds):
            if not guild.unavailable:
                await _noted(partial(self._look, guild))

    def _note(self, guild: discord.Guild, *notings: _Noting) -> None:
        """Write down, one after the other, what there is new about a server."""
        self._tasks.start(_noted(*notings), name=f"server {guild.id}")

    async def _look(self, guild: discord.Guild) -> None:
        """Let go of what was deleted on a server unheard."""
        for named in await self._presence.named(guild.id):
            if named.subject is Subject.ROLE:
                is_gone = guild.get_role(named.id) is None
            else:
                # One that the bot may not see need not be gone.
                is_gone = guild.get_channel(named.id) is None and await is_deleted(guild, named.id)
            if is_gone:
                await self._presence.is_gone(guild.id, named.id)

    def _is_served_here(self, server_id: int) -> bool:
        return (server_id >> _SHARD_SHIFT) % (self._bot.shard_count or 1) in self._bot.shards


async def _noted(*notings: _Noting) -> None:
    """Write something down; where that is not possible now, it is found out at the next start."""
    for noting in notings:
        try:
            await noting()
        except UserError as fault:
            log.warning("not noted: %s", fault)
