"""All that is kept of a person, read for themselves: their jobs page by page, and the rest as rows.

Of others nothing is read along: not who made a picture that theirs came from, nor who voted for it. What
``studio.store.forgetting`` forgets is handed over here, but for what only the bot itself makes something of; which
column that is, a test knows.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.budgets import Scope
from studio.jobs import Job
from studio.store.lanes import Lanes
from studio.store.reading import jobs_of_ids
from studio.store.rows import Found
from studio.store.tables import (
    accounts,
    audit,
    contest_entries,
    contest_votes,
    contests,
    drafts,
    exhibits,
    extras,
    grants,
    jobs,
    reports,
    strikes,
    theme_parts,
    theme_runs,
    themes,
)

Rows: TypeAlias = Mapping[str, Sequence[Found]]
"""Lists of rows by what they are about."""

_PERSON: sa.BindParameter[int] = sa.bindparam("person", type_=sa.BigInteger)
_PAGE = (
    sa.select(jobs.c.seq, jobs.c.id)
    .where(jobs.c.artist_id == _PERSON, jobs.c.seq > sa.bindparam("after", type_=sa.BigInteger))
    .order_by(jobs.c.seq)
    .limit(sa.bindparam("most"))
)
_OF_CONTEST = (contests.c.server_id, contests.c.channel_id, contests.c.id.label("contest_id"), contests.c.theme)
_OF_STRIKE = (
    strikes.c.server_id,
    strikes.c.cause,
    strikes.c.at,
    strikes.c.reason,
    strikes.c.taken_back_by.is_not(None).label("taken_back"),
)
_REST: Mapping[str, sa.Select[tuple[object, ...]]] = MappingProxyType(
    {
        "contest_entries": sa.select(
            *_OF_CONTEST,
            contest_entries.c.job_id,
            contest_entries.c.number,
            contest_entries.c.entered_at,
            contest_entries.c.withdrawn_at,
            contest_entries.c.votes,
            contest_entries.c.rank,
        )
        .join(contests, contests.c.id == contest_entries.c.contest_id)
        .where(contest_entries.c.artist_id == _PERSON)
        .order_by(contest_entries.c.seq),
        "contest_votes": sa.select(*_OF_CONTEST, contest_votes.c.entry_id, contest_votes.c.given_at)
        .join(contests, contests.c.id == contest_votes.c.contest_id)
        .where(contest_votes.c.voter_id == _PERSON)
        .order_by(contest_votes.c.given_at),
        "contests_set_up": sa.select(
            *_OF_CONTEST,
            contests.c.phase,
            contests.c.opens_at,
            contests.c.voting_at,
            contests.c.ends_at,
            contests.c.entries_each,
            contests.c.votes_each,
            contests.c.blind,
            contests.c.quorum,
        )
        .where(contests.c.host_id == _PERSON)
        .order_by(contests.c.seq),
        "themes_suggested": sa.select(themes.c.channel_id, themes.c.text, themes.c.waits)
        .where(themes.c.suggested_by == _PERSON)
        .order_by(themes.c.id),
        "themes_come_out": sa.select(
            theme_runs.c.server_id, theme_runs.c.channel_id, theme_runs.c.text, theme_runs.c.begun_at
        )
        .where(theme_runs.c.suggested_by == _PERSON)
        .order_by(theme_runs.c.begun_at),
        "themes_taken_part_in": sa.select(theme_parts.c.channel_id, theme_parts.c.number, theme_parts.c.pictures)
        .where(theme_parts.c.artist_id == _PERSON)
        .order_by(theme_parts.c.channel_id, theme_parts.c.number),
        "showcase": sa.select(
            exhibits.c.server_id,
            exhibits.c.showcase_id,
            exhibits.c.job_id,
            exhibits.c.stage,
            exhibits.c.reactions,
            exhibits.c.shown_at,
            exhibits.c.mark,
        )
        .where(exhibits.c.artist_id == _PERSON)
        .order_by(exhibits.c.shown_at, exhibits.c.job_id),
        "showcase_decisions": sa.select(
            exhibits.c.server_id,
            exhibits.c.showcase_id,
            exhibits.c.mark,
            exhibits.c.reason,
            exhibits.c.decided_at,
        )
        .where(exhibits.c.decided_by == _PERSON)
        .order_by(exhibits.c.decided_at),
        "strikes": sa.select(*_OF_STRIKE, strikes.c.job_id)
        .where(strikes.c.person_id == _PERSON)
        .order_by(strikes.c.at),
        "strikes_given": sa.select(*_OF_STRIKE).where(strikes.c.by_id == _PERSON).order_by(strikes.c.at),
        "strikes_taken_back": sa.select(strikes.c.server_id, strikes.c.cause, strikes.c.at)
        .where(strikes.c.taken_back_by == _PERSON)
        .order_by(strikes.c.at),
        "reviews_decided": sa.select(jobs.c.server_id, jobs.c.review.label("verdict"), jobs.c.review_reason)
        .where(jobs.c.reviewed_by == _PERSON)
        .order_by(jobs.c.seq),
        "reports_made": sa.select(
            reports.c.server_id, reports.c.job_id, reports.c.reason, reports.c.at, reports.c.decision
        )
        .where(reports.c.reporter_id == _PERSON)
        .order_by(reports.c.at),
        "reports_decided": sa.select(reports.c.server_id, reports.c.job_id, reports.c.decision)
        .where(reports.c.decided_by == _PERSON)
        .order_by(reports.c.at),
        "log_of_servers": sa.select(
            audit.c.server_id,
            audit.c.act,
            audit.c.at,
            (audit.c.by_id.is_not_distinct_from(_PERSON)).label("by_you"),
            audit.c.detail,
        )
        .where((audit.c.person_id == _PERSON) | (audit.c.by_id == _PERSON))
        .order_by(audit.c.seq),
        "extra_budgets": sa.select(extras.c.server_id, extras.c.left_micro_usd)
        .where(extras.c.person_id == _PERSON)
        .order_by(extras.c.server_id),
        "extra_budgets_given": sa.select(grants.c.server_id, grants.c.micro_usd, grants.c.at)
        .where(grants.c.person_id == _PERSON)
        .order_by(grants.c.at),
        "spent_by_day": sa.select(
            accounts.c.line_id.label("server_id"),
            accounts.c.period.label("day"),
            accounts.c.held_micro_usd,
            accounts.c.captured_micro_usd,
        )
        .where(accounts.c.scope == Scope.PERSON.value, accounts.c.subject_id == _PERSON)
        .order_by(accounts.c.period),
        "edits_begun": sa.select(drafts.c.id, drafts.c.begun_at)
        .where(drafts.c.artist_id == _PERSON)
        .order_by(drafts.c.begun_at),
    }
)


@dataclass(frozen=True, slots=True)
class Page:
    """Some jobs of a person, oldest first; ``last`` is where the next page begins, ``None`` after the last one."""

    jobs: tuple[Job, ...]
    last: int | None


class ExportStore:
    """Reads what is somebody's."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def page(self, person_id: int, after: int, most: int) -> asyncio.Future[Page]:
        """Return up to so many of a person's jobs that come after a page's last one, or after 0."""
        return self._lanes.reads.put(partial(_page, person_id=person_id, after=after, most=most))

    def rest(self, person_id: int) -> asyncio.Future[Rows]:
        """Return all that is a person's besides jobs and choices."""
        return self._lanes.reads.put(partial(_rest, person_id=person_id))


def _page(connection: Connection, person_id: int, after: int, most: int) -> Page:
    found = connection.execute(_PAGE, {"person": person_id, "after": after, "most": most}).all()
    if not found:
        return Page((), None)
    return Page(jobs_of_ids(connection, [row.id for row in found]), found[-1].seq if len(found) == most else None)


def _rest(connection: Connection, person_id: int) -> Rows:
    return {
        name: [dict(row) for row in connection.execute(statement, {"person": person_id}).mappings()]
        for name, statement in _REST.items()
    }
