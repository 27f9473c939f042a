"""How strikes look: to moderators, and to whom they are given; pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from discord import ui

from cogs.ui import theme
from cogs.ui.buttons import CardButton
from cogs.ui.moderation.reports import reason_form, reason_of
from cogs.ui.text import harmless
from cogs.ui.verbs import Verb, custom_id
from cogs.ui.views import View
from cogs.words import Words
from studio.moderation.strikes import BLOCKS_FOR_A_STRIKE, MOST_REASON, Cause, Given, paused_until

__all__ = ["reason_of", "strike_form", "strike_notice", "strikes_panel"]

MOST_SHOWN = 8
"""How many strikes moderators are shown, the newest first."""

_UNTIL_NOW = "none"
"""What a sentence gets where a strike does not pause; it has a variant for it."""


def strikes_panel(person_id: int, found: Sequence[Given], words: Words, *, now: datetime) -> ui.LayoutView:
    """Draw somebody's strikes, given as the oldest first, with the buttons that take them back and give one."""
    until = paused_until([each.strike for each in found], now)
    counting = sum(each.strike.counts(now) for each in found)
    title = words("strikes-title", person=f"<@{person_id}>", count=counting)
    paused = "" if until is None else f"\n{words('strikes-paused', until=until)}"
    parts: list[ui.Item[Any]] = [ui.TextDisplay(f"{title}{paused}")]
    for each in list(reversed(found))[:MOST_SHOWN]:
        text = ui.TextDisplay[Any](_line(each, words))
        if each.strike.counts(now):
            parts.append(ui.Section(text, accessory=_button(Verb.FORGIVE, each.strike.id, words)))
        else:
            parts.append(text)
    parts.append(ui.ActionRow(_button(Verb.GIVE, str(person_id), words)))
    view = View(timeout=None)
    view.add_item(ui.Container(*parts, accent_colour=theme.WARNING if counting else theme.WAITING))
    return view


def strike_form(person_id: int, words: Words) -> ui.Modal:
    """Return the form that asks what a strike is for."""
    return reason_form(
        custom_id(Verb.GIVE, str(person_id)),
        words("form-strike-title"),
        words("form-strike-reason"),
        words("form-strike-note"),
        most=MOST_REASON,
    )


def strike_notice(given: Given, words: Words, *, server: str) -> ui.LayoutView:
    """Draw what somebody is told of a strike, by the name of the server where they have it."""
    told = words(
        "strike-told",
        number=given.number,
        server=harmless(server, theme.VALUE_LIMIT),
        reason=_reason(given, words),
        until=_UNTIL_NOW if given.until is None else given.until,
    )
    view = View(timeout=None)
    view.add_item(ui.Container(ui.TextDisplay(told), accent_colour=theme.WARNING))
    return view


def _line(each: Given, words: Words) -> str:
    strike = each.strike
    told = words(
        "strikes-line",
        at=strike.at,
        reason=_reason(each, words),
        by=_person(strike.by_id),
        until=_UNTIL_NOW if each.until is None else each.until,
    )
    if strike.taken_back_by is None:
        return told
    return f"~~{told}~~\n-# {words('strikes-taken-back', by=_person(strike.taken_back_by))}"


def _reason(each: Given, words: Words) -> str:
    if each.strike.cause is Cause.BLOCKS:
        return words("strike-for-blocks", count=BLOCKS_FOR_A_STRIKE)
    return harmless(each.strike.reason, MOST_REASON) or words("strike-for-picture")


def _person(person_id: int | None) -> str:
    return "none" if person_id is None else f"<@{person_id}>"


def _button(verb: Verb, button_id: str, words: Words) -> CardButton:
    return CardButton.of(verb, button_id, label=words(f"button-{verb.value}"), style=theme.STYLES[verb])
