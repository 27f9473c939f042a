"""Where pictures come from: questions along a lineage, begun edits, and who does not want theirs edited."""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.jobs import Job, JobState
from studio.lineage import Draft
from studio.store.reading import find_job
from studio.store.rows import draft_of, draft_row
from studio.store.tables import drafts, jobs, people

DRAFT_LIFE = timedelta(hours=24)
"""How long a begun edit is kept: Discord's addresses of pictures hold about as long."""

# Written out: SQLAlchemy has no words for it that serve both databases.
_CHOOSE = sa.text(
    "INSERT INTO people (id, edits_forbidden) VALUES (:id, :edits_forbidden) "
    "ON CONFLICT (id) DO UPDATE SET edits_forbidden = excluded.edits_forbidden"
)


def last_made(connection: Connection, artist_id: int, channel_id: int) -> Job | None:
    """Return an artist's last job with pictures that everybody in a channel can see, ``None`` without one."""
    seen = sa.select(jobs.c.id).where(
        jobs.c.artist_id == artist_id,
        jobs.c.channel_id == channel_id,
        jobs.c.state == JobState.DONE.value,
        jobs.c.private.is_(False),
        jobs.c.deleted.is_(False),
    )
    return _found(connection, connection.scalar(seen.order_by(jobs.c.seq.desc()).limit(1)))


def shown_by(connection: Connection, message_id: int) -> Job | None:
    """Return the job whose card a message is, ``None`` where it is none."""
    return _found(connection, connection.scalar(sa.select(jobs.c.id).where(jobs.c.card_message_id == message_id)))


def ancestors(connection: Connection, job_id: str, most: int) -> tuple[Job, ...]:
    """Return the jobs that a job's first picture came from, the nearest first, as far as they are there."""
    found: list[Job] = []
    job = find_job(connection, job_id)
    while job is not None and job.sources and len(found) < most:
        job = _found(connection, job.sources[0].job_id)
        if job is not None:
            found.append(job)
    return tuple(found)


def last_locale(connection: Connection, artist_id: int) -> str | None:
    """Return the language of an artist's last card, ``None`` before the first."""
    newest = sa.select(jobs.c.locale).where(jobs.c.artist_id == artist_id).order_by(jobs.c.seq.desc()).limit(1)
    locale: str | None = connection.scalar(newest)
    return locale


def begin_draft(connection: Connection, draft: Draft) -> None:
    """Keep a begun edit, and forget those that are too old."""
    connection.execute(drafts.delete().where(drafts.c.begun_at < draft.begun_at - DRAFT_LIFE))
    connection.execute(drafts.insert(), draft_row(draft))


def draft(connection: Connection, draft_id: str, now: datetime) -> Draft | None:
    """Return a begun edit, ``None`` where it is too old."""
    young = sa.select(drafts).where(drafts.c.id == draft_id, drafts.c.begun_at >= now - DRAFT_LIFE)
    row = connection.execute(young).mappings().one_or_none()
    return None if row is None else draft_of(row)


def forbidding(connection: Connection, ids: Collection[int]) -> frozenset[int]:
    """Return which of these people do not want others to edit their pictures."""
    chosen = sa.select(people.c.id).where(people.c.id.in_(ids), people.c.edits_forbidden)
    return frozenset(connection.scalars(chosen))


def forbid_edits(connection: Connection, person_id: int, *, forbidden: bool) -> None:
    """Write whether others may edit a person's pictures."""
    connection.execute(_CHOOSE, {"id": person_id, "edits_forbidden": forbidden})


def _found(connection: Connection, job_id: str | None) -> Job | None:
    return None if job_id is None else find_job(connection, job_id)
