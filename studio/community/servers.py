"""What a server has set for all its channels."""

from itertools import islice
from zoneinfo import ZoneInfo

from studio.audit import Event
from studio.community.zones import as_in_a_name, city_of, zone_names, zone_of, zones_like
from studio.errors import UnknownTimeZone
from studio.setting_errors import ZoneNotFound
from studio.store.channels import ChannelStore

_MOST_SUGGESTED = 5


class Servers:
    """Reads and writes what servers have set."""

    def __init__(self, store: ChannelStore) -> None:
        self._store = store

    async def time_zone(self, server_id: int) -> ZoneInfo:
        """Return the zone that a server's times are meant in, UTC where it has set none."""
        return zone_of(await self._store.time_zone(server_id))

    async def set_time_zone(self, server_id: int, name: str, *, noted: Event | None = None) -> ZoneInfo:
        """Write the zone that a server's times are meant in, by its IANA name such as ``Europe/Berlin``.

        ``noted`` is the line in its log where it was another one.

        Raises:
            UnknownTimeZone: there is none of that name.
        """
        if name not in zone_names():
            raise UnknownTimeZone(name)
        await self._store.set_time_zone(server_id, name, noted=noted)
        return ZoneInfo(name)

    async def change_time_zone(
        self, server_id: int, name: str, *, before: ZoneInfo, noted: Event | None = None
    ) -> None:
        """Write the zone that a server's times are meant in, where it is still the one that somebody saw.

        ``noted`` is the line in its log where it is another one then.

        Raises:
            SettingChanged: it is another one by now; nothing was written.
        """
        await self._store.change_time_zone(server_id, name, before=before.key, noted=noted)


def zone_meant(typed: str) -> str:
    """Return the name of the time zone that somebody means: typed as it is, or by its city alone.

    Raises:
        ZoneNotFound: none is called so, or several are.
    """
    text = as_in_a_name(typed)
    exact = [name for name in zone_names() if name.casefold() == text]
    cities = [name for name in zone_names() if city_of(name) == text]
    for found in (exact, cities):
        if len(found) == 1:
            return found[0]
    raise ZoneNotFound(tuple(islice(zones_like(typed), _MOST_SUGGESTED)))
