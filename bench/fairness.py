"""How fair the queue is, and what it costs: 200 people, one of them greedy, on the real store.

The same arrivals are served twice in one run: in turns, and first come, first served. Time is simulated, so that
both see the same service; every claim is a real one. Now and then: one asks for much at the beginning, the others
for little over a while. All at once: everybody asks for more than they get in the time that is looked at; Jain's
index is then over how many pictures each got, 1 where all got the same. The goals are an index of 0.95 and the
same throughput; and for a claim among 5,000 that wait 10 ms on SQLite and 15 ms on PostgreSQL. Claims are measured
with the rows of 50,000 people who were served in private before: the first claim forgets them.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from heapq import heappop, heappush
from pathlib import Path
from random import Random

import sqlalchemy as sa

from bench.figures import heading, quantile, table
from studio.clock import Clock
from studio.fairness import Rules
from studio.jobs import Job, Place
from studio.store import Store
from studio.store.tables import person_turns, server_turns
from tests.postgres import running_postgres
from tests.store.samples import CARD, new_job, ready

SLOTS = 8
TAKES_S = 3.0
GREEDY = 1
MOST_WAIT = 10**6


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody asks for a picture, at a simulated time in seconds."""

    at_s: float
    person: int
    job: Job


@dataclass(slots=True)
class Served:
    """What became of a run; waits are in simulated seconds, from the asking to the start."""

    waits_s: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    started: list[tuple[float, int]] = field(default_factory=list)
    ended_s: float = 0.0


Claim = Callable[[int], Awaitable[Sequence[Job]]]
"""Takes up to so many of what waits."""


@dataclass(frozen=True, slots=True)
class Scene:
    """How much everybody but the greedy one asks for, and within how many seconds."""

    name: str
    jobs: int
    within_s: float


NOW_AND_THEN = Scene("now and then", jobs=3, within_s=600.0)
ALL_AT_ONCE = Scene("all at once", jobs=10, within_s=60.0)


def arrivals(people: int, greedy_jobs: int, scene: Scene, random: Random) -> tuple[Arrival, ...]:
    """Return who asks for what, in order; the greedy one asks for all at the beginning."""
    found = [(0.0, GREEDY) for _ in range(greedy_jobs)]
    for person in range(2, people + 1):
        found += [(random.uniform(0, scene.within_s), person) for _ in range(scene.jobs)]
    return tuple(
        Arrival(at_s, person, _job(f"job-{number}", person))
        for number, (at_s, person) in enumerate(sorted(found, key=lambda each: each[0]))
    )


def jain(shares: Sequence[float]) -> float:
    """Return Jain's index of fairness: 1 where all shares are equal, 1/n where one has all."""
    squares = sum(share * share for share in shares)
    return sum(shares) ** 2 / (len(shares) * squares) if squares else 1.0


async def simulate(asked: Sequence[Arrival], put: Callable[[Arrival], Awaitable[None]], claim: Claim) -> Served:
    """Serve arrivals with so many slots, each busy with a picture for a while; return what became of them."""
    random = Random(11)
    served = Served()
    came = {each.job.id: each for each in asked}
    ends: list[tuple[float, int, str]] = []
    now_s, coming = 0.0, 0
    while coming < len(asked) or ends:
        due_s = [asked[coming].at_s] if coming < len(asked) else []
        if ends:
            due_s.append(ends[0][0])
        now_s = max(now_s, min(due_s))
        while coming < len(asked) and asked[coming].at_s <= now_s:
            await put(asked[coming])
            coming += 1
        while ends and ends[0][0] <= now_s:
            _, _, job_id = heappop(ends)
            await put(replace(came[job_id], at_s=-1.0))
        for job in await claim(SLOTS - len(ends)):
            arrival = came[job.id]
            served.waits_s[arrival.person].append(now_s - arrival.at_s)
            served.started.append((now_s, arrival.person))
            heappush(ends, (now_s + TAKES_S * random.uniform(0.5, 1.5), len(served.started), job.id))
        served.ended_s = now_s
    return served


async def in_turns(store: Store, asked: Sequence[Arrival]) -> Served:
    """Serve them as the bot does."""
    jobs = {each.job.id: each.job for each in asked}

    async def put(each: Arrival) -> None:
        if each.at_s < 0:
            await ready(store, each.job.predictions[0].id)
        else:
            await store.accept(each.job, ceiling_micro_usd=None)
            inputs = [prediction.input for prediction in each.job.predictions]
            await store.queue(each.job.id, CARD, picture_url=None, inputs=inputs)

    async def claim(most: int) -> Sequence[Job]:
        return [jobs[prediction.job_id] for prediction in await store.claim(most)]

    return await simulate(asked, put, claim)


async def by_arrival(asked: Sequence[Arrival]) -> Served:
    """Serve them first come, first served."""
    line: list[Job] = []

    async def put(each: Arrival) -> None:
        if each.at_s >= 0:
            line.append(each.job)

    async def claim(most: int) -> Sequence[Job]:
        taken, line[:] = line[:most], line[most:]
        return taken

    return await simulate(asked, put, claim)


def main(argv: Sequence[str]) -> int:
    """Measure and print; return the exit code."""
    options = _parser().parse_args(argv)
    print(heading(f"{options.people} people, one with {options.greedy} jobs, {SLOTS} slots"))
    asyncio.run(_measure(options))
    return 0


async def _measure(options: argparse.Namespace) -> None:
    rows: list[tuple[str, ...]] = []
    for scene in (NOW_AND_THEN, ALL_AT_ONCE):
        asked = arrivals(options.people, options.greedy, scene, Random(7))
        async with _sqlite(SLOTS) as store:
            rows.append(_row(f"{scene.name}, in turns", await in_turns(store, asked), options.people, scene))
        rows.append(_row(f"{scene.name}, by arrival", await by_arrival(asked), options.people, scene))
    head = (
        "",
        "Jain's index",
        "others wait p50 s",
        "p95 s",
        "longest s",
        "greedy wait p50 s",
        "pictures a minute",
    )
    print(table(head, rows))
    print()
    rows = []
    for name, opened in (("SQLite", _sqlite), ("PostgreSQL", _postgres)):
        async with opened(SLOTS) as store:
            rows.append(await _claims(name, store, options))
    print(table((f"a claim of one among {options.queued}", "p50 ms", "p95 ms", "slowest ms", "first ms"), rows))


def _row(name: str, served: Served, people: int, scene: Scene) -> tuple[str, ...]:
    others = [wait_s for person, waits in served.waits_s.items() if person != GREEDY for wait_s in waits]
    return (
        name,
        f"{jain(_shares(served, people, scene)):.3f}" if scene is ALL_AT_ONCE else "",
        *(f"{quantile(others, part):.0f}" for part in (0.5, 0.95, 1)),
        f"{quantile(served.waits_s[GREEDY], 0.5):.0f}",
        f"{len(served.started) / served.ended_s * 60:.0f}",
    )


def _shares(served: Served, people: int, scene: Scene) -> Sequence[float]:
    """Count what everybody got of the first starts after all had asked, as many as leave nobody without a wait."""
    later = [person for at_s, person in served.started if at_s > scene.within_s]
    got = Counter(later[: people * scene.jobs * 3 // 4])
    return [got[person] for person in range(1, people + 1)]


async def _claims(name: str, store: Store, options: argparse.Namespace) -> tuple[str, ...]:
    """Measure claims of one, each with the same number waiting."""
    number = iter(range(10**9))

    async def put() -> None:
        n = next(number)
        job = _job(f"queued-{n}", n % options.people)
        accepting = store.accept(job, ceiling_micro_usd=None)
        queuing = store.queue(job.id, CARD, picture_url=None, inputs=[job.predictions[0].input])
        await asyncio.gather(accepting, queuing)

    await store.lanes.writes.put(partial(_served_before, people=options.served))
    for _ in range(0, options.queued, 100):
        await asyncio.gather(*(put() for _ in range(100)))
    took_s = []
    for _ in range(options.claims):
        began_s = time.perf_counter()
        (claimed,) = await store.claim(1)
        took_s.append(time.perf_counter() - began_s)
        await ready(store, claimed.id)
        await put()
    first_s, *others_s = took_s
    figures = (*(quantile(others_s, part) for part in (0.5, 0.95, 1)), first_s)
    return (name, *(f"{figure * 1000:.1f}" for figure in figures))


def _served_before(connection: sa.Connection, people: int) -> None:
    """Write that so many people had a turn in private, of which nothing is needed any more."""
    rows = [{"line_id": -person, "person_id": person, "next": 0.0, "now": 0.0} for person in range(1, people + 1)]
    connection.execute(server_turns.insert(), [{k: row[k] for k in ("line_id", "next", "now")} for row in rows])
    connection.execute(
        person_turns.insert(), [{k: row[k] for k in ("line_id", "person_id", "next")} for row in rows]
    )


def _job(job_id: str, person: int) -> Job:
    # Twenty servers; the greedy one is in one with nine others.
    return replace(new_job(job_id), artist_id=1000 + person, place=Place(5, 1 + person % 20), private=False)


def _rules(slots: int) -> Rules:
    return replace(Rules.of(slots), creates_per_s=1e6, burst=10**6, waiting_each=MOST_WAIT)


@asynccontextmanager
async def _sqlite(slots: int) -> AsyncIterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(f"sqlite:///{Path(folder) / 'easel.db'}", clock=Clock(), rules=_rules(slots))
        yield store
        await store.close()


@asynccontextmanager
async def _postgres(slots: int) -> AsyncIterator[Store]:
    # As it comes, with every commit flushed to the disk.
    with running_postgres(settings=()) as server:
        store = await Store.open(server.new(), clock=Clock(), rules=_rules(slots))
        yield store
        await store.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.fairness", description=__doc__)
    parser.add_argument("--people", type=int, default=200, help="how many ask")
    parser.add_argument("--greedy", type=int, default=500, help="how many jobs one of them has at the beginning")
    parser.add_argument("--queued", type=int, default=5000, help="how many wait while claims are measured")
    parser.add_argument("--served", type=int, default=50_000, help="how many were served before in private")
    parser.add_argument("--claims", type=int, default=200, help="how many claims are measured")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
