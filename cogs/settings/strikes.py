"""The page of ``/settings`` with the strikes of a server that count, each of which can be taken back there."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from cogs import routes
from cogs.settings.panel import MEANWHILE, Panel, managed_server
from cogs.ui.moderation.strikes import leaf_with, strikes_leaf, strikes_page
from cogs.ui.verbs import Verb
from cogs.words import Words
from studio.moderation.discipline import Discipline
from studio.moderation.errors import StrikeGone


class StrikesPage:
    """The strikes that count, the newest first."""

    def __init__(self, discipline: Discipline) -> None:
        self._discipline = discipline

    async def drawn(self, server: discord.Guild, leaf: int, words: Words) -> Sequence[ui.Item[Any]]:
        """Draw it."""
        return strikes_page(strikes_leaf(await self._discipline.counting(server.id), leaf), words)


class StrikeChanges:
    """Acts on the buttons of this page, and stays on it."""

    def __init__(self, panel: Panel, discipline: Discipline) -> None:
        self._panel = panel
        self._discipline = discipline

    @property
    def presses(self) -> routes.Presses:
        """What the buttons do."""
        return {Verb.PARDON: self._pardon}

    async def _pardon(self, interaction: discord.Interaction[Any], strike_id: str) -> None:
        """Take a strike back; where somebody else has, show that."""
        server = managed_server(interaction)
        leaf = leaf_with(await self._discipline.counting(server.id), strike_id)
        note = ""
        try:
            await self._discipline.take_back(strike_id, server.id, by_id=interaction.user.id)
        except StrikeGone:
            note = MEANWHILE
        await self._panel.show(interaction, Verb.STRIKES, leaf=leaf, note=note)
