"""What the buttons of ``/privacy`` do: a person chooses for themselves, and the panel shows it at once.

A press carries the choice and nothing else; whose it is says the interaction.
"""

from functools import partial
from typing import Any

import discord

from cogs.first_answer import first_answer
from cogs.routes import Presses
from cogs.ui.errors import OldCard
from cogs.ui.panels import EDITS, privacy_panel
from cogs.ui.verbs import Verb
from cogs.words import Languages
from studio.privacy import Privacy


class Choices:
    """Acts on choices."""

    def __init__(self, privacy: Privacy, languages: Languages) -> None:
        self._privacy = privacy
        self._languages = languages

    @property
    def presses(self) -> Presses:
        """The buttons of the panel."""
        return {
            Verb.ALLOW: partial(self._choose, forbidden=False),
            Verb.FORBID: partial(self._choose, forbidden=True),
        }

    async def _choose(self, interaction: discord.Interaction[Any], what: str, *, forbidden: bool) -> None:
        """Write a choice down and show it.

        Raises:
            OldCard: there is nothing of that name to choose about.
        """
        if what != EDITS:
            raise OldCard
        await self._privacy.forbid_edits(interaction.user.id, forbidden=forbidden)
        panel = privacy_panel(self._languages.words(interaction.locale.value), forbids_edits=forbidden)
        await first_answer(partial(interaction.response.edit_message, view=panel))
