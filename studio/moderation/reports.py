"""Reports: people point at a picture, and moderators decide. The values are ``decisions``'."""

from collections.abc import Callable, Sequence
from random import Random

from studio.clock import Clock
from studio.errors import JobGone
from studio.ids import new_id
from studio.moderation.decisions import Case, Decision, Report
from studio.moderation.rooms import ModerationRooms
from studio.store import Store
from studio.store.reports import ReportStore


class Reports:
    """Takes reports and decisions; ``wake`` lets happen at once what these plan."""

    def __init__(
        self, store: Store, rooms: ModerationRooms, *, clock: Clock, random: Random, wake: Callable[[], None]
    ) -> None:
        self._reports = ReportStore(store.lanes)
        self._rooms = rooms
        self._clock = clock
        self._random = random
        self._wake = wake

    async def rooms(self, server_id: int) -> Sequence[int]:
        """Return the channels in which moderators can be told of a report: the first of them that there is.

        None, where a server has named none.
        """
        return (await self._rooms.rooms(server_id)).for_reports

    async def report(self, job_id: str, server_id: int, *, reporter_id: int, reason: str) -> None:
        """Take a report about the pictures of a job.

        Raises:
            NoModerators: nobody would read it.
            JobGone: there are no such pictures on this server (any more).
            ReportedAlready: this person has reported them before.
        """
        new = new_id(self._random)
        report = Report(new, new, server_id, job_id, reporter_id, reason.strip(), self._clock.now())
        await self._reports.add(report)
        self._wake()

    async def case(self, job_id: str) -> Case | None:
        """Return what is open about the pictures of a job, else what was decided last; ``None`` where nothing."""
        return await self._reports.case(job_id)

    async def decide(self, job_id: str, decision: Decision, server_id: int, *, by_id: int) -> tuple[Case, bool]:
        """Decide about all that is open about the pictures of a job; return the case, and whether this did it.

        The card goes soon after, where it does.

        Raises:
            JobGone: nobody has reported any such pictures on this server.
        """
        found = await self._reports.case(job_id)
        if found is None or found.job.place.server_id != server_id:
            raise JobGone
        case, is_first = await self._reports.decide(job_id, decision, by_id=by_id, now=self._clock.now())
        self._wake()
        return case, is_first
