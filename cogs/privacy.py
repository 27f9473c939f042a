"""``/privacy``: what a person chooses about what is theirs, and what they may have of it.

What its buttons do is ``cogs.choices``' and ``cogs.my_data``'.
"""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from cogs.first_answer import answer_in_private
from cogs.translation import put_words
from cogs.ui.panels import privacy_panel
from cogs.words import DEFAULT_LANGUAGE, Languages
from studio.privacy import Privacy


class PrivacyPanel(commands.Cog):
    """The cog of ``/privacy``."""

    def __init__(self, privacy: Privacy, languages: Languages) -> None:
        self._privacy = privacy
        self._languages = languages
        put_words(self.privacy, languages.words(DEFAULT_LANGUAGE))

    @app_commands.command(
        name=locale_str("privacy", key="privacy-name"), description=locale_str("privacy-description")
    )
    async def privacy(self, interaction: discord.Interaction[Any]) -> None:
        """Show what the person has chosen, and what they can do with their data."""
        chosen = await self._privacy.choices(interaction.user.id)
        is_going = await self._privacy.is_being_forgotten(interaction.user.id)
        panel = privacy_panel(self._languages.words(interaction.locale.value), chosen, is_going=is_going)
        await answer_in_private(interaction, panel)
