"""From errors, faults, notes and models to the sentences that tell them; pure.

In ``locales/`` they are ``fault-<kind>``, ``note-<kind>``, ``input-<error>`` and the key of each ``UserError``.
"""

import re
from collections.abc import Mapping

from cogs.ui import theme
from cogs.ui.text import harmless
from cogs.words import Param, Words
from flux.catalogue import Model
from flux.errors import InputFault
from flux.inputs import Note
from studio import errors
from studio.errors import UserError
from studio.jobs import FaultKind, Job, JobState, Verdict
from studio.moderation.strikes import MOST_REASON

NOTHING = "none"
"""What a sentence gets for something that is not known; it has a variant for it."""

_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")
_PLAIN_LINK = re.compile(r"https?://[^\s<>]{1,1000}")
_FIELD_NAMES = frozenset({"field", "companion"})
_FAULT_PARAMS: Mapping[str, str] = {"seconds": NOTHING, "fields": NOTHING, "link": NOTHING}
_USUAL_FAULT: Mapping[JobState, FaultKind] = {
    JobState.BLOCKED: FaultKind.BLOCKED,
    JobState.UNKNOWN: FaultKind.UNKNOWN_OUTCOME,
}


def fault_text(job: Job, words: Words) -> str:
    """Tell why a job did not end with all its pictures: what happened, what it cost, what to do."""
    fault = job.fault
    kind = fault.kind if fault else _USUAL_FAULT.get(job.state, FaultKind.INTERNAL)
    given = {name: _outside(value) for name, value in fault.params.items()} if fault else {}
    text = words(f"fault-{kind.value}", **{**_FAULT_PARAMS, **given})
    if fault is None or fault.reference is None:
        return text
    return f"{text}\n-# {words('fault-reference', reference=fault.reference)}"


def rejected_text(job: Job, words: Words) -> str:
    """Tell that moderators have not let pictures be shown, why, and what that cost."""
    verdict = Verdict.OUTDATED if job.review is None else job.review.verdict
    reason = "" if job.review is None else harmless(job.review.reason, MOST_REASON)
    return words(
        "card-rejected",
        verdict=verdict.value,
        reason=reason or NOTHING,
        micro_usd=job.captured_micro_usd,
    )


def note_text(note: Note, model: str, words: Words) -> str:
    """Tell what became of an option."""
    return words(
        f"note-{note.kind.value}",
        field=option_name(note.field, words),
        value=_outside(note.value),
        used=_outside(note.used),
        model=model,
    )


def told(error: InputFault | UserError, words: Words) -> str:
    """Tell a refusal: what is wrong, that it cost nothing, what to do."""
    if isinstance(error, UserError):
        return words(error.key, **{name: _filling(param, words) for name, param in error.params().items()})
    return words(input_fault_key(type(error)), **_input_fault_params(error, words))


def input_fault_key(kind: type[InputFault]) -> str:
    """Name the sentence of a kind of input fault: ``OutOfRange`` has ``input-out-of-range``."""
    return f"input-{_WORD_START.sub('-', kind.__name__).lower()}"


def option_name(field: str, words: Words) -> str:
    """Return how an option is called in the language of the words; ``field`` may carry a value (``a: b``)."""
    name, colon, value = field.partition(":")
    key = f"imagine-option-{name}"
    return f"{words(key) if key in words else name}{colon}{value}"


def model_line(model: Model, words: Words, *, micro_usd: int) -> str:
    """Return the line that autocomplete shows for a model: name, estimate for a picture, typical time."""
    return words("model-line", model=model.name, micro_usd=micro_usd, seconds=model.typical_s)


def ratio_line(ratio: str, words: Words) -> str:
    """Return the line that autocomplete shows for an aspect ratio."""
    return words("ratio-line", ratio=ratio)


def marked_line(line: str, words: Words) -> str:
    """Return a line of autocomplete or of a form with the mark of what the channel usually takes."""
    return words("line-usual-here", line=line)


def megapixels_line(size: str, words: Words) -> str:
    """Return the line that autocomplete shows for a number of megapixels, "1" or "0.25"."""
    return words("megapixels-line", size="full" if size == "1" else "small")


def _filling(param: errors.Param, words: Words) -> Param:
    match param:
        case errors.Named():
            return ", ".join(words(key) for key in param.keys)
        case errors.Quoted():
            return _outside(param.text)
        case _:
            return param


def _input_fault_params(error: InputFault, words: Words) -> Mapping[str, Param]:
    return {
        name: option_name(str(value), words) if name in _FIELD_NAMES else _plain(value)
        for name, value in vars(error).items()
    }


def _plain(value: object) -> str:
    """Write a value as a person would type it."""
    match value:
        case tuple():
            return ", ".join(_outside(str(item)) for item in value) or NOTHING
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return _outside(str(value))


def _outside(text: str) -> str:
    """Make a value from outside fit into a sentence; links stay what can be pressed."""
    words = text.split()
    if words and all(_PLAIN_LINK.fullmatch(word) for word in words):
        return " ".join(f"<{word}>" for word in words)
    return harmless(text, theme.VALUE_LIMIT)
