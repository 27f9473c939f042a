"""How long prompts are remembered: as long as a server wants.

To forget them is an occasion of the agenda that happens everywhere, so that it comes due although nobody serves
the server any more; one process is at it. What is forgotten then is told in ``studio.store.retention``.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from studio.clock import Clock
from studio.community.agenda import Agenda, Handlers
from studio.community.occasions import Occasion, OccasionKind
from studio.errors import Param, UserError
from studio.forgetting import BATCH, scrubbing
from studio.store import Store
from studio.store.retention import RetentionStore, fading

log = logging.getLogger(__name__)

LEAST_DAYS, MOST_DAYS = 1, 3650
"""For how long a server may let prompts be remembered, where it does not leave it at for ever."""

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
    """Keeps what servers have set, and forgets by that."""

    def __init__(
        self, store: Store, agenda: Agenda, *, clock: Clock, batch: int = BATCH, pause_s: float = _PAUSE_S
    ) -> None:
        self._prompts = RetentionStore(store.lanes)
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
        return await self._prompts.days(server_id)

    async def remember_for(self, server_id: int, days: int | None, *, before: int | None, by_id: int) -> None:
        """Write for how many days a server lets prompts be remembered, and a line about it into its log.

        What is older is forgotten at once.

        Raises:
            NoSuchRetention: that is too few, or too many.
            SettingChanged: it is not ``before`` any more: somebody else has changed it at the same time.
        """
        if days is not None and not LEAST_DAYS <= days <= MOST_DAYS:
            raise NoSuchRetention
        await self._prompts.set_days(server_id, days, before=before, by_id=by_id, now=self._clock.now())
        self._agenda.wake()

    async def _fade(self, occasion: Occasion) -> Sequence[Occasion]:
        """Forget a server's prompts that are too old, a few at a time; look again in some hours."""
        server_id = int(occasion.subject)
        days = await self._prompts.days(server_id)
        if days is None:
            return ()
        before = self._clock.now() - timedelta(days=days)
        count = 0
        while faded := await self._prompts.fade(server_id, before, self._batch):
            count += faded
            await asyncio.sleep(self._pause_s)
        again = fading(server_id, self._clock.now() + _EVERY)
        if not count:
            return (again,)
        log.info("%d prompts of server %d are forgotten", count, server_id)
        return again, scrubbing(self._clock.now())
