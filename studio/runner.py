"""Makes accepted jobs happen: claims what waits, has it carried, resumes what a restart interrupted.

One prediction's way is ``studio.passage``'s, lookups are ``studio.polling``'s, deliveries ``studio.delivery``'s.
"""

import asyncio
import logging
from random import Random

from flux.catalogue import Catalogue
from studio.clock import Clock, pause
from studio.delivery import Deliveries
from studio.errors import JobGone
from studio.face import Face
from studio.ids import new_reference
from studio.jobs import Fault, FaultKind, Job, JobState, Prediction, PredictionState
from studio.passage import Flux, Passage, Workshop, cancel_at_service
from studio.polling import USUAL_PACE, Pace, Poller
from studio.states import IllegalTransition, JobEvent, PredictionEvent
from studio.store import Shelf, Store
from studio.tasks import Tasks

log = logging.getLogger(__name__)

_QUEUED_CARDS_KEPT_FRESH = 20
_CANCELLABLE = frozenset({PredictionState.RUNNING, PredictionState.FETCHING})


class Runner:
    """Works from ``run`` until ``stop``; at most ``max_running`` predictions are at the service at once.

    The store must be open. Jobs that were accepted before this object was made and have no card belong to a
    process that died, and are cancelled.
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
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._flux = flux
        self._random = random
        self._max_running = max_running
        self._pace = pace
        self._made_at = clock.now()
        self._poller = Poller(flux.get, pace=pace, monotonic_s=clock.monotonic_s)
        self._workshop = Workshop(
            store=store,
            shelf=shelf,
            flux=flux,
            catalogue=catalogue,
            poller=self._poller,
            clock=clock,
            random=random,
            pace=pace,
            noted=self._note,
            changed=self._change,
        )
        self._passages: dict[asyncio.Task[None], Passage] = {}
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
                    group.create_task(self._tick(face), name="ticker"),
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
        job = await self._store.request_cancel(job_id)
        for prediction in job.predictions:
            if prediction.state in _CANCELLABLE:
                await self._cancel(prediction)
        for task, passage in self._passages.items():
            if passage.prediction.job_id == job_id:
                passage.give_up(task)
        job = await self._job(job_id)
        log.info("job=%s asked to be cancelled, it is %s", job_id, job.state)
        self._note(job)
        return job

    async def deliver(self, job_id: str) -> None:
        """Try again to deliver a job whose pictures are kept; any other stays as it is."""
        job = await self._store.job(job_id)
        if job is not None and job.state is JobState.DELIVERING:
            self._note(job)

    async def _cancel(self, prediction: Prediction) -> None:
        try:
            await self._store.advance_prediction(prediction.id, PredictionEvent.CANCELED)
        except IllegalTransition:
            return
        if prediction.state is PredictionState.RUNNING and prediction.external_id is not None:
            self._tasks.start(
                cancel_at_service(self._flux, prediction.external_id), name=f"cancel {prediction.id}"
            )

    async def _claim_until_stopped(self) -> None:
        while not self._is_stopping:
            self._woken.clear()
            pause_s = None
            try:
                await self._claim()
            except Exception:
                log.exception("reference=%s claim failed", new_reference(self._random))
                pause_s = self._pace.tick_s
            await pause(pause_s, unless=self._woken)

    async def _claim(self) -> None:
        free = self._max_running - self._count_at_service()
        if free <= 0:
            return
        claimed = await self._store.claim(free)
        for prediction in claimed:
            if self._is_stopping:
                await self._store.advance_prediction(prediction.id, PredictionEvent.NOT_SENT)
            else:
                log.info("job=%s prediction=%s submitting", prediction.job_id, prediction.id)
                self._carry(prediction)
                self._change(prediction.job_id)

    def _carry(self, prediction: Prediction) -> None:
        passage = Passage(prediction, self._workshop)
        task = self._tasks.start(passage.run(), name=f"carry {prediction.id}")
        self._passages[task] = passage
        task.add_done_callback(self._carried)

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
        elif job.state.ended:
            self._tasks.start(self._shelf.drop(job.id), name=f"drop {job.id}")
        self.wake()

    async def _tick(self, face: Face) -> None:
        """Let cards show that time passes, and that the queue moves."""
        while True:
            await asyncio.sleep(self._pace.tick_s)
            for job_id in {passage.prediction.job_id for passage in self._passages.values()}:
                face.changed(job_id)
            if self._count_at_service() >= self._max_running:
                await self._refresh_queue(face)

    async def _refresh_queue(self, face: Face) -> None:
        try:
            live = await self._store.live_jobs()
        except Exception:
            log.exception("reference=%s the queue cannot be read", new_reference(self._random))
            return
        queued = [job.id for job in live if job.state is JobState.QUEUED]
        for job_id in queued[:_QUEUED_CARDS_KEPT_FRESH]:
            face.changed(job_id)

    async def _resume(self) -> None:
        try:
            await self._tidy_shelf()
        except OSError:
            log.exception("reference=%s the shelf cannot be tidied", new_reference(self._random))
        for job in await self._store.live_jobs():
            try:
                await self._resume_job(job)
            except IllegalTransition:
                log.info("job=%s moved on while it was resumed", job.id)
            except Exception:
                log.exception("job=%s reference=%s cannot be resumed", job.id, new_reference(self._random))

    async def _tidy_shelf(self) -> None:
        """Forget what was written a moment after its job had been cancelled."""
        for job_id in await self._shelf.job_ids():
            job = await self._store.job(job_id)
            # What this store does not know may be another's, on the same shelf.
            if job is not None and job.state.ended:
                await self._shelf.drop(job_id)

    async def _resume_job(self, job: Job) -> None:
        match job.state:
            case JobState.ACCEPTED if job.created_at < self._made_at:
                log.info("job=%s never had its card, canceled", job.id)
                self._note(await self._store.advance_job(job.id, JobEvent.CANCELED))
            case JobState.WORKING:
                await self._resume_working(job)
            case JobState.DELIVERING:
                log.info("job=%s delivery resumed", job.id)
                self._note(job)
            case _:
                self._change(job.id)

    async def _resume_working(self, job: Job) -> None:
        for prediction in job.predictions:
            match prediction.state:
                case PredictionState.SUBMITTING:
                    await self._give_up_submitting(prediction)
                case PredictionState.RUNNING | PredictionState.FETCHING if not job.cancel_requested:
                    log.info("job=%s prediction=%s resumed", job.id, prediction.id)
                    self._carry(prediction)
        if job.cancel_requested:
            await self.cancel(job.id)

    async def _give_up_submitting(self, prediction: Prediction) -> None:
        """End what a process that died left between the call and its answer: nobody knows whether it was paid."""
        fault = Fault(FaultKind.UNKNOWN_OUTCOME, new_reference(self._random))
        log.warning(
            "job=%s prediction=%s reference=%s was being submitted when a process died",
            prediction.job_id,
            prediction.id,
            fault.reference,
        )
        self._note(await self._store.advance_prediction(prediction.id, PredictionEvent.LOST, fault=fault))

    async def _job(self, job_id: str) -> Job:
        job = await self._store.job(job_id)
        if job is None:
            raise JobGone
        return job

    async def _wind_down(self) -> None:
        self._is_stopping = True
        self._deliveries.stop()
        creating = [task for task, p in self._passages.items() if p.stage is PredictionState.SUBMITTING]
        for task, passage in self._passages.items():
            if not passage.is_fetching:
                passage.give_up(task)
        await self._tasks.wait(self._pace.stop_grace_s, besides=creating)
        await self._tasks.cancel(besides=creating)
        await self._tasks.wait(self._pace.create_grace_s)
        await self._tasks.cancel()
