"""Usage read from the store: whatever became of jobs, all tables agree with each other and with the accounts."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
import sqlalchemy as sa

from studio.budgets import NO_RULE, Rule, Scope, Subject
from studio.jobs import NOBODY, Place
from studio.states import PredictionEvent
from studio.store import Store
from studio.store.budgets import BudgetStore
from studio.store.channels import ChannelStore
from studio.store.forgetting import ForgettingStore
from studio.store.tables import accounts, extras, jobs, pictures, predictions
from studio.store.usage import UsageStore
from studio.usage import Amount, Month, Row, added, by_channel, by_day, by_model, by_person, total
from tests.store.conftest import SetClock
from tests.store.samples import COST, claimed, done, new_job, queued, ready

SERVER, CHANNEL, THREAD = 2**60 + 1, 2**61 + 1, 2**61 + 2
ANN, BOB = 2**62 + 1, 2**62 + 2
NOVEMBER = Month(date(2026, 11, 1))
HERE = Place(CHANNEL, SERVER)


@pytest.fixture
def usage(store: Store) -> UsageStore:
    return UsageStore(store.lanes)


async def booked(store: Store, scope: Scope, line: int = SERVER) -> Mapping[tuple[int, str], tuple[int, int]]:
    """Return what is held and captured in the accounts of a scope, by subject and period."""
    query = sa.select(accounts).where(accounts.c.scope == scope.value, accounts.c.line_id == line)
    rows = await store.lanes.reads.put(lambda connection: connection.execute(query).all())
    return {
        (row.subject_id, row.period): (row.held_micro_usd, row.captured_micro_usd)
        for row in rows
        if row.held_micro_usd or row.captured_micro_usd
    }


async def made(store: Store, month: Month) -> int:
    """Count the pictures that were delivered of the requests of a month."""
    of_jobs = jobs.join(predictions).join(pictures)
    query = sa.select(sa.func.count()).select_from(of_jobs).where(jobs.c.line_id == SERVER, jobs.c.state == "done")
    query = query.where(jobs.c.day.startswith(str(month)))
    return await store.lanes.reads.put(lambda connection: connection.scalars(query).one())


def money(amount: Amount) -> tuple[int, int]:
    return amount.held_micro_usd, amount.spent_micro_usd


@pytest.mark.parametrize("seed", range(3))
async def test_tables_agree_with_the_accounts(
    store: Store, usage: UsageStore, set_clock: SetClock, seed: int
) -> None:
    random = Random(seed)
    begin = datetime(2026, 11, 27, 12, tzinfo=UTC)
    for number in range(40):
        set_clock.time = begin + timedelta(hours=random.randrange(7 * 24))
        place = random.choice((HERE, Place(THREAD, SERVER, parent_id=CHANNEL), Place(CHANNEL + 9, SERVER)))
        job = replace(
            new_job(f"job{number}", batch=random.randint(1, 3)),
            artist_id=random.choice((ANN, BOB)),
            model=random.choice(("flux-dev", "flux-pro")),
            place=random.choice((place, place, place, Place(CHANNEL, None))),
            private=random.random() < 0.5,
        )
        match random.randrange(5):
            case 0:
                await claimed(store, job)
                await store.advance_prediction(f"{job.id}-0", PredictionEvent.FAILED)
            case 1:
                # Some are paid for in the month after the one in which they were held.
                await claimed(store, job)
                set_clock.time += timedelta(days=random.randrange(3))
                await ready(store, f"{job.id}-0", pictures=random.randint(1, 3))
            case 2:
                await claimed(store, job)
                await store.advance_prediction(f"{job.id}-0", PredictionEvent.LOST)
                if random.random() < 0.5:
                    await store.advance_prediction(f"{job.id}-0", PredictionEvent.FOUND)
            case _:
                await done(store, job)

    for month in (NOVEMBER, NOVEMBER.after):
        seen = await usage.of_server(SERVER, month, now=set_clock.time)
        tables = (by_person(seen.rows), by_model(seen.rows), by_channel(seen.rows), by_day(seen.rows))
        assert seen.rows
        assert total(seen.rows).pictures == await made(store, month)
        assert {added(table.values()) for table in tables} == {total(seen.rows)}
        assert (await booked(store, Scope.SERVER))[0, str(month)] == money(total(seen.rows))
        channels = await booked(store, Scope.CHANNEL)
        assert {(who, str(month)): money(each) for who, each in by_channel(seen.rows).items()} == {
            key: both for key, both in channels.items() if key[1] == str(month)
        }
        people = await booked(store, Scope.PERSON)
        found = {
            (who, day.isoformat()): money(
                total(row for row in seen.rows if (row.person_id, row.day) == (who, day))
            )
            for who in (ANN, BOB)
            for day in by_day(row for row in seen.rows if row.person_id == who)
        }
        assert found == {key: both for key, both in people.items() if key[1].startswith(str(month))}


async def test_what_is_used_stays_where_it_was_when_somebody_is_forgotten(
    store: Store, usage: UsageStore, set_clock: SetClock
) -> None:
    await done(store, replace(new_job("first", batch=2), artist_id=ANN, place=HERE))
    await done(store, replace(new_job("thread"), artist_id=ANN, place=Place(THREAD, SERVER, parent_id=CHANNEL)))
    await done(store, replace(new_job("alone"), artist_id=ANN, place=Place(CHANNEL, None)))
    await done(store, replace(new_job("bobs"), artist_id=BOB, place=HERE))
    before = await usage.of_server(SERVER, NOVEMBER, now=set_clock.time)

    forgetting = ForgettingStore(store.lanes)
    for ids in (["first"], ["thread", "alone"]):
        await forgetting.forget_jobs(ids, set_clock.time)
    assert await forgetting.forget_person(ANN, set_clock.time)

    after = await usage.of_server(SERVER, NOVEMBER, now=set_clock.time)
    assert by_model(after.rows) == by_model(before.rows)
    assert by_channel(after.rows) == by_channel(before.rows)
    assert by_day(after.rows) == by_day(before.rows)
    assert by_person(after.rows) == {NOBODY: money_of(before.rows, ANN), BOB: money_of(before.rows, BOB)}
    assert (after.first_day, after.lately_micro_usd) == (before.first_day, before.lately_micro_usd)
    assert (await booked(store, Scope.SERVER))[0, str(NOVEMBER)] == money(total(after.rows))


def money_of(rows: Sequence[Row], person_id: int) -> Amount:
    return total(row for row in rows if row.person_id == person_id)


async def test_one_person_is_told_what_the_tables_say_of_them(
    store: Store, usage: UsageStore, set_clock: SetClock
) -> None:
    yesterday = set_clock.time
    await done(store, replace(new_job("early", batch=2), artist_id=ANN, place=HERE))
    set_clock.time = yesterday + timedelta(days=1)
    await done(store, replace(new_job("paid"), artist_id=ANN, place=HERE))
    await done(store, replace(new_job("bobs"), artist_id=BOB, place=HERE))
    await done(store, replace(new_job("alone", batch=3), artist_id=ANN, place=Place(5, None)))
    await queued(store, replace(new_job("held", batch=3), artist_id=ANN, place=HERE))

    seen = await usage.of_person(SERVER, CHANNEL, ANN, now=set_clock.time)

    assert seen.today == Amount(2, 1, COST, 3 * COST)
    assert seen.month == Amount(3, 2, 2 * COST, 3 * COST)
    assert seen.used == {
        Scope.OPERATOR: 7 * COST,
        Scope.SERVER: 6 * COST,
        Scope.CHANNEL: 6 * COST,
        Scope.PERSON: 4 * COST,
    }
    private = await usage.of_person(None, 5, ANN, now=set_clock.time)
    assert private.month == Amount(1, 1, COST)
    assert (private.used[Scope.SERVER], private.extra_micro_usd) == (COST, 0)


async def test_what_is_extra_is_used_too_and_told_of(store: Store, usage: UsageStore, set_clock: SetClock) -> None:
    rule = Rule(micro_usd=COST)
    await BudgetStore(store.lanes).change(SERVER, Subject.ROLE, SERVER, rule, before=NO_RULE)
    given = {"server_id": SERVER, "person_id": ANN, "left_micro_usd": 5 * COST}
    await store.lanes.writes.put(lambda connection: connection.execute(extras.insert(), given))
    job = replace(new_job("one", batch=3), artist_id=ANN, place=HERE)
    await store.accept(job, ceiling_micro_usd=None, role_ids=[SERVER])

    seen = await usage.of_person(SERVER, CHANNEL, ANN, now=set_clock.time)

    assert seen.today.held_micro_usd == 3 * COST
    assert seen.used[Scope.PERSON] == COST
    assert seen.extra_micro_usd == 3 * COST


async def test_days_are_those_of_the_server(store: Store, usage: UsageStore, set_clock: SetClock) -> None:
    await ChannelStore(store.lanes).set_time_zone(SERVER, "Asia/Tokyo")
    set_clock.time = datetime(2026, 11, 30, 15, 30, tzinfo=UTC)
    await done(store, replace(new_job("one"), artist_id=ANN, place=HERE))

    seen = await usage.of_server(SERVER, None, now=set_clock.time)

    assert (seen.month, seen.day, seen.first_day) == (NOVEMBER.after, date(2026, 12, 1), date(2026, 12, 1))
    assert [row.day for row in seen.rows] == [date(2026, 12, 1)]
    assert (await usage.of_person(SERVER, CHANNEL, ANN, now=set_clock.time)).today.jobs == 1


async def test_what_came_up_lately_reaches_into_the_month_before(
    store: Store, usage: UsageStore, set_clock: SetClock
) -> None:
    for day in range(9):
        set_clock.time = datetime(2026, 11, 24, 12, tzinfo=UTC) + timedelta(days=day)
        await done(store, replace(new_job(f"job{day}", batch=1), artist_id=ANN, place=HERE))

    seen = await usage.of_server(SERVER, None, now=set_clock.time)

    assert len(seen.rows) == 2
    assert seen.lately_micro_usd == 7 * COST
    assert seen.first_day == date(2026, 11, 24)


async def test_months_and_people_are_read_by_their_indexes_and_from_jobs_alone(
    file_store: Store, set_clock: SetClock
) -> None:
    steps: list[str] = []

    def explain(_: object, cursor: sqlite3.Cursor, statement: str, given: tuple[str, ...], *__: object) -> None:
        steps.extend(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", given))

    usage = UsageStore(file_store.lanes)
    sa.event.listen(sa.Engine, "before_cursor_execute", explain)
    try:
        await usage.of_server(SERVER, None, now=set_clock.time)
        of_server = steps.copy()
        steps.clear()
        await usage.of_person(SERVER, CHANNEL, ANN, now=set_clock.time)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", explain)

    assert any("jobs_of_day (line_id=? AND day>? AND day<?)" in step for step in of_server)
    assert any("jobs_of_days_of_artist (line_id=? AND artist_id=? AND day>? AND day<?)" in step for step in steps)
    # Tens of thousands of jobs are no tens of thousands of looks at what they came to.
    assert not any("predictions" in step or "pictures" in step for step in [*of_server, *steps])


async def test_where_nothing_was_made_there_is_nothing(usage: UsageStore, set_clock: SetClock) -> None:
    seen = await usage.of_server(SERVER, None, now=set_clock.time)
    assert (seen.rows, seen.first_day, seen.lately_micro_usd) == ([], None, 0)
    person = await usage.of_person(SERVER, CHANNEL, ANN, now=set_clock.time)
    assert (person.today, person.month) == (Amount(), Amount())
