"""Panels: private answers in which people choose something; pure.

What a choice does is ``cogs.choices``'.
"""

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


def privacy_panel(words: Words, chosen: Choices) -> ui.LayoutView:
    """Draw what a person has chosen about what is theirs, with the buttons that change it."""
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
            accent_colour=theme.WAITING,
        )
    )
    return view


def _verb(*, is_forbidden: bool) -> Verb:
    return Verb.ALLOW if is_forbidden else Verb.FORBID
