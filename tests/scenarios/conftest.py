"""Fixtures of the scenarios: a world that is ready to be used. What it is made of stands in ``world``."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from demo.look_alike import HELD
from tests.scenarios.arena import Arena, arena_in
from tests.scenarios.world import World, living_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A world in which everything works and predictions end at once."""
    async with living_world(tmp_path) as ready:
        yield ready


@pytest.fixture
async def busy_world(tmp_path: Path) -> AsyncIterator[World]:
    """A world in which one prediction runs at a time and stays until ``world.flux.release()``."""
    async with living_world(tmp_path, max_running=1) as ready:
        ready.flux.when("", HELD)
        yield ready


@pytest.fixture
async def arena(tmp_path: Path) -> AsyncIterator[Arena]:
    """A world with a contest channel."""
    async with arena_in(tmp_path) as ready:
        yield ready
