"""Showcases in the store: each step is taken once, by whoever is first, and not against a moderator's decision."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from studio.community.exhibits import Decision, Exhibit, Mark, Stage
from studio.jobs import Card, Place
from studio.store import Store
from studio.store.engine import parse
from studio.store.leases import Owner
from studio.store.showcase import ShowcaseStore
from tests.store.conftest import SetClock
from tests.store.samples import done, new_job

SERVER, SHOWCASE, CHANNEL, CARD = 2**60 + 1, 2**61 + 9, 2**61 + 1, 2**61 + 77
ANN = 2**62 + 1


async def card(store: Store, job_id: str = "job", message_id: int = CARD, **changes: object) -> Exhibit:
    job = replace(new_job(job_id), artist_id=ANN, place=Place(CHANNEL, SERVER), private=False)
    await done(store, replace(job, **changes))  # type: ignore[arg-type]  # the tests name fields of Job only
    await store.place_card(job_id, Card(CHANNEL, message_id))
    return Exhibit(SHOWCASE, job_id, SERVER, ANN, CHANNEL, message_id)


@pytest.fixture
def showcase(store: Store) -> ShowcaseStore:
    return ShowcaseStore(store.lanes)


@pytest.fixture
async def other(url: str, store: Store, set_clock: SetClock) -> AsyncIterator[ShowcaseStore]:
    """Another process; around SQLite's lock, since the rules are the same there."""
    opened = Store(parse(url), Owner("other", 30.0), lock=None, clock=set_clock.clock())
    yield ShowcaseStore(opened.lanes)
    await opened.close()


@pytest.fixture
def now(set_clock: SetClock) -> datetime:
    return set_clock.time


async def step(
    showcase: ShowcaseStore, exhibit: Exhibit, stage: Stage, now: datetime, copy_id: int | None = None
) -> Exhibit:
    after = await showcase.step(exhibit, stage, now=now, copy_id=copy_id)
    assert after is not None
    return after


async def up(showcase: ShowcaseStore, exhibit: Exhibit, now: datetime, copy_id: int = 5) -> Exhibit:
    return await step(showcase, await step(showcase, exhibit, Stage.COMING, now), Stage.UP, now, copy_id)


async def test_a_copy_comes_and_goes_and_comes_again(store: Store, showcase: ShowcaseStore, now: datetime) -> None:
    new = await card(store)
    assert await showcase.exhibit(SHOWCASE, "job") is None
    coming = await step(showcase, replace(new, reactions=7), Stage.COMING, now)
    assert coming == replace(new, stage=Stage.COMING, turn=1, reactions=7)
    shown = await step(showcase, coming, Stage.UP, now, copy_id=5)
    assert shown == replace(coming, stage=Stage.UP, copy_id=5, shown_at=now)
    assert await showcase.exhibit(SHOWCASE, "job") == shown
    assert await showcase.of_card(CARD) == (shown,)
    assert await showcase.of_copy(5) == shown
    assert await showcase.standing(SERVER, 9) == (shown,)
    going = await step(showcase, shown, Stage.GOING, now, copy_id=5)
    away = await step(showcase, going, Stage.AWAY, now)
    assert (away.stage, away.copy_id, away.turn) == (Stage.AWAY, None, 1)
    assert await showcase.standing(SERVER, 9) == ()
    assert await showcase.of_copy(5) is None
    again = await up(showcase, away, now + timedelta(days=1), copy_id=6)
    assert (again.turn, again.shown_at) == (2, now), "when it was first shown stays"
    assert again.key != shown.key
    assert len(again.key) <= 64


async def test_a_step_is_taken_once(
    store: Store, showcase: ShowcaseStore, other: ShowcaseStore, now: datetime
) -> None:
    new = await card(store)
    for stage, copy_id in ((Stage.COMING, None), (Stage.UP, 5), (Stage.GOING, 5), (Stage.AWAY, None)):
        before = await showcase.exhibit(SHOWCASE, "job") or new
        taken = await asyncio.gather(
            *(each.step(before, stage, now=now, copy_id=copy_id) for each in (showcase, other))
        )
        assert sum(after is not None for after in taken) == 1


async def test_no_step_is_taken_against_a_decision(store: Store, showcase: ShowcaseStore, now: datetime) -> None:
    new = await card(store)
    removed = await showcase.decide(new, Decision(Mark.REMOVED, 7, "not art", now))
    assert removed.decision == Decision(Mark.REMOVED, 7, "not art", now)
    assert await showcase.step(new, Stage.COMING, now=now) is None
    released = await showcase.decide(removed, Decision(None, 8, "is art", now))
    assert released.mark is None
    assert await showcase.step(removed, Stage.COMING, now=now) is None
    assert await showcase.step(released, Stage.COMING, now=now) is not None


async def test_one_card_is_apart_in_each_showcase(store: Store, showcase: ShowcaseStore, now: datetime) -> None:
    new = await card(store)
    await up(showcase, new, now)
    elsewhere = await up(showcase, replace(new, showcase_id=SHOWCASE + 1), now, copy_id=6)
    assert len(await showcase.of_card(CARD)) == 2
    assert await showcase.of_copy(6) == elsewhere


async def test_the_newest_public_cards_of_a_server_are_known(
    store: Store, showcase: ShowcaseStore, now: datetime, set_clock: SetClock
) -> None:
    for number in range(3):
        set_clock.time = now + timedelta(hours=number)
        await card(store, f"job-{number}", 100 + number)
    await card(store, "private", 200, private=True)
    await card(store, "elsewhere", 201, place=Place(CHANNEL, SERVER + 1))
    await card(store, "deleted", 202)
    await store.mark_deleted("deleted")
    assert await showcase.cards(SERVER, now, 9) == ((CHANNEL, 102), (CHANNEL, 101), (CHANNEL, 100))
    assert await showcase.cards(SERVER, now, 1) == ((CHANNEL, 102),)
    assert await showcase.cards(SERVER, now + timedelta(minutes=1), 9) == ((CHANNEL, 102), (CHANNEL, 101))
