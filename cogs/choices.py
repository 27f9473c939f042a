"""What the buttons of ``/privacy`` do: a person chooses for themselves, and the panel shows it at once.

A press carries the choice and nothing else; whose it is says the interaction.
"""

from functools import partial
from typing import Any

import discord

from cogs.first_answer import first_answer
from cogs.routes import Presses
from cogs.ui import panels
from cogs.ui.errors import OldCard
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
        match what:
            case panels.EDITS:
                await self._privacy.forbid_edits(interaction.user.id, forbidden=forbidden)
            case panels.LISTS:
                await self._privacy.unlist(interaction.user.id, unlisted=forbidden)
            case _:
                raise OldCard
        chosen = await self._privacy.choices(interaction.user.id)
        is_going = await self._privacy.is_being_forgotten(interaction.user.id)
        panel = panels.privacy_panel(self._languages.words(interaction.locale.value), chosen, is_going=is_going)
        await first_answer(partial(interaction.response.edit_message, view=panel))
