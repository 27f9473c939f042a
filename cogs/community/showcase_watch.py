"""Hears what may matter to showcases: reactions, deletions, changed channels, and starts after an absence.

It only says where to look again; what there is to see and to do is found out then.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from random import Random

import discord
from discord.ext import commands

from cogs.community.wall import DiscordWall
from studio.clock import Clock
from studio.community.looks import Looks
from studio.community.occasions import Occasion
from studio.community.showcase import Showcase, Spot
from studio.errors import UserError
from studio.tasks import Tasks

log = logging.getLogger(__name__)


class ShowcaseWatch(commands.Cog):
    """The cog that listens."""

    def __init__(
        self, bot: discord.Client, showcase: Showcase, wall: DiscordWall, *, clock: Clock, random: Random
    ) -> None:
        self._bot = bot
        self._showcase = showcase
        self._wall = wall
        self._looks = Looks[Spot](lambda spot: showcase.look(spot, wall), clock=clock, random=random)
        self._tasks = Tasks()

    def note(self, spot: Spot) -> None:
        """Look at a message again."""
        self._looks.note(spot)

    @property
    def is_idle(self) -> bool:
        """Whether all that was heard of has been looked at."""
        return not len(self._tasks) and self._looks.is_idle

    async def run(self) -> None:
        """Look where something may have happened, until cancelled: what is left is found at the next start."""
        await self._looks.run()

    async def come_due(self, occasion: Occasion) -> Sequence[Occasion]:
        """Look at what a server's showcases show, and could, by new rules; the agenda asks for it."""
        await self._look_for_missed(occasion.server_id)
        return ()

    async def cog_unload(self) -> None:
        """Stop looking for what was missed."""
        await self._tasks.cancel()

    @commands.Cog.listener()
    async def on_shard_ready(self, shard_id: int) -> None:
        """Look for what was missed while nobody listened."""
        servers = [guild.id for guild in self._bot.guilds if guild.shard_id == shard_id]
        self._tasks.start(self._catch_up(servers), name=f"showcases of shard {shard_id}")

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Look where somebody has reacted to something of ours."""
        ours = self._bot.user.id if self._bot.user is not None else None
        if payload.message_author_id in {None, ours}:
            self._heard(payload.guild_id, payload.channel_id, payload.message_id)

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        """Look where somebody has taken a reaction back; whose message that is Discord does not tell."""
        self._heard(payload.guild_id, payload.channel_id, payload.message_id)

    @commands.Cog.listener()
    async def on_raw_reaction_clear(self, payload: discord.RawReactionClearEvent) -> None:
        """Look where all reactions were taken off."""
        self._heard(payload.guild_id, payload.channel_id, payload.message_id)

    @commands.Cog.listener()
    async def on_raw_reaction_clear_emoji(self, payload: discord.RawReactionClearEmojiEvent) -> None:
        """Look where all reactions of one kind were taken off."""
        self._heard(payload.guild_id, payload.channel_id, payload.message_id)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """See whether it was a card, or the copy of one."""
        await self._deleted(payload.guild_id, payload.channel_id, [payload.message_id])

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """See whether there were cards among them, or copies."""
        await self._deleted(payload.guild_id, payload.channel_id, payload.message_ids)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Look at what is shown: cards may have gone with the channel."""
        await self._look_at_all(channel.guild.id)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Look at what is shown: cards may have gone with the thread."""
        await self._look_at_all(payload.guild_id)

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Look at what is shown where a channel is for other people now."""
        if before.overwrites != after.overwrites or _is_nsfw(before) != _is_nsfw(after):
            await self._look_at_all(after.guild.id)

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """Look at what is shown where everybody sees other channels now."""
        if after.is_default() and before.permissions.view_channel != after.permissions.view_channel:
            await self._look_at_all(after.guild.id)

    def _heard(self, server_id: int | None, channel_id: int, message_id: int) -> None:
        if server_id is not None:
            self.note(Spot(server_id, channel_id, message_id))

    async def _deleted(self, server_id: int | None, channel_id: int, message_ids: Iterable[int]) -> None:
        try:
            for message_id in message_ids:
                await self._showcase.copy_deleted(message_id)
                self._heard(server_id, channel_id, message_id)
        except UserError as fault:
            log.warning("what was deleted in channel %d is noticed at the next look: %s", channel_id, fault)

    async def _look_at_all(self, server_id: int) -> None:
        try:
            for spot in await self._showcase.standing(server_id):
                self.note(spot)
        except UserError as fault:
            log.warning("the showcases of server %d are not looked at: %s", server_id, fault)

    async def _catch_up(self, servers: Iterable[int]) -> None:
        for server_id in servers:
            try:
                await self._look_for_missed(server_id)
            except (UserError, discord.HTTPException, OSError) as fault:
                log.warning("the showcases of server %d may have missed something: %s", server_id, fault)
            # Others are waiting for their first answers.
            await asyncio.sleep(0)

    async def _look_for_missed(self, server_id: int) -> None:
        cards, shown = await self._showcase.missed(server_id)
        # Noted first: what is shown is looked at although a channel cannot be read.
        for spot in shown:
            self.note(spot)
        for spot in await self._reacted(cards):
            self.note(spot)

    async def _reacted(self, cards: Iterable[Spot]) -> list[Spot]:
        by_channel: dict[int, list[Spot]] = {}
        for spot in cards:
            by_channel.setdefault(spot.channel_id, []).append(spot)
        found = [await self._wall.reacted(channel_id, spots) for channel_id, spots in by_channel.items()]
        return [spot for spots in found for spot in spots]


def _is_nsfw(channel: discord.abc.GuildChannel) -> bool:
    return bool(getattr(channel, "nsfw", False))
