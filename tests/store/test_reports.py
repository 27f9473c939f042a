"""Reports in the store: one from each person about each picture, and decided once, whoever decides at once."""

import asyncio
from datetime import timedelta

import pytest

from studio.audit import Act
from studio.community.occasions import OccasionKind
from studio.errors import JobGone
from studio.moderation.decisions import Case, Decision
from studio.moderation.errors import NoModerators, ReportedAlready
from studio.moderation.moderation import Moderation
from studio.moderation.rooms import NO_ROOMS, Rooms
from studio.store import Store
from studio.store.agenda import AgendaStore
from studio.store.engine import parse
from studio.store.leases import Owner
from tests.store.conftest import SetClock
from tests.store.samples import claimed, done, new_job
from tests.store.test_audit import LOG, MODERATOR, SERVER, blocked, here, lines, parts_on

ROOM, ANN, BEN = 2**60 + 7, 2**60 + 8, 2**60 + 9


@pytest.fixture
async def parts(store: Store, set_clock: SetClock) -> Moderation:
    parts = parts_on(store, set_clock.clock())
    await parts.rooms.change(SERVER, Rooms(LOG, ROOM), before=NO_ROOMS, by_id=MODERATOR)
    await done(store, here("job"))
    await lines(parts.audit)
    return parts


async def planned(store: Store, set_clock: SetClock) -> list[str]:
    """Return of which jobs moderators are to be told something."""
    found = await AgendaStore(store.lanes).claim([SERVER], set_clock.time)
    return [each.subject for each in found if each.kind is OccasionKind.REPORT]


async def report(parts: Moderation, reporter_id: int = ANN, reason: str = " it shows me ") -> None:
    await parts.reports.report("job", SERVER, reporter_id=reporter_id, reason=reason)


async def case_of(parts: Moderation) -> Case:
    case = await parts.reports.case("job")
    assert case is not None
    return case


async def test_a_report_is_taken_once_from_each(parts: Moderation, store: Store, set_clock: SetClock) -> None:
    assert await parts.reports.case("job") is None
    await report(parts)
    with pytest.raises(ReportedAlready):
        await report(parts, reason="again")
    set_clock.time += timedelta(seconds=1)
    await report(parts, BEN)
    case = await case_of(parts)
    assert [(each.reporter_id, each.reason) for each in case.reports] == [
        (ANN, "it shows me"),
        (BEN, "it shows me"),
    ]
    assert (case.id, case.decision, case.job.id) == (case.reports[0].id, Decision.OPEN, "job")
    assert await planned(store, set_clock) == ["job"]
    told = await lines(parts.audit)
    assert [(line.act, line.by_id) for line in told] == [(Act.REPORTED, ANN), (Act.REPORTED, BEN)]


async def test_of_two_who_report_at_once_neither_has_a_case_of_their_own(
    parts: Moderation, url: str, store: Store, set_clock: SetClock
) -> None:
    other = Store(parse(url), Owner("other", 30.0), lock=None, clock=set_clock.clock())
    try:
        both = (parts, parts_on(other, set_clock.clock(), seed=7))
        await asyncio.gather(*(report(each, who) for each, who in zip(both, (ANN, BEN), strict=True)))
    finally:
        await other.close()
    assert len((await case_of(parts)).reports) == 2


async def test_what_is_not_there_and_what_nobody_would_read_is_refused(parts: Moderation, store: Store) -> None:
    await done(store, new_job("elsewhere"))
    await blocked(store, here("blocked"))
    await claimed(store, here("running"))
    for job_id in ("nothing", "elsewhere", "blocked", "running"):
        with pytest.raises(JobGone):
            await parts.reports.report(job_id, SERVER, reporter_id=ANN, reason="it")
    await store.mark_deleted("job")
    with pytest.raises(JobGone):
        await report(parts)
    await parts.rooms.change(SERVER, NO_ROOMS, before=Rooms(LOG, ROOM), by_id=MODERATOR)
    with pytest.raises(NoModerators):
        await report(parts)
    assert await parts.reports.case("nothing") is None


async def test_whatever_channel_is_another_one_what_is_open_is_told_anew(
    parts: Moderation, store: Store, set_clock: SetClock
) -> None:
    await report(parts)
    before = Rooms(LOG, ROOM)
    for after, again in (
        (Rooms(LOG + 1, ROOM), ["job"]),
        (Rooms(LOG + 1, None), ["job"]),
        (NO_ROOMS, []),
        (Rooms(None, ROOM + 1), ["job"]),
    ):
        await AgendaStore(store.lanes).drop(OccasionKind.REPORT, "job")
        await parts.rooms.change(SERVER, after, before=before, by_id=MODERATOR)
        assert await planned(store, set_clock) == again
        before = after


async def test_a_decision_of_two_at_once_counts_once(parts: Moderation, store: Store) -> None:
    await report(parts)
    await lines(parts.audit)
    decisions = (Decision.DISMISSED, Decision.STRUCK, Decision.REMOVED)
    done_by = await asyncio.gather(
        *(parts.reports.decide("job", d, SERVER, by_id=n) for n, d in enumerate(decisions, start=1))
    )
    assert [is_first for _, is_first in done_by] == [True, False, False]
    assert {(case.decision, case.decided_by) for case, _ in done_by} == {(Decision.DISMISSED, 1)}
    job = await store.job("job")
    assert job is not None
    assert not job.deleted
    assert await parts.discipline.of_person(SERVER, job.artist_id) == []
    assert [(line.act, line.by_id) for line in await lines(parts.audit)] == [(Act.DISMISSED, 1)]


async def test_what_goes_is_decided_for_all_who_reported_it_with_one_strike(parts: Moderation) -> None:
    for who in (ANN, BEN):
        await report(parts, who)
    await lines(parts.audit)
    await parts.reports.decide("job", Decision.STRUCK, SERVER, by_id=MODERATOR)
    await parts.reports.decide("job", Decision.STRUCK, SERVER, by_id=MODERATOR + 1)
    case = await case_of(parts)
    assert [(each.decision, each.decided_by) for each in case.reports] == [(Decision.STRUCK, MODERATOR)] * 2
    assert case.job.deleted
    (told,) = await parts.discipline.of_person(SERVER, here("job").artist_id)
    assert told.strike.reason == "", "what somebody reported with is for moderators only"
    assert [line.act for line in await lines(parts.audit)] == [Act.DELETED, Act.STRUCK]


async def test_what_was_dismissed_is_so_for_all_and_may_be_reported_anew_by_others(
    parts: Moderation, set_clock: SetClock
) -> None:
    for who in (ANN, BEN):
        await report(parts, who)
    first, _ = await parts.reports.decide("job", Decision.DISMISSED, SERVER, by_id=MODERATOR)
    assert len(first.reports) == 2
    assert await case_of(parts) == first
    set_clock.time += timedelta(seconds=1)
    with pytest.raises(ReportedAlready):
        await report(parts)
    await report(parts, BEN + 1)
    second = await case_of(parts)
    assert [each.reporter_id for each in second.reports] == [BEN + 1]
    assert second.id != first.id
    dismissed, _ = await parts.reports.decide("job", Decision.DISMISSED, SERVER, by_id=MODERATOR)
    assert dismissed.id == second.id


async def test_moderators_are_told_where_the_picture_goes_by_itself(
    parts: Moderation, store: Store, set_clock: SetClock
) -> None:
    await store.mark_deleted("job")
    assert await planned(store, set_clock) == []
    await done(store, here("other"))
    await parts.reports.report("other", SERVER, reporter_id=ANN, reason="it")
    await AgendaStore(store.lanes).drop(OccasionKind.REPORT, "other")
    await store.mark_deleted("other")
    assert await planned(store, set_clock) == ["other"]
    case, is_first = await parts.reports.decide("other", Decision.STRUCK, SERVER, by_id=MODERATOR)
    assert is_first
    assert case.decision is Decision.STRUCK


async def test_moderators_of_another_server_decide_nothing(parts: Moderation) -> None:
    await report(parts)
    for job_id, server_id in (("job", SERVER + 1), ("nothing", SERVER)):
        with pytest.raises(JobGone):
            await parts.reports.decide(job_id, Decision.REMOVED, server_id, by_id=MODERATOR)
    assert (await case_of(parts)).decision is Decision.OPEN


async def test_moderators_are_told_in_their_channel_else_in_the_log(parts: Moderation) -> None:
    assert await parts.reports.rooms(SERVER) == [ROOM, LOG]
    assert await parts.reports.rooms(SERVER + 1) == []
