"""What happens to jobs and predictions, as acts on a connection.

Each checks the state tables of ``studio.states`` and changes all that belongs together, or nothing.
Every act locks the job first, so that acts on one job follow each other on PostgreSQL too. What carries a live job
on is its owner's (``leases``); cancelling, deleting and moving the card is anybody's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from flux.catalogue import Input
from studio.jobs import Card, Fault, Job, JobState, Picture, Prediction, PredictionState
from studio.states import (
    IllegalTransition,
    JobEvent,
    PredictionEvent,
    job_event_at_end,
    next_job_state,
    next_prediction_state,
)
from studio.store import money
from studio.store.leases import Owner, lock_mine, owned
from studio.store.reading import IS_KEPT, MAY_START, get_job, job_id_of, lock_job
from studio.store.rows import (
    Row,
    card_row,
    fault_json,
    job_row,
    picture_row,
    prediction_of,
    prediction_row,
    source_row,
)
from studio.store.tables import IS_WAITING, JOB_IS_LIVE, jobs, pictures, predictions, sources


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to a prediction, and what is learned with it."""

    event: PredictionEvent
    external_id: str | None = None
    reported_seed: int | None = None
    fault: Fault | None = None
    pictures: Sequence[Picture] = ()


_WAITING = (
    sa.select(predictions)
    .select_from(predictions.join(jobs))
    .where(IS_WAITING, JOB_IS_LIVE, MAY_START, jobs.c.owner == sa.bindparam("owner"))
    .order_by(jobs.c.seq, predictions.c.number)
    .limit(sa.bindparam("most", type_=sa.Integer))
    # Skipping what another process has in hand never waits, so that it never waits in a circle.
    .with_for_update(of=[jobs, predictions], skip_locked=True)
)


def accept(connection: Connection, job: Job, *, me: Owner, ceiling_micro_usd: int | None, now: datetime) -> None:
    """Write a new job of mine and hold its money."""
    connection.execute(jobs.insert().values(owned(connection, me)), job_row(job))
    connection.execute(predictions.insert(), [prediction_row(p) for p in job.predictions])
    if job.sources:
        rows = [source_row(job.id, n, source) for n, source in enumerate(job.sources, start=1)]
        connection.execute(sources.insert(), rows)
    money.hold(
        connection,
        job.id,
        cost_micro_usd=job.estimate_micro_usd,
        ceiling_micro_usd=ceiling_micro_usd,
        now=now,
    )


def queue(
    connection: Connection,
    job_id: str,
    card: Card,
    *,
    me: Owner,
    picture_url: str | None,
    inputs: Sequence[Input],
    now: datetime,
) -> Job:
    """Let a job run: its card stands, its inputs are complete."""
    job = lock_mine(connection, job_id, me)
    _move_job(connection, job, JobEvent.CARD_SHOWN, now)
    _write_job(connection, job_id, {"picture_url": picture_url, **card_row(card)})
    for prediction, sent in zip(job.predictions, inputs, strict=True):
        _write_prediction(connection, prediction, {"input": dict(sent)})
    return get_job(connection, job_id)


def place_card(connection: Connection, job_id: str, card: Card | None) -> Job:
    """Write where a job's card is now."""
    _write_job(connection, job_id, card_row(card))
    return get_job(connection, job_id)


def mark_deleted(connection: Connection, job_id: str) -> Job:
    """Note that a job's card was deleted on purpose."""
    _write_job(connection, job_id, {"deleted": True})
    return get_job(connection, job_id)


def claim(connection: Connection, limit: int, *, me: Owner, now: datetime) -> tuple[Prediction, ...]:
    """Take the oldest waiting predictions of my jobs to be sent; these are working from now on, on a new lease."""
    # To SQLite a negative limit is none.
    rows = connection.execute(_WAITING, {"owner": me.id, "most": max(0, limit)}).mappings()
    claimed = [prediction_of(row) for row in rows]
    if claimed:
        working = {prediction.job_id for prediction in claimed}
        connection.execute(jobs.update().where(jobs.c.id.in_(working)).values(owned(connection, me)))
    return tuple(_claim_one(connection, prediction, now) for prediction in claimed)


def advance_prediction(
    connection: Connection, prediction_id: str, change: Change, *, me: Owner, now: datetime
) -> Job:
    """Write what happened to a prediction, and what that means for its job and its money.

    Raises:
        IllegalTransition: it cannot happen in the prediction's or the job's state.
        NotOurs: another process carries the job.
    """
    job = lock_mine(connection, job_id_of(connection, prediction_id), me)
    prediction = next(p for p in job.predictions if p.id == prediction_id)
    if change.event is PredictionEvent.FAILED and job.state in _NOT_STARTED:
        # Such a job can only fail as a whole.
        raise IllegalTransition(f"a prediction of a job that is {job.state} cannot fail")
    _move_prediction(connection, prediction, change, now)
    if job.cancel_requested and change.event is PredictionEvent.NOT_SENT:
        # Back in the queue of a cancelled job nobody would ever claim it.
        waiting = get_job(connection, job.id).predictions[job.predictions.index(prediction)]
        _move_prediction(connection, waiting, Change(PredictionEvent.CANCELED), now)
    if change.event is PredictionEvent.FOUND:
        # Its job had ended, and so was nobody's.
        connection.execute(jobs.update().where(jobs.c.id == job.id).values(owned(connection, me)))
    return _follow(connection, job.id, now)


def advance_job(
    connection: Connection, job_id: str, event: JobEvent, *, me: Owner, fault: Fault | None, now: datetime
) -> Job:
    """Write what happened to a job as a whole; where that ends it, its live predictions end with the fault.

    Raises:
        IllegalTransition: it cannot happen in the job's state, or not while its predictions are as they are.
        NotOurs: another process carries the job.
    """
    job = lock_mine(connection, job_id, me)
    _move_job(connection, job, event, now)
    if next_job_state(job.state, event).ended:
        for prediction in job.predictions:
            if not prediction.state.ended:
                end = _ending(prediction.state, event)
                _move_prediction(connection, prediction, Change(end, fault=fault), now)
    after = get_job(connection, job_id)
    _check(after)
    return after


def begin_delivery(connection: Connection, job_id: str, *, me: Owner, now: datetime) -> Job:
    """Note that a job's pictures are about to be shown; the first time stays.

    Raises:
        IllegalTransition: the job is not being delivered.
        NotOurs: another process carries it.
    """
    job = lock_mine(connection, job_id, me)
    if job.state is not JobState.DELIVERING:
        raise IllegalTransition(f"a job that is {job.state} is not to be delivered")
    if job.delivery_begun_at is None:
        _write_job(connection, job_id, {"delivery_begun_at": now})
    return get_job(connection, job_id)


def keep(connection: Connection, job_id: str, *, me: Owner, now: datetime) -> None:
    """Note that a job's pictures wait for their artist to come by.

    Raises:
        IllegalTransition: the job is not being delivered.
        NotOurs: another process carries it.
    """
    job = lock_mine(connection, job_id, me)
    if job.state is not JobState.DELIVERING:
        raise IllegalTransition(f"a job that is {job.state} is not to be kept")
    _write_job(connection, job_id, {"kept_since": now})


def take_kept(connection: Connection, job_id: str, *, me: Owner) -> bool:
    """Make a job mine whose pictures wait for their artist, so that I deliver it; whoever asks first gets it."""
    waits = IS_KEPT & (jobs.c.id == job_id)
    taken = {"kept_since": None, **owned(connection, me)}
    return connection.execute(jobs.update().where(waits).values(taken)).rowcount == 1


def request_cancel(connection: Connection, job_id: str, *, now: datetime) -> Job:
    """Cancel what has not been sent; what has been is for whoever runs it. An ended job stays as it is."""
    job, _ = lock_job(connection, job_id)
    if job.state.ended or job.state is JobState.DELIVERING:
        return job
    _write_job(connection, job_id, {"cancel_requested": True})
    for prediction in job.predictions:
        if prediction.state is PredictionState.WAITING:
            _move_prediction(connection, prediction, Change(PredictionEvent.CANCELED), now)
    return _follow(connection, job_id, now)


def _claim_one(connection: Connection, prediction: Prediction, now: datetime) -> Prediction:
    claimed = Change(PredictionEvent.CLAIMED)
    _move_prediction(connection, prediction, claimed, now)
    job = _follow(connection, prediction.job_id, now)
    return next(p for p in job.predictions if p.id == prediction.id)


def _follow(connection: Connection, job_id: str, now: datetime) -> Job:
    """Let a job follow its predictions."""
    job = get_job(connection, job_id)
    event = _event_of(job)
    if event is None:
        return job
    _move_job(connection, job, event, now)
    return get_job(connection, job_id)


def _event_of(job: Job) -> JobEvent | None:
    states = [prediction.state for prediction in job.predictions]
    if all(state.ended for state in states):
        return job_event_at_end(states)
    started = any(not state.ended and state is not PredictionState.WAITING for state in states)
    if job.state is JobState.WORKING or not started:
        return None
    return JobEvent.STARTED if job.state in _NOT_STARTED else JobEvent.FOUND


_NOT_STARTED = frozenset({JobState.ACCEPTED, JobState.QUEUED})


def _ending(state: PredictionState, event: JobEvent) -> PredictionEvent:
    """Say how a live prediction ends when its job does; what was not sent, or not fetched, is cancelled."""
    wanted = _PREDICTION_ENDS.get(event, PredictionEvent.CANCELED)
    try:
        next_prediction_state(state, wanted)
    except IllegalTransition:
        return PredictionEvent.CANCELED
    return wanted


_PREDICTION_ENDS = {
    JobEvent.FAILED: PredictionEvent.FAILED,
    JobEvent.BLOCKED: PredictionEvent.BLOCKED,
    JobEvent.LOST: PredictionEvent.LOST,
}


def _check(job: Job) -> None:
    """Refuse what would leave a job that nobody carries to its end, or an ended one with live predictions."""
    live = any(not prediction.state.ended for prediction in job.predictions)
    if live is (job.state.ended or job.state is JobState.DELIVERING):
        raise IllegalTransition(f"a job cannot be {job.state} with its predictions as they are")


def _move_job(connection: Connection, job: Job, event: JobEvent, now: datetime) -> None:
    state = next_job_state(job.state, event)
    changed: Row = {"state": state.value}
    if event is JobEvent.STARTED:
        changed["started_at"] = now
    if event is JobEvent.FOUND:
        changed |= {"ended_at": None, "card_shows_end": False}
        money.hold_again(connection, job.id)
    if state.ended:
        changed["ended_at"] = now
        changed["captured_micro_usd"] = captured = _worth(job) if state is JobState.DONE else 0
        money.settle(connection, job.id, capture_micro_usd=captured, now=now)
    if state is JobState.DONE:
        # Nothing more is shown; until here a death may make the card be looked at once more.
        changed |= {"card_token": None, "card_token_until": None, "card_shows_end": True}
    _write_job(connection, job.id, changed, was=job.state)


def _worth(job: Job) -> int:
    """Return the part of a job's estimate that its pictures make, in micro-dollars."""
    asked = sum(int(prediction.input.get("num_outputs", 1)) for prediction in job.predictions)
    return job.estimate_micro_usd * min(len(job.pictures), asked) // asked


def _move_prediction(connection: Connection, prediction: Prediction, change: Change, now: datetime) -> None:
    state = next_prediction_state(prediction.state, change.event)
    changed: Row = {
        "state": state.value,
        "ended_at": now if state.ended else None,
        "fault": fault_json(change.fault),
    }
    if change.event is PredictionEvent.CLAIMED:
        changed["submitted_at"] = now
    if change.external_id is not None:
        changed["external_id"] = change.external_id
    if change.reported_seed is not None:
        changed["reported_seed"] = change.reported_seed
    _write_prediction(connection, prediction, changed)
    if change.pictures:
        connection.execute(pictures.insert(), [picture_row(prediction.id, p) for p in change.pictures])


_OF_ID = jobs.update().where(jobs.c.id == sa.bindparam("of_id"))
_OF_ID_IN_STATE = _OF_ID.where(jobs.c.state == sa.bindparam("was"))
_PREDICTION_IN_STATE = predictions.update().where(
    predictions.c.id == sa.bindparam("of_id"), predictions.c.state == sa.bindparam("was")
)


def _write_job(connection: Connection, job_id: str, changed: Row, *, was: JobState | None = None) -> None:
    if was is None:
        # A job that is not there is told by the read that follows.
        connection.execute(_OF_ID, {"of_id": job_id, **changed})
    elif connection.execute(_OF_ID_IN_STATE, {"of_id": job_id, "was": was.value, **changed}).rowcount == 0:
        raise IllegalTransition(f"a job is no longer {was}")


def _write_prediction(connection: Connection, prediction: Prediction, changed: Row) -> None:
    of_it = {"of_id": prediction.id, "was": prediction.state.value}
    if connection.execute(_PREDICTION_IN_STATE, {**of_it, **changed}).rowcount == 0:
        raise IllegalTransition(f"a prediction is no longer {prediction.state}")
