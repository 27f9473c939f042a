"""Somebody asks to be forgotten: nothing of them is left, the figures still add up, and no death stops it."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from studio.audit import Act, Event
from studio.clock import Clock
from studio.community.agenda import Agenda
from studio.community.occasions import EVERYWHERE, Occasion, OccasionKind
from studio.community.showcase import Spot
from studio.errors import BeingForgotten
from studio.face import NotReached
from studio.fairness import Rules
from studio.forgetting import Forgetting
from studio.jobs import Job, JobState, Request
from studio.store import Store
from studio.store.agenda import AgendaStore
from studio.store.audit import AuditStore
from studio.store.forgetting import ForgettingStore, Whose
from studio.store.forgetting import Owner as OwnerOfAll
from studio.store.jobs import accept
from studio.store.leases import Owner
from studio.store.tables import metadata
from tests.store.samples import new_job
from tests.unit.studio.belongings import (
    BELONGINGS,
    COPY,
    COST,
    DIRECT,
    MESSAGE,
    NAME,
    OTHER,
    PERSON,
    PROMPT,
    SERVER,
    THIRD,
    fill,
    found,
    rows,
)
from tests.unit.studio.conftest import CARD, Rig, request

TRACES = (str(PERSON), NAME, PROMPT, *map(str, (DIRECT, MESSAGE, COPY)), "theirs-", "private")
"""Their id, name and words, the channel and the messages that are theirs, and the ids of their jobs."""


@dataclass
class Wall:
    """Takes copies down, or fails to."""

    taken_down: list[Spot] = field(default_factory=list)
    fault: Exception | None = None

    async def __call__(self, spot: Spot) -> None:
        if self.fault is not None:
            raise self.fault
        self.taken_down.append(spot)


def asked_by(artist_id: int) -> Request:
    return replace(request(), artist_id=artist_id, options=replace(request().options, prompt=PROMPT))


def forgetting(rig: Rig, agenda: Agenda) -> Forgetting:
    return Forgetting(rig.store, rig.studio, rig.shelf, agenda, clock=Clock(), pause_s=0.005, batch=2)


def ask(person_id: int = PERSON) -> Occasion:
    return Occasion(OccasionKind.FORGET_PERSON, str(person_id), EVERYWHERE, EVERYWHERE, Clock().now())


@asynccontextmanager
async def at_work(rig: Rig, wall: Wall) -> AsyncIterator[Agenda]:
    """Let the agenda of a process forget."""
    agenda = Agenda(AgendaStore(rig.store.lanes), clock=Clock(), random=Random(1), look_s=0.01)
    task = asyncio.create_task(agenda.run(forgetting(rig, agenda).handlers(wall), lambda: {EVERYWHERE}))
    try:
        yield agenda
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def forgotten(agenda: Agenda, person_id: int = PERSON) -> None:
    """Wait until somebody is forgotten."""
    for kind, subject in ((OccasionKind.FORGET_PERSON, str(person_id)), (OccasionKind.SCRUB, "store")):
        while await agenda.is_planned(kind, subject):  # noqa: ASYNC110 - told by the store
            await asyncio.sleep(0.005)


async def test_nothing_of_a_person_is_left_in_any_table_or_on_the_disk(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="studio")
    fill(rig.url)
    await rig.shelf.put("theirs-3", "1.png", b"a picture")
    await rig.shelf.put("other", "1.png", b"another")
    asked = ask()
    before, wall = money(rig.url), Wall()
    if rig.url.startswith("sqlite"):
        assert all(on_disk(rig, word) for word in _WORDS_ON_DISK)

    async with at_work(rig, wall) as agenda:
        assert await agenda.plan_once(asked)
        await forgotten(agenda)

    assert found(rig.url, *TRACES) == []
    assert [where for word in _WORDS_ON_DISK for where in on_disk(rig, word)] == []
    assert "forget-person has happened" in caplog.text
    assert not [word for word in (str(PERSON), NAME, PROMPT) if word in caplog.text]
    assert rig.kept() == ["other"]
    assert [spot.channel_id for spot in wall.taken_down] == [7]
    assert money(rig.url) == before
    assert rows(rig.url, "accounts", "scope", "line_id") == [
        *(("channel", 0), ("channel", SERVER), ("operator", 0)),
        *(("person", SERVER), ("server", 0), ("server", SERVER)),
    ]


_WORDS_ON_DISK = (
    NAME.encode(),
    str(PERSON).encode(),
    *(each.to_bytes(8, "big") for each in (PERSON, DIRECT, MESSAGE, COPY)),
    (-PERSON).to_bytes(8, "big", signed=True),
)
"""What a file of SQLite's would have of them: text, and whole numbers as they are."""


async def test_every_column_that_can_tell_of_somebody_does_so_here(rig: Rig) -> None:
    fill(rig.url)
    assert set(BELONGINGS) == set(metadata.tables), "what is new must be filled, and forgotten"
    telling = {trace.split(":")[0] for trace in found(rig.url, *TRACES)}
    columns = (column for table in metadata.sorted_tables for column in table.c)
    can_tell = {str(column) for column in columns if _is_open(column)}
    assert can_tell - telling == OF_NOBODY


def _is_open(column: sa.Column[Any]) -> bool:
    """Say whether a column can hold an id or words, as far as its type tells."""
    if isinstance(column.type, sa.BigInteger):
        return not column.name.endswith("micro_usd") and column.name != "seq"
    return isinstance(column.type, sa.String | sa.Text | sa.JSON | sa.LargeBinary)


OF_NOBODY = {
    # Servers, their channels and roles, and what is set for them.
    *(f"{table}.server_id" for table in metadata.tables if "server_id" in metadata.tables[table].c),
    *(
        "servers.id",
        "servers.time_zone",
        "channels.id",
        "channels.purpose",
        "channels.settings",
        "channels.guide_id",
    ),
    *("budgets.subject", "budgets.subject_id", "terms.subject", "terms.subject_id", "terms.models"),
    *("reviewed.subject", "reviewed.subject_id", "rulebooks.language", "word_rules.kind", "word_rules.text"),
    *(
        "moderation.audit_channel_id",
        "moderation.moderators_channel_id",
        "audit.channel_id",
        "audit.role_id",
        "exhibits.channel_id",
    ),
    *("exhibits.showcase_id", "jobs.parent_channel_id", "nameless_usage.channel_id", "sources.channel_id"),
    *("contests.channel_id", "contests.role_id", "occasions.channel_id", "theme_parts.channel_id"),
    *("theme_runs.channel_id", "themes.channel_id"),
    # Words of the code's own.
    *("accounts.scope", "accounts.period", "audit.act", "contests.locale", "contests.phase", "exhibits.stage"),
    *("exhibits.mark", "jobs.state", "jobs.model", "jobs.locale", "jobs.review", "jobs.day", "ledger.kind"),
    *("nameless_usage.day", "nameless_usage.model", "occasions.kind", "predictions.state", "reports.decision"),
    *("sources.origin", "strikes.cause", "theme_runs.state", "pictures.media_type"),
    *("pictures.file_name", "kept_pictures.name"),
    # Numbers and names that are drawn, or counted up.
    *("audit.batch", "contests.id", "contest_entries.contest_id", "contest_votes.contest_id", "drafts.id"),
    "reports.case_id",
    *("grants.source_id", "jobs.owner", "occasions.owner", "predictions.reported_seed", "theme_runs.theme_id"),
    "themes.id",
    # What concerns nobody: that somebody is to be forgotten stands there until it is done.
    *("facts.name", "facts.value", "occasions.subject", "theme_runs.message_id"),
    # What others have made their pictures for stays, without whose words these were.
    *("contests.theme", "theme_runs.text"),
}
"""Columns that could by their type, and hold nothing of anybody."""


async def test_what_is_others_goes_on_without_them(rig: Rig) -> None:
    fill(rig.url)
    async with at_work(rig, Wall()) as agenda:
        await agenda.plan_once(ask())
        await forgotten(agenda)

    job = await rig.store.job("other")
    assert job is not None
    (source,) = job.sources
    assert (source.artist_id, source.job_id, source.message_id) == (0, None, None)
    assert source.place.age_restricted, "what was for adults only stays so"
    assert job.picture_url is None, "it is theirs"
    assert job.predictions[0].input == {"prompt": "a heron", "seed": 5, "num_outputs": 1}
    assert rows(rig.url, "contest_entries", "id") == [("other-in-live",)]
    assert rows(rig.url, "contest_votes") == []
    assert rows(rig.url, "contests", "id", "host_id") == [("live", 0), ("over", OTHER)]
    assert rows(rig.url, "exhibits", "job_id", "mark", "decided_by", "reason") == [("other", "forced", None, "")]
    assert rows(rig.url, "themes", "text") == [("foxes",)]
    assert rows(rig.url, "theme_runs", "text", "suggested_by") == [("autumn", None)]
    assert rows(rig.url, "drafts", "id") == [("stays",)]
    assert rows(rig.url, "reports", "job_id", "reporter_id", "decided_by") == [("other", THIRD, None)]
    assert ("report", "other", SERVER) in rows(rig.url, "occasions", "kind", "subject", "server_id")
    assert rows(rig.url, "strikes", "person_id", "by_id", "reason", "taken_back_by") == [
        (0, OTHER, "", None),
        (OTHER, None, "", 0),
    ]
    assert rows(rig.url, "audit", "by_id", "person_id", "job_id", "detail") == [
        (THIRD, None, None, ""),
        (THIRD, None, None, "setting-audit-channel"),
        (OTHER, None, None, ""),
        (None, OTHER, "other", ""),
        # Of the card whose copies were taken down.
        (None, None, None, ""),
    ]
    (used,) = rows(rig.url, "nameless_usage")
    assert used == (SERVER, "2026-11-20", 7, "flux-dev", 6, 6, 6 * COST), "five of theirs, and one from before"
    for table, column in (("people", "id"), ("extras", "person_id"), ("grants", "person_id")):
        assert rows(rig.url, table, column) == [(OTHER,)]


async def test_what_they_set_stays_in_the_log_and_what_waits_to_be_told_them_goes(rig: Rig) -> None:
    fill(rig.url)
    # On a server that nobody serves at the moment.
    telling = Occasion(OccasionKind.STRIKE, "theirs-0", SERVER, SERVER, Clock().now())
    await AgendaStore(rig.store.lanes).plan([telling])
    noted = [
        Event(SERVER, Act.SETTING, telling.due_at, by_id=PERSON, detail="setting-moderators-channel"),
        Event(SERVER, Act.CONTEST_CREATED, telling.due_at, by_id=PERSON, detail=NAME),
    ]
    for event in noted:
        await AuditStore(rig.store.lanes).note(event)
    async with at_work(rig, Wall()) as agenda:
        await agenda.plan_once(ask())
        await forgotten(agenda)
    assert found(rig.url, *TRACES) == []
    left = [(act, detail) for act, by_id, detail in rows(rig.url, "audit", "act", "by_id", "detail") if not by_id]
    assert ("setting", "setting-moderators-channel") in left, "by it the posts in that channel are found"
    assert ("contest-created", "") in left


async def test_a_copy_that_cannot_be_taken_down_holds_nothing_up(rig: Rig) -> None:
    fill(rig.url)
    async with at_work(rig, Wall(fault=RuntimeError("Discord is away"))) as agenda:
        await agenda.plan_once(ask())
        await forgotten(agenda)
    assert found(rig.url, *TRACES) == []


async def test_what_runs_is_cancelled_and_a_paid_call_in_flight_is_waited_for(rig: Rig) -> None:
    rig.flux.may_create.clear()
    async with rig.running(), at_work(rig, Wall()) as agenda:
        job = await rig.queued(asked_by(PERSON))
        await rig.flux.create_called.wait()
        waiting = await rig.studio.submit(asked_by(PERSON))
        await agenda.plan_once(ask())
        await _until_gone(rig, waiting)
        assert await rig.store.job(job.id) is not None, "what the service makes of it is not known yet"
        with pytest.raises(BeingForgotten):
            await rig.studio.submit(asked_by(PERSON))
        await rig.studio.submit(asked_by(OTHER))
        rig.flux.may_create.set()
        await forgotten(agenda)
        assert await rig.store.job(job.id) is None
        assert rig.flux.cancelled == ["p1"]
        await rig.studio.submit(asked_by(PERSON))
    assert (await rig.store.spent_this_month()).held_micro_usd == 2 * job.estimate_micro_usd


async def test_pictures_that_wait_for_their_artist_are_forgotten_too(rig: Rig) -> None:
    rig.face.faults = [NotReached()]
    async with rig.running(), at_work(rig, Wall()) as agenda:
        job = await rig.queued(asked_by(PERSON))
        while not await rig.store.kept_for(PERSON):  # noqa: ASYNC110 - nothing tells it but the store
            await asyncio.sleep(0.005)
        await agenda.plan_once(ask())
        await forgotten(agenda)
    assert rig.kept() == []
    assert found(rig.url, *TRACES) == []
    assert (await rig.store.spent_this_month()).captured_micro_usd == job.estimate_micro_usd, "they were made"


async def test_cards_have_time_to_show_that_their_jobs_were_cancelled(rig: Rig) -> None:
    rig.flux.may_ask.clear()
    async with rig.running(), at_work(rig, Wall()) as agenda:
        job = await rig.studio.submit(asked_by(PERSON))
        await rig.studio.queue(job.id, replace(CARD, shows_end=False))
        await agenda.plan_once(ask())
        await rig.until(job.id, lambda now: now.cancel_requested)
        rig.flux.may_ask.set()
        ended = await rig.ended(job.id)
        assert ended.state is JobState.CANCELED
        await _twice_looked(rig)
        assert await rig.store.job(job.id) is not None
        await rig.studio.place_card(job.id, CARD)
        await forgotten(agenda)


async def test_who_asks_twice_is_forgotten_once(rig: Rig) -> None:
    fill(rig.url)
    agenda = Agenda(AgendaStore(rig.store.lanes), clock=Clock(), random=Random(1))
    assert [await agenda.plan_once(ask()) for _ in range(2)] == [True, False]
    asked = [subject for kind, subject in rows(rig.url, "occasions", "kind", "subject") if kind == "forget-person"]
    assert asked == [str(PERSON)]


async def test_another_process_goes_on_where_one_died(rig: Rig, other_store: Store) -> None:
    fill(rig.url)
    asked, dead = ask(), AgendaStore(other_store.lanes)
    await dead.plan_once(asked)
    assert len(await dead.claim([EVERYWHERE], asked.due_at)) == 1
    begun = ForgettingStore(other_store.lanes)
    some = await begun.ended(OwnerOfAll(Whose.PERSON, PERSON), 2, untold=False, hanging=False)
    await begun.forget_jobs(some, asked.due_at)
    assert len(some) == 2
    assert found(rig.url, *TRACES)
    assert not await begun.forget_person(PERSON, asked.due_at), "not while there are jobs"

    async with at_work(rig, Wall()) as agenda:
        await forgotten(agenda)

    assert found(rig.url, *TRACES) == []
    assert not await dead.finish(asked, ()), "who comes back from the dead finds it done"


async def test_what_is_accepted_at_that_moment_is_forgotten_too(rig: Rig, other_store: Store) -> None:
    is_accepted, may_commit = threading.Event(), threading.Event()
    now, me = Clock().now(), Owner("other", 30.0)

    def accept_slowly(connection: sa.Connection) -> None:
        job = replace(new_job("late"), artist_id=PERSON)
        accept(connection, job, me=me, ceiling_micro_usd=None, role_ids=(), rules=Rules(), now=now)
        is_accepted.set()
        may_commit.wait(10)

    accepting = other_store.lanes.writes.put(accept_slowly)
    assert await asyncio.to_thread(is_accepted.wait, 10)
    asyncio.get_running_loop().call_later(0.2, may_commit.set)
    begun = ForgettingStore(rig.store.lanes)
    await begun.ask(PERSON, now)
    assert not await begun.forget_person(PERSON, now), "there is a job, and its money is held"
    await accepting
    with pytest.raises(BeingForgotten):
        await other_store.lanes.writes.put(accept_slowly)


async def test_of_nobody_there_is_nothing_to_forget(rig: Rig) -> None:
    async with at_work(rig, Wall()) as agenda:
        await agenda.plan_once(ask())
        await forgotten(agenda)


def on_disk(rig: Rig, word: bytes) -> list[str]:
    """Return the files of the store and its shelf in which something stands; PostgreSQL's are not looked at."""
    return [path.name for path in rig.folder.parent.rglob("*") if path.is_file() and word in path.read_bytes()]


def money(url: str) -> dict[str, int]:
    """Return what each scope but that of persons has come to, and what the ledger says in all."""
    sums: dict[str, int] = {}
    for scope, captured in rows(url, "accounts", "scope", "captured_micro_usd"):
        if scope != "person":
            sums[scope] = sums.get(scope, 0) + captured
    for kind, micro_usd in rows(url, "ledger", "kind", "micro_usd"):
        sums[kind] = sums.get(kind, 0) + micro_usd
    assert set(sums.values()) == {7 * COST}
    return sums


async def _until_gone(rig: Rig, job: Job) -> None:
    while await rig.store.job(job.id) is not None:  # noqa: ASYNC110 - told by the store
        await asyncio.sleep(0.005)


async def _twice_looked(rig: Rig) -> None:
    """Give what forgets the time for a few looks; it is at it all the same."""
    for _ in range(10):
        await rig.store.fact("nothing")
        await asyncio.sleep(0.005)
