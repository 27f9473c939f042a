"""Connections to the database: how SQLite and PostgreSQL are opened so that the same statements serve both."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from studio.store import doubt
from studio.store.errors import StoreRefused

_PRAGMAS = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA journal_mode = WAL",
    # NORMAL may lose the last commits in a power cut, and with them a paid prediction's id.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # What is deleted is overwritten: people are told that it is gone.
    "PRAGMA secure_delete = ON",
)

_PATIENCE: Mapping[str, str | int] = {
    "connect_timeout": 5,
    # A host that is gone without a word is noticed within this time, in milliseconds.
    "tcp_user_timeout": 15_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    # A process that froze in a transaction must not hold up the others with its locks; its own acts are run again.
    "options": "-c idle_in_transaction_session_timeout=5000",
}
"""What libpq is told where ``DATABASE_URL`` does not say it."""


def parse(url: str) -> URL:
    """Read ``DATABASE_URL``.

    Raises:
        StoreRefused: it is no URL of a database that can be used.
    """
    try:
        parsed = make_url(url)
    except SQLAlchemyError as exc:
        # Without the URL itself: a password may stand in it.
        raise StoreRefused("DATABASE_URL is no database URL; try sqlite:///data/easel.db") from exc
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise StoreRefused(f"DATABASE_URL: {parsed.drivername} is neither sqlite nor postgresql")
    if parsed.get_backend_name() == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise StoreRefused("DATABASE_URL: SQLite needs a file, for example sqlite:///data/easel.db")
    return parsed


def sqlite_file(url: URL) -> Path | None:
    """Return the file of a SQLite store, ``None`` for another database."""
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def scrub(file: Path) -> bool:
    """Carry what SQLite has written beside its file into it, so that nothing that was deleted stands there still.

    ``False`` where somebody was reading all the while, for which it stands there for now.
    """
    with closing(sqlite3.connect(file, timeout=1.0)) as connection:
        (is_busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy


def writing(url: URL) -> Engine:
    """Return an engine whose transactions may write from their first statement."""
    if sqlite_file(url) is not None:
        return _sqlite(url, "BEGIN IMMEDIATE")
    engine = _engine(url)
    event.listen(engine, "connect", _leave_begin_to_us)
    event.listen(engine, "begin", doubt.begin)
    return engine


def reading(url: URL) -> Engine:
    """Return an engine whose transactions see one state of the database throughout."""
    if sqlite_file(url) is None:
        return _engine(url).execution_options(isolation_level="REPEATABLE READ")
    return _sqlite(url, "BEGIN")


def _leave_begin_to_us(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    del entry
    # psycopg would send a BEGIN of its own; it commits and rolls back what was begun all the same.
    connection.autocommit = True


def _engine(url: URL) -> Engine:
    said = {} if sqlite_file(url) else {name: value for name, value in _PATIENCE.items() if name not in url.query}
    # Parameters stay out of error messages: prompts and tokens are among them, and messages are logged.
    engine = create_engine(url, pool_size=1, max_overflow=0, hide_parameters=True, connect_args=said)
    event.listen(engine, "handle_error", _tell_no_rows)
    return engine


def _tell_no_rows(context: ExceptionContext) -> None:
    """Leave of an error its first line: in those below it PostgreSQL may tell the whole row."""
    for fault in (context.original_exception, context.sqlalchemy_exception):
        if fault is not None:
            fault.args = (str(fault.args[0]).partition("\n")[0] if fault.args else "",)


def _sqlite(url: URL, begin: str) -> Engine:
    engine = _engine(url)

    @event.listens_for(engine, "connect")
    def _prepare(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        del entry
        assert isinstance(connection, sqlite3.Connection)
        # Left to itself the sqlite3 module begins transactions when it sees fit, and a failed migration stays
        # half done; like this it begins none, and the listener below does.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
