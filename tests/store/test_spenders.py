"""Several processes spend one server's budgets at once, and some are killed: no micro-dollar goes astray."""

import asyncio
import signal
import sys
from collections import Counter

import pytest
import sqlalchemy as sa

from studio.budgets import NO_RULE, Rule, Scope, Subject
from studio.clock import Clock
from studio.jobs import Job, JobState, PredictionState
from studio.states import JobEvent, PredictionEvent
from studio.store import Store
from studio.store.budgets import BudgetStore
from studio.store.engine import parse
from studio.store.tables import JOB_IS_LIVE, accounts, extras, jobs, ledger
from tests.store.samples import COST, LAVISH
from tests.store.spender import CHANNEL, LEASE_S, PEOPLE, ROLE, SERVER

MONTH, CHANNEL_MONTH, DAY, GRANTED = 90 * COST, 60 * COST, 20 * COST, 5 * COST
ENDS = {
    PredictionState.SUBMITTING: PredictionEvent.LOST,
    PredictionState.RUNNING: PredictionEvent.LOST,
    PredictionState.FETCHING: PredictionEvent.FAILED,
}
ENOUGH = 20
"""Jobs after which some are killed."""
LIMITS = {
    (Scope.SERVER, SERVER, 0): MONTH,
    (Scope.CHANNEL, SERVER, CHANNEL): CHANNEL_MONTH,
}


@pytest.mark.parametrize("seed", [1, 2])
async def test_whoever_dies_no_budget_is_exceeded_and_nothing_is_held_for_ever(server_url: str, seed: int) -> None:
    store = await Store.open(server_url, clock=Clock(), owner="heir", lease_s=LEASE_S, rules=LAVISH)
    await _set_budgets(BudgetStore(store.lanes))
    processes = [await _started(server_url, f"p{n}", 10 * seed + n) for n in range(4)]
    watching = asyncio.create_task(_watch(server_url))
    for process in processes:
        _begin(process)
    await _until_spent(server_url)
    for doomed in processes[:2]:
        doomed.kill()
    outcomes = [await process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [-signal.SIGKILL, -signal.SIGKILL, 0, 0]
    watching.cancel()
    await watching
    for out, _ in outcomes[2:]:
        accepted, refused = map(int, out.split()[-2:])
        assert accepted
        assert refused

    await _end_all(server_url, store)
    _hold_against_the_jobs(server_url)
    await store.close()


async def _set_budgets(budgets: BudgetStore) -> None:
    for subject, subject_id, micro_usd in (
        (Subject.SERVER, SERVER, MONTH),
        (Subject.CHANNEL, CHANNEL, CHANNEL_MONTH),
        (Subject.ROLE, ROLE, DAY),
    ):
        await budgets.change(SERVER, subject, subject_id, Rule(micro_usd), before=NO_RULE)
    await budgets.grant("contest", server_id=SERVER, person_ids=PEOPLE, micro_usd=GRANTED, now=Clock().now())


async def _started(url: str, name: str, seed: int) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.store.spender", url, name, str(seed)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    return process


def _begin(process: asyncio.subprocess.Process) -> None:
    assert process.stdin is not None
    process.stdin.write(b"go\n")


async def _until_spent(url: str) -> None:
    """Wait until so much has happened that whoever is killed is killed in the middle."""
    engine = sa.create_engine(parse(url))
    async with asyncio.timeout(30):
        while _answer(engine, sa.select(sa.func.count()).select_from(jobs)) < ENOUGH:  # noqa: ASYNC110 - of others
            await asyncio.sleep(0.01)
    engine.dispose()


async def _watch(url: str) -> None:
    """Look at the accounts again and again, until cancelled."""
    engine = sa.create_engine(parse(url))
    try:
        while True:
            with engine.connect() as connection:
                for row in connection.execute(sa.select(accounts)):
                    limit = LIMITS.get((Scope(row.scope), row.line_id, row.subject_id))
                    assert limit is None or row.held_micro_usd + row.captured_micro_usd <= limit, row
            await asyncio.sleep(0.005)
    except asyncio.CancelledError:
        return
    finally:
        engine.dispose()


async def _end_all(url: str, store: Store) -> None:
    """Take over what the others have left, and bring all of it to its end."""
    engine = sa.create_engine(parse(url))
    live = sa.select(sa.func.count()).where(JOB_IS_LIVE)
    async with asyncio.timeout(30):
        while _answer(engine, live):
            await store.take_over()
            for job in await store.live_jobs():
                await _end(store, job)
            await asyncio.sleep(0.1)
    engine.dispose()


async def _end(store: Store, job: Job) -> None:
    await store.request_cancel(job.id)
    for prediction in job.predictions:
        if prediction.state in ENDS:
            await store.advance_prediction(prediction.id, ENDS[prediction.state])
    found = await store.job(job.id)
    if found is not None and found.state is JobState.DELIVERING:
        await store.advance_job(job.id, JobEvent.DELIVERED)


def _hold_against_the_jobs(url: str) -> None:
    """Hold every account, and what is left of extra budgets, against the jobs and their lines of the ledger."""
    engine = sa.create_engine(parse(url))
    with engine.connect() as connection:
        captured, extra = Counter[tuple[str, int, int, str]](), Counter[int]()
        for job in connection.execute(sa.select(jobs)):
            of_job = sa.select(ledger).where(ledger.c.job_id == job.id)
            lines = {line.kind: line for line in connection.execute(of_job)}
            settled = [line for kind, line in lines.items() if kind != "hold"]
            assert sum(line.micro_usd for line in settled) == lines["hold"].micro_usd == job.estimate_micro_usd
            assert sum(line.extra_micro_usd for line in settled) == lines["hold"].extra_micro_usd
            came_to, beyond = (0, 0) if "capture" not in lines else lines["capture"][2:4]
            assert came_to == job.captured_micro_usd
            home = job.parent_channel_id or job.channel_id
            month = job.day[:7]
            captured["operator", 0, 0, month] += came_to
            captured["server", job.line_id, 0, month] += came_to
            captured["channel", job.line_id, home, month] += came_to
            captured["person", job.line_id, job.artist_id, job.day] += came_to - beyond
            extra[job.artist_id] += beyond
        found = {tuple(row[:4]): row for row in connection.execute(sa.select(accounts))}
        assert not any(row.held_micro_usd for row in found.values()), "nothing is held for ever"
        assert {key: row.captured_micro_usd for key, row in found.items() if row.captured_micro_usd} == +captured
        assert any(captured.values())
        left = {row.person_id: row.left_micro_usd for row in connection.execute(sa.select(extras))}
        assert left == {person: GRANTED - extra[person] for person in PEOPLE}
        assert min(left.values()) >= 0
    engine.dispose()


def _answer(engine: sa.Engine, question: sa.Select[int]) -> int:
    with engine.connect() as connection:
        return connection.scalar(question) or 0
