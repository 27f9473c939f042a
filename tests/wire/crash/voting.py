"""A contest on the ground of the crash tests: its steps are brought on by hand, in the store, by the test.

The real processes do the rest; they share a PostgreSQL with the test.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from studio.clock import Clock
from studio.community.contest import Contest, Phase, Rules
from studio.community.purposes import Channel as Purposeful
from studio.community.purposes import ContestSettings
from studio.store import Store
from studio.store.agenda import AgendaStore
from studio.store.channels import ChannelStore
from studio.store.contests import ContestStore
from tests.wire.crash.harness import Ground
from tests.wire.discord import Channel, Message, Person
from tests.wire.easel import is_done

HOUR = timedelta(hours=1)


@dataclass
class Voting:
    """A contest in the ground's server, as the test brings it on by hand in the store."""

    ground: Ground
    store: Store
    arena: Channel
    contest: Contest

    async def brought_on(self, **changes: object) -> None:
        """Let the contest be as it will be later, and due now."""
        now = Clock().now()
        contests = ContestStore(self.store.lanes)
        before = await contests.contest(self.contest.id)
        assert before is not None
        after = replace(before, due_at=now, **changes)  # type: ignore[arg-type]  # fields of Contest only
        assert await contests.advance(before, after) == after
        await AgendaStore(self.store.lanes).plan([after.occasion])

    def post(self, text: str) -> list[Message]:
        """Return the posts of the contest channel that have a text."""
        return [m for m in self.arena.messages.values() if not m.is_ephemeral and text in m.text]

    async def posted(self, text: str) -> Message:
        """Wait for a post."""
        return (await self.ground.until(lambda: self.post(text)))[0]


@asynccontextmanager
async def contest_on(ground: Ground, *, votes_each: int = 2) -> AsyncIterator[Voting]:
    """Set a contest up that takes entries, due now; a process must have brought the database up to date."""
    store = await Store.open(ground.database_url, clock=Clock())
    arena = ground.server.channel("contests")
    await ChannelStore(store.lanes).add(Purposeful(arena.id, ground.server.id, ContestSettings()), ())
    now = Clock().now()
    contest = Contest(
        id="contest",
        server_id=ground.server.id,
        channel_id=arena.id,
        host_id=ground.ann.id,
        locale="en",
        rules=Rules("Foxes", votes_each=votes_each),
        phase=Phase.ENTRIES,
        opens_at=now,
        voting_at=now + HOUR,
        ends_at=now + 2 * HOUR,
        due_at=now,
    )
    await ContestStore(store.lanes).add(contest)
    yield Voting(ground, store, arena, contest)
    await store.close()


async def entered(voting: Voting, artist: Person) -> None:
    """Let somebody make a picture and press Submit on its card."""
    ground = voting.ground
    card = await (await ground.imagine("a fox", artist)).message(is_done)
    # What is only just shown is not kept yet.
    await ground.until(lambda: not ground.records.count(live=True))
    entered = await (await artist.press(card, "Submit")).message()
    assert "Entered" in entered.text
