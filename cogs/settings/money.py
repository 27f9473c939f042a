"""The pages of ``/settings`` about money and turns: what they show, and what their buttons and forms change.

A form knows what it was opened with: of two who change one thing at the same time the second is shown what it is
now, and told so.
"""

import asyncio
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
from cogs.ui import budgets as drawing
from cogs.ui.budgets import Whose
from cogs.ui.errors import OldCard
from cogs.ui.forms import Filled, OldForm
from cogs.ui.settings import chosen_of
from cogs.ui.verbs import Verb
from cogs.words import Languages, Words
from studio.budgeting import Budgeting
from studio.budgets import NO_RULE, Budgets, Rule, Subject
from studio.community.community import Community
from studio.community.servers import zone_meant
from studio.errors import SettingChanged

_THERE_ALREADY = "settings-there-already"
_NOTHING_GIVEN = "settings-nothing-given"


class MoneyPage:
    """What the server and its channels may spend in a month, and how much of it is used."""

    def __init__(self, budgeting: Budgeting) -> None:
        self._budgeting = budgeting

    async def drawn(self, server: discord.Guild, leaf: int, words: Words) -> Sequence[ui.Item[Any]]:
        """Draw it; whether channels are gone that Discord has not told of, it is asked."""
        funds = await self._budgeting.funds(server.id)
        shown = drawing.channels_leaf(funds.budgets, leaf)
        unknown = [each for each in shown.items if server.get_channel(each) is None]
        # All at once: the first answer waits for it.
        are_deleted = await asyncio.gather(*(is_deleted(server, each) for each in unknown))
        gone = {each for each, is_gone in zip(unknown, are_deleted, strict=True) if is_gone}
        return drawing.money_page(funds, server.id, shown, gone, words)


class RolesPage:
    """What roles give: a budget for each day, turns in the queue."""

    def __init__(self, budgeting: Budgeting) -> None:
        self._budgeting = budgeting

    async def drawn(self, server: discord.Guild, leaf: int, words: Words) -> Sequence[ui.Item[Any]]:
        """Draw it."""
        budgets = await self._budgeting.budgets(server.id)
        shown = drawing.roles_leaf(budgets, server.id, leaf)
        gone = {each for each in shown.items if server.get_role(each) is None}
        return drawing.roles_page(budgets, server.id, shown, gone, words)


class MoneyChanges:
    """Acts on the buttons and forms of these pages."""

    def __init__(
        self,
        panel: Panel,
        budgeting: Budgeting,
        community: Community,
        guides: Guides,
        languages: Languages,
        public: PublicWords,
    ) -> None:
        self._panel = panel
        self._budgeting = budgeting
        self._community = community
        self._guides = guides
        self._languages = languages
        self._public = public

    @property
    def presses(self) -> routes.Presses:
        """What the buttons do."""
        return {Verb.BUDGET: self._ask, Verb.LIFT: self._lift, Verb.ZONE: self._ask_zone}

    @property
    def forms(self) -> routes.Forms:
        """What the forms do."""
        return {Verb.BUDGET: self._set, Verb.ZONE: self._set_zone}

    async def _ask(self, interaction: discord.Interaction[Any], about: str) -> None:
        """Open the form of a budget, with what holds now."""
        server = managed_server(interaction)
        whose = _whose(about, server)
        if whose is None:
            raise OldCard
        if whose.id is not None:
            budgets = await self._budgeting.budgets(server.id)
            whose = Whose(whose.subject, whose.id, budgets.rule(whose.subject, whose.id))
        await self._open(interaction, drawing.budget_form(whose, _name(server, whose), self._words(interaction)))

    async def _set(self, interaction: discord.Interaction[Any], about: str, form: Filled) -> None:
        """Set what a form of a budget says."""
        server = managed_server(interaction)
        whose = _whose(about, server)
        if whose is None or (whose.id is None) is not (whose.was is None):
            raise OldForm
        after = drawing.rule_of(form, whose.subject)
        if whose.id is not None and whose.was is not None:
            await self._change(interaction, server, whose.subject, whose.id, after, before=whose.was)
            return
        chosen = chosen_of(form)
        if whose.subject is Subject.ROLE:
            check_role(server, chosen)
        budgets = await self._budgeting.budgets(server.id)
        if budgets.rule(whose.subject, chosen) != NO_RULE:
            await self._show(interaction, budgets, server, whose.subject, chosen, note=_THERE_ALREADY)
        elif after == NO_RULE:
            await self._show(interaction, budgets, server, whose.subject, chosen, note=_NOTHING_GIVEN)
        else:
            await self._change(interaction, server, whose.subject, chosen, after, before=NO_RULE)

    async def _lift(self, interaction: discord.Interaction[Any], about: str) -> None:
        """Take away what was set for something that is deleted."""
        server = managed_server(interaction)
        whose = _whose(about, server)
        if whose is None or whose.id is None or whose.was is None:
            raise OldCard
        await self._change(interaction, server, whose.subject, whose.id, NO_RULE, before=whose.was)

    async def _change(
        self,
        interaction: discord.Interaction[Any],
        server: discord.Guild,
        subject: Subject,
        subject_id: int,
        after: Rule,
        *,
        before: Rule,
    ) -> None:
        note = ""
        try:
            await self._budgeting.change(
                server.id, subject, subject_id, after, before=before, by_id=interaction.user.id
            )
        except SettingChanged:
            note = MEANWHILE
        budgets = await self._budgeting.budgets(server.id)
        await self._show(interaction, budgets, server, subject, subject_id, note=note)

    async def _show(
        self,
        interaction: discord.Interaction[Any],
        budgets: Budgets,
        server: discord.Guild,
        subject: Subject,
        subject_id: int,
        *,
        note: str,
    ) -> None:
        """Show the leaf of a page where something stands, or would stand."""
        page = Verb.ROLES if subject is Subject.ROLE else Verb.MONEY
        leaf = drawing.leaf_with(budgets, server.id, subject, subject_id)
        await self._panel.show(interaction, page, leaf=leaf, note=note)

    async def _ask_zone(self, interaction: discord.Interaction[Any], _: str) -> None:
        """Open the form of the time zone, with the one that holds now."""
        zone = await self._community.servers.time_zone(managed_server(interaction).id)
        await self._open(interaction, drawing.zone_form(zone.key, self._words(interaction)))

    async def _set_zone(self, interaction: discord.Interaction[Any], about: str, form: Filled) -> None:
        """Set the time zone, and let all guides tell it."""
        server = managed_server(interaction)
        name = zone_meant(drawing.zone_typed(form))
        if not await self._is_zone_changed(server.id, name, about, by_id=interaction.user.id):
            await self._panel.show(interaction, Verb.MONEY, note=MEANWHILE)
            return
        await self._panel.show(interaction, Verb.MONEY)
        public = await self._public.in_answer(interaction)
        await self._guides.renew_all(server.id, public, occasion_id=interaction.id)

    async def _is_zone_changed(self, server_id: int, name: str, about: str, *, by_id: int) -> bool:
        """Change the zone if it is still the one that the form was opened with; say whether it was."""
        before = await self._community.servers.time_zone(server_id)
        if not drawing.is_of_zone(about, before.key):
            return False
        try:
            await self._community.setting_up.change_zone(server_id, name, before=before, by_id=by_id)
        except SettingChanged:
            return False
        return True

    async def _open(self, interaction: discord.Interaction[Any], form: ui.Modal) -> None:
        await first_answer(lambda: interaction.response.send_modal(form))

    def _words(self, interaction: discord.Interaction[Any]) -> Words:
        return self._languages.words(interaction.locale.value)


def _whose(about: str, server: discord.Guild) -> Whose | None:
    """Read what a button or a form is about; ``None`` where it is nothing of this server."""
    whose = Whose.parse(about)
    if whose is not None and whose.subject is Subject.SERVER and whose.id != server.id:
        return None
    return whose


def _name(server: discord.Guild, whose: Whose) -> str:
    """Return how a channel or a role is called, "" where nobody knows or it has no name."""
    if whose.id is None:
        return ""
    if whose.subject is Subject.ROLE:
        role = server.get_role(whose.id)
        return "" if role is None else role.name
    channel = server.get_channel(whose.id)
    return "" if channel is None else f"#{channel.name}"
