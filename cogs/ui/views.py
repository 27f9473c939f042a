"""The one class of all views: an error in an item of theirs reaches the funnel.

The buttons of cards report by themselves (``cogs.ui.buttons``), since discord.py never asks their view.
"""

from typing import Any, Protocol, cast

import discord
from discord import ui


class Reports(Protocol):
    """What a view needs of the bot."""

    async def report(self, interaction: discord.Interaction[Any], error: BaseException) -> None:
        """Tell a person what went wrong."""
        ...


class View(ui.LayoutView):
    """A card or a private answer."""

    async def on_error(
        self, interaction: discord.Interaction[Any], error: Exception, item: ui.Item[Any], /
    ) -> None:
        """Hand an error to the funnel."""
        del item
        await cast("Reports", interaction.client).report(interaction, error)
