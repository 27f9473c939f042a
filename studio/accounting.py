"""What people and servers are told of the money that they have used; how it is counted is ``studio.usage``'s."""

from collections.abc import Collection

from studio.clock import Clock
from studio.jobs import Place
from studio.store import Store
from studio.store.usage import UsageStore
from studio.usage import Month, PersonUsage, ServerUsage, rooms, server_usage


class Accounting:
    """Tells what was used, and what is left.

    ``ceiling_micro_usd`` is the operator's for a month, ``None`` where there is none.
    """

    def __init__(self, store: Store, *, clock: Clock, ceiling_micro_usd: int | None) -> None:
        self._store = UsageStore(store.lanes)
        self._clock = clock
        self._ceiling_micro_usd = ceiling_micro_usd

    async def of_person(self, person_id: int, place: Place, role_ids: Collection[int]) -> PersonUsage:
        """Return what a person with these roles has used on a server, and what is left to them in a place there.

        Outside of servers it is their private use.
        """
        now = self._clock.now()
        seen = await self._store.of_person(place.server_id, place.home_id, person_id, now=now)
        limits = seen.budgets.limits(place.home_id, role_ids, operator=self._ceiling_micro_usd)
        left = rooms(limits, seen.used, extra_micro_usd=seen.extra_micro_usd, now=now)
        zone = seen.budgets.zone
        return PersonUsage(Month.of(seen.day), seen.today, seen.month, left, seen.extra_micro_usd, zone)

    async def of_server(self, server_id: int, month: Month | None = None) -> ServerUsage:
        """Return what was used on a server in a month, the current one where none is named."""
        now = self._clock.now()
        return server_usage(await self._store.of_server(server_id, month, now=now), now)
