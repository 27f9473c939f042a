"""Looks at what has changed: once for any number of news, one look at a time, and again where one failed.

What a look does is its owner's, and it must find out for itself what there is: news only says that it is time.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from random import Random
from typing import Generic, TypeVar

from studio.clock import Clock, pause
from studio.ids import new_reference
from studio.store import StoreUnavailable
from studio.tasks import Tasks

log = logging.getLogger(__name__)

Thing = TypeVar("Thing")

_REST_S = 3.0
"""How far two looks at the same thing are apart, in seconds."""

_TRIES = 6
_FIRST_RETRY_S = 5.0
_LONGEST_RETRY_S = 300.0


class NotYet(Exception):
    """There is nothing to see yet: a look that raises this is repeated until there is."""


class Looks(Generic[Thing]):
    """Looks at hashable things while ``run`` runs.

    ``at_once`` looks are under way at the same time at most. Up to ``most`` things are remembered; of any more
    nothing is learned until they are noted again.
    """

    def __init__(
        self,
        look: Callable[[Thing], Awaitable[None]],
        *,
        clock: Clock,
        random: Random,
        at_once: int = 4,
        most: int = 10_000,
    ) -> None:
        self._look = look
        self._clock = clock
        self._random = random
        self._at_once = at_once
        self._most = most
        self._tasks = Tasks()
        self._woken = asyncio.Event()
        self._due_s: dict[Thing, float] = {}
        self._resting_s: dict[Thing, float] = {}
        self._at_it: set[Thing] = set()
        self._retries: dict[Thing, int] = {}
        self._failures: dict[Thing, int] = {}

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being looked at, or waits for that."""
        return not (self._due_s or self._at_it)

    def note(self, thing: Thing) -> None:
        """Have a look at a thing, soon; if that is under way, once more after it."""
        if thing not in self._due_s and len(self._due_s) >= self._most:
            log.warning("%s is not looked at: %d things wait already", thing, self._most)
            return
        # News is a reason not to wait any longer for another try.
        self._due_s[thing] = self._resting_s.get(thing, self._clock.monotonic_s())
        self._woken.set()

    async def run(self) -> None:
        """Look until cancelled, then stop in the middle of it too."""
        try:
            while True:
                self._woken.clear()
                for thing in self._ready():
                    del self._due_s[thing]
                    self._at_it.add(thing)
                    self._tasks.start(self._attend(thing), name=f"look at {thing}")
                await pause(self._wait_s(), unless=self._woken)
        finally:
            await self._tasks.cancel()

    def _ready(self) -> list[Thing]:
        """Return what is due and may be looked at now, the longest due first."""
        now_s = self._clock.monotonic_s()
        self._resting_s = {thing: until_s for thing, until_s in self._resting_s.items() if until_s > now_s}
        due = [thing for thing, due_s in self._due_s.items() if due_s <= now_s and thing not in self._at_it]
        return sorted(due, key=self._due_s.__getitem__)[: self._at_once - len(self._at_it)]

    def _wait_s(self) -> float | None:
        """Return how long nothing more is due, in seconds; ``None`` where only news or an end of a look counts."""
        if len(self._at_it) >= self._at_once:
            return None
        waits = [due_s for thing, due_s in self._due_s.items() if thing not in self._at_it]
        return max(0.0, min(waits) - self._clock.monotonic_s()) if waits else None

    async def _attend(self, thing: Thing) -> None:
        try:
            retry_s = await self._looked(thing)
        finally:
            self._at_it.discard(thing)
            self._woken.set()
        now_s = self._clock.monotonic_s()
        self._resting_s[thing] = now_s + _REST_S
        if thing in self._due_s:
            # Something new came meanwhile.
            self._due_s[thing] = now_s + _REST_S
        elif retry_s is not None:
            self._due_s[thing] = now_s + retry_s

    async def _looked(self, thing: Thing) -> float | None:
        """Have a look; return in how many seconds another is to follow, ``None`` where none is."""
        try:
            await self._look(thing)
        except NotYet:
            return self._next_retry_s(thing)
        except StoreUnavailable as fault:
            log.warning("the look at %s waits for the store: %s", thing, fault)
        except Exception:
            log.exception("the look at %s reference=%s failed", thing, new_reference(self._random))
        else:
            self._forget(thing)
            return None
        self._failures[thing] = self._failures.get(thing, 0) + 1
        if self._failures[thing] > _TRIES:
            self._forget(thing)
            return None
        return self._next_retry_s(thing)

    def _next_retry_s(self, thing: Thing) -> float:
        retries = self._retries[thing] = self._retries.get(thing, -1) + 1
        return min(_FIRST_RETRY_S * 2.0 ** min(retries, 16), _LONGEST_RETRY_S)

    def _forget(self, thing: Thing) -> None:
        self._failures.pop(thing, None)
        self._retries.pop(thing, None)
