"""The audit log, as rows; what waits to be posted is claimed by an occasion of its server."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from studio.audit import Act, Batch, Event
from studio.community.occasions import OccasionKind
from studio.store.lanes import Lanes
from studio.store.rows import Row
from studio.store.tables import AUDIT_WAITS, Moment, audit, moderation

_Done = TypeVar("_Done")

_MOST_LINES = 8
"""As many as fit into a message, however long they are."""

_HAS_CHANNEL = sa.and_(
    moderation.c.server_id == sa.bindparam("of_server"), moderation.c.audit_channel_id.is_not(None)
)
_NOTE = audit.insert().values(waits=sa.exists().where(_HAS_CHANNEL))
_CHANNEL = sa.select(moderation.c.audit_channel_id).where(moderation.c.server_id == sa.bindparam("of_server"))
_WAITING = (
    sa.select(audit)
    .where(audit.c.server_id == sa.bindparam("of_server"), AUDIT_WAITS)
    .order_by(audit.c.seq)
    .limit(_MOST_LINES + 1)
)
_PUT_TOGETHER = (
    audit.update()
    .where(audit.c.seq.in_(sa.bindparam("of_lines", expanding=True)))
    .values(batch=sa.bindparam("together"))
)
_POSTED = (
    audit.update()
    .where(audit.c.server_id == sa.bindparam("of_server"), AUDIT_WAITS, audit.c.batch == sa.bindparam("of_batch"))
    .values(waits=False)
)
_FORGO = audit.update().where(audit.c.server_id == sa.bindparam("of_server"), AUDIT_WAITS).values(waits=False)
# Written out: SQLAlchemy has no words for it that serve both databases. What is planned and nobody is at yet will
# see the new line; whoever is at it may have looked already. In which channel is asked when it happens.
_PLAN = sa.text(
    "INSERT INTO occasions (kind, subject, server_id, channel_id, due_at) "
    "SELECT :kind, :subject, server_id, server_id, :due_at FROM moderation "
    "WHERE server_id = :of_server AND audit_channel_id IS NOT NULL "
    "ON CONFLICT (kind, subject) DO UPDATE SET due_at = excluded.due_at, owner = NULL, lease_until = NULL "
    "WHERE occasions.owner IS NOT NULL"
).bindparams(sa.bindparam("due_at", type_=Moment()))


class AuditStore:
    """The audit logs of all servers."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def note(self, event: Event) -> asyncio.Future[None]:
        """Write a line about what changes nothing itself, and plan its post."""
        return self._lanes.writes.put(partial(note, event=event))

    def next_batch(self, server_id: int) -> asyncio.Future[Batch | None]:
        """Put the lines of a server together that are to be posted next; the same until they are ``posted``."""
        return self._lanes.writes.put(partial(_next_batch, server_id=server_id))

    def posted(self, batch: Batch) -> asyncio.Future[None]:
        """Note that the lines of a batch wait no more."""
        return self._lanes.writes.put(partial(_posted, batch=batch))


def note(connection: Connection, event: Event) -> None:
    """Write a line, and plan its post where its server has a channel for that.

    Last of what an act writes: all who note something on a server wait for each other here, and whoever held this
    row while they wait for another would be waited for in a circle.
    """
    connection.execute(_NOTE, {**_row(event), "of_server": event.server_id})
    plan(connection, event.server_id, event.at)


def noting(
    act: Callable[[Connection], _Done], line: Callable[[_Done], Event | None]
) -> Callable[[Connection], _Done]:
    """Return an act that does another, and writes the line about what that has done, if there is one."""

    def act_and_note(connection: Connection) -> _Done:
        done = act(connection)
        event = line(done)
        if event is not None:
            note(connection, event)
        return done

    return act_and_note


def plan(connection: Connection, server_id: int, due_at: datetime) -> None:
    """Plan the post of what waits of a server, unless it is planned and still to come."""
    subject = str(server_id)
    planned = {"kind": OccasionKind.AUDIT.value, "subject": subject, "of_server": server_id, "due_at": due_at}
    connection.execute(_PLAN, planned)


def forgo(connection: Connection, server_id: int) -> None:
    """Post nothing of what waits of a server: it has no channel for that any more."""
    connection.execute(_FORGO, {"of_server": server_id})


def _next_batch(connection: Connection, server_id: int) -> Batch | None:
    # Locked, so that of two processes at it the second sees what the first has put together.
    channel_id = connection.scalar(_CHANNEL.with_for_update(), {"of_server": server_id})
    waiting = connection.execute(_WAITING, {"of_server": server_id}).mappings().all()
    if channel_id is None or not waiting:
        return None
    number: int = waiting[0]["batch"] or waiting[0]["seq"]
    if waiting[0]["batch"] is None:
        lines = waiting[:_MOST_LINES]
        connection.execute(_PUT_TOGETHER, {"of_lines": [row["seq"] for row in lines], "together": number})
    else:
        lines = [row for row in waiting if row["batch"] == number]
    return Batch(server_id, channel_id, number, [_event_of(row) for row in lines], len(lines) == len(waiting))


def _posted(connection: Connection, batch: Batch) -> None:
    connection.execute(_POSTED, {"of_server": batch.server_id, "of_batch": batch.number})


def _row(event: Event) -> Row:
    return {
        "server_id": event.server_id,
        "act": event.act.value,
        "at": event.at,
        "by_id": event.by_id,
        "person_id": event.person_id,
        "job_id": event.job_id,
        "channel_id": event.channel_id,
        "message_id": event.message_id,
        "detail": event.detail,
        "count": event.count,
        "role_id": event.role_id,
    }


def _event_of(row: RowMapping) -> Event:
    return Event(
        server_id=row["server_id"],
        act=Act(row["act"]),
        at=row["at"],
        by_id=row["by_id"],
        person_id=row["person_id"],
        job_id=row["job_id"],
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        detail=row["detail"],
        count=row["count"],
        role_id=row["role_id"],
    )
