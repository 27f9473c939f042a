"""For how long servers let prompts be remembered, as rows, and prompts that are older forgotten.

Jobs stay, and what they cost; they are dealt with a few at a time, so that nobody waits for it.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.audit import Act, Event
from studio.community.occasions import EVERYWHERE, Occasion, OccasionKind
from studio.errors import SettingChanged
from studio.store import agenda
from studio.store.audit import note
from studio.store.lanes import Lanes
from studio.store.tables import (
    CONTEST_IS_LIVE,
    JOB_MAY_FADE,
    contest_entries,
    contests,
    entry_pictures,
    jobs,
    predictions,
    retentions,
    sources,
    thumbnails,
)

_SERVER: sa.BindParameter[int] = sa.bindparam("server", type_=sa.BigInteger)
_IDS: sa.BindParameter[str] = sa.bindparam("ids", expanding=True)
_DAYS = sa.select(retentions.c.days).where(retentions.c.server_id == _SERVER)
# Written out: SQLAlchemy has no words for it that serve both databases.
_SET_DAYS = sa.text("INSERT INTO retentions (server_id, days) VALUES (:server, :days) ON CONFLICT DO NOTHING")
_IS_BEFORE = sa.and_(retentions.c.server_id == _SERVER, retentions.c.days == sa.bindparam("days_were"))
_CHANGE_DAYS = retentions.update().where(_IS_BEFORE)
_DROP_DAYS = retentions.delete().where(_IS_BEFORE)

RETENTION_NAME = "setting-prompts"
"""The id of its name in ``locales/``."""

_IS_ENTERED = (
    sa.exists()
    .where(contest_entries.c.job_id == jobs.c.id, contest_entries.c.contest_id == contests.c.id, CONTEST_IS_LIVE)
    .correlate(jobs)
)
_OLD = (
    sa.select(jobs.c.id)
    .where(JOB_MAY_FADE, jobs.c.server_id == _SERVER, jobs.c.ended_at < sa.bindparam("before"), ~_IS_ENTERED)
    .order_by(jobs.c.ended_at)
    .limit(sa.bindparam("most"))
    .with_for_update(of=jobs, skip_locked=True)
)
_FADE = (
    jobs.update()
    .where(jobs.c.id.in_(_IDS))
    .values(faded=True, options={"prompt": ""}, notes=[], style=None, picture_url=None, version=1)
)
_SENT = sa.select(predictions.c.id, predictions.c.input).where(predictions.c.job_id.in_(_IDS))
_FADE_SENT = (
    predictions.update().where(predictions.c.id == sa.bindparam("of_id")).values(input=sa.bindparam("numbers"))
)
_NUMBERS = frozenset({"seed", "num_outputs"})
"""What is no words in what was sent, and still counts."""

_FADE_BESIDES: Sequence[sa.Delete] = (
    sources.delete().where(sources.c.job_id.in_(_IDS)),
    thumbnails.delete().where(thumbnails.c.job_id.in_(_IDS)),
    entry_pictures.delete().where(
        entry_pictures.c.entry_id.in_(sa.select(contest_entries.c.id).where(contest_entries.c.job_id.in_(_IDS)))
    ),
)


def fading(server_id: int, due_at: datetime) -> Occasion:
    """Return when a server's prompts are looked at, and what is too old is forgotten."""
    return Occasion(OccasionKind.FADE, str(server_id), EVERYWHERE, EVERYWHERE, due_at)


class RetentionStore:
    """The retention of all servers."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def days(self, server_id: int) -> asyncio.Future[int | None]:
        """Return for how many days a server lets prompts be remembered, ``None`` for ever."""
        return self._lanes.reads.put(partial(_days, server_id=server_id))

    def set_days(
        self, server_id: int, days: int | None, *, before: int | None, by_id: int, now: datetime
    ) -> asyncio.Future[None]:
        """Write for how many days a server lets prompts be remembered, and plan that older ones are forgotten.

        A line goes into its log if that is new.

        Raises:
            SettingChanged: it is not ``before`` any more; nothing was written.
        """
        change = partial(_set_days, server_id=server_id, days=days, before=before, by_id=by_id, now=now)
        return self._lanes.writes.put(change)

    def fade(self, server_id: int, before: datetime, most: int) -> asyncio.Future[int]:
        """Forget what up to so many of a server's jobs were asked for that ended before then; return how many.

        What stands in a contest that has not ended is spared for now.
        """
        return self._lanes.writes.put(partial(_fade, server_id=server_id, before=before, most=most))


def _days(connection: Connection, server_id: int) -> int | None:
    return connection.scalar(_DAYS, {"server": server_id})


def _set_days(
    connection: Connection, server_id: int, days: int | None, before: int | None, by_id: int, now: datetime
) -> None:
    if _days(connection, server_id) != before:
        raise SettingChanged
    if days != before:
        _write_days(connection, server_id, days, before)
        note(connection, Event(server_id, Act.SETTING, now, by_id=by_id, detail=RETENTION_NAME))
    if days is None:
        agenda.drop(connection, OccasionKind.FADE, str(server_id))
    else:
        agenda.plan(connection, [fading(server_id, now)])


def _write_days(connection: Connection, server_id: int, days: int | None, before: int | None) -> None:
    if before is None:
        written = connection.execute(_SET_DAYS, {"server": server_id, "days": days})
    elif days is None:
        written = connection.execute(_DROP_DAYS, {"server": server_id, "days_were": before})
    else:
        written = connection.execute(_CHANGE_DAYS, {"server": server_id, "days_were": before, "days": days})
    if written.rowcount != 1:
        raise SettingChanged


def _fade(connection: Connection, server_id: int, before: datetime, most: int) -> int:
    asked = {"server": server_id, "before": before, "most": most}
    ids = list(connection.scalars(_OLD, asked))
    if not ids:
        return 0
    connection.execute(_FADE, {"ids": ids})
    sent = connection.execute(_SENT, {"ids": ids}).all()
    numbers = [
        {"of_id": row.id, "numbers": {name: row.input[name] for name in _NUMBERS & row.input.keys()}}
        for row in sent
    ]
    connection.execute(_FADE_SENT, numbers)
    for statement in _FADE_BESIDES:
        connection.execute(statement, {"ids": ids})
    return len(ids)
