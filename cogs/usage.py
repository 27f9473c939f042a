"""``/usage``: what a person has used, and what is left to them. What its buttons do is ``cogs.usage_presses``'."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from cogs.access import manages_server, place_of, role_ids_of
from cogs.first_answer import answer_in_private
from cogs.translation import put_words
from cogs.ui.usage import own_panel
from cogs.words import DEFAULT_LANGUAGE, Languages
from studio.accounting import Accounting


class UsagePanel(commands.Cog):
    """The cog of ``/usage``."""

    def __init__(self, accounting: Accounting, languages: Languages) -> None:
        self._accounting = accounting
        self._languages = languages
        put_words(self.usage, languages.words(DEFAULT_LANGUAGE))

    @app_commands.command(name=locale_str("usage", key="usage-name"), description=locale_str("usage-description"))
    async def usage(self, interaction: discord.Interaction[Any]) -> None:
        """Show what the person has used as it is now."""
        person = interaction.user
        usage = await self._accounting.of_person(person.id, place_of(interaction), role_ids_of(person))
        words = self._languages.words(interaction.locale.value)
        panel = own_panel(usage, words, may_see_server=manages_server(interaction))
        await answer_in_private(interaction, panel)
