"""Reports: somebody points at a picture, and moderators decide. The values are ``decisions``'."""

from collections.abc import Callable
from random import Random

from studio.clock import Clock
from studio.errors import JobGone
from studio.ids import new_id
from studio.jobs import Job
from studio.moderation.decisions import Decision, Report
from studio.moderation.errors import NoModerators
from studio.moderation.rooms import ModerationRooms
from studio.store import Store
from studio.store.reports import ReportStore


class Reports:
    """Takes reports and decisions; ``wake`` lets happen at once what these plan."""

    def __init__(
        self, store: Store, rooms: ModerationRooms, *, clock: Clock, random: Random, wake: Callable[[], None]
    ) -> None:
        self._store = store
        self._reports = ReportStore(store.lanes)
        self._rooms = rooms
        self._clock = clock
        self._random = random
        self._wake = wake

    async def expect_moderators(self, server_id: int) -> None:
        """Refuse a server where nobody would read a report.

        Raises:
            NoModerators: it has named no channel for that.
        """
        if (await self._rooms.rooms(server_id)).reports_id is None:
            raise NoModerators

    async def report(self, job_id: str, server_id: int, *, reporter_id: int, reason: str) -> None:
        """Take a report about the pictures of a job.

        Raises:
            NoModerators: nobody would read it.
            JobGone: there are no such pictures on this server (any more).
            ReportedAlready: this person has reported them before.
        """
        report = Report(new_id(self._random), server_id, job_id, reporter_id, reason.strip(), self._clock.now())
        await self._reports.add(report)
        self._wake()

    async def room(self, report: Report) -> int | None:
        """Return the channel in which moderators are told of a report, ``None`` where there is none (any more)."""
        return (await self._rooms.rooms(report.server_id)).reports_id

    async def report_of(self, report_id: str) -> tuple[Report, Job] | None:
        """Return a report and what it is about, ``None`` where there is none of that id."""
        report = await self._reports.report(report_id)
        job = None if report is None else await self._store.job(report.job_id)
        return None if report is None or job is None else (report, job)

    async def decide(
        self, report_id: str, decision: Decision, server_id: int, *, by_id: int
    ) -> tuple[Report, Job, bool]:
        """Decide about a report unless that has been done; return it as it is then, and whether this did it.

        What removes a picture decides every open report about it. The card goes soon after.

        Raises:
            JobGone: there is no such report on this server.
        """
        found = await self.report_of(report_id)
        if found is None or found[0].server_id != server_id:
            raise JobGone
        is_first = await self._reports.decide(report_id, decision, by_id=by_id, now=self._clock.now())
        self._wake()
        after = await self.report_of(report_id)
        assert after is not None, "a report is never deleted"
        return (*after, is_first)
