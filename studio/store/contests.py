"""Contests, as rows: set up, brought on by one step at a time, cancelled, and what became of them.

Their entries and votes are ``studio.store.entries``'.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.audit import Event
from studio.community.contest import Contest, Entry, Phase, over
from studio.community.contest_errors import ContestUnderWay, NoContest, NotAContestChannel
from studio.community.purposes import Purpose
from studio.community.tally import Outcome, tally
from studio.jobs import JobState
from studio.store import agenda, entries
from studio.store.audit import noting
from studio.store.lanes import Lanes
from studio.store.rows import Row
from studio.store.tables import CONTEST_IS_LIVE, channels, contest_entries, contests, jobs

_OF_ID = contests.c.id == sa.bindparam("of_contest")
_OF_CHANNEL = contests.c.channel_id == sa.bindparam("of_channel")
_FIND = sa.select(contests).where(_OF_ID)
_HOLD_CHANNEL = (
    sa.select(channels.c.id)
    .where(channels.c.id == sa.bindparam("of_channel"), channels.c.purpose == Purpose.CONTEST.value)
    .with_for_update()
)
_RUNNING = sa.select(contests).where(_OF_CHANNEL, CONTEST_IS_LIVE)
_PAST = (
    sa.select(contests)
    .where(_OF_CHANNEL, contests.c.phase == Phase.OVER.value)
    .order_by(contests.c.seq.desc())
    .limit(sa.bindparam("most"))
)
_TAKING = (
    sa.select(contests)
    .where(
        contests.c.server_id == sa.bindparam("of_server"), CONTEST_IS_LIVE, contests.c.phase == Phase.ENTRIES.value
    )
    .order_by(contests.c.seq)
)
_CHANGE = contests.update().where(_OF_ID)
_PLACE = contest_entries.update().where(contest_entries.c.id == sa.bindparam("of_entry"))
_ENTERED_ON = (
    sa.select(jobs.c.card_message_id)
    .join(contest_entries, contest_entries.c.job_id == jobs.c.id)
    .where(jobs.c.card_message_id.in_(sa.bindparam("of_messages", expanding=True)))
    .distinct()
)
_LAST_PUBLIC = (
    sa.select(jobs.c.id)
    .where(
        jobs.c.artist_id == sa.bindparam("of_artist"),
        jobs.c.server_id == sa.bindparam("of_server"),
        jobs.c.state == JobState.DONE.value,
        jobs.c.private.is_(False),
        jobs.c.deleted.is_(False),
    )
    .order_by(jobs.c.seq.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Gallery:
    """A contest as one person sees it: the entries that stand, and the ids of those that they have voted for."""

    contest: Contest
    entries: tuple[Entry, ...]
    voted: frozenset[str]


class ContestStore:
    """The contests of all servers."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def add(self, contest: Contest, *, noted: Event | None = None) -> asyncio.Future[None]:
        """Write a new contest, and plan when it is looked after first; with a line in the log, if any.

        Raises:
            NotAContestChannel: its channel is for something else.
            ContestUnderWay: the channel's last one has not ended.
        """
        return self._lanes.writes.put(noting(partial(_add, contest=contest), lambda _: noted))

    def contest(self, contest_id: str) -> asyncio.Future[Contest | None]:
        """Return a contest, ``None`` where there is none of that id."""
        return self._lanes.reads.put(partial(_find, contest_id=contest_id))

    def running(self, channel_id: int) -> asyncio.Future[Contest | None]:
        """Return the contest of a channel that has not ended, ``None`` where there is none."""
        return self._lanes.reads.put(partial(_running, channel_id=channel_id))

    def past(self, channel_id: int, most: int) -> asyncio.Future[tuple[Contest, ...]]:
        """Return the contests of a channel that came to their end, the latest first."""
        return self._lanes.reads.put(partial(_past, channel_id=channel_id, most=most))

    def taking(self, server_id: int) -> asyncio.Future[tuple[Contest, ...]]:
        """Return the contests of a server that are open for entries, oldest first."""
        return self._lanes.reads.put(partial(_taking, server_id=server_id))

    def advance(self, before: Contest, after: Contest) -> asyncio.Future[Contest]:
        """Write how a contest goes on, unless somebody has brought it on already; return it as it is then.

        One that nobody entered is over when it would be voted on. Once it is over its votes are counted.

        Raises:
            NoContest: there is no such contest.
        """
        return self._lanes.writes.put(partial(_advance, before=before, after=after))

    def cancel(
        self, contest_id: str, now: datetime, *, line: Callable[[Contest], Event | None] = lambda _: None
    ) -> asyncio.Future[Contest]:
        """Cancel a contest, which is looked after once more, now; return it as it is then.

        ``line`` says of it what is to be noted.

        Raises:
            NoContest: there is none of that id, or it has ended.
        """
        return self._lanes.writes.put(noting(partial(_cancel, contest_id=contest_id, now=now), line))

    def gallery(self, contest_id: str, viewer_id: int) -> asyncio.Future[Gallery | None]:
        """Return a contest as somebody sees it, ``None`` where there is none of that id."""
        return self._lanes.reads.put(partial(_gallery, contest_id=contest_id, viewer_id=viewer_id))

    def contest_id_of(self, entry_id: str) -> asyncio.Future[str | None]:
        """Return the contest that an entry is in, or was; ``None`` where there is no such entry."""
        return self._lanes.reads.put(partial(entries.contest_id_of, entry_id=entry_id))

    def picture(self, entry_id: str) -> asyncio.Future[bytes | None]:
        """Return the small picture of an entry, ``None`` where it is forgotten."""
        return self._lanes.reads.put(partial(entries.picture, entry_id=entry_id))

    def enter(self, entry: Entry, body: bytes, now: datetime) -> asyncio.Future[None]:
        """Enter a picture; refusals are those of ``entries.enter``."""
        return self._lanes.writes.put(partial(entries.enter, entry=entry, body=body, now=now))

    def vote(self, entry_id: str, voter_id: int, now: datetime) -> asyncio.Future[None]:
        """Give a vote; refusals are those of ``entries.vote``."""
        return self._lanes.writes.put(partial(entries.vote, entry_id=entry_id, voter_id=voter_id, now=now))

    def take_back(self, entry_id: str, voter_id: int, now: datetime) -> asyncio.Future[None]:
        """Take a vote back; refusals are those of ``entries.take_back``."""
        return self._lanes.writes.put(partial(entries.take_back, entry_id=entry_id, voter_id=voter_id, now=now))

    def withdraw(self, entry_id: str, artist_id: int, now: datetime) -> asyncio.Future[None]:
        """Withdraw an entry; refusals are those of ``entries.withdraw``."""
        return self._lanes.writes.put(partial(entries.withdraw, entry_id=entry_id, artist_id=artist_id, now=now))

    def withdraw_gone(self, contest_id: str, entry_ids: Collection[str], now: datetime) -> asyncio.Future[None]:
        """Withdraw entries whose cards were deleted, if the contest has not ended.

        Raises:
            NoContest: there is no such contest.
        """
        gone = frozenset(entry_ids)
        return self._lanes.writes.put(
            partial(entries.withdraw_gone, contest_id=contest_id, entry_ids=gone, now=now)
        )

    def entered_on(self, message_ids: Collection[int]) -> asyncio.Future[tuple[int, ...]]:
        """Return which of these messages are cards whose pictures were entered somewhere."""
        return self._lanes.reads.put(partial(_entered_on, message_ids=tuple(message_ids)))

    def withdraw_card(self, message_id: int, now: datetime) -> asyncio.Future[None]:
        """Withdraw the entries that stood on a message which was deleted."""
        return self._lanes.writes.put(partial(_withdraw_card, message_id=message_id, now=now))

    def won(self, server_id: int, since: datetime | None, until: datetime) -> asyncio.Future[Mapping[int, int]]:
        """Return how many contests of a server each artist came first in that ended then, ``until`` left out."""
        return self._lanes.reads.put(partial(_won, server_id=server_id, since=since, until=until))

    def outcome(self, contest_id: str) -> asyncio.Future[Outcome | None]:
        """Return how a contest ended, ``None`` where it has not, or there is none of that id."""
        return self._lanes.reads.put(partial(_outcome, contest_id=contest_id))

    def last_public(self, artist_id: int, server_id: int) -> asyncio.Future[str | None]:
        """Return the id of an artist's last job on a server whose pictures everybody could see."""
        return self._lanes.reads.put(partial(_last_public, artist_id=artist_id, server_id=server_id))


def _add(connection: Connection, contest: Contest) -> None:
    # Held until the end: of two that are set up at the same time one waits, and is refused.
    if connection.scalar(_HOLD_CHANNEL, {"of_channel": contest.channel_id}) is None:
        raise NotAContestChannel
    running = _running(connection, contest.channel_id)
    if running is not None:
        raise ContestUnderWay(running.ends_at)
    connection.execute(contests.insert(), _row(contest))
    agenda.plan(connection, [contest.occasion])


def _find(connection: Connection, contest_id: str) -> Contest | None:
    row = connection.execute(_FIND, {"of_contest": contest_id}).mappings().one_or_none()
    return None if row is None else entries.contest_of(row)


def _running(connection: Connection, channel_id: int) -> Contest | None:
    row = connection.execute(_RUNNING, {"of_channel": channel_id}).mappings().one_or_none()
    return None if row is None else entries.contest_of(row)


def _past(connection: Connection, channel_id: int, most: int) -> tuple[Contest, ...]:
    rows = connection.execute(_PAST, {"of_channel": channel_id, "most": most}).mappings()
    return tuple(entries.contest_of(row) for row in rows)


def _taking(connection: Connection, server_id: int) -> tuple[Contest, ...]:
    return tuple(
        entries.contest_of(row) for row in connection.execute(_TAKING, {"of_server": server_id}).mappings()
    )


def _advance(connection: Connection, before: Contest, after: Contest) -> Contest:
    now = entries.lock(connection, before.id)
    if now != before:
        return now
    if after.phase is Phase.VOTING and not entries.standing(connection, after.id):
        after = over(after, after.voting_at)
    changed = _row(after)
    if after.phase is Phase.OVER:
        outcome = _counted(connection, after)
        changed["voters"] = outcome.voters
        _write_places(connection, outcome.entries)
    connection.execute(_CHANGE.values(changed), {"of_contest": after.id})
    return after


def _counted(connection: Connection, contest: Contest) -> Outcome:
    standing = entries.standing(connection, contest.id)
    return tally(
        standing,
        {entry.id: entry.votes for entry in standing},
        voters=entries.voters(connection, contest.id),
        quorum=contest.rules.quorum,
    )


def _write_places(connection: Connection, counted: Sequence[Entry]) -> None:
    for entry in counted:
        connection.execute(_PLACE.values(votes=entry.votes, rank=entry.rank), {"of_entry": entry.id})


def _cancel(connection: Connection, contest_id: str, now: datetime) -> Contest:
    contest = entries.lock(connection, contest_id)
    if contest.phase.ended:
        raise NoContest
    canceled = replace(contest, phase=Phase.CANCELED, due_at=now, ended_at=now)
    connection.execute(_CHANGE.values(_row(canceled)), {"of_contest": contest_id})
    agenda.plan(connection, [canceled.occasion])
    return canceled


def _gallery(connection: Connection, contest_id: str, viewer_id: int) -> Gallery | None:
    contest = _find(connection, contest_id)
    if contest is None:
        return None
    voted = entries.voted(connection, contest_id, viewer_id)
    return Gallery(contest, entries.standing(connection, contest_id), voted)


def _withdraw_card(connection: Connection, message_id: int, now: datetime) -> None:
    shown = sa.select(jobs.c.id).where(jobs.c.card_message_id == message_id)
    job_id = connection.scalar(shown.with_for_update())
    if job_id is not None:
        entries.withdraw_jobs(connection, [job_id], now)


def _entered_on(connection: Connection, message_ids: Collection[int]) -> tuple[int, ...]:
    found = connection.scalars(_ENTERED_ON, {"of_messages": message_ids})
    return tuple(message_id for message_id in found if message_id is not None)


def _won(connection: Connection, server_id: int, since: datetime | None, until: datetime) -> Mapping[int, int]:
    ended = [contests.c.server_id == server_id, contests.c.ended_at < until]
    if since is not None:
        ended.append(contests.c.ended_at >= since)
    won = (
        sa.select(contest_entries.c.artist_id, sa.func.count(contests.c.id.distinct()))
        .join(contests, contests.c.id == contest_entries.c.contest_id)
        .where(contest_entries.c.rank == 1, contests.c.phase == Phase.OVER.value, *ended)
        .group_by(contest_entries.c.artist_id)
    )
    return {row[0]: row[1] for row in connection.execute(won)}


def _outcome(connection: Connection, contest_id: str) -> Outcome | None:
    row = connection.execute(_FIND, {"of_contest": contest_id}).mappings().one_or_none()
    if row is None or row["voters"] is None:
        return None
    counted = sorted(entries.standing(connection, contest_id), key=lambda entry: -entry.votes)
    return Outcome(tuple(counted), row["voters"])


def _last_public(connection: Connection, artist_id: int, server_id: int) -> str | None:
    job_id: str | None = connection.scalar(_LAST_PUBLIC, {"of_artist": artist_id, "of_server": server_id})
    return job_id


def _row(contest: Contest) -> Row:
    return {
        "id": contest.id,
        "server_id": contest.server_id,
        "channel_id": contest.channel_id,
        "host_id": contest.host_id,
        "locale": contest.locale,
        "theme": contest.rules.theme,
        "entries_each": contest.rules.entries_each,
        "votes_each": contest.rules.votes_each,
        "blind": contest.rules.blind,
        "quorum": contest.rules.quorum,
        "role_id": contest.rules.role_id,
        "extra_micro_usd": contest.rules.extra_micro_usd,
        "phase": contest.phase.value,
        "opens_at": contest.opens_at,
        "voting_at": contest.voting_at,
        "ends_at": contest.ends_at,
        "due_at": contest.due_at,
        "outages": contest.outages,
        "ended_at": contest.ended_at,
    }
