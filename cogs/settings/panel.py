"""``/settings``: opens a panel with pages, for people who may manage the server.

What stands on a page is its own (``cogs.settings.money``, for one); this knows that there are some and turns them.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Protocol

import discord
from discord import Permissions, app_commands, ui
from discord.app_commands import locale_str
from discord.ext import commands

from cogs import routes
from cogs.access import manages_server
from cogs.first_answer import answer_in_private, first_answer
from cogs.servers import server_of
from cogs.translation import put_words
from cogs.ui.settings import settings_panel
from cogs.ui.verbs import Verb
from cogs.words import DEFAULT_LANGUAGE, Languages, Words
from studio.setting_errors import RoleOfApp, ServerNotYours

MEANWHILE = "settings-changed-meanwhile"
"""What there is to tell who was too late."""


class Page(Protocol):
    """One page."""

    async def drawn(self, server: discord.Guild, leaf: int, words: Words) -> Sequence[ui.Item[Any]]:
        """Read how things are and draw them; ``leaf`` is the part of a long list that is shown, from 0."""
        ...


class Panel:
    """Shows pages; each is opened by a button of its own verb."""

    def __init__(self, pages: Mapping[Verb, Page], languages: Languages) -> None:
        self._pages = pages
        self._languages = languages

    @property
    def presses(self) -> routes.Presses:
        """What the buttons that lead to pages do."""
        return {verb: partial(self._turn, verb) for verb in self._pages}

    async def open(self, interaction: discord.Interaction[Any]) -> None:
        """Answer with the first page.

        Raises:
            ServerNotYours: the person may not manage the server.
        """
        await answer_in_private(interaction, await self._view(interaction, next(iter(self._pages))))

    async def show(
        self, interaction: discord.Interaction[Any], page: Verb, *, leaf: int = 0, note: str = ""
    ) -> None:
        """Let the panel show a page as it is now; ``note`` is the key of what there is to tell besides.

        Raises:
            ServerNotYours: the person may not manage the server.
        """
        view = await self._view(interaction, page, leaf=leaf, note=note)
        await first_answer(partial(interaction.response.edit_message, view=view))

    async def _turn(self, page: Verb, interaction: discord.Interaction[Any], leaf: str) -> None:
        number = int(leaf) if leaf.isdecimal() else 0
        await self.show(interaction, page, leaf=number)

    async def _view(
        self, interaction: discord.Interaction[Any], page: Verb, *, leaf: int = 0, note: str = ""
    ) -> ui.LayoutView:
        server = managed_server(interaction)
        words = self._languages.words(interaction.locale.value)
        drawn = await self._pages[page].drawn(server, leaf, words)
        return settings_panel(drawn, page, tuple(self._pages), words, note=note)


class SettingsPanel(commands.Cog):
    """The cog of ``/settings``."""

    def __init__(self, panel: Panel, languages: Languages) -> None:
        self._panel = panel
        put_words(self.settings, languages.words(DEFAULT_LANGUAGE))

    @app_commands.command(
        name=locale_str("settings", key="settings-name"), description=locale_str("settings-description")
    )
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.default_permissions(Permissions(manage_guild=True))
    async def settings(self, interaction: discord.Interaction[Any]) -> None:
        """Open the panel."""
        await self._panel.open(interaction)


def managed_server(interaction: discord.Interaction[Any]) -> discord.Guild:
    """Return the server, if the person may manage it: Discord lets admins give the command to others too.

    Raises:
        ServerNotYours: they may not.
        NotNow: Discord has not told yet what there is on it.
    """
    if not manages_server(interaction):
        raise ServerNotYours
    return server_of(interaction)


def check_role(server: discord.Guild, role_id: int) -> None:
    """Let something be set for a role which people can have: those of boosts and subscriptions too.

    Raises:
        RoleOfApp: it belongs to an app.
    """
    role = server.get_role(role_id)
    if role is not None and role.is_bot_managed():
        raise RoleOfApp
