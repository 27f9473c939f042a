"""What a server has set for all its channels."""

from zoneinfo import ZoneInfo

from studio.community.zones import zone_names, zone_of
from studio.errors import UnknownTimeZone
from studio.store.channels import ChannelStore


class Servers:
    """Reads and writes what servers have set."""

    def __init__(self, store: ChannelStore) -> None:
        self._store = store

    async def time_zone(self, server_id: int) -> ZoneInfo:
        """Return the zone that a server's times are meant in, UTC where it has set none."""
        return zone_of(await self._store.time_zone(server_id))

    async def set_time_zone(self, server_id: int, name: str) -> ZoneInfo:
        """Write the zone that a server's times are meant in, by its IANA name such as ``Europe/Berlin``.

        Raises:
            UnknownTimeZone: there is none of that name.
        """
        if name not in zone_names():
            raise UnknownTimeZone(name)
        await self._store.set_time_zone(server_id, name)
        return ZoneInfo(name)
