"""``/queue``: what waits and runs, and where a person's own jobs are in it."""

from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from cogs.first_answer import first_answer
from cogs.translation import put_words
from cogs.ui.queue import queue_panel
from cogs.words import DEFAULT_LANGUAGE, Languages
from studio.studio import Studio


class QueuePanel(commands.Cog):
    """The cog of ``/queue``."""

    def __init__(self, studio: Studio, languages: Languages) -> None:
        self._studio = studio
        self._languages = languages
        put_words(self.queue, languages.words(DEFAULT_LANGUAGE))

    @app_commands.command(name=locale_str("queue", key="queue-name"), description=locale_str("queue-description"))
    async def queue(self, interaction: discord.Interaction[Any]) -> None:
        """Show the queue as it is now."""
        seen = await self._studio.queue_for(interaction.user.id, interaction.guild_id)
        panel = queue_panel(seen, self._languages.words(interaction.locale.value))
        await first_answer(partial(interaction.response.send_message, view=panel, ephemeral=True))
