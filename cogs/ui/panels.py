"""Panels: private answers in which people choose something; pure.

What a choice does is ``cogs.choices``'.
"""

from discord import ui

from cogs.ui import theme
from cogs.ui.buttons import CardButton
from cogs.ui.verbs import Verb
from cogs.ui.views import View
from cogs.words import Words

EDITS = "edits"
"""What is allowed or forbidden: that others edit one's pictures."""


def privacy_panel(words: Words, *, forbids_edits: bool) -> ui.LayoutView:
    """Draw what a person has chosen about what is theirs, with the buttons that change it."""
    verb = Verb.ALLOW if forbids_edits else Verb.FORBID
    state = words("privacy-edits-forbidden" if forbids_edits else "privacy-edits-allowed")
    button = CardButton.of(verb, EDITS, label=words(f"button-{verb.value}"), style=theme.STYLES[verb])
    view = View(timeout=None)
    view.add_item(
        ui.Container(
            ui.TextDisplay(f"{words('privacy-title')}\n{state}"),
            ui.ActionRow(button),
            accent_colour=theme.WAITING,
        )
    )
    return view
