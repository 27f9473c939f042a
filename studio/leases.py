"""Keeps the jobs of this process its own: renews their leases, and takes over what other processes left.

Whose a job is stands in the store (``studio.store``); what is done with it is the runner's (``studio.runner``).
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence

from studio.jobs import Job
from studio.store import Store, StoreUnavailable

log = logging.getLogger(__name__)

_RENEWALS_IN_A_LEASE = 3


class Leases:
    """Works while ``run`` runs.

    ``renewed`` is given the ids of all live jobs of this process, before it hears of any later one, and
    ``taken_over`` the jobs that came to it, oldest first.
    """

    def __init__(
        self,
        store: Store,
        *,
        renewed: Callable[[Collection[str]], None],
        taken_over: Callable[[Sequence[Job]], None],
    ) -> None:
        self._store = store
        self._renewed = renewed
        self._taken_over = taken_over

    async def run(self) -> None:
        """Renew and take over, three times in the length of a lease, until cancelled."""
        while True:
            await asyncio.sleep(self._store.lease_s / _RENEWALS_IN_A_LEASE)
            try:
                # In this order: what is ours already is not to look as if it had been left.
                self._renewed(await self._store.renew())
                left = await self._store.take_over()
            except StoreUnavailable as fault:
                log.warning("leases are not renewed: %s", fault)
                continue
            if left:
                self._taken_over(left)

    async def release(self) -> None:
        """Hand everything back, so that another process may go on with it at once."""
        try:
            await self._store.release()
        except StoreUnavailable as fault:
            log.warning("leases are not handed back, they run out: %s", fault)
