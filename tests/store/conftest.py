"""A store on a database of its own, on SQLite and on PostgreSQL, and a clock that stands until it is told."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from studio.clock import Clock
from studio.store import Store


@dataclass
class SetClock:
    """A wall clock for tests."""

    time: datetime = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)

    def clock(self) -> Clock:
        return Clock(now=lambda: self.time, monotonic_s=lambda: 0.0)


@pytest.fixture
def set_clock() -> SetClock:
    return SetClock()


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/folder/easel.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue({"sqlite": "file_url", "postgresql": "server_url"}[request.param])
    return found


@pytest.fixture
async def store(url: str, set_clock: SetClock) -> AsyncIterator[Store]:
    opened = await Store.open(url, clock=set_clock.clock())
    yield opened
    await opened.close()


@pytest.fixture
async def file_store(file_url: str, set_clock: SetClock) -> AsyncIterator[Store]:
    opened = await Store.open(file_url, clock=set_clock.clock())
    yield opened
    await opened.close()


@pytest.fixture
async def server_store(server_url: str, set_clock: SetClock) -> AsyncIterator[Store]:
    opened = await Store.open(server_url, clock=set_clock.clock())
    yield opened
    await opened.close()
