"""The two state tables of a job and its predictions: which event leads from which state to which.

Pure: what else changes with a state is ``studio.life``'s. The end of a job follows from the ends of its
predictions (``job_event_at_end``).
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from studio.jobs import JobState, PredictionState


class JobEvent(StrEnum):
    """What can happen to a job."""

    CARD_SHOWN = "card-shown"
    STARTED = "started"
    PICTURES_KEPT = "pictures-kept"
    HELD_BACK = "held-back"
    APPROVED = "approved"
    REJECTED = "rejected"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELED = "canceled"
    BLOCKED = "blocked"
    LOST = "lost"
    FOUND = "found"


class PredictionEvent(StrEnum):
    """What can happen to a prediction."""

    CLAIMED = "claimed"
    NOT_SENT = "not-sent"
    CREATED = "created"
    SUCCEEDED = "succeeded"
    FETCHED = "fetched"
    FAILED = "failed"
    CANCELED = "canceled"
    BLOCKED = "blocked"
    LOST = "lost"
    FOUND = "found"


class IllegalTransition(Exception):
    """An event that cannot happen in a state: a mistake in the code that asks for it."""


JOB_TRANSITIONS: Mapping[tuple[JobState, JobEvent], JobState] = MappingProxyType(
    {
        (JobState.ACCEPTED, JobEvent.CARD_SHOWN): JobState.QUEUED,
        (JobState.ACCEPTED, JobEvent.CANCELED): JobState.CANCELED,
        (JobState.ACCEPTED, JobEvent.FAILED): JobState.FAILED,
        (JobState.QUEUED, JobEvent.STARTED): JobState.WORKING,
        (JobState.QUEUED, JobEvent.CANCELED): JobState.CANCELED,
        (JobState.WORKING, JobEvent.PICTURES_KEPT): JobState.DELIVERING,
        (JobState.WORKING, JobEvent.HELD_BACK): JobState.REVIEWING,
        (JobState.WORKING, JobEvent.FAILED): JobState.FAILED,
        (JobState.WORKING, JobEvent.CANCELED): JobState.CANCELED,
        (JobState.WORKING, JobEvent.BLOCKED): JobState.BLOCKED,
        (JobState.WORKING, JobEvent.LOST): JobState.UNKNOWN,
        (JobState.REVIEWING, JobEvent.APPROVED): JobState.DELIVERING,
        (JobState.REVIEWING, JobEvent.REJECTED): JobState.REJECTED,
        (JobState.DELIVERING, JobEvent.DELIVERED): JobState.DONE,
        (JobState.UNKNOWN, JobEvent.FOUND): JobState.WORKING,
    }
)

PREDICTION_TRANSITIONS: Mapping[tuple[PredictionState, PredictionEvent], PredictionState] = MappingProxyType(
    {
        (PredictionState.WAITING, PredictionEvent.CLAIMED): PredictionState.SUBMITTING,
        (PredictionState.WAITING, PredictionEvent.CANCELED): PredictionState.CANCELED,
        (PredictionState.WAITING, PredictionEvent.FAILED): PredictionState.FAILED,
        (PredictionState.SUBMITTING, PredictionEvent.NOT_SENT): PredictionState.WAITING,
        (PredictionState.SUBMITTING, PredictionEvent.CREATED): PredictionState.RUNNING,
        (PredictionState.SUBMITTING, PredictionEvent.FAILED): PredictionState.FAILED,
        (PredictionState.SUBMITTING, PredictionEvent.BLOCKED): PredictionState.BLOCKED,
        (PredictionState.SUBMITTING, PredictionEvent.LOST): PredictionState.UNKNOWN,
        (PredictionState.RUNNING, PredictionEvent.SUCCEEDED): PredictionState.FETCHING,
        (PredictionState.RUNNING, PredictionEvent.FAILED): PredictionState.FAILED,
        (PredictionState.RUNNING, PredictionEvent.CANCELED): PredictionState.CANCELED,
        (PredictionState.RUNNING, PredictionEvent.BLOCKED): PredictionState.BLOCKED,
        (PredictionState.RUNNING, PredictionEvent.LOST): PredictionState.UNKNOWN,
        (PredictionState.FETCHING, PredictionEvent.FETCHED): PredictionState.READY,
        (PredictionState.FETCHING, PredictionEvent.FAILED): PredictionState.FAILED,
        (PredictionState.FETCHING, PredictionEvent.CANCELED): PredictionState.CANCELED,
        (PredictionState.UNKNOWN, PredictionEvent.FOUND): PredictionState.RUNNING,
    }
)


def next_job_state(state: JobState, event: JobEvent) -> JobState:
    """Return the state that follows.

    Raises:
        IllegalTransition: the event cannot happen in that state.
    """
    try:
        return JOB_TRANSITIONS[state, event]
    except KeyError:
        raise IllegalTransition(f"a job that is {state} cannot be {event}") from None


def next_prediction_state(state: PredictionState, event: PredictionEvent) -> PredictionState:
    """Return the state that follows.

    Raises:
        IllegalTransition: the event cannot happen in that state.
    """
    try:
        return PREDICTION_TRANSITIONS[state, event]
    except KeyError:
        raise IllegalTransition(f"a prediction that is {state} cannot be {event}") from None


def job_event_at_end(states: Iterable[PredictionState]) -> JobEvent | None:
    """Say what the states of a working job's predictions mean for it; ``None`` while one of them is live.

    What succeeded is kept: one ready prediction makes the job one to deliver. Otherwise the most useful end to
    tell wins: an unknown outcome before a safety block, that before a failure, that before a cancellation.
    """
    all_states = tuple(states)
    if any(not state.ended for state in all_states):
        return None
    for state, event in _ENDS_BY_WEIGHT:
        if state in all_states:
            return event
    raise IllegalTransition("a job without predictions cannot end")


_ENDS_BY_WEIGHT = (
    (PredictionState.READY, JobEvent.PICTURES_KEPT),
    (PredictionState.UNKNOWN, JobEvent.LOST),
    (PredictionState.BLOCKED, JobEvent.BLOCKED),
    (PredictionState.FAILED, JobEvent.FAILED),
    (PredictionState.CANCELED, JobEvent.CANCELED),
)
