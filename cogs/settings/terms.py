"""The page of ``/settings`` about who makes pictures where: what it shows, what its buttons and form change.

A form knows what it was opened with: of two who change one thing at the same time the second is shown what it is
now, and told so.
"""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from cogs import routes
from cogs.community.guides import Guides
from cogs.first_answer import first_answer
from cogs.public_words import PublicWords
from cogs.servers import is_deleted
from cogs.settings.panel import MEANWHILE, Panel, check_role, managed_server
from cogs.ui import terms as drawing
from cogs.ui.errors import OldCard
from cogs.ui.forms import Filled, OldForm
from cogs.ui.settings import chosen_of
from cogs.ui.terms import About
from cogs.ui.verbs import Verb
from cogs.words import Languages, Words
from flux.catalogue import Catalogue
from studio.errors import SettingChanged
from studio.rulebook import NO_TERMS, Subject, Terms
from studio.rulekeeping import Rulekeeping

_THERE_ALREADY = "settings-there-already"


class AccessPage:
    """Who makes pictures where, with which models."""

    def __init__(self, rules: Rulekeeping) -> None:
        self._rules = rules

    async def drawn(self, server: discord.Guild, leaf: int, words: Words) -> Sequence[ui.Item[Any]]:
        """Draw it; whether channels are gone that Discord has not told of, it is asked."""
        book = await self._rules.rulebook(server.id)
        shown = drawing.terms_leaf(book, leaf)
        everything = drawing.listed(book)
        there = [everything[place] for place in shown.items]
        gone = {each.id for each in there if each.id is not None and await _is_gone(server, each.subject, each.id)}
        return drawing.terms_page(book, server.id, shown, gone, words)


class AccessChanges:
    """Acts on its buttons and its form."""

    def __init__(
        self,
        panel: Panel,
        rules: Rulekeeping,
        guides: Guides,
        catalogue: Catalogue,
        languages: Languages,
        public: PublicWords,
    ) -> None:
        self._panel = panel
        self._guides = guides
        self._public = public
        self._rules = rules
        self._catalogue = catalogue
        self._languages = languages

    @property
    def presses(self) -> routes.Presses:
        """What the buttons do."""
        return {Verb.TERMS: self._ask, Verb.UNSET: self._unset, Verb.MANNER: self._ask_manner}

    @property
    def forms(self) -> routes.Forms:
        """What the forms do."""
        return {Verb.TERMS: self._set, Verb.MANNER: self._set_manner}

    async def _ask(self, interaction: discord.Interaction[Any], text: str) -> None:
        """Open the form of a channel or a role, with what is said about it now."""
        server = managed_server(interaction)
        about = About.parse(text)
        if about is None:
            raise OldCard
        terms = NO_TERMS
        if about.id is not None:
            terms = (await self._rules.rulebook(server.id)).terms(about.subject, about.id)
            about = About(about.subject, about.id, terms.mark)
        words = self._languages.words(interaction.locale.value)
        form = drawing.terms_form(about, terms, _name(server, about), self._catalogue, words)
        await first_answer(lambda: interaction.response.send_modal(form))

    async def _set(self, interaction: discord.Interaction[Any], text: str, form: Filled) -> None:
        """Say what a form says."""
        server = managed_server(interaction)
        about = About.parse(text)
        if about is None or (about.id is None) is not (about.mark is None):
            raise OldForm
        after = drawing.terms_of(form, self._catalogue)
        if about.id is not None and about.mark is not None:
            await self._change(interaction, server.id, about.subject, about.id, after, before=about.mark)
            return
        chosen = chosen_of(form)
        if about.subject is Subject.ROLE:
            check_role(server, chosen)
        if (await self._rules.rulebook(server.id)).terms(about.subject, chosen) != NO_TERMS:
            await self._show(interaction, server.id, about.subject, chosen, note=_THERE_ALREADY)
            return
        await self._change(interaction, server.id, about.subject, chosen, after, before=NO_TERMS.mark)

    async def _unset(self, interaction: discord.Interaction[Any], text: str) -> None:
        """Take away what was said about something that is deleted."""
        server = managed_server(interaction)
        about = About.parse(text)
        if about is None or about.id is None or about.mark is None:
            raise OldCard
        await self._change(interaction, server.id, about.subject, about.id, NO_TERMS, before=about.mark)

    async def _ask_manner(self, interaction: discord.Interaction[Any], _: str) -> None:
        """Open the form of how pictures are made and shown, with what holds now."""
        book = await self._rules.rulebook(managed_server(interaction).id)
        words = self._languages.words(interaction.locale.value)
        form = drawing.manner_form(book.manner, self._languages.codes, words)
        await first_answer(lambda: interaction.response.send_modal(form))

    async def _set_manner(self, interaction: discord.Interaction[Any], before: str, form: Filled) -> None:
        """Let pictures be made and shown as a form says, and let all guides speak the language."""
        server, note = managed_server(interaction), ""
        after = drawing.manner_of(form, self._languages.codes)
        try:
            await self._rules.change_manner(server.id, after, before=before, by_id=interaction.user.id)
        except SettingChanged:
            note = MEANWHILE
        await self._panel.show(interaction, Verb.ACCESS, note=note)
        if not note:
            public = await self._public.in_answer(interaction)
            await self._guides.renew_all(server.id, public, occasion_id=interaction.id)

    async def _change(
        self,
        interaction: discord.Interaction[Any],
        server_id: int,
        subject: Subject,
        subject_id: int,
        after: Terms,
        *,
        before: str,
    ) -> None:
        note = ""
        try:
            await self._rules.change_terms(
                server_id, subject, subject_id, after, before=before, by_id=interaction.user.id
            )
        except SettingChanged:
            note = MEANWHILE
        await self._show(interaction, server_id, subject, subject_id, note=note)

    async def _show(
        self,
        interaction: discord.Interaction[Any],
        server_id: int,
        subject: Subject,
        subject_id: int,
        *,
        note: str,
    ) -> None:
        """Show the leaf where something stands, or would stand."""
        leaf = drawing.leaf_with(await self._rules.rulebook(server_id), subject, subject_id)
        await self._panel.show(interaction, Verb.ACCESS, leaf=leaf, note=note)


async def _is_gone(server: discord.Guild, subject: Subject, subject_id: int) -> bool:
    if subject is Subject.ROLE:
        return server.get_role(subject_id) is None
    return server.get_channel(subject_id) is None and await is_deleted(server, subject_id)


def _name(server: discord.Guild, about: About) -> str:
    """Return how a channel or a role is called, "" where nobody knows or it has no name."""
    if about.id is None:
        return ""
    if about.subject is Subject.ROLE:
        role = server.get_role(about.id)
        return "" if role is None else role.name
    channel = server.get_channel(about.id)
    return "" if channel is None else f"#{channel.name}"
