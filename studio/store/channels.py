"""Channels with a purpose and what servers have set, as rows."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import time
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from studio.audit import Event
from studio.community.occasions import Occasion
from studio.community.purposes import SETTINGS, Channel, Every, Purpose, Settings
from studio.community.zones import zone_of
from studio.errors import ChannelChanged, ChannelGone, ChannelTaken, SettingChanged
from studio.store import agenda
from studio.store.audit import note, noting
from studio.store.lanes import Lanes
from studio.store.rows import Json, Row
from studio.store.tables import channels, servers

_OF_ID = channels.c.id == sa.bindparam("of_id")
_FIND = sa.select(channels).where(_OF_ID)
_LOCK = _FIND.with_for_update()
_ALL_OF = sa.select(channels).where(channels.c.server_id == sa.bindparam("of_server")).order_by(channels.c.id)
_CHANGE = channels.update().where(_OF_ID)
_ZONE = sa.select(servers.c.time_zone).where(servers.c.id == sa.bindparam("of_id"))
_LOCK_ZONE = _ZONE.with_for_update()
# Written out: SQLAlchemy has no words for it that serve both databases.
_ADD = sa.text(
    "INSERT INTO channels (id, server_id, purpose, settings, guide_id) "
    "VALUES (:id, :server_id, :purpose, :settings, :guide_id) ON CONFLICT (id) DO NOTHING"
).bindparams(sa.bindparam("settings", type_=channels.c.settings.type))
_SET_ZONE = sa.text(
    "INSERT INTO servers (id, time_zone) VALUES (:id, :time_zone) "
    "ON CONFLICT (id) DO UPDATE SET time_zone = excluded.time_zone"
)
_ADD_ZONE = sa.text("INSERT INTO servers (id, time_zone) VALUES (:id, :time_zone) ON CONFLICT (id) DO NOTHING")


class ChannelStore:
    """The channels of all servers."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def channel(self, channel_id: int) -> asyncio.Future[Channel | None]:
        """Return a channel with a purpose, ``None`` where it has none."""
        return self._lanes.reads.put(partial(_find, channel_id=channel_id))

    def of_server(self, server_id: int) -> asyncio.Future[tuple[Channel, ...]]:
        """Return a server's channels with a purpose, oldest first."""
        return self._lanes.reads.put(partial(_of_server, server_id=server_id))

    def add(
        self, channel: Channel, planned: Sequence[Occasion], *, noted: Event | None = None
    ) -> asyncio.Future[None]:
        """Write a channel, and plan what is to happen in it; with a line in the log of its server, if any.

        Raises:
            ChannelTaken: it has a purpose already.
        """
        add = partial(_add, channel=channel, planned=tuple(planned))
        return self._lanes.writes.put(noting(add, lambda _: noted))

    def change(
        self,
        channel: Channel,
        planned: Sequence[Occasion],
        *,
        before: Settings | None = None,
        noted: Event | None = None,
    ) -> asyncio.Future[None]:
        """Write a channel's new settings, and plan anew what is to happen in it; with a line in the log, if any.

        Raises:
            ChannelGone: it has no purpose any more.
            ChannelChanged: it is not set up as ``before`` any more, where that is given.
        """
        change = partial(_change, channel=channel, planned=tuple(planned), before=before)
        return self._lanes.writes.put(noting(change, lambda _: noted))

    def plan(self, channel_id: int, planned: Sequence[Occasion]) -> asyncio.Future[None]:
        """Plan anew what is to happen in a channel; nothing, where it has no purpose any more."""
        return self._lanes.writes.put(partial(_plan, channel_id=channel_id, planned=tuple(planned)))

    def place_guide(self, channel_id: int, message_id: int | None) -> asyncio.Future[None]:
        """Write which message explains a channel."""
        return self._lanes.writes.put(partial(_place_guide, channel_id=channel_id, message_id=message_id))

    def remove(self, channel_id: int, *, noted: Event | None = None) -> asyncio.Future[None]:
        """Forget a channel, and all that is to happen in it; ``noted`` is the line where nobody was faster."""
        return self._lanes.writes.put(partial(_remove, channel_id=channel_id, noted=noted))

    def time_zone(self, server_id: int) -> asyncio.Future[str | None]:
        """Return the name of a server's time zone, ``None`` where it has set none."""
        return self._lanes.reads.put(partial(_time_zone, server_id=server_id))

    def set_time_zone(self, server_id: int, name: str, *, noted: Event | None = None) -> asyncio.Future[None]:
        """Write a server's time zone; ``noted`` is the line where it was another one."""
        return self._lanes.writes.put(partial(_set_time_zone, server_id=server_id, name=name, noted=noted))

    def change_time_zone(
        self, server_id: int, name: str, *, before: str, noted: Event | None = None
    ) -> asyncio.Future[None]:
        """Write a server's time zone; of two who change it at the same time, the second is refused.

        Raises:
            SettingChanged: it is not ``before`` any more, UTC where it has set none; nothing was written.
        """
        change = partial(_change_time_zone, server_id=server_id, name=name, before=before)
        return self._lanes.writes.put(noting(change, lambda _: None if name == before else noted))


def _find(connection: Connection, channel_id: int) -> Channel | None:
    row = connection.execute(_FIND, {"of_id": channel_id}).mappings().one_or_none()
    return None if row is None else _channel_of(row)


def _of_server(connection: Connection, server_id: int) -> tuple[Channel, ...]:
    return tuple(_channel_of(row) for row in connection.execute(_ALL_OF, {"of_server": server_id}).mappings())


def _add(connection: Connection, channel: Channel, planned: Sequence[Occasion]) -> None:
    if connection.execute(_ADD, _row(channel)).rowcount != 1:
        raise ChannelTaken
    agenda.plan(connection, planned)


def _change(
    connection: Connection, channel: Channel, planned: Sequence[Occasion], before: Settings | None
) -> None:
    row = connection.execute(_LOCK, {"of_id": channel.id}).mappings().one_or_none()
    if row is None:
        raise ChannelGone
    if before is not None and _channel_of(row).settings != before:
        raise ChannelChanged
    connection.execute(_CHANGE.values(settings=_settings_json(channel.settings)), {"of_id": channel.id})
    agenda.plan(connection, planned)


def _plan(connection: Connection, channel_id: int, planned: Sequence[Occasion]) -> None:
    if connection.execute(_LOCK, {"of_id": channel_id}).one_or_none() is not None:
        agenda.plan(connection, planned)


def _place_guide(connection: Connection, channel_id: int, message_id: int | None) -> None:
    connection.execute(_CHANGE.values(guide_id=message_id), {"of_id": channel_id})


def _remove(connection: Connection, channel_id: int, noted: Event | None) -> None:
    agenda.drop_of_channel(connection, channel_id)
    removed = connection.execute(channels.delete().where(_OF_ID), {"of_id": channel_id}).rowcount
    if removed and noted is not None:
        note(connection, noted)


def _time_zone(connection: Connection, server_id: int) -> str | None:
    name: str | None = connection.scalar(_ZONE, {"of_id": server_id})
    return name


def _set_time_zone(connection: Connection, server_id: int, name: str, noted: Event | None) -> None:
    before = zone_of(connection.scalar(_LOCK_ZONE, {"of_id": server_id}))
    connection.execute(_SET_ZONE, {"id": server_id, "time_zone": name})
    if before.key != name and noted is not None:
        note(connection, noted)


def _change_time_zone(connection: Connection, server_id: int, name: str, before: str) -> None:
    row = connection.execute(_LOCK_ZONE, {"of_id": server_id}).one_or_none()
    if zone_of(None if row is None else row.time_zone).key != before:
        raise SettingChanged
    write = _ADD_ZONE if row is None else _SET_ZONE
    if connection.execute(write, {"id": server_id, "time_zone": name}).rowcount != 1:
        raise SettingChanged


def _row(channel: Channel) -> Row:
    return {
        "id": channel.id,
        "server_id": channel.server_id,
        "purpose": channel.purpose.value,
        "settings": _settings_json(channel.settings),
        "guide_id": channel.guide_id,
    }


def _channel_of(row: RowMapping) -> Channel:
    settings = _settings_of(Purpose(row["purpose"]), row["settings"])
    return Channel(row["id"], row["server_id"], settings, row["guide_id"])


def _settings_json(settings: Settings) -> Json:
    return {field.name: _json(getattr(settings, field.name)) for field in fields(settings)}


def _json(value: object) -> Any:  # noqa: ANN401 - what JSON takes
    match value:
        case time():
            return value.isoformat()
        case tuple():
            return list(value)
        case _:
            return value


def _settings_of(purpose: Purpose, found: Mapping[str, Any]) -> Settings:
    """Read settings back; what a later version may have added is left out."""
    kind = SETTINGS[purpose]
    known = {field.name: found[field.name] for field in fields(kind) if field.name in found}
    read = {"at": time.fromisoformat, "every": Every}
    return kind(**{name: _value(read.get(name), value) for name, value in known.items()})


def _value(read: Any, value: Any) -> Any:  # noqa: ANN401 - what a row holds
    if isinstance(value, list):
        return tuple(value)
    return value if read is None else read(value)
