"""Whose a live job is: its owner carries it, and others may take it over once its lease has run out.

Leases run by the database's clock, so that processes need not agree on the time. An owner may go on writing after
its lease has run out, until somebody has taken the job over.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.jobs import Job
from studio.store.errors import NotOurs
from studio.store.reading import jobs_of_ids, lock_job
from studio.store.tables import JOB_IS_LIVE, Moment, jobs


@dataclass(frozen=True, slots=True)
class Owner:
    """A process that carries jobs, and for how long a lease of its lasts, in seconds."""

    id: str
    lease_s: float


def owned(connection: Connection, me: Owner) -> dict[str, sa.ColumnElement[datetime] | str]:
    """Return what to write into a job's row to make it mine from now on."""
    return {"owner": me.id, "lease_until": _moment_in(connection, me.lease_s)}


def lock_mine(connection: Connection, job_id: str, me: Owner) -> Job:
    """Return a job as it is now, with nobody else changing it until the transaction ends.

    A job that has ended is nobody's and everybody's.

    Raises:
        JobGone: there is none of that id.
        NotOurs: it is live and another process carries it.
    """
    job, owner = lock_job(connection, job_id)
    if not job.state.ended and owner != me.id:
        raise NotOurs(job_id)
    return job


def renew(connection: Connection, me: Owner) -> frozenset[str]:
    """Renew the lease of every live job of mine; return their ids."""
    renewed = jobs.update().where(_is_mine(me)).values(owned(connection, me)).returning(jobs.c.id)
    return frozenset(connection.scalars(renewed))


def confirm(connection: Connection, job_id: str, me: Owner) -> bool:
    """Say whether a job is live and mine, with at least half of a lease before it."""
    mine = _is_mine(me) & (jobs.c.id == job_id)
    young = jobs.c.lease_until > _moment_in(connection, me.lease_s / 2)
    if connection.scalar(sa.select(jobs.c.id).where(mine, young)) is not None:
        return True
    return connection.execute(jobs.update().where(mine).values(owned(connection, me))).rowcount == 1


def carries(connection: Connection, job_id: str, me: Owner) -> bool:
    """Say whether a job is live and mine."""
    return connection.scalar(sa.select(jobs.c.id).where(_is_mine(me) & (jobs.c.id == job_id))) is not None


def take_over(connection: Connection, me: Owner) -> tuple[Job, ...]:
    """Make mine what others left, and return it, oldest first."""
    left = sa.or_(
        jobs.c.owner.is_(None),
        (jobs.c.owner != me.id) & (jobs.c.lease_until <= _moment_in(connection, 0)),
    )
    # What another process has in hand at this moment is not left.
    found = sa.select(jobs.c.id).where(JOB_IS_LIVE, left).order_by(jobs.c.seq).with_for_update(skip_locked=True)
    ids = connection.scalars(found).all()
    if not ids:
        return ()
    connection.execute(jobs.update().where(jobs.c.id.in_(ids)).values(owned(connection, me)))
    return jobs_of_ids(connection, ids)


def release(connection: Connection, me: Owner) -> None:
    """Let every lease of mine run out now."""
    gone = {"lease_until": _moment_in(connection, 0)}
    connection.execute(jobs.update().where(_is_mine(me)).values(gone))


def _is_mine(me: Owner) -> sa.ColumnElement[bool]:
    return JOB_IS_LIVE & (jobs.c.owner == me.id)


def _moment_in(connection: Connection, seconds: float) -> sa.ColumnElement[datetime]:
    """Return a moment from now, by the database's clock, as ``Moment`` columns hold it."""
    if connection.dialect.name == "sqlite":
        # It counts milliseconds; the zeros make the text as wide as all others.
        return sa.func.strftime("%Y-%m-%dT%H:%M:%f000Z", "now", f"{seconds:+.3f} seconds", type_=Moment)
    # Not now(), which is when the transaction began: the acts before this one took their time.
    now: sa.ColumnElement[datetime] = sa.func.clock_timestamp(type_=sa.DateTime(timezone=True))
    return now + sa.literal(timedelta(seconds=seconds), sa.Interval)
