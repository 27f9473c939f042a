"""Looks at what has changed: once for any number of news, one look at a time, and again where one failed.

What a look does is its owner's, and it must find out for itself what there is: news only says that it is time.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from random import Random
from typing import Generic, TypeVar

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
    """Looks at hashable things.

    ``at_once`` looks are under way at the same time at most. Up to ``most`` things are remembered; of any more
    nothing is learned until they are noted again.
    """

    def __init__(
        self,
        look: Callable[[Thing], Awaitable[None]],
        *,
        random: Random,
        at_once: int = 4,
        most: int = 10_000,
    ) -> None:
        self._look = look
        self._random = random
        self._turns = asyncio.Semaphore(at_once)
        self._most = most
        self._tasks = Tasks()
        self._noted: dict[Thing, bool] = {}
        """Everything at which somebody is looking, or is about to, and whether it has changed since."""
        self._waiting: set[Thing] = set()
        """Things of them at which there was nothing to see yet."""

    def note(self, thing: Thing) -> None:
        """Have a look at a thing, soon; if that is under way, once more after it."""
        if thing in self._noted:
            self._noted[thing] = True
        elif len(self._noted) < self._most:
            self._noted[thing] = False
            self._tasks.start(self._attend(thing), name=f"look at {thing}")
        else:
            log.warning("%s is not looked at: %d things wait already", thing, self._most)

    async def finish(self) -> None:
        """Stop looking, in the middle of it too."""
        await self._tasks.cancel()

    async def _attend(self, thing: Thing) -> None:
        try:
            while True:
                async with self._turns:
                    self._noted[thing] = False
                    has_looked = await self._has_looked(thing)
                if not has_looked:
                    await self._try_again(thing)
                await asyncio.sleep(_REST_S)
                if not self._noted[thing]:
                    return
        finally:
            del self._noted[thing]
            self._waiting.discard(thing)

    async def _try_again(self, thing: Thing) -> None:
        retry_s = _FIRST_RETRY_S
        tries = 0
        while tries < _TRIES:
            # Somebody else may have their turn meanwhile.
            await asyncio.sleep(retry_s)
            async with self._turns:
                if await self._has_looked(thing):
                    return
            tries += 0 if thing in self._waiting else 1
            retry_s = min(2 * retry_s, _LONGEST_RETRY_S)

    async def _has_looked(self, thing: Thing) -> bool:
        self._waiting.discard(thing)
        try:
            await self._look(thing)
        except NotYet:
            self._waiting.add(thing)
            return False
        except StoreUnavailable as fault:
            log.warning("the look at %s waits for the store: %s", thing, fault)
            return False
        except Exception:
            log.exception("the look at %s reference=%s failed", thing, new_reference(self._random))
            return False
        return True
