"""Where servers want their moderators to be told what, as rows."""

import asyncio
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.audit import Act, Event
from studio.errors import SettingChanged
from studio.moderation.rooms import NO_ROOMS, Rooms
from studio.store import audit
from studio.store.lanes import Lanes
from studio.store.tables import moderation

_OF_SERVER = moderation.c.server_id == sa.bindparam("of_server")
_ROOMS = sa.select(moderation).where(_OF_SERVER)
_AS_BEFORE = sa.and_(
    _OF_SERVER,
    moderation.c.audit_channel_id.is_not_distinct_from(sa.bindparam("audit_was", type_=sa.BigInteger)),
    moderation.c.moderators_channel_id.is_not_distinct_from(sa.bindparam("moderators_was", type_=sa.BigInteger)),
)
_CHANGE = moderation.update().where(_AS_BEFORE)
# Written out: SQLAlchemy has no words for it that serve both databases.
_OPEN = sa.text("INSERT INTO moderation (server_id) VALUES (:of_server) ON CONFLICT DO NOTHING")

SETTING_NAMES = {"audit_id": "setting-audit-channel", "moderators_id": "setting-moderators-channel"}
"""The ids of their names in ``locales/``."""


class ModerationStore:
    """What all servers have set."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def rooms(self, server_id: int) -> asyncio.Future[Rooms]:
        """Return which channels a server has named."""
        return self._lanes.reads.put(partial(find_rooms, server_id=server_id))

    def change_rooms(
        self, server_id: int, after: Rooms, *, before: Rooms, by_id: int, now: datetime
    ) -> asyncio.Future[None]:
        """Write which channels a server names, with a line in its log for each that is another one.

        Raises:
            SettingChanged: they are not ``before`` any more; nothing was written.
        """
        change = partial(_change_rooms, server_id=server_id, after=after, before=before, by_id=by_id, now=now)
        return self._lanes.writes.put(change)


def find_rooms(connection: Connection, server_id: int) -> Rooms:
    """Return which channels a server has named."""
    row = connection.execute(_ROOMS, {"of_server": server_id}).mappings().one_or_none()
    return NO_ROOMS if row is None else Rooms(row["audit_channel_id"], row["moderators_channel_id"])


def _change_rooms(
    connection: Connection, server_id: int, after: Rooms, before: Rooms, by_id: int, now: datetime
) -> None:
    of_server = {"of_server": server_id}
    if find_rooms(connection, server_id) != before:
        raise SettingChanged
    connection.execute(_OPEN, of_server)
    was = {"audit_was": before.audit_id, "moderators_was": before.moderators_id}
    is_now = {"audit_channel_id": after.audit_id, "moderators_channel_id": after.moderators_id}
    if connection.execute(_CHANGE, {**of_server, **was, **is_now}).rowcount != 1:
        raise SettingChanged
    for field, name in SETTING_NAMES.items():
        named = getattr(after, field)
        if named != getattr(before, field):
            audit.note(connection, Event(server_id, Act.SETTING, now, by_id=by_id, channel_id=named, detail=name))
    if after.audit_id is None:
        audit.forgo(connection, server_id)
