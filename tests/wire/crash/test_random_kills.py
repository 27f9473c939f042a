"""Easel killed again and again at any moment, while a crowd asks: no job is lost, and none is paid twice."""

import asyncio
from dataclasses import replace
from pathlib import Path
from random import Random, SystemRandom

import pytest

from tests.wire.crash.crowd import Crowd, judge_crowd
from tests.wire.crash.harness import Bot, Ground, standing
from tests.wire.crash.judging import is_at_rest, judge_calls, judge_money
from tests.wire.easel import QUICK_SERVICE

KILLS = 8
JOBS = 140
CALLS_BETWEEN = (20, 300)
"""How many calls to Discord and to the service there are from one kill to the next, at least and at most."""

SERVICE = replace(QUICK_SERVICE, speed=30.0)
"""Quick, but not so quick that nothing would ever be under way."""


@pytest.mark.timeout(300)
async def test_random_kills_on_sqlite(tmp_path: Path) -> None:
    async with standing(tmp_path, lists=True, options=SERVICE) as ground:
        await _kill_and_judge(ground, processes=1)


@pytest.mark.timeout(300)
async def test_random_kills_of_two_processes_on_postgresql(tmp_path: Path, server_url: str) -> None:
    async with standing(tmp_path, database_url=server_url, lists=True, options=SERVICE, lease_s=1.5) as ground:
        await _kill_and_judge(ground, processes=2)


async def _kill_and_judge(ground: Ground, *, processes: int) -> None:
    seed = SystemRandom().randrange(1 << 32)
    print(f"{seed=}")  # noqa: T201 - pytest shows it where the test fails
    random = Random(seed)
    crowd = Crowd.gathered(ground, random, servers=processes)
    bots = [await _started(ground, shard, processes, ready=shard + 1) for shard in range(processes)]
    enough = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        # Without anybody who asks there would be no calls after which to kill.
        group.create_task(crowd.ask(JOBS, enough))
        for _ in range(KILLS):
            await _some_calls_later(ground, random)
            shard = random.randrange(processes)
            await bots[shard].kill()
            bots[shard] = await _started(ground, shard, processes, ready=processes)
            crowd.forget()
        enough.set()
    await _work_off(ground)
    for bot in bots:
        assert await bot.terminate() == 0, bot.said
    judge_money(ground)
    judge_calls(ground)
    judge_crowd(ground)


async def _work_off(ground: Ground) -> None:
    """Wait for as long as jobs end one after another, until nothing is left to do."""
    while live := ground.records.count(live=True):
        await ground.until(lambda: ground.records.count(live=True) < live)
    await ground.until(lambda: is_at_rest(ground))


async def _started(ground: Ground, shard: int, shards: int, *, ready: int) -> Bot:
    return await ground.start(shards=ready, SHARD_IDS=str(shard), SHARD_COUNT=str(shards))


async def _some_calls_later(ground: Ground, random: Random) -> None:
    due = ground.calls + random.randint(*CALLS_BETWEEN)
    await ground.until(lambda: ground.calls >= due)
