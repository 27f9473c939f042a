"""The page of ``/settings`` about words that are in no prompt, its form, and how that is read; pure."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from cogs.ui import theme
from cogs.ui.buttons import CardButton
from cogs.ui.forms import Filled, OldForm
from cogs.ui.settings import Leaf, leaf_buttons, leaf_of, with_leaf
from cogs.ui.text import harmless
from cogs.ui.verbs import TOP, Verb, custom_id
from cogs.words import Words
from studio.wording.errors import LineRefused, NoLetters, TooManyRules
from studio.wording.rules import MOST, RuleKind, WordRule, rule_of

KIND, LINES = "kind", "lines"
"""The fields of the form."""

WORDS_SHOWN = 6
"""So many have room on a leaf, with a button beside each."""

_MAX_FORM_TEXT = 4_000


def words_leaf(rules: Sequence[WordRule], number: int = 0) -> Leaf[int]:
    """Return which rules stand on a leaf: the places that they have among all."""
    return leaf_of(range(len(rules)), number, WORDS_SHOWN)


def words_page(rules: Sequence[WordRule], leaf: Leaf[int], words: Words) -> Sequence[ui.Item[Any]]:
    """Draw the words and patterns of a server."""
    head = words("settings-words-list", count=len(rules)) if rules else words("settings-words-none")
    add = CardButton.of(
        Verb.WORDING, TOP, label=words(f"button-{Verb.WORDING.value}"), style=theme.STYLES[Verb.WORDING]
    )
    return [
        ui.TextDisplay(f"### {words('settings-words-title')}\n{words('settings-words-about')}"),
        ui.Separator(),
        ui.TextDisplay(with_leaf(head, leaf, words)),
        *(_row(rules[place], words) for place in leaf.items),
        ui.ActionRow(add, *leaf_buttons(leaf, Verb.WORDS, words)),
    ]


def words_form(words: Words) -> ui.Modal:
    """Return the form that adds words or patterns."""
    form = ui.Modal(title=words("form-wording-title"), custom_id=custom_id(Verb.WORDING, TOP), timeout=None)
    kinds = ui.Select[ui.Modal](custom_id=KIND, options=[_kind(kind, words) for kind in RuleKind])
    lines = ui.TextInput[ui.Modal](
        style=discord.TextStyle.paragraph, custom_id=LINES, max_length=_MAX_FORM_TEXT, required=True
    )
    form.add_item(
        ui.Label(text=words("form-wording-lines"), description=words("form-wording-description"), component=lines)
    )
    form.add_item(ui.Label(text=words("form-wording-kind"), component=kinds))
    # A finished one is not remembered by discord.py, which would answer beside us.
    form.stop()
    return form


def rules_of(form: Filled) -> tuple[WordRule, ...]:
    """Read what the form of ``words_form`` adds, one rule a line.

    Raises:
        OldForm: it has other fields.
        TooManyRules: there are more than a server can have; none was read.
        UserError: a line is no such rule.
    """
    kinds = {kind.value: kind for kind in RuleKind}
    if LINES not in form.fields or form.fields.get(KIND) not in kinds:
        raise OldForm
    kind = kinds[form.fields[KIND]]
    numbered: dict[str, int] = {}
    for number, line in enumerate(form.fields[LINES].splitlines(), start=1):
        if line.strip():
            numbered.setdefault(line.strip(), number)
    if not numbered:
        raise NoLetters
    # Before they are read, which takes its time with a thousand patterns.
    if len(numbered) > MOST[kind]:
        raise TooManyRules(MOST[kind])
    return tuple(_rule_of(kind, line, number) for line, number in numbered.items())


def _rule_of(kind: RuleKind, line: str, number: int) -> WordRule:
    try:
        return rule_of(kind, line)
    except LineRefused as refusal:
        refusal.line = number
        raise


def _row(rule: WordRule, words: Words) -> ui.Section[Any]:
    shown = f"||{harmless(rule.text, theme.VALUE_LIMIT)}||"
    if rule.kind is RuleKind.PATTERN:
        shown = words("settings-words-pattern", pattern=shown)
    strike = CardButton.of(
        Verb.DROP, rule.mark, label=words(f"button-{Verb.DROP.value}"), style=theme.STYLES[Verb.DROP]
    )
    return ui.Section(ui.TextDisplay(shown), accessory=strike)


def _kind(kind: RuleKind, words: Words) -> discord.SelectOption:
    return discord.SelectOption(
        label=words(f"form-wording-{kind.value}"),
        value=kind.value,
        description=words(f"form-wording-{kind.value}-description", limit=MOST[kind]),
        default=kind is RuleKind.WORD,
    )
