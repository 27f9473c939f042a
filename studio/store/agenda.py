"""Occasions, as rows: planned, claimed by one process at a time, finished together with what they lead to.

Leases run by the database's clock, as those of jobs do; when something is due is told by the clock that is
handed in.
"""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from studio.community.occasions import Occasion, OccasionKind
from studio.store.lanes import Lanes
from studio.store.leases import Owner, moment_in
from studio.store.rows import Row
from studio.store.tables import Moment, occasions

_IS_MINE = occasions.c.owner == sa.bindparam("me")
_IS_IT = (occasions.c.kind == sa.bindparam("of_kind")) & (occasions.c.subject == sa.bindparam("of_subject"))
_SERVED = occasions.c.server_id.in_(sa.bindparam("served", expanding=True))
_LEASE = {"owner": sa.bindparam("me", type_=occasions.c.owner.type), "lease_until": moment_in("lease_s")}
_CLAIM = (
    occasions.update()
    .where(
        _SERVED,
        occasions.c.due_at <= sa.bindparam("now", type_=Moment()),
        occasions.c.owner.is_(None) | _IS_MINE | (occasions.c.lease_until <= moment_in("no_s")),
    )
    .values(_LEASE)
    .returning(occasions)
)
_RENEW = occasions.update().where(_IS_MINE).values(_LEASE)
_RELEASE = occasions.update().where(_IS_MINE).values(owner=None)
_IS_PLANNED = sa.select(occasions.c.kind).where(_IS_IT)
_PLANNED = sa.select(occasions.c.subject).where(occasions.c.kind == sa.bindparam("of_kind"))
_NEXT = sa.select(sa.func.min(occasions.c.due_at, type_=Moment())).where(_SERVED)
_FINISH = occasions.delete().where(_IS_IT, _IS_MINE, occasions.c.due_at == sa.bindparam("of_due", type_=Moment()))
_DROP = occasions.delete().where(_IS_IT)
_DROP_OF_CHANNEL = occasions.delete().where(occasions.c.channel_id == sa.bindparam("of_channel"))
# Written out: SQLAlchemy has no words for it that serve both databases.
_ADD = (
    "INSERT INTO occasions (kind, subject, server_id, channel_id, due_at) "
    "VALUES (:kind, :subject, :server_id, :channel_id, :due_at) ON CONFLICT (kind, subject) DO "
)
_DUE = sa.bindparam("due_at", type_=Moment())
_PLAN = sa.text(
    _ADD + "UPDATE SET server_id = excluded.server_id, channel_id = excluded.channel_id, "
    "due_at = excluded.due_at, owner = NULL, lease_until = NULL"
).bindparams(_DUE)
_FOLLOW = sa.text(_ADD + "NOTHING").bindparams(_DUE)


class AgendaStore:
    """Occasions of all servers."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    @property
    def lease_s(self) -> float:
        """How long a claim of this process lasts unless it is renewed, in seconds."""
        return self._lanes.me.lease_s

    def plan(self, planned: Sequence[Occasion]) -> asyncio.Future[None]:
        """Plan occasions, each in place of the one of its kind and subject."""
        return self._lanes.writes.put(partial(plan, planned=tuple(planned)))

    def plan_once(self, occasion: Occasion) -> asyncio.Future[bool]:
        """Plan an occasion unless one of its kind and subject is planned; say whether it was not."""
        return self._lanes.writes.put(partial(plan_once, occasion=occasion))

    def is_planned(self, kind: OccasionKind, subject: str) -> asyncio.Future[bool]:
        """Say whether an occasion is still to happen, or is happening."""
        return self._lanes.reads.put(partial(is_planned, kind=kind, subject=subject))

    def planned(self, kind: OccasionKind) -> asyncio.Future[frozenset[str]]:
        """Return what the occasions of a kind are about that are still to happen, or are happening."""
        return self._lanes.reads.put(partial(_planned, kind=kind))

    def drop(self, kind: OccasionKind, subject: str) -> asyncio.Future[None]:
        """Let an occasion not happen; one that is happening goes on, and leads to nothing."""
        return self._lanes.writes.put(partial(drop, kind=kind, subject=subject))

    def claim(self, served: Collection[int], now: datetime) -> asyncio.Future[tuple[Occasion, ...]]:
        """Make this process's, and return, what is due on these servers and no other living process is at.

        What is this process's already is among it.
        """
        return self._lanes.writes.put(partial(_claim, served=tuple(served), now=now, me=self._lanes.me))

    def renew(self) -> asyncio.Future[None]:
        """Renew this process's claims."""
        return self._lanes.writes.put(partial(_renew, me=self._lanes.me))

    def release(self) -> asyncio.Future[None]:
        """Give this process's claims back, so that another may go on at once."""
        return self._lanes.writes.put(partial(_release, me=self._lanes.me))

    def next_due_at(self, served: Collection[int]) -> asyncio.Future[datetime | None]:
        """Return when the next occasion on these servers is due, or was; ``None`` where there is none."""
        return self._lanes.reads.put(partial(_next_due_at, served=tuple(served)))

    def finish(self, occasion: Occasion, follow: Sequence[Occasion]) -> asyncio.Future[bool]:
        """Note that an occasion has happened, and plan what follows unless that is planned otherwise meanwhile.

        ``False`` where it was planned anew or dropped meanwhile, or is another process's: then nothing is written.
        """
        return self._lanes.writes.put(partial(_finish, occasion=occasion, follow=tuple(follow), me=self._lanes.me))


def plan(connection: Connection, planned: Sequence[Occasion]) -> None:
    """Plan occasions, each in place of the one of its kind and subject."""
    for occasion in planned:
        connection.execute(_PLAN, _row(occasion))


def drop_of_channel(connection: Connection, channel_id: int) -> None:
    """Let nothing happen in a channel any more."""
    connection.execute(_DROP_OF_CHANNEL, {"of_channel": channel_id})


def is_planned(connection: Connection, kind: OccasionKind, subject: str) -> bool:
    """Say whether an occasion is still to happen, or is happening."""
    return connection.scalar(_IS_PLANNED, {"of_kind": kind.value, "of_subject": subject}) is not None


def _planned(connection: Connection, kind: OccasionKind) -> frozenset[str]:
    return frozenset(connection.scalars(_PLANNED, {"of_kind": kind.value}))


def plan_once(connection: Connection, occasion: Occasion) -> bool:
    """Plan an occasion unless one of its kind and subject is planned; say whether it was not."""
    return connection.execute(_FOLLOW, _row(occasion)).rowcount == 1


def drop(connection: Connection, kind: OccasionKind, subject: str) -> None:
    """Let an occasion not happen; one that is happening goes on, and leads to nothing."""
    connection.execute(_DROP, {"of_kind": kind.value, "of_subject": subject})


def _claim(connection: Connection, served: Sequence[int], now: datetime, me: Owner) -> tuple[Occasion, ...]:
    asked = {"served": served, "now": now, "me": me.id, "lease_s": me.lease_s, "no_s": 0}
    claimed = [_occasion_of(row) for row in connection.execute(_CLAIM, asked).mappings()]
    return tuple(sorted(claimed, key=lambda occasion: (occasion.due_at, occasion.key)))


def _renew(connection: Connection, me: Owner) -> None:
    connection.execute(_RENEW, {"me": me.id, "lease_s": me.lease_s})


def _release(connection: Connection, me: Owner) -> None:
    connection.execute(_RELEASE, {"me": me.id})


def _next_due_at(connection: Connection, served: Sequence[int]) -> datetime | None:
    due_at: datetime | None = connection.scalar(_NEXT, {"served": served})
    return due_at


def _finish(connection: Connection, occasion: Occasion, follow: Sequence[Occasion], me: Owner) -> bool:
    it = {"of_kind": occasion.kind.value, "of_subject": occasion.subject, "of_due": occasion.due_at, "me": me.id}
    if connection.execute(_FINISH, it).rowcount != 1:
        return False
    for each in follow:
        connection.execute(_FOLLOW, _row(each))
    return True


def _row(occasion: Occasion) -> Row:
    return {
        "kind": occasion.kind.value,
        "subject": occasion.subject,
        "server_id": occasion.server_id,
        "channel_id": occasion.channel_id,
        "due_at": occasion.due_at,
    }


def _occasion_of(row: RowMapping) -> Occasion:
    return Occasion(OccasionKind(row["kind"]), row["subject"], row["server_id"], row["channel_id"], row["due_at"])
