"""What tests of several folders share."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import Postgres, running_postgres

# How long an example takes says how busy the machine is: time belongs into bench/.
settings.register_profile("easel", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("easel")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Run one PostgreSQL for all tests that ask for it."""
    with running_postgres() as server:
        yield server
