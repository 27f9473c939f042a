"""Votes in a contest by a crowd that presses all at once, while two processes hear every press.

Both serve the same shard, as where one takes over from another: each press is acted on twice.
"""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from studio.clock import Clock
from studio.community.contest import Contest, Phase, Rules
from studio.community.purposes import Channel as Purposeful
from studio.community.purposes import ContestSettings
from studio.store import Store
from studio.store.agenda import AgendaStore
from studio.store.channels import ChannelStore
from studio.store.contests import ContestStore
from studio.store.engine import parse
from tests.wire.crash.harness import Ground, standing
from tests.wire.discord import Channel, Message, Person
from tests.wire.easel import is_done

VOTERS, VOTES_EACH, CLICKS_EACH = 50, 2, 4
HOUR = timedelta(hours=1)
_COUNTED = re.compile(r"<@(?P<artist>\d+)> · (?P<votes>\d+) votes?")


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
async def _voting(ground: Ground) -> AsyncIterator[Voting]:
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
        rules=Rules("Foxes", votes_each=VOTES_EACH),
        phase=Phase.ENTRIES,
        opens_at=now,
        voting_at=now + HOUR,
        ends_at=now + 2 * HOUR,
        due_at=now,
    )
    await ContestStore(store.lanes).add(contest)
    yield Voting(ground, store, arena, contest)
    await store.close()


async def _entered(voting: Voting, artist: Person) -> None:
    """Let somebody make a picture and press Submit on its card."""
    ground = voting.ground
    card = await (await ground.imagine("a fox", artist)).message(is_done)
    # What is only just shown is not kept yet.
    await ground.until(lambda: not ground.records.count(live=True))
    entered = await (await artist.press(card, "Submit")).message()
    assert "Entered" in entered.text


async def _pages(voter: Person, post: Message) -> list[Message]:
    """Let somebody open the gallery so often, and turn the last two to other entries."""
    pages = [await (await voter.press(post, "See entries")).message() for _ in range(CLICKS_EACH)]
    for page, turns in zip(pages[2:], (1, 2), strict=True):
        for _ in range(turns):
            edits = page.edits
            await voter.press(page, "Next entry")
            assert page.edits > edits
    return pages


@pytest.mark.timeout(300)
async def test_a_count_stays_exact_under_two_hundred_presses_at_once(tmp_path: Path, server_url: str) -> None:
    async with standing(tmp_path, database_url=server_url) as ground:
        first = await ground.start()
        async with _voting(ground) as voting:
            await voting.posted("can be entered until")
            artists = [ground.ann, *(ground.server.member(f"artist{n}") for n in range(2))]
            for artist in artists:
                await _entered(voting, artist)
            await voting.brought_on(phase=Phase.VOTING, voting_at=Clock().now(), ends_at=Clock().now() + HOUR)
            second = await ground.start(shards=2)
            post = await voting.posted("3 pictures were entered")

            voters = [ground.server.member(f"voter{n}") for n in range(VOTERS)]
            pages = await asyncio.gather(*(_pages(voter, post) for voter in voters))
            presses = [
                voter.press(page, next(label for label in page.labels if label == "Vote"))
                for clicks in zip(*pages, strict=True)
                for voter, page in zip(voters, clicks, strict=True)
            ]
            assert len(presses) == VOTERS * CLICKS_EACH == 200
            await asyncio.gather(*presses)
            given = _given(server_url)
            held = Counter(voter for _, voter in given)
            assert held == {voter.id: VOTES_EACH for voter in voters}

            await voting.brought_on(ends_at=Clock().now())
            results = await voting.posted("is over")
            shown = {int(found["artist"]): int(found["votes"]) for found in _COUNTED.finditer(results.text)}
            assert shown == Counter(_artist(server_url, entry) for entry, _ in given)
            assert f"3 entries, {VOTERS * VOTES_EACH} votes by {VOTERS} people" in results.text
            for text in ("can be entered until", "were entered", "is over"):
                assert len(voting.post(text)) == 1, "it is told once"
            for bot in (first, second):
                assert await bot.terminate() == 0, bot.said
                assert "Traceback" not in bot.said, bot.said


def _given(url: str) -> list[tuple[str, int]]:
    return [(str(row.entry_id), int(row.voter_id)) for row in _asked(url, "SELECT * FROM contest_votes")]


def _artist(url: str, entry_id: str) -> int:
    (row,) = _asked(url, f"SELECT artist_id FROM contest_entries WHERE id = '{entry_id}'")
    return int(row.artist_id)


def _asked(url: str, question: str) -> list[sa.Row[tuple[object, ...]]]:
    engine = sa.create_engine(parse(url), poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        return list(connection.execute(sa.text(question)))
