"""Sets channels up and changes them: from what was typed to the store, with the server's time zone.

What may be typed is ``studio.community.setup``'s. A time zone is the server's: with another one everything that is
planned by its clock is planned anew.
"""

from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from studio.audit import Audit, Event
from studio.community import setup
from studio.community.channels import Channels
from studio.community.presets import House
from studio.community.purposes import Channel, Purpose, Settings
from studio.community.servers import Servers
from studio.community.setup import Typed
from studio.errors import ChannelTaken


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a channel is to be set up; ``zone`` names the server's new time zone, ``None`` where it stays."""

    settings: Settings
    zone: str | None


class SettingUp:
    """Sets up, changes and closes channels, with a line about each in the server's audit log."""

    def __init__(self, channels: Channels, servers: Servers, house: House, audit: Audit) -> None:
        self._channels = channels
        self._servers = servers
        self._house = house
        self._audit = audit

    def read(self, purpose: Purpose, typed: Typed) -> Wanted:
        """Read what was typed for a new channel; nothing is done.

        Raises:
            UserError: an option does not fit; it says which and why.
            UnknownModel: there is no model of that name.
        """
        return Wanted(setup.set_up(purpose, typed, self._house), _zone(typed))

    def read_change(self, before: Channel, typed: Typed) -> Wanted:
        """Read what was typed to change a channel; nothing is done.

        Raises:
            UserError: an option does not fit; it says which and why.
            UnknownModel: there is no model of that name.
        """
        settings = setup.changed(before.settings, before.purpose, typed, self._house)
        return Wanted(settings, _zone(typed))

    async def expect_free(self, channel_id: int) -> None:
        """Refuse a channel that has a purpose.

        Raises:
            ChannelTaken: it has one.
        """
        if await self._channels.channel(channel_id) is not None:
            raise ChannelTaken

    async def set_up(self, channel_id: int, server_id: int, wanted: Wanted, *, by_id: int) -> Channel:
        """Give a channel its purpose, as somebody wants it.

        Raises:
            ChannelTaken: it has one already.
        """
        channel = Channel(channel_id, server_id, wanted.settings)
        noted = self._line("setting-channel-purpose", channel, by_id=by_id)
        await self._channels.set_up(channel, noted=noted)
        await self._set_zone(server_id, wanted, by_id=by_id)
        return channel

    async def change(self, before: Channel, wanted: Wanted, *, by_id: int) -> Channel:
        """Change a channel, as somebody wants it.

        Raises:
            ChannelGone: its purpose has ended meanwhile.
            ChannelChanged: somebody else has changed it meanwhile.
        """
        is_changed = wanted.settings != before.settings
        noted = self._line("setting-channel", before, by_id=by_id) if is_changed else None
        after = await self._channels.change(before.id, wanted.settings, before=before.settings, noted=noted)
        await self._set_zone(before.server_id, wanted, by_id=by_id)
        return after

    async def close(self, channel_id: int, *, by_id: int) -> Channel:
        """End a channel's purpose, as somebody wants it; return it as it was.

        Raises:
            ChannelGone: it has no purpose.
        """
        return await self._channels.close(
            channel_id, line=partial(self._line, "setting-channel-closed", by_id=by_id)
        )

    def _line(self, setting: str, channel: Channel, *, by_id: int) -> Event:
        return self._audit.setting(channel.server_id, setting, by_id=by_id, channel_id=channel.id)

    async def change_zone(self, server_id: int, name: str, *, before: ZoneInfo, by_id: int) -> None:
        """Give a server another time zone, by its IANA name, and plan everything by it.

        Raises:
            SettingChanged: it is not ``before`` any more; nothing was changed.
        """
        noted = self._audit.setting(server_id, "setting-time-zone", by_id=by_id)
        await self._servers.change_time_zone(server_id, name, before=before, noted=noted)
        await self._channels.plan_anew(server_id)

    async def _set_zone(self, server_id: int, wanted: Wanted, *, by_id: int) -> None:
        """Set a server's zone, once nothing can be refused any more, and plan by it, also where it is the same.

        So whoever died in between can be followed by another try.
        """
        if wanted.zone is None:
            return
        noted = self._audit.setting(server_id, "setting-time-zone", by_id=by_id)
        await self._servers.set_time_zone(server_id, wanted.zone, noted=noted)
        await self._channels.plan_anew(server_id)


def _zone(typed: Typed) -> str | None:
    return None if typed.time_zone is None else setup.zone_name(typed.time_zone)
