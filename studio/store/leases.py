"""Whose a live job is: its owner carries it, and others may take it over once its lease has run out.

Leases run by the database's clock, so that processes need not agree on the time. An owner may go on writing after
its lease has run out, until somebody has taken the job over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from studio.jobs import Job
from studio.store.errors import NotOurs
from studio.store.reading import Locked, jobs_of_ids, lock_job, lock_job_of
from studio.store.rows import Row
from studio.store.tables import JOB_IS_LIVE, Moment, jobs


@dataclass(frozen=True, slots=True)
class Owner:
    """A process that carries jobs, and for how long a lease of its lasts, in seconds."""

    id: str
    lease_s: float


class _MomentIn(FunctionElement[datetime]):
    """A moment so many seconds from now, by the database's clock, as ``Moment`` columns hold it."""

    type = Moment()
    inherit_cache = True


@compiles(_MomentIn, "sqlite")
def _on_sqlite(element: _MomentIn, compiler: SQLCompiler, **how: object) -> str:
    # It counts milliseconds; the zeros make the text as wide as all others.
    return f"strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', {compiler.process(element.clauses, **how)} || ' seconds')"


@compiles(_MomentIn, "postgresql")
def _on_postgresql(element: _MomentIn, compiler: SQLCompiler, **how: object) -> str:
    # Not now(), which is when the transaction began: the acts before this one took their time.
    return f"clock_timestamp() + {compiler.process(element.clauses, **how)} * interval '1 second'"


def moment_in(seconds: str) -> _MomentIn:
    """Return a moment so many seconds from now; ``seconds`` names the parameter that says how many."""
    return _MomentIn(sa.bindparam(seconds, type_=sa.Float))


MINE: Mapping[str, sa.ColumnElement[datetime] | sa.ColumnElement[str]] = MappingProxyType(
    {"owner": sa.bindparam("me", type_=jobs.c.owner.type), "lease_until": moment_in("lease_s")}
)
"""What is written into a job's row to make it somebody's from now on; ``of_owner`` has its parameters."""

_IS_MINE = JOB_IS_LIVE & (jobs.c.owner == sa.bindparam("me"))
_OF_ID = jobs.c.id == sa.bindparam("job_id")
_RENEW_ONE = jobs.update().where(_IS_MINE, _OF_ID).values(MINE)
_RENEW = jobs.update().where(_IS_MINE).values(MINE).returning(jobs.c.id)
_CARRIED = sa.select(jobs.c.id).where(_IS_MINE, _OF_ID)
_IS_YOUNG = sa.select(jobs.c.id).where(_IS_MINE, _OF_ID, jobs.c.lease_until > moment_in("least_s"))
_LET_GO = jobs.update().where(_IS_MINE).values(lease_until=moment_in("lease_s"))
_LEFT = (
    sa.select(jobs.c.id)
    .where(
        JOB_IS_LIVE,
        jobs.c.owner.is_(None)
        | ((jobs.c.owner != sa.bindparam("me")) & (jobs.c.lease_until <= moment_in("now_s"))),
    )
    .order_by(jobs.c.seq)
    # What another process has in hand at this moment is not left.
    .with_for_update(skip_locked=True)
)
_TAKE = jobs.update().where(jobs.c.id.in_(sa.bindparam("ids", expanding=True))).values(MINE)


def of_owner(me: Owner) -> Row:
    """Return the parameters of ``MINE``."""
    return {"me": me.id, "lease_s": me.lease_s}


def lock_mine(connection: Connection, job_id: str, me: Owner) -> Job:
    """Return a job as it is now, with nobody else changing it until the transaction ends.

    A job that has ended is nobody's and everybody's.

    Raises:
        JobGone: there is none of that id.
        NotOurs: it is live and another process carries it.
    """
    return _checked(lock_job(connection, job_id), me)


def lock_mine_of(connection: Connection, prediction_id: str, me: Owner) -> Job:
    """Return a prediction's job as ``lock_mine`` does.

    Raises:
        JobGone: there is no prediction of that id.
        NotOurs: its job is live and another process carries it.
    """
    return _checked(lock_job_of(connection, prediction_id), me)


def renew(connection: Connection, me: Owner) -> frozenset[str]:
    """Renew the lease of every live job of mine; return their ids."""
    return frozenset(connection.scalars(_RENEW, of_owner(me)))


def confirm(connection: Connection, job_id: str, me: Owner) -> bool:
    """Say whether a job is live and mine, with at least half of a lease before it."""
    asked = {"me": me.id, "job_id": job_id, "least_s": me.lease_s / 2}
    if connection.scalar(_IS_YOUNG, asked) is not None:
        return True
    return connection.execute(_RENEW_ONE, {"job_id": job_id, **of_owner(me)}).rowcount == 1


def carries(connection: Connection, job_id: str, me: Owner) -> bool:
    """Say whether a job is live and mine."""
    return connection.scalar(_CARRIED, {"job_id": job_id, "me": me.id}) is not None


def take_over(connection: Connection, me: Owner) -> tuple[Job, ...]:
    """Make mine what others left, and return it, oldest first."""
    ids = list(connection.scalars(_LEFT, {"me": me.id, "now_s": 0}))
    if not ids:
        return ()
    connection.execute(_TAKE, {"ids": ids, **of_owner(me)})
    return jobs_of_ids(connection, ids)


def release(connection: Connection, me: Owner) -> None:
    """Let every lease of mine run out now."""
    connection.execute(_LET_GO, {"me": me.id, "lease_s": 0})


def _checked(locked: Locked, me: Owner) -> Job:
    if not locked.job.state.ended and locked.owner != me.id:
        raise NotOurs(locked.job.id)
    return locked.job
