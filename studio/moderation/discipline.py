"""Strikes as people meet them: given, taken back, in the way of who has too many. The rules are ``strikes``'."""

from collections.abc import Sequence
from random import Random

from studio.clock import Clock
from studio.ids import new_id
from studio.jobs import NOBODY
from studio.moderation.errors import Paused, StrikeGone, Warned
from studio.moderation.strikes import (
    Cause,
    Given,
    Strike,
    counted_since,
    counting,
    given,
    pausing,
    unknown_warning,
)
from studio.store import Store
from studio.store.strikes import StrikeStore


class Discipline:
    """Keeps strikes. Those for repeated safety blocks are given by the store with the last of these."""

    def __init__(self, store: Store, *, clock: Clock, random: Random) -> None:
        self._store = store
        self._strikes = StrikeStore(store.lanes)
        self._clock = clock
        self._random = random

    async def check(self, server_id: int | None, person_id: int) -> None:
        """Let somebody ask for something new, or say why not.

        Raises:
            Paused: their strikes on this server keep them from it.
            Warned: they have one of which they could not be told in private. They are told once.
        """
        if server_id is None:
            return
        strikes, now = await self._strikes.of_person(server_id, person_id), self._clock.now()
        keeping = pausing(strikes, now)
        if keeping is not None and keeping.until is not None:
            raise Paused(keeping.until, keeping.strike)
        warning = unknown_warning(strikes, now)
        if warning is not None:
            await self._strikes.tell(warning.id)
            raise Warned(warning)

    async def of_person(self, server_id: int, person_id: int) -> Sequence[Given]:
        """Return somebody's strikes on a server with what each of them means, the oldest first."""
        return given(await self._strikes.of_person(server_id, person_id))

    async def counting(self, server_id: int) -> Sequence[Given]:
        """Return everybody's strikes on a server that count now, with what each means, the newest first."""
        now = self._clock.now()
        return counting(await self._strikes.since(server_id, counted_since(now)), now)

    async def give(self, server_id: int, person_id: int, *, by_id: int, reason: str) -> Sequence[Given]:
        """Give somebody a strike; return all that they have then, the oldest first. They are told in person."""
        strike = Strike(
            new_id(self._random),
            server_id,
            person_id,
            Cause.MODERATOR,
            self._clock.now(),
            by_id=by_id,
            reason=reason.strip(),
        )
        await self._strikes.give(strike)
        return await self.of_person(server_id, person_id)

    async def take_back(self, strike_id: str, server_id: int, *, by_id: int) -> Sequence[Given]:
        """Take a strike back, as if it had never been; return all that its person has, the oldest first.

        Raises:
            StrikeGone: there is none of that id on this server, or somebody has taken it back already.
        """
        strike = await self._strikes.strike(strike_id)
        if strike is None or strike.server_id != server_id:
            raise StrikeGone
        await self._strikes.take_back(strike_id, by_id=by_id, now=self._clock.now())
        return await self.of_person(server_id, strike.person_id)

    async def cannot_tell(self, strike_id: str) -> None:
        """Note that somebody could not be told in private of a strike; they are when they ask for something."""
        await self._strikes.cannot_tell(strike_id)

    async def to_tell(self, strike_id: str) -> tuple[Given, str | None] | None:
        """Return a strike that its person is to be told of, or that it was taken back, and in which language.

        The language is ``None`` where it is not known; there is nothing to tell of whoever is forgotten.
        """
        strike = await self._strikes.strike(strike_id)
        if strike is None or strike.person_id == NOBODY:
            return None
        all_of = await self.of_person(strike.server_id, strike.person_id)
        told = next((each for each in all_of if each.strike.id == strike_id), None)
        return None if told is None else (told, await self._store.last_locale(strike.person_id))
