"""Makes accepted jobs happen: claims what waits, has it carried, resumes what a death interrupted.

One prediction's way is ``studio.passage``'s, lookups are ``studio.polling``'s, deliveries ``studio.delivery``'s,
and which jobs are this process's is kept by ``studio.leases``.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from functools import partial
from random import Random

from flux.catalogue import Catalogue
from studio.adoption import Adoption
from studio.clock import Clock, pause
from studio.delivery import Deliveries
from studio.errors import JobGone
from studio.face import Face
from studio.ids import new_reference
from studio.jobs import Job, JobState, Prediction, PredictionState
from studio.leases import Leases
from studio.passage import Flux, Passage, Workshop, cancel_at_service
from studio.patience import patiently
from studio.polling import USUAL_PACE, Pace, Poller
from studio.states import IllegalTransition, JobEvent, PredictionEvent
from studio.store import NotOurs, Shelf, Store, StoreUnavailable
from studio.tasks import Tasks
from studio.turns import Turns

log = logging.getLogger(__name__)

_QUEUED_CARDS_A_TICK = 20
# With the queued ones 40 cards a second at the usual tick: should each be edited by the bot itself, that is still
# below the 50 requests a second that Discord allows it.
_RUNNING_CARDS_A_TICK = 100
_CANCELLABLE = frozenset({PredictionState.RUNNING, PredictionState.FETCHING})


class Runner:
    """Works from ``run`` until ``stop``; at most ``max_running`` predictions are at the service at once.

    The store must be open. Jobs that were accepted before this object was made, or by a process that died since,
    and have no card yet will never have one, and are cancelled. ``held_back`` is told when there is something for
    moderators to look at, or nothing more.
    """

    def __init__(
        self,
        *,
        store: Store,
        shelf: Shelf,
        flux: Flux,
        catalogue: Catalogue,
        clock: Clock,
        random: Random,
        max_running: int,
        pace: Pace = USUAL_PACE,
        held_back: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._flux = flux
        self._random = random
        self._max_running = max_running
        self._pace = pace
        self._made_at = clock.now()
        self._clock = clock
        self._poller = Poller(flux.get, pace=pace, monotonic_s=clock.monotonic_s)
        self._workshop = Workshop(
            store=store,
            shelf=shelf,
            flux=flux,
            catalogue=catalogue,
            poller=self._poller,
            adoption=Adoption(store=store, flux=flux, clock=clock, pace=pace),
            clock=clock,
            random=random,
            pace=pace,
            noted=self._note,
            changed=self._change,
        )
        self._leases = Leases(store, renewed=self._leave_lost, taken_over=self._resume_left)
        self._passages: dict[asyncio.Task[None], Passage] = {}
        self._turns = Turns(_RUNNING_CARDS_A_TICK)
        self._queued_turns = Turns(_QUEUED_CARDS_A_TICK)
        self._tasks = Tasks()
        self._deliveries = Deliveries(
            store=store,
            shelf=shelf,
            clock=clock,
            random=random,
            pace=pace,
            tasks=self._tasks,
            noted=self._note,
        )
        self._held_back = held_back
        self._face: Face | None = None
        self._woken = asyncio.Event()
        self._stopped = asyncio.Event()
        self._stopped.set()
        self._is_stopping = False

    @property
    def is_stopping(self) -> bool:
        """Whether nothing new is begun any more."""
        return self._is_stopping

    async def run(self, face: Face) -> None:
        """Resume what is live, then work until ``stop``; returns when nothing of it is left running."""
        self._face = face
        self._stopped.clear()
        try:
            async with asyncio.TaskGroup() as group:
                services = [
                    group.create_task(self._poller.run(), name="poller"),
                    group.create_task(self._leases.run(), name="leases"),
                    group.create_task(self._tick(face), name="ticker"),
                    group.create_task(self._sweep(), name="sweeper"),
                ]
                await self._resume()
                await self._claim_until_stopped()
                for service in services:
                    service.cancel()
        finally:
            await self._wind_down()
            self._stopped.set()

    def wake(self) -> None:
        """Look for work at once."""
        self._woken.set()

    async def stop(self) -> None:
        """Begin nothing new, wait for the create calls in flight, leave the rest to the next start."""
        self._is_stopping = True
        self.wake()
        await self._stopped.wait()

    def percent(self, prediction_id: str) -> int | None:
        """Return how far a prediction is by its log, 0..100; ``None`` where that is not known."""
        return next((p.percent for p in self._passages.values() if p.prediction.id == prediction_id), None)

    async def cancel(self, job_id: str) -> Job:
        """Cancel what has not ended of a job, here at once and at the service where it can.

        A create call in flight is waited for by its own passage, which cancels what comes of it.

        Raises:
            JobGone: there is no such job.
        """
        await self._end_cancelled(await self._store.request_cancel(job_id))
        job = await self._job(job_id)
        log.info("job=%s asked to be cancelled, it is %s", job_id, job.state)
        self._note(job)
        return job

    def cancel_cardless(self, job_id: str) -> None:
        """Cancel a job that will never have its card, as soon as the store serves; returns at once."""
        self._tasks.start(self._cancel_cardless(job_id), name=f"cancel {job_id}")

    async def deliver(self, job_id: str) -> None:
        """Try again to deliver a job whose pictures are kept; any other stays as it is."""
        job = await self._store.job(job_id)
        if job is not None and job.state is JobState.DELIVERING:
            self._note(job)

    def go_on(self, job: Job) -> None:
        """Go on with a job that moderators have decided about: deliver it, or let its card say that it ended."""
        log.info("job=%s reviewed, it is %s", job.id, job.state)
        self._note(job)

    async def _end_cancelled(self, job: Job) -> None:
        for prediction in job.predictions:
            if prediction.state in _CANCELLABLE:
                await self._cancel(prediction)
        for task, passage in self._passages.items():
            if passage.prediction.job_id == job.id:
                passage.give_up(task)

    async def _cancel(self, prediction: Prediction) -> None:
        try:
            await self._store.advance_prediction(prediction.id, PredictionEvent.CANCELED)
        except (IllegalTransition, NotOurs):
            # It ended by itself, or its process will hear of it by ``_act_on_cancels``.
            return
        if prediction.state is PredictionState.RUNNING and prediction.external_id is not None:
            self._tasks.start(
                cancel_at_service(self._flux, prediction.external_id), name=f"cancel {prediction.id}"
            )

    async def _act_on_cancels(self) -> None:
        """Cancel what was asked for at another process, or before a death."""
        for job_id in await self._store.cancel_requests():
            job = await self._store.job(job_id)
            if job is not None and any(prediction.state in _CANCELLABLE for prediction in job.predictions):
                await self._end_cancelled(job)
                self._note(await self._job(job_id))

    async def _claim_until_stopped(self) -> None:
        while not self._is_stopping:
            self._woken.clear()
            pause_s = None
            try:
                pause_s = await self._claim()
            except StoreUnavailable as fault:
                log.warning("nothing is begun: %s", fault)
                pause_s = self._pace.tick_s
            except Exception:
                log.exception("reference=%s claim failed", new_reference(self._random))
                pause_s = self._pace.tick_s
            await pause(pause_s, unless=self._woken)

    async def _claim(self) -> float | None:
        """Begin what there is room for; return in how many seconds there may be more to begin by itself."""
        free = self._max_running - self._count_at_service()
        if free <= 0:
            return None
        claimed = await self._store.claim(free)
        for prediction in claimed:
            log.info("job=%s prediction=%s submitting", prediction.job_id, prediction.id)
            self._carry(prediction)
            self._change(prediction.job_id)
        return await self._store.next_claim_s() if len(claimed) < free else None

    def _carry(self, prediction: Prediction, *, was_sent: bool = False) -> None:
        passage = Passage(prediction, self._workshop, was_sent=was_sent)
        task = self._tasks.start(passage.run(), name=f"carry {prediction.id}")
        self._passages[task] = passage
        task.add_done_callback(self._carried)
        if self._is_stopping:
            passage.leave(task)

    def _carried(self, task: asyncio.Task[None]) -> None:
        self._passages.pop(task, None)
        self.wake()

    def _count_at_service(self) -> int:
        return sum(passage.at_service for passage in self._passages.values())

    def _change(self, job_id: str) -> None:
        if self._face is not None:
            self._face.changed(job_id)

    def _note(self, job: Job) -> None:
        """Do what follows from the state of a job that something happened to."""
        self._change(job.id)
        if job.state is JobState.DELIVERING and self._face is not None:
            self._deliveries.start(job.id, self._face)
        elif job.state is JobState.REVIEWING:
            self._held_back()
        elif job.state.ended:
            if job.review is not None:
                # Somebody may have taken it back.
                self._held_back()
            self._tasks.start(self._shelf.drop(job.id), name=f"drop {job.id}")
        self.wake()

    async def _tick(self, face: Face) -> None:
        """Let cards show that time passes and that the queue moves, and hear what others want cancelled."""
        while True:
            await asyncio.sleep(self._pace.tick_s)
            for job_id in self._turns.take(passage.prediction.job_id for passage in self._passages.values()):
                face.changed(job_id)
            try:
                await self._act_on_cancels()
                await self._refresh_queue(face)
            except StoreUnavailable as fault:
                log.warning("cards stand still: %s", fault)
            except Exception:
                log.exception("reference=%s tick failed", new_reference(self._random))

    async def _refresh_queue(self, face: Face) -> None:
        for job_id in self._queued_turns.take(await self._store.waiting_ids()):
            face.changed(job_id)

    async def _sweep(self) -> None:
        """Forget kept pictures that are of no use any more."""
        while True:
            try:
                swept = await self._shelf.sweep(self._clock.now())
                log.log(logging.INFO if swept else logging.DEBUG, "%d kept pictures forgotten", swept)
            except (StoreUnavailable, OSError) as fault:
                log.warning("kept pictures are not looked through: %s", fault)
            except Exception:
                log.exception("reference=%s sweep failed", new_reference(self._random))
            await asyncio.sleep(self._pace.sweep_s)

    async def _resume(self) -> None:
        """Go on with what is ours by a former life, and with what others left."""
        while not self._is_stopping:
            self._woken.clear()
            try:
                ours = await self._store.live_jobs()
                left = await self._store.take_over()
                untold = await self._store.untold_ids()
            except StoreUnavailable as fault:
                log.warning("nothing is resumed yet: %s", fault)
                await pause(self._pace.longest_store_wait_s, unless=self._woken)
                continue
            for job in ours:
                self._resume_job(job, lacks_card=job.created_at < self._made_at)
            self._resume_left(left)
            for job_id in untold:
                # Whoever ended it may have died before its card said so.
                self._change(job_id)
            return

    def _leave_lost(self, mine: Collection[str]) -> None:
        """Leave what is under way for jobs that another process took over while this one was frozen.

        That one asks for them and shows them now; only the answer of a paid call nobody else can have.
        """
        for task, passage in self._passages.items():
            prediction = passage.prediction
            if prediction.job_id not in mine and not passage.is_creating:
                log.warning("job=%s prediction=%s is not carried here any more", prediction.job_id, prediction.id)
                passage.leave(task)

    def _resume_left(self, jobs: Sequence[Job]) -> None:
        """Go on with jobs that came to this process from another one."""
        left_ids = {job.id for job in jobs}
        for task, passage in self._passages.items():
            # It was ours before: what was under way then knows nothing of what the other process did.
            if passage.prediction.job_id in left_ids and not passage.is_creating:
                task.cancel()
        for job in jobs:
            log.info("job=%s taken over, it is %s", job.id, job.state)
            self._resume_job(job, lacks_card=True)

    def _resume_job(self, job: Job, *, lacks_card: bool) -> None:
        match job.state:
            case JobState.ACCEPTED if lacks_card:
                self.cancel_cardless(job.id)
            case JobState.WORKING:
                self._resume_working(job)
                self._change(job.id)
            case JobState.DELIVERING:
                log.info("job=%s delivery resumed", job.id)
                self._note(job)
            case _:
                self._change(job.id)
        self.wake()

    def _resume_working(self, job: Job) -> None:
        creating = {passage.prediction.id for passage in self._passages.values() if passage.is_creating}
        for prediction in job.predictions:
            match prediction.state:
                case PredictionState.SUBMITTING if prediction.id not in creating:
                    # Nobody knows whether its call went out: it is looked for and never sent again.
                    log.warning("job=%s prediction=%s was being submitted", job.id, prediction.id)
                    self._carry(prediction, was_sent=True)
                case PredictionState.RUNNING | PredictionState.FETCHING if not job.cancel_requested:
                    log.info("job=%s prediction=%s resumed", job.id, prediction.id)
                    self._carry(prediction)

    async def _cancel_cardless(self, job_id: str) -> None:
        cancel = partial(self._store.advance_job, job_id, JobEvent.CANCELED)
        try:
            job = await patiently(cancel, what=f"job={job_id}", pace=self._pace)
        except (IllegalTransition, NotOurs, JobGone):
            return
        log.info("job=%s never had its card, canceled", job_id)
        self._note(job)

    async def _job(self, job_id: str) -> Job:
        job = await self._store.job(job_id)
        if job is None:
            raise JobGone
        return job

    async def _wind_down(self) -> None:
        self._is_stopping = True
        self._deliveries.stop()
        creating = [task for task, passage in self._passages.items() if passage.is_creating]
        for task, passage in self._passages.items():
            if not passage.is_fetching:
                passage.leave(task)
        await self._tasks.wait(self._pace.stop_grace_s, besides=creating)
        await self._tasks.cancel(besides=creating)
        await self._tasks.wait(self._pace.create_grace_s)
        await self._tasks.cancel()
        await self._leases.release()
