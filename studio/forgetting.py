"""Forgets people who ask for it, and servers that the bot has left: durable, so that no death leaves it half done.

It is an occasion of the agenda, which is there until all is gone: whatever process is at it, another goes on where
it died. What runs is cancelled first, by the usual means, and a paid call in flight is waited for. What is
forgotten, and what stays without a name, is told in ``studio.store.forgetting``.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

from studio.clock import Clock
from studio.community.agenda import Agenda, Handlers
from studio.community.occasions import EVERYWHERE, Occasion, OccasionKind
from studio.community.showcase import Spot
from studio.errors import JobGone
from studio.jobs import JobState, Review, Verdict
from studio.store import Shelf, Store, StoreUnavailable
from studio.store.forgetting import ForgettingStore, LiveJob, Owner, Shown, Whose
from studio.store.reviews import ReviewStore
from studio.studio import Studio

log = logging.getLogger(__name__)

TakeDown: TypeAlias = Callable[[Spot], Awaitable[None]]
"""Takes the copies of a card down that was deleted; may raise anything where that cannot be now."""

BATCH = 50
"""How many jobs are forgotten in one act of the store: some hundredths of a second, for which others wait."""

_PATIENCE = timedelta(seconds=20)
"""How long cards have to show that their jobs were cancelled, and pictures that are on their way to arrive."""

_TRIES = 3
"""How often the copies of a card are tried to be taken down."""


def scrubbing(now: datetime) -> Occasion:
    """Return when what is deleted until then is cleared off the disk.

    An occasion of its own: until the one before is finished, it stands in the store who is to be forgotten.
    """
    return Occasion(OccasionKind.SCRUB, "store", EVERYWHERE, EVERYWHERE, now)


class Forgetting:
    """Forgets; ``pause_s`` is how far apart looks at what still runs are, in seconds."""

    def __init__(
        self,
        store: Store,
        studio: Studio,
        shelf: Shelf,
        agenda: Agenda,
        *,
        clock: Clock,
        pause_s: float = 0.5,
        batch: int = BATCH,
    ) -> None:
        self._store = store
        self._forgetting = ForgettingStore(store.lanes)
        self._agenda = agenda
        self._reviews = ReviewStore(store.lanes)
        self._studio = studio
        self._shelf = shelf
        self._clock = clock
        self._pause_s = pause_s
        self._batch = batch

    def handlers(self, take_down: TakeDown) -> Handlers:
        """Return what the agenda calls."""
        return {
            OccasionKind.FORGET_PERSON: partial(self._person, take_down=take_down),
            OccasionKind.FORGET_SERVER: self._server,
            OccasionKind.SCRUB: self._scrub,
        }

    async def _person(self, occasion: Occasion, *, take_down: TakeDown) -> Sequence[Occasion]:
        """Forget a person; returns only when nothing of them is left."""
        person_id = int(occasion.subject)
        owner = Owner(Whose.PERSON, person_id)
        # Copies take the longest, and are found by their jobs.
        count = await self._forget_jobs(owner, since=occasion.due_at, hanging=False)
        for shown in await self._forgetting.shown(person_id):
            await self._take_down(shown, take_down)
        while not await self._forgetting.forget_person(person_id, self._clock.now()):
            count += await self._forget_jobs(owner, since=occasion.due_at)
        log.info("somebody is forgotten, with %d jobs", count)
        return (scrubbing(self._clock.now()),)

    async def _server(self, occasion: Occasion) -> Sequence[Occasion]:
        """Forget a server that the bot has left; its showcases are out of reach."""
        server_id = int(occasion.subject)
        count = 0
        while not await self._forgetting.forget_server(server_id):
            count += await self._forget_jobs(Owner(Whose.SERVER, server_id), since=occasion.due_at)
            if not await self._agenda.is_planned(occasion.kind, occasion.subject):
                log.info("server %d is not forgotten any further: the bot is there again", server_id)
                return ()
        log.info("server %d is forgotten, with %d jobs", server_id, count)
        return (scrubbing(self._clock.now()),)

    async def _scrub(self, occasion: Occasion) -> Sequence[Occasion]:
        """Clear what was deleted off the disk."""
        del occasion
        await self._store.scrub()
        return ()

    async def _forget_jobs(self, owner: Owner, *, since: datetime, hanging: bool = True) -> int:
        """End what runs as far as that is possible now, and forget what has ended; return how much that was.

        What has copies in showcases is left for later unless ``hanging``.
        """
        hurries = self._clock.now() - since >= _PATIENCE
        live = await self._forgetting.live(owner)
        for job in live:
            await self._end(job, hurries=hurries)
        count = 0
        while ids := await self._forgetting.ended(owner, self._batch, untold=hurries, hanging=hanging):
            # Together: where the shelf is a table they share a commit.
            await asyncio.gather(*(self._shelf.drop(job_id) for job_id in ids))
            await self._forgetting.forget_jobs(ids, self._clock.now())
            count += len(ids)
        if not count:
            await asyncio.sleep(self._pause_s)
        return count

    async def _end(self, job: LiveJob, *, hurries: bool) -> None:
        """Bring a job nearer to its end: what is being delivered ends by that, unless nobody can be reached."""
        try:
            if job.state is JobState.REVIEWING:
                await self._reviews.judge(job.id, Review(Verdict.WITHDRAWN), now=self._clock.now())
                # What moderators are shown of it is taken down.
                self._agenda.wake()
            elif job.state is not JobState.DELIVERING:
                if not job.is_cancelled:
                    await self._studio.cancel(job.id)
            elif job.is_kept or hurries:
                await self._studio.delete(job.id, by_id=None)
                if job.is_kept and await self._store.take_kept(job.id):
                    await self._studio.deliver(job.id)
        except JobGone:
            log.debug("job=%s was forgotten meanwhile", job.id)

    async def _take_down(self, shown: Shown, take_down: TakeDown) -> None:
        """Take the copies of a card down; where that is not possible the rest is not held up by it."""
        await self._studio.delete(shown.job_id, by_id=None)
        spot = Spot(shown.server_id, shown.channel_id, shown.message_id)
        for left in reversed(range(_TRIES)):
            try:
                await take_down(spot)
            except StoreUnavailable:
                raise
            except Exception:
                log.warning("a copy of message %d stands still", spot.message_id, exc_info=not left)
                await asyncio.sleep(self._pause_s)
            else:
                return
