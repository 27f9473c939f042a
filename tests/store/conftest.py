"""A store on a database of its own, on SQLite and on PostgreSQL, and a clock that stands until it is told."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from studio.clock import Clock
from studio.store import Store
from studio.store.engine import parse, writing
from studio.store.upgrade import upgrade
from tests.postgres import Postgres


@dataclass
class SetClock:
    """A wall clock for tests."""

    time: datetime = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)

    def clock(self) -> Clock:
        return Clock(now=lambda: self.time, monotonic_s=lambda: 0.0)


@pytest.fixture
def set_clock() -> SetClock:
    return SetClock()


@pytest.fixture(scope="session")
def _ready_url(postgres: Postgres) -> str:
    """Return a database that is at the newest version; each test finds it empty."""
    url = postgres.new()
    engine = writing(parse(url))
    upgrade(engine)
    engine.dispose()
    return url


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/folder/easel.db"


@pytest.fixture
def server_url(postgres: Postgres, _ready_url: str) -> str:
    postgres.empty(_ready_url)
    return _ready_url


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
