"""Opening and closing: the lock, databases that cannot be used, what is there after a restart."""

import asyncio
import sqlite3
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from studio.clock import Clock
from studio.fairness import Rules
from studio.jobs import JobState
from studio.states import JobEvent, PredictionEvent
from studio.store import Spending, Store, StoreRefused
from studio.store.engine import parse, writing
from studio.store.leases import Owner
from tests.store.conftest import SetClock
from tests.store.samples import COST, done, new_job, queued

OTHER_PROCESS = """
import asyncio, sys
from studio.clock import Clock
from studio.store import Store
from tests.store.samples import claimed, new_job

async def main():
    store = await Store.open(sys.argv[1], clock=Clock())
    await claimed(store, new_job("from-the-other"))
    print("open", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_everything_is_there_after_a_restart(store: Store, url: str, set_clock: SetClock) -> None:
    finished = await done(store, new_job("done", predictions=2))
    waiting = await queued(store, new_job("waiting"))
    await store.release()
    await store.close()

    again = await Store.open(url, clock=set_clock.clock())
    await again.take_over()

    assert await again.job("done") == finished
    assert await again.live_jobs() == (waiting,)
    assert await again.spent_this_month() == Spending(COST, 2 * COST)
    await again.close()


async def test_on_sqlite_a_restart_goes_on_at_once(file_store: Store, file_url: str) -> None:
    waiting = await queued(file_store, new_job("waiting"))
    await file_store.close()

    again = await Store.open(file_url, clock=Clock())

    assert await again.take_over() == ()
    assert await again.live_jobs() == (waiting,)
    assert len(await again.claim(1)) == 1
    await again.close()


async def test_on_postgresql_every_start_is_another_process(server_store: Store, server_url: str) -> None:
    await queued(server_store, new_job("waiting"))

    other = await Store.open(server_url, clock=Clock())

    assert await other.take_over() == ()
    assert await other.live_jobs() == ()
    await other.close()


async def test_nothing_is_left_after_close(file_store: Store, file_url: str) -> None:
    await queued(file_store, new_job("one"))
    await file_store.close()

    assert not {"file_store-writes", "file_store-reads"} & {thread.name for thread in threading.enumerate()}
    file = Path(str(parse(file_url).database))
    assert sorted(path.name for path in file.parent.iterdir()) == [file.name, f"{file.name}.lock"]
    with pytest.raises(RuntimeError):
        await file_store.job("one")


async def test_the_indexes_are_used(file_store: Store, file_url: str) -> None:
    await queued(file_store, new_job("one"))
    await file_store.close()
    engine = writing(parse(file_url))
    seen: list[str] = []

    @sa.event.listens_for(engine, "before_cursor_execute")
    def _explain(
        connection: sa.Connection, cursor: sqlite3.Cursor, statement: str, given: tuple[str, ...], *_: object
    ) -> None:
        if statement.startswith("SELECT"):
            seen.extend(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", given))

    from studio.store import jobs, lineage, queueing, reading

    with engine.begin() as connection:
        reading.live_jobs(connection, "this-file_store")
        jobs.claim(connection, 1, me=Owner("this-store", 30.0), rules=Rules(), now=Clock().now())
        queueing.snapshot(connection, Rules(), job_id="one")
        queueing.snapshot(connection, Rules(), person_id=1)
        queueing.measured_s(connection, "flux-dev")
        lineage.last_made(connection, 1, 2)
        lineage.last_locale(connection, 1)
        lineage.shown_by(connection, 3)
        lineage.ancestors(connection, "one", 8)
    assert any("jobs_live" in step for step in seen)
    for index in ("jobs_waiting", "jobs_at_service", "jobs_done_of_model"):
        assert any(index in step for step in seen), index
    assert any("jobs_of_artist" in step for step in seen)
    assert any("jobs_by_card" in step for step in seen)
    # A table that grows for ever is never read from end to end.
    assert [step for step in seen if step in {"SCAN jobs", "SCAN predictions"}] == []
    engine.dispose()


async def test_a_second_process_is_refused_while_the_first_lives(
    file_store: Store, file_url: str, tmp_path: Path
) -> None:
    with pytest.raises(StoreRefused, match=r"another process is using .*easel\.db"):
        await Store.open(file_url, clock=Clock())

    other_url = f"sqlite:///{tmp_path}/other.db"
    other = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", OTHER_PROCESS, other_url),
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
    )
    assert other.stdout is not None
    assert await other.stdout.readline() == b"open\n"
    with pytest.raises(StoreRefused, match="PostgreSQL"):
        await Store.open(other_url, clock=Clock())

    other.kill()
    await other.wait()
    survivor = await Store.open(other_url, clock=Clock())
    assert [job.state for job in await survivor.live_jobs()] == [JobState.WORKING]
    await survivor.advance_prediction("from-the-other-0", PredictionEvent.LOST)
    await survivor.close()


async def test_a_refused_opening_lets_go_of_the_lock(file_store: Store, file_url: str) -> None:
    await file_store.close()
    ((version,),) = _run(file_url, "SELECT version_num FROM alembic_version")
    _run(file_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreRefused):
        await Store.open(file_url, clock=Clock())
    _run(file_url, f"UPDATE alembic_version SET version_num = '{version}'")
    again = await Store.open(file_url, clock=Clock())
    await again.close()


async def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "easel.db"
    file.write_bytes(b"these are holiday pictures\n" * 100)

    with pytest.raises(StoreRefused, match=r"easel\.db cannot be used: file is not a database"):
        await Store.open(f"sqlite:///{file}", clock=Clock())

    assert file.read_bytes() == b"these are holiday pictures\n" * 100


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("holiday pictures", "no database URL"),
        ("mysql://someone:secret@host/db", "neither sqlite nor postgresql"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("sqlite:////dev/null/easel.db", "cannot be used"),
        ("postgresql://someone:secret@127.0.0.1:1/db", r"postgresql://someone:\*\*\*@127.0.0.1:1/db cannot be"),
    ],
)
async def test_urls_that_cannot_be_used_are_refused_without_their_password(url: str, message: str) -> None:
    with pytest.raises(StoreRefused, match=message) as refusal:
        await Store.open(url, clock=Clock())

    assert "secret" not in str(refusal.value)


async def test_a_write_after_the_reopening_follows_those_before(file_store: Store, file_url: str) -> None:
    await file_store.accept(new_job("one"), ceiling_micro_usd=None)
    await file_store.close()
    again = await Store.open(file_url, clock=Clock())
    await again.accept(new_job("a-later-one"), ceiling_micro_usd=None)
    assert [job.id for job in await again.live_jobs()] == ["one", "a-later-one"]
    assert (await again.advance_job("one", JobEvent.CANCELED)).state is JobState.CANCELED
    await again.close()


def _run(file_url: str, statement: str) -> list[tuple[str, ...]]:
    connection = sqlite3.connect(str(parse(file_url).database))
    with connection:
        rows = connection.execute(statement).fetchall()
    connection.close()
    return rows
