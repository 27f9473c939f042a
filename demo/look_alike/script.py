"""What a test or the demo can ask the look-alike to do wrong: faults of single calls, courses of predictions.

Only the words; the service acts on them.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from flux.catalogue import MAX_OUTPUTS

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Call(StrEnum):
    """A kind of call that can be held."""

    CREATE = "create"
    READ = "read"
    LIST = "list"
    CANCEL = "cancel"
    FETCH = "fetch"


class OutputFault(StrEnum):
    """What is wrong with the pictures of a prediction that succeeded."""

    GONE = "gone"
    FOREIGN_HOST = "foreign-host"
    NOT_A_PICTURE = "not-a-picture"
    CUT_SHORT = "cut-short"


@dataclass(frozen=True, slots=True)
class Course:
    """How a prediction runs and ends.

    ``end`` is the last status on the wire. ``flagged`` pictures are dropped by the safety checker; a prediction
    that has none left fails with its model's own words. ``duration_s`` replaces the model's typical time. A
    ``held`` prediction stays ``processing`` until ``LookAlike.release`` lets it end.
    """

    end: str = "succeeded"
    error: str | None = None
    flagged: int = 0
    duration_s: float | None = None
    held: bool = False
    outputs: OutputFault | None = None


BLOCKED = Course(flagged=MAX_OUTPUTS)
FAILED = Course(end="failed", error="CUDA out of memory. Tried to allocate 2.25 GiB")
INTERRUPTED = Course(end="failed", error="Prediction interrupted; please retry (code: PA)")
ABORTED = Course(end="aborted")
HELD = Course(held=True)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer instead of the usual one: ``body`` goes out as JSON, or as an HTML page where it is text."""

    status: int
    body: Mapping[str, object] | str
    headers: Mapping[str, str] = field(default_factory=lambda: _NO_HEADERS)


class Loss(StrEnum):
    """How an answer gets lost after the request was received."""

    RESET = "reset"
    SILENCE = "silence"
    GARBLED = "garbled"


@dataclass(frozen=True, slots=True)
class Lost:
    """The request is received and its answer lost; ``created`` says whether a prediction runs all the same."""

    how: Loss = Loss.RESET
    created: bool = True


@dataclass(frozen=True, slots=True)
class Delayed:
    """The usual answer, not before ``until`` is set: a call in flight for as long as a test wants."""

    until: asyncio.Event


CallFault: TypeAlias = Answer | Lost | Delayed


def rate_limited(retry_after_s: int) -> Answer:
    """Return the captured 429 (docs/flux.md), with a wait in seconds."""
    detail = f"Request was throttled. Your rate limit resets in ~{retry_after_s}s."
    return Answer(429, {"detail": detail, "status": 429, "retry_after": retry_after_s})


def out_of_credit() -> Answer:
    """Return the captured 402 (docs/flux.md)."""
    detail = (
        "You have insufficient credit to run this model. Go to https://replicate.com/account/billing#billing "
        "to purchase credit. Once you purchase credit, please wait a few minutes before trying again."
    )
    return Answer(402, {"title": "Insufficient credit", "detail": detail, "status": 402})


def no_channel(model: str) -> Answer:
    """Return CometAPI's 503 for a model that no upstream serves at present (docs/flux.md)."""
    message = f"no available channel for group default and model {model} (distributor) (request id: demo)"
    return Answer(503, {"error": {"code": "model_not_found", "message": message, "type": "comet_api_error"}})


def web_page(status: int = 200) -> Answer:
    """Return a web page where JSON was expected, as CometAPI does for wrong paths and behind its firewall."""
    return Answer(status, "<!doctype html><title>CometAPI</title><p>Welcome")
