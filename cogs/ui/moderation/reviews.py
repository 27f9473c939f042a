"""How pictures look that wait for moderators, and what is left of them once these have decided; pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import discord
from discord import ui

from cogs.ui import theme
from cogs.ui.buttons import CardButton
from cogs.ui.moderation.audit import card_link
from cogs.ui.moderation.reports import reason_form
from cogs.ui.tellings import NOTHING
from cogs.ui.text import alt_text, harmless
from cogs.ui.verbs import Verb, custom_id
from cogs.ui.views import View
from cogs.words import Words
from studio.jobs import Job, JobState, Verdict
from studio.moderation.strikes import MOST_REASON

_BUTTONS = (Verb.ADMIT, Verb.VEIL, Verb.REFUSE, Verb.PUNISH)


def review_post(job: Job, words: Words, *, until: datetime, pictures: Sequence[str] = ()) -> ui.LayoutView:
    """Draw what moderators are shown: the pictures, hidden until pressed on, or what was decided about them.

    ``pictures`` are the names of the files that come with it. Once they have decided, what was asked for stands on
    its card only, so that it is nowhere else when that goes.
    """
    whose = {"artist": f"<@{job.artist_id}>", "place": f"<#{job.place.channel_id}>"}
    view = View(timeout=None)
    if job.state is not JobState.REVIEWING:
        lines = [words("review-title-decided", **whose), _decided(job, words), *_link(job, words)]
        view.add_item(ui.Container(ui.TextDisplay("\n".join(lines)), accent_colour=theme.WAITING))
        return view
    prompt = harmless(job.options.prompt, theme.CARD_PROMPT_LIMIT)
    head = [words("review-title", **whose), *([f"> {prompt}"] if prompt else [])]
    alt = alt_text(job.options.prompt) or None
    items = (discord.MediaGalleryItem(f"attachment://{name}", description=alt, spoiler=True) for name in pictures)
    parts: list[ui.Item[Any]] = [
        ui.TextDisplay("\n".join(head)),
        ui.MediaGallery(*items),
        # Apart from the prompt, which would draw what comes after it into its quote.
        ui.TextDisplay("\n".join([words("review-until", until=until), *_link(job, words)])),
        ui.ActionRow(*(_button(verb, job.id, words) for verb in _BUTTONS)),
    ]
    view.add_item(ui.Container(*parts, accent_colour=theme.WARNING))
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
    by_id = job.review.by_id
    return words(
        f"review-{verdict.value}",
        # Who has had their data deleted is nobody any more.
        moderator=words("review-moderator") if by_id is None else f"<@{by_id}>",
        reason=harmless(job.review.reason, MOST_REASON) or NOTHING,
    )


def _link(job: Job, words: Words) -> Iterator[str]:
    if job.card is not None and job.place.server_id is not None and not job.deleted:
        link = card_link(job.place.server_id, job.card.channel_id, job.card.message_id)
        yield words("review-card", link=link)


def _button(verb: Verb, job_id: str, words: Words) -> CardButton:
    return CardButton.of(verb, job_id, label=words(f"button-{verb.value}"), style=theme.STYLES[verb])
