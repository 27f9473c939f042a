"""What is new in a job, written: the difference between two states of it, with its money and its line in the log.

The job before must be locked (``reading.lock_job``). Every row is written compare-and-set all the same.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.audit import Act, at_end
from studio.community.occasions import Occasion, OccasionKind
from studio.jobs import Job, JobState, Prediction
from studio.states import IllegalTransition
from studio.store import agenda, audit, money, strikes
from studio.store.leases import MINE, Owner, of_owner
from studio.store.rows import Row, job_row, picture_row, prediction_row
from studio.store.tables import jobs, pictures, predictions

_JOB = jobs.update().where(jobs.c.id == sa.bindparam("of_id"), jobs.c.state == sa.bindparam("was"))
_JOB_OF_MINE = _JOB.values(MINE)
_PREDICTION = predictions.update().where(
    predictions.c.id == sa.bindparam("of_id"), predictions.c.state == sa.bindparam("was")
)
_PICTURES = pictures.insert()


def write(connection: Connection, before: Job, after: Job, *, now: datetime, owner: Owner | None = None) -> Job:
    """Write what a job has become, and return it; ``owner`` makes it theirs, on a new lease.

    Raises:
        IllegalTransition: it is not any more what it was before.
    """
    _write_job(connection, before, after, owner)
    for old, new in zip(before.predictions, after.predictions, strict=True):
        if new != old:
            _write_prediction(connection, old, new)
    _write_money(connection, before, after, now)
    if JobState.REVIEWING in {before.state, after.state} and after.state is not before.state:
        _plan_review(connection, after, now)
    event = at_end(before, after, now)
    if event is not None:
        audit.note(connection, event)
        if event.act is Act.BLOCKED:
            strikes.after_block(connection, after, now)
    return after


def _write_job(connection: Connection, before: Job, after: Job, owner: Owner | None) -> None:
    changed = _new(job_row(before), job_row(after))
    if owner is not None:
        _compare_and_set(connection, _JOB_OF_MINE, before, changed | of_owner(owner))
    elif changed:
        _compare_and_set(connection, _JOB, before, changed)


def _write_prediction(connection: Connection, before: Prediction, after: Prediction) -> None:
    _compare_and_set(connection, _PREDICTION, before, _new(prediction_row(before), prediction_row(after)))
    added = [picture_row(after.id, picture) for picture in after.pictures if picture not in before.pictures]
    if added:
        connection.execute(_PICTURES, added)


def _write_money(connection: Connection, before: Job, after: Job, now: datetime) -> None:
    if after.state.ended and not before.state.ended:
        money.settle(connection, after, now)
    elif before.state.ended and not after.state.ended:
        money.hold_again(connection, after)


def _plan_review(connection: Connection, job: Job, now: datetime) -> None:
    """Plan that moderators are shown the pictures of a job, or what they have said of them."""
    server_id = job.place.server_id
    assert server_id is not None, "only servers have moderators"
    # In which channel is asked when it happens.
    agenda.plan(connection, [Occasion(OccasionKind.REVIEW, job.id, server_id, server_id, now)])


def _new(before: Row, after: Row) -> Row:
    return {name: value for name, value in after.items() if value != before[name]}


def _compare_and_set(connection: Connection, statement: sa.Update, before: Job | Prediction, changed: Row) -> None:
    of_it = {"of_id": before.id, "was": before.state.value}
    if connection.execute(statement, {**of_it, **changed}).rowcount == 0:
        raise IllegalTransition(f"{before.id} is no longer {before.state}")
