"""Whether a transaction went through whose COMMIT was sent and whose answer was lost with the connection.

PostgreSQL remembers what became of every recent transaction; SQLite, which runs in this process, loses no answer.
"""

import sqlalchemy as sa
from sqlalchemy import Connection


def mark(connection: Connection) -> str | None:
    """Return the number of the transaction, by which it is found again; ``None`` where there can be no doubt."""
    if connection.dialect.name != "postgresql":
        return None
    # Only what has written has a number.
    number: str | None = connection.scalar(sa.text("SELECT CAST(pg_current_xact_id_if_assigned() AS text)"))
    return number


def went_through(connection: Connection, marked: str) -> bool | None:
    """Say whether a transaction was committed; ``None`` while the server is still at it."""
    status = connection.scalar(sa.text("SELECT pg_xact_status(CAST(:marked AS xid8))"), {"marked": marked})
    return None if status == "in progress" else status == "committed"
