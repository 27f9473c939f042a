"""The ledger: what is held for a job, what its delivered pictures came to, and what that makes of every budget.

Amounts are estimates in micro-dollars. A job counts in one account for each scope (``studio.budgets.Scope``), in
the month or on the day on which it was held, whatever becomes of it later. A person's account has only what the
budget of their day bears: what goes beyond it is taken from their extra budget, and is the first to come back.

All money is held behind one row, which stays the same when a month begins somewhere: so no two processes hold the
same dollar.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.budgets import Limits, Scope, opens_at
from studio.errors import BudgetExceeded
from studio.jobs import Job
from studio.store.rows import line_of
from studio.store.tables import accounts, extras, grants, ledger


class Entry(StrEnum):
    """What a line of the ledger says; a job has at most one of each."""

    HOLD = "hold"
    CAPTURE = "capture"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Spending:
    """What an account has come to so far, in micro-dollars: held for live jobs, and captured for good."""

    held_micro_usd: int = 0
    captured_micro_usd: int = 0

    @property
    def total_micro_usd(self) -> int:
        """What counts towards a limit."""
        return self.held_micro_usd + self.captured_micro_usd


class Account(NamedTuple):
    """Whose spending is counted together in which period.

    ``line_id`` is the server's (``studio.store.rows.line_of``), ``subject_id`` the channel's or the person's;
    what does not apply is 0.
    """

    scope: Scope
    line_id: int
    subject_id: int
    period: str


class _Part(NamedTuple):
    """An amount, and how much of it is extra."""

    micro_usd: int = 0
    extra_micro_usd: int = 0

    @property
    def usual_micro_usd(self) -> int:
        """What the budget of the day bears."""
        return self.micro_usd - self.extra_micro_usd


_NOTHING = _Part()
_ORDER = Account(Scope.OPERATOR, 0, 0, "")
"""What orders all that is held; it has no money."""

_KEY = (accounts.c.scope, accounts.c.line_id, accounts.c.subject_id, accounts.c.period)
_ROW = sa.and_(*(column == sa.bindparam(f"of_{column.name}", type_=column.type) for column in _KEY))
_FIND = sa.select(accounts.c.held_micro_usd, accounts.c.captured_micro_usd).where(_ROW)
_LOCK = _FIND.with_for_update()
# Written out: SQLAlchemy has no words for it that serve both databases. Two processes may open a period at once.
_OPEN = sa.text(
    "INSERT INTO accounts (scope, line_id, subject_id, period, held_micro_usd, captured_micro_usd) "
    "VALUES (:of_scope, :of_line_id, :of_subject_id, :of_period, 0, 0) ON CONFLICT DO NOTHING"
)
_MOVE = sa.text(
    "INSERT INTO accounts (scope, line_id, subject_id, period, held_micro_usd, captured_micro_usd) "
    "VALUES (:of_scope, :of_line_id, :of_subject_id, :of_period, :held, :captured) "
    "ON CONFLICT (scope, line_id, subject_id, period) DO UPDATE SET "
    "held_micro_usd = accounts.held_micro_usd + excluded.held_micro_usd, "
    "captured_micro_usd = accounts.captured_micro_usd + excluded.captured_micro_usd"
)
_EXTRA = sa.and_(extras.c.server_id == sa.bindparam("of_server"), extras.c.person_id == sa.bindparam("of_person"))
_EXTRA_LEFT = sa.select(extras.c.left_micro_usd).where(_EXTRA)
_MOVE_EXTRA = (
    extras.update()
    .where(_EXTRA)
    .values(left_micro_usd=extras.c.left_micro_usd + sa.bindparam("moved", type_=sa.BigInteger))
)
# Written out: SQLAlchemy has no words for it that serve both databases.
_ADD_EXTRA = sa.text(
    "INSERT INTO extras (server_id, person_id, left_micro_usd) VALUES (:server_id, :person_id, :micro_usd) "
    "ON CONFLICT (server_id, person_id) DO UPDATE "
    "SET left_micro_usd = extras.left_micro_usd + excluded.left_micro_usd"
)
_GRANT = sa.text(
    "INSERT INTO grants (source_id, person_id, server_id, micro_usd, at) "
    "VALUES (:source_id, :person_id, :server_id, :micro_usd, :at) ON CONFLICT DO NOTHING"
).bindparams(sa.bindparam("at", type_=grants.c.at.type))
_HELD_FOR = sa.select(ledger.c.micro_usd, ledger.c.extra_micro_usd, ledger.c.at).where(
    ledger.c.job_id == sa.bindparam("job_id"), ledger.c.kind == Entry.HOLD.value
)
_HELD_EXTRA = (
    ledger.update()
    .where(ledger.c.job_id == sa.bindparam("of_job"), ledger.c.kind == Entry.HOLD.value)
    .values(extra_micro_usd=sa.bindparam("extra"))
)
_WRITE = ledger.insert()


def lock(connection: Connection) -> None:
    """Let nobody else hold money until this act is durable."""
    key = _key(_ORDER)
    while connection.execute(_LOCK, key).one_or_none() is None:
        connection.execute(_OPEN, key)


def hold(connection: Connection, job: Job, limits: Limits, now: datetime) -> int:
    """Hold a new job's estimate where every budget allows it; ``note_hold`` writes that it is for this job.

    To be asked behind the ``lock``. Returns how much of it is extra, in micro-dollars.

    Raises:
        BudgetExceeded: one of them leaves too little; nothing was written.
    """
    cost = job.estimate_micro_usd
    *shared, own = accounts_of(job, now)
    for account in shared:
        _check(connection, account, cost, limits, now)
    left = _left(connection, own, limits)
    extra = 0 if left is None else max(0, cost - max(0, left))
    if extra:
        _check(connection, own, cost, limits, now, beyond=_extra_left(connection, job))
    _move(connection, job, held_at=now, held=_Part(cost, extra))
    return extra


def note_hold(connection: Connection, job: Job, *, extra_micro_usd: int, now: datetime) -> None:
    """Write into the ledger for which job an estimate is held."""
    _write(connection, job, Entry.HOLD, _Part(job.estimate_micro_usd, extra_micro_usd), now)


def settle(connection: Connection, job: Job, now: datetime) -> None:
    """Capture of what is held for a job what it came to, and release the rest."""
    held, held_at = _held(connection, job)
    captured = _Part(job.captured_micro_usd, max(0, job.captured_micro_usd - held.usual_micro_usd))
    _move(connection, job, held_at=held_at, held=_minus(held), captured=captured)
    if captured.micro_usd:
        _write(connection, job, Entry.CAPTURE, captured, now)
    if held.micro_usd > captured.micro_usd:
        released = _Part(held.micro_usd - captured.micro_usd, held.extra_micro_usd - captured.extra_micro_usd)
        _write(connection, job, Entry.RELEASE, released, now)


def hold_again(connection: Connection, job: Job) -> None:
    """Take a release back: a job that was given up is found at the service, where it is paid for anyway.

    What is extra of it may be spent on something else meanwhile: the day bears that, however full it is.
    """
    lock(connection)
    before, held_at = _held(connection, job)
    held = _Part(before.micro_usd, min(before.extra_micro_usd, _extra_left(connection, job)))
    connection.execute(ledger.delete().where(ledger.c.job_id == job.id, ledger.c.kind != Entry.HOLD.value))
    if held != before:
        connection.execute(_HELD_EXTRA, {"of_job": job.id, "extra": held.extra_micro_usd})
    _move(connection, job, held_at=held_at, held=held)


def spending(connection: Connection, account: Account) -> Spending:
    """Return what an account has come to."""
    row = connection.execute(_FIND, _key(account)).one_or_none()
    return Spending() if row is None else Spending(*row)


def extra_left(connection: Connection, server_id: int, person_id: int) -> int:
    """Return what a person may spend beyond their days' budgets on a server, in micro-dollars."""
    return connection.scalar(_EXTRA_LEFT, {"of_server": server_id, "of_person": person_id}) or 0


def grant(
    connection: Connection,
    source_id: str,
    *,
    server_id: int,
    person_ids: Collection[int],
    micro_usd: int,
    now: datetime,
) -> None:
    """Give people extra budget on a server, once for each source, such as a contest."""
    lock(connection)
    for person_id in person_ids:
        given = {"server_id": server_id, "person_id": person_id, "micro_usd": micro_usd}
        if connection.execute(_GRANT, {**given, "source_id": source_id, "at": now}).rowcount == 1:
            connection.execute(_ADD_EXTRA, given)


def operators_month(now: datetime) -> Account:
    """Return the account of all spending in a month of UTC."""
    return Account(Scope.OPERATOR, 0, 0, now.astimezone(UTC).strftime("%Y-%m"))


def accounts_of(job: Job, held_at: datetime) -> Sequence[Account]:
    """Return the accounts that a job counts in: the operator's first, the person's last."""
    line, month = line_of(job), job.day[: len("2026-11")]
    return (
        operators_month(held_at),
        Account(Scope.SERVER, line, 0, month),
        Account(Scope.CHANNEL, line, job.place.home_id, month),
        Account(Scope.PERSON, line, job.artist_id, job.day),
    )


def _left(connection: Connection, account: Account, limits: Limits) -> int | None:
    """Return what a budget leaves, ``None`` where there is none; below zero where it was made smaller since."""
    limit = limits.limit(account.scope)
    return None if limit is None else limit - spending(connection, account).total_micro_usd


def _check(
    connection: Connection, account: Account, cost: int, limits: Limits, now: datetime, *, beyond: int = 0
) -> None:
    """Refuse what an account does not bear with what may be spent ``beyond`` it."""
    limit, left = limits.limit(account.scope), _left(connection, account, limits)
    if limit is None or left is None:
        return
    bears = max(0, left) + beyond
    if cost > bears:
        opens = opens_at(account.scope, now, limits.zone)
        raise BudgetExceeded(account.scope, limit + beyond, bears, cost, opens)


def _move(connection: Connection, job: Job, *, held_at: datetime, held: _Part, captured: _Part = _NOTHING) -> None:
    """Add to what is held and captured in all accounts of a job; the operator's is the first."""
    *shared, own = accounts_of(job, held_at)
    whole = {"held": held.micro_usd, "captured": captured.micro_usd}
    usual = {"held": held.usual_micro_usd, "captured": captured.usual_micro_usd}
    for account in shared:
        connection.execute(_MOVE, {**_key(account), **whole})
    connection.execute(_MOVE, {**_key(own), **usual})
    used = held.extra_micro_usd + captured.extra_micro_usd
    if used:
        connection.execute(_MOVE_EXTRA, {**_whose(job), "moved": -used})


def _extra_left(connection: Connection, job: Job) -> int:
    # None is given for private use.
    return 0 if job.place.server_id is None else extra_left(connection, job.place.server_id, job.artist_id)


def _whose(job: Job) -> dict[str, int | None]:
    return {"of_server": job.place.server_id, "of_person": job.artist_id}


def _minus(part: _Part) -> _Part:
    return _Part(-part.micro_usd, -part.extra_micro_usd)


def _held(connection: Connection, job: Job) -> tuple[_Part, datetime]:
    """Return how much was held for a job, and when."""
    row = connection.execute(_HELD_FOR, {"job_id": job.id}).one()
    return _Part(row.micro_usd, row.extra_micro_usd), row.at


def _write(connection: Connection, job: Job, entry: Entry, part: _Part, now: datetime) -> None:
    line = {
        "job_id": job.id,
        "kind": entry.value,
        "micro_usd": part.micro_usd,
        "extra_micro_usd": part.extra_micro_usd,
        "at": now,
    }
    connection.execute(_WRITE, line)


def _key(account: Account) -> dict[str, str | int]:
    return {
        "of_scope": account.scope.value,
        "of_line_id": account.line_id,
        "of_subject_id": account.subject_id,
        "of_period": account.period,
    }
