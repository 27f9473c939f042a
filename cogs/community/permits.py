"""What the bot must be allowed to do for a channel with a purpose; what it lacks is told before it acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import discord
from discord import Permissions

from cogs.access import permissions_in
from studio.community.purposes import (
    ContestSettings,
    Purpose,
    Settings,
    ShowcaseSettings,
    StudioSettings,
    ThemeSettings,
)
from studio.errors import Named, Param, UserError

_ALWAYS = Permissions(view_channel=True, send_messages=True, read_message_history=True, attach_files=True)
_FOR_EVERYBODY = Permissions(
    view_channel=True, send_messages=True, read_message_history=True, use_application_commands=True
)
_FOR_THREADS = Permissions(create_public_threads=True, send_messages_in_threads=True)
_NOT_IN_A_SHOWCASE = Permissions(send_messages=True, create_public_threads=True, create_private_threads=True)
"""What only the bot may do where only it posts."""


@dataclass(eq=False)
class BotLacksPermissions(UserError):
    """The bot may not do all that is needed; ``names`` are Discord's, ``on_server`` says where."""

    key: ClassVar[str] = "refusal-bot-lacks-permissions"

    names: tuple[str, ...]
    on_server: bool

    def params(self) -> Mapping[str, Param]:
        """Return ``permissions``, and ``where``."""
        return {
            "permissions": Named(tuple(f"permission-{name}" for name in self.names)),
            "where": "server" if self.on_server else "channel",
        }


@dataclass(eq=False)
class RoleNotMentionable(UserError):
    """A mention of the role would tell nobody."""

    key: ClassVar[str] = "refusal-role-not-mentionable"

    role_id: int

    def params(self) -> Mapping[str, Param]:
        """Return ``role``, as a mention."""
        return {"role": f"<@&{self.role_id}>"}


@dataclass(eq=False)
class RoleNotGiven(UserError):
    """The bot cannot give people the role; ``why`` is gone, managed, higher or permission."""

    key: ClassVar[str] = "refusal-role-not-given"

    role_id: int
    why: str

    def params(self) -> Mapping[str, Param]:
        """Return ``role``, as a mention, and ``why``."""
        return {"role": f"<@&{self.role_id}>", "why": self.why}


class ChannelNotYours(UserError):
    """The person may not manage the channel."""

    key: ClassVar[str] = "refusal-channel-not-yours"


class TimeZoneNotYours(UserError):
    """The person may not manage the server, whose time zone it is."""

    key: ClassVar[str] = "refusal-time-zone-not-yours"


@dataclass(eq=False)
class RoleNotYours(UserError):
    """The person could not give the role themselves, so the bot does not do it for them."""

    key: ClassVar[str] = "refusal-role-not-yours"

    role_id: int

    def params(self) -> Mapping[str, Param]:
        """Return ``role``, as a mention."""
        return {"role": f"<@&{self.role_id}>"}


@dataclass(eq=False)
class SourceNotHere(UserError):
    """A channel that is to be watched is none of this server, or out of the bot's sight."""

    key: ClassVar[str] = "refusal-source-not-here"

    channel_id: int

    def params(self) -> Mapping[str, Param]:
        """Return ``value``, as a mention."""
        return {"value": f"<#{self.channel_id}>"}


class ShowcaseWatchesItself(UserError):
    """A showcase is among the channels that it is to watch."""

    key: ClassVar[str] = "refusal-showcase-watches-itself"


def keeps(interaction: discord.Interaction[Any], channel_id: int) -> bool:
    """Say whether a person may manage a channel."""
    return permissions_in(interaction, channel_id).manage_channels


def check_keeper(interaction: discord.Interaction[Any], channel_id: int) -> None:
    """Let only those pass who may manage a channel.

    Raises:
        ChannelNotYours: the person may not.
    """
    if not keeps(interaction, channel_id):
        raise ChannelNotYours


def check_clock(interaction: discord.Interaction[Any], time_zone: str | None) -> None:
    """Let only those set the server's time zone who may manage it: its days and months are those of its budgets.

    Raises:
        TimeZoneNotYours: the person may not.
    """
    if time_zone is not None and not interaction.permissions.manage_guild:
        raise TimeZoneNotYours


def check_creator(person: discord.User | discord.Member, category: discord.CategoryChannel | None) -> None:
    """Let only those pass who could create a channel there themselves.

    Raises:
        ChannelNotYours: the person could not.
    """
    if not isinstance(person, discord.Member):
        raise ChannelNotYours
    granted = person.guild_permissions if category is None else category.permissions_for(person)
    if not granted.manage_channels:
        raise ChannelNotYours


def check_giver(person: discord.User | discord.Member, role: discord.Role | None) -> None:
    """Let a person have a role given to others by the bot, as far as they could give it themselves.

    Else whoever manages a channel could gain any role below the bot's. Everybody's role stands for none.

    Raises:
        RoleNotYours: they could not.
    """
    if role is None or role.is_default() or role.guild.owner_id == person.id:
        return
    if not isinstance(person, discord.Member) or not person.guild_permissions.manage_roles:
        raise RoleNotYours(role.id)
    if role >= person.top_role:
        raise RoleNotYours(role.id)


def check_reward(role: discord.Role | None) -> None:
    """Let a role be a reward.

    Raises:
        RoleNotGiven: it can be given to nobody, or everybody has it.
    """
    if role is not None and (role.managed or role.is_default()):
        raise RoleNotGiven(role.id, "managed")


def check_channel(channel: discord.TextChannel, settings: Settings) -> None:
    """Let a channel be set up in this way.

    Raises:
        UserError: the bot may not do all that this needs there.
    """
    _expect(_needed(settings), channel.permissions_for(channel.guild.me), on_server=False)
    _check_settings(channel.guild, channel.permissions_for(channel.guild.me), settings)
    if isinstance(settings, ShowcaseSettings) and channel.id in settings.sources:
        raise ShowcaseWatchesItself


def check_room(channel: discord.abc.GuildChannel) -> None:
    """Let a channel be one in which the bot tells moderators something.

    Raises:
        BotLacksPermissions: the bot may not do all that this needs there.
    """
    _expect(_ALWAYS, channel.permissions_for(channel.guild.me), on_server=False)


def check_creation(server: discord.Guild, settings: Settings) -> None:
    """Let a channel be created and set up in this way.

    Raises:
        UserError: the bot may not do all that this needs on the server.
    """
    granted = server.me.guild_permissions
    _expect(_needed(settings) | Permissions(manage_channels=True), granted, on_server=True)
    _check_settings(server, granted, settings)


def overwrites(
    server: discord.Guild, purpose: Purpose
) -> dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite]:
    """Return who may do what in a new channel; the bot can say so only of what it may do itself."""
    own = server.me.guild_permissions
    allowed, denied = _FOR_EVERYBODY & own, Permissions.none()
    if purpose is Purpose.SHOWCASE:
        denied = _NOT_IN_A_SHOWCASE & own
        allowed = Permissions(allowed.value & ~denied.value)
    bots = (_ALWAYS | _FOR_THREADS | Permissions(pin_messages=True)) & own
    return {
        server.default_role: discord.PermissionOverwrite.from_pair(allowed, denied),
        server.me: discord.PermissionOverwrite.from_pair(bots, Permissions.none()),
    }


def _needed(settings: Settings) -> Permissions:
    if isinstance(settings, StudioSettings) and settings.threads:
        return _ALWAYS | _FOR_THREADS
    return _ALWAYS


def _expect(needed: Permissions, granted: Permissions, *, on_server: bool) -> None:
    lacking = Permissions(needed.value & ~granted.value)
    # Without these Discord counts the others as lacking too, whether they are allowed or not.
    if lacking.view_channel:
        lacking = Permissions(view_channel=True)
    elif lacking.send_messages:
        lacking.attach_files = False
    names = tuple(name for name, is_lacking in lacking if is_lacking)
    if names:
        raise BotLacksPermissions(names, on_server)


def _check_settings(server: discord.Guild, granted: Permissions, settings: Settings) -> None:
    match settings:
        case ThemeSettings(role_id=int(role_id)):
            _check_given(server, role_id)
            role = server.get_role(role_id)
            if role is not None and not role.mentionable and not granted.mention_everyone:
                raise RoleNotMentionable(role_id)
        case ContestSettings(role_id=int(role_id)):
            _check_given(server, role_id)
        case ShowcaseSettings():
            _check_sources(server, settings)
        case _:
            pass


def _check_given(server: discord.Guild, role_id: int) -> None:
    role = server.get_role(role_id)
    if role is None:
        raise RoleNotGiven(role_id, "gone")
    if role.managed:
        raise RoleNotGiven(role_id, "managed")
    if not server.me.guild_permissions.manage_roles:
        raise RoleNotGiven(role_id, "permission")
    if role >= server.me.top_role:
        raise RoleNotGiven(role_id, "higher")


def _check_sources(server: discord.Guild, settings: ShowcaseSettings) -> None:
    for source in settings.sources:
        channel = server.get_channel(source)
        if channel is None or not channel.permissions_for(server.me).view_channel:
            raise SourceNotHere(source)
