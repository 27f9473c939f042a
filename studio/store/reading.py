"""Questions to the tables: jobs with all that belongs to them, places in the queue, small facts.

What is asked at every step of a job is built once: to build a statement takes longer than SQLite needs to run it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from studio.errors import JobGone
from studio.jobs import Job, JobState, Picture, Prediction, PredictionState, Source
from studio.store.rows import job_of, picture_of, prediction_of, source_of
from studio.store.tables import IS_WAITING, JOB_IS_LIVE, facts, jobs, pictures, predictions, sources

MAY_START = sa.and_(
    jobs.c.state.in_((JobState.QUEUED.value, JobState.WORKING.value)), jobs.c.cancel_requested.is_(False)
)
"""Jobs whose waiting predictions may be claimed."""

IS_KEPT = JOB_IS_LIVE & (jobs.c.state == JobState.DELIVERING.value) & jobs.c.kept_since.is_not(None)
"""Jobs whose pictures wait for their artist."""


@dataclass(frozen=True, slots=True)
class _Questions:
    """What is asked for all that belongs to the jobs of one condition."""

    jobs: sa.Select[tuple[object, ...]]
    predictions: sa.Select[tuple[object, ...]]
    pictures: sa.Select[tuple[object, ...]]

    @classmethod
    def where(cls, condition: sa.ColumnElement[bool]) -> Self:
        """Ask for the jobs for which a condition with bound parameters holds, oldest first."""
        of_jobs = predictions.join(jobs)
        return cls(
            sa.select(jobs).where(condition).order_by(jobs.c.seq),
            sa.select(predictions).select_from(of_jobs).where(condition).order_by(predictions.c.number),
            sa.select(pictures).select_from(pictures.join(of_jobs)).where(condition).order_by(pictures.c.number),
        )


_OF_ID = _Questions.where(jobs.c.id == sa.bindparam("job_id"))
_OF_IDS = _Questions.where(jobs.c.id.in_(sa.bindparam("ids", expanding=True)))
_LIVE_OF_OWNER = _Questions.where(JOB_IS_LIVE & (jobs.c.owner == sa.bindparam("owner")))
# Locked before its predictions are read; SQLite, where the whole transaction is alone, knows no row locks.
_OF_ID_LOCKED = _OF_ID.jobs.with_for_update()
_SOURCES = (
    sa.select(sources)
    .where(sources.c.job_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(sources.c.job_id, sources.c.position)
)
_JOB_ID_OF = sa.select(predictions.c.job_id).where(predictions.c.id == sa.bindparam("prediction_id"))


def find_job(connection: Connection, job_id: str) -> Job | None:
    """Return a job, or ``None``."""
    return next(iter(_asked(connection, _OF_ID, {"job_id": job_id})), None)


def get_job(connection: Connection, job_id: str) -> Job:
    """Return a job.

    Raises:
        JobGone: there is none of that id.
    """
    job = find_job(connection, job_id)
    if job is None:
        raise JobGone
    return job


def lock_job(connection: Connection, job_id: str) -> tuple[Job, str | None]:
    """Return a job as it is now, and its owner, with nobody else changing it until the transaction ends.

    Raises:
        JobGone: there is none of that id.
    """
    params = {"job_id": job_id}
    row = connection.execute(_OF_ID_LOCKED, params).mappings().one_or_none()
    if row is None:
        raise JobGone
    of_job = _sources(connection, [row])
    return job_of(row, _predictions(connection, _OF_ID, params)[job_id], of_job[job_id]), row["owner"]


def job_id_of(connection: Connection, prediction_id: str) -> str:
    """Return the id of a prediction's job.

    Raises:
        JobGone: there is no prediction of that id.
    """
    job_id: str | None = connection.scalar(_JOB_ID_OF, {"prediction_id": prediction_id})
    if job_id is None:
        raise JobGone
    return job_id


def live_jobs(connection: Connection, owner: str) -> tuple[Job, ...]:
    """Return every job of an owner that has not ended, oldest first."""
    return _asked(connection, _LIVE_OF_OWNER, {"owner": owner})


def jobs_of_ids(connection: Connection, ids: Sequence[str]) -> tuple[Job, ...]:
    """Return jobs, oldest first."""
    return _asked(connection, _OF_IDS, {"ids": list(ids)})


def untold_ids(connection: Connection) -> tuple[str, ...]:
    """Return the ids of ended jobs whose cards may not say so yet, oldest first."""
    untold = jobs.c.card_message_id.is_not(None) & jobs.c.card_shows_end.is_(False) & jobs.c.deleted.is_(False)
    return tuple(connection.scalars(sa.select(jobs.c.id).where(~JOB_IS_LIVE, untold).order_by(jobs.c.seq)))


def live_ids(connection: Connection) -> frozenset[str]:
    """Return the ids of every job that has not ended, whoever carries it."""
    return frozenset(connection.scalars(sa.select(jobs.c.id).where(JOB_IS_LIVE)))


def cancel_requests(connection: Connection, owner: str) -> tuple[str, ...]:
    """Return the ids of an owner's live jobs that were asked to be cancelled, oldest first."""
    asked = sa.select(jobs.c.id).where(
        JOB_IS_LIVE, jobs.c.owner == owner, jobs.c.cancel_requested, jobs.c.state == JobState.WORKING.value
    )
    return tuple(connection.scalars(asked.order_by(jobs.c.seq)))


def kept_ids(connection: Connection, artist_id: int) -> tuple[str, ...]:
    """Return the ids of an artist's jobs whose pictures wait for them, oldest first, whoever carries them."""
    waiting = sa.select(jobs.c.id).where(IS_KEPT, jobs.c.artist_id == artist_id)
    return tuple(connection.scalars(waiting.order_by(jobs.c.seq)))


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


_Params = Mapping[str, str | list[str]]


def _asked(connection: Connection, questions: _Questions, params: _Params) -> tuple[Job, ...]:
    rows = connection.execute(questions.jobs, params).mappings().all()
    of_job = _predictions(connection, questions, params) if rows else {}
    from_where = _sources(connection, rows)
    return tuple(job_of(row, of_job.get(row["id"], ()), from_where[row["id"]]) for row in rows)


def _sources(connection: Connection, rows: Sequence[RowMapping]) -> Mapping[str, list[Source]]:
    """Read where the pictures come from that jobs start from; most start from none."""
    found: dict[str, list[Source]] = defaultdict(list)
    ids = [row["id"] for row in rows if row["version"] > 1]
    for row in connection.execute(_SOURCES, {"ids": ids}).mappings() if ids else ():
        found[row["job_id"]].append(source_of(row))
    return found


def _predictions(connection: Connection, questions: _Questions, params: _Params) -> dict[str, list[Prediction]]:
    rows = connection.execute(questions.predictions, params).mappings().all()
    any_ready = any(row["state"] == PredictionState.READY for row in rows)
    of_prediction = _pictures(connection, questions, params) if any_ready else {}
    found: dict[str, list[Prediction]] = defaultdict(list)
    for row in rows:
        found[row["job_id"]].append(prediction_of(row, of_prediction.get(row["id"], ())))
    return found


def _pictures(connection: Connection, questions: _Questions, params: _Params) -> dict[str, list[Picture]]:
    found: dict[str, list[Picture]] = defaultdict(list)
    for row in connection.execute(questions.pictures, params).mappings():
        found[row["prediction_id"]].append(picture_of(row))
    return found
