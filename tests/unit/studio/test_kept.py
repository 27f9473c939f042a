"""Pictures that no way leads to: they wait in the store, and any process their artist comes by brings them."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from studio.errors import JobGone
from studio.face import NotReached
from studio.jobs import Job, JobState
from studio.store import NotOurs, Store, StoreUnavailable
from tests.unit.studio.conftest import Rig, request
from tests.unit.studio.test_outages import stumble

ARTIST = request().artist_id


async def kept(rig: Rig) -> Job:
    """Let a job be finished whose artist cannot be reached."""
    rig.face.faults = [NotReached()]
    job = await rig.queued()
    while not await rig.store.kept_for(ARTIST):  # noqa: ASYNC110 - nothing tells it but the store
        await asyncio.sleep(0.005)
    return job


@pytest.fixture
async def other(rig: Rig, other_store: Store) -> AsyncIterator[Rig]:
    """A process beside the one that carries the job."""
    beside = rig.beside(other_store)
    async with beside.running(alone=False):
        yield beside


async def test_what_is_kept_stays_until_its_artist_comes_by(rig: Rig) -> None:
    async with rig.running():
        job = await kept(rig)
        assert await rig.studio.take_kept(ARTIST + 1) == ()
        assert (await rig.in_state(job.id, JobState.DELIVERING)).pictures
        assert rig.kept() == [job.id]
        assert await rig.studio.take_kept(ARTIST) == (job.id,)
        await rig.studio.deliver(job.id)
        await rig.ended(job.id)
        assert await rig.studio.take_kept(ARTIST) == ()
    assert [delivered for delivered, _ in rig.face.delivered] == [job.id]


async def test_another_process_brings_it_and_the_first_lets_go(rig: Rig, other: Rig) -> None:
    async with rig.running(alone=False):
        job = await kept(rig)
        assert await other.studio.take_kept(ARTIST) == (job.id,)
        with pytest.raises(NotOurs):
            await rig.store.begin_delivery(job.id)
        await other.studio.deliver(job.id)
        assert (await other.ended(job.id)).state is JobState.DONE
    assert [delivered for delivered, _ in other.face.delivered] == [job.id]
    assert rig.face.delivered == []


async def test_of_two_that_are_come_by_at_once_one_brings_it(rig: Rig, other: Rig) -> None:
    async with rig.running(alone=False):
        job = await kept(rig)
        taken = await asyncio.gather(rig.studio.take_kept(ARTIST), other.studio.take_kept(ARTIST))
        assert sorted(taken) == [(), (job.id,)]


async def test_what_fails_once_more_waits_once_more(rig: Rig, other: Rig) -> None:
    async with rig.running(alone=False):
        job = await kept(rig)
        other.face.faults = [NotReached()]
        for _ in await other.studio.take_kept(ARTIST):
            await other.studio.deliver(job.id)
        while not await rig.store.kept_for(ARTIST):  # noqa: ASYNC110 - nothing tells it but the store
            await asyncio.sleep(0.005)
        assert await rig.studio.take_kept(ARTIST) == (job.id,)
        await rig.studio.deliver(job.id)
        await rig.ended(job.id)
    assert len(rig.face.delivered) == 1


async def test_a_press_may_come_as_soon_as_it_is_kept(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody presses before the process that keeps it has heard that this is written."""
    keep = rig.store.keep

    async def keep_and_take(job_id: str) -> None:
        await keep(job_id)
        assert await rig.studio.take_kept(ARTIST) == (job_id,)
        await rig.studio.deliver(job_id)

    monkeypatch.setattr(rig.store, "keep", keep_and_take)
    rig.face.faults = [NotReached()]
    async with rig.running():
        job = await rig.queued()
        assert (await rig.ended(job.id)).state is JobState.DONE
    assert len(rig.face.delivered) == 1


async def test_a_store_that_is_away_brings_nothing_and_harms_nobody(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stumble(monkeypatch, rig.store, "kept_for", StoreUnavailable("no connection"))
    assert await rig.studio.take_kept(ARTIST) == ()
    assert "no connection" in caplog.text


async def test_only_what_is_being_delivered_can_be_kept(rig: Rig) -> None:
    with pytest.raises(JobGone):
        await rig.store.keep("nobody")
    async with rig.running():
        job = await rig.ended((await rig.queued()).id)
    assert not await rig.store.take_kept(job.id)


async def test_a_job_whose_card_could_not_be_shown_is_cancelled_when_the_store_is_back(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rig.running():
        job = await rig.studio.submit(request())
        faults = stumble(monkeypatch, rig.store, "advance_job", *[StoreUnavailable("no connection")] * 3)
        await rig.studio.abandon(job.id)
        assert (await rig.ended(job.id)).state is JobState.CANCELED
    assert faults == []
    assert (await rig.store.spent_this_month()).held_micro_usd == 0
    assert rig.flux.created == []
