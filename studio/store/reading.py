"""Questions to the tables: jobs with all that belongs to them, places in the queue, small facts."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.errors import JobGone
from studio.jobs import Job, JobState, Picture, Prediction, PredictionState
from studio.store.rows import job_of, picture_of, prediction_of
from studio.store.tables import IS_WAITING, JOB_IS_LIVE, facts, jobs, pictures, predictions

MAY_START = sa.and_(
    jobs.c.state.in_((JobState.QUEUED.value, JobState.WORKING.value)), jobs.c.cancel_requested.is_(False)
)
"""Jobs whose waiting predictions may be claimed."""


def find_job(connection: Connection, job_id: str) -> Job | None:
    """Return a job, or ``None``."""
    return next(iter(_jobs_where(connection, jobs.c.id == job_id)), None)


def get_job(connection: Connection, job_id: str) -> Job:
    """Return a job.

    Raises:
        JobGone: there is none of that id.
    """
    job = find_job(connection, job_id)
    if job is None:
        raise JobGone
    return job


def lock_job(connection: Connection, job_id: str) -> Job:
    """Return a job as it is now, with nobody else changing it until the transaction ends.

    Raises:
        JobGone: there is none of that id.
    """
    # Before its predictions are read; SQLite, where the whole transaction is alone, knows no row locks.
    connection.execute(sa.select(jobs.c.id).where(jobs.c.id == job_id).with_for_update())
    return get_job(connection, job_id)


def job_id_of(connection: Connection, prediction_id: str) -> str:
    """Return the id of a prediction's job.

    Raises:
        JobGone: there is no prediction of that id.
    """
    job_id: str | None = connection.scalar(
        sa.select(predictions.c.job_id).where(predictions.c.id == prediction_id)
    )
    if job_id is None:
        raise JobGone
    return job_id


def live_jobs(connection: Connection, owner: str) -> tuple[Job, ...]:
    """Return every job of an owner that has not ended, oldest first."""
    return _jobs_where(connection, JOB_IS_LIVE & (jobs.c.owner == owner))


def jobs_of_ids(connection: Connection, ids: Sequence[str]) -> tuple[Job, ...]:
    """Return jobs, oldest first."""
    return _jobs_where(connection, jobs.c.id.in_(ids))


def live_ids(connection: Connection) -> frozenset[str]:
    """Return the ids of every job that has not ended, whoever carries it."""
    return frozenset(connection.scalars(sa.select(jobs.c.id).where(JOB_IS_LIVE)))


def cancel_requests(connection: Connection, owner: str) -> tuple[str, ...]:
    """Return the ids of an owner's live jobs that were asked to be cancelled, oldest first."""
    asked = sa.select(jobs.c.id).where(
        JOB_IS_LIVE, jobs.c.owner == owner, jobs.c.cancel_requested, jobs.c.state == JobState.WORKING.value
    )
    return tuple(connection.scalars(asked.order_by(jobs.c.seq)))


def known_external_ids(connection: Connection, since: datetime) -> frozenset[str]:
    """Return the service's ids of all predictions that were submitted since then."""
    ids = sa.select(predictions.c.external_id).where(
        predictions.c.external_id.is_not(None), predictions.c.submitted_at >= since
    )
    return frozenset(external_id for external_id in connection.scalars(ids) if external_id is not None)


def queue_place(connection: Connection, job_id: str) -> int | None:
    """Return a job's place among those with predictions that wait for a claim: 1 is next, ``None`` not in it."""
    waiting = sa.exists().where(predictions.c.job_id == jobs.c.id, IS_WAITING).correlate(jobs)
    in_queue = sa.select(jobs.c.seq).where(JOB_IS_LIVE, MAY_START, waiting)
    own = connection.scalar(in_queue.where(jobs.c.id == job_id))
    if own is None:
        return None
    return connection.scalar(sa.select(sa.func.count()).select_from(in_queue.where(jobs.c.seq <= own).subquery()))


def fact(connection: Connection, name: str) -> str | None:
    """Return what was remembered under a name."""
    return connection.scalar(sa.select(facts.c.value).where(facts.c.name == name))


def _jobs_where(connection: Connection, condition: sa.ColumnElement[bool]) -> tuple[Job, ...]:
    rows = connection.execute(sa.select(jobs).where(condition).order_by(jobs.c.seq)).mappings().all()
    of_job = _predictions_where(connection, condition) if rows else {}
    return tuple(job_of(row, of_job.get(row["id"], ())) for row in rows)


def _predictions_where(connection: Connection, condition: sa.ColumnElement[bool]) -> dict[str, list[Prediction]]:
    query = (
        sa.select(predictions).select_from(predictions.join(jobs)).where(condition).order_by(predictions.c.number)
    )
    rows = connection.execute(query).mappings().all()
    any_ready = any(row["state"] == PredictionState.READY for row in rows)
    of_prediction = _pictures_where(connection, condition) if any_ready else {}
    found: dict[str, list[Prediction]] = defaultdict(list)
    for row in rows:
        found[row["job_id"]].append(prediction_of(row, of_prediction.get(row["id"], ())))
    return found


def _pictures_where(connection: Connection, condition: sa.ColumnElement[bool]) -> dict[str, list[Picture]]:
    found: dict[str, list[Picture]] = defaultdict(list)
    query = (
        sa.select(pictures)
        .select_from(pictures.join(predictions).join(jobs))
        .where(condition)
        .order_by(pictures.c.number)
    )
    for row in connection.execute(query).mappings():
        found[row["prediction_id"]].append(picture_of(row))
    return found
