"""The page of ``/settings`` about privacy: how long the prompts of a server are remembered."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from cogs import routes
from cogs.first_answer import first_answer
from cogs.settings.panel import MEANWHILE, Panel, managed_server
from cogs.ui import retention as drawing
from cogs.ui.forms import Filled
from cogs.ui.verbs import Verb
from cogs.words import Languages, Words
from studio.errors import SettingChanged
from studio.retention import Retention, days_of


class PrivacyPage:
    """How long prompts are remembered."""

    def __init__(self, retention: Retention) -> None:
        self._retention = retention

    async def drawn(self, server: discord.Guild, _: int, words: Words) -> Sequence[ui.Item[Any]]:
        """Draw it."""
        return drawing.privacy_page(await self._retention.days(server.id), words)


class RetentionChanges:
    """Acts on the button and the form of this page; the form knows what it was opened with."""

    def __init__(self, panel: Panel, retention: Retention, languages: Languages) -> None:
        self._panel = panel
        self._retention = retention
        self._languages = languages

    @property
    def presses(self) -> routes.Presses:
        """What the button does."""
        return {Verb.REMEMBER: self._ask}

    @property
    def forms(self) -> routes.Forms:
        """What the form does."""
        return {Verb.REMEMBER: self._set}

    async def _ask(self, interaction: discord.Interaction[Any], _: str) -> None:
        """Open the form, with the days that hold now."""
        days = await self._retention.days(managed_server(interaction).id)
        form = drawing.days_form(days, self._languages.words(interaction.locale.value))
        await first_answer(lambda: interaction.response.send_modal(form))

    async def _set(self, interaction: discord.Interaction[Any], about: str, form: Filled) -> None:
        """Let prompts be remembered for as long as the form says."""
        server = managed_server(interaction)
        days = days_of(drawing.days_typed(form))
        is_changed = await self._is_changed(server.id, days, about, by_id=interaction.user.id)
        await self._panel.show(interaction, Verb.PRIVACY, note="" if is_changed else MEANWHILE)

    async def _is_changed(self, server_id: int, days: int | None, about: str, *, by_id: int) -> bool:
        """Change the days if they are still those that the form was opened with; say whether they were."""
        before = await self._retention.days(server_id)
        if not drawing.is_of_days(about, before):
            return False
        try:
            await self._retention.remember_for(server_id, days, before=before, by_id=by_id)
        except SettingChanged:
            return False
        return True
