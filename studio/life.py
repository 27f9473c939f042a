"""What can happen in the life of a job: each function takes the job before and returns the job after, or refuses.

Pure. Which state may follow which stands in ``studio.states``; whose a job is, and what its ends mean for the
ledger, is the store's, which writes whatever is new in the job after.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from flux.catalogue import Input
from studio.jobs import Card, Fault, Job, JobState, Picture, Prediction, PredictionState, Review
from studio.states import (
    IllegalTransition,
    JobEvent,
    PredictionEvent,
    job_event_at_end,
    next_job_state,
    next_prediction_state,
)

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to a prediction, and what is learned with it."""

    event: PredictionEvent
    external_id: str | None = None
    reported_seed: int | None = None
    fault: Fault | None = None
    pictures: Sequence[Picture] = ()


_NOT_STARTED = frozenset({JobState.ACCEPTED, JobState.QUEUED})
_HAVE_ALL = frozenset({JobState.REVIEWING, JobState.DELIVERING})
"""Live jobs with all pictures that they will ever have."""
_CAPTURING = frozenset({JobState.DONE, JobState.REJECTED})
"""Ends at which the pictures were made for the artist, whether they are shown or not."""
_PREDICTION_ENDS = {
    JobEvent.FAILED: PredictionEvent.FAILED,
    JobEvent.BLOCKED: PredictionEvent.BLOCKED,
    JobEvent.LOST: PredictionEvent.LOST,
}


def queue(job: Job, card: Card, *, picture_url: str | None, inputs: Sequence[Input], now: datetime) -> Job:
    """Let a job run: its card stands, and ``inputs`` are what its predictions send, in order.

    Raises:
        IllegalTransition: it is not waiting for its card.
    """
    moved = _move_job(job, JobEvent.CARD_SHOWN, now)
    complete = tuple(replace(p, input=dict(sent)) for p, sent in zip(job.predictions, inputs, strict=True))
    return replace(moved, card=card, picture_url=picture_url, predictions=complete)


def claim(job: Job, prediction_ids: Collection[str], now: datetime) -> Job:
    """Take waiting predictions to be sent; their job is working from now on.

    Raises:
        IllegalTransition: one of them does not wait.
    """
    return _follow(
        _move_predictions(job, dict.fromkeys(prediction_ids, Change(PredictionEvent.CLAIMED)), now), now
    )


def advance_prediction(job: Job, prediction_id: str, change: Change, now: datetime) -> Job:
    """Let something happen to one prediction of a job, and the job follow.

    Raises:
        IllegalTransition: it cannot happen in the prediction's or the job's state.
    """
    if change.event is PredictionEvent.FAILED and job.state in _NOT_STARTED:
        # Such a job can only fail as a whole.
        raise IllegalTransition(f"a prediction of a job that is {job.state} cannot fail")
    after = _move_predictions(job, {prediction_id: change}, now)
    if job.cancel_requested and change.event is PredictionEvent.NOT_SENT:
        # Back in the queue of a cancelled job nobody would ever claim it.
        after = _move_predictions(after, {prediction_id: Change(PredictionEvent.CANCELED)}, now)
    return _follow(after, now)


def advance_job(job: Job, event: JobEvent, *, fault: Fault | None, now: datetime) -> Job:
    """Let something happen to a job as a whole; where that ends it, its live predictions end with the fault.

    Raises:
        IllegalTransition: it cannot happen in the job's state, or not while its predictions are as they are.
    """
    if job.state is JobState.REVIEWING:
        raise IllegalTransition("a job that waits for moderators goes on by what these say (judge)")
    after = _move_job(job, event, now)
    if after.state.ended:
        live = [prediction for prediction in job.predictions if not prediction.state.ended]
        ends = {prediction.id: Change(_ending(prediction.state, event), fault=fault) for prediction in live}
        after = _move_predictions(after, ends, now)
    _check(after)
    return after


def begin_delivery(job: Job, now: datetime) -> Job:
    """Note that a job's pictures are about to be shown; the first time stays.

    Raises:
        IllegalTransition: it is not being delivered.
    """
    expect_delivering(job)
    return job if job.delivery_begun_at is not None else replace(job, delivery_begun_at=now)


def expect_delivering(job: Job) -> None:
    """Refuse a job whose pictures are not on their way to its artist.

    Raises:
        IllegalTransition: it is not being delivered.
    """
    if job.state is not JobState.DELIVERING:
        raise IllegalTransition(f"a job that is {job.state} is not being delivered")


def judge(job: Job, review: Review, now: datetime) -> Job:
    """Write what moderators say of a job that waits for them: it goes on its way to be shown, or ends.

    Raises:
        IllegalTransition: it does not wait for them (any more).
    """
    event = JobEvent.APPROVED if review.shows else JobEvent.REJECTED
    return replace(_move_job(job, event, now), review=review)


def request_cancel(job: Job, now: datetime) -> Job:
    """Cancel what has not been sent; what has been is for whoever carries it.

    A job that waits for moderators, is being delivered or has ended stays as it is.
    """
    if job.state.ended or job.state in _HAVE_ALL:
        return job
    unsent = [p.id for p in job.predictions if p.state is PredictionState.WAITING]
    asked = replace(job, cancel_requested=True)
    return _follow(_move_predictions(asked, dict.fromkeys(unsent, Change(PredictionEvent.CANCELED)), now), now)


def _follow(job: Job, now: datetime) -> Job:
    """Let a job follow its predictions."""
    event = _event_of(job)
    return job if event is None else _move_job(job, event, now)


def _event_of(job: Job) -> JobEvent | None:
    states = [prediction.state for prediction in job.predictions]
    if all(state.ended for state in states):
        event = job_event_at_end(states)
        return JobEvent.HELD_BACK if event is JobEvent.PICTURES_KEPT and job.is_awaited else event
    started = any(not state.ended and state is not PredictionState.WAITING for state in states)
    if job.state is JobState.WORKING or not started:
        return None
    return JobEvent.STARTED if job.state in _NOT_STARTED else JobEvent.FOUND


def _ending(state: PredictionState, event: JobEvent) -> PredictionEvent:
    """Say how a live prediction ends when its job does; what was not sent, or not fetched, is cancelled."""
    wanted = _PREDICTION_ENDS.get(event, PredictionEvent.CANCELED)
    try:
        next_prediction_state(state, wanted)
    except IllegalTransition:
        return PredictionEvent.CANCELED
    return wanted


def _check(job: Job) -> None:
    """Refuse what would leave a job that nobody carries to its end, or an ended one with live predictions."""
    live = any(not prediction.state.ended for prediction in job.predictions)
    if live is (job.state.ended or job.state in _HAVE_ALL):
        raise IllegalTransition(f"a job cannot be {job.state} with its predictions as they are")


def _move_job(job: Job, event: JobEvent, now: datetime) -> Job:
    state = next_job_state(job.state, event)
    captured = _worth(job) if state in _CAPTURING else job.captured_micro_usd
    moved = replace(job, state=state, ended_at=now if state.ended else None, captured_micro_usd=captured)
    if event is JobEvent.STARTED:
        return replace(moved, started_at=now)
    if event is JobEvent.FOUND and job.card is not None:
        # It will have another end to show.
        return replace(moved, card=replace(job.card, shows_end=False))
    if state is JobState.DONE:
        # Nothing more is shown; until here a death may make the card be looked at once more.
        return replace(moved, card=None if job.card is None else job.card.told())
    return moved


def _worth(job: Job) -> int:
    """Return the part of a job's estimate that its pictures make, in micro-dollars."""
    asked = sum(int(prediction.input.get("num_outputs", 1)) for prediction in job.predictions)
    return job.estimate_micro_usd * min(len(job.pictures), asked) // asked


def _move_predictions(job: Job, changes: Mapping[str, Change], now: datetime) -> Job:
    """Let something happen to those predictions of a job that are named; the job itself stays as it is."""
    moved = (_move_prediction(p, changes[p.id], now) if p.id in changes else p for p in job.predictions)
    return replace(job, predictions=tuple(moved))


def _move_prediction(prediction: Prediction, change: Change, now: datetime) -> Prediction:
    state = next_prediction_state(prediction.state, change.event)
    is_claimed = change.event is PredictionEvent.CLAIMED
    return replace(
        prediction,
        state=state,
        external_id=_learned(change.external_id, prediction.external_id),
        reported_seed=_learned(change.reported_seed, prediction.reported_seed),
        fault=change.fault,
        submitted_at=now if is_claimed else prediction.submitted_at,
        ended_at=now if state.ended else None,
        pictures=tuple(sorted((*prediction.pictures, *change.pictures), key=lambda picture: picture.number)),
    )


def _learned(new: _Value | None, known: _Value | None) -> _Value | None:
    return known if new is None else new
