"""Lets happen what was planned: each occasion once, by one process at a time, when it is due or as soon as it can.

What happens is the handlers'; here is only when, by whom, and what becomes of it where a process dies.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from random import Random
from typing import TypeAlias

from studio.clock import Clock, pause
from studio.community.occasions import Occasion, OccasionKind
from studio.ids import new_reference
from studio.store import StoreUnavailable
from studio.store.agenda import AgendaStore
from studio.tasks import Tasks

log = logging.getLogger(__name__)

Handler: TypeAlias = Callable[[Occasion], Awaitable[Sequence[Occasion]]]
"""Does what an occasion is about and returns what is to be planned next.

It is called at the time or later, by how much the clock says; and once more where it failed or a process died in
it, so it must find out what it has done already.
"""

Handlers: TypeAlias = Mapping[OccasionKind, Handler]

_FIRST_RETRY_S = 5.0
_LONGEST_RETRY_S = 600.0
_RENEWALS_IN_A_LEASE = 3
_LAST_HANDLERS_S = 5.0
"""How long what is happening may take when the bot stops, in seconds."""


class Agenda:
    """Keeps what is planned and, while ``run`` runs, lets it happen.

    Other processes may plan too, so it looks every ``look_s`` seconds at the latest.
    """

    def __init__(self, store: AgendaStore, *, clock: Clock, random: Random, look_s: float = 15.0) -> None:
        self._store = store
        self._clock = clock
        self._random = random
        self._look_s = look_s
        self._woken = asyncio.Event()
        self._tasks = Tasks()
        self._at_it: set[tuple[OccasionKind, str]] = set()

    async def plan(self, *planned: Occasion) -> None:
        """Plan occasions, each in place of the one of its kind and subject."""
        await self._store.plan(planned)
        self.wake()

    async def plan_once(self, occasion: Occasion) -> bool:
        """Plan an occasion unless one of its kind and subject is planned; say whether it was not."""
        is_new = await self._store.plan_once(occasion)
        self.wake()
        return is_new

    async def is_planned(self, kind: OccasionKind, subject: str) -> bool:
        """Say whether an occasion is still to happen, or is happening."""
        return await self._store.is_planned(kind, subject)

    async def planned(self, kind: OccasionKind) -> frozenset[str]:
        """Return what the occasions of a kind are about that are still to happen, or are happening."""
        return await self._store.planned(kind)

    async def drop(self, kind: OccasionKind, subject: str) -> None:
        """Let an occasion not happen; one that is happening goes on, and leads to nothing."""
        await self._store.drop(kind, subject)

    def wake(self) -> None:
        """Look at once for what is due."""
        self._woken.set()

    async def run(self, handlers: Handlers, served: Callable[[], Collection[int]]) -> None:
        """Let happen what is due on the servers that this process serves, until cancelled.

        What is happening then has a few seconds; the rest is given back, and happens at the next start or
        elsewhere.
        """
        renewing = asyncio.create_task(self._renew(), name="agenda-leases")
        try:
            while True:
                self._woken.clear()
                try:
                    await self._look(handlers, served())
                    wait_s = await self._wait_s(served())
                except StoreUnavailable as fault:
                    log.warning("the agenda waits for the store: %s", fault)
                    wait_s = self._look_s
                await pause(wait_s, unless=self._woken)
        finally:
            await self._tasks.wait(_LAST_HANDLERS_S)
            await self._tasks.cancel()
            renewing.cancel()
            with suppress(StoreUnavailable):
                await self._store.release()

    async def _look(self, handlers: Handlers, served: Collection[int]) -> None:
        if not served:
            return
        for occasion in await self._store.claim(served, self._clock.now()):
            if occasion.key not in self._at_it:
                self._at_it.add(occasion.key)
                self._tasks.start(self._happen(occasion, handlers[occasion.kind]), name=occasion.name)

    async def _wait_s(self, served: Collection[int]) -> float:
        """Return how long nothing new is due, in seconds; what is due already is being done."""
        due_at = await self._store.next_due_at(served) if served else None
        if due_at is None:
            return self._look_s
        ahead_s = (due_at - self._clock.now()).total_seconds()
        return min(ahead_s, self._look_s) if ahead_s > 0 else self._look_s

    async def _happen(self, occasion: Occasion, handler: Handler) -> None:
        retry_s = _FIRST_RETRY_S
        try:
            while not await self._has_happened(occasion, handler):
                await asyncio.sleep(retry_s)
                retry_s = min(2 * retry_s, _LONGEST_RETRY_S)
        finally:
            self._at_it.discard(occasion.key)
            self.wake()

    async def _has_happened(self, occasion: Occasion, handler: Handler) -> bool:
        try:
            follow = await handler(occasion)
            if await self._store.finish(occasion, follow):
                log.info("%s has happened", occasion.name)
        except StoreUnavailable as fault:
            log.warning("%s waits for the store: %s", occasion.name, fault)
            return False
        except Exception:
            reference = new_reference(self._random)
            log.exception("%s reference=%s failed", occasion.name, reference)
            return False
        return True

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self._store.lease_s / _RENEWALS_IN_A_LEASE)
            try:
                await self._store.renew()
            except StoreUnavailable as fault:
                log.warning("what happens is not claimed any longer: %s", fault)
