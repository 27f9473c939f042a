"""What moderators say of pictures that wait for them, written once whoever says it at the same time."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection

from studio import life
from studio.audit import Act, about
from studio.community.occasions import OccasionKind
from studio.jobs import Job, JobState, Review, Verdict
from studio.store import audit, strikes, writing
from studio.store.lanes import Lanes
from studio.store.leases import Owner
from studio.store.reading import lock_job
from studio.store.tables import IS_UNSEEN, jobs, occasions, posts
from studio.store.tables import audit as lines

_ACTS = {
    Verdict.APPROVED: Act.APPROVED,
    Verdict.SPOILER: Act.SPOILER,
    Verdict.REJECTED: Act.REJECTED,
    Verdict.STRUCK: Act.REJECTED,
    Verdict.OUTDATED: Act.OUTDATED,
    Verdict.WITHDRAWN: Act.DELETED,
}


def is_post_of(job_id: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Return whether a post shows moderators a job; how their keys are made is ``cogs.moderation.reviews``'."""
    return posts.c.key.like(sa.literal("review-") + job_id + sa.literal("-%"))


_UNSEEN = sa.select(lines.c.seq).where(IS_UNSEEN, lines.c.job_id == sa.bindparam("job")).limit(1)
# What is still to be taken away from moderators has to be found again.
_FORGET_POSTS = posts.delete().where(
    sa.exists().where(
        jobs.c.id.in_(sa.bindparam("ids", expanding=True)),
        jobs.c.review.is_not(None),
        ~sa.exists().where(occasions.c.kind == OccasionKind.REVIEW.value, occasions.c.subject == jobs.c.id),
        is_post_of(jobs.c.id),
    )
)


class ReviewStore:
    """Reviews of all servers."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def judge(self, job_id: str, review: Review, *, now: datetime) -> asyncio.Future[tuple[Job, bool]]:
        """Write what moderators say of a job, unless it does not wait for them (any more).

        Return the job as it then is, and whether this did it. What is to be shown is this process's from then on,
        whoever carried it; with a strike goes all that a strike brings with it.

        Raises:
            JobGone: there is no such job.
        """
        return self._lanes.writes.put(partial(judge, job_id=job_id, review=review, me=self._lanes.me, now=now))

    def note_unseen(self, job: Job, now: datetime) -> asyncio.Future[None]:
        """Write into the log that moderators cannot be shown a job that waits for them; once, however often."""
        return self._lanes.writes.put(partial(_note_unseen, job=job, now=now))


def _note_unseen(connection: Connection, job: Job, now: datetime) -> None:
    event = about(job, Act.UNSEEN, now, by_id=None)
    if event is not None and connection.scalar(_UNSEEN, {"job": job.id}) is None:
        audit.note(connection, event)


def forget_posts(connection: Connection, ids: Sequence[str]) -> None:
    """Forget where moderators were shown jobs that are about to be forgotten, but for what is still shown."""
    connection.execute(_FORGET_POSTS, {"ids": ids})


def judge(connection: Connection, job_id: str, review: Review, *, me: Owner, now: datetime) -> tuple[Job, bool]:
    """Write what moderators say of a job, unless it does not wait for them (any more); see ``ReviewStore``."""
    before = lock_job(connection, job_id).job
    if before.state is not JobState.REVIEWING:
        return before, False
    after = life.judge(before, review, now)
    writing.write(connection, before, after, now=now, owner=me if review.shows else None)
    event = about(after, _ACTS[review.verdict], now, by_id=review.by_id, detail=review.reason)
    assert event is not None, "only servers have moderators"
    audit.note(connection, event)
    if review.verdict is Verdict.STRUCK and review.by_id is not None:
        reason, by_id = review.reason, review.by_id
        strikes.give(connection, strikes.for_job(after, event.server_id, by_id=by_id, reason=reason, now=now))
    return after, True
