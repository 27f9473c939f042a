"""The page of ``/settings`` about words that are in no prompt: what it shows, what its buttons and form change."""

import asyncio
from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from cogs import routes
from cogs.first_answer import first_answer
from cogs.settings.panel import Panel, managed_server
from cogs.ui.forms import Filled
from cogs.ui.verbs import Verb
from cogs.ui.wording import WORDS_SHOWN, rules_of, words_form, words_leaf, words_page
from cogs.words import Languages, Words
from studio.errors import SettingChanged
from studio.rulekeeping import Rulekeeping

_THERE_ALREADY = "settings-words-there-already"
_GONE_ALREADY = "settings-words-gone-already"


class WordsPage:
    """The words and patterns that nobody may use."""

    def __init__(self, rules: Rulekeeping) -> None:
        self._rules = rules

    async def drawn(self, server: discord.Guild, leaf: int, words: Words) -> Sequence[ui.Item[Any]]:
        """Draw them."""
        rules = (await self._rules.rulebook(server.id)).words
        return words_page(rules, words_leaf(rules, leaf), words)


class WordChanges:
    """Acts on its buttons and its form."""

    def __init__(self, panel: Panel, rules: Rulekeeping, languages: Languages) -> None:
        self._panel = panel
        self._rules = rules
        self._languages = languages

    @property
    def presses(self) -> routes.Presses:
        """What the buttons do."""
        return {Verb.WORDING: self._ask, Verb.DROP: self._drop}

    @property
    def forms(self) -> routes.Forms:
        """What the form does."""
        return {Verb.WORDING: self._add}

    async def _ask(self, interaction: discord.Interaction[Any], _: str) -> None:
        managed_server(interaction)
        form = words_form(self._languages.words(interaction.locale.value))
        await first_answer(lambda: interaction.response.send_modal(form))

    async def _add(self, interaction: discord.Interaction[Any], _: str, form: Filled) -> None:
        """Add what a form says, and show where the first of it stands."""
        server = managed_server(interaction)
        # In a thread: RE2 takes some milliseconds for each pattern that is too large.
        rules = await asyncio.to_thread(rules_of, form)
        added = await self._rules.add_words(server.id, rules, by_id=interaction.user.id)
        leaf = await self._leaf_of(server.id, rules[0].mark)
        await self._panel.show(interaction, Verb.WORDS, leaf=leaf, note="" if added else _THERE_ALREADY)

    async def _drop(self, interaction: discord.Interaction[Any], mark: str) -> None:
        """Take a word away, and show those that stood beside it."""
        server = managed_server(interaction)
        leaf, note = await self._leaf_of(server.id, mark), ""
        try:
            await self._rules.remove_word(server.id, mark, by_id=interaction.user.id)
        except SettingChanged:
            note = _GONE_ALREADY
        await self._panel.show(interaction, Verb.WORDS, leaf=leaf, note=note)

    async def _leaf_of(self, server_id: int, mark: str) -> int:
        """Return the number of the leaf where a rule stands, of one that is gone the first."""
        marks = [rule.mark for rule in (await self._rules.rulebook(server_id)).words]
        return marks.index(mark) // WORDS_SHOWN if mark in marks else 0
