"""The frame of ``/settings``: a page, and the buttons that lead to the others; pure.

What stands on the pages is ``cogs.ui.budgets``', ``cogs.ui.terms``' and ``cogs.ui.wording``'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from cogs.ui import theme
from cogs.ui.buttons import CardButton
from cogs.ui.limits import MAX_ROW_BUTTONS
from cogs.ui.verbs import TOP, Verb
from cogs.ui.views import View
from cogs.words import Words


@dataclass(frozen=True, slots=True)
class Leaf:
    """Part of a long list: ``ids`` is what stands on it, ``number`` which it is, from 0."""

    ids: tuple[int, ...]
    number: int
    count: int


def leaf_of(ids: Sequence[int], number: int, size: int) -> Leaf:
    """Return a leaf of a list, the nearest that there is."""
    count = max(1, -(-len(ids) // size))
    there = max(0, min(number, count - 1))
    return Leaf(tuple(ids[there * size : (there + 1) * size]), there, count)


def settings_panel(
    page: Sequence[ui.Item[Any]], shown: Verb, pages: Sequence[Verb], words: Words, *, note: str = ""
) -> ui.LayoutView:
    """Draw a page, below the word of ``note`` where there is something to tell, above the way to the others."""
    told: list[ui.Item[Any]] = [ui.TextDisplay(words(note)), ui.Separator()] if note else []
    view = View(timeout=None)
    view.add_item(ui.Container(*told, *page, accent_colour=theme.WARNING if note else theme.WAITING))
    ways = [_way(verb, words, is_here=verb is shown) for verb in pages] if len(pages) > 1 else []
    for first in range(0, len(ways), MAX_ROW_BUTTONS):
        view.add_item(ui.ActionRow(*ways[first : first + MAX_ROW_BUTTONS]))
    return view


def leaf_buttons(leaf: Leaf, page: Verb, words: Words) -> list[CardButton]:
    """Return the buttons that lead to the leaves beside one."""
    ways = {Verb.EARLIER: leaf.number - 1, Verb.LATER: leaf.number + 1}
    return [
        CardButton.of(page, str(number), label=words(f"button-{way.value}"), style=theme.STYLES[way])
        for way, number in ways.items()
        if 0 <= number < leaf.count
    ]


def with_leaf(text: str, leaf: Leaf, words: Words) -> str:
    """Return the head of a list, with the leaf that is shown where there are several."""
    if leaf.count == 1:
        return text
    return f"{text}\n-# {words('settings-leaf', number=leaf.number + 1, count=leaf.count)}"


def _way(verb: Verb, words: Words, *, is_here: bool) -> CardButton:
    style = discord.ButtonStyle.primary if is_here else theme.STYLES[verb]
    button = CardButton.of(verb, TOP, label=words(f"button-{verb.value}"), style=style)
    button.item.disabled = is_here
    return button
