"""Hears where the bot is and where it is no more, and what servers have deleted that settings name.

What follows from it is ``studio.retention``'s. What was missed is found out when the bot is ready.
"""

import logging
from collections.abc import Awaitable

import discord
from discord.ext import commands

from studio.errors import UserError
from studio.retention import Retention

log = logging.getLogger(__name__)

_SHARD_SHIFT = 22
"""From a server's id to what its shard follows from."""


class ServerWatch(commands.Cog):
    """The cog that listens."""

    def __init__(self, bot: commands.AutoShardedBot, retention: Retention) -> None:
        self._bot = bot
        self._retention = retention

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Compare the servers that there are with those of which something is remembered."""
        present = {guild.id for guild in self._bot.guilds}
        await _noted(self._retention.compare(present, self._is_served_here))

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Note that the bot is on a server."""
        await _noted(self._retention.joined(guild.id))

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Note that the bot was removed from a server; for one that is only away Discord does not say so."""
        await _noted(self._retention.left(guild.id))

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Forget what was set for a channel."""
        await _noted(self._retention.is_gone(channel.guild.id, channel.id))

    @commands.Cog.listener()
    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """Forget what was set for a role."""
        await _noted(self._retention.is_gone(role.guild.id, role.id))

    def _is_served_here(self, server_id: int) -> bool:
        return (server_id >> _SHARD_SHIFT) % (self._bot.shard_count or 1) in self._bot.shards


async def _noted(noting: Awaitable[None]) -> None:
    """Write something down; where that is not possible now, it is found out at the next start."""
    try:
        await noting
    except UserError as fault:
        log.warning("not noted: %s", fault)
