"""What moderators say of pictures that wait for them, written once whoever says it at the same time."""

import asyncio
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from studio import life
from studio.audit import Act, about
from studio.jobs import Job, JobState, Review, Verdict
from studio.store import audit, strikes, writing
from studio.store.lanes import Lanes
from studio.store.leases import Owner
from studio.store.reading import lock_job

_ACTS = {
    Verdict.APPROVED: Act.APPROVED,
    Verdict.SPOILER: Act.SPOILER,
    Verdict.REJECTED: Act.REJECTED,
    Verdict.STRUCK: Act.REJECTED,
    Verdict.OUTDATED: Act.OUTDATED,
}


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
