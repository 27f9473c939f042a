"""Contests to put into a store, with channels for them and pictures to enter."""

from dataclasses import dataclass, replace
from datetime import timedelta

from studio.community.contest import Contest, Entry, Phase, Rules
from studio.community.purposes import Channel, ContestSettings
from studio.jobs import Card, Job, Place
from studio.store import Store
from studio.store.channels import ChannelStore
from studio.store.contests import ContestStore
from tests.store.conftest import SetClock
from tests.store.samples import new_job

SERVER, ARENA, ART = 2**60 + 1, 2**60 + 2, 2**60 + 3
HOST = 2**60 + 4
HOUR = timedelta(hours=1)


@dataclass
class Arena:
    """A contest channel in a store."""

    store: Store
    contests: ContestStore
    clock: SetClock

    @classmethod
    async def opened(cls, store: Store, clock: SetClock) -> "Arena":
        """Set the channel up."""
        await ChannelStore(store.lanes).add(Channel(ARENA, SERVER, ContestSettings()), ())
        return cls(store, ContestStore(store.lanes), clock)

    def new(self, contest_id: str = "contest", *, phase: Phase = Phase.ENTRIES, **rules: object) -> Contest:
        """Return a contest that takes entries for ten hours from now, and votes for six more."""
        now = self.clock.time
        known = Rules("Foxes «в снегу»", extra_micro_usd=50_000)
        return Contest(
            id=contest_id,
            server_id=SERVER,
            channel_id=ARENA,
            host_id=HOST,
            locale="ru",
            rules=replace(known, **rules),  # type: ignore[arg-type]  # the tests name fields of Rules only
            phase=phase,
            opens_at=now,
            voting_at=now + 10 * HOUR,
            ends_at=now + 16 * HOUR,
            due_at=now,
        )

    async def set_up(
        self, contest_id: str = "contest", *, phase: Phase = Phase.ENTRIES, **rules: object
    ) -> Contest:
        """Write a contest."""
        contest = self.new(contest_id, phase=phase, **rules)
        await self.contests.add(contest)
        return contest

    async def made(self, job_id: str, artist_id: int, *, private: bool = False, message_id: int = 0) -> Job:
        """Write a job with a card."""
        place = Place(ART, SERVER)
        job = replace(new_job(job_id), artist_id=artist_id, place=place, private=private)
        await self.store.accept(job, ceiling_micro_usd=None)
        return await self.store.place_card(job_id, Card(ART, message_id or 2**61 + artist_id))

    async def entered(self, contest: Contest, artist_id: int, name: str = "", number: int = 1) -> str:
        """Let somebody make a picture and enter it; return the entry's id."""
        name = name or f"of-{artist_id}"
        await self.made(f"job-{name}", artist_id)
        await self.contests.enter(entry(contest.id, artist_id, name, number), b"small", self.clock.time)
        return f"entry-{name}"

    async def voting(self, contest: Contest) -> Contest:
        """Open the voting."""
        self.clock.time = contest.voting_at
        after = replace(contest, phase=Phase.VOTING, due_at=contest.ends_at)
        assert await self.contests.advance(contest, after) == after
        return after

    async def over(self, contest: Contest) -> Contest:
        """End it."""
        self.clock.time = contest.ends_at
        after = replace(contest, phase=Phase.OVER, ended_at=self.clock.time)
        assert await self.contests.advance(contest, after) == after
        return after

    async def votes(self, contest_id: str = "contest", viewer: int = 0) -> dict[str, int]:
        """Return the votes of each entry that stands."""
        gallery = await self.contests.gallery(contest_id, viewer)
        assert gallery is not None
        return {entry.id: entry.votes for entry in gallery.entries}

    async def voted(self, voter_id: int, contest_id: str = "contest") -> frozenset[str]:
        """Return what somebody has voted for."""
        gallery = await self.contests.gallery(contest_id, voter_id)
        assert gallery is not None
        return gallery.voted


def entry(contest_id: str, artist_id: int, name: str, number: int = 1) -> Entry:
    """Return an entry as it is handed in."""
    return Entry(
        id=f"entry-{name}",
        contest_id=contest_id,
        artist_id=artist_id,
        job_id=f"job-{name}",
        number=number,
        prompt="",
        channel_id=ART,
        message_id=0,
    )
