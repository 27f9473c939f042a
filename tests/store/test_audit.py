"""The audit log in the store: what happens to jobs is a line, in order and once, and goes into posts."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from flux.models import CATALOGUE
from studio.audit import Act, Audit, Batch, Event
from studio.clock import Clock
from studio.community.occasions import Occasion, OccasionKind
from studio.errors import SettingChanged
from studio.jobs import Job, Place
from studio.moderation.discipline import Discipline
from studio.moderation.moderation import Moderation, moderation
from studio.moderation.rooms import NO_ROOMS, Rooms
from studio.runner import Runner
from studio.states import PredictionEvent
from studio.store import Store
from studio.store.agenda import AgendaStore
from studio.store.engine import parse
from studio.store.leases import Owner
from tests.store.conftest import SetClock
from tests.store.samples import CARD, claimed, done, new_job
from tests.unit.studio.fakes import FakeFlux

SERVER, LOG, MODERATOR = 2**60 + 1, 2**60 + 2, 2**60 + 3


def here(job_id: str, **changes: object) -> Job:
    """Return a public job of the server."""
    job = replace(new_job(job_id), place=Place(2**61 + 1, SERVER), private=False)
    return replace(job, **changes)  # type: ignore[arg-type]  # the tests name fields of Job only


def parts_on(store: Store, clock: Clock) -> Moderation:
    """Build moderation on a store; what it plans is looked at by whoever asks."""
    shelf = store.shelf(Path("nothing is kept"))
    runner = Runner(
        store=store,
        shelf=shelf,
        flux=FakeFlux(),
        catalogue=CATALOGUE,
        clock=clock,
        random=Random(4),
        max_running=1,
    )
    discipline = Discipline(store, clock=clock, random=Random(5))
    return moderation(store, shelf, runner, discipline, clock=clock, random=Random(6), wake=lambda: None)


@pytest.fixture
def parts(store: Store, set_clock: SetClock) -> Moderation:
    return parts_on(store, set_clock.clock())


@pytest.fixture
async def audit(parts: Moderation) -> Audit:
    """The log of a server that has a channel for it; the line about that is posted already."""
    await parts.rooms.change(SERVER, Rooms(LOG), before=NO_ROOMS, by_id=MODERATOR)
    (line,) = (await batch_of(parts.audit)).events
    assert (line.act, line.by_id, line.channel_id, line.detail) == (
        *(Act.SETTING, MODERATOR, LOG),
        "setting-audit-channel",
    )
    await parts.audit.posted(await batch_of(parts.audit))
    return parts.audit


@pytest.fixture
async def agenda(store: Store) -> AgendaStore:
    return AgendaStore(store.lanes)


@pytest.fixture
async def other(url: str, store: Store, set_clock: SetClock) -> AsyncIterator[AgendaStore]:
    """Another process; around SQLite's lock, since the rules are the same there."""
    opened = Store(parse(url), Owner("other", 30.0), lock=None, clock=set_clock.clock())
    yield AgendaStore(opened.lanes)
    await opened.close()


async def batch_of(audit: Audit) -> Batch:
    batch = await audit.next_batch(SERVER)
    assert batch is not None
    return batch


async def lines(audit: Audit) -> list[Event]:
    """Post everything that waits and return it."""
    found: list[Event] = []
    while (batch := await audit.next_batch(SERVER)) is not None:
        assert batch.channel_id == LOG
        found += batch.events
        await audit.posted(batch)
    return found


async def blocked(store: Store, job: Job) -> Job:
    (prediction,) = (await claimed(store, job)).predictions
    await store.advance_prediction(prediction.id, PredictionEvent.CREATED, external_id=f"ext-{job.id}")
    return await store.advance_prediction(prediction.id, PredictionEvent.BLOCKED)


async def test_what_happens_to_jobs_of_the_server_is_noted_in_order(audit: Audit, store: Store) -> None:
    made = await done(store, here("made"))
    await store.mark_deleted("made", by_id=MODERATOR)
    await store.mark_deleted("made", by_id=made.artist_id)
    await blocked(store, here("blocked"))
    await done(store, here("secret", private=True))
    await done(store, new_job("elsewhere"))

    found = await lines(audit)

    assert [(line.act, line.by_id, line.job_id, line.count) for line in found] == [
        (Act.MADE, made.artist_id, "made", 1),
        (Act.DELETED, MODERATOR, "made", 1),
        (Act.BLOCKED, None, "blocked", 0),
        (Act.MADE, made.artist_id, "secret", 1),
    ]
    assert {line.person_id for line in found} == {made.artist_id}
    assert (found[0].channel_id, found[0].message_id) == (CARD.channel_id, CARD.message_id)
    assert found[3].message_id is None, "where a private picture stands is nobody's affair"


async def test_lines_are_put_together_and_stay_so_until_they_are_posted(audit: Audit) -> None:
    for number in range(10):
        await audit.note_setting(SERVER, f"setting {number}", by_id=MODERATOR)
    first = await batch_of(audit)
    await audit.note_setting(SERVER, "later", by_id=MODERATOR)
    assert await batch_of(audit) == replace(first, is_last=False)
    assert not first.is_last
    await audit.posted(first)
    second = await batch_of(audit)
    assert second.number > first.number
    assert [line.detail for line in (*first.events, *second.events)] == [
        *(f"setting {number}" for number in range(10)),
        "later",
    ]
    assert second.is_last
    await audit.posted(first)
    assert await batch_of(audit) == second, "what was posted twice takes nothing else along"
    await audit.posted(second)
    assert await audit.next_batch(SERVER) is None


async def test_the_post_of_a_line_is_planned_with_it(
    audit: Audit, agenda: AgendaStore, store: Store, set_clock: SetClock
) -> None:
    await agenda.drop(OccasionKind.AUDIT, str(SERVER))
    await done(store, here("made"))
    planned = Occasion(OccasionKind.AUDIT, str(SERVER), SERVER, LOG, set_clock.time)
    set_clock.time += timedelta(seconds=1)
    await audit.note_setting(SERVER, "soon", by_id=MODERATOR)
    # What comes all the time must not put the post off for ever.
    assert await agenda.claim([SERVER], set_clock.time) == (planned,)
    await audit.note_setting(SERVER, "while somebody is at it", by_id=MODERATOR)
    assert not await agenda.finish(planned, ())
    assert await agenda.claim([SERVER], set_clock.time) == (replace(planned, due_at=set_clock.time),)


async def test_without_a_channel_lines_are_kept_and_never_posted(
    parts: Moderation, agenda: AgendaStore, store: Store
) -> None:
    await done(store, here("before"))
    assert await agenda.next_due_at([SERVER]) is None
    await parts.rooms.change(SERVER, Rooms(LOG), before=NO_ROOMS, by_id=MODERATOR)
    assert [line.act for line in await lines(parts.audit)] == [Act.SETTING]
    await done(store, here("between"))
    await parts.rooms.change(SERVER, NO_ROOMS, before=Rooms(LOG), by_id=MODERATOR)
    assert await parts.audit.next_batch(SERVER) is None
    await parts.rooms.change(SERVER, Rooms(LOG), before=NO_ROOMS, by_id=MODERATOR)
    assert [line.act for line in await lines(parts.audit)] == [Act.SETTING]


async def test_of_two_who_change_the_channels_at_the_same_time_one_is_told(parts: Moderation) -> None:
    await parts.rooms.change(SERVER, Rooms(LOG, 5), before=NO_ROOMS, by_id=MODERATOR)
    for before in (NO_ROOMS, Rooms(LOG), Rooms(None, 5)):
        with pytest.raises(SettingChanged):
            await parts.rooms.change(SERVER, Rooms(7), before=before, by_id=MODERATOR)
    assert await parts.rooms.rooms(SERVER) == Rooms(LOG, 5)
    assert await parts.rooms.rooms(SERVER + 1) == NO_ROOMS
    assert [line.detail for line in await lines(parts.audit)] == [
        "setting-audit-channel",
        "setting-moderators-channel",
    ]
