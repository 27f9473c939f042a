"""What Discord has told of the server that an interaction is about, and what it is asked where it has not."""

import discord

from studio.errors import NotNow


def server_of(interaction: discord.Interaction[discord.Client]) -> discord.Guild:
    """Return the server where something was done, with its channels and roles.

    Raises:
        NotNow: Discord has not told yet what there is on it.
    """
    # That of the interaction itself may be no more than an id.
    server = interaction.client.get_guild(interaction.guild_id or 0)
    if server is None or server.unavailable:
        raise NotNow
    return server


def is_public(server: discord.Guild, channel_id: int) -> bool:
    """Say whether everybody on a server sees a channel, as far as Discord has told of it."""
    channel = server.get_channel(channel_id)
    return channel is not None and channel.permissions_for(server.default_role).view_channel


async def is_deleted(server: discord.Guild, channel_id: int) -> bool:
    """Ask Discord about a channel that it has not told of: what is not known need not be gone."""
    try:
        await server.fetch_channel(channel_id)
    except (discord.NotFound, discord.InvalidData):
        # The latter is what the library says of a channel of another server.
        return True
    except discord.HTTPException:
        return False
    return False
