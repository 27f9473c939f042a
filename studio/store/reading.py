"""Questions to the tables: jobs with all that belongs to them, small facts.

What is asked at every step of a job is built once: to build a statement takes longer than SQLite needs to run it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Self, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.errors import JobGone
from studio.jobs import Job, JobState, Picture, PredictionState, Source
from studio.store.rows import Found, job_of, picture_of, prediction_of, source_of
from studio.store.tables import JOB_IS_LIVE, facts, jobs, pictures, predictions, sources

MAY_START = sa.and_(
    jobs.c.state.in_((JobState.QUEUED.value, JobState.WORKING.value)), jobs.c.cancel_requested.is_(False)
)
"""Jobs whose waiting predictions may be claimed."""

IS_KEPT = JOB_IS_LIVE & (jobs.c.state == JobState.DELIVERING.value) & jobs.c.kept_since.is_not(None)
"""Jobs whose pictures wait for their artist."""


@dataclass(frozen=True, slots=True)
class Locked:
    """A job that nobody else changes, and whose it is."""

    job: Job
    owner: str | None


@dataclass(frozen=True, slots=True)
class _Questions:
    """What is asked for all that belongs to the jobs of one condition."""

    jobs: sa.Select[tuple[object, ...]]
    """Each job once with each of its predictions."""
    pictures: sa.Select[tuple[object, ...]]

    @classmethod
    def where(cls, condition: sa.ColumnElement[bool]) -> Self:
        """Ask for the jobs for which a condition with bound parameters holds, oldest first."""
        of_jobs = jobs.join(predictions)
        return cls(
            sa.select(jobs, predictions)
            .set_label_style(sa.LABEL_STYLE_TABLENAME_PLUS_COL)
            .select_from(of_jobs)
            .where(condition)
            .order_by(jobs.c.seq, predictions.c.number),
            sa.select(pictures).select_from(of_jobs.join(pictures)).where(condition).order_by(pictures.c.number),
        )

    def locking(self) -> Self:
        """Ask for the same, with nobody else changing it until the transaction ends.

        The predictions are locked as well as the job: whoever has waited for a lock sees what is locked as it is
        then, all else as it was before the wait. Pictures are asked for after it. SQLite, where the whole
        transaction is alone, knows no row locks.
        """
        return replace(self, jobs=self.jobs.with_for_update(of=[jobs, predictions]))


_OF_ID = _Questions.where(jobs.c.id == sa.bindparam("job_id"))
_OF_IDS = _Questions.where(jobs.c.id.in_(sa.bindparam("ids", expanding=True)))
_LIVE_OF_OWNER = _Questions.where(JOB_IS_LIVE & (jobs.c.owner == sa.bindparam("owner")))
_OF_ID_LOCKED = _OF_ID.locking()
_OF_PREDICTION_LOCKED = _Questions.where(
    jobs.c.id
    == sa.select(predictions.c.job_id).where(predictions.c.id == sa.bindparam("prediction_id")).scalar_subquery()
).locking()
_SOURCES = (
    sa.select(sources)
    .where(sources.c.job_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(sources.c.job_id, sources.c.position)
)


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


def lock_job(connection: Connection, job_id: str) -> Locked:
    """Return a job as it is now, with nobody else changing it until the transaction ends.

    Raises:
        JobGone: there is none of that id.
    """
    return _locked(connection, _OF_ID_LOCKED, {"job_id": job_id})


def lock_job_of(connection: Connection, prediction_id: str) -> Locked:
    """Return a prediction's job as ``lock_job`` does.

    Raises:
        JobGone: there is no prediction of that id.
    """
    return _locked(connection, _OF_PREDICTION_LOCKED, {"prediction_id": prediction_id})


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


def fact(connection: Connection, name: str) -> str | None:
    """Return what was remembered under a name."""
    return connection.scalar(sa.select(facts.c.value).where(facts.c.name == name))


_COLUMNS_OF_JOB = len(jobs.c)
_Params: TypeAlias = Mapping[str, str | list[str]]
_Pair: TypeAlias = tuple[Found, Found]
"""The row of a job, and that of one of its predictions."""


def _locked(connection: Connection, questions: _Questions, params: _Params) -> Locked:
    found = _found(connection, questions, params)
    if not found:
        raise JobGone
    (job,) = _jobs_of(found, connection, questions, params)
    return Locked(job, found[0][0]["owner"])


def _asked(connection: Connection, questions: _Questions, params: _Params) -> tuple[Job, ...]:
    return _jobs_of(_found(connection, questions, params), connection, questions, params)


def _found(connection: Connection, questions: _Questions, params: _Params) -> Sequence[_Pair]:
    return [_pair(row) for row in connection.execute(questions.jobs, params)]


def _pair(row: sa.Row[tuple[object, ...]]) -> _Pair:
    return _named(jobs, row[:_COLUMNS_OF_JOB]), _named(predictions, row[_COLUMNS_OF_JOB:])


def _named(table: sa.Table, values: Sequence[object]) -> Found:
    return dict(zip(table.c.keys(), values, strict=True))


def _jobs_of(
    found: Sequence[_Pair], connection: Connection, questions: _Questions, params: _Params
) -> tuple[Job, ...]:
    any_ready = any(prediction["state"] == PredictionState.READY for _, prediction in found)
    of_prediction = _pictures(connection, questions, params) if any_ready else {}
    of_job = _sources(connection, sorted({job["id"] for job, _ in found if job["version"] > 1}))
    # Rows of one job follow one another.
    by_job = groupby(found, key=lambda pair: pair[0]["id"])
    return tuple(_job_of(tuple(of_one), of_prediction, of_job.get(job_id, ())) for job_id, of_one in by_job)


def _job_of(
    found: Sequence[_Pair], of_prediction: Mapping[str, Sequence[Picture]], from_where: Sequence[Source]
) -> Job:
    each = [prediction_of(row, of_prediction.get(row["id"], ())) for _, row in found]
    return job_of(found[0][0], each, from_where)


def _sources(connection: Connection, ids: Sequence[str]) -> Mapping[str, Sequence[Source]]:
    """Read where the pictures come from that jobs start from; most start from none."""
    found: dict[str, list[Source]] = defaultdict(list)
    for values in connection.execute(_SOURCES, {"ids": ids}) if ids else ():
        row = _named(sources, values)
        found[row["job_id"]].append(source_of(row))
    return found


def _pictures(connection: Connection, questions: _Questions, params: _Params) -> Mapping[str, Sequence[Picture]]:
    found: dict[str, list[Picture]] = defaultdict(list)
    for values in connection.execute(questions.pictures, params):
        row = _named(pictures, values)
        found[row["prediction_id"]].append(picture_of(row))
    return found
