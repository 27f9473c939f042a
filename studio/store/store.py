"""The store as the studio sees it: every method is one act on the writing or the reading lane.

What the acts do stands in ``jobs``, ``money`` and ``reading``.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Self

import sqlalchemy as sa
from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from flux.catalogue import Input
from studio.clock import Clock
from studio.jobs import Card, Fault, Job, Picture, Prediction
from studio.states import JobEvent, PredictionEvent
from studio.store import jobs, money, reading
from studio.store.engine import parse, sqlite_file
from studio.store.engine import reading as reading_engine
from studio.store.engine import writing as writing_engine
from studio.store.errors import StoreRefused
from studio.store.lane import Lane
from studio.store.lock import StoreLock
from studio.store.tables import facts
from studio.store.upgrade import upgrade


class Store:
    """Jobs and their money, durable.

    A write has its place in the order from the moment it is called, awaited or not; its future is done once it
    is durable. A read sees every write whose future was done when it was called.
    """

    def __init__(self, writes: Lane, reads: Lane, *, lock: StoreLock | None, clock: Clock) -> None:
        self._writes = writes
        self._reads = reads
        self._lock = lock
        self._clock = clock

    @classmethod
    async def open(cls, url: str, *, clock: Clock) -> Self:
        """Open the database of a URL, made or brought up to date where needed.

        Raises:
            StoreRefused: another process uses it, it is newer than the code, or it cannot be used at all.
        """
        parsed = parse(url)
        lock = await asyncio.to_thread(_prepare, parsed)
        return cls(
            Lane(writing_engine(parsed), "store-writes"),
            Lane(reading_engine(parsed), "store-reads"),
            lock=lock,
            clock=clock,
        )

    async def close(self) -> None:
        """Finish the writes that wait and let go of the database."""
        await self._writes.close()
        await self._reads.close()
        if self._lock is not None:
            self._lock.release()

    def accept(self, job: Job, *, ceiling_micro_usd: int | None) -> asyncio.Future[None]:
        """Write a new job with its predictions and hold its estimate, all or nothing.

        Raises:
            BudgetExceeded: the month's ceiling, in micro-dollars, leaves too little.
        """
        now = self._clock.now()
        return self._writes.put(partial(jobs.accept, job=job, ceiling_micro_usd=ceiling_micro_usd, now=now))

    def job(self, job_id: str) -> asyncio.Future[Job | None]:
        """Return a job, or ``None`` where there is none of that id."""
        return self._reads.put(partial(reading.find_job, job_id=job_id))

    def live_jobs(self) -> asyncio.Future[tuple[Job, ...]]:
        """Return every job that has not ended, oldest first."""
        return self._reads.put(reading.live_jobs)

    def queue(
        self, job_id: str, card: Card, *, picture_url: str | None, inputs: Sequence[Input]
    ) -> asyncio.Future[Job]:
        """Let an accepted job run: its card stands, and ``inputs`` are what its predictions send, in order.

        Raises:
            JobGone: there is no such job.
            IllegalTransition: it is not waiting for its card (it may have been cancelled meanwhile).
        """
        return self._writes.put(
            partial(
                jobs.queue,
                job_id=job_id,
                card=card,
                picture_url=picture_url,
                inputs=tuple(inputs),
                now=self._clock.now(),
            )
        )

    def place_card(self, job_id: str, card: Card | None) -> asyncio.Future[Job]:
        """Write where a job's card is now; a card without a token forgets the token.

        Raises:
            JobGone: there is no such job.
        """
        return self._writes.put(partial(jobs.place_card, job_id=job_id, card=card))

    def claim(self, limit: int) -> asyncio.Future[tuple[Prediction, ...]]:
        """Take up to ``limit`` of the oldest waiting predictions, submitting from now on.

        Nobody else is given them; once the future is done they may be sent.
        """
        return self._writes.put(partial(jobs.claim, limit=limit, now=self._clock.now()))

    def advance_prediction(
        self,
        prediction_id: str,
        event: PredictionEvent,
        *,
        external_id: str | None = None,
        reported_seed: int | None = None,
        fault: Fault | None = None,
        pictures: Sequence[Picture] = (),
    ) -> asyncio.Future[Job]:
        """Write what happened to a prediction; its job, and the job's money, follow. Returns the job after it.

        Raises:
            JobGone: there is no such prediction.
            IllegalTransition: that cannot happen in its state.
        """
        change = jobs.Change(event, external_id, reported_seed, fault, tuple(pictures))
        return self._writes.put(
            partial(jobs.advance_prediction, prediction_id=prediction_id, change=change, now=self._clock.now())
        )

    def advance_job(self, job_id: str, event: JobEvent, *, fault: Fault | None = None) -> asyncio.Future[Job]:
        """Write what happened to a job as a whole. Returns the job after it.

        Delivery captures the worth of its pictures and releases the rest of what was held; every other end
        releases all, and ends the predictions that are live, with the fault.

        Raises:
            JobGone: there is no such job.
            IllegalTransition: that cannot happen in its state, or not while its predictions are as they are.
        """
        return self._writes.put(
            partial(jobs.advance_job, job_id=job_id, event=event, fault=fault, now=self._clock.now())
        )

    def request_cancel(self, job_id: str) -> asyncio.Future[Job]:
        """Cancel the predictions of a job that were not sent, and the job with the last of them.

        A job that is being delivered or has ended stays as it is.

        Raises:
            JobGone: there is no such job.
        """
        return self._writes.put(partial(jobs.request_cancel, job_id=job_id, now=self._clock.now()))

    def mark_deleted(self, job_id: str) -> asyncio.Future[Job]:
        """Note that a job's card was deleted on purpose.

        Raises:
            JobGone: there is no such job.
        """
        return self._writes.put(partial(jobs.mark_deleted, job_id=job_id))

    def queue_place(self, job_id: str) -> asyncio.Future[int | None]:
        """Return a job's place among those with predictions that wait: 1 is next, ``None`` is not among them."""
        return self._reads.put(partial(reading.queue_place, job_id=job_id))

    def spent_this_month(self) -> asyncio.Future[money.Spending]:
        """Return what the current month, by UTC, has come to."""
        return self._reads.put(partial(money.spending, now=self._clock.now()))

    def fact(self, name: str) -> asyncio.Future[str | None]:
        """Return what was remembered under a name, or ``None``."""
        return self._reads.put(partial(reading.fact, name=name))

    def remember(self, name: str, value: str) -> asyncio.Future[None]:
        """Remember a small fact under a name (up to 64 characters), in place of what stood there."""
        return self._writes.put(partial(_remember, name=name, value=value))


def _prepare(url: URL) -> StoreLock | None:
    """Lock a database that serves one process only, and bring it up to date."""
    file = sqlite_file(url)
    try:
        lock = None if file is None else _lock(file)
        with ExitStack() as on_fault:
            if lock is not None:
                on_fault.callback(lock.release)
            _upgrade(url)
            on_fault.pop_all()
    except (OSError, sqlite3.Error, SQLAlchemyError) as exc:
        cause = exc.orig if isinstance(exc, DBAPIError) else exc
        shown = url.render_as_string(hide_password=True)
        raise StoreRefused(f"{shown} cannot be used: {cause}") from exc
    return lock


def _lock(file: Path) -> StoreLock:
    file.parent.mkdir(parents=True, exist_ok=True)
    return StoreLock.take(file)


def _upgrade(url: URL) -> None:
    engine = writing_engine(url)
    try:
        upgrade(engine)
    finally:
        engine.dispose()


def _remember(connection: Connection, *, name: str, value: str) -> None:
    changed = facts.update().where(facts.c.name == name).values(value=value)
    if connection.execute(changed).rowcount == 0:
        connection.execute(sa.insert(facts).values(name=name, value=value))
