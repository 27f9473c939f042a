"""Small pictures, as acts on a connection."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.store.tables import jobs, thumbnails

_FIND = sa.select(thumbnails.c.body).where(
    thumbnails.c.job_id == sa.bindparam("of_job"), thumbnails.c.number == sa.bindparam("of_number")
)
_FORGET = thumbnails.delete().where(thumbnails.c.job_id == sa.bindparam("of_job"))
_IS_SHOWN = sa.select(jobs.c.id).where(jobs.c.id == sa.bindparam("of_job"), jobs.c.deleted.is_(False))


def keep(connection: Connection, job_id: str, bodies: Sequence[bytes]) -> None:
    """Keep a small picture of each of a job's pictures, unless its card was deleted meanwhile."""
    forget(connection, job_id)
    # Locked: a deletion that comes at the same time finds them, or is found.
    if bodies and connection.scalar(_IS_SHOWN.with_for_update(), {"of_job": job_id}) is not None:
        rows = [{"job_id": job_id, "number": n, "body": body} for n, body in enumerate(bodies, start=1)]
        connection.execute(thumbnails.insert(), rows)


def find(connection: Connection, job_id: str, number: int) -> bytes | None:
    """Return the small picture of a job's picture, ``None`` where there is none."""
    body: bytes | None = connection.scalar(_FIND, {"of_job": job_id, "of_number": number})
    return body


def forget(connection: Connection, job_id: str) -> None:
    """Forget a job's small pictures."""
    connection.execute(_FORGET, {"of_job": job_id})
