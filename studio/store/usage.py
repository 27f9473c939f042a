"""What was used of the money, read from jobs by person, channel, model and day. The rules are ``studio.usage``'s.

A job counts on its ``day``, for as long as it is live and then where its pictures were made for its artist: it is
done, or moderators have not let them be shown. What those have used who are forgotten counts on, as ``NOBODY``'s.
"""

import asyncio
from datetime import date, datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.budgets import Scope
from studio.community.calendar import local_day
from studio.jobs import NOBODY, JobState
from studio.store import budgets, money
from studio.store.lanes import Lanes
from studio.store.money import Account
from studio.store.rows import line_id
from studio.store.tables import JOB_IS_DONE, JOB_IS_LIVE, jobs, nameless_usage
from studio.usage import Amount, Month, PersonSeen, Row, ServerSeen, lately_since

_HOME = sa.func.coalesce(jobs.c.parent_channel_id, jobs.c.channel_id)


def _sum(value: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    # PostgreSQL adds up to decimals.
    return sa.cast(sa.func.coalesce(sa.func.sum(value), 0), sa.BigInteger)


IS_MADE = sa.or_(JOB_IS_DONE, jobs.c.state == JobState.REJECTED.value)
_ESTIMATE_HELD = sa.case((JOB_IS_LIVE, jobs.c.estimate_micro_usd), else_=0)
# In the order of the fields of ``Amount``.
_AMOUNT = (
    sa.func.count(),
    _sum(sa.case((IS_MADE, jobs.c.pictures), else_=0)),
    _sum(jobs.c.captured_micro_usd),
    _sum(_ESTIMATE_HELD),
)
_COUNTS = sa.and_(
    jobs.c.line_id == sa.bindparam("of_line"),
    jobs.c.day.between(sa.bindparam("since"), sa.bindparam("until")),
    sa.or_(IS_MADE, JOB_IS_LIVE),
)
_OF_PERSON = sa.select(*_AMOUNT).where(_COUNTS, jobs.c.artist_id == sa.bindparam("of_person"))
_BY = (jobs.c.day, jobs.c.artist_id, _HOME, jobs.c.model)
_ROWS = sa.select(*_BY, *_AMOUNT).where(_COUNTS).group_by(*_BY).order_by(*_BY)
_LATELY = sa.select(_sum(jobs.c.captured_micro_usd + _ESTIMATE_HELD)).where(_COUNTS)
_FIRST_DAY = sa.select(sa.func.min(jobs.c.day)).where(jobs.c.line_id == sa.bindparam("of_line"))
_IS_HERE = nameless_usage.c.server_id == sa.bindparam("of_line")
_IS_THEN = sa.and_(_IS_HERE, nameless_usage.c.day.between(sa.bindparam("since"), sa.bindparam("until")))
_NAMELESS = sa.select(
    nameless_usage.c.day,
    sa.literal(NOBODY).label("artist_id"),
    nameless_usage.c.channel_id.label("home_id"),
    nameless_usage.c.model,
    nameless_usage.c.jobs,
    nameless_usage.c.pictures,
    nameless_usage.c.spent_micro_usd,
    sa.literal(0).label("held_micro_usd"),
).where(_IS_THEN)
_NAMELESS_LATELY = sa.select(_sum(nameless_usage.c.spent_micro_usd)).where(_IS_THEN)
_NAMELESS_FIRST_DAY = sa.select(sa.func.min(nameless_usage.c.day)).where(_IS_HERE)


class UsageStore:
    """What was used, on servers and in private."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def of_person(
        self, server_id: int | None, channel_id: int, person_id: int, *, now: datetime
    ) -> asyncio.Future[PersonSeen]:
        """Return what a person has used today and this month, and what counts towards the budgets of a channel.

        Without a server it is their private use.
        """
        return self._lanes.reads.put(
            partial(_of_person, server_id=server_id, channel_id=channel_id, person_id=person_id, now=now)
        )

    def of_server(self, server_id: int, month: Month | None, *, now: datetime) -> asyncio.Future[ServerSeen]:
        """Return all that was used on a server in a month, the current one where none is named."""
        return self._lanes.reads.put(partial(_of_server, server_id=server_id, month=month, now=now))


def _of_person(
    connection: Connection, server_id: int | None, channel_id: int, person_id: int, now: datetime
) -> PersonSeen:
    server = budgets.find(connection, server_id)
    day, line = local_day(now, server.zone), line_id(server_id, person_id)
    month = Month.of(day)
    accounts = (
        money.operators_month(now),
        Account(Scope.SERVER, line, 0, str(month)),
        Account(Scope.CHANNEL, line, channel_id, str(month)),
        Account(Scope.PERSON, line, person_id, day.isoformat()),
    )
    whose = {"of_line": line, "of_person": person_id}
    return PersonSeen(
        server,
        day,
        today=Amount(*connection.execute(_OF_PERSON, whose | _within(day, day)).one()),
        month=Amount(*connection.execute(_OF_PERSON, whose | _within(month.first, month.days[-1])).one()),
        used={account.scope: money.spending(connection, account).total_micro_usd for account in accounts},
        extra_micro_usd=0 if server_id is None else money.extra_left(connection, server_id, person_id),
    )


def _of_server(connection: Connection, server_id: int, month: Month | None, now: datetime) -> ServerSeen:
    server = budgets.find(connection, server_id)
    day = local_day(now, server.zone)
    asked = month or Month.of(day)
    whose = {"of_line": server_id}
    days = {each.isoformat(): each for each in asked.days}
    # By position: of tens of thousands, names would take several times as long.
    rows = [
        Row(days[day], person_id, home_id, model, Amount(*amount))
        for query in (_ROWS, _NAMELESS)
        for day, person_id, home_id, model, *amount in connection.execute(
            query, whose | _within(asked.first, asked.days[-1])
        ).all()
    ]
    rows.sort(key=lambda row: (row.day, row.person_id, row.channel_id, row.model))
    firsts = [connection.scalar(query, whose) for query in (_FIRST_DAY, _NAMELESS_FIRST_DAY)]
    first_day = min((date.fromisoformat(first) for first in firsts if first is not None), default=None)
    last_days = whose | _within(lately_since(day, first_day or day), day)
    lately = sum(connection.scalar(query, last_days) or 0 for query in (_LATELY, _NAMELESS_LATELY))
    return ServerSeen(server, day, asked, rows, first_day, lately)


def _within(since: date, until: date) -> dict[str, str]:
    return {"since": since.isoformat(), "until": until.isoformat()}
