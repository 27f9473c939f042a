"""From what the service answered to what happened to a prediction: an event, and the fault to tell. Pure.

The references under which the log has the details are made by whoever asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from types import MappingProxyType

from flux.errors import (
    ForeignHost,
    InvalidInput,
    NonsenseAnswer,
    OutOfCredit,
    RateLimited,
    ServiceError,
    Unauthorized,
    Unavailable,
    UnknownOutcome,
    Unreachable,
)
from flux.excerpts import excerpt
from flux.failures import FailureKind, failure_kind
from flux.predictions import Prediction, Status
from studio.jobs import Fault, FaultKind
from studio.states import PredictionEvent

_CREATE_FAULTS: Mapping[type[ServiceError], FaultKind] = MappingProxyType(
    {
        Unauthorized: FaultKind.UNAUTHORIZED,
        OutOfCredit: FaultKind.OUT_OF_CREDIT,
        RateLimited: FaultKind.RATE_LIMITED,
        InvalidInput: FaultKind.INVALID_INPUT,
        Unavailable: FaultKind.UNAVAILABLE,
        Unreachable: FaultKind.UNREACHABLE,
        UnknownOutcome: FaultKind.UNKNOWN_OUTCOME,
        NonsenseAnswer: FaultKind.NONSENSE,
    }
)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a prediction ends, with the fault to tell and the service's own words for the log."""

    event: PredictionEvent
    fault: Fault
    words: str = field(default="", repr=False)


def of_create(error: ServiceError, reference: str) -> Ending:
    """Say what a failed create call means; only an unknown outcome may have cost anything."""
    kind = next((k for cls, k in _CREATE_FAULTS.items() if isinstance(error, cls)), FaultKind.NONSENSE)
    event = PredictionEvent.LOST if kind is FaultKind.UNKNOWN_OUTCOME else PredictionEvent.FAILED
    return Ending(event, Fault(kind, reference, _params(error)), str(error))


def of_end(told: Prediction, reference: str) -> Ending | None:
    """Say what the end of a prediction at the service means; ``None`` where it has pictures to fetch."""
    words = excerpt(told.error or "")
    match told.status:
        case Status.SUCCEEDED if told.outputs:
            return None
        case Status.CANCELED:
            return Ending(PredictionEvent.CANCELED, Fault(FaultKind.CANCELED_BY_SERVICE, reference), words)
        case Status.ABORTED:
            return Ending(PredictionEvent.FAILED, Fault(FaultKind.ABORTED, reference), words)
        case Status.FAILED:
            return _of_failure(told.error or "", reference)
        case _:
            # Outputs are removed an hour after the end (docs/flux.md).
            return Ending(PredictionEvent.FAILED, Fault(FaultKind.PICTURES_LOST, reference), words)


def of_fetch(error: ServiceError, reference: str) -> Fault:
    """Say what a picture that could not be fetched means; one on a foreign host is still there for the artist."""
    if isinstance(error, ForeignHost):
        return Fault(FaultKind.FOREIGN_HOST, reference, {"link": error.url})
    return Fault(FaultKind.PICTURES_LOST, reference)


def _of_failure(error_text: str, reference: str) -> Ending:
    words = excerpt(error_text)
    match failure_kind(error_text):
        case FailureKind.BLOCKED:
            return Ending(PredictionEvent.BLOCKED, Fault(FaultKind.BLOCKED, reference), words)
        case FailureKind.INTERRUPTED:
            return Ending(PredictionEvent.FAILED, Fault(FaultKind.INTERRUPTED, reference), words)
        case FailureKind.MODEL_FAILED:
            return Ending(PredictionEvent.FAILED, Fault(FaultKind.MODEL_FAILED, reference), words)


def _params(error: ServiceError) -> Mapping[str, str]:
    match error:
        case RateLimited(retry_after_s=float() | int() as wait_s):
            return {"seconds": str(ceil(wait_s))}
        case InvalidInput(fields=fields) if fields:
            return {"fields": ", ".join(f"{refused.name}: {refused.description}" for refused in fields)}
        case _:
            return {}
