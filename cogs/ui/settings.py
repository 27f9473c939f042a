"""The frame of ``/settings``: a page, and the buttons that lead to the others; pure.

What stands on the pages is that of modules of their own: of those of money it is ``cogs.ui.budgets``'.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import discord
from discord import ui

from cogs.ui import theme
from cogs.ui.buttons import CardButton
from cogs.ui.forms import Filled, OldForm
from cogs.ui.limits import MAX_ROW_BUTTONS
from cogs.ui.numbers import number_of
from cogs.ui.verbs import TOP, Verb
from cogs.ui.views import View
from cogs.words import Words

WHICH = "which"
"""The field of forms that asks which channel or role is meant."""

COUNTED_CHANNELS = (
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.voice,
    discord.ChannelType.stage_voice,
    discord.ChannelType.forum,
)
"""Those that can be chosen where it is about what is made in them: a thread counts for its channel.

Media channels are none of them: Discord's own description of its interface knows no such type in a form, which it
might refuse for it.
"""

Listed = TypeVar("Listed")


@dataclass(frozen=True, slots=True)
class Leaf(Generic[Listed]):
    """Part of a long list: ``items`` is what stands on it, ``number`` which it is, from 0."""

    items: tuple[Listed, ...]
    number: int
    count: int


def leaf_of(listed: Sequence[Listed], number: int, size: int) -> Leaf[Listed]:
    """Return a leaf of a list, the nearest that there is."""
    count = max(1, -(-len(listed) // size))
    there = max(0, min(number, count - 1))
    return Leaf(tuple(listed[there * size : (there + 1) * size]), there, count)


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


def leaf_buttons(leaf: Leaf[Any], page: Verb, words: Words) -> list[CardButton]:
    """Return the buttons that lead to the leaves beside one."""
    ways = {Verb.EARLIER: leaf.number - 1, Verb.LATER: leaf.number + 1}
    return [
        CardButton.of(page, str(number), label=words(f"button-{way.value}"), style=theme.STYLES[way])
        for way, number in ways.items()
        if 0 <= number < leaf.count
    ]


def with_leaf(text: str, leaf: Leaf[Any], words: Words) -> str:
    """Return the head of a list, with the leaf that is shown where there are several."""
    if leaf.count == 1:
        return text
    return f"{text}\n-# {words('settings-leaf', number=leaf.number + 1, count=leaf.count)}"


def labelled(verb: Verb, button_id: str, words: Words) -> CardButton:
    """Return a button with the label and the style of its verb."""
    return CardButton.of(verb, button_id, label=words(f"button-{verb.value}"), style=theme.STYLES[verb])


def chosen_of(form: Filled) -> int:
    """Return the channel or role that was chosen in a form that asks for one.

    Raises:
        OldForm: none was.
    """
    chosen = number_of(form.fields.get(WHICH, ""))
    if chosen is None:
        raise OldForm
    return chosen


def _way(verb: Verb, words: Words, *, is_here: bool) -> CardButton:
    style = discord.ButtonStyle.primary if is_here else theme.STYLES[verb]
    button = CardButton.of(verb, TOP, label=words(f"button-{verb.value}"), style=style)
    button.item.disabled = is_here
    return button
