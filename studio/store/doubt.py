"""Whether a transaction went through whose COMMIT was sent and whose answer was lost with the connection.

PostgreSQL remembers what became of every recent transaction; SQLite, which runs in this process, loses no answer.
"""

import sqlalchemy as sa
from sqlalchemy import Connection

_NUMBER = "number of the transaction"
_BEGIN = "SELECT CAST(pg_current_xact_id() AS text); BEGIN"


def begin(connection: Connection) -> None:
    """Begin a transaction of PostgreSQL that has a number, by which it is found again (``mark``).

    Both in one message, whose first answer is the number: BEGIN goes on with the transaction that the message is
    by itself (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT).
    """
    connection.info[_NUMBER] = connection.exec_driver_sql(_BEGIN).scalar()


def mark(connection: Connection) -> str | None:
    """Return the number of the transaction; ``None`` where there can be no doubt."""
    number: str | None = connection.info.get(_NUMBER)
    return number


def went_through(connection: Connection, marked: str) -> bool | None:
    """Say whether a transaction was committed; ``None`` while the server is still at it."""
    status = connection.scalar(sa.text("SELECT pg_xact_status(CAST(:marked AS xid8))"), {"marked": marked})
    return None if status == "in progress" else status == "committed"
