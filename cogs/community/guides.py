"""The message that explains a channel: posted and pinned, kept current, taken down. Nothing depends on it.

What it says is ``cogs.ui.community.channels``'.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress

import discord

from cogs.community.posting import Posting
from cogs.ui.community.channels import guide
from cogs.words import Words
from studio.community.channels import Channels
from studio.community.purposes import Channel
from studio.community.servers import Servers

log = logging.getLogger(__name__)

_NOT_POSTED = "channel-guide-not-posted"
_NOT_PINNED = "channel-guide-not-pinned"


class Guides:
    """Keeps guides; each act returns the keys of what there is to tell of it."""

    def __init__(self, bot: discord.Client, posting: Posting, channels: Channels, servers: Servers) -> None:
        self._bot = bot
        self._posting = posting
        self._channels = channels
        self._servers = servers

    async def put_up(self, channel: Channel, words: Words, *, occasion_id: int) -> Sequence[str]:
        """Post and pin the guide of a channel; ``occasion_id`` tells this time from others."""
        view = guide(channel, await self._servers.time_zone(channel.server_id), words)
        try:
            message_id = await self._posting.post_once(f"guide-{channel.id}-{occasion_id}", channel.id, view)
        except (discord.HTTPException, OSError) as error:
            log.info("the guide of channel %d is not posted: %s", channel.id, error)
            message_id = None
        if message_id is None:
            return (_NOT_POSTED,)
        await self._channels.place_guide(channel.id, message_id)
        return await self._pin(channel.id, message_id)

    async def renew(self, channel: Channel, words: Words, *, occasion_id: int) -> Sequence[str]:
        """Let the guide say how the channel is set up now; where it is gone, another is put up."""
        if channel.guide_id is not None:
            view = guide(channel, await self._servers.time_zone(channel.server_id), words)
            try:
                message = self._message(channel.id, channel.guide_id)
                edited = await message.edit(view=view, allowed_mentions=discord.AllowedMentions.none())
            except discord.NotFound:
                log.info("the guide of channel %d is gone", channel.id)
            except discord.HTTPException as error:
                log.info("the guide of channel %d is not edited: %s", channel.id, error)
                return (_NOT_POSTED,)
            else:
                return () if edited.pinned else await self._pin(channel.id, edited.id)
        return await self.put_up(channel, words, occasion_id=occasion_id)

    async def renew_all(self, server_id: int, words: Words, *, occasion_id: int, but: int | None = None) -> None:
        """Let the guides of a server's channels, but of one, tell what is new for all, such as its time zone."""
        for channel in await self._channels.of_server(server_id):
            if channel.id != but and channel.guide_id is not None:
                await self.renew(channel, words, occasion_id=occasion_id)

    async def take_down(self, channel: Channel) -> None:
        """Delete the guide of a channel that has no purpose any more."""
        if channel.guide_id is not None:
            with suppress(discord.HTTPException):
                await self._message(channel.id, channel.guide_id).delete()

    async def _pin(self, channel_id: int, message_id: int) -> Sequence[str]:
        try:
            await self._message(channel_id, message_id).pin()
        except discord.HTTPException as error:
            log.info("the guide of channel %d is not pinned: %s", channel_id, error)
            return (_NOT_PINNED,)
        return ()

    def _message(self, channel_id: int, message_id: int) -> discord.PartialMessage:
        return self._bot.get_partial_messageable(channel_id).get_partial_message(message_id)
