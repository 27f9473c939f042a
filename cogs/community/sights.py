"""Who sees a channel, told in the studio's words (``studio.community.exhibits.Sight``)."""

from typing import Any, TypeAlias

import discord

from cogs.access import is_age_restricted
from studio.community.exhibits import Sight

Guildish: TypeAlias = discord.abc.GuildChannel | discord.Thread

UNKNOWN_CHANNEL = 10003


async def channel_of(bot: discord.Client, channel_id: int) -> Guildish | None:
    """Return a channel or a thread of a server, asked of Discord where it is not known; ``None`` where it is gone.

    Raises:
        discord.HTTPException: Discord does not tell.
    """
    found = bot.get_channel(channel_id)
    if found is None:
        try:
            found = await bot.fetch_channel(channel_id)
        except discord.NotFound:
            return None
    return found if isinstance(found, discord.abc.GuildChannel | discord.Thread) else None


def sight_of(channel: Guildish | discord.PartialMessageable | Any) -> Sight:  # noqa: ANN401 - where an interaction is
    """Say who sees a channel. A public thread is seen by whoever sees its channel."""
    if isinstance(channel, discord.Thread) and not channel.is_private() and channel.parent is not None:
        return sight_of(channel.parent)
    if isinstance(channel, discord.abc.GuildChannel):
        return Sight(channel.id, is_age_restricted(channel), _viewers(channel))
    # Whoever is in a private thread, and what is not known, is nobody else's affair.
    return Sight(channel.id, is_age_restricted(channel), frozenset({(channel.id, True)}))


def _viewers(channel: discord.abc.GuildChannel) -> frozenset[tuple[int, bool]] | None:
    if channel.permissions_for(channel.guild.default_role).view_channel:
        return None
    overwrites = ((each.id, overwrite.view_channel) for each, overwrite in channel.overwrites.items())
    return frozenset((each, allowed) for each, allowed in overwrites if allowed is not None)
