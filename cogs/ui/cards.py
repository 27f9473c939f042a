"""From a job to what Discord shows of it: pure functions that build every card and every private answer.

A card is nothing but the job in one language; it remembers nothing, so it can be drawn again at any time.
Colours and order are in ``cogs.ui.theme``, sentences about refusals and faults in ``cogs.ui.tellings``.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import discord
from discord import ui

from cogs.ui import theme
from cogs.ui.buttons import CardButton
from cogs.ui.limits import MAX_TEXT
from cogs.ui.lineage import chain_lines, origin_lines
from cogs.ui.queue import wait_text
from cogs.ui.tellings import NOTHING, fault_text, note_text, rejected_text, told
from cogs.ui.text import alt_text, bar, code, cut, harmless, width
from cogs.ui.verbs import Verb
from cogs.ui.views import View
from cogs.words import Param, Words, timestamp
from flux.errors import InputFault
from studio.errors import UserError
from studio.jobs import HELD_BACK, Job, JobState, Prediction, PredictionState
from studio.progress import JobProgress
from studio.standing import Standing

Component: TypeAlias = ui.Item[Any]
"""A part of a card; which view it will be in does not matter to it."""

PROMPT_FILE = "prompt.txt"
"""The file that comes with Details where a prompt is too long for it."""

_NOT_STARTED = frozenset({PredictionState.WAITING, PredictionState.SUBMITTING})
"""Of these there is nothing left to cancel."""
_TOLD = {
    JobState.ACCEPTED: "card-accepted",
    JobState.REVIEWING: "card-reviewing",
    JobState.DELIVERING: "card-delivering",
}
_LONG = 2
"""How many times the expected duration is worth a word."""


def job_card(
    job: Job,
    words: Words,
    *,
    now: datetime,
    progress: JobProgress | None,
    standing: Standing | None,
    pictures: Sequence[str],
    before: str | None,
    smaller: bool = False,
    may_enter: bool = False,
) -> ui.LayoutView:
    """Draw a job.

    ``pictures`` and ``before`` are URLs or ``attachment://`` names. ``standing`` is where in the queue it is.
    ``smaller`` says that pictures were made smaller so that Discord takes them, ``may_enter`` that a
    contest takes them. A job whose pictures are just being delivered is drawn as it will be when they have
    been, so that one edit does.
    """
    if job.deleted:
        return _view(theme.WAITING, [ui.TextDisplay(words("card-deleted"))])
    state = JobState.DONE if pictures and job.state is JobState.DELIVERING else job.state
    parts = [
        _head(job, words, before),
        *_texts(_state_lines(job, state, words, progress=progress, standing=standing, shown=len(pictures))),
        *_gallery(job, pictures),
        *_texts(_small_print(job, state, words, now=now, smaller=smaller)),
        *_button_row(job, _verbs(job, state), words),
        # A row of its own: five are all that one takes.
        *_button_row(job, (Verb.SUBMIT,) if may_enter and state is JobState.DONE else (), words),
    ]
    return _view(theme.COLOURS[state], parts)


def moved_card(job: Job, words: Words, *, before: str | None, link: str) -> ui.LayoutView:
    """Draw what is left of a card whose pictures stand in another message, at ``link``."""
    parts = [
        _head(job, words, before),
        ui.TextDisplay(words("card-in-reply", link=link)),
        *_button_row(job, (Verb.DELETE,), words),
    ]
    return _view(theme.COLOURS[JobState.DONE], parts)


def details(job: Job, words: Words, chain: Sequence[Job] = ()) -> ui.LayoutView:
    """Tell everything that is needed to make a job's pictures again; for its reader only.

    ``chain`` are the jobs that its first picture came from, the nearest first; they get the room that is left.
    Must be sent together with ``prompt_files``, to which it may refer.
    """
    above: list[Component] = [ui.TextDisplay(f"{words('details-title')}\n{_code(job.options.prompt)}")]
    if prompt_files(job.options.prompt):
        above.append(ui.TextDisplay(words("details-prompt-in-file")))
        above.append(ui.File(f"attachment://{PROMPT_FILE}"))
    above.append(ui.TextDisplay("\n".join(_facts(job, words))))
    below: list[Component] = []
    if job.predictions:
        sent = _sent_fields(job.predictions[0], words)
        below.append(ui.TextDisplay(f"{words('details-sent')}\n{code(sent, theme.DETAILS_FIELDS_LIMIT)}"))
    if job.fault is not None:
        below.append(ui.TextDisplay(fault_text(job, words)))
    room = MAX_TEXT - sum(width(part.content) for part in (*above, *below) if isinstance(part, ui.TextDisplay))
    return _view(theme.WAITING, [*above, *_texts(chain_lines(job, chain, words, room=room)), *below])


def prompt_files(prompt: str) -> list[discord.File]:
    """Return the files that go with a prompt that is shown in full: itself, where it is too long for that."""
    if code(prompt, theme.DETAILS_PROMPT_LIMIT) == code(prompt, width(prompt) * 2 + 100):
        return []
    return [discord.File(io.BytesIO(prompt.encode("utf-8", "replace")), PROMPT_FILE)]


def notice(words: Words, key: str, /, **params: Param) -> ui.LayoutView:
    """Draw a private answer of one sentence: a confirmation or an explanation."""
    return _view(theme.WAITING, [ui.TextDisplay(words(key, **params))])


def refusal(error: InputFault | UserError, words: Words) -> ui.LayoutView:
    """Draw the private answer to something that was refused."""
    return _view(theme.WARNING, [ui.TextDisplay(told(error, words))])


def with_text_back(answer: ui.LayoutView, text: str, words: Words) -> ui.LayoutView:
    """Add to a private answer what its reader had typed, so that it is not lost with the form.

    Must be sent together with ``prompt_files``, to which it may refer.
    """
    parts: list[Component] = [ui.TextDisplay(f"{words('answer-your-text')}\n{_code(text)}")]
    if prompt_files(text):
        parts.append(ui.File(f"attachment://{PROMPT_FILE}"))
    answer.add_item(ui.Container(*parts))
    return answer


def _view(colour: discord.Colour, parts: Iterable[Component]) -> ui.LayoutView:
    view = View(timeout=None)
    view.add_item(ui.Container(*parts, accent_colour=colour))
    return view


def _head(job: Job, words: Words, before: str | None) -> Component:
    lines = [words("card-head", artist=f"<@{job.artist_id}>", model=job.model)]
    prompt = harmless(job.options.prompt, theme.CARD_PROMPT_LIMIT)
    if prompt:
        lines.append(f"> {prompt}")
    text = ui.TextDisplay[ui.LayoutView]("\n".join(lines))
    if before is None:
        return text
    hidden = job.starts_from_spoiler
    picture = ui.Thumbnail[ui.LayoutView](before, description=words("card-before"), spoiler=hidden)
    return ui.Section(text, accessory=picture)


def _texts(lines: Iterable[str]) -> Iterator[Component]:
    text = "\n".join(lines)
    if text:
        yield ui.TextDisplay(text)


def _state_lines(
    job: Job, state: JobState, words: Words, *, progress: JobProgress | None, standing: Standing | None, shown: int
) -> Iterator[str]:
    """Tell where the job is."""
    if job.cancel_requested and not state.ended and state is not JobState.REVIEWING:
        yield words("card-canceling")
        return
    match state:
        case JobState.ACCEPTED | JobState.REVIEWING | JobState.DELIVERING:
            yield words(_TOLD[state])
        case JobState.QUEUED:
            yield words("card-queued", place=0 if standing is None else standing.place or 0)
            if standing is not None:
                yield f"-# {wait_text(standing, words)}"
        case JobState.WORKING:
            yield from _working_lines(job, words, progress)
        case JobState.DONE:
            yield from _done_lines(job, words, shown)
        case JobState.CANCELED if job.fault is None:
            yield words("card-canceled" if _nothing_sent(job) else "card-canceled-late")
        case JobState.REJECTED:
            yield rejected_text(job, words)
        case JobState.FAILED | JobState.CANCELED | JobState.BLOCKED | JobState.UNKNOWN:
            yield fault_text(job, words)


def _working_lines(job: Job, words: Words, progress: JobProgress | None) -> Iterator[str]:
    if progress is None or all(p.state in _NOT_STARTED for p in job.predictions):
        yield words("card-starting")
        return
    yield f"{bar(progress.percent)} {words('card-percent', percent=progress.percent)}"
    elapsed, expected = round(progress.elapsed_s), max(1, round(progress.expected_s))
    key = "card-working-long" if elapsed > expected * _LONG else "card-working"
    yield words(key, elapsed=elapsed, expected=expected)
    ready = sum(p.state is PredictionState.READY for p in job.predictions)
    if ready:
        yield words("card-ready", ready=ready, asked=len(job.predictions))


def _done_lines(job: Job, words: Words, shown: int) -> Iterator[str]:
    if not shown:
        yield words("card-done-elsewhere")
    made = len(job.pictures)
    if made < _asked(job):
        yield words("card-partial", made=made, asked=_asked(job), reason=_reason(job))


def _reason(job: Job) -> str:
    """Name why some pictures are missing, for the variants of ``card-partial``."""
    if job.fault is not None:
        return job.fault.kind.value
    return "canceled" if any(p.state is PredictionState.CANCELED for p in job.predictions) else NOTHING


def _gallery(job: Job, pictures: Sequence[str]) -> Iterator[Component]:
    if pictures:
        description = alt_text(job.options.prompt) or None
        spoiler = job.is_spoiler
        items = (discord.MediaGalleryItem(url, description=description, spoiler=spoiler) for url in pictures)
        yield ui.MediaGallery(*items)


def _small_print(job: Job, state: JobState, words: Words, *, now: datetime, smaller: bool) -> Iterator[str]:
    """Tell what the pictures are made with and what they come to; nothing where none are made."""
    if state is JobState.DONE:
        yield f"-# {_made_with(job, words, now)}"
    elif not state.ended:
        yield f"-# {words('card-estimate', micro_usd=job.estimate_micro_usd, count=_asked(job))}"
    if job.style is not None:
        yield f"-# {words('card-style', style=harmless(job.style, theme.STYLE_LIMIT))}"
    yield from (f"-# {line}" for line in origin_lines(job, words))
    yield from (f"-# {note_text(note, job.model, words)}" for note in job.notes)
    if smaller:
        yield f"-# {words('card-smaller')}"


def _made_with(job: Job, words: Words, now: datetime) -> str:
    seeds = [str(p.seed) for p in job.predictions if p.pictures] or [str(p.seed) for p in job.predictions]
    return words(
        "card-made",
        model=job.model,
        seeds=", ".join(seeds),
        count=len(seeds),
        seconds=_seconds(job, now),
        micro_usd=job.estimate_micro_usd * len(job.pictures) // _asked(job),
    )


def _button_row(job: Job, verbs: Sequence[Verb], words: Words) -> Iterator[Component]:
    if verbs:
        yield ui.ActionRow(
            *(
                CardButton.of(verb, job.id, label=words(f"button-{verb.value}"), style=theme.STYLES[verb])
                for verb in verbs
            )
        )


def _verbs(job: Job, state: JobState) -> tuple[Verb, ...]:
    if state in HELD_BACK:
        return theme.HELD_BACK_BUTTONS
    if not state.ended:
        return () if job.cancel_requested or state is JobState.DELIVERING else theme.LIVE_BUTTONS
    return theme.FINISHED_BUTTONS if state is JobState.DONE else theme.UNFINISHED_BUTTONS


def _facts(job: Job, words: Words) -> Iterator[str]:
    yield words("details-model", model=job.model)
    if job.style is not None:
        yield words("details-style", style=harmless(job.style, theme.STYLE_LIMIT))
    for prediction in job.predictions:
        yield words(
            "details-prediction",
            number=prediction.number,
            seed=str(prediction.seed),
            service_id=harmless(prediction.external_id or "—", theme.VALUE_LIMIT),
        )
    yield words("details-asked", moment=timestamp(job.created_at, "f"))
    if job.ended_at is not None:
        yield words("details-ended", moment=timestamp(job.ended_at, "f"))
    if job.ended_at is not None and job.started_at is not None:
        yield words("details-took", seconds=_seconds(job, job.ended_at))
    yield words("details-estimate", micro_usd=job.estimate_micro_usd, captured_micro_usd=job.captured_micro_usd)
    yield words("details-job", job=job.id)
    yield from (note_text(note, job.model, words) for note in job.notes)


def _sent_fields(prediction: Prediction, words: Words) -> str:
    """List the input as it was sent, without what is told elsewhere."""
    lines = []
    for name, value in sorted(prediction.input.items()):
        if name in {"prompt", "seed"}:
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        # A picture's address is signed and short-lived, or the whole picture itself.
        is_picture = text.startswith(("http://", "https://", "data:"))
        lines.append(f"{name}: {words('details-picture') if is_picture else cut(text, theme.VALUE_LIMIT)}")
    return "\n".join(lines)


def _code(prompt: str) -> str:
    return code(prompt, theme.DETAILS_PROMPT_LIMIT)


def _asked(job: Job) -> int:
    return job.options.num_outputs or 1


def _nothing_sent(job: Job) -> bool:
    return all(p.submitted_at is None and p.external_id is None for p in job.predictions)


def _seconds(job: Job, now: datetime) -> float:
    """Measure how long the pictures took, without the wait for their turn and for their delivery."""
    ends = [p.ended_at for p in job.predictions if p.ended_at is not None]
    return max(0.0, ((max(ends) if ends else now) - (job.started_at or job.created_at)).total_seconds())
