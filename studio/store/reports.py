"""Reports, as rows: once from each person about each job, and decided once, all that are open about it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from studio.audit import Act, about
from studio.community.occasions import Occasion, OccasionKind
from studio.errors import JobGone
from studio.jobs import Job, JobState
from studio.moderation.decisions import Case, Decision, Report, last_case
from studio.moderation.errors import NoModerators, ReportedAlready
from studio.store import agenda, audit, jobs, moderation, strikes
from studio.store.lanes import Lanes
from studio.store.reading import find_job, lock_job
from studio.store.tables import Moment, posts, reports

_OF_JOB = reports.c.job_id == sa.bindparam("of_job")
_ABOUT = sa.select(reports).where(_OF_JOB).order_by(reports.c.at, reports.c.id)
_IS_OPEN = reports.c.decision == Decision.OPEN.value
_OPEN_CASE = sa.select(reports.c.case_id).where(_OF_JOB, _IS_OPEN).limit(1)
_DECIDE = reports.update().where(_OF_JOB, _IS_OPEN)
_SHOWN = frozenset({JobState.DELIVERING, JobState.DONE})
"""Of what can be reported: what nobody has seen cannot, nor what moderators look at first."""

# Written out: SQLAlchemy has no words for it that serve both databases.
_ADD = sa.text(
    "INSERT INTO reports (id, case_id, server_id, job_id, reporter_id, reason, at, decision) "
    "VALUES (:id, :case_id, :server_id, :job_id, :reporter_id, :reason, :at, 'open') "
    "ON CONFLICT (job_id, reporter_id) DO NOTHING"
).bindparams(sa.bindparam("at", type_=Moment()))


# How their keys are made is ``cogs.moderation.reports``'.
_FORGET_POSTS = posts.delete().where(
    sa.exists().where(
        reports.c.job_id.in_(sa.bindparam("ids", expanding=True)),
        posts.c.key.like(sa.literal("report-") + reports.c.job_id + sa.literal("-%")),
    )
)
_BY_REPORTER = sa.select(reports.c.job_id, reports.c.server_id).where(
    reports.c.reporter_id == sa.bindparam("reporter")
)
_FORGET_OF_REPORTER = reports.delete().where(reports.c.reporter_id == sa.bindparam("reporter"))


class ReportStore:
    """The reports of all servers."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def add(self, report: Report) -> asyncio.Future[None]:
        """Write a report, and plan that moderators are told of it.

        Raises:
            NoModerators: its server has named no channel for that.
            JobGone: there are no such pictures on its server (any more).
            ReportedAlready: the same person has reported them before.
        """
        return self._lanes.writes.put(partial(_add, report=report))

    def case(self, job_id: str) -> asyncio.Future[Case | None]:
        """Return what is open about a job, else what was decided last; ``None`` where there is neither."""
        return self._lanes.reads.put(partial(_find, job_id=job_id))

    def decide(
        self, job_id: str, decision: Decision, *, by_id: int, now: datetime
    ) -> asyncio.Future[tuple[Case, bool]]:
        """Write what somebody decided about all that is open about a job, and plan that it is done.

        Return the case as it is then, and whether this did it. A strike is given once for a job.

        Raises:
            JobGone: there is no report about any such job.
        """
        return self._lanes.writes.put(partial(_decide, job_id=job_id, decision=decision, by_id=by_id, now=now))


def _add(connection: Connection, report: Report) -> None:
    if not moderation.find_rooms(connection, report.server_id).for_reports:
        raise NoModerators
    # Locked, so that of two who are the first at the same time one is.
    job = lock_job(connection, report.job_id).job
    if job.deleted or job.state not in _SHOWN or job.place.server_id != report.server_id:
        raise JobGone
    row = {
        "id": report.id,
        "case_id": connection.scalar(_OPEN_CASE, {"of_job": report.job_id}) or report.case_id,
        "server_id": report.server_id,
        "job_id": report.job_id,
        "reporter_id": report.reporter_id,
        "reason": report.reason,
        "at": report.at,
    }
    if connection.execute(_ADD, row).rowcount != 1:
        raise ReportedAlready
    jobs.plan_report(connection, job, report.at)
    _note(connection, job, Act.REPORTED, report.reporter_id, report.at)


def forget_posts(connection: Connection, ids: Sequence[str]) -> None:
    """Forget where moderators were told of reports about jobs that are about to be forgotten."""
    connection.execute(_FORGET_POSTS, {"ids": ids})


def forget_of(connection: Connection, reporter_id: int, now: datetime) -> None:
    """Forget what somebody has reported, and plan that what moderators were told of it is taken back."""
    of_reporter = {"reporter": reporter_id}
    told = connection.execute(_BY_REPORTER, of_reporter).all()
    connection.execute(_FORGET_OF_REPORTER, of_reporter)
    about = [Occasion(OccasionKind.REPORT, row.job_id, row.server_id, row.server_id, now) for row in told]
    agenda.plan(connection, about)


def _find(connection: Connection, job_id: str) -> Case | None:
    job = find_job(connection, job_id)
    if job is None:
        return None
    return last_case(job, [_report_of(row) for row in connection.execute(_ABOUT, {"of_job": job_id}).mappings()])


def _decide(
    connection: Connection, job_id: str, decision: Decision, by_id: int, now: datetime
) -> tuple[Case, bool]:
    job = lock_job(connection, job_id).job
    decided = {"of_job": job_id, "decision": decision.value, "decided_by": by_id}
    is_first = connection.execute(_DECIDE, decided).rowcount > 0
    if is_first:
        jobs.plan_report(connection, job, now)
        if decision.removes:
            jobs.mark_deleted(connection, job_id, by_id=by_id, now=now)
        else:
            _note(connection, job, Act.DISMISSED, by_id, now)
        if decision is Decision.STRUCK and job.place.server_id is not None:
            # Without the words of the reports: they are for moderators only.
            strikes.give(connection, strikes.for_job(job, job.place.server_id, by_id=by_id, reason="", now=now))
    case = _find(connection, job_id)
    if case is None:
        raise JobGone
    return case, is_first


def _note(connection: Connection, job: Job, act: Act, by_id: int, now: datetime) -> None:
    event = about(job, act, now, by_id=by_id)
    assert event is not None, "what can be reported belongs to a server"
    audit.note(connection, event)


def _report_of(row: RowMapping) -> Report:
    return Report(
        id=row["id"],
        case_id=row["case_id"],
        server_id=row["server_id"],
        job_id=row["job_id"],
        reporter_id=row["reporter_id"],
        reason=row["reason"],
        at=row["at"],
        decision=Decision(row["decision"]),
        decided_by=row["decided_by"],
    )
