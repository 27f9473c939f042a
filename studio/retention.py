"""How long things are remembered: prompts as long as a server wants, and a server for a month after the bot left.

Both are occasions of the agenda that happen everywhere, so that they come due although nobody serves the server
any more; one process is at each. What is forgotten then is told in ``studio.store.forgetting``.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from studio.clock import Clock
from studio.community.agenda import Agenda, Handlers
from studio.community.occasions import EVERYWHERE, Occasion, OccasionKind
from studio.errors import Param, UserError
from studio.forgetting import BATCH, scrubbing
from studio.store import Store
from studio.store.forgetting import ForgettingStore

log = logging.getLogger(__name__)

LEAST_DAYS, MOST_DAYS = 1, 3650
"""For how long a server may let prompts be remembered, where it does not leave it at for ever."""

AFTER_LEAVING = timedelta(days=30)
"""How long a server is remembered after the bot was removed from it: a mistake can be undone until then."""

_EVERY = timedelta(hours=6)
"""How far apart looks at a server's prompts are."""

_PAUSE_S = 0.05
"""How long others have the store for themselves after each batch, in seconds."""


@dataclass(eq=False)
class NoSuchRetention(UserError):
    """Prompts cannot be remembered for so many days."""

    key: ClassVar[str] = "refusal-retention"

    def params(self) -> Mapping[str, Param]:
        """Return ``least`` and ``most`` days."""
        return {"least": LEAST_DAYS, "most": MOST_DAYS}


def days_of(typed: str) -> int | None:
    """Return for how many days somebody typed that prompts are to be remembered; ``None`` where it is nothing.

    Raises:
        NoSuchRetention: it is no number, or too high.
    """
    text = typed.strip()
    if not text:
        return None
    # Digits are counted first: of thousands of them Python makes no number.
    if not text.isdecimal() or len(text.lstrip("0")) > len(str(MOST_DAYS)):
        raise NoSuchRetention
    return int(text)


class Retention:
    """Keeps what servers have set, notes where the bot is and where it is no more, and forgets by that."""

    def __init__(
        self, store: Store, agenda: Agenda, *, clock: Clock, batch: int = BATCH, pause_s: float = _PAUSE_S
    ) -> None:
        self._forgetting = ForgettingStore(store.lanes)
        self._agenda = agenda
        self._clock = clock
        self._batch = batch
        self._pause_s = pause_s

    @property
    def handlers(self) -> Handlers:
        """What the agenda calls."""
        return {OccasionKind.FADE: self._fade}

    async def days(self, server_id: int) -> int | None:
        """Return for how many days after its end a server lets prompts be remembered, ``None`` for ever."""
        return await self._forgetting.days(server_id)

    async def remember_for(self, server_id: int, days: int | None, *, before: int | None, by_id: int) -> None:
        """Write for how many days a server lets prompts be remembered, and a line about it into its log.

        What is older is forgotten at once.

        Raises:
            NoSuchRetention: that is too few, or too many.
            SettingChanged: it is not ``before`` any more: somebody else has changed it at the same time.
        """
        if days is not None and not LEAST_DAYS <= days <= MOST_DAYS:
            raise NoSuchRetention
        await self._forgetting.set_days(server_id, days, before=before, by_id=by_id, now=self._clock.now())
        if days is None:
            await self._agenda.drop(OccasionKind.FADE, str(server_id))
        else:
            await self._agenda.plan(self._everywhere(OccasionKind.FADE, server_id))

    async def left(self, server_id: int) -> None:
        """Note that the bot was removed from a server, which is forgotten after a while."""
        is_new = await self._agenda.plan_once(
            self._everywhere(OccasionKind.FORGET_SERVER, server_id, after=AFTER_LEAVING)
        )
        if is_new:
            log.info("server %d is forgotten in %d days: the bot was removed", server_id, AFTER_LEAVING.days)

    async def joined(self, server_id: int) -> None:
        """Note that the bot is on a server, again perhaps."""
        await self._agenda.drop(OccasionKind.FORGET_SERVER, str(server_id))

    async def compare(self, present: Collection[int], is_served_here: Callable[[int], bool]) -> None:
        """Find out what was missed: ``present`` are the servers that the bot is on, as far as this process knows.

        Of one that this process does not serve that says nothing.
        """
        leaving = {int(subject) for subject in await self._agenda.planned(OccasionKind.FORGET_SERVER)}
        for server_id in leaving & set(present):
            await self.joined(server_id)
        known = await self._forgetting.known_servers()
        for server_id in sorted(known - set(present) - leaving):
            if is_served_here(server_id):
                await self.left(server_id)

    async def is_gone(self, server_id: int, subject_id: int) -> None:
        """Forget what a server has set for a channel or a role that was deleted."""
        await self._forgetting.forget_subject(server_id, subject_id)

    async def _fade(self, occasion: Occasion) -> Sequence[Occasion]:
        """Forget a server's prompts that are too old, a few at a time; look again in some hours."""
        server_id = int(occasion.subject)
        days = await self._forgetting.days(server_id)
        if days is None:
            return ()
        before = self._clock.now() - timedelta(days=days)
        count = 0
        while faded := await self._forgetting.fade(server_id, before, self._batch):
            count += faded
            await asyncio.sleep(self._pause_s)
        again = self._everywhere(OccasionKind.FADE, server_id, after=_EVERY)
        if not count:
            return (again,)
        log.info("%d prompts of server %d are forgotten", count, server_id)
        return again, scrubbing(self._clock.now())

    def _everywhere(self, kind: OccasionKind, server_id: int, *, after: timedelta = timedelta()) -> Occasion:
        return Occasion(kind, str(server_id), EVERYWHERE, EVERYWHERE, self._clock.now() + after)
