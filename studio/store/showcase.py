"""Cards in showcases, as rows: each step of a copy is written compare-and-set, so that it is taken once."""

import asyncio
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from studio.audit import Event
from studio.community.exhibits import Decision, Exhibit, Mark, Stage
from studio.store.audit import noting
from studio.store.lanes import Lanes
from studio.store.rows import Row
from studio.store.tables import JOB_COUNTS, Moment, exhibits, jobs

_OF_IT = (exhibits.c.showcase_id == sa.bindparam("of_showcase")) & (exhibits.c.job_id == sa.bindparam("of_job"))
_FIND = sa.select(exhibits).where(_OF_IT)
_OF_CARD = sa.select(exhibits).where(exhibits.c.message_id == sa.bindparam("of_message"))
_OF_COPY = sa.select(exhibits).where(exhibits.c.copy_id == sa.bindparam("of_copy"))
_IS_STANDING = exhibits.c.stage != Stage.AWAY.value
_STANDING = (
    sa.select(exhibits)
    .where(_IS_STANDING, exhibits.c.server_id == sa.bindparam("of_server"))
    .order_by(exhibits.c.shown_at.desc())
    .limit(sa.bindparam("most"))
)
_CARDS = (
    sa.select(jobs.c.card_channel_id, jobs.c.card_message_id)
    .where(
        JOB_COUNTS,
        jobs.c.server_id == sa.bindparam("of_server"),
        jobs.c.ended_at >= sa.bindparam("since", type_=Moment()),
        jobs.c.card_message_id.is_not(None),
    )
    .order_by(jobs.c.ended_at.desc())
    .limit(sa.bindparam("most"))
)
_STEP = exhibits.update().where(
    _OF_IT,
    exhibits.c.stage == sa.bindparam("at_stage"),
    exhibits.c.turn == sa.bindparam("at_turn"),
    exhibits.c.mark.is_not_distinct_from(sa.bindparam("at_mark")),
)
# Written out: SQLAlchemy has no words for it that serve both databases.
_ADD = sa.text(
    "INSERT INTO exhibits "
    "(showcase_id, job_id, server_id, artist_id, channel_id, message_id, stage, turn, reactions) "
    "VALUES (:showcase_id, :job_id, :server_id, :artist_id, :channel_id, :message_id, :stage, :turn, :reactions) "
    "ON CONFLICT (showcase_id, job_id) DO NOTHING"
)


class ShowcaseStore:
    """What hangs in the showcases of all servers, and what hung there."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def exhibit(self, showcase_id: int, job_id: str) -> asyncio.Future[Exhibit | None]:
        """Return a card in a showcase, ``None`` where it was never near it."""
        return self._lanes.reads.put(partial(_exhibit, showcase_id=showcase_id, job_id=job_id))

    def of_card(self, message_id: int) -> asyncio.Future[tuple[Exhibit, ...]]:
        """Return a card, by its message, in all showcases that know it."""
        return self._lanes.reads.put(partial(_of_card, message_id=message_id))

    def of_copy(self, copy_id: int) -> asyncio.Future[Exhibit | None]:
        """Return the card whose copy a message is."""
        return self._lanes.reads.put(partial(_of_copy, copy_id=copy_id))

    def standing(self, server_id: int, most: int) -> asyncio.Future[tuple[Exhibit, ...]]:
        """Return what is shown on a server, or on its way there or back; the newest first."""
        return self._lanes.reads.put(partial(_standing, server_id=server_id, most=most))

    def cards(self, server_id: int, since: datetime, most: int) -> asyncio.Future[tuple[tuple[int, int], ...]]:
        """Return channel and message of a server's public cards that were done since then, the newest first."""
        return self._lanes.reads.put(partial(_cards, server_id=server_id, since=since, most=most))

    def step(
        self, exhibit: Exhibit, stage: Stage, *, now: datetime, copy_id: int | None = None
    ) -> asyncio.Future[Exhibit | None]:
        """Write that a copy is somewhere else now, with the reactions that ``exhibit`` has.

        ``None`` where it is not, any more, as ``exhibit`` says: somebody else has taken a step, or has decided.
        """
        return self._lanes.writes.put(partial(_step, exhibit=exhibit, stage=stage, copy_id=copy_id, now=now))

    def decide(
        self, exhibit: Exhibit, decision: Decision, *, noted: Event | None = None
    ) -> asyncio.Future[Exhibit]:
        """Write what a moderator has decided, in place of what was before; return the card as it is then.

        A line in the log goes with it, if any.
        """
        decide = partial(_decide, exhibit=exhibit, decision=decision)
        return self._lanes.writes.put(noting(decide, lambda _: noted))


def _exhibit(connection: Connection, showcase_id: int, job_id: str) -> Exhibit | None:
    return _one(connection.execute(_FIND, {"of_showcase": showcase_id, "of_job": job_id}))


def _of_card(connection: Connection, message_id: int) -> tuple[Exhibit, ...]:
    return _all(connection.execute(_OF_CARD, {"of_message": message_id}))


def _of_copy(connection: Connection, copy_id: int) -> Exhibit | None:
    return _one(connection.execute(_OF_COPY, {"of_copy": copy_id}))


def _standing(connection: Connection, server_id: int, most: int) -> tuple[Exhibit, ...]:
    return _all(connection.execute(_STANDING, {"of_server": server_id, "most": most}))


def _cards(connection: Connection, server_id: int, since: datetime, most: int) -> tuple[tuple[int, int], ...]:
    found = connection.execute(_CARDS, {"of_server": server_id, "since": since, "most": most})
    return tuple((row.card_channel_id, row.card_message_id) for row in found)


def _step(
    connection: Connection, exhibit: Exhibit, stage: Stage, copy_id: int | None, now: datetime
) -> Exhibit | None:
    connection.execute(_ADD, _row(exhibit))
    changed: Row = {"stage": stage.value, "copy_id": copy_id, "reactions": exhibit.reactions}
    if stage is Stage.COMING:
        changed["turn"] = exhibit.turn + 1
    if stage is Stage.UP and exhibit.shown_at is None:
        changed["shown_at"] = now
    at = {
        "at_stage": exhibit.stage.value,
        "at_turn": exhibit.turn,
        "at_mark": None if exhibit.mark is None else exhibit.mark.value,
    }
    if connection.execute(_STEP.values(changed), {**_of(exhibit), **at}).rowcount != 1:
        return None
    return _exhibit(connection, exhibit.showcase_id, exhibit.job_id)


def _decide(connection: Connection, exhibit: Exhibit, decision: Decision) -> Exhibit:
    connection.execute(_ADD, _row(exhibit))
    decided = {
        "mark": None if decision.mark is None else decision.mark.value,
        "decided_by": decision.by_id,
        "reason": decision.reason,
        "decided_at": decision.at,
    }
    connection.execute(exhibits.update().where(_OF_IT).values(decided), _of(exhibit))
    return _exhibit_of(connection.execute(_FIND, _of(exhibit)).mappings().one())


def _of(exhibit: Exhibit) -> Row:
    return {"of_showcase": exhibit.showcase_id, "of_job": exhibit.job_id}


def _row(exhibit: Exhibit) -> Row:
    """Return the row of a card that was never near a showcase."""
    return {
        "showcase_id": exhibit.showcase_id,
        "job_id": exhibit.job_id,
        "server_id": exhibit.server_id,
        "artist_id": exhibit.artist_id,
        "channel_id": exhibit.channel_id,
        "message_id": exhibit.message_id,
        "stage": Stage.AWAY.value,
        "turn": 0,
        "reactions": exhibit.reactions,
    }


def _one(found: sa.CursorResult[tuple[object, ...]]) -> Exhibit | None:
    row = found.mappings().one_or_none()
    return None if row is None else _exhibit_of(row)


def _all(found: sa.CursorResult[tuple[object, ...]]) -> tuple[Exhibit, ...]:
    return tuple(_exhibit_of(row) for row in found.mappings())


def _exhibit_of(row: RowMapping) -> Exhibit:
    decision = None
    if row["decided_at"] is not None:
        mark = None if row["mark"] is None else Mark(row["mark"])
        decision = Decision(mark, row["decided_by"], row["reason"], row["decided_at"])
    return Exhibit(
        showcase_id=row["showcase_id"],
        job_id=row["job_id"],
        server_id=row["server_id"],
        artist_id=row["artist_id"],
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        stage=Stage(row["stage"]),
        turn=row["turn"],
        copy_id=row["copy_id"],
        reactions=row["reactions"],
        shown_at=row["shown_at"],
        decision=decision,
    )
