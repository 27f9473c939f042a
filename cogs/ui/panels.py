"""Panels: private answers in which people choose something; pure.

What a choice does is ``cogs.choices``', what is done with people's data ``cogs.my_data``'.
"""

from collections.abc import Iterator
from typing import Any

from discord import ui

from cogs.ui import theme
from cogs.ui.buttons import CardButton
from cogs.ui.verbs import Verb
from cogs.ui.views import View
from cogs.words import Words
from studio.privacy import Choices

EDITS = "edits"
"""What is allowed or forbidden: that others edit one's pictures."""

LISTS = "lists"
"""What is allowed or forbidden: that one is in leaderboards, and one's work is shown to others."""

DATA = "data"
"""What is downloaded, deleted or kept: all that there is of a person."""


def privacy_panel(words: Words, chosen: Choices, *, is_going: bool = False) -> ui.LayoutView:
    """Draw what a person has chosen about what is theirs, with the buttons that change it.

    ``is_going`` says that all that is theirs is being deleted.
    """
    edits = _verb(is_forbidden=chosen.forbids_edits)
    edits_state = words("privacy-edits-forbidden" if chosen.forbids_edits else "privacy-edits-allowed")
    edits_label = words(f"button-{edits.value}")
    lists = _verb(is_forbidden=chosen.is_unlisted)
    lists_state = words("privacy-lists-unlisted" if chosen.is_unlisted else "privacy-lists-listed")
    lists_label = words("privacy-lists-show" if chosen.is_unlisted else "privacy-lists-hide")
    view = View(timeout=None)
    view.add_item(
        ui.Container(
            ui.TextDisplay(f"{words('privacy-title')}\n{edits_state}"),
            ui.ActionRow(CardButton.of(edits, EDITS, label=edits_label, style=theme.STYLES[edits])),
            ui.TextDisplay(lists_state),
            ui.ActionRow(CardButton.of(lists, LISTS, label=lists_label, style=theme.STYLES[lists])),
            *_data(words, is_going=is_going),
            accent_colour=theme.WAITING,
        )
    )
    return view


def erase_panel(words: Words, question: str) -> ui.LayoutView:
    """Ask a person whether all that is theirs is to be deleted: what goes, what stays, how long it takes."""
    view = View(timeout=None)
    view.add_item(
        ui.Container(
            ui.TextDisplay(f"{words('privacy-erase-title')}\n{words('privacy-erase-goes')}"),
            ui.TextDisplay(words("privacy-erase-stays")),
            ui.TextDisplay(words("privacy-erase-how")),
            ui.ActionRow(_button(Verb.CONFIRM, question, words), _button(Verb.KEEP, DATA, words)),
            accent_colour=theme.BAD,
        )
    )
    return view


def data_file(words: Words, name: str, *, part: int = 1, parts: int = 1) -> ui.LayoutView:
    """Draw what a person is handed, or a part of it; sent with the file of that name."""
    told = words("privacy-download") if parts == 1 else words("privacy-download-part", part=part, parts=parts)
    view = View(timeout=None)
    view.add_item(
        ui.Container(
            ui.TextDisplay(told),
            ui.File(f"attachment://{name}"),
            accent_colour=theme.WAITING,
        )
    )
    return view


def _data(words: Words, *, is_going: bool) -> Iterator[ui.Item[Any]]:
    yield ui.TextDisplay(words("privacy-going" if is_going else "privacy-data"))
    if not is_going:
        yield ui.ActionRow(_button(Verb.DOWNLOAD, DATA, words), _button(Verb.ERASE, DATA, words))


def _button(verb: Verb, of: str, words: Words) -> CardButton:
    return CardButton.of(verb, of, label=words(f"button-{verb.value}"), style=theme.STYLES[verb])


def _verb(*, is_forbidden: bool) -> Verb:
    return Verb.ALLOW if is_forbidden else Verb.FORBID
