"""The store as the studio sees it: every method is one act on the writing or the reading lane.

What the acts do stands in ``jobs``, ``leases``, ``lineage``, ``money``, ``queueing``, ``reading`` and
``thumbnails``. Features with tables of their own have stores of their own on the same lanes.
"""

import asyncio
import sqlite3
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Self
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from flux.catalogue import Input
from studio.clock import Clock
from studio.fairness import Rules
from studio.jobs import Card, Fault, Job, Picture, Prediction
from studio.life import Change
from studio.lineage import Draft
from studio.standing import Snapshot
from studio.states import JobEvent, PredictionEvent
from studio.store import jobs, leases, lineage, money, queueing, reading, thumbnails
from studio.store.engine import parse, scrub, sqlite_file
from studio.store.engine import reading as reading_engine
from studio.store.engine import writing as writing_engine
from studio.store.errors import StoreRefused, StoreUnavailable
from studio.store.lane import Lane
from studio.store.lanes import Lanes
from studio.store.leases import Owner
from studio.store.lock import StoreLock
from studio.store.shelf import FolderShelf, Shelf, ShelfLimits, TableShelf
from studio.store.upgrade import upgrade

_USUAL_RULES = Rules()

_SQLITE_OWNER = "this-store"
"""SQLite serves one process at a time, so that whoever opens it next goes on as the same owner, at once."""


class Store:
    """Jobs and their money, durable.

    A write has its place in the order from the moment it is called, awaited or not; its future is done once it
    is durable. A read sees every write whose future was done when it was called.

    A live job belongs to the store that accepted it or took it over: what carries it on is refused with
    ``NotOurs`` in any other. Every call may raise ``StoreUnavailable``: nothing of it was done then.
    """

    def __init__(
        self, url: URL, me: Owner, *, lock: StoreLock | None, clock: Clock, rules: Rules = _USUAL_RULES
    ) -> None:
        self._url = url
        self._me = me
        self._rules = rules
        self._lock = lock
        self._clock = clock
        self._writes = Lane(writing_engine(url), "store-writes")
        self._reads = Lane(reading_engine(url), "store-reads")
        # Pictures are large: written beside the jobs they would hold these up.
        self._pictures = None if sqlite_file(url) else Lane(writing_engine(url), "store-pictures")

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        clock: Clock,
        owner: str | None = None,
        lease_s: float = 30.0,
        rules: Rules = _USUAL_RULES,
    ) -> Self:
        """Open the database of a URL, made or brought up to date where needed.

        ``owner`` is the name, of up to 32 characters, under which this process carries jobs; left out, it is the
        same at every start on SQLite, and a new one on PostgreSQL. Leases last ``lease_s`` seconds by the
        database's clock. ``rules`` are those of the queue, and should be the same for all processes.

        Raises:
            StoreRefused: another process uses it, it is newer than the code, or it cannot be used at all.
        """
        parsed = parse(url)
        lock = await asyncio.to_thread(_prepare, parsed)
        # Not by chance that is handed in: two processes with one seed must never agree on a name.
        name = owner or (_SQLITE_OWNER if sqlite_file(parsed) else uuid4().hex)
        return cls(parsed, Owner(name, lease_s), lock=lock, clock=clock, rules=rules)

    @property
    def lease_s(self) -> float:
        """How long a lease of this process lasts unless it is renewed, in seconds."""
        return self._me.lease_s

    @property
    def lanes(self) -> Lanes:
        """What the stores of features with tables of their own build on."""
        return Lanes(self._writes, self._reads, self._me)

    async def close(self) -> None:
        """Finish the writes that wait and let go of the database; leases go on until ``release`` or their end."""
        for lane in (self._writes, self._reads, self._pictures):
            if lane is not None:
                await lane.close()
        if self._lock is not None:
            self._lock.release()

    async def scrub(self) -> None:
        """Let nothing that was deleted stay on the disk, as far as that is the store's affair.

        SQLite is told so; PostgreSQL does it in its own time.

        Raises:
            StoreUnavailable: it cannot be done now.
        """
        file = sqlite_file(self._url)
        if file is not None:
            try:
                is_done = await asyncio.to_thread(scrub, file)
            except sqlite3.Error as fault:
                raise StoreUnavailable(f"the store cannot be cleared up: {fault}") from fault
            if not is_done:
                raise StoreUnavailable("the store cannot be cleared up while somebody is reading")

    def shelf(self, folder: Path, *, limits: ShelfLimits = ShelfLimits()) -> Shelf:  # noqa: B008 - a frozen value
        """Return where finished pictures are kept until they are delivered.

        That is ``folder`` beside SQLite; on PostgreSQL it is the store itself, so that every process has them.
        """
        if self._pictures is None:
            return FolderShelf(folder, live_ids=lambda: self._reads.put(reading.live_ids), limits=limits)
        return TableShelf(self._pictures, clock=self._clock, limits=limits)

    def renew(self) -> asyncio.Future[frozenset[str]]:
        """Renew the leases of all live jobs of this process; returns their ids."""
        return self._writes.put(partial(leases.renew, me=self._me))

    def confirm(self, job_id: str) -> asyncio.Future[bool]:
        """Say whether a job is live and this process's, renewing its lease where that is older than half of it.

        To be asked right before a paid call: ``False`` means that it must not be made.
        """
        return self._writes.put(partial(leases.confirm, job_id=job_id, me=self._me))

    def carries(self, job_id: str) -> asyncio.Future[bool]:
        """Say whether a job is live and this process's, as far as is known; its lease stays as it is."""
        return self._reads.put(partial(leases.carries, job_id=job_id, me=self._me))

    def take_over(self) -> asyncio.Future[tuple[Job, ...]]:
        """Make live jobs this process's that nobody owns or whose owner let the lease run out; oldest first.

        Nobody else is given them. What is this process's already (``live_jobs``) is not among them.
        """
        return self._writes.put(partial(leases.take_over, me=self._me))

    def release(self) -> asyncio.Future[None]:
        """Let all leases of this process run out now, so that another may take its jobs over at once.

        What is written until one does still counts.
        """
        return self._writes.put(partial(leases.release, me=self._me))

    def cancel_requests(self) -> asyncio.Future[tuple[str, ...]]:
        """Return the ids of this process's working jobs that somebody, in whatever process, asked to cancel."""
        return self._reads.put(partial(reading.cancel_requests, owner=self._me.id))

    def known_external_ids(self, since: datetime) -> asyncio.Future[frozenset[str]]:
        """Return the service's ids of all predictions submitted since then, of all processes."""
        return self._reads.put(partial(reading.known_external_ids, since=since))

    def accept(
        self, job: Job, *, ceiling_micro_usd: int | None, role_ids: Collection[int] = ()
    ) -> asyncio.Future[Job]:
        """Write a new job with its predictions and hold its estimate, all or nothing; returns it as it then is.

        ``ceiling_micro_usd`` is the operator's for the month; the budgets of its server hold for an artist who
        has ``role_ids``.

        Raises:
            BudgetExceeded: a budget leaves too little.
            TooManyWaiting: as many of its artist's jobs wait as may.
            BeingForgotten: all that is its artist's is being deleted.
        """
        return self._writes.put(
            partial(
                jobs.accept,
                job=job,
                me=self._me,
                ceiling_micro_usd=ceiling_micro_usd,
                role_ids=role_ids,
                rules=self._rules,
                now=self._clock.now(),
            )
        )

    def job(self, job_id: str) -> asyncio.Future[Job | None]:
        """Return a job, or ``None`` where there is none of that id."""
        return self._reads.put(partial(reading.find_job, job_id=job_id))

    def live_jobs(self) -> asyncio.Future[tuple[Job, ...]]:
        """Return every job of this process that has not ended, oldest first."""
        return self._reads.put(partial(reading.live_jobs, owner=self._me.id))

    def untold_ids(self) -> asyncio.Future[tuple[str, ...]]:
        """Return the ids of ended jobs, of all processes, whose cards may not show the end yet; oldest first."""
        return self._reads.put(reading.untold_ids)

    def queue(
        self, job_id: str, card: Card, *, picture_url: str | None, inputs: Sequence[Input]
    ) -> asyncio.Future[Job]:
        """Let an accepted job run: its card stands, and ``inputs`` are what its predictions send, in order.

        Raises:
            JobGone: there is no such job.
            IllegalTransition: it is not waiting for its card (it may have been cancelled meanwhile).
            NotOurs: another process carries it.
        """
        return self._writes.put(
            partial(
                jobs.queue,
                job_id=job_id,
                card=card,
                me=self._me,
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
        return self._writes.put(partial(jobs.place_card, job_id=job_id, card=card, now=self._clock.now()))

    def claim(self, limit: int) -> asyncio.Future[tuple[Prediction, ...]]:
        """Take up to ``limit`` waiting predictions of this process's jobs whose turn it is; they are submitting.

        Their jobs' leases are renewed. Nobody else is given them; once the future is done they may be sent. There
        may be fewer than wait: the service is asked only so often, and other processes have their turns.
        """
        return self._writes.put(
            partial(jobs.claim, limit=limit, me=self._me, rules=self._rules, now=self._clock.now())
        )

    def next_claim_s(self) -> asyncio.Future[float | None]:
        """Return in how many seconds a claim may find more than the last one did.

        ``None`` where nothing of this process waits.
        """
        return self._reads.put(partial(queueing.next_claim_s, me=self._me, rules=self._rules))

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
            NotOurs: another process carries its job.
        """
        change = Change(event, external_id, reported_seed, fault, tuple(pictures))
        return self._writes.put(
            partial(
                jobs.advance_prediction,
                prediction_id=prediction_id,
                change=change,
                me=self._me,
                now=self._clock.now(),
            )
        )

    def advance_job(self, job_id: str, event: JobEvent, *, fault: Fault | None = None) -> asyncio.Future[Job]:
        """Write what happened to a job as a whole. Returns the job after it.

        Delivery captures the worth of its pictures and releases the rest of what was held; every other end
        releases all, and ends the predictions that are live, with the fault.

        Raises:
            JobGone: there is no such job.
            IllegalTransition: that cannot happen in its state, or not while its predictions are as they are.
            NotOurs: another process carries it.
        """
        now = self._clock.now()
        return self._writes.put(
            partial(jobs.advance_job, job_id=job_id, event=event, me=self._me, fault=fault, now=now)
        )

    def begin_delivery(self, job_id: str) -> asyncio.Future[Job]:
        """Note, before a job's pictures are shown, that they may be on its card from now on.

        ``delivery_begun_at`` of the returned job is when that was first noted.

        Raises:
            JobGone: there is no such job.
            IllegalTransition: it is not being delivered.
            NotOurs: another process carries it.
        """
        return self._writes.put(partial(jobs.begin_delivery, job_id=job_id, me=self._me, now=self._clock.now()))

    def keep(self, job_id: str) -> asyncio.Future[None]:
        """Note that a job's pictures wait for their artist: no way leads there (``kept_for``).

        Raises:
            JobGone: there is no such job.
            IllegalTransition: it is not being delivered.
            NotOurs: another process carries it.
        """
        return self._writes.put(partial(jobs.keep, job_id=job_id, me=self._me, now=self._clock.now()))

    def kept_for(self, artist_id: int) -> asyncio.Future[tuple[str, ...]]:
        """Return the ids of an artist's jobs whose pictures wait for them, oldest first, of all processes."""
        return self._reads.put(partial(reading.kept_ids, artist_id=artist_id))

    def take_kept(self, job_id: str) -> asyncio.Future[bool]:
        """Make a job this process's whose pictures wait for their artist, and end the wait.

        ``False`` where they do not wait (any more): somebody else delivers them, or has.
        """
        return self._writes.put(partial(jobs.take_kept, job_id=job_id, me=self._me))

    def request_cancel(self, job_id: str) -> asyncio.Future[Job]:
        """Cancel the predictions of a job that were not sent, and the job with the last of them.

        Any process may: the one that carries the job learns of it by ``cancel_requests``. A job that is being
        delivered or has ended stays as it is.

        Raises:
            JobGone: there is no such job.
        """
        return self._writes.put(partial(jobs.request_cancel, job_id=job_id, now=self._clock.now()))

    def mark_deleted(self, job_id: str, *, by_id: int | None = None) -> asyncio.Future[Job]:
        """Note that a job's card was deleted on purpose, and by whom, as far as that is known.

        Raises:
            JobGone: there is no such job.
        """
        return self._writes.put(partial(jobs.mark_deleted, job_id=job_id, by_id=by_id, now=self._clock.now()))

    def keep_thumbnails(self, job_id: str, bodies: Sequence[bytes]) -> asyncio.Future[None]:
        """Keep a small picture of each of a job's pictures, in their order, in place of what was kept before."""
        return self._writes.put(partial(thumbnails.keep, job_id=job_id, bodies=tuple(bodies)))

    def thumbnail(self, job_id: str, number: int) -> asyncio.Future[bytes | None]:
        """Return the small picture of a job's picture, counted from 1; ``None`` where there is none."""
        return self._reads.put(partial(thumbnails.find, job_id=job_id, number=number))

    def queue_with(self, job_id: str) -> asyncio.Future[Snapshot]:
        """Return the queue, and where in it a job is."""
        return self._reads.put(partial(queueing.snapshot, rules=self._rules, job_id=job_id))

    def queue_for(self, person_id: int) -> asyncio.Future[Snapshot]:
        """Return the queue, and where in it a person's jobs are, oldest first."""
        return self._reads.put(partial(queueing.snapshot, rules=self._rules, person_id=person_id))

    def waiting_ids(self) -> asyncio.Future[tuple[str, ...]]:
        """Return the ids of this process's jobs with predictions that wait, oldest first."""
        return self._reads.put(partial(queueing.ids_of_mine, me=self._me))

    @property
    def rules(self) -> Rules:
        """The rules of the queue."""
        return self._rules

    def spent_this_month(self) -> asyncio.Future[money.Spending]:
        """Return what the current month, by UTC, has come to."""
        account = money.operators_month(self._clock.now())
        return self._reads.put(partial(money.spending, account=account))

    def last_made(self, artist_id: int, channel_id: int) -> asyncio.Future[Job | None]:
        """Return an artist's last job with pictures that everybody in a channel can see."""
        return self._reads.put(partial(lineage.last_made, artist_id=artist_id, channel_id=channel_id))

    def shown_by(self, message_id: int) -> asyncio.Future[Job | None]:
        """Return the job whose card a message is, ``None`` where it is none."""
        return self._reads.put(partial(lineage.shown_by, message_id=message_id))

    def ancestors(self, job_id: str, most: int) -> asyncio.Future[tuple[Job, ...]]:
        """Return the jobs that a job's first picture came from, the nearest first, as far as they are there."""
        return self._reads.put(partial(lineage.ancestors, job_id=job_id, most=most))

    def last_locale(self, artist_id: int) -> asyncio.Future[str | None]:
        """Return the language of an artist's last card, ``None`` before the first."""
        return self._reads.put(partial(lineage.last_locale, artist_id=artist_id))

    def begin_draft(self, draft: Draft) -> asyncio.Future[None]:
        """Keep a begun edit for a day."""
        return self._writes.put(partial(lineage.begin_draft, draft=draft))

    def draft(self, draft_id: str) -> asyncio.Future[Draft | None]:
        """Return a begun edit, ``None`` where it is too old."""
        return self._reads.put(partial(lineage.draft, draft_id=draft_id, now=self._clock.now()))

    def forbidding(self, ids: Collection[int]) -> asyncio.Future[frozenset[int]]:
        """Return which of these people do not want others to edit their pictures."""
        return self._reads.put(partial(lineage.forbidding, ids=tuple(ids)))

    def forbid_edits(self, person_id: int, *, forbidden: bool) -> asyncio.Future[None]:
        """Write whether others may edit a person's pictures."""
        return self._writes.put(partial(lineage.forbid_edits, person_id=person_id, forbidden=forbidden))

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


# Written out: SQLAlchemy has no words for it that serve both databases. Two processes may remember at once.
_REMEMBER = sa.text(
    "INSERT INTO facts (name, value) VALUES (:name, :value) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


def _remember(connection: Connection, *, name: str, value: str) -> None:
    connection.execute(_REMEMBER, {"name": name, "value": value})
