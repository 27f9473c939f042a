"""One prediction as the service tells it: the only shape in which answers leave this library.

How it is found within an answer stands in ``flux.answers``.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from flux.progress import percent_in, seed_in


class Status(StrEnum):
    """Where a prediction is at the service; a word that we do not know counts as live."""

    STARTING = "starting"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"
    ABORTED = "aborted"
    UNKNOWN = "unknown"

    @property
    def ended(self) -> bool:
        """Whether the service does nothing more for it."""
        return self in _ENDED


# It becomes a part of a path, and has 128 characters in the store.
PredictionId: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$")]
"""The service's name for a prediction."""

_ENDED = frozenset({Status.SUCCEEDED, Status.FAILED, Status.CANCELED, Status.ABORTED})
_WORDS = {
    **{status.value: status for status in Status},
    "cancelled": Status.CANCELED,
    # The words of the gateway's envelope (docs/flux.md).
    "not_start": Status.STARTING,
    "submitted": Status.STARTING,
    "queued": Status.STARTING,
    "in_progress": Status.PROCESSING,
    "success": Status.SUCCEEDED,
    "failure": Status.FAILED,
}
_PERCENT = re.compile(r"([0-9]{1,9})%?")
_OUTPUT_DEPTH = 6


def _status(value: object) -> Status:
    return _WORDS.get(str(value).lower(), Status.UNKNOWN)


def _outputs(value: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_urls(value, _OUTPUT_DEPTH)))


def _urls(value: object, depth: int) -> Iterator[str]:
    """Yield the URLs of a string, a list, or an object of either, in their order."""
    match value:
        case str() if value.startswith(("https://", "http://")):
            yield _text(value)
        case dict() if depth:
            yield from _urls(list(value.values()), depth - 1)
        case list() | tuple() if depth:
            for item in value:
                yield from _urls(item, depth - 1)
        case _:
            pass


def _text(value: object) -> str:
    """Return text as it is, but for the lone surrogates that JSON can hold and nothing else takes."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else ""


def _error(value: object) -> str | None:
    return None if value in (None, "") else _text(str(value))


def _percent(value: object) -> int | None:
    match = _PERCENT.fullmatch(str(value))
    return min(int(match[1]), 100) if match else None


class Prediction(BaseModel):
    """What the service says of one prediction.

    Only ``id`` must make sense; everything else falls back to "not known", since what was paid for must not be
    lost to a strange answer. ``reported_percent`` is the envelope's own progress, 0..100.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: PredictionId
    status: Annotated[Status, BeforeValidator(_status)] = Status.UNKNOWN
    outputs: Annotated[tuple[str, ...], BeforeValidator(_outputs)] = ()
    error: Annotated[str | None, BeforeValidator(_error)] = None
    logs: Annotated[str, BeforeValidator(_text)] = ""
    reported_percent: Annotated[int | None, BeforeValidator(_percent)] = None

    @property
    def lacks_outputs(self) -> bool:
        """Whether it succeeded and names no picture: not yet, where a gateway was quicker, or no longer."""
        return self.status is Status.SUCCEEDED and not self.outputs

    @property
    def seed(self) -> int | None:
        """The seed that the log names, ``None`` where it names none."""
        return seed_in(self.logs)

    def percent(self, steps: int | None) -> int | None:
        """Return how far it is, 0..100, by its log or else by its envelope; ``None`` where neither tells."""
        told = percent_in(self.logs, steps)
        return self.reported_percent if told is None else told
