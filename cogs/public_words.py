"""In which language that is told which everybody can see: the server's setting, else as Discord tells it.

Cards have theirs from the studio, which knows the setting; this is for all else.
"""

from typing import Any

import discord

from cogs.access import card_locale, server_locale
from cogs.words import Languages, Words
from studio.rulekeeping import Rulekeeping


class PublicWords:
    """Finds the words of what everybody can see."""

    def __init__(self, rules: Rulekeeping, languages: Languages) -> None:
        self._rules = rules
        self._languages = languages

    async def in_answer(self, interaction: discord.Interaction[Any], *, private: bool = False) -> Words:
        """Return the words of an answer: those of the person where it is private."""
        manner = (await self._rules.rulebook(interaction.guild_id)).manner
        return self._languages.words(manner.locale(card_locale(interaction, private=private), private=private))

    async def on_server(self, bot: discord.Client, server_id: int, otherwise: str) -> Words:
        """Return the words of a post; ``otherwise`` is the locale where neither setting nor server says one."""
        manner = (await self._rules.rulebook(server_id)).manner
        return self._languages.words(manner.locale(server_locale(bot.get_guild(server_id)) or otherwise))
