"""Reviews in the store: what moderators look at first, and that they decide once, in whatever process."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from studio.audit import Act
from studio.community.occasions import Occasion, OccasionKind
from studio.jobs import Job, JobState, Origin, Place, Review, Source, Verdict
from studio.moderation.errors import NoRoomForReviews
from studio.moderation.moderation import Moderation
from studio.moderation.rooms import NO_ROOMS, Reviewed, Rooms, Subject
from studio.states import IllegalTransition, JobEvent
from studio.store import NotOurs, Spending, Store
from studio.store.agenda import AgendaStore
from studio.store.engine import parse
from studio.store.leases import Owner
from studio.store.reviews import ReviewStore
from studio.store.usage import UsageStore
from tests.store.conftest import SetClock
from tests.store.samples import COST, claimed, ready
from tests.store.test_audit import LOG, MODERATOR, SERVER, here, lines, parts_on

ROOM, ROLE, CHANNEL = 2**60 + 7, 2**60 + 8, here("any").place.channel_id
YES, NO = Review(Verdict.APPROVED, MODERATOR), Review(Verdict.STRUCK, MODERATOR, "too much")


@pytest.fixture
async def parts(store: Store, set_clock: SetClock) -> Moderation:
    """A server that has what is made in one channel, or by one role, reviewed."""
    parts = parts_on(store, set_clock.clock())
    await parts.rooms.change(SERVER, Rooms(LOG, ROOM), before=NO_ROOMS, by_id=MODERATOR)
    for subject, of in ((Subject.CHANNEL, CHANNEL), (Subject.ROLE, ROLE)):
        await parts.rooms.set_reviewed(SERVER, subject, of, on=True, by_id=MODERATOR)
    await lines(parts.audit)
    return parts


@pytest.fixture
async def other(url: str, store: Store, set_clock: SetClock) -> AsyncIterator[Store]:
    """Another process; around SQLite's lock, since the rules are the same there."""
    opened = Store(parse(url), Owner("other", 30.0), lock=None, clock=set_clock.clock())
    yield opened
    await opened.close()


async def held(store: Store) -> Job:
    """Bring a job of the reviewed channel to where moderators look at its pictures."""
    (prediction,) = (await claimed(store, here("job"))).predictions
    job = await ready(store, prediction.id)
    assert job.state is JobState.REVIEWING
    return job


@pytest.mark.parametrize(
    ("place", "private", "role_ids", "is_reviewed"),
    [
        (Place(CHANNEL, SERVER), False, (), True),
        (Place(7, SERVER, parent_id=CHANNEL), False, (), True),
        (Place(7, SERVER), False, (5, ROLE), True),
        (Place(7, SERVER), False, (5, SERVER), False),
        (Place(CHANNEL, SERVER), True, (ROLE,), False),
        (Place(CHANNEL, SERVER + 1), False, (ROLE,), False),
        (Place(CHANNEL, None), False, (ROLE,), False),
    ],
    ids=["channel", "thread", "role", "others", "private", "elsewhere", "no server"],
)
async def test_whose_pictures_moderators_look_at_first(
    parts: Moderation, store: Store, place: Place, private: bool, role_ids: tuple[int, ...], is_reviewed: bool
) -> None:
    asked = here("job", place=place, private=private)
    accepted = await store.accept(asked, ceiling_micro_usd=None, role_ids=role_ids)
    assert accepted.review == (Review() if is_reviewed else None)
    assert await store.job("job") == accepted


@pytest.mark.parametrize(
    ("place", "private", "review"),
    [
        (Place(CHANNEL, SERVER), False, Review()),
        (Place(7, SERVER), False, Review(Verdict.SPOILER)),
        (Place(CHANNEL, SERVER), True, Review(Verdict.SPOILER)),
    ],
    ids=["looked at", "elsewhere", "private"],
)
async def test_what_is_made_of_a_spoiler_is_one_unless_moderators_look_at_it(
    parts: Moderation, store: Store, place: Place, private: bool, review: Review
) -> None:
    of = tuple(Source(1, place, Origin.MESSAGE, 5, "parent", 1, spoiler=spoiler) for spoiler in (False, True))
    asked = here("job", place=place, private=private, sources=of)
    accepted = await store.accept(asked, ceiling_micro_usd=None)
    assert accepted.review == review


async def test_what_is_deleted_while_it_waits_waits_no_more(
    parts: Moderation, store: Store, set_clock: SetClock
) -> None:
    job = await held(store)
    await store.mark_deleted("job", by_id=job.artist_id)
    deleted, first = await ReviewStore(store.lanes).judge("job", YES, now=set_clock.time)
    assert not first
    assert (deleted.state, deleted.deleted) == (JobState.REJECTED, True)
    assert deleted.review == Review(Verdict.WITHDRAWN, job.artist_id)
    assert await store.spent_this_month() == Spending(0, COST)
    assert [line.act for line in await lines(parts.audit)] == [Act.DELETED]


async def test_that_moderators_cannot_be_shown_it_is_noted_once(
    parts: Moderation, store: Store, set_clock: SetClock
) -> None:
    job = await held(store)
    for _ in range(2):
        await ReviewStore(store.lanes).note_unseen(job, set_clock.time)
    assert [(line.act, line.job_id, line.by_id) for line in await lines(parts.audit)] == [
        (Act.UNSEEN, "job", None)
    ]
    assert await parts.rooms.waiting(SERVER) == 1
    assert await parts.rooms.waiting(SERVER + 1) == 0


async def test_what_is_reviewed_can_be_set_and_needs_a_room(parts: Moderation, store: Store) -> None:
    assert await parts.rooms.reviewed(SERVER) == Reviewed(frozenset({CHANNEL}), frozenset({ROLE}))
    for _ in range(2):
        await parts.rooms.set_reviewed(SERVER, Subject.ROLE, ROLE, on=False, by_id=MODERATOR)
    assert await parts.rooms.reviewed(SERVER) == Reviewed(frozenset({CHANNEL}))
    (line,) = await lines(parts.audit)
    assert (line.act, line.detail) == (Act.SETTING, "setting-review-role-off")
    with pytest.raises(NoRoomForReviews):
        await parts.rooms.set_reviewed(SERVER + 1, Subject.CHANNEL, 5, on=True, by_id=MODERATOR)
    await parts.rooms.change(SERVER, NO_ROOMS, before=Rooms(LOG, ROOM), by_id=MODERATOR)
    accepted = await store.accept(here("job"), ceiling_micro_usd=None)
    assert accepted.review is None, "nobody could look at it"


async def test_the_log_is_the_last_that_is_waited_for(parts: Moderation, store: Store) -> None:
    await held(store)
    ran: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        ran.append(statement)

    sa.event.listen(sa.Engine, "after_cursor_execute", note)
    try:
        await store.mark_deleted("job")
    finally:
        sa.event.remove(sa.Engine, "after_cursor_execute", note)
    (line,) = await lines(parts.audit)
    assert line.act is Act.DELETED
    (at,) = [number for number, statement in enumerate(ran) if statement.startswith("INSERT INTO audit")]
    assert any("INSERT INTO accounts" in statement for statement in ran[:at]), "its money is settled"
    assert not [each for each in ran[at:] if "accounts" in each or "jobs" in each], (
        "whoever settles another has these"
    )


async def test_what_waits_is_planned_and_cannot_be_shown(
    parts: Moderation, store: Store, set_clock: SetClock
) -> None:
    job = await held(store)
    planned = await AgendaStore(store.lanes).claim([SERVER], set_clock.time)
    assert Occasion(OccasionKind.REVIEW, "job", SERVER, SERVER, set_clock.time) in planned
    for refused in (
        lambda: store.begin_delivery("job"),
        lambda: store.keep("job"),
        lambda: store.advance_job("job", JobEvent.DELIVERED),
        lambda: store.advance_job("job", JobEvent.CANCELED),
    ):
        with pytest.raises(IllegalTransition):
            await refused()
    assert await store.request_cancel("job") == job
    assert await store.kept_for(job.artist_id) == ()
    assert await store.last_made(job.artist_id, CHANNEL) is None
    assert [each.id for each in await store.live_jobs()] == ["job"]


async def test_of_two_moderators_at_once_one_decides(parts: Moderation, store: Store, set_clock: SetClock) -> None:
    await held(store)
    reviews = ReviewStore(store.lanes)
    both = await asyncio.gather(*(reviews.judge("job", each, now=set_clock.time) for each in (YES, NO)))
    assert [(job.state, job.review, first) for job, first in both] == [
        (JobState.DELIVERING, YES, True),
        (JobState.DELIVERING, YES, False),
    ]
    assert await parts.discipline.of_person(SERVER, here("job").artist_id) == []
    assert [(line.act, line.by_id) for line in await lines(parts.audit)] == [(Act.APPROVED, MODERATOR)]
    await store.begin_delivery("job")
    done = await store.advance_job("job", JobEvent.DELIVERED)
    assert (done.state, done.captured_micro_usd, done.review) == (JobState.DONE, COST, YES)


async def test_what_is_not_shown_was_made_and_is_paid_for(
    parts: Moderation, store: Store, set_clock: SetClock
) -> None:
    await held(store)
    job, first = await ReviewStore(store.lanes).judge("job", NO, now=set_clock.time)
    assert first
    assert (job.state, job.captured_micro_usd, job.review) == (JobState.REJECTED, COST, NO)
    assert await store.job("job") == job
    assert await store.spent_this_month() == Spending(0, COST)
    assert await store.untold_ids() == ("job",), "its card is to tell it, whoever dies"
    used = await UsageStore(store.lanes).of_person(SERVER, CHANNEL, job.artist_id, now=set_clock.time)
    assert (used.today.pictures, used.today.spent_micro_usd) == (1, COST)
    (strike,) = await parts.discipline.of_person(SERVER, job.artist_id)
    assert (strike.strike.reason, strike.strike.job_id) == ("too much", "job")
    assert [(line.act, line.detail) for line in await lines(parts.audit)] == [
        (Act.REJECTED, "too much"),
        (Act.STRUCK, "too much"),
    ]
    assert await store.last_made(job.artist_id, CHANNEL) is None


async def test_whoever_approves_delivers(
    parts: Moderation, store: Store, other: Store, set_clock: SetClock
) -> None:
    job = await held(store)
    judged, first = await ReviewStore(other.lanes).judge("job", YES, now=set_clock.time)
    assert first
    assert judged == replace(job, state=JobState.DELIVERING, review=YES)
    with pytest.raises(NotOurs):
        await store.begin_delivery("job")
    await other.begin_delivery("job")
