"""Votes in a contest by a crowd that presses all at once, while two processes hear every press.

Both serve the same shard, as where one takes over from another: each press is acted on twice.
"""

import asyncio
import re
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from demo.look_alike.holding import Hold
from studio.clock import Clock
from studio.community.contest import Phase
from studio.store.engine import parse
from tests.wire.crash.harness import standing
from tests.wire.crash.voting import HOUR, contest_on, entered
from tests.wire.discord import Message, Person, Route
from tests.wire.discord.door import Call

VOTERS, VOTES_EACH, CLICKS_EACH = 50, 2, 4
_COUNTED = re.compile(r"<@(?P<artist>\d+)> · (?P<votes>\d+) votes?")


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
        async with contest_on(ground, votes_each=VOTES_EACH) as voting:
            await voting.posted("can be entered until")
            artists = [ground.ann, *(ground.server.member(f"artist{n}") for n in range(2))]
            for artist in artists:
                await entered(voting, artist)
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


def _waits(hold: Hold[Route, Call]) -> int:
    return hold.waiting


def _given(url: str) -> list[tuple[str, int]]:
    return [(str(row.entry_id), int(row.voter_id)) for row in _asked(url, "SELECT * FROM contest_votes")]


def _artist(url: str, entry_id: str) -> int:
    (row,) = _asked(url, f"SELECT artist_id FROM contest_entries WHERE id = '{entry_id}'")
    return int(row.artist_id)


def _asked(url: str, question: str) -> list[sa.Row[tuple[object, ...]]]:
    engine = sa.create_engine(parse(url), poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        return list(connection.execute(sa.text(question)))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("acted", [False, True], ids=["received", "acted"])
async def test_what_a_process_was_killed_in_is_told_once_by_the_next(
    tmp_path: Path, server_url: str, *, acted: bool
) -> None:
    """Killed while Discord has the post of a step: before it shows it (``received``), or right after."""
    async with standing(tmp_path, database_url=server_url) as ground:
        bot = await ground.start()
        async with contest_on(ground) as voting:
            await voting.posted("can be entered until")
            await entered(voting, ground.ann)
            voter, now = ground.server.member("voter"), Clock().now()
            for step, changes in (
                ("was entered", {"phase": Phase.VOTING, "voting_at": now, "ends_at": now + HOUR}),
                ("is over", {"ends_at": now}),
            ):
                async with ground.wire.held(Route.POST_MESSAGE, acted=acted) as hold:
                    await voting.brought_on(**changes)
                    await ground.until(partial(_waits, hold))
                    await bot.kill()
                bot = await ground.start()
                post = await voting.posted(step)
                if step == "was entered":
                    page = await (await voter.press(post, "See entries")).message()
                    await voter.press(page, "Vote")
            await ground.until(lambda: not _asked(server_url, "SELECT * FROM occasions"))
            for text in ("can be entered until", "was entered", "is over"):
                assert len(voting.post(text)) == 1, text
            assert f"<@{ground.ann.id}> · 1 vote" in voting.post("is over")[0].text
