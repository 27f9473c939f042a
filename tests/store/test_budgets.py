"""Budgets of servers: who may spend how much, held in one act, on one or several stores; what is extra."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from studio.budgets import NO_BUDGETS, NO_RULE, Rule, Scope, Subject
from studio.errors import BudgetExceeded, SettingChanged
from studio.jobs import Job, Place
from studio.states import JobEvent, PredictionEvent
from studio.store import Store
from studio.store.budgets import BudgetStore
from studio.store.channels import ChannelStore
from studio.store.engine import parse
from studio.store.leases import Owner
from tests.store.conftest import SetClock
from tests.store.samples import CARD, COST, LAVISH, new_job, ready

SERVER, CHANNEL, ROLE, ANN, BOB = 100, 7, 55, 1, 2
HERE = Place(CHANNEL, SERVER)
BUDGETS = {
    Scope.SERVER: (Subject.SERVER, SERVER),
    Scope.CHANNEL: (Subject.CHANNEL, CHANNEL),
    Scope.PERSON: (Subject.ROLE, ROLE),
}
scopes = pytest.mark.parametrize("scope", sorted(BUDGETS))


@pytest.fixture
def budgets(store: Store) -> BudgetStore:
    return BudgetStore(store.lanes)


def asked(job_id: str, *, by: int = ANN, place: Place = HERE, pictures: int = 1) -> Job:
    return replace(new_job(job_id, batch=pictures), artist_id=by, place=place)


async def limit(budgets: BudgetStore, scope: Scope, pictures: float) -> None:
    subject, subject_id = BUDGETS[scope]
    await budgets.change(SERVER, subject, subject_id, Rule(round(pictures * COST)), before=NO_RULE)


async def accept(store: Store, job: Job, role_ids: Sequence[int] = (ROLE, SERVER)) -> Job:
    return await store.accept(job, ceiling_micro_usd=None, role_ids=role_ids)


async def refused(store: Store, job: Job, role_ids: Sequence[int] = (ROLE, SERVER)) -> BudgetExceeded:
    with pytest.raises(BudgetExceeded) as refusal:
        await accept(store, job, role_ids)
    return refusal.value


async def test_what_is_set_is_read_back_and_nothing_leaves_nothing(budgets: BudgetStore) -> None:
    assert await budgets.budgets(SERVER) == NO_BUDGETS
    rules = {Subject.SERVER: (SERVER, Rule(9)), Subject.CHANNEL: (7, Rule(0)), Subject.ROLE: (5, Rule(None, 2.0))}
    for subject, (subject_id, rule) in rules.items():
        await budgets.change(SERVER, subject, subject_id, rule, before=NO_RULE)
    found = await budgets.budgets(SERVER)
    assert (found.month_micro_usd, dict(found.channels), dict(found.roles)) == (9, {7: 0}, {5: Rule(None, 2.0)})
    assert await budgets.budgets(SERVER + 1) == NO_BUDGETS
    for subject, (subject_id, rule) in rules.items():
        await budgets.change(SERVER, subject, subject_id, NO_RULE, before=rule)
    assert await budgets.budgets(SERVER) == NO_BUDGETS


@pytest.mark.parametrize("before", [NO_RULE, Rule(10), Rule(None, 2.0), Rule(10, 2.0)], ids=str)
async def test_of_two_who_change_one_thing_the_second_is_told(budgets: BudgetStore, before: Rule) -> None:
    if before != NO_RULE:
        await budgets.change(SERVER, Subject.ROLE, ROLE, before, before=NO_RULE)
    changes = [
        budgets.change(SERVER, Subject.ROLE, ROLE, Rule(micro_usd, 3.0), before=before) for micro_usd in (1, 2)
    ]
    told = await asyncio.gather(*changes, return_exceptions=True)
    assert [type(each) for each in told] == [type(None), SettingChanged]
    assert (await budgets.budgets(SERVER)).roles == {ROLE: Rule(1, 3.0)}
    with pytest.raises(SettingChanged):
        await budgets.change(SERVER, Subject.ROLE, ROLE, NO_RULE, before=Rule(1))


@scopes
async def test_a_budget_refuses_what_it_does_not_bear_and_says_so(
    store: Store, budgets: BudgetStore, set_clock: SetClock, scope: Scope
) -> None:
    await ChannelStore(store.lanes).set_time_zone(SERVER, "Europe/Berlin")
    set_clock.time = datetime(2026, 11, 29, 12, tzinfo=UTC)
    await limit(budgets, scope, 2.5)
    await accept(store, asked("one", pictures=2))

    refusal = await refused(store, asked("two"))

    opens = datetime(2026, 11, 29 if scope is Scope.PERSON else 30, 23, tzinfo=UTC)
    assert refusal.params() == {
        "scope": scope.value,
        "limit": COST * 5 // 2,
        "left": COST // 2,
        "cost": COST,
        "way": "both",
        "opens_at": opens,
    }
    assert (await refused(store, asked("large", pictures=3))).params()["way"] == "smaller"
    assert await store.job("two") is None
    set_clock.time = opens
    await accept(store, asked("two"))


async def test_each_budget_is_of_its_own_server_channel_and_person(store: Store, budgets: BudgetStore) -> None:
    for scope in BUDGETS:
        await limit(budgets, scope, 1)
    await accept(store, asked("one"))
    assert (await refused(store, asked("server", by=BOB, place=Place(8, SERVER)))).scope is Scope.SERVER
    await accept(store, asked("elsewhere", place=Place(CHANNEL, SERVER + 1)))
    await accept(store, asked("private", place=Place(9, None)))
    await budgets.change(SERVER, Subject.SERVER, SERVER, NO_RULE, before=Rule(COST))
    assert (await refused(store, asked("channel", by=BOB))).scope is Scope.CHANNEL
    thread = Place(70, SERVER, parent_id=CHANNEL)
    assert (await refused(store, asked("thread", by=BOB, place=thread))).scope is Scope.CHANNEL
    assert (await refused(store, asked("person", place=Place(8, SERVER)))).scope is Scope.PERSON
    await accept(store, asked("bob", by=BOB, place=Place(8, SERVER)))
    await accept(store, asked("without-role", place=Place(8, SERVER)), role_ids=[SERVER])


async def test_what_is_released_can_be_spent_again(store: Store, budgets: BudgetStore) -> None:
    await limit(budgets, Scope.PERSON, 1)
    await accept(store, asked("one"))
    await refused(store, asked("two"))
    await store.request_cancel("one")
    await accept(store, asked("two"))


async def test_a_role_gives_its_turns_to_the_job(store: Store, budgets: BudgetStore) -> None:
    await budgets.change(SERVER, Subject.ROLE, ROLE, Rule(None, 3.0), before=NO_RULE)
    assert [(await accept(store, asked("one"))).weight, (await accept(store, asked("two"), [])).weight] == [3, 1]


async def test_extra_budget_bears_what_the_day_does_not_and_comes_back_first(
    store: Store, budgets: BudgetStore, set_clock: SetClock
) -> None:
    await limit(budgets, Scope.PERSON, 2)
    for _ in range(2):
        await budgets.grant("contest", server_id=SERVER, person_ids=[ANN], micro_usd=2 * COST, now=set_clock.time)
    assert await budgets.extra_left(SERVER, ANN) == 2 * COST

    job = await accept(store, asked("one", pictures=3))
    assert await budgets.extra_left(SERVER, ANN) == COST
    refusal = await refused(store, asked("two", pictures=2))
    assert (refusal.limit_micro_usd, refusal.left_micro_usd) == (3 * COST, COST), "with what is extra"

    await store.queue("one", CARD, picture_url=None, inputs=[p.input for p in job.predictions])
    await store.claim(1)
    await ready(store, "one-0", pictures=1)
    await store.advance_job("one", JobEvent.DELIVERED)
    assert await budgets.extra_left(SERVER, ANN) == 2 * COST, "the day bears the one that came"
    await accept(store, asked("two", pictures=3))
    assert await budgets.extra_left(SERVER, ANN) == 0
    assert (await refused(store, asked("three", by=BOB, pictures=3))).scope is Scope.PERSON, "it is Ann's only"


async def test_extra_budget_is_no_way_round_the_others(store: Store, budgets: BudgetStore) -> None:
    await budgets.grant(
        "contest", server_id=SERVER, person_ids=[ANN], micro_usd=9 * COST, now=datetime(2026, 11, 1, tzinfo=UTC)
    )
    await limit(budgets, Scope.SERVER, 1)
    assert (await refused(store, asked("one", pictures=2))).scope is Scope.SERVER
    await accept(store, asked("two"))
    assert await budgets.extra_left(SERVER, ANN) == 9 * COST, "without a budget for the day nothing is beyond it"


async def test_what_is_found_late_counts_although_the_budget_is_full(store: Store, budgets: BudgetStore) -> None:
    await limit(budgets, Scope.PERSON, 1)
    job = await accept(store, asked("one"))
    await store.queue("one", CARD, picture_url=None, inputs=[{"seed": 1}])
    await store.claim(1)
    await store.advance_prediction(job.predictions[0].id, PredictionEvent.LOST)
    await accept(store, asked("two"))
    await store.advance_prediction(job.predictions[0].id, PredictionEvent.FOUND)
    await store.request_cancel("two")
    refusal = await refused(store, asked("three"))
    assert refusal.left_micro_usd == 0


async def test_what_is_found_late_takes_no_more_extra_than_there_is(store: Store, budgets: BudgetStore) -> None:
    await limit(budgets, Scope.PERSON, 1)
    now = datetime(2026, 11, 1, tzinfo=UTC)
    await budgets.grant("contest", server_id=SERVER, person_ids=[ANN], micro_usd=COST, now=now)
    await accept(store, asked("day"))
    job = await accept(store, asked("lost"))
    await store.queue("lost", CARD, picture_url=None, inputs=[{"seed": 1}])
    await store.claim(1)
    await store.advance_prediction(job.predictions[0].id, PredictionEvent.LOST)
    assert await budgets.extra_left(SERVER, ANN) == COST
    await accept(store, asked("other"))

    await store.advance_prediction(job.predictions[0].id, PredictionEvent.FOUND)

    assert await budgets.extra_left(SERVER, ANN) == 0
    await budgets.grant("another", server_id=SERVER, person_ids=[ANN], micro_usd=COST, now=now)
    assert await budgets.extra_left(SERVER, ANN) == COST, "no prize pays a debt"
    for job_id in ("day", "other"):
        await store.request_cancel(job_id)
    assert await budgets.extra_left(SERVER, ANN) == 2 * COST


async def test_no_months_end_lets_two_processes_hold_the_same_dollar(url: str, set_clock: SetClock) -> None:
    await (await Store.open(url, clock=set_clock.clock())).close()
    ends = [datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)]
    stores = [
        Store(parse(url), Owner(f"process-{n}", 300), lock=None, clock=SetClock(at).clock(), rules=LAVISH)
        for n, at in enumerate(ends)
    ]
    await ChannelStore(stores[0].lanes).set_time_zone(SERVER, "America/New_York")
    await limit(BudgetStore(stores[0].lanes), Scope.SERVER, 10.5)
    answers = await asyncio.gather(
        *(accept(stores[n % 2], asked(f"job{n}")) for n in range(60)), return_exceptions=True
    )
    assert sum(isinstance(answer, Job) for answer in answers) == 10
    for each in stores:
        await each.close()


@scopes
async def test_a_hundred_at_once_in_three_stores_never_exceed_it(
    url: str, set_clock: SetClock, scope: Scope
) -> None:
    await (await Store.open(url, clock=set_clock.clock())).close()
    stores = [
        Store(parse(url), Owner(f"process-{n}", 300), lock=None, clock=set_clock.clock(), rules=LAVISH)
        for n in range(3)
    ]
    await limit(BudgetStore(stores[0].lanes), scope, 10.5)

    answers = await asyncio.gather(
        *(accept(stores[n % 3], asked(f"job{n}")) for n in range(100)), return_exceptions=True
    )

    assert sum(isinstance(answer, Job) for answer in answers) == 10
    refusals = [answer for answer in answers if isinstance(answer, BudgetExceeded)]
    assert len(refusals) == 90
    assert {refusal.scope for refusal in refusals} == {scope}
    assert (await stores[0].spent_this_month()).held_micro_usd == 10 * COST
    for each in stores:
        await each.close()
