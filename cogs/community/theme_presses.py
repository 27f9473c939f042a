"""What the buttons of themes and of their lists do, and the form that adds some. The commands are ``theme``'s."""

from functools import partial
from typing import Any

import discord
from discord import ui

from cogs import routes
from cogs.community.theme_access import require_decider, server_of
from cogs.first_answer import answer_in_private, first_answer
from cogs.ui.community.themes import Leaf, added_notice, lines_of, themes_form, themes_panel, told_notice
from cogs.ui.errors import OldCard
from cogs.ui.forms import Filled
from cogs.ui.numbers import number_of
from cogs.ui.verbs import Verb
from cogs.words import Languages, Words
from studio.community.purposes import Channel, ThemeSettings
from studio.community.theme_errors import NoRole, NoThemeChannel, RoleOutOfReach
from studio.community.theme_values import Theme
from studio.community.themes import Themes


class ThemePresses:
    """Acts on them."""

    def __init__(self, themes: Themes, languages: Languages) -> None:
        self._themes = themes
        self._languages = languages

    @property
    def presses(self) -> routes.Presses:
        """What its buttons do."""
        return {
            Verb.TELL: self._tell,
            Verb.POOL: partial(self._open, waits=False),
            Verb.SUGGESTED: partial(self._open, waits=True),
            Verb.EARLIER: self._leaf,
            Verb.LATER: self._leaf,
            Verb.DISCARD: partial(self._remove, waits=False),
            Verb.REJECT: partial(self._remove, waits=True),
            Verb.APPROVE: self._approve,
            Verb.THEMES: self._ask,
        }

    @property
    def forms(self) -> routes.Forms:
        """What its form does."""
        return {Verb.THEMES: self._add}

    async def _tell(self, interaction: discord.Interaction[Any], channel_id: str) -> None:
        """Give a person the role that is told of new themes, or take it."""
        channel = await self._channel(interaction, channel_id)
        assert isinstance(channel.settings, ThemeSettings)
        role_id, person = channel.settings.role_id, interaction.user
        if role_id is None or not isinstance(person, discord.Member):
            raise NoRole
        await first_answer(partial(interaction.response.defer, ephemeral=True, thinking=True))
        had = person.get_role(role_id) is not None
        change = person.remove_roles if had else person.add_roles
        try:
            await change(discord.Object(role_id))
        except discord.Forbidden as error:
            raise RoleOutOfReach from error
        except discord.NotFound as error:
            raise NoRole from error
        view = told_notice(self._words(interaction), role_id=role_id, on=not had)
        await interaction.followup.send(view=view, ephemeral=True, allowed_mentions=discord.AllowedMentions.none())

    async def _open(self, interaction: discord.Interaction[Any], channel_id: str, *, waits: bool) -> None:
        channel = await self._decided(interaction, channel_id)
        await self._show(interaction, channel, 0, waits=waits)

    async def _leaf(self, interaction: discord.Interaction[Any], leaf: str) -> None:
        turned = Leaf.parse(leaf)
        if turned is None:
            raise OldCard
        channel = await self._decided(interaction, str(turned.channel_id))
        await self._show(interaction, channel, turned.number, waits=turned.waits)

    async def _approve(self, interaction: discord.Interaction[Any], theme_id: str) -> None:
        theme, channel = await self._theme(interaction, theme_id)
        page = await self._themes.approve(theme, channel, by_id=interaction.user.id)
        await self._edit(interaction, themes_panel(channel, page, self._words(interaction), waits=True))

    async def _remove(self, interaction: discord.Interaction[Any], theme_id: str, *, waits: bool) -> None:
        theme, channel = await self._theme(interaction, theme_id)
        page = await self._themes.remove(theme, channel, waits=waits, by_id=interaction.user.id)
        await self._edit(interaction, themes_panel(channel, page, self._words(interaction), waits=waits))

    async def _ask(self, interaction: discord.Interaction[Any], channel_id: str) -> None:
        channel = await self._decided(interaction, channel_id)
        form = themes_form(channel, self._words(interaction))
        await first_answer(partial(interaction.response.send_modal, form))

    async def _add(self, interaction: discord.Interaction[Any], channel_id: str, form: Filled) -> None:
        channel = await self._decided(interaction, channel_id)
        listed = await self._themes.add(channel, lines_of(form), by_id=interaction.user.id)
        view = added_notice(listed, self._words(interaction))
        await answer_in_private(interaction, view)

    async def _show(
        self, interaction: discord.Interaction[Any], channel: Channel, number: int, *, waits: bool
    ) -> None:
        page = await self._themes.page(channel, number, waits=waits)
        await self._edit(interaction, themes_panel(channel, page, self._words(interaction), waits=waits))

    async def _edit(self, interaction: discord.Interaction[Any], view: ui.LayoutView) -> None:
        await first_answer(
            partial(interaction.response.edit_message, view=view, allowed_mentions=discord.AllowedMentions.none())
        )

    async def _channel(self, interaction: discord.Interaction[Any], channel_id: str) -> Channel:
        number = number_of(channel_id)
        if number is None:
            raise NoThemeChannel
        return await self._themes.of_id(server_of(interaction), number)

    async def _decided(self, interaction: discord.Interaction[Any], channel_id: str) -> Channel:
        """Return a channel to somebody who may decide about its themes."""
        channel = await self._channel(interaction, channel_id)
        require_decider(interaction, channel.id)
        return channel

    async def _theme(self, interaction: discord.Interaction[Any], theme_id: str) -> tuple[Theme, Channel]:
        """Return a theme to somebody who may decide about it."""
        number = number_of(theme_id)
        if number is None:
            raise OldCard
        theme, channel = await self._themes.theme(number, server_id=server_of(interaction))
        require_decider(interaction, channel.id)
        return theme, channel

    def _words(self, interaction: discord.Interaction[Any]) -> Words:
        return self._languages.words(interaction.locale.value)
