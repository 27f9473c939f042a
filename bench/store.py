"""What the store adds to a job: the time its writes take, beside plain asyncio with the same waits in one run.

A job makes every write of its life in the true order, each awaited, with simulated waits for Discord and the
service between them; as in the bot, what claims is woken as soon as a job is given to the queue. The goal is a
median under 20 ms at 100 jobs in flight on SQLite.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench.figures import heading, quantile, table
from studio.clock import Clock
from studio.jobs import Job
from studio.states import JobEvent, PredictionEvent
from studio.store import Store
from tests.postgres import running_postgres
from tests.store.samples import CARD, LAVISH, new_job, picture

LIFE: Sequence[tuple[float, str]] = (
    (0.0, "accept"),
    (0.03, "queue"),
    (0.0, "claim"),
    (0.0, "confirm"),
    (0.1, "created"),
    (0.7, "succeeded"),
    (0.07, "fetched"),
    (0.0, "begin_delivery"),
    (0.1, "delivered"),
)
"""The writes of a job in their order, each with the part of its remote waits that comes before it."""

LOADS: Mapping[int, float] = {1: 0.1, 100: 10.0, 1000: 10.0}
"""Jobs in flight, and how long the remote waits of each are in all, in seconds: 10, 10 and 100 jobs a second."""

RENEWALS_IN_A_LEASE = 3
MOST_CLAIMED = 1000

Writes = Mapping[str, Callable[[Job], Awaitable[object]]]
"""What is done at each step of a life; a step that is missing costs nothing."""


class Desk:
    """Makes the writes of jobs as the runner does: one task claims for all."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._woken = asyncio.Event()
        self._claimed: dict[str, asyncio.Event] = {}

    @property
    def writes(self) -> Writes:
        """Every step of a life."""
        store = self._store
        return {
            "accept": lambda job: store.accept(job, ceiling_micro_usd=None),
            "queue": self._queue,
            "claim": self._claim,
            "confirm": lambda job: store.confirm(job.id),
            "created": lambda job: self._advance(job, PredictionEvent.CREATED, external_id=f"ext-{job.id}"),
            "succeeded": lambda job: self._advance(job, PredictionEvent.SUCCEEDED),
            "fetched": lambda job: store.advance_prediction(
                job.predictions[0].id, PredictionEvent.FETCHED, pictures=[picture()]
            ),
            "begin_delivery": lambda job: store.begin_delivery(job.id),
            "delivered": lambda job: store.advance_job(job.id, JobEvent.DELIVERED),
        }

    async def run(self) -> None:
        """Claim what waits, until cancelled."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            for prediction in await self._store.claim(MOST_CLAIMED):
                self._claimed[prediction.job_id].set()

    async def renew(self) -> None:
        """Renew the leases as often as the runner does, until cancelled."""
        while True:
            await asyncio.sleep(self._store.lease_s / RENEWALS_IN_A_LEASE)
            await self._store.renew()

    async def _queue(self, job: Job) -> None:
        self._claimed[job.id] = asyncio.Event()
        queuing = self._store.queue(job.id, CARD, picture_url=None, inputs=[job.predictions[0].input])
        self._woken.set()
        await queuing

    async def _claim(self, job: Job) -> None:
        await self._claimed[job.id].wait()
        del self._claimed[job.id]

    def _advance(self, job: Job, event: PredictionEvent, *, external_id: str | None = None) -> asyncio.Future[Job]:
        return self._store.advance_prediction(job.predictions[0].id, event, external_id=external_id)


@dataclass(slots=True)
class Seen:
    """What was seen: seconds that each job took beyond its waits, and what the process used for all of them."""

    added_s: list[float] = field(default_factory=list)
    cpu_s: float = 0.0
    took_s: float = 0.0

    def row(self, name: str, in_flight: int) -> tuple[str, ...]:
        """Return this as a line of the table."""
        jobs = len(self.added_s)
        return (
            name,
            str(in_flight),
            f"{jobs / self.took_s:.0f}",
            *(f"{quantile(self.added_s, part) * 1000:.1f}" for part in (0.5, 0.95, 1)),
            f"{self.cpu_s / jobs * 1000:.1f}",
        )


def main(argv: Sequence[str]) -> int:
    """Measure and print; return the exit code."""
    options = _parser().parse_args(argv)
    print(heading("What the store adds to a job"))
    asyncio.run(_measure(options))
    return 0


async def _measure(options: argparse.Namespace) -> None:
    rows: list[tuple[str, ...]] = []
    for in_flight in options.in_flight:
        jobs = max(options.jobs, options.rounds * in_flight)
        for name, opened in (("no store", _nothing), ("SQLite", _sqlite), ("PostgreSQL", _postgres)):
            async with opened() as writes:
                # Statements are compiled when they are first used, for all jobs of a process to come.
                await _live(new_job("first"), writes, [0.0] * len(LIFE))
                rows.append((await _run(writes, in_flight, jobs)).row(name, in_flight))
    head = ("", "in flight", "jobs a s", "added p50 ms", "p95 ms", "slowest ms", "CPU s per 1000")
    print(table(head, rows))


async def _run(writes: Writes, in_flight: int, jobs: int) -> Seen:
    """Keep so many jobs in flight until so many have come through."""
    random = Random(7)
    remote_s = LOADS.get(in_flight, max(LOADS.values()))
    seen = Seen()
    numbers = iter(range(jobs))
    began_s, began_cpu_s = time.monotonic(), time.process_time()

    async def slot() -> None:
        # Not all at once: jobs in flight are at every point of their lives.
        await asyncio.sleep(random.uniform(0, remote_s))
        for number in numbers:
            waits_s = [part * remote_s * random.uniform(0.5, 1.5) for part, _ in LIFE]
            seen.added_s.append(await _live(new_job(f"job-{number}"), writes, waits_s))

    async with asyncio.TaskGroup() as group:
        for _ in range(in_flight):
            group.create_task(slot())
    seen.cpu_s, seen.took_s = time.process_time() - began_cpu_s, time.monotonic() - began_s
    return seen


async def _live(job: Job, writes: Writes, waits_s: Sequence[float]) -> float:
    """Live a job's life; return how many seconds it took beyond its waits."""
    began_s = time.monotonic()
    for wait_s, (_, step) in zip(waits_s, LIFE, strict=True):
        if wait_s:
            await asyncio.sleep(wait_s)
        if step in writes:
            await writes[step](job)
    return time.monotonic() - began_s - sum(waits_s)


@asynccontextmanager
async def _nothing() -> AsyncIterator[Writes]:
    yield {}


@asynccontextmanager
async def _sqlite() -> AsyncIterator[Writes]:
    with tempfile.TemporaryDirectory() as folder:
        async with _at(f"sqlite:///{Path(folder) / 'easel.db'}") as writes:
            yield writes


@asynccontextmanager
async def _postgres() -> AsyncIterator[Writes]:
    async with AsyncExitStack() as stack:
        # As it comes, with every commit flushed to the disk.
        server = stack.enter_context(running_postgres(settings=()))
        yield await stack.enter_async_context(_at(server.new()))


@asynccontextmanager
async def _at(url: str) -> AsyncIterator[Writes]:
    store = await Store.open(url, clock=Clock(), rules=LAVISH)
    desk = Desk(store)
    services = [asyncio.create_task(desk.run()), asyncio.create_task(desk.renew())]
    try:
        yield desk.writes
    finally:
        for service in services:
            service.cancel()
        await asyncio.wait(services)
        await store.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.store", description=__doc__)
    parser.add_argument("--in-flight", type=int, nargs="+", default=list(LOADS), help="jobs in flight")
    parser.add_argument("--jobs", type=int, default=200, help="least number of jobs to measure")
    parser.add_argument("--rounds", type=int, default=2, help="how many jobs follow one another at the least")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
