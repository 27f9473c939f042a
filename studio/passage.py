"""The way of one prediction: from the moment it is claimed, through the one paid call, to its pictures.

Which predictions are under way, and what their ends mean for the others, is the runner's (``studio.runner``);
how one is found again whose call had no answer is ``studio.adoption``'s.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from random import Random
from typing import Protocol, TypeVar

from flux.catalogue import Catalogue, Input, Model
from flux.errors import ForeignHost, PictureGone, ServiceError, UnknownOutcome
from flux.listing import Listed
from flux.pictures import FetchedPicture
from flux.predictions import Prediction as Told
from flux.progress import estimated_percent
from studio import faults
from studio.adoption import Adoption
from studio.clock import Clock, pause
from studio.errors import JobGone, PictureRefused
from studio.ids import new_reference
from studio.intake import size_of
from studio.jobs import Fault, FaultKind, Job, JobState, Picture, Prediction, PredictionState, fault_of_all
from studio.patience import patiently
from studio.polling import Pace, Poller, TimedOut
from studio.states import IllegalTransition, PredictionEvent
from studio.store import NotOurs, Shelf, Store

log = logging.getLogger(__name__)

_Result = TypeVar("_Result")


class Flux(Protocol):
    """What the studio needs of the service; ``flux.client.FluxClient`` has it, with the errors told there."""

    async def create(self, model: Model, sent: Input, *, before_each: Callable[[float], Awaitable[None]]) -> Told:
        """Create a prediction, paid; ``before_each`` waits before each try, and may refuse it."""
        ...

    async def listed(self, *, created_after: datetime) -> tuple[Listed, ...]:
        """List predictions, newest first."""
        ...

    async def get(self, prediction_id: str) -> Told:
        """Look up a prediction."""
        ...

    async def cancel(self, prediction_id: str) -> None:
        """Ask the service to stop a prediction."""
        ...

    async def fetch(self, url: str) -> FetchedPicture:
        """Fetch a finished picture."""
        ...


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every passage works with.

    ``noted`` is told of a job after each thing that happened to it, ``changed`` that a job has something new to
    show.
    """

    store: Store
    shelf: Shelf
    flux: Flux
    catalogue: Catalogue
    poller: Poller
    adoption: Adoption
    clock: Clock
    random: Random
    pace: Pace
    noted: Callable[[Job], None]
    changed: Callable[[str], None]


class _Unwanted(Exception):
    """The call is not to go out any more: the job was cancelled, or the process stops."""


class Passage:
    """One prediction under way, carried by the one task that runs ``run``.

    ``was_sent`` says of one that is being submitted that its call may have gone out before: it is looked for and
    never sent.
    """

    def __init__(self, prediction: Prediction, workshop: Workshop, *, was_sent: bool = False) -> None:
        self.prediction = prediction
        self.percent: int | None = None
        """How far it is by its log, 0..100; ``None`` where the log tells nothing."""
        self.stage = prediction.state
        """Its state, except that it counts as submitting until the answer of the create call is stored."""
        self.is_fetching = False
        """Whether its pictures are on their way."""
        self._workshop = workshop
        self._external_id = prediction.external_id
        self._sent_at_s = workshop.clock.monotonic_s() - _age_s(prediction, workshop.clock)
        self._typical_s = 0.0
        self._is_sent = was_sent
        self._is_looked_for = False
        self._is_writing = False
        self._unwanted = asyncio.Event()
        self._left = asyncio.Event()

    @property
    def at_service(self) -> bool:
        """Whether it counts towards what is at the service at once."""
        return self.stage in {PredictionState.SUBMITTING, PredictionState.RUNNING}

    @property
    def is_creating(self) -> bool:
        """Whether its paid call is in flight or about to be, or has an answer that is not stored yet."""
        return self.stage is PredictionState.SUBMITTING and not self._is_looked_for

    def give_up(self, task: asyncio.Task[None]) -> None:
        """End the task that carries this, which was cancelled: at once where it only waits for the service.

        While the paid call is in flight, or something is being written down, the task ends right after it; one
        that waits for another try is not sent; one that is looked for is looked for on, since it may have been
        paid.
        """
        self._unwanted.set()
        if self.stage in {PredictionState.RUNNING, PredictionState.FETCHING} and not self._is_writing:
            task.cancel()

    def leave(self, task: asyncio.Task[None]) -> None:
        """End the task that carries this and leave the rest to the next start."""
        self._left.set()
        self.give_up(task)
        if self._is_looked_for and not self._is_writing:
            task.cancel()

    async def run(self) -> None:
        """Carry the prediction to its end; whatever goes wrong is written down as its fault."""
        try:
            await self._go()
        except IllegalTransition:
            log.info("%s ended meanwhile; what comes of it is dropped", self._name)
        except JobGone:
            log.info("%s is forgotten; what comes of it is dropped", self._name)
        except NotOurs:
            log.warning("%s external=%s is carried by another process now", self._name, self._external_id)
        except Exception:
            reference = self._reference()
            log.exception("%s reference=%s broke off", self._name, reference)
            await self._break_off(reference)

    async def _go(self) -> None:
        job = await self._present_job()
        self._typical_s = self._workshop.catalogue.typical_s(job.model)
        told = await self._submit(job, self._workshop.catalogue[job.model]) if self.is_creating else None
        if not self._goes_on:
            return
        if told is None or not told.status.ended or told.lacks_outputs:
            told = await self._watch()
        if told is not None:
            await self._finish(told)

    @property
    def _goes_on(self) -> bool:
        return self.stage in {PredictionState.RUNNING, PredictionState.FETCHING} and not self._unwanted.is_set()

    async def _submit(self, job: Job, model: Model) -> Told | None:
        """Have it created, or find it where it may have been; return the answer of the paid call, if any."""
        if not self._is_sent and (self._unwanted.is_set() or job.cancel_requested):
            await self._advance(PredictionEvent.NOT_SENT)
            return None
        told = None if self._is_sent else await self._create(model)
        if told is None and self._is_sent and not self._left.is_set():
            await self._find(model)
        return told

    async def _create(self, model: Model) -> Told | None:
        """Make the paid call; return its answer, or ``None`` where it has none."""
        self._is_sent = True
        try:
            told = await self._workshop.flux.create(model, self.prediction.input, before_each=self._confirm)
        except _Unwanted:
            self._is_sent = False
            await self._advance(PredictionEvent.NOT_SENT)
            return None
        except UnknownOutcome as error:
            log.warning("%s has an unknown outcome: %s", self._name, error)
            return None
        except ServiceError as error:
            ending = faults.of_create(error, self._reference())
            self._is_sent = False
            await self._end(ending)
            return None
        self._sent_at_s = self._workshop.clock.monotonic_s()
        await self._take_on(told.id)
        return told

    async def _confirm(self, wait_s: float) -> None:
        """Let the paid call go out after a wait, only where it is wanted and its job ours for half a lease more.

        Raises:
            _Unwanted: it is not wanted any more; the wait ends with that.
            NotOurs: it is not ours; this process was frozen, or cut off from the store, for too long.
        """
        await pause(wait_s, unless=self._unwanted)
        store, clock = self._workshop.store, self._workshop.clock
        confirm = partial(store.confirm, self.prediction.job_id)
        while True:
            asked_s = clock.monotonic_s()
            if not await self._stored(confirm):
                raise NotOurs(self.prediction.job_id)
            if self._unwanted.is_set():
                raise _Unwanted
            if clock.monotonic_s() - asked_s < store.lease_s / 2:
                return

    async def _find(self, model: Model) -> None:
        """Look for what may have been created; it goes on under the id that it is found by, else it is lost."""
        self._is_looked_for = True
        try:
            external_id = await self._workshop.adoption.find(self.prediction, model)
        finally:
            self._is_looked_for = False
        if external_id is None:
            fault = Fault(FaultKind.UNKNOWN_OUTCOME, self._reference())
            await self._end(faults.Ending(PredictionEvent.LOST, fault, "not found at the service"))
            return
        log.info("%s external=%s found at the service", self._name, external_id)
        await self._take_on(external_id)

    async def _take_on(self, external_id: str) -> None:
        """Write down the service's id; where nobody wants the pictures any more, cancel there too."""
        self._external_id = external_id
        job = await self._identified(external_id)
        self._is_sent = False
        if job.cancel_requested or job.deleted:
            await self._cancel(external_id)
        else:
            self.stage = PredictionState.RUNNING

    async def _identified(self, external_id: str) -> Job:
        """Write down the service's id, also where this process was frozen and another one had the job meanwhile.

        That one cannot know the id: it finds it in the service's list, or gives the prediction up and tells so.
        Until it has done either it is waited for, though not when the pictures are gone.
        """
        while True:
            try:
                return await self._advance(PredictionEvent.CREATED, external_id=external_id)
            except (IllegalTransition, NotOurs):
                job = await self._present_job()
                hurries = self._left.is_set()
                if job.state is JobState.UNKNOWN and (hurries or _is_told(job)):
                    return await self._advance(PredictionEvent.FOUND, external_id=external_id)
                if hurries or self._is_past_adoption or not _may_be_found(job, self.prediction.id):
                    raise
            log.info("%s external=%s is kept in mind: another process has the job", self._name, external_id)
            await pause(self._workshop.pace.settle_s, unless=self._left)

    @property
    def _is_past_adoption(self) -> bool:
        return _age_s(self.prediction, self._workshop.clock) >= self._workshop.pace.adopt_within_s

    async def _present_job(self) -> Job:
        job = await self._stored(partial(self._workshop.store.job, self.prediction.job_id))
        if job is None:
            raise JobGone
        return job

    async def _cancel(self, external_id: str) -> None:
        """End what was cancelled while the call was in flight, here first, then at the service."""
        self.stage = PredictionState.CANCELED
        await self._advance(PredictionEvent.CANCELED)
        await cancel_at_service(self._workshop.flux, external_id)

    async def _watch(self) -> Told | None:
        assert self._external_id is not None, "a running prediction has the service's id"
        age_s = self._workshop.clock.monotonic_s() - self._sent_at_s
        try:
            return await self._workshop.poller.watch(
                self._external_id, typical_s=self._typical_s, age_s=age_s, seen=self._see
            )
        except TimedOut:
            # What had succeeded before a restart cannot become an unknown outcome.
            fetching = self.stage is PredictionState.FETCHING
            event = PredictionEvent.FAILED if fetching else PredictionEvent.LOST
            kind = FaultKind.PICTURES_LOST if fetching else FaultKind.TIMED_OUT
            await self._end(faults.Ending(event, Fault(kind, self._reference()), "deadline passed"))
            return None

    def _see(self, told: Told) -> None:
        steps = self.prediction.input.get("num_inference_steps")
        percent = told.percent(int(steps) if steps is not None else None)
        if percent is None:
            return
        # The bar never goes back: neither behind what time alone had let people see before the log told
        # anything, nor at the next picture of a batch.
        percent = max(percent, self._estimated_percent() if self.percent is None else self.percent)
        if percent != self.percent:
            self.percent = percent
            self._workshop.changed(self.prediction.job_id)

    def _estimated_percent(self) -> int:
        return estimated_percent(self._workshop.clock.monotonic_s() - self._sent_at_s, self._typical_s)

    async def _finish(self, told: Told) -> None:
        ending = faults.of_end(told, self._reference())
        if ending is not None:
            await self._end(ending)
            return
        if self.stage is PredictionState.RUNNING:
            await self._advance(PredictionEvent.SUCCEEDED)
        self.stage = PredictionState.FETCHING
        if not self._unwanted.is_set():
            await self._fetch(told)

    async def _fetch(self, told: Told) -> None:
        """Fetch all pictures at once, and keep those that can be had."""
        self.is_fetching = True
        asked = int(self.prediction.input.get("num_outputs", 1))
        async with asyncio.TaskGroup() as group:
            fetches = [group.create_task(self._fetch_one(n, url)) for n, url in enumerate(told.outputs[:asked])]
        results = [fetch.result() for fetch in fetches]
        pictures = [result for result in results if isinstance(result, Picture)]
        fault = fault_of_all(result for result in results if isinstance(result, Fault))
        seed = None if told.seed == self.prediction.input["seed"] else told.seed
        event = PredictionEvent.FETCHED if pictures else PredictionEvent.FAILED
        await self._advance(event, fault=fault, pictures=pictures, reported_seed=seed)

    async def _fetch_one(self, index: int, url: str) -> Picture | Fault:
        try:
            fetched = await self._fetch_patiently(url)
            width, height = await asyncio.to_thread(size_of, fetched.body)
        except ServiceError as error:
            fault = faults.of_fetch(error, self._reference())
            log.warning("%s fault=%s reference=%s: %s", self._name, fault.kind, fault.reference, error)
            return fault
        except PictureRefused as refused:
            reference = self._reference()
            log.warning("%s reference=%s: its picture is %s", self._name, reference, refused.reason)
            return Fault(FaultKind.PICTURES_LOST, reference)
        number = self.prediction.number + index
        name = f"{number}{fetched.media_type.suffix}"
        await self._stored(partial(self._workshop.shelf.put, self.prediction.job_id, name, fetched.body))
        return Picture(number, fetched.media_type, width, height, len(fetched.body), name)

    async def _fetch_patiently(self, url: str) -> FetchedPicture:
        """Fetch a picture that was paid for, again after a while where that may help."""
        for pause_s in self._workshop.pace.fetch_waits_s:
            try:
                return await self._workshop.flux.fetch(url)
            except (ForeignHost, PictureGone):
                raise
            except ServiceError as error:
                log.info("%s fetch failed, again in %.1f s: %s", self._name, pause_s, error)
                await asyncio.sleep(pause_s)
        return await self._workshop.flux.fetch(url)

    async def _break_off(self, reference: str) -> None:
        """End what met a mistake of ours; where the paid call may have gone out, its outcome is unknown."""
        event = PredictionEvent.LOST if self._is_sent else PredictionEvent.FAILED
        try:
            await self._advance(event, fault=Fault(FaultKind.INTERNAL, reference))
        except Exception:
            log.exception("%s reference=%s could not be ended; the next start will", self._name, reference)

    async def _end(self, ending: faults.Ending) -> None:
        fault = ending.fault
        log.warning("%s fault=%s reference=%s: %s", self._name, fault.kind, fault.reference, ending.words)
        await self._advance(ending.event, fault=fault)

    async def _advance(
        self,
        event: PredictionEvent,
        *,
        external_id: str | None = None,
        fault: Fault | None = None,
        pictures: list[Picture] | None = None,
        reported_seed: int | None = None,
    ) -> Job:
        self._is_writing = True
        write = partial(
            self._workshop.store.advance_prediction,
            self.prediction.id,
            event,
            external_id=external_id,
            reported_seed=reported_seed,
            fault=fault,
            pictures=pictures or (),
        )
        try:
            job = await self._stored(write)
        finally:
            self._is_writing = False
        log.info("%s %s, the job is %s", self._name, event, job.state)
        self._workshop.noted(job)
        return job

    async def _stored(self, act: Callable[[], Awaitable[_Result]]) -> _Result:
        return await patiently(act, what=self._name, pace=self._workshop.pace)

    def _reference(self) -> str:
        return new_reference(self._workshop.random)

    @property
    def _name(self) -> str:
        return f"job={self.prediction.job_id} prediction={self.prediction.id}"


async def cancel_at_service(flux: Flux, external_id: str) -> None:
    """Ask the service to stop a prediction; where it cannot, its result is dropped all the same."""
    try:
        await flux.cancel(external_id)
    except ServiceError as error:
        log.info("external=%s is not cancelled at the service: %s", external_id, error)


def _is_told(job: Job) -> bool:
    """Say whether the card of an ended job tells of that; until then an edit may be on its way there."""
    return job.card is None or job.card.shows_end


def _may_be_found(job: Job, prediction_id: str) -> bool:
    """Say whether one of a job's predictions is looked for, or given up in a job that has nothing else to show."""
    state = next(prediction.state for prediction in job.predictions if prediction.id == prediction_id)
    lacks_id = state in {PredictionState.SUBMITTING, PredictionState.UNKNOWN}
    return lacks_id and job.state in {JobState.WORKING, JobState.UNKNOWN}


def _age_s(prediction: Prediction, clock: Clock) -> float:
    if prediction.submitted_at is None:
        return 0.0
    return max(0.0, (clock.now() - prediction.submitted_at).total_seconds())
