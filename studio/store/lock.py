"""The lock that keeps a second process away from a SQLite store.

It is a small SQLite file beside the store on which an exclusive transaction stays open: the system lets go of
it when the process ends, however it ends, and it works wherever SQLite does.
"""

import sqlite3
from pathlib import Path
from typing import Self

from studio.store.errors import StoreRefused


class StoreLock:
    """Held from ``take`` to ``release``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def take(cls, database: Path) -> Self:
        """Take the lock of a store's file.

        Raises:
            StoreRefused: another process holds it, or the folder cannot be written.
        """
        path = database.with_name(database.name + ".lock")
        try:
            connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as exc:
            raise StoreRefused(f"{path} cannot be opened: {exc}") from exc
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as exc:
            connection.close()
            raise _refusal(database, path, exc) from exc
        return cls(connection)

    def release(self) -> None:
        """Let the next process have the store."""
        self._connection.close()


def _refusal(database: Path, path: Path, fault: sqlite3.Error) -> StoreRefused:
    if fault.sqlite_errorcode == sqlite3.SQLITE_BUSY:
        return StoreRefused(
            f"another process is using {database}. SQLite serves one process: stop the other one, "
            "or give both a PostgreSQL in DATABASE_URL"
        )
    return StoreRefused(f"{path} cannot be locked: {fault}")
