"""What tests of several folders share."""

from collections.abc import Iterator

import pytest

from tests.postgres import Postgres, running_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Run one PostgreSQL for all tests that ask for it."""
    with running_postgres() as server:
        yield server
