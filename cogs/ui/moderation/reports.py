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
from studio.jobs import Job
from studio.moderation.decisions import MOST_REASON, Decision, Report

REASON = "reason"
"""The field of the form."""

_SHOWN_REASON = 2 * MOST_REASON
"""All of it, unless nearly every character needs an escape."""

_BUTTONS = (Verb.REMOVE, Verb.STRIKE, Verb.DISMISS)


def report_form(job_id: str, words: Words) -> ui.Modal:
    """Return the form that asks why somebody reports a picture."""
    return reason_form(
        custom_id(Verb.REPORT, job_id),
        words("form-report-title"),
        words("form-report-reason"),
        words("form-report-note"),
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


def report_post(report: Report, job: Job, words: Words) -> ui.LayoutView:
    """Draw what moderators are shown: who says what about which pictures, and the buttons or what was decided."""
    lines = [
        words("report-title", reporter=f"<@{report.reporter_id}>", artist=f"<@{job.artist_id}>"),
        f"> {harmless(report.reason, _SHOWN_REASON)}",
    ]
    parts: list[ui.Item[Any]] = []
    if report.decision is Decision.OPEN:
        if job.card is not None:
            link = card_link(report.server_id, job.card.channel_id, job.card.message_id)
            lines.append(words("report-where", link=link))
        parts.append(ui.ActionRow(*(_button(verb, report.id, words) for verb in _BUTTONS)))
    else:
        lines.append(words(f"report-{report.decision.value}", moderator=f"<@{report.decided_by}>"))
    view = View(timeout=None)
    colour = theme.WARNING if report.decision is Decision.OPEN else theme.WAITING
    view.add_item(ui.Container(ui.TextDisplay("\n".join(lines)), *parts, accent_colour=colour))
    return view


def _button(verb: Verb, report_id: str, words: Words) -> CardButton:
    return CardButton.of(verb, report_id, label=words(f"button-{verb.value}"), style=theme.STYLES[verb])
