"""The page of ``/settings`` about how long prompts are remembered, its form, and how that is read; pure."""

from collections.abc import Sequence
from typing import Any

from discord import ui

from cogs.ui.forms import Filled, OldForm
from cogs.ui.settings import labelled
from cogs.ui.verbs import TOP, Verb, custom_id
from cogs.words import Words
from studio.retention import LEAST_DAYS, MOST_DAYS

DAYS = "days"
"""The field of the form."""

_LONGEST_DAYS = 10
_EVER = "ever"


def privacy_page(days: int | None, words: Words) -> Sequence[ui.Item[Any]]:
    """Draw for how many days prompts are remembered, ``None`` for ever."""
    holds = words("settings-prompts-ever") if days is None else words("settings-prompts-days", days=days)
    return [
        ui.TextDisplay(f"### {words('settings-privacy-title')}\n{words('settings-privacy-about')}"),
        ui.Section(
            ui.TextDisplay(f"**{words('settings-prompts')}**\n{holds}"),
            accessory=labelled(Verb.REMEMBER, TOP, words),
        ),
    ]


def days_form(days: int | None, words: Words) -> ui.Modal:
    """Return the form that asks for how many days that is to be, filled with what holds."""
    form = ui.Modal(
        title=words("form-prompts-title"), custom_id=custom_id(Verb.REMEMBER, _mark(days)), timeout=None
    )
    typed = ui.TextInput[ui.Modal](
        custom_id=DAYS, default=None if days is None else str(days), required=False, max_length=_LONGEST_DAYS
    )
    described = words("form-prompts-description", least=LEAST_DAYS, most=str(MOST_DAYS))
    form.add_item(ui.Label(text=words("form-prompts-days"), description=described, component=typed))
    # A finished one is not remembered by discord.py, which would answer beside us.
    form.stop()
    return form


def days_typed(form: Filled) -> str:
    """Read what was typed into the form of ``days_form``.

    Raises:
        OldForm: it has other fields.
    """
    if DAYS not in form.fields:
        raise OldForm
    return form.fields[DAYS]


def is_of_days(form_id: str, days: int | None) -> bool:
    """Say whether a form of ``days_form`` was opened with so many days."""
    return form_id == _mark(days)


def _mark(days: int | None) -> str:
    return _EVER if days is None else str(days)
