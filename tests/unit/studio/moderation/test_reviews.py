"""Review mode in a whole studio: nothing is delivered, kept or made of pictures before moderators let it be."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from studio.clock import Clock
from studio.errors import JobGone
from studio.jobs import Job, JobState, Place, Verdict
from studio.moderation.errors import HeldBack
from studio.moderation.reviews import WAITS_FOR, Reviews
from studio.moderation.rooms import NO_ROOMS, ModerationRooms, Rooms, Subject
from studio.remix import Changes
from studio.store import Store
from studio.store.moderation import ModerationStore
from tests.unit.studio.conftest import Rig, request

SERVER, CHANNEL, ROOM, MODERATOR = 9, 7, 12, 13


def reviews_of(rig: Rig) -> Reviews:
    """Return what moderators have to do with a process."""
    rooms = ModerationRooms(ModerationStore(rig.store.lanes), clock=Clock())
    return Reviews(rig.store, rig.shelf, rig.runner, rooms, clock=Clock(), wake=lambda: None)


@pytest.fixture
async def reviewed(rig: Rig) -> Rig:
    rooms = ModerationRooms(ModerationStore(rig.store.lanes), clock=Clock())
    await rooms.change(SERVER, Rooms(None, ROOM), before=NO_ROOMS, by_id=MODERATOR)
    await rooms.set_reviewed(SERVER, Subject.CHANNEL, CHANNEL, on=True, by_id=MODERATOR)
    return rig


async def held(rig: Rig) -> Job:
    job = await rig.queued(request(count=2))
    return await rig.in_state(job.id, JobState.REVIEWING)


async def test_what_is_approved_is_delivered(reviewed: Rig) -> None:
    async with reviewed.running():
        job = await held(reviewed)
        assert reviewed.face.delivered == []
        pictures = await reviews_of(reviewed).pictures(job)
        _, first = await reviews_of(reviewed).judge(job.id, Verdict.APPROVED, SERVER, by_id=MODERATOR)
        assert first
        done = await reviewed.ended(job.id)
    assert done.state is JobState.DONE
    assert reviewed.face.delivered == [(job.id, [body for _, body in pictures])]
    assert await reviewed.store.thumbnail(job.id, 1) is not None
    _, again = await reviews_of(reviewed).judge(job.id, Verdict.REJECTED, SERVER, by_id=MODERATOR)
    assert not again


async def test_what_is_shown_as_a_spoiler_goes_into_no_gallery(reviewed: Rig) -> None:
    async with reviewed.running():
        job = await held(reviewed)
        await reviews_of(reviewed).judge(job.id, Verdict.SPOILER, SERVER, by_id=MODERATOR)
        done = await reviewed.ended(job.id)
    assert done.state is JobState.DONE
    assert done.is_spoiler
    assert await reviewed.store.thumbnail(job.id, 1) is None


async def test_what_is_rejected_is_never_shown_and_forgotten(reviewed: Rig) -> None:
    async with reviewed.running():
        job = await held(reviewed)
        assert set(reviewed.kept()) == {job.id}
        reviewed.face.changes.clear()
        await reviews_of(reviewed).judge(job.id, Verdict.REJECTED, SERVER, by_id=MODERATOR, reason=" no ")
        rejected = await reviewed.ended(job.id)
    assert rejected.state is JobState.REJECTED
    assert rejected.review is not None
    assert rejected.review.reason == "no"
    assert rejected.captured_micro_usd == rejected.estimate_micro_usd
    assert job.id in reviewed.face.changes, "its card tells it"
    assert reviewed.face.delivered == []
    assert reviewed.kept() == []
    assert await reviewed.studio.take_kept(job.artist_id) == ()


async def test_nothing_is_made_of_what_nobody_is_shown(reviewed: Rig) -> None:
    async def refused(job: Job) -> None:
        place = Place(3)
        with pytest.raises(HeldBack):
            await reviewed.studio.again(
                job.id, artist_id=2, place=place, locale="en", private=True, same_seed=True
            )
        changes = Changes("a crow", job.model, None, 1, None)
        with pytest.raises(HeldBack):
            await reviewed.studio.remix(job.id, changes, artist_id=2, place=place, locale="en", private=True)

    async with reviewed.running():
        job = await held(reviewed)
        await refused(job)
        await reviews_of(reviewed).judge(job.id, Verdict.REJECTED, SERVER, by_id=MODERATOR)
        await refused(await reviewed.ended(job.id))


async def test_it_waits_over_restarts(reviewed: Rig) -> None:
    async with reviewed.running():
        job = await held(reviewed)
    again = reviewed.restarted()
    async with again.running():
        await reviews_of(again).judge(job.id, Verdict.APPROVED, SERVER, by_id=MODERATOR)
        assert (await again.ended(job.id)).state is JobState.DONE
    assert [job_id for job_id, _ in again.face.delivered] == [job.id]
    assert reviewed.face.delivered == []


async def test_another_process_delivers_what_it_approved(reviewed: Rig, other_store: Store) -> None:
    other = reviewed.beside(other_store)
    async with reviewed.running(alone=False), other.running(alone=False):
        job = await held(reviewed)
        await reviews_of(other).judge(job.id, Verdict.APPROVED, SERVER, by_id=MODERATOR)
        assert (await other.ended(job.id)).state is JobState.DONE
    assert [job_id for job_id, _ in other.face.delivered] == [job.id]
    assert reviewed.face.delivered == []


async def test_what_is_not_kept_any_more_is_too_late(reviewed: Rig) -> None:
    async with reviewed.running():
        job = await held(reviewed)
        await reviewed.shelf.drop(job.id)
        judged, first = await reviews_of(reviewed).judge(job.id, Verdict.APPROVED, SERVER, by_id=MODERATOR)
        await reviewed.ended(job.id)
    assert first
    assert judged.state is JobState.REJECTED
    assert judged.review is not None
    assert judged.review.verdict is Verdict.OUTDATED


async def test_what_waited_too_long_is_given_up(reviewed: Rig) -> None:
    async with reviewed.running():
        job = await held(reviewed)
        until = reviews_of(reviewed).waits_until(job)
        assert until - job.created_at >= WAITS_FOR
        assert until < job.created_at + timedelta(days=7), "while the pictures are still kept"
        await reviews_of(reviewed).run_out(job.id)
        given_up = await reviewed.ended(job.id)
    assert given_up.review is not None
    assert (given_up.review.verdict, given_up.review.by_id) == (Verdict.OUTDATED, None)


async def test_only_moderators_of_its_server_decide(reviewed: Rig) -> None:
    async with reviewed.running():
        job = await held(reviewed)
        for job_id, server_id in ((job.id, SERVER + 1), ("nothing", SERVER)):
            with pytest.raises(JobGone):
                await reviews_of(reviewed).judge(job_id, Verdict.APPROVED, server_id, by_id=MODERATOR)
        assert (await reviewed.store.job(job.id)) == job
        await reviews_of(reviewed).run_out(job.id)
        await reviewed.ended(job.id)


async def test_where_nothing_is_reviewed_nothing_waits(new_rig: Callable[..., Rig]) -> None:
    rig = new_rig()
    async with rig.running():
        job = await rig.queued()
        assert (await rig.ended(job.id)).state is JobState.DONE
    assert await reviews_of(rig).job(job.id) is None
