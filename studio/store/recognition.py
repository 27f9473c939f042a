"""What artists have made and what of it was shown, counted by the database; and who wants to be in no list."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.community.artists import Best, Record
from studio.community.exhibits import Stage
from studio.community.scores import Period
from studio.community.theme_values import RunState
from studio.store.lanes import Lanes
from studio.store.tables import (
    JOB_COUNTS,
    Moment,
    contest_entries,
    exhibits,
    jobs,
    people,
    theme_parts,
    theme_runs,
)

_HERE = jobs.c.server_id == sa.bindparam("of_server")
_BY_ARTIST = jobs.c.artist_id == sa.bindparam("of_artist")
_MADE = sa.select(jobs.c.artist_id, sa.func.count().label("score")).where(JOB_COUNTS, _HERE)
_IS_UP = exhibits.c.stage == Stage.UP.value
_IN_SERVER = exhibits.c.server_id == sa.bindparam("of_server")
# A card that hangs in several showcases is one.
_SHOWN = sa.select(exhibits.c.artist_id, sa.func.count(sa.distinct(exhibits.c.job_id)).label("score")).where(
    _IS_UP, _IN_SERVER
)
_MODEL = (
    sa.select(jobs.c.model)
    .where(JOB_COUNTS, _HERE, _BY_ARTIST)
    .group_by(jobs.c.model)
    .order_by(sa.func.count().desc(), sa.func.max(jobs.c.seq).desc())
    .limit(1)
)
_FIRST = sa.select(sa.func.min(jobs.c.ended_at, type_=Moment())).where(JOB_COUNTS, _HERE, _BY_ARTIST)
_BEST = (
    sa.select(exhibits)
    .where(_IS_UP, _IN_SERVER, exhibits.c.artist_id == sa.bindparam("of_artist"))
    .order_by(exhibits.c.reactions.desc(), exhibits.c.shown_at, exhibits.c.job_id)
    .limit(sa.bindparam("most"))
)
_BEST_ENTRIES = (
    sa.select(
        jobs.c.id,
        jobs.c.card_channel_id,
        jobs.c.card_message_id,
        contest_entries.c.number,
        contest_entries.c.rank,
    )
    .join(contest_entries, contest_entries.c.job_id == jobs.c.id)
    .where(JOB_COUNTS, _HERE, contest_entries.c.artist_id == sa.bindparam("of_artist"))
    .where(
        jobs.c.card_message_id.is_not(None),
        jobs.c.age_restricted.is_(sa.false()),
        contest_entries.c.rank.is_not(None),
    )
    .order_by(contest_entries.c.rank, contest_entries.c.votes.desc(), contest_entries.c.seq)
    .limit(sa.bindparam("most"))
)
_COUNTED = sa.select(
    theme_runs.c.channel_id,
    theme_runs.c.number,
    sa.func.row_number().over(partition_by=theme_runs.c.channel_id, order_by=theme_runs.c.number).label("place"),
).where(theme_runs.c.state == RunState.COUNTED.value, theme_runs.c.server_id == sa.bindparam("of_server"))
# Written out: SQLAlchemy has no words for it that serve both databases.
_CHOOSE = sa.text(
    "INSERT INTO people (id, edits_forbidden, unlisted) VALUES (:id, :no, :unlisted) "
    "ON CONFLICT (id) DO UPDATE SET unlisted = excluded.unlisted"
)


_Query = TypeVar("_Query", bound=sa.Select[Any])


class RecognitionStore:
    """What is counted for artists."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def made(self, server_id: int, period: Period) -> asyncio.Future[Mapping[int, int]]:
        """Return how many cards each artist has made that everybody could see and nobody took back."""
        return self._lanes.reads.put(partial(_made, server_id=server_id, period=period))

    def showcased(self, server_id: int, period: Period) -> asyncio.Future[Mapping[int, int]]:
        """Return how many cards of each artist hang in a showcase now that first did so in the period."""
        return self._lanes.reads.put(partial(_showcased, server_id=server_id, period=period))

    def streaks(self, server_id: int, period: Period) -> asyncio.Future[Mapping[int, int]]:
        """Return in how many themes in a row each artist took part at best, of those that ended in the period."""
        return self._lanes.reads.put(partial(_streaks, server_id=server_id, period=period))

    def record(self, server_id: int, artist_id: int) -> asyncio.Future[Record]:
        """Return what is known of an artist on a server."""
        return self._lanes.reads.put(partial(_record, server_id=server_id, artist_id=artist_id))

    def best(self, server_id: int, artist_id: int, most: int) -> asyncio.Future[tuple[Best, ...]]:
        """Return an artist's best pictures: those in a showcase by their reactions, then those in contests."""
        return self._lanes.reads.put(partial(_best, server_id=server_id, artist_id=artist_id, most=most))

    def unlisted(self) -> asyncio.Future[frozenset[int]]:
        """Return everybody who wants to be in no list."""
        return self._lanes.reads.put(_unlisted)

    def is_unlisted(self, person_id: int) -> asyncio.Future[bool]:
        """Say whether a person wants to be in no list."""
        return self._lanes.reads.put(partial(_is_unlisted, person_id=person_id))

    def unlist(self, person_id: int, *, unlisted: bool) -> asyncio.Future[None]:
        """Write whether a person wants to be in no list."""
        return self._lanes.writes.put(partial(_unlist, person_id=person_id, unlisted=unlisted))


def _made(connection: Connection, server_id: int, period: Period) -> Mapping[int, int]:
    within = _within(_MADE, jobs.c.ended_at, period).group_by(jobs.c.artist_id)
    return _scores(connection, within, server_id)


def _showcased(connection: Connection, server_id: int, period: Period) -> Mapping[int, int]:
    within = _within(_SHOWN, exhibits.c.shown_at, period).group_by(exhibits.c.artist_id)
    return _scores(connection, within, server_id)


def _streaks(connection: Connection, server_id: int, period: Period) -> Mapping[int, int]:
    counted = _within(_COUNTED, theme_runs.c.ended_at, period).subquery()
    # Themes in a row are as far from each other in all themes as in those that somebody took part in.
    nth = sa.func.row_number().over(
        partition_by=(theme_parts.c.channel_id, theme_parts.c.artist_id), order_by=theme_parts.c.number
    )
    taken = (
        sa.select(theme_parts.c.channel_id, theme_parts.c.artist_id, (counted.c.place - nth).label("row"))
        .join(
            counted,
            (counted.c.channel_id == theme_parts.c.channel_id) & (counted.c.number == theme_parts.c.number),
        )
        .subquery()
    )
    rows = (
        sa.select(taken.c.artist_id, sa.func.count().label("length"))
        .group_by(taken.c.channel_id, taken.c.artist_id, taken.c.row)
        .subquery()
    )
    longest = sa.select(rows.c.artist_id, sa.func.max(rows.c.length).label("score")).group_by(rows.c.artist_id)
    return _scores(connection, longest, server_id)


def _within(query: _Query, moment: sa.Column[datetime], period: Period) -> _Query:
    until = query.where(moment < period.until)
    return until if period.since is None else until.where(moment >= period.since)


def _scores(connection: Connection, query: sa.Select[tuple[int, int]], server_id: int) -> Mapping[int, int]:
    return {row.artist_id: row.score for row in connection.execute(query, {"of_server": server_id})}


def _record(connection: Connection, server_id: int, artist_id: int) -> Record:
    whose = {"of_server": server_id, "of_artist": artist_id}
    return Record(model=connection.scalar(_MODEL, whose), since=connection.scalar(_FIRST, whose))


def _best(connection: Connection, server_id: int, artist_id: int, most: int) -> tuple[Best, ...]:
    whose = {"of_server": server_id, "of_artist": artist_id, "most": most}
    shown = [
        Best(row.job_id, row.channel_id, row.message_id, reactions=row.reactions)
        for row in connection.execute(_BEST, whose)
    ]
    entered = [
        Best(row.id, row.card_channel_id, row.card_message_id, row.number, rank=row.rank)
        for row in connection.execute(_BEST_ENTRIES, whose)
    ]
    return (*shown, *entered)[:most]


def _unlisted(connection: Connection) -> frozenset[int]:
    return frozenset(connection.scalars(sa.select(people.c.id).where(people.c.unlisted)))


def _is_unlisted(connection: Connection, person_id: int) -> bool:
    chosen = sa.select(people.c.unlisted).where(people.c.id == person_id)
    return bool(connection.scalar(chosen))


def _unlist(connection: Connection, person_id: int, *, unlisted: bool) -> None:
    connection.execute(_CHOOSE, {"id": person_id, "no": False, "unlisted": unlisted})
