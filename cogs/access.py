"""What an interaction tells of its person and place: whether they may use the bot, and in which language.

The operator's rules themselves are ``studio.access``'s.
"""

from collections.abc import Sequence
from typing import Any

import discord

from studio.access import Access
from studio.jobs import Job, Place
from studio.rulebook import Asker

COMMUNITY = "COMMUNITY"
_MARKED = (discord.TextChannel, discord.VoiceChannel, discord.StageChannel, discord.ForumChannel, discord.Thread)
ENGLISH = discord.Locale.american_english.value


class Door:
    """Lets interactions in or refuses them."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def admit(self, interaction: discord.Interaction[Any], *, owner_ids: Sequence[int]) -> None:
        """Let an interaction pass.

        Raises:
            PlaceNotAllowed: the bot may not be used by this person in this place.
        """
        user_install = not interaction.is_guild_integration() and interaction.is_user_integration()
        self._access.admit(
            place_of(interaction),
            user_install=user_install,
            is_owner=interaction.user.id in owner_ids,
        )

    def admit_message(self, message: discord.Message, *, owner_ids: Sequence[int]) -> None:
        """Let a message pass that asks the bot for something.

        Raises:
            PlaceNotAllowed: the bot may not be used by this person in this place.
        """
        self._access.admit(place_of_message(message), user_install=False, is_owner=message.author.id in owner_ids)


def place_of(interaction: discord.Interaction[Any]) -> Place:
    """Say where an interaction happened."""
    channel = interaction.channel
    return Place(interaction.channel_id or 0, interaction.guild_id, is_age_restricted(channel), parent_of(channel))


def place_of_message(message: discord.Message) -> Place:
    """Say where a message stands."""
    return place_in(None if message.guild is None else message.guild.id, message.channel)


def place_in(server_id: int | None, channel: discord.abc.Snowflake) -> Place:
    """Say what place a channel is."""
    return Place(channel.id, server_id, is_age_restricted(channel), parent_of(channel))


def role_ids_of(person: discord.User | discord.Member) -> tuple[int, ...]:
    """Return the ids of somebody's roles on the server, everybody's included; none outside of one."""
    if not isinstance(person, discord.Member):
        return ()
    # Not ``roles``: these are only those that Discord has told of already, none at all right after a start.
    return (person.guild.id, *person._roles)  # noqa: SLF001 - there is no other way to them


def asker_of(interaction: discord.Interaction[Any]) -> Asker:
    """Say who uses the bot, as the rules of their server ask for it."""
    return Asker(role_ids_of(interaction.user), manages_server(interaction))


def author_of(message: discord.Message) -> Asker:
    """Say who writes a message, as the rules of their server ask for it."""
    person = message.author
    manages = isinstance(person, discord.Member) and person.guild_permissions.manage_guild
    return Asker(role_ids_of(person), manages)


def parent_of(channel: object) -> int | None:
    """Return the channel that a thread is in, ``None`` for what is no thread."""
    return channel.parent_id if isinstance(channel, discord.Thread) else None


def manages_server(interaction: discord.Interaction[Any]) -> bool:
    """Say whether a person may manage the server that they are on."""
    return interaction.guild_id is not None and interaction.permissions.manage_guild


def permissions_in(interaction: discord.Interaction[Any], channel_id: int) -> discord.Permissions:
    """Return what a person may do in a channel of the server, which need not be the one that they are in."""
    if channel_id in {interaction.channel_id, parent_of(interaction.channel)}:
        return interaction.permissions
    guild: discord.Guild | None = interaction.client.get_guild(interaction.guild_id or 0)
    channel = None if guild is None else guild.get_channel(channel_id)
    if channel is None or not isinstance(interaction.user, discord.Member):
        return discord.Permissions.none()
    return channel.permissions_for(interaction.user)


def is_private(message: discord.Message | None) -> bool:
    """Say whether nobody but the person who acts on a message sees it."""
    return message is not None and message.flags.ephemeral


def is_age_restricted(channel: object) -> bool:
    """Say whether a channel is for adults only; a thread is as its channel."""
    # Categories and direct messages have no such mark.
    return isinstance(channel, _MARKED) and channel.is_nsfw()


def card_locale(interaction: discord.Interaction[Any], *, private: bool) -> str:
    """Return the language of a card where its server sets none: a Community server's if public, else the person's.

    Other servers have a locale too, but it says ``en-US`` whatever people speak there.
    """
    guild = interaction.guild
    if not private and _is_community(guild) and interaction.guild_locale is not None:
        return interaction.guild_locale.value
    return interaction.locale.value


def reply_locale(message: discord.Message, known: str | None) -> str:
    """Return the language of a card that is a reply: a Community server's, else what is known of the person.

    Discord does not tell the language of somebody who writes a message.
    """
    return server_locale(message.guild) or known or ENGLISH


def server_locale(guild: discord.Guild | None) -> str | None:
    """Return the language of a Community server; others have a locale too, but it says nothing."""
    return guild.preferred_locale.value if guild is not None and _is_community(guild) else None


def may_see(interaction: discord.Interaction[Any], job: Job) -> bool:
    """Say whether a person may know of a job: its artist, and of a public one whoever sees its channel."""
    if interaction.user.id == job.artist_id:
        return True
    return not job.private and (_is_in(interaction, job) or _permissions_at(interaction, job).view_channel)


def may_manage(interaction: discord.Interaction[Any], job: Job) -> bool:
    """Say whether a person may cancel or delete a job: its artist, and who may manage messages in its channel."""
    return interaction.user.id == job.artist_id or _permissions_at(interaction, job).manage_messages


def may_moderate(interaction: discord.Interaction[Any], server: discord.Guild, job: Job) -> bool:
    """Say whether a person may decide about somebody's job on a server: who may manage messages in its channel.

    Where that channel is gone it is who may on the whole server.
    """
    if server.get_channel(job.place.home_id) is None and isinstance(interaction.user, discord.Member):
        return interaction.user.guild_permissions.manage_messages
    return _permissions_at(interaction, job).manage_messages


def _is_in(interaction: discord.Interaction[Any], job: Job) -> bool:
    """Say whether an interaction is where the job is; direct messages and group chats have no permissions."""
    return interaction.channel_id == job.place.channel_id


def _permissions_at(interaction: discord.Interaction[Any], job: Job) -> discord.Permissions:
    """Return what a person may do where a job is; nothing, where that is another server."""
    if interaction.guild_id != job.place.server_id:
        return discord.Permissions.none()
    if _is_in(interaction, job):
        return interaction.permissions
    return permissions_in(interaction, job.place.home_id)


def _is_community(guild: discord.Guild | None) -> bool:
    return guild is not None and COMMUNITY in guild.features
