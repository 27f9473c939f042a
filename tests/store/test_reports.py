"""Reports in the store: one from each person about each picture, and decided once, whoever decides at once."""

import asyncio

import pytest

from studio.audit import Act
from studio.community.occasions import OccasionKind
from studio.errors import JobGone
from studio.moderation.decisions import Decision
from studio.moderation.errors import NoModerators, ReportedAlready
from studio.moderation.moderation import Moderation
from studio.moderation.rooms import NO_ROOMS, Rooms
from studio.store import Store
from studio.store.agenda import AgendaStore
from tests.store.conftest import SetClock
from tests.store.samples import done, new_job
from tests.store.test_audit import LOG, MODERATOR, SERVER, here, lines, parts_on

ROOM, ANN, BEN = 2**60 + 7, 2**60 + 8, 2**60 + 9


@pytest.fixture
async def parts(store: Store, set_clock: SetClock) -> Moderation:
    parts = parts_on(store, set_clock.clock())
    await parts.rooms.change(SERVER, Rooms(LOG, ROOM), before=NO_ROOMS, by_id=MODERATOR)
    await done(store, here("job"))
    await lines(parts.audit)
    return parts


async def reported(
    parts: Moderation, store: Store, set_clock: SetClock, reporter_id: int = ANN, job_id: str = "job"
) -> str:
    """Let somebody report a picture; return the id of the report, by what is planned for it."""
    agenda = AgendaStore(store.lanes)
    before = {each.subject for each in await agenda.claim([SERVER], set_clock.time)}
    await parts.reports.report(job_id, SERVER, reporter_id=reporter_id, reason=" it shows me ")
    now = [each for each in await agenda.claim([SERVER], set_clock.time) if each.subject not in before]
    (planned,) = [each for each in now if each.kind is OccasionKind.REPORT]
    assert planned.channel_id == ROOM
    return planned.subject


async def test_a_report_is_taken_once_from_each(parts: Moderation, store: Store, set_clock: SetClock) -> None:
    first = await reported(parts, store, set_clock)
    with pytest.raises(ReportedAlready):
        await parts.reports.report("job", SERVER, reporter_id=ANN, reason="again")
    assert await reported(parts, store, set_clock, BEN) != first
    found = await parts.reports.report_of(first)
    assert found is not None
    assert (found[0].reason, found[0].decision, found[1].id) == ("it shows me", Decision.OPEN, "job")
    told = await lines(parts.audit)
    assert [(line.act, line.by_id) for line in told] == [(Act.REPORTED, ANN), (Act.REPORTED, BEN)]


async def test_what_is_not_there_and_what_nobody_would_read_is_refused(
    parts: Moderation, store: Store, set_clock: SetClock
) -> None:
    await done(store, new_job("elsewhere"))
    for job_id in ("nothing", "elsewhere"):
        with pytest.raises(JobGone):
            await parts.reports.report(job_id, SERVER, reporter_id=ANN, reason="it")
    await store.mark_deleted("job")
    with pytest.raises(JobGone):
        await parts.reports.report("job", SERVER, reporter_id=ANN, reason="it")
    await parts.rooms.change(SERVER, NO_ROOMS, before=Rooms(LOG, ROOM), by_id=MODERATOR)
    with pytest.raises(NoModerators):
        await parts.reports.expect_moderators(SERVER)
    with pytest.raises(NoModerators):
        await parts.reports.report("job", SERVER, reporter_id=ANN, reason="it")
    assert await AgendaStore(store.lanes).claim([SERVER], set_clock.time) is not None
    assert await parts.reports.report_of("nothing") is None


async def test_a_decision_of_two_at_once_counts_once(parts: Moderation, store: Store, set_clock: SetClock) -> None:
    report_id = await reported(parts, store, set_clock)
    await lines(parts.audit)
    decisions = (Decision.DISMISSED, Decision.STRUCK, Decision.REMOVED)
    done_by = await asyncio.gather(
        *(parts.reports.decide(report_id, d, SERVER, by_id=n) for n, d in enumerate(decisions, start=1))
    )
    assert [is_first for *_, is_first in done_by] == [True, False, False]
    assert {(report.decision, report.decided_by) for report, *_ in done_by} == {(Decision.DISMISSED, 1)}
    job = await store.job("job")
    assert job is not None
    assert not job.deleted
    assert await parts.discipline.of_person(SERVER, job.artist_id) == []
    assert [(line.act, line.by_id) for line in await lines(parts.audit)] == [(Act.DISMISSED, 1)]


async def test_what_goes_is_decided_for_all_who_reported_it_with_one_strike(
    parts: Moderation, store: Store, set_clock: SetClock
) -> None:
    ids = [await reported(parts, store, set_clock, who) for who in (ANN, BEN)]
    await lines(parts.audit)
    await parts.reports.decide(ids[1], Decision.STRUCK, SERVER, by_id=MODERATOR)
    await parts.reports.decide(ids[0], Decision.STRUCK, SERVER, by_id=MODERATOR + 1)
    for report_id in ids:
        found = await parts.reports.report_of(report_id)
        assert found is not None
        assert (found[0].decision, found[0].decided_by) == (Decision.STRUCK, MODERATOR)
        assert found[1].deleted
    (told,) = await parts.discipline.of_person(SERVER, here("job").artist_id)
    assert told.strike.reason == "", "what somebody reported with is for moderators only"
    assert [line.act for line in await lines(parts.audit)] == [Act.DELETED, Act.STRUCK]


async def test_moderators_of_another_server_decide_nothing(
    parts: Moderation, store: Store, set_clock: SetClock
) -> None:
    report_id = await reported(parts, store, set_clock)
    for of in ((report_id, SERVER + 1), ("nothing", SERVER)):
        with pytest.raises(JobGone):
            await parts.reports.decide(of[0], Decision.REMOVED, of[1], by_id=MODERATOR)
    found = await parts.reports.report_of(report_id)
    assert found is not None
    assert found[0].decision is Decision.OPEN
