"""How strikes look: to moderators, and to whom they are given; pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from discord import ui

from cogs.ui import theme
from cogs.ui.moderation.reports import reason_form, reason_of
from cogs.ui.settings import Leaf, labelled, leaf_buttons, leaf_of, with_leaf
from cogs.ui.text import harmless
from cogs.ui.verbs import Verb, custom_id
from cogs.ui.views import View
from cogs.words import Words
from studio.jobs import NOBODY
from studio.moderation.strikes import BLOCKS_FOR_A_STRIKE, MOST_REASON, Cause, Given, paused_until

__all__ = [
    "leaf_with",
    "reason_of",
    "strike_form",
    "strike_notice",
    "strikes_leaf",
    "strikes_page",
    "strikes_panel",
]

MOST_SHOWN = 8
"""How many strikes moderators are shown, the newest first."""

STRIKES_SHOWN = 6
"""So many of a whole server have room on a leaf of ``/settings``, each with a button."""

_NONE, _FORGOTTEN = "none", "forgotten"
"""What a sentence gets where there is nothing, or nobody any more, to name; it has variants for that."""


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
            parts.append(ui.Section(text, accessory=labelled(Verb.FORGIVE, each.strike.id, words)))
        else:
            parts.append(text)
    if len(found) > MOST_SHOWN:
        parts.append(ui.TextDisplay(f"-# {words('strikes-newest', count=MOST_SHOWN)}"))
    parts.append(ui.ActionRow(labelled(Verb.GIVE, str(person_id), words)))
    view = View(timeout=None)
    view.add_item(ui.Container(*parts, accent_colour=theme.WARNING if counting else theme.WAITING))
    return view


def strikes_leaf(found: Sequence[Given], number: int = 0) -> Leaf[Given]:
    """Return which of a server's strikes stand on a leaf."""
    return leaf_of(found, number, STRIKES_SHOWN)


def leaf_with(found: Sequence[Given], strike_id: str) -> int:
    """Return the number of the leaf where a strike stands, of one that does not the first."""
    ids = [each.strike.id for each in found]
    return ids.index(strike_id) // STRIKES_SHOWN if strike_id in ids else 0


def strikes_page(leaf: Leaf[Given], words: Words) -> Sequence[ui.Item[Any]]:
    """Draw the strikes of a server that count, each with the button that takes it back."""
    about = words("settings-strikes-about" if leaf.items else "settings-strikes-none")
    turning = leaf_buttons(leaf, Verb.STRIKES, words)
    ways: list[ui.Item[Any]] = [ui.ActionRow(*turning)] if turning else []
    return [
        ui.TextDisplay(with_leaf(f"### {words('strikes-name')}\n{about}", leaf, words)),
        *(
            ui.Section[Any](
                ui.TextDisplay(f"**<@{each.strike.person_id}>**\n{_line(each, words)}"),
                accessory=labelled(Verb.PARDON, each.strike.id, words),
            )
            for each in leaf.items
        ),
        *ways,
    ]


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
    """Draw what somebody is told of a strike, by the name of the server where they have it, or had."""
    is_taken_back = given.strike.taken_back_by is not None
    told = words(
        "strike-taken-back" if is_taken_back else "strike-told",
        number=given.number,
        server=harmless(server, theme.VALUE_LIMIT),
        reason=_reason(given, words),
        until=_NONE if given.until is None else given.until,
    )
    view = View(timeout=None)
    colour = theme.WAITING if is_taken_back else theme.WARNING
    view.add_item(ui.Container(ui.TextDisplay(told), accent_colour=colour))
    return view


def _line(each: Given, words: Words) -> str:
    strike = each.strike
    told = words(
        "strikes-line",
        at=strike.at,
        reason=_reason(each, words),
        by=_NONE if strike.cause is Cause.BLOCKS else _moderator(strike.by_id),
        until=_NONE if each.until is None else each.until,
    )
    if strike.taken_back_by is None:
        return told
    return f"~~{told}~~\n-# {words('strikes-taken-back', by=_moderator(strike.taken_back_by))}"


def _reason(each: Given, words: Words) -> str:
    if each.strike.cause is Cause.BLOCKS:
        return words("strike-for-blocks", count=BLOCKS_FOR_A_STRIKE)
    of_what = "strike-for-something" if each.strike.job_id is None else "strike-for-picture"
    return harmless(each.strike.reason, MOST_REASON) or words(of_what)


def _moderator(person_id: int | None) -> str:
    return _FORGOTTEN if person_id in {None, NOBODY} else f"<@{person_id}>"
