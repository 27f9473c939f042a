"""Jobs that are forgotten with all that belongs to them, a few at a time, as acts on a connection.

What they cost stays in the ledger under random names, and counts on in what is used, under no name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.community.exhibits import Stage
from studio.community.occasions import OccasionKind
from studio.jobs import JobState
from studio.store import entries, reports, reviews
from studio.store.reading import IS_KEPT
from studio.store.tables import (
    JOB_IS_LIVE,
    exhibits,
    jobs,
    kept_pictures,
    ledger,
    nameless_usage,
    occasions,
    pictures,
    posts,
    predictions,
)
from studio.store.usage import IS_MADE

_PERSON: sa.BindParameter[int] = sa.bindparam("person", type_=sa.BigInteger)
_IDS: sa.BindParameter[str] = sa.bindparam("ids", expanding=True)
_OF_IDS = jobs.c.id.in_(_IDS)


class Whose(StrEnum):
    """Whose jobs are forgotten."""

    PERSON = "person"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Owner:
    """A person or a server that is forgotten."""

    whose: Whose
    id: int


@dataclass(frozen=True, slots=True)
class LiveJob:
    """A job that has not ended; ``is_kept`` says that its pictures wait for its artist."""

    id: str
    state: JobState
    is_kept: bool
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A job with copies in showcases, and its card."""

    job_id: str
    server_id: int
    channel_id: int
    message_id: int


_OWNS = {Whose.PERSON: jobs.c.artist_id, Whose.SERVER: jobs.c.server_id}
_CARD_IS_TOLD = jobs.c.card_message_id.is_(None) | jobs.c.card_shows_end | jobs.c.deleted
# From what moderators are shown.
_IS_BEING_TAKEN_DOWN = sa.exists().where(
    occasions.c.kind == OccasionKind.REVIEW.value, occasions.c.subject == jobs.c.id
)
_IS_TOLD = ~_IS_BEING_TAKEN_DOWN & _CARD_IS_TOLD
_LIVE = (
    sa.select(jobs.c.id, jobs.c.state, IS_KEPT.label("is_kept"), jobs.c.cancel_requested)
    .where(JOB_IS_LIVE)
    .order_by(jobs.c.seq)
)
_ENDED = sa.select(jobs.c.id).where(~JOB_IS_LIVE).order_by(jobs.c.seq).limit(sa.bindparam("most"))
_HANGS = sa.exists().where(exhibits.c.job_id == jobs.c.id, exhibits.c.stage != Stage.AWAY.value)
_SHOWN = (
    sa.select(exhibits.c.job_id, exhibits.c.server_id, exhibits.c.channel_id, exhibits.c.message_id)
    .where(exhibits.c.artist_id == _PERSON, exhibits.c.stage != Stage.AWAY.value)
    .distinct()
)

# One job after the other in the order of all who lock several: those who wait never wait in a circle.
_HOLD = sa.select(jobs.c.id).where(_OF_IDS, ~JOB_IS_LIVE).order_by(jobs.c.seq).with_for_update()
_TURNS_OF_COPIES = sa.select(exhibits.c.showcase_id, exhibits.c.job_id, exhibits.c.turn).where(
    exhibits.c.job_id.in_(_IDS)
)
_KEYS: sa.BindParameter[str] = sa.bindparam("keys", expanding=True)
_FORGET_POSTS = posts.delete().where(posts.c.key.in_(_KEYS))
_PICTURES = (
    sa.select(sa.func.count())
    .select_from(predictions.join(pictures))
    .where(predictions.c.job_id == jobs.c.id)
    .correlate(jobs)
    .scalar_subquery()
)
_WHERE_USED = (
    jobs.c.server_id,
    jobs.c.day,
    sa.func.coalesce(jobs.c.parent_channel_id, jobs.c.channel_id),
    jobs.c.model,
)
_USED = (
    sa.select(
        *_WHERE_USED,
        sa.func.count(),
        sa.cast(sa.func.sum(_PICTURES), sa.BigInteger),
        sa.cast(sa.func.sum(jobs.c.captured_micro_usd), sa.BigInteger),
    )
    .where(_OF_IDS, IS_MADE, jobs.c.server_id.is_not(None))
    .group_by(*_WHERE_USED)
)
# Written out: SQLAlchemy has no words for it that serve both databases.
_ADD_USED = sa.text(
    "INSERT INTO nameless_usage (server_id, day, channel_id, model, jobs, pictures, spent_micro_usd) "
    "VALUES (:server_id, :day, :channel_id, :model, :jobs, :pictures, :spent_micro_usd) "
    "ON CONFLICT (server_id, day, channel_id, model) DO UPDATE SET "
    "jobs = nameless_usage.jobs + excluded.jobs, pictures = nameless_usage.pictures + excluded.pictures, "
    "spent_micro_usd = nameless_usage.spent_micro_usd + excluded.spent_micro_usd"
)
_RENAME = ledger.update().where(ledger.c.job_id == sa.bindparam("was")).values(job_id=sa.bindparam("is_now"))
_FORGET_REPORTED = occasions.delete().where(
    occasions.c.kind == OccasionKind.REPORT.value, occasions.c.subject.in_(_IDS)
)
_FORGET_KEPT = kept_pictures.delete().where(kept_pictures.c.job_id.in_(_IDS))
# Predictions, pictures, sources, thumbnails, exhibits and entries go with them.
_FORGET_JOBS = jobs.delete().where(_OF_IDS)


def live(connection: Connection, owner: Owner) -> tuple[LiveJob, ...]:
    """Return somebody's jobs that have not ended, oldest first."""
    rows = connection.execute(_LIVE.where(_OWNS[owner.whose] == owner.id))
    return tuple(LiveJob(row.id, JobState(row.state), bool(row.is_kept), row.cancel_requested) for row in rows)


def ended(connection: Connection, owner: Owner, most: int, *, untold: bool, hanging: bool) -> tuple[str, ...]:
    """Return the ids of some of somebody's ended jobs, oldest first; see ``ForgettingStore``."""
    theirs = _ENDED.where(_OWNS[owner.whose] == owner.id)
    theirs = theirs if untold else theirs.where(_IS_TOLD)
    return tuple(connection.scalars(theirs if hanging else theirs.where(~_HANGS), {"most": most}))


def shown(connection: Connection, person_id: int) -> tuple[Shown, ...]:
    """Return a person's jobs that have copies in showcases."""
    return tuple(Shown(*row) for row in connection.execute(_SHOWN, {"person": person_id}))


def forget(connection: Connection, ids: Sequence[str], now: datetime) -> None:
    """Forget those of these jobs that have ended, with all that belongs to them."""
    held = list(connection.scalars(_HOLD, {"ids": ids}))
    if not held:
        return
    # What belongs to contests that go on is taken out of them first, as if it had been deleted there.
    entries.withdraw_jobs(connection, held, now)
    copies = connection.execute(_TURNS_OF_COPIES, {"ids": held}).all()
    keys = [f"showcase:{row.showcase_id}:{row.job_id}:{turn}" for row in copies for turn in range(1, row.turn + 1)]
    reviews.forget_posts(connection, held)
    reports.forget_posts(connection, held)
    connection.execute(_FORGET_POSTS, {"keys": keys})
    columns = nameless_usage.c.keys()
    used = [dict(zip(columns, row, strict=True)) for row in connection.execute(_USED, {"ids": held})]
    if used:
        connection.execute(_ADD_USED, used)
    connection.execute(_RENAME, [{"was": job_id, "is_now": uuid4().hex} for job_id in held])
    connection.execute(_FORGET_REPORTED, {"ids": held})
    connection.execute(_FORGET_KEPT, {"ids": held})
    connection.execute(_FORGET_JOBS, {"ids": held})
