"""Money: never over the ceiling, nothing held for ever, everything in the month of its hold."""

import asyncio
from datetime import UTC, datetime

import pytest

from studio.budgets import Scope
from studio.errors import BudgetExceeded
from studio.jobs import Job
from studio.states import JobEvent, PredictionEvent
from studio.store import Spending, Store
from tests.store.conftest import SetClock
from tests.store.samples import COST, claimed, done, new_job, queued, ready


async def test_an_accepted_job_is_held_and_a_delivered_one_captured(store: Store) -> None:
    await store.accept(new_job("one", batch=2), ceiling_micro_usd=None)
    assert await store.spent_this_month() == Spending(2 * COST, 0)

    job = await done(store, new_job("two"))

    assert job.captured_micro_usd == COST
    assert await store.spent_this_month() == Spending(2 * COST, COST)


async def test_only_the_pictures_that_came_are_captured(store: Store) -> None:
    await claimed(store, new_job("one", batch=4))
    await ready(store, "one-0", pictures=3)

    job = await store.advance_job("one", JobEvent.DELIVERED)

    assert job.captured_micro_usd == 3 * COST
    assert await store.spent_this_month() == Spending(0, 3 * COST)


async def test_more_pictures_than_were_asked_cost_no_more_than_was_held(store: Store) -> None:
    await claimed(store, new_job("one"))
    await ready(store, "one-0", pictures=2)

    assert (await store.advance_job("one", JobEvent.DELIVERED)).captured_micro_usd == COST


async def test_a_model_without_a_price_holds_nothing(store: Store) -> None:
    await done(store, new_job("one", estimate=0))

    assert await store.spent_this_month() == Spending(0, 0)


@pytest.mark.parametrize("event", [PredictionEvent.FAILED, PredictionEvent.BLOCKED, PredictionEvent.LOST])
async def test_every_other_end_releases_all(store: Store, event: PredictionEvent) -> None:
    await claimed(store, new_job("one"))

    await store.advance_prediction("one-0", event)

    assert await store.spent_this_month() == Spending(0, 0)


async def test_a_canceled_job_releases_all(store: Store) -> None:
    await queued(store, new_job("one"))
    await store.request_cancel("one")
    await store.request_cancel("one")

    assert await store.spent_this_month() == Spending(0, 0)


async def test_a_job_that_is_found_late_is_held_again_and_captured(store: Store) -> None:
    await claimed(store, new_job("one"))
    await store.advance_prediction("one-0", PredictionEvent.LOST)
    await store.advance_prediction("one-0", PredictionEvent.FOUND)
    assert await store.spent_this_month() == Spending(COST, 0)
    await store.advance_prediction("one-0", PredictionEvent.LOST)
    await store.advance_prediction("one-0", PredictionEvent.FOUND)
    await store.advance_prediction("one-0", PredictionEvent.SUCCEEDED)
    await store.advance_prediction("one-0", PredictionEvent.FETCHED, pictures=[])
    await store.advance_job("one", JobEvent.DELIVERED)

    assert await store.spent_this_month() == Spending(0, 0)


async def test_the_ceiling_refuses_and_says_what_is_left_and_until_when(store: Store) -> None:
    await store.accept(new_job("one"), ceiling_micro_usd=COST + 5)

    with pytest.raises(BudgetExceeded) as refusal:
        await store.accept(new_job("two"), ceiling_micro_usd=COST + 5)

    assert (refusal.value.scope, refusal.value.limit_micro_usd) == (Scope.OPERATOR, COST + 5)
    assert refusal.value.left_micro_usd == 5
    assert refusal.value.opens_at == datetime(2026, 12, 1, tzinfo=UTC)
    assert await store.job("two") is None
    assert await store.spent_this_month() == Spending(COST, 0)


async def test_the_ceiling_can_be_spent_to_the_last(store: Store) -> None:
    await store.accept(new_job("one"), ceiling_micro_usd=2 * COST)
    await store.accept(new_job("two"), ceiling_micro_usd=2 * COST)

    assert await store.spent_this_month() == Spending(2 * COST, 0)


async def test_a_ceiling_that_was_lowered_leaves_nothing(store: Store, set_clock: SetClock) -> None:
    set_clock.time = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    await store.accept(new_job("one"), ceiling_micro_usd=None)

    with pytest.raises(BudgetExceeded) as refusal:
        await store.accept(new_job("two"), ceiling_micro_usd=1)

    assert refusal.value.left_micro_usd == 0
    assert refusal.value.opens_at == datetime(2027, 1, 1, tzinfo=UTC)


async def test_a_hundred_at_once_never_exceed_the_ceiling(store: Store) -> None:
    ceiling = 10 * COST + 1

    answers = await asyncio.gather(
        *(store.accept(new_job(f"job{n}"), ceiling_micro_usd=ceiling) for n in range(100)),
        return_exceptions=True,
    )

    assert sum(isinstance(answer, Job) for answer in answers) == 10
    assert sum(isinstance(answer, BudgetExceeded) for answer in answers) == 90
    assert await store.spent_this_month() == Spending(10 * COST, 0)
    assert len(await store.live_jobs()) == 10


async def test_what_becomes_of_a_job_counts_in_the_month_of_its_hold(store: Store, set_clock: SetClock) -> None:
    november = set_clock.time
    await claimed(store, new_job("one"))
    await claimed(store, new_job("two"))
    set_clock.time = datetime(2026, 12, 1, tzinfo=UTC)
    await store.advance_prediction("two-0", PredictionEvent.FAILED)
    await ready(store, "one-0")
    await store.advance_job("one", JobEvent.DELIVERED)

    assert await store.spent_this_month() == Spending(0, 0)
    set_clock.time = november
    assert await store.spent_this_month() == Spending(0, COST)
