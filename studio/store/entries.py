"""Entries of contests and their votes, as acts on a connection.

Whatever changes entries or votes holds its contest's row: votes of one contest are counted and written one after
the other, in whatever process. Where a job's row is held too, it is held first.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from studio.community.contest import Contest, Entry, Phase, Rules
from studio.community.contest_errors import (
    EnteredAlready,
    EntryGone,
    NoContest,
    NoEntriesTaken,
    NotYourEntry,
    NoVotesLeft,
    OwnEntry,
    TooManyEntries,
    VotingClosed,
)
from studio.errors import JobGone
from studio.store.tables import (
    CONTEST_IS_LIVE,
    Moment,
    contest_entries,
    contest_votes,
    contests,
    entry_pictures,
    jobs,
)

_OF_CONTEST = contest_entries.c.contest_id == sa.bindparam("of_contest")
_STANDS = contest_entries.c.withdrawn_at.is_(None)
_LOCK = sa.select(contests).where(contests.c.id == sa.bindparam("of_contest")).with_for_update()
_HOLD_CARD = (
    sa.select(jobs.c.id)
    .where(jobs.c.id == sa.bindparam("of_job"), jobs.c.deleted.is_(False), jobs.c.private.is_(False))
    .with_for_update()
)
_ENTRIES = (
    sa.select(contest_entries, jobs.c.options, jobs.c.card_channel_id, jobs.c.card_message_id)
    .join(jobs, jobs.c.id == contest_entries.c.job_id)
    .where(_OF_CONTEST, _STANDS)
    .order_by(contest_entries.c.seq)
)
_FIND = sa.select(contest_entries).where(contest_entries.c.id == sa.bindparam("of_entry"))
_VOTES = sa.select(contest_votes.c.entry_id, contest_votes.c.voter_id).where(
    contest_votes.c.contest_id == sa.bindparam("of_contest")
)
_VOTED = _VOTES.where(contest_votes.c.voter_id == sa.bindparam("of_voter"))
_IS_VOTE = (contest_votes.c.entry_id == sa.bindparam("of_entry")) & (
    contest_votes.c.voter_id == sa.bindparam("of_voter")
)
_PICTURE = sa.select(entry_pictures.c.body).where(entry_pictures.c.entry_id == sa.bindparam("of_entry"))
_OF_ENTRIES: sa.BindParameter[str] = sa.bindparam("of_entries", expanding=True)
_WITHDRAW = (
    contest_entries.update()
    .where(contest_entries.c.id.in_(_OF_ENTRIES))
    .values(withdrawn_at=sa.bindparam("now", type_=Moment()))
)
_VOID = contest_votes.delete().where(contest_votes.c.entry_id.in_(_OF_ENTRIES))
_FORGET = entry_pictures.delete().where(entry_pictures.c.entry_id.in_(_OF_ENTRIES))
_OF_JOB = sa.select(contest_entries.c.id, contest_entries.c.contest_id).where(
    contest_entries.c.job_id == sa.bindparam("of_job"), _STANDS
)
_LIVE_OF = (
    sa.select(contests.c.id)
    .where(contests.c.id.in_(sa.bindparam("of_contests", expanding=True)), CONTEST_IS_LIVE)
    .order_by(contests.c.id)
    .with_for_update()
)


def lock(connection: Connection, contest_id: str) -> Contest:
    """Return a contest that nobody else changes until the end of the transaction.

    Raises:
        NoContest: there is none of that id.
    """
    row = connection.execute(_LOCK, {"of_contest": contest_id}).mappings().one_or_none()
    if row is None:
        raise NoContest
    return contest_of(row)


def standing(connection: Connection, contest_id: str) -> tuple[Entry, ...]:
    """Return the entries of a contest that were not withdrawn, in their order, with the votes that they have."""
    votes = Counter(row.entry_id for row in connection.execute(_VOTES, {"of_contest": contest_id}))
    rows = connection.execute(_ENTRIES, {"of_contest": contest_id}).mappings()
    return tuple(_entry_of(row, votes[row["id"]]) for row in rows)


def voters(connection: Connection, contest_id: str) -> int:
    """Return how many people have given a vote that counts."""
    return len({row.voter_id for row in connection.execute(_VOTES, {"of_contest": contest_id})})


def voted(connection: Connection, contest_id: str, voter_id: int) -> frozenset[str]:
    """Return the ids of the entries that somebody has voted for."""
    asked = {"of_contest": contest_id, "of_voter": voter_id}
    return frozenset(row.entry_id for row in connection.execute(_VOTED, asked))


def contest_id_of(connection: Connection, entry_id: str) -> str | None:
    """Return the contest that an entry is in, or was; ``None`` where there is no such entry."""
    row = connection.execute(_FIND, {"of_entry": entry_id}).mappings().one_or_none()
    return None if row is None else str(row["contest_id"])


def picture(connection: Connection, entry_id: str) -> bytes | None:
    """Return the small picture of an entry, ``None`` where it was withdrawn."""
    body: bytes | None = connection.scalar(_PICTURE, {"of_entry": entry_id})
    return body


def enter(connection: Connection, entry: Entry, body: bytes, now: datetime) -> None:
    """Enter a picture in a contest.

    Raises:
        JobGone: its card was deleted, or is private.
        NoContest: there is no such contest.
        NoEntriesTaken: it takes none now.
        EnteredAlready: the picture is in it.
        TooManyEntries: the artist has as many entries in it as are allowed.
    """
    if connection.scalar(_HOLD_CARD, {"of_job": entry.job_id}) is None:
        raise JobGone
    contest = lock(connection, entry.contest_id)
    if not contest.takes_entries(now):
        raise NoEntriesTaken
    entered = standing(connection, contest.id)
    if any((each.job_id, each.number) == (entry.job_id, entry.number) for each in entered):
        raise EnteredAlready
    if sum(each.artist_id == entry.artist_id for each in entered) >= contest.rules.entries_each:
        raise TooManyEntries(contest.rules.entries_each)
    row = {
        "id": entry.id,
        "contest_id": contest.id,
        "artist_id": entry.artist_id,
        "job_id": entry.job_id,
        "number": entry.number,
        "entered_at": now,
    }
    connection.execute(contest_entries.insert(), row)
    connection.execute(entry_pictures.insert(), {"entry_id": entry.id, "body": body})


def vote(connection: Connection, entry_id: str, voter_id: int, now: datetime) -> None:
    """Give a vote; one that was given already stays.

    Raises:
        EntryGone: the entry was withdrawn.
        VotingClosed: votes are not taken now.
        OwnEntry: it is the voter's own.
        NoVotesLeft: the voter has given all theirs.
    """
    contest, entry = _held(connection, entry_id)
    if not contest.takes_votes(now):
        raise VotingClosed
    if entry["artist_id"] == voter_id:
        raise OwnEntry
    given = voted(connection, contest.id, voter_id)
    if entry_id in given:
        return
    if len(given) >= contest.rules.votes_each:
        raise NoVotesLeft(contest.rules.votes_each)
    row = {"entry_id": entry_id, "voter_id": voter_id, "contest_id": contest.id, "given_at": now}
    connection.execute(contest_votes.insert(), row)


def take_back(connection: Connection, entry_id: str, voter_id: int, now: datetime) -> None:
    """Take a vote back, if there is one.

    Raises:
        EntryGone: the entry was withdrawn, and the vote given back with that.
        VotingClosed: the voting is over.
    """
    contest, _ = _held(connection, entry_id)
    if not contest.takes_votes(now):
        raise VotingClosed
    connection.execute(contest_votes.delete().where(_IS_VOTE), {"of_entry": entry_id, "of_voter": voter_id})


def withdraw(connection: Connection, entry_id: str, artist_id: int, now: datetime) -> None:
    """Withdraw an entry: its votes are void, and those who gave them have them back.

    Raises:
        EntryGone: it was withdrawn already.
        NotYourEntry: it is somebody else's.
        VotingClosed: the voting has ended.
    """
    contest, entry = _held(connection, entry_id)
    if entry["artist_id"] != artist_id:
        raise NotYourEntry
    if not contest.lets_withdraw(now):
        raise VotingClosed
    _take_out(connection, [entry_id], now)


def withdraw_gone(connection: Connection, contest_id: str, entry_ids: Collection[str], now: datetime) -> None:
    """Withdraw those of these entries that stand in a contest which has not ended: their cards were deleted."""
    if lock(connection, contest_id).phase.ended:
        return
    gone = [entry.id for entry in standing(connection, contest_id) if entry.id in entry_ids]
    _take_out(connection, gone, now)


def withdraw_job(connection: Connection, job_id: str, now: datetime) -> None:
    """Withdraw a job's entries where a contest has not ended, and forget how they looked wherever they were.

    What was won stays won.
    """
    found = connection.execute(_OF_JOB, {"of_job": job_id}).all()
    if not found:
        return
    of_contests = {"of_contests": sorted({row.contest_id for row in found})}
    live = set(connection.scalars(_LIVE_OF, of_contests))
    _take_out(connection, [row.id for row in found if row.contest_id in live], now)
    connection.execute(_FORGET, {"of_entries": [row.id for row in found]})


def contest_of(row: RowMapping) -> Contest:
    """Return the contest that a row holds."""
    rules = Rules(
        theme=row["theme"],
        entries_each=row["entries_each"],
        votes_each=row["votes_each"],
        blind=row["blind"],
        quorum=row["quorum"],
        role_id=row["role_id"],
        extra_micro_usd=row["extra_micro_usd"],
    )
    return Contest(
        id=row["id"],
        server_id=row["server_id"],
        channel_id=row["channel_id"],
        host_id=row["host_id"],
        locale=row["locale"],
        rules=rules,
        phase=Phase(row["phase"]),
        opens_at=row["opens_at"],
        voting_at=row["voting_at"],
        ends_at=row["ends_at"],
        due_at=row["due_at"],
        outages=row["outages"],
        ended_at=row["ended_at"],
    )


def _held(connection: Connection, entry_id: str) -> tuple[Contest, RowMapping]:
    """Return an entry that stands and its contest, which nobody else changes."""
    contest_id = contest_id_of(connection, entry_id)
    if contest_id is None:
        raise EntryGone
    contest = lock(connection, contest_id)
    # Read once the contest is held: it may have been withdrawn while we waited for that.
    row = connection.execute(_FIND, {"of_entry": entry_id}).mappings().one()
    if row["withdrawn_at"] is not None:
        raise EntryGone
    return contest, row


def _take_out(connection: Connection, entry_ids: Sequence[str], now: datetime) -> None:
    if entry_ids:
        connection.execute(_WITHDRAW, {"of_entries": entry_ids, "now": now})
        connection.execute(_VOID, {"of_entries": entry_ids})
        connection.execute(_FORGET, {"of_entries": entry_ids})


def _entry_of(row: RowMapping, votes: int) -> Entry:
    return Entry(
        id=row["id"],
        contest_id=row["contest_id"],
        artist_id=row["artist_id"],
        job_id=row["job_id"],
        number=row["number"],
        prompt=row["options"]["prompt"],
        channel_id=row["card_channel_id"],
        message_id=row["card_message_id"],
        votes=votes if row["votes"] is None else row["votes"],
        rank=row["rank"],
    )
