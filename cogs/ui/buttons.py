"""The one class of all buttons on cards: it knows a verb and a job's id and asks the bot to do the rest.

Errors in a DynamicItem's callback vanish in discord.py 2.7 (they reach neither ``View.on_error`` nor
``tree.on_error``), so the callback hands every one of them to the funnel itself.
"""

import re
from typing import Any, Protocol, Self, cast

import discord
from discord import ui

from cogs.ui.verbs import TEMPLATE, CustomId, Verb, custom_id


class Presses(Protocol):
    """What a button needs of the bot: somebody who acts on a press and tells the errors."""

    async def press(self, interaction: discord.Interaction[Any], pressed: CustomId) -> None:
        """Do what the verb says and answer the person; never raises."""
        ...


class CardButton(ui.DynamicItem[ui.Button[Any]], template=TEMPLATE):
    """A button of a card; works on a card of any age, in any process."""

    def __init__(self, pressed: CustomId, button: ui.Button[Any]) -> None:
        super().__init__(button)
        self.pressed = pressed

    @classmethod
    def of(
        cls, verb: Verb, job_id: str, *, label: str, style: discord.ButtonStyle, emoji: str | None = None
    ) -> Self:
        """Build the button for a card."""
        name = custom_id(verb, job_id)
        parsed = CustomId.parse(name)
        assert parsed is not None
        return cls(parsed, ui.Button(label=label, style=style, emoji=emoji, custom_id=name))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Read the button back from a message; only parses."""
        del interaction
        return cls(CustomId(int(match["version"]), match["verb"], match["id"]), cast("ui.Button[Any]", item))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the press to the bot."""
        await cast("Presses", interaction.client).press(interaction, self.pressed)
