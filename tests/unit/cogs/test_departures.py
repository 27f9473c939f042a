"""What is heard of servers is written down only while there is something to write it into."""

import asyncio
from types import SimpleNamespace
from typing import cast

from discord.ext import commands

from cogs.departures import ServerWatch
from studio.presence import Presence


class Slow:
    """Whoever compares, and does not come to an end by themselves."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.was_cancelled = False

    async def compare(self, *_: object) -> None:
        self.begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.was_cancelled = True


async def test_nothing_goes_on_behind_the_end_of_the_bot() -> None:
    bot, presence = SimpleNamespace(guilds=[]), Slow()
    watch = ServerWatch(cast("commands.AutoShardedBot", bot), cast("Presence", presence))
    await watch.on_ready()
    await presence.begun.wait()
    await watch.cog_unload()
    assert presence.was_cancelled
