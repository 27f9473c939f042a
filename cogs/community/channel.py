"""``/channel setup``, ``show``, ``change`` and ``close``: what a channel is for.

What the options mean is ``studio.community.setup``'s, what the bot must be allowed to do is
``cogs.community.permits``', the explanation in the channel is ``cogs.community.guides``'.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any, ClassVar

import discord
from discord import Permissions, app_commands
from discord.app_commands import Choice, Range, locale_str
from discord.ext import commands

from cogs.access import asker_of, place_of
from cogs.community.channel_lines import model_lines, models_lines, shape_lines, zone_lines
from cogs.community.guides import Guides
from cogs.community.permits import (
    check_channel,
    check_clock,
    check_creation,
    check_creator,
    check_giver,
    check_keeper,
    keeps,
    overwrites,
)
from cogs.first_answer import answer_in_private, first_answer
from cogs.public_words import PublicWords
from cogs.routes import Presses
from cogs.servers import is_deleted, server_of
from cogs.translation import put_choices, put_group_words
from cogs.ui.community.channels import channel_list, close_question, was_changed, was_closed, was_set_up
from cogs.ui.numbers import number_of
from cogs.ui.verbs import Verb
from cogs.words import DEFAULT_LANGUAGE, Languages, Words
from flux.catalogue import Catalogue
from studio.community.community import Community
from studio.community.purposes import SETTINGS, Channel, Every, Purpose
from studio.community.setting_up import Wanted
from studio.community.setup import NO_ROLE, Typed
from studio.errors import ChannelGone, UserError
from studio.prices import Prices

log = logging.getLogger(__name__)

_TOO_MANY_CHANNELS = 30013
"""Discord's code for a server that has as many channels as it can have."""

WEEKDAYS = tuple(str(day) for day in range(7))

Style = Range[str, 1, 1_000]
ManyPictures = Range[int, 1, 4]
Reactions = Range[int, 1, 1_000]
Keep = Range[int, 0, 1_000]
Days = Range[int, 1, 365]


class ChannelAndName(UserError):
    """A channel was given, and a name for a new one."""

    key: ClassVar[str] = "refusal-channel-and-name"


class NotATextChannel(UserError):
    """What is to have a purpose is no text channel."""

    key: ClassVar[str] = "refusal-not-a-text-channel"


class NoPurpose(UserError):
    """The channel has no purpose."""

    key: ClassVar[str] = "refusal-no-purpose"


class TooManyChannels(UserError):
    """The server has as many channels as it can have."""

    key: ClassVar[str] = "refusal-too-many-channels"


class ChannelPurposes(commands.Cog):
    """The cog of ``/channel``."""

    channel = app_commands.Group(
        name=locale_str("channel", key="channel-name"),
        description=locale_str("channel-description"),
        guild_only=True,
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        default_permissions=Permissions(manage_channels=True),
    )

    def __init__(
        self,
        community: Community,
        guides: Guides,
        catalogue: Catalogue,
        prices: Prices,
        languages: Languages,
        public: PublicWords,
    ) -> None:
        self._community = community
        self._guides = guides
        self._catalogue = catalogue
        self._prices = prices
        self._languages = languages
        self._public = public
        english = languages.words(DEFAULT_LANGUAGE)
        put_group_words(self.channel, english)
        put_choices(self.setup, english, purpose=tuple(Purpose), every=tuple(Every), weekday=WEEKDAYS)
        put_choices(self.change, english, every=tuple(Every), weekday=WEEKDAYS)

    @property
    def presses(self) -> Presses:
        """The button that ends a purpose."""
        return {Verb.CLOSE: self._close}

    @channel.command(
        name=locale_str("setup", key="channel-setup-name"), description=locale_str("channel-setup-description")
    )
    async def setup(
        self,
        interaction: discord.Interaction[Any],
        purpose: str,
        channel: discord.TextChannel | None = None,
        name: Range[str, 1, 100] | None = None,
        models: str | None = None,
        model: str | None = None,
        aspect_ratio: str | None = None,
        style: Style | None = None,
        hide_style: bool | None = None,
        num_outputs: ManyPictures | None = None,
        threads: bool | None = None,
        every: str | None = None,
        at: str | None = None,
        weekday: str | None = None,
        role: discord.Role | None = None,
        time_zone: str | None = None,
        emoji: str | None = None,
        threshold: Reactions | None = None,
        keep: Keep | None = None,
        age_days: Days | None = None,
        sources: str | None = None,
    ) -> None:
        """Give a channel a purpose, all of it in one step."""
        typed = Typed(
            models=models,
            model=model,
            aspect_ratio=aspect_ratio,
            style=style,
            hide_style=hide_style,
            num_outputs=num_outputs,
            threads=threads,
            every=every,
            at=at,
            weekday=_number(weekday),
            role=_role(role),
            time_zone=time_zone,
            emoji=emoji,
            threshold=threshold,
            keep=keep,
            age_days=age_days,
            sources=sources,
        )
        wanted = self._community.setting_up.read(Purpose(purpose), typed)
        if channel is not None and name is not None:
            raise ChannelAndName
        server = server_of(interaction)
        check_giver(interaction.user, role)
        check_clock(interaction, time_zone)
        if name is not None:
            check_creator(interaction.user, _category(interaction))
            check_creation(server, wanted.settings)
            await first_answer(partial(interaction.response.defer, ephemeral=True, thinking=True))
            made = await self._create(interaction, server, name, wanted)
        else:
            if channel is None and isinstance(interaction.channel, discord.Thread):
                raise NotATextChannel
            there = channel or _here(interaction)
            check_keeper(interaction, there.id)
            await self._community.setting_up.expect_free(there.id)
            check_channel(there, wanted.settings)
            await first_answer(partial(interaction.response.defer, ephemeral=True, thinking=True))
            made = await self._community.setting_up.set_up(there.id, server.id, wanted, by_id=interaction.user.id)
        notes = await self._guides.put_up(
            made, await self._public.in_answer(interaction), occasion_id=interaction.id
        )
        await self._tell(interaction, made, notes, is_new=True)
        if time_zone is not None:
            words = await self._public.in_answer(interaction)
            await self._guides.renew_all(made.server_id, words, occasion_id=interaction.id, but=made.id)

    @channel.command(
        name=locale_str("show", key="channel-show-name"), description=locale_str("channel-show-description")
    )
    async def show(
        self, interaction: discord.Interaction[Any], channel: discord.TextChannel | None = None
    ) -> None:
        """Show what channels are for, of those that the person may manage."""
        server = server_of(interaction)
        if channel is not None:
            check_keeper(interaction, channel.id)
            found: Sequence[Channel] = (await self._found(channel.id),)
        else:
            found = [each for each in await self._that_exist(server) if keeps(interaction, each.id)]
        if not found:
            check_keeper(interaction, interaction.channel_id or 0)
        zone = await self._community.servers.time_zone(server.id)
        await answer_in_private(interaction, channel_list(found, zone, self._words(interaction)))

    @channel.command(
        name=locale_str("change", key="channel-change-name"), description=locale_str("channel-change-description")
    )
    async def change(
        self,
        interaction: discord.Interaction[Any],
        channel: discord.TextChannel | None = None,
        models: str | None = None,
        model: str | None = None,
        aspect_ratio: str | None = None,
        style: Style | None = None,
        hide_style: bool | None = None,
        num_outputs: ManyPictures | None = None,
        threads: bool | None = None,
        every: str | None = None,
        at: str | None = None,
        weekday: str | None = None,
        role: discord.Role | None = None,
        time_zone: str | None = None,
        emoji: str | None = None,
        threshold: Reactions | None = None,
        keep: Keep | None = None,
        age_days: Days | None = None,
        sources: str | None = None,
    ) -> None:
        """Change what was given and nothing else."""
        typed = Typed(
            models=models,
            model=model,
            aspect_ratio=aspect_ratio,
            style=style,
            hide_style=hide_style,
            num_outputs=num_outputs,
            threads=threads,
            every=every,
            at=at,
            weekday=_number(weekday),
            role=_role(role),
            time_zone=time_zone,
            emoji=emoji,
            threshold=threshold,
            keep=keep,
            age_days=age_days,
            sources=sources,
        )
        there = channel or _here(interaction)
        check_keeper(interaction, there.id)
        check_giver(interaction.user, role)
        check_clock(interaction, time_zone)
        before = await self._found(there.id)
        wanted = self._community.setting_up.read_change(before, typed)
        check_channel(there, wanted.settings)
        await first_answer(partial(interaction.response.defer, ephemeral=True, thinking=True))
        after = await self._community.setting_up.change(before, wanted, by_id=interaction.user.id)
        notes = await self._guides.renew(
            after, await self._public.in_answer(interaction), occasion_id=interaction.id
        )
        await self._tell(interaction, after, notes, is_new=False)
        if time_zone is not None:
            words = await self._public.in_answer(interaction)
            await self._guides.renew_all(after.server_id, words, occasion_id=interaction.id, but=after.id)

    @channel.command(
        name=locale_str("close", key="channel-close-name"), description=locale_str("channel-close-description")
    )
    async def close(
        self, interaction: discord.Interaction[Any], channel: discord.TextChannel | None = None
    ) -> None:
        """Ask whether a purpose shall end."""
        there = channel or _here(interaction)
        check_keeper(interaction, there.id)
        found = await self._found(there.id)
        await answer_in_private(interaction, close_question(found, self._words(interaction)))

    @setup.autocomplete("models")
    @change.autocomplete("models")
    async def complete_models(self, interaction: discord.Interaction[Any], current: str) -> list[Choice[str]]:
        """Offer to add a model to those that were typed."""
        return models_lines(self._catalogue, self._words(interaction), current)

    @setup.autocomplete("model")
    @change.autocomplete("model")
    async def complete_model(self, interaction: discord.Interaction[Any], current: str) -> list[Choice[str]]:
        """Offer models with their price and usual time."""
        return model_lines(self._catalogue, self._prices, self._words(interaction), current)

    @setup.autocomplete("aspect_ratio")
    @change.autocomplete("aspect_ratio")
    async def complete_aspect_ratio(
        self, interaction: discord.Interaction[Any], current: str
    ) -> list[Choice[str]]:
        """Offer the shapes of the model that was chosen, or else of the one that is usual."""
        offer = await self._community.presets.offered(place_of(interaction), asker_of(interaction))
        model = self._catalogue.get(str(interaction.namespace.model)) or offer.usual
        return [] if model is None else shape_lines(model, self._words(interaction), current)

    @setup.autocomplete("time_zone")
    @change.autocomplete("time_zone")
    async def complete_time_zone(self, interaction: discord.Interaction[Any], current: str) -> list[Choice[str]]:
        """Offer time zones."""
        del interaction
        return zone_lines(current)

    async def _close(self, interaction: discord.Interaction[Any], channel_id: str) -> None:
        """End a purpose, as the button of the question says."""
        found = await self._found(number_of(channel_id) or 0)
        if found.server_id != interaction.guild_id:
            raise NoPurpose
        check_keeper(interaction, found.id)
        closed = await self._community.setting_up.close(found.id, by_id=interaction.user.id)
        view = was_closed(closed, self._words(interaction))
        await first_answer(partial(interaction.response.edit_message, view=view))
        await self._guides.take_down(closed)

    async def _create(
        self, interaction: discord.Interaction[Any], server: discord.Guild, name: str, wanted: Wanted
    ) -> Channel:
        """Create a channel and give it its purpose; where it gets none, it goes again."""
        purpose = next(purpose for purpose, kind in SETTINGS.items() if isinstance(wanted.settings, kind))
        try:
            created = await server.create_text_channel(
                name, category=_category(interaction), overwrites=overwrites(server, purpose)
            )
        except discord.HTTPException as error:
            if error.code == _TOO_MANY_CHANNELS:
                raise TooManyChannels from error
            raise
        try:
            return await self._community.setting_up.set_up(
                created.id, server.id, wanted, by_id=interaction.user.id
            )
        except Exception:
            with suppress(discord.HTTPException):
                await created.delete()
            raise

    async def _that_exist(self, server: discord.Guild) -> Sequence[Channel]:
        """Return a server's channels with a purpose, and forget those that are there no more."""
        found = []
        for channel in await self._community.channels.of_server(server.id):
            if server.get_channel(channel.id) is not None or not await is_deleted(server, channel.id):
                found.append(channel)
            else:
                await self._forget(channel.id)
        return found

    async def _forget(self, channel_id: int) -> None:
        with suppress(ChannelGone):
            await self._community.channels.close(channel_id)
            log.info("channel %d is deleted, and its purpose with it", channel_id)

    async def _found(self, channel_id: int) -> Channel:
        channel = await self._community.channels.channel(channel_id)
        if channel is None:
            raise NoPurpose
        return channel

    async def _tell(
        self, interaction: discord.Interaction[Any], channel: Channel, notes: Sequence[str], *, is_new: bool
    ) -> None:
        words = self._words(interaction)
        zone = await self._community.servers.time_zone(channel.server_id)
        draw = was_set_up if is_new else was_changed
        view = draw(channel, zone, words, notes=[words(note) for note in notes])
        await interaction.edit_original_response(view=view, allowed_mentions=discord.AllowedMentions.none())

    def _words(self, interaction: discord.Interaction[Any]) -> Words:
        return self._languages.words(interaction.locale.value)


def _here(interaction: discord.Interaction[Any]) -> discord.TextChannel:
    """Return the channel where a command was used; a thread stands for the channel that it belongs to.

    Raises:
        NotATextChannel: it is of another kind.
    """
    here = interaction.channel
    channel_id = here.parent_id if isinstance(here, discord.Thread) else interaction.channel_id
    channel = server_of(interaction).get_channel(channel_id or 0)
    if not isinstance(channel, discord.TextChannel):
        raise NotATextChannel
    return channel


def _category(interaction: discord.Interaction[Any]) -> discord.CategoryChannel | None:
    """Return where a new channel goes: beside the one where it was asked for, if the bot may put it there."""
    channel = server_of(interaction).get_channel(interaction.channel_id or 0)
    category = None if channel is None else channel.category
    if category is None or not category.permissions_for(category.guild.me).manage_channels:
        return None
    return category


def _number(typed: str | None) -> int | None:
    return None if typed is None else int(typed)


def _role(role: discord.Role | None) -> int | None:
    """Return the role that was chosen; everybody stands for none."""
    if role is None:
        return None
    return NO_ROLE if role.is_default() else role.id
