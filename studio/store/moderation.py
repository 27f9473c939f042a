"""Where servers want their moderators to be told what, as rows."""

import asyncio
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.audit import Act, Event
from studio.community.occasions import Occasion, OccasionKind
from studio.errors import SettingChanged
from studio.jobs import Job, JobState
from studio.moderation.decisions import Decision
from studio.moderation.errors import NoRoomForReviews
from studio.moderation.rooms import NO_ROOMS, Reviewed, Rooms, Subject
from studio.store import agenda, audit
from studio.store.lanes import Lanes
from studio.store.tables import JOB_IS_LIVE, jobs, moderation, reports, reviewed

_OF_SERVER = moderation.c.server_id == sa.bindparam("of_server")
_ROOMS = sa.select(moderation).where(_OF_SERVER)
_AS_BEFORE = sa.and_(
    _OF_SERVER,
    moderation.c.audit_channel_id.is_not_distinct_from(sa.bindparam("audit_was", type_=sa.BigInteger)),
    moderation.c.moderators_channel_id.is_not_distinct_from(sa.bindparam("moderators_was", type_=sa.BigInteger)),
)
_WAITING_OF = sa.select(jobs.c.id).where(
    JOB_IS_LIVE, jobs.c.server_id == sa.bindparam("of_server"), jobs.c.state == JobState.REVIEWING.value
)
_REPORTED_OF = (
    sa.select(reports.c.job_id)
    .where(reports.c.server_id == sa.bindparam("of_server"), reports.c.decision == Decision.OPEN.value)
    .distinct()
)
_COUNT_WAITING = sa.select(sa.func.count()).select_from(_WAITING_OF.subquery())
_CHANGE = moderation.update().where(_AS_BEFORE)
# Written out: SQLAlchemy has no words for it that serve both databases.
_OPEN = sa.text("INSERT INTO moderation (server_id) VALUES (:of_server) ON CONFLICT DO NOTHING")

_REVIEWED = sa.select(reviewed.c.subject, reviewed.c.subject_id).where(
    reviewed.c.server_id == sa.bindparam("of_server")
)
# Without a channel in which moderators could look at them nothing waits for them.
_ASKED_FOR = _REVIEWED.where(
    sa.exists().where(
        moderation.c.server_id == reviewed.c.server_id, moderation.c.moderators_channel_id.is_not(None)
    )
)
_REVIEW = sa.text(
    "INSERT INTO reviewed (server_id, subject, subject_id) VALUES (:of_server, :of_subject, :of_id) "
    "ON CONFLICT DO NOTHING"
)
_REVIEW_NO_MORE = reviewed.delete().where(
    reviewed.c.server_id == sa.bindparam("of_server"),
    reviewed.c.subject == sa.bindparam("of_subject"),
    reviewed.c.subject_id == sa.bindparam("of_id"),
)

SETTING_NAMES = {"audit_id": "setting-audit-channel", "moderators_id": "setting-moderators-channel"}
"""The ids of their names in ``locales/``."""


class ModerationStore:
    """What all servers have set."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def rooms(self, server_id: int) -> asyncio.Future[Rooms]:
        """Return which channels a server has named."""
        return self._lanes.reads.put(partial(find_rooms, server_id=server_id))

    def change_rooms(
        self, server_id: int, after: Rooms, *, before: Rooms, by_id: int, now: datetime
    ) -> asyncio.Future[None]:
        """Write which channels a server names, with a line in its log for each that is another one.

        Raises:
            SettingChanged: they are not ``before`` any more; nothing was written.
        """
        change = partial(_change_rooms, server_id=server_id, after=after, before=before, by_id=by_id, now=now)
        return self._lanes.writes.put(change)

    def reviewed(self, server_id: int) -> asyncio.Future[Reviewed]:
        """Return whose pictures moderators of a server look at first."""
        return self._lanes.reads.put(partial(_find_reviewed, server_id=server_id))

    def waiting(self, server_id: int) -> asyncio.Future[int]:
        """Count the jobs of a server that wait for moderators."""
        return self._lanes.reads.put(partial(_count_waiting, server_id=server_id))

    def set_reviewed(
        self, server_id: int, subject: Subject, subject_id: int, *, on: bool, by_id: int, now: datetime
    ) -> asyncio.Future[None]:
        """Write whether moderators look first at what is made in a channel, or by those who have a role.

        Raises:
            NoRoomForReviews: the server has named no channel in which they could.
        """
        change = partial(
            _set_reviewed,
            server_id=server_id,
            subject=subject,
            subject_id=subject_id,
            on=on,
            by_id=by_id,
            now=now,
        )
        return self._lanes.writes.put(change)


def find_rooms(connection: Connection, server_id: int) -> Rooms:
    """Return which channels a server has named."""
    row = connection.execute(_ROOMS, {"of_server": server_id}).mappings().one_or_none()
    return NO_ROOMS if row is None else Rooms(row["audit_channel_id"], row["moderators_channel_id"])


def asks_for_review(connection: Connection, job: Job, role_ids: Collection[int]) -> bool:
    """Say whether moderators look first at the pictures of a new job, whose artist has these roles."""
    if job.place.server_id is None or job.private:
        return False
    found = _reviewed_of(connection.execute(_ASKED_FOR, {"of_server": job.place.server_id}))
    return found.covers(job.place.home_id, role_ids)


def _count_waiting(connection: Connection, server_id: int) -> int:
    return connection.scalar(_COUNT_WAITING, {"of_server": server_id}) or 0


def _find_reviewed(connection: Connection, server_id: int) -> Reviewed:
    return _reviewed_of(connection.execute(_REVIEWED, {"of_server": server_id}))


def _reviewed_of(rows: Iterable[sa.Row[tuple[str, int]]]) -> Reviewed:
    ids: dict[str, set[int]] = {subject.value: set() for subject in Subject}
    for row in rows:
        ids[row.subject].add(row.subject_id)
    return Reviewed(frozenset(ids[Subject.CHANNEL]), frozenset(ids[Subject.ROLE]))


def _set_reviewed(
    connection: Connection,
    server_id: int,
    subject: Subject,
    subject_id: int,
    on: bool,
    by_id: int,
    now: datetime,
) -> None:
    if on and find_rooms(connection, server_id).moderators_id is None:
        raise NoRoomForReviews
    which = {"of_server": server_id, "of_subject": subject.value, "of_id": subject_id}
    if connection.execute(_REVIEW if on else _REVIEW_NO_MORE, which).rowcount != 1:
        # It was so before.
        return
    event = Event(
        server_id,
        Act.SETTING,
        now,
        by_id=by_id,
        channel_id=subject_id if subject is Subject.CHANNEL else None,
        role_id=subject_id if subject is Subject.ROLE else None,
        detail=f"setting-review-{subject.value}-{'on' if on else 'off'}",
    )
    audit.note(connection, event)


def _change_rooms(
    connection: Connection, server_id: int, after: Rooms, before: Rooms, by_id: int, now: datetime
) -> None:
    of_server = {"of_server": server_id}
    if find_rooms(connection, server_id) != before:
        raise SettingChanged
    connection.execute(_OPEN, of_server)
    was = {"audit_was": before.audit_id, "moderators_was": before.moderators_id}
    is_now = {"audit_channel_id": after.audit_id, "moderators_channel_id": after.moderators_id}
    if connection.execute(_CHANGE, {**of_server, **was, **is_now}).rowcount != 1:
        raise SettingChanged
    # What was shown in another channel may be there no more; reports are also told in that of the log.
    if after.moderators_id not in {None, before.moderators_id}:
        _show_anew(connection, OccasionKind.REVIEW, _WAITING_OF, server_id, now)
    if after.for_reports and after != before:
        _show_anew(connection, OccasionKind.REPORT, _REPORTED_OF, server_id, now)
    for field, name in SETTING_NAMES.items():
        named = getattr(after, field)
        if named != getattr(before, field):
            audit.note(connection, Event(server_id, Act.SETTING, now, by_id=by_id, channel_id=named, detail=name))
    if after.audit_id is None:
        audit.forgo(connection, server_id)
    elif after.audit_id != before.audit_id:
        # What the other channel did not take has waited long enough.
        agenda.plan(connection, [Occasion(OccasionKind.AUDIT, str(server_id), server_id, server_id, now)])


def _show_anew(
    connection: Connection, kind: OccasionKind, waiting: sa.Select[Any], server_id: int, now: datetime
) -> None:
    job_ids = connection.scalars(waiting, {"of_server": server_id}).all()
    agenda.plan(connection, [Occasion(kind, job_id, server_id, server_id, now) for job_id in job_ids])
