"""The pages of ``/settings`` about money and turns, their forms, and how these are read; pure.

What a form was opened with is in its ``custom_id``, so that whoever is too late can be told.
"""

import re
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from cogs.ui.buttons import CardButton
from cogs.ui.forms import Filled, OldForm
from cogs.ui.numbers import number_of
from cogs.ui.settings import COUNTED_CHANNELS, WHICH, Leaf, labelled, leaf_buttons, leaf_of, with_leaf
from cogs.ui.text import bar, cut, visible
from cogs.ui.verbs import Verb, custom_id
from cogs.words import Words, timestamp
from studio.amounts import micro_usd_of, typed_as
from studio.budgeting import Funds
from studio.budgets import NO_RULE, WEIGHTS, Budgets, Rule, Subject

AMOUNT, TURNS, ZONE = "amount", "turns", "zone"
"""The fields of the forms, beside that of which channel or role is meant."""

CHANNELS_SHOWN = 5
ROLES_SHOWN = 7
"""So many have room on a leaf, with a button beside each, and those of seven pages below."""

_LONGEST_AMOUNT = 20
_LONGEST_ZONE = 64
_LONGEST_NAME = 25
_NOTHING = "x"
_LETTERS = {subject.value[0]: subject for subject in Subject}
_WHOSE = re.compile(
    r"(?P<letter>[scr])(?:-(?P<id>[0-9]{1,19})(?:-(?P<usd>x|[0-9]{1,12})-(?P<turns>[0-9]{1,4}))?)?"
)


@dataclass(frozen=True, slots=True)
class Whose:
    """What a button or a form of a budget is about; it travels in their id.

    ``id`` is ``None`` where the form itself asks which it is to be; ``was`` is what held when it was opened.
    """

    subject: Subject
    id: int | None = None
    was: Rule | None = None

    def __str__(self) -> str:
        parts = [self.subject.value[0]]
        if self.id is not None:
            parts.append(str(self.id))
        if self.was is not None:
            parts.append(_NOTHING if self.was.micro_usd is None else str(self.was.micro_usd))
            parts.append(_hundredths(self.was.weight))
        return "-".join(parts)

    @classmethod
    def parse(cls, text: str) -> "Whose | None":
        """Read it back; ``None`` where it is none."""
        found = _WHOSE.fullmatch(text)
        if found is None:
            return None
        number = None if found["id"] is None else number_of(found["id"])
        if number is None and found["id"] is not None:
            return None
        was = None
        if found["usd"] is not None:
            was = Rule(None if found["usd"] == _NOTHING else int(found["usd"]), int(found["turns"]) / 100)
        return cls(_LETTERS[found["letter"]], number, was)


def channels_leaf(budgets: Budgets, number: int = 0) -> Leaf[int]:
    """Return which channels stand on a leaf."""
    return leaf_of(sorted(budgets.channels), number, CHANNELS_SHOWN)


def roles_leaf(budgets: Budgets, server_id: int, number: int = 0) -> Leaf[int]:
    """Return which roles stand on a leaf; the first is everybody's."""
    return leaf_of([server_id, *sorted(budgets.roles.keys() - {server_id})], number, ROLES_SHOWN)


def leaf_with(budgets: Budgets, server_id: int, subject: Subject, subject_id: int) -> int:
    """Return the number of the leaf where a channel or a role stands, or would stand; of the server the first."""
    match subject:
        case Subject.SERVER:
            return 0
        case Subject.CHANNEL:
            return sum(each < subject_id for each in budgets.channels) // CHANNELS_SHOWN
        case Subject.ROLE:
            before = sum(each < subject_id for each in budgets.roles.keys() - {server_id})
            return 0 if subject_id == server_id else (1 + before) // ROLES_SHOWN


def money_page(
    funds: Funds, server_id: int, leaf: Leaf[int], gone: Collection[int], words: Words
) -> Sequence[ui.Item[Any]]:
    """Draw what the server and its channels may spend; ``gone`` are those channels that are deleted."""
    budgets, used = funds.budgets, funds.used
    limit = budgets.month_micro_usd
    spent = [_spent(used.micro_usd, limit, words), *([bar(100 * used.micro_usd // limit)] if limit else [])]
    anew = words("settings-month-anew", at=timestamp(funds.opens_at, "f"), rest=timestamp(funds.opens_at))
    head = words("settings-channels" if budgets.channels else "settings-channels-none")
    return [
        ui.TextDisplay(f"### {words('settings-money-title')}\n{words('settings-money-about')}"),
        ui.Section(
            ui.TextDisplay("\n".join([f"**{words('settings-server')}**", *spent, anew])),
            accessory=_change(Whose(Subject.SERVER, server_id), words),
        ),
        ui.Section(
            ui.TextDisplay(f"**{words('settings-zone')}**\n{words('settings-zone-is', zone=budgets.zone.key)}"),
            accessory=labelled(Verb.ZONE, _mark(budgets.zone.key), words),
        ),
        ui.Separator(),
        ui.TextDisplay(with_leaf(head, leaf, words)),
        *(
            _row(
                Whose(Subject.CHANNEL, each, Rule(budgets.channels[each])),
                _spent(used.channels.get(each, 0), budgets.channels[each], words),
                words,
                is_gone=each in gone,
            )
            for each in leaf.items
        ),
        _below(leaf, Verb.MONEY, Subject.CHANNEL, words),
    ]


def roles_page(
    budgets: Budgets, server_id: int, leaf: Leaf[int], gone: Collection[int], words: Words
) -> Sequence[ui.Item[Any]]:
    """Draw what roles give; ``gone`` are those that are deleted."""
    about = words("settings-roles-about", zone=budgets.zone.key)
    rows = []
    for each in leaf.items:
        rule = budgets.roles.get(each, NO_RULE)
        name = words("settings-everybody") if each == server_id else ""
        rows.append(
            _row(Whose(Subject.ROLE, each, rule), _given(rule, words), words, name=name, is_gone=each in gone)
        )
    return [
        ui.TextDisplay(with_leaf(f"### {words('settings-roles-title')}\n{about}", leaf, words)),
        *rows,
        _below(leaf, Verb.ROLES, Subject.ROLE, words),
    ]


def budget_form(whose: Whose, name: str, words: Words) -> ui.Modal:
    """Return the form of a budget, filled with what holds; ``name`` is the channel's or role's, "" if unknown."""
    subject, was = whose.subject, whose.was or NO_RULE
    kind = subject.value
    title = words("form-budget-title", subject=kind, name=cut(visible(name), _LONGEST_NAME) or "none")
    form = ui.Modal(title=title, custom_id=custom_id(Verb.BUDGET, str(whose)), timeout=None)
    if whose.id is None:
        form.add_item(ui.Label(text=words("form-budget-which", subject=kind), component=_which(subject)))
    amount = ui.TextInput[ui.Modal](
        custom_id=AMOUNT, default=typed_as(was.micro_usd) or None, required=False, max_length=_LONGEST_AMOUNT
    )
    form.add_item(
        ui.Label(
            text=words("form-budget-amount", subject=kind),
            description=words("form-budget-amount-description", subject=kind),
            component=amount,
        )
    )
    if subject is Subject.ROLE:
        turns = ui.Select[ui.Modal](custom_id=TURNS, options=_turns(was.weight, words))
        described = words("form-budget-turns-description")
        form.add_item(ui.Label(text=words("form-budget-turns"), description=described, component=turns))
    # A finished one is not remembered by discord.py, which would answer beside us.
    form.stop()
    return form


def rule_of(form: Filled, subject: Subject) -> Rule:
    """Read what the form of ``budget_form`` sets.

    Raises:
        OldForm: it has other fields.
        UserError: what was typed is no amount, or too high.
    """
    if AMOUNT not in form.fields:
        raise OldForm
    micro_usd = micro_usd_of(form.fields[AMOUNT])
    if subject is not Subject.ROLE:
        return Rule(micro_usd)
    offered = {_hundredths(weight): weight for weight in WEIGHTS}
    if form.fields.get(TURNS) not in offered:
        raise OldForm
    return Rule(micro_usd, offered[form.fields[TURNS]])


def zone_form(zone: str, words: Words) -> ui.Modal:
    """Return the form of the server's time zone, filled with its name."""
    form = ui.Modal(title=words("form-zone-title"), custom_id=custom_id(Verb.ZONE, _mark(zone)), timeout=None)
    name = ui.TextInput[ui.Modal](custom_id=ZONE, default=zone, max_length=_LONGEST_ZONE)
    form.add_item(
        ui.Label(text=words("form-zone-name"), description=words("form-zone-description"), component=name)
    )
    form.stop()
    return form


def zone_typed(form: Filled) -> str:
    """Read what was typed into the form of ``zone_form``.

    Raises:
        OldForm: it has other fields.
    """
    if ZONE not in form.fields:
        raise OldForm
    return form.fields[ZONE]


def is_of_zone(form_id: str, zone: str) -> bool:
    """Say whether a form of ``zone_form`` was opened with this zone."""
    return form_id == _mark(zone)


def _mark(zone: str) -> str:
    """Return what tells a zone from others in a custom id, which takes not all characters of its name."""
    return f"{zlib.crc32(zone.encode()):08x}"


def _row(whose: Whose, holds: str, words: Words, *, name: str = "", is_gone: bool) -> ui.Section[Any]:
    if is_gone:
        name = words("settings-gone", subject=whose.subject.value)
        return ui.Section(ui.TextDisplay(f"**{name}**\n{holds}"), accessory=labelled(Verb.LIFT, str(whose), words))
    sign = "#" if whose.subject is Subject.CHANNEL else "@&"
    shown = f"**{name}**" if name else f"<{sign}{whose.id}>"
    return ui.Section(
        ui.TextDisplay(f"{shown}\n{holds}"), accessory=_change(Whose(whose.subject, whose.id), words)
    )


def _below(leaf: Leaf[int], page: Verb, subject: Subject, words: Words) -> ui.ActionRow[Any]:
    label = words("settings-add-channel" if subject is Subject.CHANNEL else "settings-add-role")
    another = CardButton.of(Verb.BUDGET, str(Whose(subject)), label=label, style=discord.ButtonStyle.primary)
    return ui.ActionRow(another, *leaf_buttons(leaf, page, words))


def _change(whose: Whose, words: Words) -> CardButton:
    return labelled(Verb.BUDGET, str(whose), words)


def _spent(used: int, limit: int | None, words: Words) -> str:
    if limit is None:
        return words("settings-spent", used=used)
    return words("settings-spent-of" if limit else "settings-nothing-may-be-spent", used=used, limit=limit)


def _given(rule: Rule, words: Words) -> str:
    if rule.micro_usd is None:
        day = words("settings-day-none")
    else:
        day = words("settings-day" if rule.micro_usd else "settings-day-nothing", limit=rule.micro_usd)
    return f"{day} · {words('settings-turns', turns=round(rule.weight * 100))}"


def _which(subject: Subject) -> ui.ChannelSelect[Any] | ui.RoleSelect[Any]:
    if subject is Subject.ROLE:
        return ui.RoleSelect(custom_id=WHICH, required=True)
    return ui.ChannelSelect(custom_id=WHICH, channel_types=list(COUNTED_CHANNELS), required=True)


def _turns(chosen: float, words: Words) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(
            label=words("settings-turns", turns=round(weight * 100)),
            value=_hundredths(weight),
            default=weight == chosen,
        )
        for weight in WEIGHTS
    ]


def _hundredths(weight: float) -> str:
    return str(round(weight * 100))
