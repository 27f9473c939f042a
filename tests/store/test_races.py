"""Two processes that write or forget the same at the same time: neither fails, the later goes on from there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import sqlalchemy as sa

from studio.jobs import JobState, PredictionState
from studio.lineage import Draft
from studio.states import PredictionEvent
from studio.store import Store
from studio.store.engine import parse
from tests.store.conftest import SetClock
from tests.store.samples import COST, claimed, new_job

WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@asynccontextmanager
async def another_writing(url: str, statement: str) -> AsyncIterator[None]:
    """Let another process have written something; it commits only once whatever the block began waits for that."""
    engine = sa.create_engine(parse(url), poolclass=sa.pool.NullPool)
    with engine.connect() as other, engine.connect() as looking:
        other.execute(sa.text(statement))
        yield
        async with asyncio.timeout(10):
            while not looking.scalar(sa.text(WAITS)):
                looking.rollback()
                await asyncio.sleep(0.01)
        other.commit()
    engine.dispose()


async def test_two_processes_open_a_month_at_once(server_url: str, server_store: Store) -> None:
    month = "INSERT INTO accounts VALUES ('operator', 0, 0, '2026-11', 7, 0)"
    async with another_writing(server_url, month):
        accepting = server_store.accept(new_job("job"), ceiling_micro_usd=None)
    await accepting
    assert (await server_store.spent_this_month()).held_micro_usd == 7 + COST


async def test_two_processes_remember_a_fact_at_once(server_url: str, server_store: Store) -> None:
    async with another_writing(server_url, "INSERT INTO facts (name, value) VALUES ('commands', 'theirs')"):
        remembering = server_store.remember("commands", "ours")
    await remembering
    assert await server_store.fact("commands") == "ours"


async def test_two_processes_write_a_persons_choice_at_once(server_url: str, server_store: Store) -> None:
    async with another_writing(server_url, "INSERT INTO people (id, edits_forbidden) VALUES (7, false)"):
        forbidding = server_store.forbid_edits(7, forbidden=True)
    await forbidding
    assert await server_store.forbidding({7}) == {7}


async def test_two_processes_forget_the_same_old_drafts_at_once(
    server_url: str, server_store: Store, set_clock: SetClock
) -> None:
    await server_store.begin_draft(Draft("old", 7, set_clock.time - timedelta(days=3), ()))
    young = Draft("young", 7, set_clock.time, ())
    async with another_writing(server_url, "DELETE FROM drafts"):
        beginning = server_store.begin_draft(young)
    await beginning
    assert await server_store.draft("young") == young


async def test_whoever_waited_for_a_job_acts_on_what_it_has_become(server_url: str, server_store: Store) -> None:
    await claimed(server_store, new_job("one", predictions=2))
    locked = "SELECT id FROM jobs WHERE id = 'one' FOR UPDATE"
    not_sent = "UPDATE predictions SET state = 'waiting' WHERE id = 'one-1'"
    async with another_writing(server_url, f"{locked}; {not_sent}"):
        cancelling = server_store.request_cancel("one")

    job = await cancelling

    assert [p.state for p in job.predictions] == [PredictionState.SUBMITTING, PredictionState.CANCELED]
    assert await server_store.job("one") == job


async def test_whoever_waited_for_a_prediction_acts_on_what_its_job_has_become(
    server_url: str, server_store: Store
) -> None:
    await claimed(server_store, new_job("one"))
    async with another_writing(server_url, "UPDATE jobs SET cancel_requested = true WHERE id = 'one'"):
        not_sent = server_store.advance_prediction("one-0", PredictionEvent.NOT_SENT)

    assert (await not_sent).state is JobState.CANCELED
