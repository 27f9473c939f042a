"""Calls that a test lets wait, before they are acted on or before their answers go out.

Which calls there are is their server's affair; the loopback Discord of the tests holds its requests with this too.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from aiohttp import web

K = TypeVar("K")
T = TypeVar("T")


class Dropped(Exception):
    """A call that waited is forgotten: nothing comes of it, and nobody answers."""


@dataclass(eq=False, slots=True)
class Hold(Generic[K, T]):
    """Lets calls wait until it is over; ``waiting`` counts them, ``answered`` those whose answers then went out.

    ``acted`` says that they wait with their answers, after all was done that they asked for; only of these it is
    known when they are answered.
    """

    key: K
    applies: Callable[[T], bool]
    acted: bool
    waiting: int = 0
    answered: int = 0
    is_dropping: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def drop(self) -> None:
        """Let what waits be forgotten at the end instead of going on."""
        self.is_dropping = True


class Holds(Generic[K, T]):
    """All holds of a server; ``told`` is called when a call begins or ceases to wait."""

    def __init__(self, told: Callable[[], None]) -> None:
        self._told = told
        self._holds: list[Hold[K, T]] = []

    @asynccontextmanager
    async def held(self, key: K, applies: Callable[[T], bool], *, acted: bool) -> AsyncIterator[Hold[K, T]]:
        """Let calls wait while the block runs; they go on at its end, in their order."""
        hold = Hold(key, applies, acted)
        self._holds.append(hold)
        try:
            yield hold
        finally:
            self._holds.remove(hold)
            hold.over.set()

    def waiting(self, key: K) -> int:
        """Return how many calls of a kind wait."""
        return sum(hold.waiting for hold in self._holds if hold.key == key)

    async def wait(self, key: K, call: T, *, acted: bool) -> tuple[Hold[K, T], ...]:
        """Let a call wait where it is held; return where it was.

        Raises:
            Dropped: it is to be forgotten.
        """
        holds = tuple(h for h in self._holds if h.key == key and h.acted is acted and h.applies(call))
        for hold in holds:
            await self._wait(hold)
        return holds

    async def answer(self, request: web.Request, answer: web.StreamResponse, holds: Iterable[Hold[K, T]]) -> None:
        """Send the answer of a call that was held, whether or not somebody is still there to read it."""
        with suppress(ConnectionError):
            await answer.prepare(request)
            await answer.write_eof()
        for hold in holds:
            hold.answered += 1
            self._told()

    async def _wait(self, hold: Hold[K, T]) -> None:
        hold.waiting += 1
        self._told()
        try:
            await hold.over.wait()
        finally:
            hold.waiting -= 1
            self._told()
        if hold.is_dropping:
            raise Dropped
