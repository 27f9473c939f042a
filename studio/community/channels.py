"""The channels with a purpose: set up, changed and closed together with what is planned for them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from studio.audit import Event
from studio.community.occasions import Occasion
from studio.community.purposes import Channel, Purpose, Settings
from studio.errors import ChannelGone
from studio.store.channels import ChannelStore


class Arranger(Protocol):
    """Knows what is to happen in the channels of one purpose."""

    async def arrange(self, channel: Channel) -> Sequence[Occasion]:
        """Return what is to be planned for a channel that is set up, or has new settings."""
        ...

    async def dissolve(self, channel: Channel) -> None:
        """End what is under way in a channel that is about to be closed; may be asked for more than once."""
        ...


class Channels:
    """Keeps channels with a purpose; ``arrangers`` are those of the purposes in which something is planned."""

    def __init__(self, store: ChannelStore, arrangers: Mapping[Purpose, Arranger]) -> None:
        self._store = store
        self._arrangers = arrangers

    async def channel(self, channel_id: int) -> Channel | None:
        """Return a channel with a purpose, ``None`` where it has none."""
        return await self._store.channel(channel_id)

    async def of_server(self, server_id: int) -> tuple[Channel, ...]:
        """Return a server's channels with a purpose."""
        return await self._store.of_server(server_id)

    async def set_up(self, channel: Channel, *, noted: Event | None = None) -> None:
        """Give a channel a purpose, with a line in the log of its server, if any.

        Raises:
            ChannelTaken: it has one already.
        """
        await self._store.add(channel, await self._planned(channel), noted=noted)

    async def change(
        self, channel_id: int, settings: Settings, *, before: Settings | None = None, noted: Event | None = None
    ) -> Channel:
        """Give a channel other settings for the same purpose, with a line in the log, if any; return it then.

        Raises:
            ChannelGone: it has no purpose, or another one.
            ChannelChanged: it is not set up as ``before`` any more, where that is given.
        """
        found = await self._store.channel(channel_id)
        if found is None or type(found.settings) is not type(settings):
            raise ChannelGone
        after = replace(found, settings=settings)
        await self._store.change(after, await self._planned(after), before=before, noted=noted)
        return after

    async def plan_anew(self, server_id: int) -> None:
        """Plan what is to happen in a server's channels once more, as where its clock is another one."""
        for channel in await self._store.of_server(server_id):
            planned = await self._planned(channel)
            if planned:
                await self._store.plan(channel.id, planned)

    async def place_guide(self, channel_id: int, message_id: int | None) -> None:
        """Note which message explains a channel."""
        await self._store.place_guide(channel_id, message_id)

    async def close(self, channel_id: int, *, line: Callable[[Channel], Event | None] = lambda _: None) -> Channel:
        """End a channel's purpose and all that is planned in it; return it as it was.

        ``line`` says of it what is to be noted.

        Raises:
            ChannelGone: it has no purpose.
        """
        channel = await self._store.channel(channel_id)
        if channel is None:
            raise ChannelGone
        if channel.purpose in self._arrangers:
            await self._arrangers[channel.purpose].dissolve(channel)
        await self._store.remove(channel_id, noted=line(channel))
        return channel

    async def _planned(self, channel: Channel) -> Sequence[Occasion]:
        arranger = self._arrangers.get(channel.purpose)
        return () if arranger is None else await arranger.arrange(channel)
