"""Which theme channel an interaction is about, and whether its person may decide about it."""

from typing import Any

import discord

from cogs.access import parent_of, permissions_in
from studio.community.purposes import Channel
from studio.community.theme_errors import NoThemeChannel, ThemesNotYours
from studio.community.themes import Themes


async def theme_channel(interaction: discord.Interaction[Any], themes: Themes) -> Channel:
    """Return the theme channel that somebody means who is in a channel or a thread.

    Raises:
        NoThemeChannel: there is none that they can see, or which of several is not said.
    """
    channel = await themes.channel(server_of(interaction), _here(interaction))
    if not permissions_in(interaction, channel.id).view_channel:
        raise NoThemeChannel
    return channel


def server_of(interaction: discord.Interaction[Any]) -> int:
    """Return the server that an interaction happened in.

    Raises:
        NoThemeChannel: it happened elsewhere.
    """
    if interaction.guild_id is None:
        raise NoThemeChannel
    return interaction.guild_id


def decides(interaction: discord.Interaction[Any], channel_id: int) -> bool:
    """Say whether a person may decide about the themes of a channel."""
    permissions = permissions_in(interaction, channel_id)
    return permissions.manage_channels or permissions.manage_guild


def require_decider(interaction: discord.Interaction[Any], channel_id: int) -> None:
    """Let only those pass who may decide about the themes of a channel.

    Raises:
        ThemesNotYours: the person may not.
    """
    if not decides(interaction, channel_id):
        raise ThemesNotYours


def _here(interaction: discord.Interaction[Any]) -> list[int]:
    channels = (interaction.channel_id, parent_of(interaction.channel))
    return [channel_id for channel_id in channels if channel_id is not None]
