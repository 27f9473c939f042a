"""Fixtures of the wire tests: a fresh Discord with somebody in it, and discord.py or bare requests against it."""

from collections.abc import AsyncIterator, Callable
from typing import TypeAlias

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.wire.discord import Channel, Person, Place, Wire
from tests.wire.raw import Raw, requests_to

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


@pytest.fixture
async def raw(wire: Wire) -> AsyncIterator[Raw]:
    """A client of bare requests."""
    async with requests_to(wire) as client:
        yield client


@pytest.fixture
def place(wire: Wire) -> Place:
    """A server."""
    return wire.server("Gallery")


@pytest.fixture
def art(place: Place) -> Channel:
    """A channel of the server."""
    return place.channel("art")


@pytest.fixture
def ann(place: Place) -> Person:
    """A member of the server."""
    return place.member("ann")
