"""What happens to jobs, as acts on a connection.

Each locks the job, so that acts on one job follow each other on PostgreSQL too; asks ``studio.life`` what comes of
it, which may refuse it before anything was written; and writes all that is new (``writing``). What carries a live
job on is its owner's (``leases``); cancelling, deleting and moving the card is anybody's.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from flux.catalogue import Input
from studio import life
from studio.audit import Act, about
from studio.community.calendar import local_day
from studio.community.occasions import Occasion, OccasionKind
from studio.errors import BeingForgotten, TooManyWaiting
from studio.fairness import Rules
from studio.jobs import Card, Fault, Job, JobState, Prediction, Review, Verdict
from studio.life import Change
from studio.moderation.decisions import Decision
from studio.states import JobEvent
from studio.store import agenda, audit, budgets, entries, moderation, money, queueing, thumbnails
from studio.store.leases import MINE, Owner, lock_mine, lock_mine_of, of_owner
from studio.store.reading import IS_KEPT, jobs_of_ids, lock_job
from studio.store.rows import job_row, prediction_row, source_row
from studio.store.tables import jobs, predictions, reports, sources
from studio.store.writing import write

_NEW = jobs.insert().values(MINE)
_NEW_PREDICTIONS = predictions.insert()
_NEW_SOURCES = sources.insert()
_KEEP = jobs.update().where(jobs.c.id == sa.bindparam("of_id"))
_REPORTED = (
    sa.select(reports.c.id)
    .where(reports.c.job_id == sa.bindparam("of_job"), reports.c.decision == Decision.OPEN.value)
    .limit(1)
)
_TAKE_KEPT = _KEEP.where(IS_KEPT).values(MINE)


def accept(
    connection: Connection,
    job: Job,
    *,
    me: Owner,
    ceiling_micro_usd: int | None,
    role_ids: Collection[int],
    rules: Rules,
    now: datetime,
) -> Job:
    """Hold the money of a new job of mine as its server allows it, and write the job as it then is.

    Raises:
        BudgetExceeded: a budget leaves too little.
        TooManyWaiting: as many of its artist's wait as may.
        BeingForgotten: all that is its artist's is being deleted.
    """
    money.lock(connection)
    _check_waiting(connection, job.artist_id, rules)
    if agenda.is_planned(connection, OccasionKind.FORGET_PERSON, str(job.artist_id)):
        raise BeingForgotten
    server = budgets.find(connection, job.place.server_id)
    limits = server.limits(job.place.home_id, role_ids, operator=ceiling_micro_usd)
    day = local_day(now, server.zone).isoformat()
    is_looked_at = moderation.asks_for_review(connection, job, role_ids)
    review = Review() if is_looked_at else Review.inherited(job.sources)
    accepted = replace(job, day=day, weight=server.weight(role_ids), review=review)
    extra = money.hold(connection, accepted, limits, now)
    connection.execute(_NEW, job_row(accepted) | of_owner(me))
    connection.execute(_NEW_PREDICTIONS, [prediction_row(p) for p in job.predictions])
    if job.sources:
        rows = [source_row(job.id, n, source) for n, source in enumerate(job.sources, start=1)]
        connection.execute(_NEW_SOURCES, rows)
    money.note_hold(connection, accepted, extra_micro_usd=extra, now=now)
    return accepted


def queue(
    connection: Connection,
    job_id: str,
    card: Card,
    *,
    me: Owner,
    picture_url: str | None,
    inputs: Sequence[Input],
    now: datetime,
) -> Job:
    """Let a job run: its card stands, its inputs are complete."""
    before = lock_mine(connection, job_id, me)
    after = life.queue(before, card, picture_url=picture_url, inputs=inputs, now=now)
    return write(connection, before, after, now=now)


def place_card(connection: Connection, job_id: str, card: Card | None, *, now: datetime) -> Job:
    """Write where a job's card is now."""
    before = lock_job(connection, job_id).job
    return write(connection, before, replace(before, card=card), now=now)


def mark_deleted(connection: Connection, job_id: str, *, by_id: int | None, now: datetime) -> Job:
    """Note that a job's card was deleted on purpose, forget how its pictures looked, and withdraw them.

    What waits for moderators waits no more.
    """
    before = lock_job(connection, job_id).job
    thumbnails.forget(connection, job_id)
    entries.withdraw_jobs(connection, [job_id], now)
    if before.state is JobState.REVIEWING:
        after = life.judge(before, Review(Verdict.WITHDRAWN, by_id), now)
    else:
        after = before
    written = write(connection, before, replace(after, deleted=True), now=now)
    event = None if before.deleted else about(before, Act.DELETED, now, by_id=by_id)
    if event is not None:
        if connection.scalar(_REPORTED, {"of_job": job_id}) is not None:
            plan_report(connection, before, now)
        audit.note(connection, event)
    return written


def plan_report(connection: Connection, job: Job, now: datetime) -> None:
    """Plan that moderators are told what there is new about a job that was reported."""
    server_id = job.place.server_id
    assert server_id is not None, "what can be reported belongs to a server"
    # In which channel is asked when it happens.
    agenda.plan(connection, [Occasion(OccasionKind.REPORT, job.id, server_id, server_id, now)])


def claim(connection: Connection, limit: int, *, me: Owner, rules: Rules, now: datetime) -> tuple[Prediction, ...]:
    """Take waiting predictions of my jobs whose turn it is; these are working from now on, on a new lease."""
    ids_of = queueing.take_turns(connection, limit, me=me, rules=rules)
    claimed: list[Prediction] = []
    # Locked by the question before.
    for before in jobs_of_ids(connection, list(ids_of)) if ids_of else ():
        after = write(connection, before, life.claim(before, ids_of[before.id], now), now=now, owner=me)
        claimed += [prediction for prediction in after.predictions if prediction.id in ids_of[before.id]]
    return tuple(claimed)


def advance_prediction(
    connection: Connection, prediction_id: str, change: Change, *, me: Owner, now: datetime
) -> Job:
    """Write what happened to a prediction, and what that means for its job and its money.

    Raises:
        IllegalTransition: it cannot happen in the prediction's or the job's state.
        NotOurs: another process carries the job.
    """
    before = lock_mine_of(connection, prediction_id, me)
    after = life.advance_prediction(before, prediction_id, change, now)
    # A job that comes back had ended, and so was nobody's.
    comes_back = before.state.ended and not after.state.ended
    return write(connection, before, after, now=now, owner=me if comes_back else None)


def advance_job(
    connection: Connection, job_id: str, event: JobEvent, *, me: Owner, fault: Fault | None, now: datetime
) -> Job:
    """Write what happened to a job as a whole; where that ends it, its live predictions end with the fault.

    Raises:
        IllegalTransition: it cannot happen in the job's state, or not while its predictions are as they are.
        NotOurs: another process carries the job.
    """
    before = lock_mine(connection, job_id, me)
    return write(connection, before, life.advance_job(before, event, fault=fault, now=now), now=now)


def begin_delivery(connection: Connection, job_id: str, *, me: Owner, now: datetime) -> Job:
    """Note that a job's pictures are about to be shown; the first time stays.

    Raises:
        IllegalTransition: the job is not being delivered.
        NotOurs: another process carries it.
    """
    before = lock_mine(connection, job_id, me)
    return write(connection, before, life.begin_delivery(before, now), now=now)


def keep(connection: Connection, job_id: str, *, me: Owner, now: datetime) -> None:
    """Note that a job's pictures wait for their artist to come by.

    Raises:
        IllegalTransition: the job is not being delivered.
        NotOurs: another process carries it.
    """
    life.expect_delivering(lock_mine(connection, job_id, me))
    connection.execute(_KEEP, {"of_id": job_id, "kept_since": now})


def take_kept(connection: Connection, job_id: str, *, me: Owner) -> bool:
    """Make a job mine whose pictures wait for their artist, so that I deliver it; whoever asks first gets it."""
    taken = {"of_id": job_id, "kept_since": None, **of_owner(me)}
    return connection.execute(_TAKE_KEPT, taken).rowcount == 1


def request_cancel(connection: Connection, job_id: str, *, now: datetime) -> Job:
    """Cancel what has not been sent; what has been is for whoever runs it. An ended job stays as it is."""
    before = lock_job(connection, job_id).job
    return write(connection, before, life.request_cancel(before, now), now=now)


def _check_waiting(connection: Connection, artist_id: int, rules: Rules) -> None:
    if queueing.waiting_of(connection, artist_id) >= rules.waiting_each:
        raise TooManyWaiting(rules.waiting_each)
