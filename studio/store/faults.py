"""Which faults of the database pass by themselves, and which of them callers are told as ``StoreUnavailable``.

What is wrong with an act itself (a key that is there already, a wrong statement) is none of these.
"""

import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError

from studio.store.errors import StoreUnavailable

_PASSING = frozenset(
    {
        "25P03",  # idle in a transaction for too long
        "40001",  # serialization failure
        "40P01",  # deadlock
        "53300",  # too many connections
        "55P03",  # lock not available
        "57P01",  # the server is told to stop
        "57P02",  # another backend crashed
        "57P03",  # the server is starting
    }
)
_STANDING_CLASSES = ("53", "57", "58", "XX")
"""Out of resources, stopped by the operator, system error, data damaged
(https://www.postgresql.org/docs/current/errcodes-appendix.html)."""
_READ_ONLY = "25006"
_SQLITE_STANDING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_READONLY,
    }
)


def passes(fault: Exception) -> bool:
    """Say whether another try may succeed soon: the connection was lost, or another transaction was in the way."""
    if not isinstance(fault, DBAPIError) or isinstance(fault.orig, sqlite3.Error):
        return False
    state = _state(fault)
    if state is None:
        # The client library's own words: no connection could be made, or it broke.
        return fault.connection_invalidated or isinstance(fault, OperationalError)
    return state in _PASSING or state.startswith("08")


def told(fault: Exception) -> Exception:
    """Return what a caller is told: ``StoreUnavailable`` where the database is at fault, else the fault itself."""
    if not isinstance(fault, DBAPIError) or not (passes(fault) or _stands(fault)):
        return fault
    unavailable = StoreUnavailable(f"the store does not serve: {fault.orig}")
    unavailable.__cause__ = fault
    return unavailable


def _stands(fault: DBAPIError) -> bool:
    if isinstance(fault.orig, sqlite3.Error):
        # The lowest byte is the code, what is above it says more precisely why (https://sqlite.org/rescode.html).
        return (getattr(fault.orig, "sqlite_errorcode", 0) & 0xFF) in _SQLITE_STANDING
    state = _state(fault)
    return state is not None and (state == _READ_ONLY or state.startswith(_STANDING_CLASSES))


def _state(fault: DBAPIError) -> str | None:
    state: str | None = getattr(fault.orig, "sqlstate", None)
    return state
