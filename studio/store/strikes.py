"""Strikes, as rows; with each its line in the audit log, and the plan to tell its person."""

import asyncio
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from studio.audit import MOST_DETAIL, Act, Event
from studio.community.occasions import Occasion, OccasionKind
from studio.jobs import NOBODY, Job, JobState
from studio.moderation.errors import StrikeGone
from studio.moderation.strikes import BLOCKS_FOR_A_STRIKE, BLOCKS_WITHIN, Cause, Strike
from studio.store import agenda, audit
from studio.store.lanes import Lanes
from studio.store.tables import Moment, jobs, strikes

_OF_ID = strikes.c.id == sa.bindparam("of_id")
_FIND = sa.select(strikes).where(_OF_ID)
_OF_PERSON = sa.and_(
    strikes.c.server_id == sa.bindparam("of_server"), strikes.c.person_id == sa.bindparam("of_person")
)
_ALL_OF = sa.select(strikes).where(_OF_PERSON).order_by(strikes.c.at, strikes.c.id)
_STANDING = sa.select(strikes).where(
    strikes.c.server_id == sa.bindparam("of_server"),
    strikes.c.person_id != NOBODY,
    strikes.c.taken_back_by.is_(None),
    strikes.c.at > sa.bindparam("since", type_=Moment()),
)
_TAKE_BACK = strikes.update().where(_OF_ID, strikes.c.taken_back_by.is_(None))
_LAST_FOR_BLOCKS = sa.select(sa.func.max(strikes.c.at, type_=Moment())).where(
    _OF_PERSON, strikes.c.cause == Cause.BLOCKS.value
)
_BLOCKS = sa.select(sa.func.count()).where(
    jobs.c.artist_id == sa.bindparam("of_person"),
    jobs.c.server_id == sa.bindparam("of_server"),
    jobs.c.state == JobState.BLOCKED.value,
    jobs.c.ended_at > sa.bindparam("since", type_=Moment()),
)
# Written out: SQLAlchemy has no words for it that serve both databases.
_ADD = sa.text(
    "INSERT INTO strikes (id, server_id, person_id, cause, at, by_id, job_id, reason) "
    "VALUES (:id, :server_id, :person_id, :cause, :at, :by_id, :job_id, :reason) ON CONFLICT (id) DO NOTHING"
).bindparams(sa.bindparam("at", type_=Moment()), sa.bindparam("by_id", type_=sa.BigInteger))


class StrikeStore:
    """The strikes of all servers."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def strike(self, strike_id: str) -> asyncio.Future[Strike | None]:
        """Return a strike, ``None`` where there is none of that id."""
        return self._lanes.reads.put(partial(_find, strike_id=strike_id))

    def of_person(self, server_id: int, person_id: int) -> asyncio.Future[tuple[Strike, ...]]:
        """Return somebody's strikes on a server, the oldest first, those that were taken back included."""
        return self._lanes.reads.put(partial(_of_person, server_id=server_id, person_id=person_id))

    def since(self, server_id: int, since: datetime) -> asyncio.Future[tuple[Strike, ...]]:
        """Return all strikes on a server that came after a time and were not taken back, in no order.

        Those of people who are forgotten are nobody's.
        """
        return self._lanes.reads.put(partial(_since, server_id=server_id, since=since))

    def give(self, strike: Strike) -> asyncio.Future[None]:
        """Write a strike; nothing, where there is one of its id."""
        return self._lanes.writes.put(partial(give, strike=strike))

    def cannot_tell(self, strike_id: str) -> asyncio.Future[None]:
        """Note that the person of a strike could not be told of it."""
        return self._lanes.writes.put(partial(_set_untold, strike_id=strike_id, is_untold=True))

    def tell(self, strike_id: str) -> asyncio.Future[None]:
        """Note that the person of a strike is told of it now."""
        return self._lanes.writes.put(partial(_set_untold, strike_id=strike_id, is_untold=False))

    def take_back(self, strike_id: str, *, by_id: int, now: datetime) -> asyncio.Future[None]:
        """Note that a strike was taken back.

        Raises:
            StrikeGone: it has been already.
        """
        return self._lanes.writes.put(partial(_take_back, strike_id=strike_id, by_id=by_id, now=now))


def give(connection: Connection, strike: Strike) -> None:
    """Write a strike; nothing, where there is one of its id."""
    row = {
        "id": strike.id,
        "server_id": strike.server_id,
        "person_id": strike.person_id,
        "cause": strike.cause.value,
        "at": strike.at,
        "by_id": strike.by_id,
        "job_id": strike.job_id,
        "reason": strike.reason,
    }
    if connection.execute(_ADD, row).rowcount != 1:
        return
    audit.note(connection, _event(strike, Act.STRUCK, strike.at, strike.by_id))
    _plan(connection, strike, strike.at)


def for_job(job: Job, server_id: int, *, by_id: int, reason: str, now: datetime) -> Strike:
    """Return the strike of a moderator for a job: one, however often its pictures are decided about."""
    return Strike(
        f"job-{job.id}",
        server_id,
        job.artist_id,
        Cause.MODERATOR,
        now,
        by_id=by_id,
        job_id=job.id,
        reason=reason,
    )


def after_block(connection: Connection, job: Job, now: datetime) -> None:
    """Give a strike where a job, which the service has just blocked, was one too many; its row is written."""
    server_id = job.place.server_id
    if server_id is None:
        return
    whose = {"of_server": server_id, "of_person": job.artist_id}
    last: datetime | None = connection.scalar(_LAST_FOR_BLOCKS, whose)
    since = now - BLOCKS_WITHIN if last is None else max(last, now - BLOCKS_WITHIN)
    if (connection.scalar(_BLOCKS, {**whose, "since": since}) or 0) >= BLOCKS_FOR_A_STRIKE:
        give(connection, Strike(f"blocks-{job.id}", server_id, job.artist_id, Cause.BLOCKS, now, job_id=job.id))


def _find(connection: Connection, strike_id: str) -> Strike | None:
    row = connection.execute(_FIND, {"of_id": strike_id}).mappings().one_or_none()
    return None if row is None else _strike_of(row)


def _of_person(connection: Connection, server_id: int, person_id: int) -> tuple[Strike, ...]:
    whose = {"of_server": server_id, "of_person": person_id}
    return tuple(_strike_of(row) for row in connection.execute(_ALL_OF, whose).mappings())


def _since(connection: Connection, server_id: int, since: datetime) -> tuple[Strike, ...]:
    standing = connection.execute(_STANDING, {"of_server": server_id, "since": since})
    return tuple(_strike_of(row) for row in standing.mappings())


def _take_back(connection: Connection, strike_id: str, by_id: int, now: datetime) -> None:
    taken = {"of_id": strike_id, "taken_back_by": by_id}
    if connection.execute(_TAKE_BACK, taken).rowcount != 1:
        raise StrikeGone
    strike = _find(connection, strike_id)
    assert strike is not None, "what was taken back is there"
    audit.note(connection, _event(strike, Act.FORGIVEN, now, by_id))
    _plan(connection, strike, now)


def _plan(connection: Connection, strike: Strike, now: datetime) -> None:
    """Plan that the person is told what there is new about a strike; that happens in no channel."""
    server_id = strike.server_id
    agenda.plan(connection, [Occasion(OccasionKind.STRIKE, strike.id, server_id, server_id, now)])


def _set_untold(connection: Connection, strike_id: str, *, is_untold: bool) -> None:
    connection.execute(strikes.update().where(_OF_ID).values(untold=is_untold), {"of_id": strike_id})


def _event(strike: Strike, act: Act, at: datetime, by_id: int | None) -> Event:
    return Event(
        strike.server_id,
        act,
        at,
        by_id=by_id,
        person_id=strike.person_id,
        job_id=strike.job_id,
        detail=strike.reason[:MOST_DETAIL],
    )


def _strike_of(row: RowMapping) -> Strike:
    return Strike(
        id=row["id"],
        server_id=row["server_id"],
        person_id=row["person_id"],
        cause=Cause(row["cause"]),
        at=row["at"],
        by_id=row["by_id"],
        job_id=row["job_id"],
        reason=row["reason"],
        taken_back_by=row["taken_back_by"],
        untold=row["untold"],
    )
