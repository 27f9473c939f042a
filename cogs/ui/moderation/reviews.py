"""How pictures look that wait for moderators, and what is left of them once these have decided; pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import discord
from discord import ui

from cogs.ui import theme
from cogs.ui.buttons import CardButton
from cogs.ui.moderation.audit import card_link
from cogs.ui.moderation.reports import reason_form
from cogs.ui.text import alt_text, harmless
from cogs.ui.verbs import Verb, custom_id
from cogs.ui.views import View
from cogs.words import Words
from studio.jobs import Job, JobState, Verdict
from studio.moderation.strikes import MOST_REASON

_BUTTONS = (Verb.ADMIT, Verb.VEIL, Verb.REFUSE, Verb.PUNISH)


def review_post(job: Job, words: Words, *, until: datetime, pictures: Sequence[str] = ()) -> ui.LayoutView:
    """Draw what moderators are shown: the pictures, hidden until pressed on, or what was decided about them.

    ``pictures`` are the names of the files that come with it.
    """
    lines = [words("review-title", artist=f"<@{job.artist_id}>", place=f"<#{job.place.channel_id}>")]
    prompt = harmless(job.options.prompt, theme.CARD_PROMPT_LIMIT)
    if prompt:
        lines.append(f"> {prompt}")
    if job.card is not None and job.place.server_id is not None:
        link = card_link(job.place.server_id, job.card.channel_id, job.card.message_id)
        lines.append(words("review-card", link=link))
    parts: list[ui.Item[Any]] = []
    if job.state is JobState.REVIEWING:
        lines.append(words("review-until", until=until))
        alt = alt_text(job.options.prompt) or None
        parts.append(
            ui.MediaGallery(
                *(
                    discord.MediaGalleryItem(f"attachment://{name}", description=alt, spoiler=True)
                    for name in pictures
                )
            )
        )
        parts.append(ui.ActionRow(*(_button(verb, job.id, words) for verb in _BUTTONS)))
    else:
        lines.append(_decided(job, words))
    view = View(timeout=None)
    colour = theme.WARNING if job.state is JobState.REVIEWING else theme.WAITING
    view.add_item(ui.Container(ui.TextDisplay("\n".join(lines)), *parts, accent_colour=colour))
    return view


def reject_form(verb: Verb, job_id: str, words: Words) -> ui.Modal:
    """Return the form that asks why pictures are not shown; ``verb`` says whether that is a strike as well."""
    return reason_form(
        custom_id(verb, job_id),
        words(f"button-{verb.value}"),
        words("form-reject-reason"),
        words("form-reject-note"),
        most=MOST_REASON,
    )


def _decided(job: Job, words: Words) -> str:
    assert job.review is not None, "what moderators look at has a review"
    verdict = Verdict.OUTDATED if job.review.verdict is Verdict.AWAITED else job.review.verdict
    return words(
        f"review-{verdict.value}",
        moderator=f"<@{job.review.by_id}>",
        reason=harmless(job.review.reason, MOST_REASON),
    )


def _button(verb: Verb, job_id: str, words: Words) -> CardButton:
    return CardButton.of(verb, job_id, label=words(f"button-{verb.value}"), style=theme.STYLES[verb])
