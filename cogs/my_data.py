"""What the buttons of ``/privacy`` do with somebody's data: hand it to them, ask whether it is to go, let it go.

Whose it is says the interaction, and so does who is asked: a press by anybody else is refused.
"""

import io
from contextlib import suppress
from functools import partial
from typing import Any

import discord

from cogs.first_answer import first_answer
from cogs.routes import Presses
from cogs.ui import panels
from cogs.ui.cards import notice
from cogs.ui.errors import OldCard
from cogs.ui.lineage import card_link
from cogs.ui.verbs import Verb
from cogs.words import Languages, Words
from studio.privacy import Privacy

_PATIENCE_S = 240.0
"""How long somebody is waited for to be forgotten, so that they are told: a paid call in flight takes its time."""


class MyData:
    """Acts on presses that are about all that is somebody's."""

    def __init__(self, privacy: Privacy, languages: Languages) -> None:
        self._privacy = privacy
        self._languages = languages

    @property
    def presses(self) -> Presses:
        """The buttons of the panel, and those of the question."""
        return {
            Verb.DOWNLOAD: self._download,
            Verb.ERASE: self._ask,
            Verb.CONFIRM: self._erase,
            Verb.KEEP: self._keep,
        }

    async def _download(self, interaction: discord.Interaction[Any], what: str) -> None:
        _expect_data(what)
        await first_answer(partial(interaction.response.defer, ephemeral=True, thinking=True))
        first, *others = await self._privacy.export(interaction.user.id, card_link)
        words, none = self._words(interaction), discord.AllowedMentions.none()
        parts = 1 + len(others)
        await interaction.edit_original_response(
            view=panels.data_file(words, first.name, part=1, parts=parts),
            attachments=[discord.File(io.BytesIO(first.body), first.name)],
            allowed_mentions=none,
        )
        # A message each: what may be sent at once is limited too.
        for part, file in enumerate(others, start=2):
            await interaction.followup.send(
                view=panels.data_file(words, file.name, part=part, parts=parts),
                file=discord.File(io.BytesIO(file.body), file.name),
                allowed_mentions=none,
                ephemeral=True,
            )

    async def _ask(self, interaction: discord.Interaction[Any], what: str) -> None:
        _expect_data(what)
        question = self._privacy.question(interaction.user.id)
        panel = panels.erase_panel(self._words(interaction), question)
        await first_answer(partial(interaction.response.edit_message, view=panel))

    async def _erase(self, interaction: discord.Interaction[Any], question: str) -> None:
        """Let all that is somebody's go, and tell them once it is gone."""
        person_id, words = interaction.user.id, self._words(interaction)
        await self._privacy.forget(person_id, question)
        await first_answer(partial(interaction.response.edit_message, view=notice(words, "privacy-going")))
        if await self._privacy.until_forgotten(person_id, patience_s=_PATIENCE_S):
            # They may have put the answer away.
            with suppress(discord.NotFound):
                await interaction.edit_original_response(view=notice(words, "privacy-gone"))

    async def _keep(self, interaction: discord.Interaction[Any], what: str) -> None:
        _expect_data(what)
        chosen = await self._privacy.choices(interaction.user.id)
        is_going = await self._privacy.is_being_forgotten(interaction.user.id)
        panel = panels.privacy_panel(self._words(interaction), chosen, is_going=is_going)
        await first_answer(partial(interaction.response.edit_message, view=panel))

    def _words(self, interaction: discord.Interaction[Any]) -> Words:
        return self._languages.words(interaction.locale.value)


def _expect_data(what: str) -> None:
    """Let a button be one of the panel's.

    Raises:
        OldCard: it is about something else.
    """
    if what != panels.DATA:
        raise OldCard
