"""Fixtures of the wire tests: a fresh Discord, and discord.py turned towards it."""

from collections.abc import AsyncIterator, Callable
from typing import TypeAlias

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.wire.discord import Wire

Redirect: TypeAlias = Callable[[Wire], None]


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    """A Discord with Discord's own terms; the test fails if there were faults on it."""
    async with Wire() as started:
        yield started


@pytest.fixture
def redirect(monkeypatch: pytest.MonkeyPatch) -> Redirect:
    """Turn discord.py towards a wire, until the end of the test."""

    def turn(wire: Wire) -> None:
        monkeypatch.setattr(Route, "BASE", wire.api_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(wire.gateway_url))
        monkeypatch.setattr(discord.Asset, "BASE", wire.world.address)

    return turn
