"""Reports, as rows: once from each person about each job, and decided once."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from studio.audit import Act, about
from studio.community.occasions import Occasion, OccasionKind
from studio.errors import JobGone
from studio.jobs import Job
from studio.moderation.decisions import Decision, Report
from studio.moderation.errors import NoModerators, ReportedAlready
from studio.store import agenda, audit, jobs, moderation, strikes
from studio.store.lanes import Lanes
from studio.store.reading import get_job
from studio.store.tables import Moment, reports

_OF_ID = reports.c.id == sa.bindparam("of_id")
_FIND = sa.select(reports).where(_OF_ID)
_IS_OPEN = reports.c.decision == Decision.OPEN.value
_OPEN_OF_JOB = sa.select(reports.c.id).where(reports.c.job_id == sa.bindparam("of_job"), _IS_OPEN)
_DECIDE = reports.update().where(_OF_ID, _IS_OPEN)
# Written out: SQLAlchemy has no words for it that serve both databases.
_ADD = sa.text(
    "INSERT INTO reports (id, server_id, job_id, reporter_id, reason, at, decision) "
    "VALUES (:id, :server_id, :job_id, :reporter_id, :reason, :at, 'open') "
    "ON CONFLICT (job_id, reporter_id) DO NOTHING"
).bindparams(sa.bindparam("at", type_=Moment()))


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

    def report(self, report_id: str) -> asyncio.Future[Report | None]:
        """Return a report, ``None`` where there is none of that id."""
        return self._lanes.reads.put(partial(_find, report_id=report_id))

    def decide(self, report_id: str, decision: Decision, *, by_id: int, now: datetime) -> asyncio.Future[bool]:
        """Write what somebody decided, and plan that it is done; ``False`` where that had been decided before.

        What removes the pictures decides all open reports about them. A strike is given once for a job.
        """
        return self._lanes.writes.put(
            partial(_decide, report_id=report_id, decision=decision, by_id=by_id, now=now)
        )


def _add(connection: Connection, report: Report) -> None:
    channel_id = moderation.find_rooms(connection, report.server_id).reports_id
    if channel_id is None:
        raise NoModerators
    job = get_job(connection, report.job_id)
    if job.deleted or job.place.server_id != report.server_id:
        raise JobGone
    row = {
        "id": report.id,
        "server_id": report.server_id,
        "job_id": report.job_id,
        "reporter_id": report.reporter_id,
        "reason": report.reason,
        "at": report.at,
    }
    if connection.execute(_ADD, row).rowcount != 1:
        raise ReportedAlready
    _note(connection, job, Act.REPORTED, report.reporter_id, report.at)
    _plan(connection, report.server_id, channel_id, [report.id], report.at)


def _find(connection: Connection, report_id: str) -> Report | None:
    row = connection.execute(_FIND, {"of_id": report_id}).mappings().one_or_none()
    return None if row is None else _report_of(row)


def _decide(connection: Connection, report_id: str, decision: Decision, by_id: int, now: datetime) -> bool:
    report = _find(connection, report_id)
    if report is None:
        raise JobGone
    decided = {"decision": decision.value, "decided_by": by_id}
    if connection.execute(_DECIDE, {"of_id": report_id, **decided}).rowcount != 1:
        return False
    job = get_job(connection, report.job_id)
    done = [report_id]
    if decision.removes:
        others = connection.scalars(_OPEN_OF_JOB, {"of_job": job.id}).all()
        done += [each for each in others if connection.execute(_DECIDE, {"of_id": each, **decided}).rowcount]
        jobs.mark_deleted(connection, job.id, by_id=by_id, now=now)
    else:
        _note(connection, job, Act.DISMISSED, by_id, now)
    if decision is Decision.STRUCK:
        # Without the words of the report: they are for moderators only.
        strikes.give(connection, strikes.for_job(job, report.server_id, by_id=by_id, reason="", now=now))
    _plan(connection, report.server_id, report.server_id, done, now)
    return True


def _note(connection: Connection, job: Job, act: Act, by_id: int, now: datetime) -> None:
    event = about(job, act, now, by_id=by_id)
    assert event is not None, "what can be reported belongs to a server"
    audit.note(connection, event)


def _plan(
    connection: Connection, server_id: int, channel_id: int, report_ids: Sequence[str], now: datetime
) -> None:
    kind = OccasionKind.REPORT
    agenda.plan(connection, [Occasion(kind, each, server_id, channel_id, now) for each in report_ids])


def _report_of(row: RowMapping) -> Report:
    return Report(
        id=row["id"],
        server_id=row["server_id"],
        job_id=row["job_id"],
        reporter_id=row["reporter_id"],
        reason=row["reason"],
        at=row["at"],
        decision=Decision(row["decision"]),
        decided_by=row["decided_by"],
    )
