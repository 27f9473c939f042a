"""The ledger: what is held for a job, what its delivered pictures came to, and what that makes of the month.

Amounts are estimates in micro-dollars. Whatever becomes of a job counts in the month in which it was held.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.errors import BudgetExceeded
from studio.store.tables import ledger, months


class Entry(StrEnum):
    """What a line of the ledger says; a job has at most one of each."""

    HOLD = "hold"
    CAPTURE = "capture"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Spending:
    """What one month has come to so far, in micro-dollars: held for live jobs, and captured for good."""

    held_micro_usd: int = 0
    captured_micro_usd: int = 0


_NO_CEILING = 2**63 - 1
_ROW = months.c.month == sa.bindparam("of_month", type_=months.c.month.type)
_HELD, _CAPTURED = (sa.bindparam(name, type_=sa.BigInteger) for name in ("held", "captured"))
_MOVE = (
    months.update()
    .where(_ROW)
    .values(
        held_micro_usd=months.c.held_micro_usd + _HELD,
        captured_micro_usd=months.c.captured_micro_usd + _CAPTURED,
    )
)
# Written out: SQLAlchemy has no words for it that serve both databases. Two processes may open a month at once.
_HOLD_WITHIN = sa.text(
    "INSERT INTO months (month, held_micro_usd, captured_micro_usd) "
    "SELECT :of_month, CAST(:cost AS BIGINT), 0 WHERE CAST(:cost AS BIGINT) <= CAST(:ceiling AS BIGINT) "
    "ON CONFLICT (month) DO UPDATE SET held_micro_usd = months.held_micro_usd + excluded.held_micro_usd "
    "WHERE months.held_micro_usd + months.captured_micro_usd + excluded.held_micro_usd <= CAST(:ceiling AS BIGINT)"
)
_HELD_FOR = sa.select(ledger.c.micro_usd, ledger.c.at).where(
    ledger.c.job_id == sa.bindparam("job_id"), ledger.c.kind == Entry.HOLD.value
)
_WRITE = ledger.insert()


def hold(connection: Connection, *, cost_micro_usd: int, ceiling_micro_usd: int | None, now: datetime) -> None:
    """Hold an estimate where the month's ceiling allows it; ``note_hold`` says for which job.

    Raises:
        BudgetExceeded: it does not; nothing was written.
    """
    ceiling = _NO_CEILING if ceiling_micro_usd is None else ceiling_micro_usd
    asked = {"of_month": _month(now), "cost": cost_micro_usd, "ceiling": ceiling}
    if connection.execute(_HOLD_WITHIN, asked).rowcount == 0:
        left = ceiling - _total(spending(connection, now))
        raise BudgetExceeded(ceiling, max(0, left), _next_month(now))


def note_hold(connection: Connection, job_id: str, *, cost_micro_usd: int, now: datetime) -> None:
    """Write into the ledger for which job an estimate is held."""
    _write(connection, job_id, Entry.HOLD, cost_micro_usd, now)


def settle(connection: Connection, job_id: str, *, capture_micro_usd: int, now: datetime) -> None:
    """Capture part of what is held for a job and release the rest."""
    held, month = _held(connection, job_id)
    _move(connection, month, held=-held, captured=capture_micro_usd)
    if capture_micro_usd:
        _write(connection, job_id, Entry.CAPTURE, capture_micro_usd, now)
    if held > capture_micro_usd:
        _write(connection, job_id, Entry.RELEASE, held - capture_micro_usd, now)


def hold_again(connection: Connection, job_id: str) -> None:
    """Take a release back: a job that was given up is found at the service, where it is paid for anyway."""
    held, month = _held(connection, job_id)
    connection.execute(ledger.delete().where(ledger.c.job_id == job_id, ledger.c.kind != Entry.HOLD.value))
    _move(connection, month, held=held, captured=0)


def spending(connection: Connection, now: datetime) -> Spending:
    """Return what the month has come to."""
    row = connection.execute(
        sa.select(months.c.held_micro_usd, months.c.captured_micro_usd).where(months.c.month == _month(now))
    ).one_or_none()
    return Spending() if row is None else Spending(*row)


def _total(spent: Spending) -> int:
    return spent.held_micro_usd + spent.captured_micro_usd


def _move(connection: Connection, month: str, *, held: int, captured: int) -> None:
    connection.execute(_MOVE, {"of_month": month, "held": held, "captured": captured})


def _held(connection: Connection, job_id: str) -> tuple[int, str]:
    """Return how much was held for a job, and in which month."""
    row = connection.execute(_HELD_FOR, {"job_id": job_id}).one()
    return row.micro_usd, _month(row.at)


def _write(connection: Connection, job_id: str, entry: Entry, micro_usd: int, now: datetime) -> None:
    line = {"job_id": job_id, "kind": entry.value, "micro_usd": micro_usd, "at": now}
    connection.execute(_WRITE, line)


def _month(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m")


def _next_month(now: datetime) -> datetime:
    utc = now.astimezone(UTC)
    return datetime(utc.year + utc.month // 12, utc.month % 12 + 1, 1, tzinfo=UTC)
