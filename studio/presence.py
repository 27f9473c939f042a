"""Where the bot is, and what is there: servers it has left are forgotten after a while, and settings let go.

To forget a server is an occasion of the agenda that happens everywhere, so that it comes due although nobody
serves that server any more. What is forgotten then is told in ``studio.store.forgetting``; how settings let go of
a deleted channel or role, in ``studio.store.named``.
"""

import logging
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import timedelta

from studio.clock import Clock
from studio.community.agenda import Agenda
from studio.community.channels import Channels
from studio.community.occasions import EVERYWHERE, Occasion, OccasionKind
from studio.errors import ChannelGone
from studio.store import Store
from studio.store.named import Named, NamedStore
from studio.store.presence import PresenceStore

log = logging.getLogger(__name__)

AFTER_LEAVING = timedelta(days=30)
"""How long a server is remembered after the bot was removed from it: a mistake can be undone until then."""


class Presence:
    """Notes where the bot is and where it is no more, and which channels and roles are no more there."""

    def __init__(self, store: Store, agenda: Agenda, channels: Channels, *, clock: Clock) -> None:
        self._presence = PresenceStore(store.lanes)
        self._named = NamedStore(store.lanes)
        self._agenda = agenda
        self._channels = channels
        self._clock = clock

    async def joined(self, server_id: int) -> None:
        """Note that the bot is on a server, again perhaps."""
        await self._presence.add([server_id])
        await self._agenda.drop(OccasionKind.FORGET_SERVER, str(server_id))

    async def left(self, server_id: int) -> None:
        """Note that the bot was removed from a server, which is forgotten after a while."""
        due_at = self._clock.now() + AFTER_LEAVING
        is_new = await self._agenda.plan_once(
            Occasion(OccasionKind.FORGET_SERVER, str(server_id), EVERYWHERE, EVERYWHERE, due_at)
        )
        if is_new:
            log.info("server %d is forgotten in %d days: the bot was removed", server_id, AFTER_LEAVING.days)

    async def compare(self, present: Collection[int], is_served_here: Callable[[int], bool]) -> None:
        """Find out what was missed: ``present`` are the servers that the bot is on, as far as this process knows.

        Of one that this process does not serve that says nothing.
        """
        leaving = {int(subject) for subject in await self._agenda.planned(OccasionKind.FORGET_SERVER)}
        for server_id in leaving & set(present):
            await self.joined(server_id)
        known = await self._presence.servers()
        await self._presence.add(set(present) - known)
        for server_id in sorted(known - set(present) - leaving):
            if is_served_here(server_id):
                await self.left(server_id)

    async def named(self, server_id: int) -> frozenset[Named]:
        """Return the channels and roles that settings of a server name; some may have been deleted unheard."""
        return await self._named.of_server(server_id)

    async def is_gone(self, server_id: int, gone_id: int) -> None:
        """Let go of a channel or a role that was deleted: of its purpose, and wherever settings name it."""
        with suppress(ChannelGone):
            await self._channels.close(gone_id)
            log.info("channel %d is deleted, and its purpose with it", gone_id)
        await self._named.let_go(server_id, gone_id)
