"""What the error text of a failed prediction means for the person who asked for it. Pure.

The texts are those that were seen of Replicate and its models: docs/flux.md. What the HTTP answers mean
stands in ``flux.answers``.
"""

import re
from enum import StrEnum


class FailureKind(StrEnum):
    """What to tell the artist: change the prompt, try again, or only that it failed."""

    BLOCKED = "blocked"
    INTERRUPTED = "interrupted"
    MODEL_FAILED = "model-failed"


_BLOCKED = re.compile(r"nsfw|flagged as sensitive|\(E005\)|moderated", re.IGNORECASE)
# Platform codes have four digits and start at E1000; a model's own have three (docs/flux.md).
_INTERRUPTED = re.compile(
    r"interrupted|please retry|code: PA\b|Director: unexpected error|\(E\d{4}\)", re.IGNORECASE
)


def failure_kind(error_text: str) -> FailureKind:
    """Sort the error text of a failed prediction: held back for safety, broken off by the platform, or neither."""
    if _BLOCKED.search(error_text):
        return FailureKind.BLOCKED
    if _INTERRUPTED.search(error_text):
        return FailureKind.INTERRUPTED
    return FailureKind.MODEL_FAILED
