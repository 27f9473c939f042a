"""What is forgotten for good: a person, and a server that the bot has left.

Jobs are forgotten a few at a time, so that nobody waits for it, and then all the rest at once. What anybody has
spent stays in the ledger and in the accounts of servers and channels, as figures under no name. Which table holds
what of whom is told in the modules here and nowhere else; a test fills every table and looks through all of them.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from studio.store.forgetting import jobs, people, servers
from studio.store.forgetting.jobs import LiveJob, Owner, Shown, Whose
from studio.store.lanes import Lanes

__all__ = ["ForgettingStore", "LiveJob", "Owner", "Shown", "Whose"]


class ForgettingStore:
    """Forgets."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def ask(self, person_id: int, now: datetime) -> asyncio.Future[None]:
        """Plan that a person is forgotten; from then on no job of theirs is accepted.

        To ask twice is to ask once.
        """
        return self._lanes.writes.put(partial(people.ask, person_id=person_id, now=now))

    def live(self, owner: Owner) -> asyncio.Future[tuple[LiveJob, ...]]:
        """Return somebody's jobs that have not ended, oldest first, whoever carries them."""
        return self._lanes.reads.put(partial(jobs.live, owner=owner))

    def ended(self, owner: Owner, most: int, *, untold: bool, hanging: bool) -> asyncio.Future[tuple[str, ...]]:
        """Return the ids of up to so many of somebody's ended jobs, oldest first.

        Those whose cards do not show the end yet are among them where ``untold``, those with copies in showcases
        where ``hanging``.
        """
        return self._lanes.reads.put(partial(jobs.ended, owner=owner, most=most, untold=untold, hanging=hanging))

    def shown(self, person_id: int) -> asyncio.Future[tuple[Shown, ...]]:
        """Return a person's jobs that have copies in showcases."""
        return self._lanes.reads.put(partial(jobs.shown, person_id=person_id))

    def forget_jobs(self, ids: Sequence[str], now: datetime) -> asyncio.Future[None]:
        """Forget jobs that have ended with all that belongs to them, except for what they cost."""
        return self._lanes.writes.put(partial(jobs.forget, ids=tuple(ids), now=now))

    def forget_person(self, person_id: int, now: datetime) -> asyncio.Future[bool]:
        """Forget all the rest of a person at once; ``False`` while they have jobs."""
        return self._lanes.writes.put(partial(people.forget, person_id=person_id, now=now))

    def forget_server(self, server_id: int) -> asyncio.Future[bool]:
        """Forget all the rest of a server at once; ``False`` while it has jobs, or where the bot is back."""
        return self._lanes.writes.put(partial(servers.forget, server_id=server_id))
