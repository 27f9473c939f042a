"""What a server lets be spent, for its admins: read together with what is used of it, and changed."""

from dataclasses import dataclass
from datetime import datetime

from studio.audit import Act, Event
from studio.budgets import Budgets, Rule, Scope, Subject, opens_at
from studio.clock import Clock
from studio.community.calendar import local_day
from studio.store import Store
from studio.store.budgets import BudgetStore, Used


@dataclass(frozen=True, slots=True)
class Funds:
    """A server's budgets, what its month has come to so far, and when the next one begins, in UTC."""

    budgets: Budgets
    used: Used
    opens_at: datetime


class Budgeting:
    """Reads and writes budgets."""

    def __init__(self, store: Store, *, clock: Clock) -> None:
        self._store = BudgetStore(store.lanes)
        self._clock = clock

    async def funds(self, server_id: int) -> Funds:
        """Return how a server's money stands."""
        budgets, now = await self._store.budgets(server_id), self._clock.now()
        month = local_day(now, budgets.zone).isoformat()[: len("2026-11")]
        used = await self._store.used(server_id, month)
        return Funds(budgets, used, opens_at(Scope.SERVER, now, budgets.zone))

    async def budgets(self, server_id: int) -> Budgets:
        """Return what a server has set."""
        return await self._store.budgets(server_id)

    async def change(
        self, server_id: int, subject: Subject, subject_id: int, after: Rule, *, before: Rule, by_id: int
    ) -> None:
        """Set what holds for a subject of a server: itself, or a channel or a role of that id.

        The server's audit log has a line about it.

        Raises:
            SettingChanged: it is not ``before`` any more; nothing was changed.
        """
        noted = Event(
            server_id,
            Act.SETTING,
            self._clock.now(),
            by_id=by_id,
            channel_id=subject_id if subject is Subject.CHANNEL else None,
            role_id=subject_id if subject is Subject.ROLE else None,
            detail=f"setting-budget-{subject.value}",
        )
        is_changed = after != before
        await self._store.change(
            server_id, subject, subject_id, after, before=before, noted=noted if is_changed else None
        )
