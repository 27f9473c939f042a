"""Which theme channel an interaction is about, and whether its person may decide about it."""

from typing import Any

import discord

from cogs.access import parent_of
from studio.community.purposes import Channel
from studio.community.theme_errors import NoThemeChannel, ThemesNotYours
from studio.community.themes import Themes


async def theme_channel(interaction: discord.Interaction[Any], themes: Themes) -> Channel:
    """Return the theme channel that somebody means who is in a channel or a thread.

    Raises:
        NoThemeChannel: there is none, or which of several is not said.
    """
    here = (interaction.channel_id, parent_of(interaction.channel))
    return await themes.channel(server_of(interaction), [each for each in here if each is not None])


def server_of(interaction: discord.Interaction[Any]) -> int:
    """Return the server that an interaction happened in.

    Raises:
        NoThemeChannel: it happened elsewhere.
    """
    if interaction.guild_id is None:
        raise NoThemeChannel
    return interaction.guild_id


def decides(interaction: discord.Interaction[Any]) -> bool:
    """Say whether a person may decide about themes."""
    return interaction.permissions.manage_channels or interaction.permissions.manage_guild


def require_decider(interaction: discord.Interaction[Any]) -> None:
    """Let only those pass who may decide about themes.

    Raises:
        ThemesNotYours: the person may not.
    """
    if not decides(interaction):
        raise ThemesNotYours
