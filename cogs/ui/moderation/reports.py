"""How reports look: the form, and what moderators are shown of one; pure."""

from typing import Any

import discord
from discord import ui

from cogs.ui import theme
from cogs.ui.buttons import CardButton
from cogs.ui.forms import Filled, OldForm
from cogs.ui.moderation.audit import card_link
from cogs.ui.text import harmless
from cogs.ui.verbs import Verb, custom_id
from cogs.ui.views import View
from cogs.words import Words
from studio.moderation.decisions import MOST_REASON, Case, Decision

REASON = "reason"
"""The field of the form."""

_SHOWN_REASON = 2 * MOST_REASON
"""All of it, unless nearly every character needs an escape."""

_MOST_SHOWN = 5
"""So many reports of a case have room, each shortened to half of that."""

_NOBODY = "none"
"""What a sentence gets where it is not known any more who decided; it has a variant for it."""

_LABELS = {Verb.REMOVE: "button-remove", Verb.STRIKE: "button-strike", Verb.DISMISS: "button-dismiss"}
_LABELS_GONE = {Verb.STRIKE: "button-give", Verb.DISMISS: "button-dismiss"}
"""The buttons, and those where the picture is gone already."""


def report_form(job_id: str, words: Words, *, is_public: bool) -> ui.Modal:
    """Return the form that asks why somebody reports a picture; ``is_public`` says that everybody can read it."""
    return reason_form(
        custom_id(Verb.REPORT, job_id),
        words("form-report-title"),
        words("form-report-reason"),
        words("form-report-note", public="yes" if is_public else "no"),
        most=MOST_REASON,
    )


def reason_form(form_id: str, title: str, label: str, description: str, *, most: int) -> ui.Modal:
    """Return a form that asks for a reason of at most so many characters."""
    form = ui.Modal(title=title, custom_id=form_id, timeout=None)
    reason = ui.TextInput[ui.Modal](style=discord.TextStyle.paragraph, custom_id=REASON, max_length=most)
    form.add_item(ui.Label(text=label, description=description, component=reason))
    # A finished one is not remembered by discord.py, which would answer beside us.
    form.stop()
    return form


def reason_of(form: Filled) -> str:
    """Read the form of ``reason_form``.

    Raises:
        OldForm: it has other fields.
    """
    if REASON not in form.fields:
        raise OldForm
    return form.fields[REASON]


def report_post(case: Case, words: Words, *, stands: bool = False) -> ui.LayoutView:
    """Draw what moderators are shown: who says what about which pictures, and the buttons or what was decided.

    ``stands`` says that the card, which should be gone, could not be deleted.
    """
    is_open = case.decision is Decision.OPEN
    parts: list[ui.Item[Any]] = [ui.TextDisplay(_told(case, words))]
    if is_open and case.job.deleted:
        parts.append(ui.TextDisplay(words("report-gone")))
    elif is_open and case.job.card is not None and not case.job.private:
        parts.append(ui.TextDisplay(words("report-where", link=_link(case))))
    if is_open:
        labels = _LABELS_GONE if case.job.deleted else _LABELS
        parts.append(ui.ActionRow(*(_button(verb, label, case, words) for verb, label in labels.items())))
    else:
        moderator = _NOBODY if case.decided_by is None else f"<@{case.decided_by}>"
        parts.append(ui.TextDisplay(words(f"report-{case.decision.value}", moderator=moderator)))
    if stands and case.job.card is not None:
        parts.append(ui.TextDisplay(words("report-stands", link=_link(case))))
    view = View(timeout=None)
    view.add_item(ui.Container(*parts, accent_colour=theme.WARNING if is_open or stands else theme.WAITING))
    return view


def _told(case: Case, words: Words) -> str:
    """Return who says what: of one person all of it, of many the newest, and shortened."""
    count, artist = len(case.reports), f"<@{case.job.artist_id}>"
    if count == 1:
        (only,) = case.reports
        title = words("report-title", reporter=f"<@{only.reporter_id}>", artist=artist)
        return f"{title}\n> {harmless(only.reason, _SHOWN_REASON)}"
    lines = [words("report-title-many", count=count, artist=artist)]
    if count > _MOST_SHOWN:
        lines.append(words("report-newest", count=_MOST_SHOWN))
    shown = case.reports[-_MOST_SHOWN:]
    return "\n".join([*lines, *(f"> <@{r.reporter_id}>: {harmless(r.reason, MOST_REASON)}" for r in shown)])


def _link(case: Case) -> str:
    assert case.job.card is not None, "asked for where there is one"
    return card_link(case.reports[0].server_id, case.job.card.channel_id, case.job.card.message_id)


def _button(verb: Verb, label: str, case: Case, words: Words) -> CardButton:
    return CardButton.of(verb, case.job.id, label=words(label), style=theme.STYLES[verb])
