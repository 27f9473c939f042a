"""What is forgotten, as acts on a connection: a person, a server that the bot has left, prompts that are too old.

Jobs are forgotten a few at a time, so that nobody waits for it, and then all the rest at once. What anybody has
spent stays in the ledger and in the accounts of servers and channels, as figures under no name. Which table holds
what of a person is told here and nowhere else; a test fills every table and looks through all of them.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.audit import Act, Event
from studio.budgets import Scope, Subject
from studio.community.exhibits import Stage
from studio.community.occasions import OccasionKind
from studio.errors import SettingChanged
from studio.jobs import NOBODY, JobState
from studio.store import entries
from studio.store.audit import note
from studio.store.lanes import Lanes
from studio.store.reading import IS_KEPT
from studio.store.tables import (
    CONTEST_IS_LIVE,
    JOB_IS_LIVE,
    JOB_MAY_FADE,
    accounts,
    audit,
    budgets,
    channels,
    contest_entries,
    contest_votes,
    contests,
    drafts,
    entry_pictures,
    exhibits,
    extras,
    grants,
    jobs,
    kept_pictures,
    ledger,
    moderation,
    nameless_usage,
    occasions,
    people,
    person_turns,
    pictures,
    posts,
    predictions,
    reports,
    retentions,
    reviewed,
    rulebooks,
    server_turns,
    servers,
    sources,
    strikes,
    terms,
    theme_parts,
    theme_runs,
    themes,
    thumbnails,
    word_rules,
)
from studio.store.usage import IS_MADE

_PERSON: sa.BindParameter[int] = sa.bindparam("person", type_=sa.BigInteger)
_SERVER: sa.BindParameter[int] = sa.bindparam("server", type_=sa.BigInteger)
_IDS: sa.BindParameter[str] = sa.bindparam("ids", expanding=True)
_OF_IDS = jobs.c.id.in_(_IDS)


class Whose(StrEnum):
    """Whose jobs are forgotten."""

    PERSON = "person"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Owner:
    """A person or a server that is forgotten."""

    whose: Whose
    id: int


@dataclass(frozen=True, slots=True)
class LiveJob:
    """A job that has not ended; ``is_kept`` says that its pictures wait for its artist."""

    id: str
    state: JobState
    is_kept: bool
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A job with copies in showcases, and its card."""

    job_id: str
    server_id: int
    channel_id: int
    message_id: int


_OWNS = {Whose.PERSON: jobs.c.artist_id, Whose.SERVER: jobs.c.server_id}
_CARD_IS_TOLD = jobs.c.card_message_id.is_(None) | jobs.c.card_shows_end | jobs.c.deleted
# From what moderators are shown.
_IS_BEING_TAKEN_DOWN = sa.exists().where(
    occasions.c.kind == OccasionKind.REVIEW.value, occasions.c.subject == jobs.c.id
)
_IS_TOLD = ~_IS_BEING_TAKEN_DOWN & _CARD_IS_TOLD
_LIVE = (
    sa.select(jobs.c.id, jobs.c.state, IS_KEPT.label("is_kept"), jobs.c.cancel_requested)
    .where(JOB_IS_LIVE)
    .order_by(jobs.c.seq)
)
_ENDED = sa.select(jobs.c.id).where(~JOB_IS_LIVE).order_by(jobs.c.seq).limit(sa.bindparam("most"))
_HANGS = sa.exists().where(exhibits.c.job_id == jobs.c.id, exhibits.c.stage != Stage.AWAY.value)
_ANY_OF_PERSON = sa.select(jobs.c.seq).where(jobs.c.artist_id == _PERSON).limit(1)
_ANY_OF_SERVER = sa.select(jobs.c.seq).where(jobs.c.server_id == _SERVER).limit(1)
_SHOWN = (
    sa.select(exhibits.c.job_id, exhibits.c.server_id, exhibits.c.channel_id, exhibits.c.message_id)
    .where(exhibits.c.artist_id == _PERSON, exhibits.c.stage != Stage.AWAY.value)
    .distinct()
)

# One job after the other in the order of all who lock several: those who wait never wait in a circle.
_HOLD = sa.select(jobs.c.id).where(_OF_IDS, ~JOB_IS_LIVE).order_by(jobs.c.seq).with_for_update()
_TURNS_OF_COPIES = sa.select(exhibits.c.showcase_id, exhibits.c.job_id, exhibits.c.turn).where(
    exhibits.c.job_id.in_(_IDS)
)
_REVIEWED = (
    sa.select(jobs.c.id, moderation.c.moderators_channel_id)
    .join(moderation, moderation.c.server_id == jobs.c.server_id)
    .where(_OF_IDS, jobs.c.review.is_not(None))
)
_KEYS: sa.BindParameter[str] = sa.bindparam("keys", expanding=True)
_FORGET_POSTS = posts.delete().where(posts.c.key.in_(_KEYS))
_PICTURES = (
    sa.select(sa.func.count())
    .select_from(predictions.join(pictures))
    .where(predictions.c.job_id == jobs.c.id)
    .correlate(jobs)
    .scalar_subquery()
)
_WHERE_USED = (
    jobs.c.server_id,
    jobs.c.day,
    sa.func.coalesce(jobs.c.parent_channel_id, jobs.c.channel_id),
    jobs.c.model,
)
_USED = (
    sa.select(
        *_WHERE_USED,
        sa.func.count(),
        sa.cast(sa.func.sum(_PICTURES), sa.BigInteger),
        sa.cast(sa.func.sum(jobs.c.captured_micro_usd), sa.BigInteger),
    )
    .where(_OF_IDS, IS_MADE, jobs.c.server_id.is_not(None))
    .group_by(*_WHERE_USED)
)
# Written out: SQLAlchemy has no words for it that serve both databases.
_ADD_USED = sa.text(
    "INSERT INTO nameless_usage (server_id, day, channel_id, model, jobs, pictures, spent_micro_usd) "
    "VALUES (:server_id, :day, :channel_id, :model, :jobs, :pictures, :spent_micro_usd) "
    "ON CONFLICT (server_id, day, channel_id, model) DO UPDATE SET "
    "jobs = nameless_usage.jobs + excluded.jobs, pictures = nameless_usage.pictures + excluded.pictures, "
    "spent_micro_usd = nameless_usage.spent_micro_usd + excluded.spent_micro_usd"
)
_RENAME = ledger.update().where(ledger.c.job_id == sa.bindparam("was")).values(job_id=sa.bindparam("is_now"))
_FORGET_REPORTED = occasions.delete().where(
    occasions.c.kind == OccasionKind.REPORT.value, occasions.c.subject.in_(_IDS)
)
_FORGET_KEPT = kept_pictures.delete().where(kept_pictures.c.job_id.in_(_IDS))
# Predictions, pictures, sources, thumbnails, exhibits and entries go with them.
_FORGET_JOBS = jobs.delete().where(_OF_IDS)

_VOTED_IN = sa.select(contest_votes.c.contest_id).where(contest_votes.c.voter_id == _PERSON)
_HOLD_CONTESTS = (
    sa.select(contests.c.id)
    .where(contests.c.id.in_(_VOTED_IN), CONTEST_IS_LIVE)
    .order_by(contests.c.id)
    .with_for_update()
)
_STRIKES = sa.select(strikes.c.id).where(strikes.c.person_id == _PERSON)
_RENAME_STRIKE = strikes.update().where(strikes.c.id == sa.bindparam("was")).values(id=sa.bindparam("is_now"))
_HOSTED = sa.select(contests.c.id).where(contests.c.host_id == _PERSON)
_PRIVATE_LINE = -_PERSON
# Written out: SQLAlchemy has no words for it that serve both databases. Private use has a line of its own, named
# after the person; what it came to is added to that of all who are forgotten.
_FOLD = sa.text(
    "INSERT INTO accounts (scope, line_id, subject_id, period, held_micro_usd, captured_micro_usd) "
    "SELECT scope, 0, 0, period, CAST(SUM(held_micro_usd) AS BIGINT), CAST(SUM(captured_micro_usd) AS BIGINT) "
    "FROM accounts WHERE line_id = :line AND scope IN ('server', 'channel') GROUP BY scope, period "
    "ON CONFLICT (scope, line_id, subject_id, period) DO UPDATE SET "
    "held_micro_usd = accounts.held_micro_usd + excluded.held_micro_usd, "
    "captured_micro_usd = accounts.captured_micro_usd + excluded.captured_micro_usd"
)
_OF_PERSON: Sequence[sa.Delete | sa.Update] = (
    contest_votes.delete().where(contest_votes.c.voter_id == _PERSON),
    reports.delete().where(reports.c.reporter_id == _PERSON),
    reports.update().where(reports.c.decided_by == _PERSON).values(decided_by=None),
    jobs.update().where(jobs.c.reviewed_by == _PERSON).values(reviewed_by=None, review_reason=None),
    # That there was a strike stays, not whose, for what, or in whose words.
    strikes.update().where(strikes.c.person_id == _PERSON).values(person_id=NOBODY, job_id=None, reason=""),
    strikes.update().where(strikes.c.by_id == _PERSON).values(by_id=None, reason=""),
    strikes.update().where(strikes.c.taken_back_by == _PERSON).values(taken_back_by=NOBODY),
    audit.update()
    .where(audit.c.person_id == _PERSON)
    .values(person_id=None, job_id=None, message_id=None, detail=""),
    audit.update().where(audit.c.by_id == _PERSON).values(by_id=None, detail=""),
    contests.update().where(contests.c.host_id == _PERSON).values(host_id=NOBODY),
    # What others have made from their pictures goes on without telling whose these were.
    sources.update()
    .where(sources.c.artist_id == _PERSON)
    .values(artist_id=NOBODY, message_id=None, parent_job_id=None, parent_number=None),
    # What a moderator has decided holds on, without who they were and how they put it.
    exhibits.update().where(exhibits.c.decided_by == _PERSON).values(decided_by=None, reason=""),
    themes.delete().where(themes.c.suggested_by == _PERSON),
    # What has come out is what others have made their pictures for.
    theme_runs.update().where(theme_runs.c.suggested_by == _PERSON).values(suggested_by=None),
    theme_parts.delete().where(theme_parts.c.artist_id == _PERSON),
    drafts.delete().where(drafts.c.artist_id == _PERSON),
    people.delete().where(people.c.id == _PERSON),
    extras.delete().where(extras.c.person_id == _PERSON),
    grants.delete().where(grants.c.person_id == _PERSON),
    person_turns.delete().where((person_turns.c.person_id == _PERSON) | (person_turns.c.line_id == _PRIVATE_LINE)),
    server_turns.delete().where(server_turns.c.line_id == _PRIVATE_LINE),
    accounts.delete().where(
        (accounts.c.line_id == _PRIVATE_LINE)
        | ((accounts.c.scope == Scope.PERSON.value) & (accounts.c.subject_id == _PERSON))
    ),
)
# They are the pictures that a form offers, for a day; whose these are stands in the midst of them.
_FORGET_DRAFTS = drafts.delete().where(sa.cast(drafts.c.picks, sa.Text).like(sa.bindparam("named")))

_CHANNELS = sa.union(
    *(
        sa.select(table.c.channel_id).where(table.c.server_id == _SERVER)
        for table in (theme_runs, contests, occasions)
    ),
    sa.select(channels.c.id).where(channels.c.server_id == _SERVER),
)
_OF_SERVER: Sequence[sa.Delete] = (
    posts.delete().where(posts.c.channel_id.in_(_CHANNELS)),
    themes.delete().where(themes.c.channel_id.in_(_CHANNELS)),
    theme_parts.delete().where(theme_parts.c.channel_id.in_(_CHANNELS)),
    theme_runs.delete().where(theme_runs.c.server_id == _SERVER),
    # Their entries and votes go with them.
    contests.delete().where(contests.c.server_id == _SERVER),
    occasions.delete().where(occasions.c.server_id == _SERVER),
    channels.delete().where(channels.c.server_id == _SERVER),
    budgets.delete().where(budgets.c.server_id == _SERVER),
    extras.delete().where(extras.c.server_id == _SERVER),
    grants.delete().where(grants.c.server_id == _SERVER),
    nameless_usage.delete().where(nameless_usage.c.server_id == _SERVER),
    person_turns.delete().where(person_turns.c.line_id == _SERVER),
    server_turns.delete().where(server_turns.c.line_id == _SERVER),
    accounts.delete().where(accounts.c.line_id == _SERVER, accounts.c.scope == Scope.PERSON.value),
    *(table.delete().where(table.c.server_id == _SERVER) for table in (retentions, rulebooks, terms, word_rules)),
    *(
        table.delete().where(table.c.server_id == _SERVER)
        for table in (audit, strikes, reports, reviewed, moderation)
    ),
    servers.delete().where(servers.c.id == _SERVER),
)
_KNOWN_SERVERS = sa.union(
    *(
        sa.select(column)
        for column in (channels.c.server_id, budgets.c.server_id, rulebooks.c.server_id, servers.c.id)
    ),
    # One that has ever had a turn; below zero is private use.
    sa.select(server_turns.c.line_id).where(server_turns.c.line_id > NOBODY),
)

_DAYS = sa.select(retentions.c.days).where(retentions.c.server_id == _SERVER)
# Written out, as above.
_SET_DAYS = sa.text("INSERT INTO retentions (server_id, days) VALUES (:server, :days) ON CONFLICT DO NOTHING")
_IS_BEFORE = sa.and_(retentions.c.server_id == _SERVER, retentions.c.days == sa.bindparam("days_were"))
_CHANGE_DAYS = retentions.update().where(_IS_BEFORE)
_DROP_DAYS = retentions.delete().where(_IS_BEFORE)

RETENTION_NAME = "setting-prompts"
"""The id of its name in ``locales/``."""

_IS_ENTERED = (
    sa.exists()
    .where(contest_entries.c.job_id == jobs.c.id, contest_entries.c.contest_id == contests.c.id, CONTEST_IS_LIVE)
    .correlate(jobs)
)
_OLD = (
    sa.select(jobs.c.id)
    .where(JOB_MAY_FADE, jobs.c.server_id == _SERVER, jobs.c.ended_at < sa.bindparam("before"), ~_IS_ENTERED)
    .order_by(jobs.c.ended_at)
    .limit(sa.bindparam("most"))
    .with_for_update(of=jobs, skip_locked=True)
)
_FADE = (
    jobs.update()
    .where(_OF_IDS)
    .values(faded=True, options={"prompt": ""}, notes=[], style=None, picture_url=None, version=1)
)
_SENT = sa.select(predictions.c.id, predictions.c.input).where(predictions.c.job_id.in_(_IDS))
_FADE_SENT = (
    predictions.update().where(predictions.c.id == sa.bindparam("of_id")).values(input=sa.bindparam("numbers"))
)
_NUMBERS = frozenset({"seed", "num_outputs"})
"""What is no words in what was sent, and still counts."""

_FADE_BESIDES: Sequence[sa.Delete] = (
    sources.delete().where(sources.c.job_id.in_(_IDS)),
    thumbnails.delete().where(thumbnails.c.job_id.in_(_IDS)),
    entry_pictures.delete().where(
        entry_pictures.c.entry_id.in_(sa.select(contest_entries.c.id).where(contest_entries.c.job_id.in_(_IDS)))
    ),
)


class ForgettingStore:
    """Forgets."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def live(self, owner: Owner) -> asyncio.Future[tuple[LiveJob, ...]]:
        """Return somebody's jobs that have not ended, oldest first, whoever carries them."""
        return self._lanes.reads.put(partial(_live, owner=owner))

    def ended(self, owner: Owner, most: int, *, untold: bool, hanging: bool) -> asyncio.Future[tuple[str, ...]]:
        """Return the ids of up to so many of somebody's ended jobs, oldest first.

        Those whose cards do not show the end yet are among them where ``untold``, those with copies in showcases
        where ``hanging``.
        """
        return self._lanes.reads.put(partial(_ended, owner=owner, most=most, untold=untold, hanging=hanging))

    def shown(self, person_id: int) -> asyncio.Future[tuple[Shown, ...]]:
        """Return a person's jobs that have copies in showcases."""
        return self._lanes.reads.put(partial(_shown, person_id=person_id))

    def forget_jobs(self, ids: Sequence[str], now: datetime) -> asyncio.Future[None]:
        """Forget jobs that have ended with all that belongs to them, except for what they cost."""
        return self._lanes.writes.put(partial(_forget_jobs, ids=tuple(ids), now=now))

    def forget_person(self, person_id: int) -> asyncio.Future[bool]:
        """Forget all the rest of a person at once; ``False`` while they have jobs."""
        return self._lanes.writes.put(partial(_forget_person, person_id=person_id))

    def forget_server(self, server_id: int) -> asyncio.Future[bool]:
        """Forget all the rest of a server at once; ``False`` while it has jobs."""
        return self._lanes.writes.put(partial(_forget_server, server_id=server_id))

    def known_servers(self) -> asyncio.Future[frozenset[int]]:
        """Return the ids of all servers of which anything is remembered."""
        return self._lanes.reads.put(_known_servers)

    def forget_subject(self, server_id: int, subject_id: int) -> asyncio.Future[None]:
        """Forget the budget of a channel or a role."""
        return self._lanes.writes.put(partial(_forget_subject, server_id=server_id, subject_id=subject_id))

    def days(self, server_id: int) -> asyncio.Future[int | None]:
        """Return for how many days a server lets prompts be remembered, ``None`` for ever."""
        return self._lanes.reads.put(partial(_days, server_id=server_id))

    def set_days(
        self, server_id: int, days: int | None, *, before: int | None, by_id: int, now: datetime
    ) -> asyncio.Future[None]:
        """Write for how many days a server lets prompts be remembered, with a line in its log if that is new.

        Raises:
            SettingChanged: it is not ``before`` any more; nothing was written.
        """
        change = partial(_set_days, server_id=server_id, days=days, before=before, by_id=by_id, now=now)
        return self._lanes.writes.put(change)

    def fade(self, server_id: int, before: datetime, most: int) -> asyncio.Future[int]:
        """Forget what up to so many of a server's jobs were asked for that ended before then; return how many.

        What stands in a contest that has not ended is spared for now.
        """
        return self._lanes.writes.put(partial(_fade, server_id=server_id, before=before, most=most))


def _live(connection: Connection, owner: Owner) -> tuple[LiveJob, ...]:
    rows = connection.execute(_LIVE.where(_OWNS[owner.whose] == owner.id))
    return tuple(LiveJob(row.id, JobState(row.state), bool(row.is_kept), row.cancel_requested) for row in rows)


def _ended(connection: Connection, owner: Owner, most: int, *, untold: bool, hanging: bool) -> tuple[str, ...]:
    theirs = _ENDED.where(_OWNS[owner.whose] == owner.id)
    theirs = theirs if untold else theirs.where(_IS_TOLD)
    return tuple(connection.scalars(theirs if hanging else theirs.where(~_HANGS), {"most": most}))


def _shown(connection: Connection, person_id: int) -> tuple[Shown, ...]:
    return tuple(Shown(*row) for row in connection.execute(_SHOWN, {"person": person_id}))


def _forget_jobs(connection: Connection, ids: Sequence[str], now: datetime) -> None:
    held = list(connection.scalars(_HOLD, {"ids": ids}))
    if not held:
        return
    # What belongs to contests that go on is taken out of them first, as if it had been deleted there.
    entries.withdraw_jobs(connection, held, now)
    copies = connection.execute(_TURNS_OF_COPIES, {"ids": held}).all()
    keys = [f"showcase:{row.showcase_id}:{row.job_id}:{turn}" for row in copies for turn in range(1, row.turn + 1)]
    keys += [
        f"review-{row.id}-{row.moderators_channel_id}" for row in connection.execute(_REVIEWED, {"ids": held})
    ]
    connection.execute(_FORGET_POSTS, {"keys": keys})
    columns = nameless_usage.c.keys()
    used = [dict(zip(columns, row, strict=True)) for row in connection.execute(_USED, {"ids": held})]
    if used:
        connection.execute(_ADD_USED, used)
    connection.execute(_RENAME, [{"was": job_id, "is_now": uuid4().hex} for job_id in held])
    connection.execute(_FORGET_REPORTED, {"ids": held})
    connection.execute(_FORGET_KEPT, {"ids": held})
    connection.execute(_FORGET_JOBS, {"ids": held})


def _forget_person(connection: Connection, person_id: int) -> bool:
    who = {"person": person_id}
    if connection.scalar(_ANY_OF_PERSON, who) is not None:
        return False
    # Votes of a contest are counted behind its row.
    connection.execute(_HOLD_CONTESTS, who)
    # Some are named after the picture that they are for.
    given = list(connection.scalars(_STRIKES, who))
    renamed = [{"was": strike_id, "is_now": uuid4().hex} for strike_id in given]
    if renamed:
        connection.execute(_RENAME_STRIKE, renamed)
    told_in_person = [f"contest-{contest_id}-no-reward" for contest_id in connection.scalars(_HOSTED, who)]
    told_in_person += [f"strike-{strike_id}" for strike_id in given]
    connection.execute(_FORGET_POSTS, {"keys": told_in_person})
    connection.execute(_FOLD, {"line": -person_id})
    connection.execute(_FORGET_DRAFTS, {"named": f"%{person_id}%"})
    for statement in _OF_PERSON:
        connection.execute(statement, who)
    return True


def _forget_server(connection: Connection, server_id: int) -> bool:
    which = {"server": server_id}
    if connection.scalar(_ANY_OF_SERVER, which) is not None:
        return False
    for statement in _OF_SERVER:
        connection.execute(statement, which)
    return True


def _forget_subject(connection: Connection, server_id: int, subject_id: int) -> None:
    # Everybody's role has the id of the server, and is deleted with it only.
    named = budgets.c.subject.in_((Subject.CHANNEL.value, Subject.ROLE.value))
    of_it = (budgets.c.server_id == server_id) & (budgets.c.subject_id == subject_id)
    connection.execute(budgets.delete().where(of_it, named))


def _known_servers(connection: Connection) -> frozenset[int]:
    return frozenset(connection.scalars(_KNOWN_SERVERS))


def _days(connection: Connection, server_id: int) -> int | None:
    return connection.scalar(_DAYS, {"server": server_id})


def _set_days(
    connection: Connection, server_id: int, days: int | None, before: int | None, by_id: int, now: datetime
) -> None:
    if _days(connection, server_id) != before:
        raise SettingChanged
    if days == before:
        return
    if before is None:
        written = connection.execute(_SET_DAYS, {"server": server_id, "days": days})
    elif days is None:
        written = connection.execute(_DROP_DAYS, {"server": server_id, "days_were": before})
    else:
        written = connection.execute(_CHANGE_DAYS, {"server": server_id, "days_were": before, "days": days})
    if written.rowcount != 1:
        raise SettingChanged
    note(connection, Event(server_id, Act.SETTING, now, by_id=by_id, detail=RETENTION_NAME))


def _fade(connection: Connection, server_id: int, before: datetime, most: int) -> int:
    asked = {"server": server_id, "before": before, "most": most}
    ids = list(connection.scalars(_OLD, asked))
    if not ids:
        return 0
    connection.execute(_FADE, {"ids": ids})
    sent = connection.execute(_SENT, {"ids": ids}).all()
    numbers = [
        {"of_id": row.id, "numbers": {name: row.input[name] for name in _NUMBERS & row.input.keys()}}
        for row in sent
    ]
    connection.execute(_FADE_SENT, numbers)
    for statement in _FADE_BESIDES:
        connection.execute(statement, {"ids": ids})
    return len(ids)
