"""Finished pictures on their way to the artist: given to the face until it takes them, then counted as paid.

How they are shown is the face's (``studio.face``). That it is about to show them is noted first, so that whoever
comes after a death looks before anything is shown twice.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from random import Random

from studio.clock import Clock, pause
from studio.errors import JobGone
from studio.face import Face, NotReached, Undeliverable
from studio.ids import new_reference
from studio.jobs import Job, JobState
from studio.patience import patiently
from studio.polling import Pace
from studio.states import IllegalTransition, JobEvent
from studio.store import NotOurs, Shelf, Store, StoreUnavailable
from studio.tasks import Tasks
from studio.thumbnails import Thumbnails

log = logging.getLogger(__name__)


class Deliveries:
    """Delivers jobs, each in a task of its own, so that none waits for another."""

    def __init__(
        self,
        *,
        store: Store,
        shelf: Shelf,
        clock: Clock,
        random: Random,
        pace: Pace,
        tasks: Tasks,
        noted: Callable[[Job], None],
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._clock = clock
        self._random = random
        self._pace = pace
        self._tasks = tasks
        self._noted = noted
        self._thumbnails = Thumbnails(store)
        self._under_way: set[str] = set()
        self._stop_asked = asyncio.Event()

    def start(self, job_id: str, face: Face) -> None:
        """Begin to deliver a job, unless that is under way."""
        if job_id not in self._under_way and not self._stop_asked.is_set():
            self._under_way.add(job_id)
            self._tasks.start(self._deliver(job_id, face), name=f"deliver {job_id}")

    def stop(self) -> None:
        """Begin no attempt any more; the next start delivers the rest."""
        self._stop_asked.set()

    async def _deliver(self, job_id: str, face: Face) -> None:
        is_reached = True
        try:
            if await self._shown(job_id, face):
                end = partial(self._store.advance_job, job_id, JobEvent.DELIVERED)
                job = await patiently(end, what=f"job={job_id}", pace=self._pace)
                log.info("job=%s %s, captured_micro_usd=%d", job_id, job.state, job.captured_micro_usd)
                self._noted(job)
        except NotReached:
            is_reached = False
        except (NotOurs, IllegalTransition):
            log.warning("job=%s is delivered by another process", job_id)
        finally:
            self._under_way.discard(job_id)
        if not is_reached:
            # Only now: from this on a press may begin the next delivery.
            await self._keep(job_id)

    async def _shown(self, job_id: str, face: Face) -> bool:
        """Try until the pictures are shown or never can be; ``False`` where the rest is for the next start.

        Pictures that can no longer be shown were made and paid for all the same, so their job ends as done.
        """
        give_up_s = self._clock.monotonic_s() + self._pace.delivery_deadline_s
        pause_s = self._pace.first_delivery_wait_s
        while not self._stop_asked.is_set():
            try:
                return await self._show(job_id, face)
            except (Undeliverable, FileNotFoundError) as exc:
                log.warning("job=%s cannot be delivered: %s", job_id, exc)
                return True
            except (NotReached, NotOurs, IllegalTransition):
                raise
            except StoreUnavailable as fault:
                log.warning("job=%s is not delivered yet: %s", job_id, fault)
            except Exception:
                reference = new_reference(self._random)
                log.exception("job=%s reference=%s delivery failed", job_id, reference)
            if self._clock.monotonic_s() >= give_up_s:
                log.error("job=%s is not delivered: given up", job_id)
                return True
            await pause(pause_s, unless=self._stop_asked)
            pause_s = min(2 * pause_s, self._pace.longest_delivery_wait_s)
        return False

    async def _keep(self, job_id: str) -> None:
        """Write down, for every process to know, that the pictures wait for their artist."""
        try:
            await patiently(partial(self._store.keep, job_id), what=f"job={job_id}", pace=self._pace)
        except (NotOurs, IllegalTransition, JobGone):
            log.info("job=%s is not to be kept any more", job_id)
        else:
            log.warning("job=%s is kept until it is asked for: its artist cannot be reached", job_id)

    async def _show(self, job_id: str, face: Face) -> bool:
        job = await self._store.job(job_id)
        if job is None or job.state is not JobState.DELIVERING:
            return False
        # Noted anew at every try: it is refused where another process carries the job.
        await self._store.begin_delivery(job_id)
        is_shown = job.delivery_begun_at is not None and await face.has_delivered(job)
        pictures = [(picture, await self._shelf.get(job_id, picture.file_name)) for picture in job.pictures]
        if is_shown:
            log.info("job=%s is shown already", job_id)
        else:
            await face.deliver(job, pictures)
        await self._thumbnails.keep(job, [body for _, body in pictures])
        return True
