"""What people choose about what is theirs; that they are handed all of it, and that they are forgotten.

How somebody is forgotten is ``studio.forgetting``'s, what they are handed ``studio.export``'s.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from studio.clock import Clock
from studio.community.agenda import Agenda
from studio.community.occasions import OccasionKind
from studio.errors import StaleAsk
from studio.export import ExportFile, Link, files
from studio.jobs import Job
from studio.store import Store
from studio.store.export import ExportStore
from studio.store.forgetting import ForgettingStore
from studio.store.recognition import RecognitionStore

ANSWER_WITHIN = timedelta(minutes=15)
"""How long it counts when somebody is asked whether they want to be forgotten."""

_ASKED = re.compile(r"(?P<person>[0-9]{1,20})-(?P<at>[0-9]{1,10})")
_PAGE = 500
"""How many jobs are read at once for an export."""

_LOOK_S = 0.5


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person has chosen; who has chosen nothing lets others edit their pictures, and is in lists."""

    forbids_edits: bool = False
    is_unlisted: bool = False


class Privacy:
    """Reads and writes what people have chosen, hands them what is theirs, and has them forgotten."""

    def __init__(self, store: Store, agenda: Agenda, *, clock: Clock, look_s: float = _LOOK_S) -> None:
        self._store = store
        self._recognition = RecognitionStore(store.lanes)
        self._export = ExportStore(store.lanes)
        self._forgetting = ForgettingStore(store.lanes)
        self._agenda = agenda
        self._clock = clock
        self._look_s = look_s
        # What somebody has made in years is held in memory for it.
        self._exporting = asyncio.Lock()

    async def choices(self, person_id: int) -> Choices:
        """Return what a person has chosen."""
        return Choices(
            forbids_edits=person_id in await self._store.forbidding({person_id}),
            is_unlisted=await self._recognition.is_unlisted(person_id),
        )

    async def forbid_edits(self, person_id: int, *, forbidden: bool) -> None:
        """Write whether others may edit a person's pictures, from now on and of any age."""
        await self._store.forbid_edits(person_id, forbidden=forbidden)

    async def unlist(self, person_id: int, *, unlisted: bool) -> None:
        """Write whether a person is in no leaderboard and shown to nobody, from now on and for all time."""
        await self._recognition.unlist(person_id, unlisted=unlisted)

    async def export(self, person_id: int, link: Link) -> Sequence[ExportFile]:
        """Return all that is kept of a person, as a file or several; ``link`` tells where a job's card is."""
        async with self._exporting:
            return await self._exported(person_id, link)

    async def _exported(self, person_id: int, link: Link) -> Sequence[ExportFile]:
        chosen = await self.choices(person_id)
        jobs: list[Job] = []
        last: int | None = 0
        while last is not None:
            page = await self._export.page(person_id, last, _PAGE)
            jobs += page.jobs
            last = page.last
        told = {"others_may_edit": not chosen.forbids_edits, "in_leaderboards": not chosen.is_unlisted}
        rest, now = await self._export.rest(person_id), self._clock.now()
        return await asyncio.to_thread(files, person_id, now, told, jobs, rest, link)

    def question(self, person_id: int) -> str:
        """Return the name of a question, put now, whether a person wants to be forgotten."""
        return f"{person_id}-{int(self._clock.now().timestamp())}"

    async def forget(self, person_id: int, question: str) -> None:
        """Have a person forgotten who answers a question with yes; to ask twice is to ask once.

        Raises:
            StaleAsk: it was put to somebody else, or too long ago.
        """
        asked = _ASKED.fullmatch(question)
        now = self._clock.now()
        if asked is None or int(asked["person"]) != person_id or now - _moment(asked["at"]) > ANSWER_WITHIN:
            raise StaleAsk
        await self._forgetting.ask(person_id, now)
        self._agenda.wake()

    async def is_being_forgotten(self, person_id: int) -> bool:
        """Say whether all that is a person's is being deleted."""
        return await self._agenda.is_planned(OccasionKind.FORGET_PERSON, str(person_id))

    async def until_forgotten(self, person_id: int, *, patience_s: float) -> bool:
        """Wait until nothing is kept of a person any more; ``False`` where that took longer, in seconds."""
        until_s = self._clock.monotonic_s() + patience_s
        while await self.is_being_forgotten(person_id):
            if self._clock.monotonic_s() >= until_s:
                return False
            await asyncio.sleep(self._look_s)
        return True


def _moment(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)
