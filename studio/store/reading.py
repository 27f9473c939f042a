"""Questions to the tables: jobs with all that belongs to them, places in the queue, small facts."""

from collections import defaultdict

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


def lock_job_of(connection: Connection, prediction_id: str) -> Job:
    """Return the job of a prediction as ``lock_job`` does.

    Raises:
        JobGone: there is no prediction of that id.
    """
    job_id = connection.scalar(sa.select(predictions.c.job_id).where(predictions.c.id == prediction_id))
    if job_id is None:
        raise JobGone
    return lock_job(connection, job_id)


def live_jobs(connection: Connection) -> tuple[Job, ...]:
    """Return every job that has not ended, oldest first."""
    return _jobs_where(connection, JOB_IS_LIVE)


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
