"""What servers let be spent, as rows, and what is used of it. How that is counted is ``studio.store.money``'s."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.audit import Event
from studio.budgets import NO_BUDGETS, NO_RULE, Budgets, Rule, Scope, Subject
from studio.community.zones import zone_of
from studio.errors import SettingChanged
from studio.store import audit, money
from studio.store.lanes import Lanes
from studio.store.tables import accounts, budgets, servers

_OF_SERVER = sa.select(budgets).where(budgets.c.server_id == sa.bindparam("of_server"))
_ZONE = sa.select(servers.c.time_zone).where(servers.c.id == sa.bindparam("of_server"))
_ROW = sa.and_(
    budgets.c.server_id == sa.bindparam("of_server"),
    budgets.c.subject == sa.bindparam("of_subject"),
    budgets.c.subject_id == sa.bindparam("of_id"),
)
_AS_BEFORE = sa.and_(
    _ROW,
    budgets.c.micro_usd.is_not_distinct_from(sa.bindparam("was", type_=sa.BigInteger)),
    budgets.c.weight == sa.bindparam("weighed", type_=sa.Float),
)
_USED = sa.select(
    accounts.c.scope,
    accounts.c.subject_id,
    (accounts.c.held_micro_usd + accounts.c.captured_micro_usd).label("micro_usd"),
).where(
    accounts.c.scope.in_((Scope.SERVER.value, Scope.CHANNEL.value)),
    accounts.c.line_id == sa.bindparam("of_server"),
    accounts.c.period == sa.bindparam("of_month"),
)
# Written out: SQLAlchemy has no words for it that serve both databases.
_ADD = sa.text(
    "INSERT INTO budgets (server_id, subject, subject_id, micro_usd, weight) "
    "VALUES (:of_server, :of_subject, :of_id, :micro_usd, :weight) ON CONFLICT DO NOTHING"
).bindparams(sa.bindparam("micro_usd", type_=sa.BigInteger))


@dataclass(frozen=True, slots=True)
class Used:
    """What a server's month has come to, held and captured, in micro-dollars: in all, and by channel."""

    micro_usd: int = 0
    channels: Mapping[int, int] = field(default_factory=dict)


class BudgetStore:
    """The budgets of all servers."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def budgets(self, server_id: int) -> asyncio.Future[Budgets]:
        """Return what a server has set."""
        return self._lanes.reads.put(partial(find, server_id=server_id))

    def used(self, server_id: int, month: str) -> asyncio.Future[Used]:
        """Return what a month of a server's calendar has come to; ``month`` is written 2026-11."""
        return self._lanes.reads.put(partial(_used, server_id=server_id, month=month))

    def change(
        self,
        server_id: int,
        subject: Subject,
        subject_id: int,
        after: Rule,
        *,
        before: Rule,
        noted: Event | None = None,
    ) -> asyncio.Future[None]:
        """Write what holds for a server, or a channel or a role of it by its id, and a line in its log, if any.

        Of two who change one thing at the same time, the second is refused.

        Raises:
            SettingChanged: it is not ``before`` any more; nothing was written.
        """
        return self._lanes.writes.put(
            partial(
                _change,
                server_id=server_id,
                subject=subject,
                subject_id=subject_id,
                after=after,
                before=before,
                noted=noted,
            )
        )

    def grant(
        self, source_id: str, *, server_id: int, person_ids: Collection[int], micro_usd: int, now: datetime
    ) -> asyncio.Future[None]:
        """Give people extra budget, which bears what that of their days does not, until it is used up.

        Each has it once from each source, such as a contest, however often it is given.
        """
        return self._lanes.writes.put(
            partial(
                money.grant,
                source_id=source_id,
                server_id=server_id,
                person_ids=frozenset(person_ids),
                micro_usd=micro_usd,
                now=now,
            )
        )

    def extra_left(self, server_id: int, person_id: int) -> asyncio.Future[int]:
        """Return what a person may spend beyond their days' budgets, in micro-dollars."""
        return self._lanes.reads.put(partial(money.extra_left, server_id=server_id, person_id=person_id))


def find(connection: Connection, server_id: int | None) -> Budgets:
    """Return what a server has set; nothing is set for private use."""
    if server_id is None:
        return NO_BUDGETS
    found: dict[Subject, dict[int, Rule]] = {subject: {} for subject in Subject}
    for row in connection.execute(_OF_SERVER, {"of_server": server_id}):
        found[Subject(row.subject)][row.subject_id] = Rule(row.micro_usd, row.weight)
    return Budgets(
        month_micro_usd=found[Subject.SERVER].get(server_id, NO_RULE).micro_usd,
        channels={
            channel_id: rule.micro_usd
            for channel_id, rule in found[Subject.CHANNEL].items()
            if rule.micro_usd is not None
        },
        roles=found[Subject.ROLE],
        everybody_id=server_id,
        zone=zone_of(connection.scalar(_ZONE, {"of_server": server_id})),
    )


def _used(connection: Connection, server_id: int, month: str) -> Used:
    rows = connection.execute(_USED, {"of_server": server_id, "of_month": month}).all()
    return Used(
        sum(row.micro_usd for row in rows if row.scope == Scope.SERVER.value),
        {row.subject_id: row.micro_usd for row in rows if row.scope == Scope.CHANNEL.value},
    )


def _change(
    connection: Connection,
    server_id: int,
    subject: Subject,
    subject_id: int,
    after: Rule,
    before: Rule,
    noted: Event | None,
) -> None:
    of_row = {"of_server": server_id, "of_subject": subject.value, "of_id": subject_id}
    of_before = {**of_row, "was": before.micro_usd, "weighed": before.weight}
    new = {"micro_usd": after.micro_usd, "weight": after.weight}
    # What says nothing has no row.
    if before == NO_RULE:
        done = connection.execute(_ADD, {**of_row, **new})
    else:
        done = connection.execute(budgets.update().where(_AS_BEFORE), {**of_before, **new})
    if done.rowcount != 1:
        raise SettingChanged
    if after == NO_RULE:
        connection.execute(budgets.delete().where(_ROW), of_row)
    if noted is not None:
        audit.note(connection, noted)
