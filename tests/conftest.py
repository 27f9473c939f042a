"""What tests of several folders share."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from studio.store.engine import parse, writing
from studio.store.upgrade import upgrade
from tests.postgres import Postgres, running_postgres

# How long an example takes says how busy the machine is: time belongs into bench/.
settings.register_profile("easel", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("easel")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Run one PostgreSQL for all tests that ask for it."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def _ready_url(postgres: Postgres) -> str:
    """Return a database that is at the newest version; each test finds it empty."""
    url = postgres.new()
    engine = writing(parse(url))
    upgrade(engine)
    engine.dispose()
    return url


@pytest.fixture
def server_url(postgres: Postgres, _ready_url: str) -> str:
    """Return an empty database on the server; to empty one is quicker than to make one."""
    postgres.empty(_ready_url)
    return _ready_url
