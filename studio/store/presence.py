"""On which servers the bot is, as rows, so that a removal is found out that nobody heard of.

That cannot be told from what else is kept of a server: with an install of their own people use the bot where it
never was.
"""

import asyncio
from collections.abc import Collection
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.store.lanes import Lanes
from studio.store.tables import presences

_ALL = sa.select(presences.c.server_id)
# Written out: SQLAlchemy has no words for it that serve both databases.
_ADD = sa.text("INSERT INTO presences (server_id) VALUES (:server) ON CONFLICT DO NOTHING")


class PresenceStore:
    """The servers that the bot is on, or was on until it is forgotten."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def servers(self) -> asyncio.Future[frozenset[int]]:
        """Return the ids of all of them."""
        return self._lanes.reads.put(_servers)

    def add(self, server_ids: Collection[int]) -> asyncio.Future[None]:
        """Note that the bot is on these servers."""
        return self._lanes.writes.put(partial(_add, server_ids=tuple(server_ids)))


def _servers(connection: Connection) -> frozenset[int]:
    return frozenset(connection.scalars(_ALL))


def _add(connection: Connection, server_ids: Collection[int]) -> None:
    if server_ids:
        connection.execute(_ADD, [{"server": each} for each in server_ids])
