"""All that is a person's besides their jobs, forgotten at once, as an act on a connection.

What others go on with stays, without telling whose it was.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.audit import Act
from studio.budgets import Scope
from studio.community.occasions import EVERYWHERE, Occasion, OccasionKind
from studio.inline import is_inline, without_pictures
from studio.jobs import NOBODY
from studio.store import agenda, money
from studio.store.reports import forget_of as forget_reports_of
from studio.store.tables import (
    CONTEST_IS_LIVE,
    JOB_IS_LIVE,
    accounts,
    audit,
    contest_votes,
    contests,
    drafts,
    exhibits,
    extras,
    grants,
    jobs,
    occasions,
    people,
    person_turns,
    posts,
    predictions,
    reports,
    server_turns,
    sources,
    strikes,
    theme_parts,
    theme_runs,
    themes,
)

_PERSON: sa.BindParameter[int] = sa.bindparam("person", type_=sa.BigInteger)
_ANY_JOB = sa.select(jobs.c.seq).where(jobs.c.artist_id == _PERSON).limit(1)
_FORGET_POSTS = posts.delete().where(posts.c.key.in_(sa.bindparam("keys", expanding=True)))

_VOTED_IN = sa.select(contest_votes.c.contest_id).where(contest_votes.c.voter_id == _PERSON)
_HOLD_CONTESTS = (
    sa.select(contests.c.id)
    .where(contests.c.id.in_(_VOTED_IN), CONTEST_IS_LIVE)
    .order_by(contests.c.id)
    .with_for_update()
)
_STRIKES = sa.select(strikes.c.id).where(strikes.c.person_id == _PERSON)
_RENAME_STRIKE = strikes.update().where(strikes.c.id == sa.bindparam("was")).values(id=sa.bindparam("is_now"))
_FORGET_TELLING = occasions.delete().where(
    occasions.c.kind == OccasionKind.STRIKE.value,
    occasions.c.subject.in_(sa.bindparam("strikes", expanding=True)),
)
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
# Where Discord did not take the picture that an edit starts from, the edit itself holds it.
_HOLDING_THEIRS = sa.select(jobs.c.id, jobs.c.picture_url).where(
    ~JOB_IS_LIVE,
    jobs.c.picture_url.is_not(None),
    jobs.c.id.in_(sa.select(sources.c.job_id).where(sources.c.artist_id == _PERSON)),
)
_IDS: sa.BindParameter[str] = sa.bindparam("ids", expanding=True)
_FORGET_HELD = jobs.update().where(jobs.c.id.in_(_IDS)).values(picture_url=None)
_SENT = sa.select(predictions.c.id, predictions.c.input).where(predictions.c.job_id.in_(_IDS))
_SENT_WITHOUT = (
    predictions.update().where(predictions.c.id == sa.bindparam("of_id")).values(input=sa.bindparam("left"))
)
_OF_PERSON: Sequence[sa.Delete | sa.Update] = (
    contest_votes.delete().where(contest_votes.c.voter_id == _PERSON),
    reports.update().where(reports.c.decided_by == _PERSON).values(decided_by=None),
    jobs.update().where(jobs.c.reviewed_by == _PERSON).values(reviewed_by=None, review_reason=None),
    # That there was a strike stays, not whose, for what, or in whose words.
    strikes.update().where(strikes.c.person_id == _PERSON).values(person_id=NOBODY, job_id=None, reason=""),
    strikes.update().where(strikes.c.by_id == _PERSON).values(by_id=None, reason=""),
    strikes.update().where(strikes.c.taken_back_by == _PERSON).values(taken_back_by=NOBODY),
    audit.update()
    .where(audit.c.person_id == _PERSON)
    .values(person_id=None, job_id=None, message_id=None, detail=""),
    # Which setting it was is in nobody's words.
    audit.update()
    .where(audit.c.by_id == _PERSON)
    .values(by_id=None, detail=sa.case((audit.c.act == Act.SETTING.value, audit.c.detail), else_="")),
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


def ask(connection: Connection, person_id: int, now: datetime) -> None:
    """Plan that a person is forgotten; from then on no job of theirs is accepted."""
    # Who accepts a job looks behind this lock: they have seen this, or what they accepted is seen here.
    money.lock(connection)
    kind = OccasionKind.FORGET_PERSON
    agenda.plan_once(connection, Occasion(kind, str(person_id), EVERYWHERE, EVERYWHERE, now))


def forget(connection: Connection, person_id: int, now: datetime) -> bool:
    """Forget all the rest of a person; ``False``, and nothing is, while they have jobs."""
    who = {"person": person_id}
    if connection.scalar(_ANY_JOB, who) is not None:
        return False
    # Votes of a contest are counted behind its row.
    connection.execute(_HOLD_CONTESTS, who)
    # Some are named after the picture that they are for.
    given = list(connection.scalars(_STRIKES, who))
    renamed = [{"was": strike_id, "is_now": uuid4().hex} for strike_id in given]
    if renamed:
        # On a server that nobody serves they would wait for long.
        connection.execute(_FORGET_TELLING, {"strikes": given})
        connection.execute(_RENAME_STRIKE, renamed)
    told_in_person = [f"contest-{contest_id}-no-reward" for contest_id in connection.scalars(_HOSTED, who)]
    told_in_person += [f"strike-{strike_id}" for strike_id in given]
    connection.execute(_FORGET_POSTS, {"keys": told_in_person})
    _forget_held(connection, person_id)
    forget_reports_of(connection, person_id, now)
    connection.execute(_FOLD, {"line": -person_id})
    connection.execute(_FORGET_DRAFTS, {"named": f"%{person_id}%"})
    for statement in _OF_PERSON:
        connection.execute(statement, who)
    return True


def _forget_held(connection: Connection, person_id: int) -> None:
    """Forget pictures of theirs that edits of others hold."""
    holding = connection.execute(_HOLDING_THEIRS, {"person": person_id}).all()
    ids = [row.id for row in holding if is_inline(row.picture_url)]
    if ids:
        connection.execute(_FORGET_HELD, {"ids": ids})
        sent = connection.execute(_SENT, {"ids": ids}).all()
        connection.execute(_SENT_WITHOUT, [{"of_id": row.id, "left": without_pictures(row.input)} for row in sent])
