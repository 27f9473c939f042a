"""SQLite files that fail under the store: it says so, goes on with what can still be done, and recovers."""

import asyncio
import logging
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from studio.clock import Clock
from studio.jobs import JobState
from studio.states import PredictionEvent
from studio.store import Spending, Store, StoreRefused, StoreUnavailable
from studio.store.engine import parse
from tests.store.samples import COST, claimed, new_job, queued, ready

LARGE = "x" * 100_000


def _pragma(pragma: str) -> Callable[[Connection], int]:
    """Return an act that sets something for the connection; it tells the first value of the answer."""

    def act(connection: Connection) -> int:
        result = connection.exec_driver_sql(f"PRAGMA {pragma}")
        return int(result.scalar() or 0) if result.returns_rows else 0

    return act


async def test_a_full_disk_refuses_what_does_not_fit_and_loses_nothing(
    file_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="studio.store")
    before = await claimed(file_store, new_job("one"))
    pages = await file_store._writes.put(_pragma("page_count"))
    await file_store._writes.put(_pragma(f"max_page_count = {pages}"))

    too_large = [file_store.remember(f"large{n}", LARGE) for n in range(3)]
    small = file_store.advance_prediction("one-0", PredictionEvent.CREATED, external_id="x")
    for write in too_large:
        with pytest.raises(StoreUnavailable, match="full"):
            await write

    assert (await small).predictions[0].external_id == "x"
    assert (await file_store.job("one")) != before
    await file_store._writes.put(_pragma("max_page_count = 1000000"))
    await file_store.remember("large", LARGE)
    assert await file_store.fact("large") == LARGE
    said = [record.getMessage() for record in caplog.records]
    assert any("disk is full" in message for message in said)
    assert any("serves again" in message for message in said)
    assert not any(LARGE in message for message in said)


async def test_a_database_that_becomes_read_only_still_answers(file_store: Store) -> None:
    before = await claimed(file_store, new_job("one"))
    protection = ["ON"]

    @sa.event.listens_for(file_store._writes._engine, "checkout")
    def _protect(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA query_only = {protection[-1]}")

    with pytest.raises(StoreUnavailable, match="readonly"):
        await file_store.accept(new_job("two"), ceiling_micro_usd=None)
    with pytest.raises(StoreUnavailable):
        await file_store.advance_prediction("one-0", PredictionEvent.CREATED, external_id="x")
    assert await file_store.job("one") == before

    protection.append("OFF")
    assert (await ready(file_store, "one-0")).state is JobState.DELIVERING
    assert await file_store.spent_this_month() == Spending(COST, 0)


async def test_a_damaged_table_is_told_and_the_others_serve(file_store: Store, file_url: str) -> None:
    for n in range(20):
        await queued(file_store, new_job(f"job{n}"))
    await file_store.remember("name", "value")
    await file_store.close()
    _damage(_file(file_url), "jobs")

    opened = await Store.open(file_url, clock=Clock())
    with pytest.raises(StoreUnavailable, match="malformed"):
        await opened.live_jobs()
    with pytest.raises(StoreUnavailable, match="malformed"):
        await opened.request_cancel("job1")

    assert await opened.fact("name") == "value"
    await opened.remember("name", "another")
    await opened.close()


async def test_a_file_whose_start_is_damaged_is_refused(file_store: Store, file_url: str) -> None:
    await file_store.close()
    _overwrite(_file(file_url), page=1, size=4096)

    with pytest.raises(StoreRefused, match="not a database"):
        await Store.open(file_url, clock=Clock())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write every file")
def test_a_file_that_may_not_be_written_is_refused(file_url: str) -> None:
    asyncio.run(_open_and_close(file_url))
    _file(file_url).chmod(0o400)

    with pytest.raises(StoreRefused, match="readonly"):
        asyncio.run(_open_and_close(file_url))


async def test_a_tool_that_locks_the_file_only_holds_it_up(file_store: Store, file_url: str) -> None:
    """As a backup by the sqlite3 program does."""
    await queued(file_store, new_job("one"))
    await file_store._writes.put(_pragma("busy_timeout = 1"))
    tool = sqlite3.connect(_file(file_url), isolation_level=None)
    tool.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreUnavailable, match="locked"):
        await file_store.remember("name", "value")
    assert await file_store.job("one") is not None

    tool.execute("ROLLBACK")
    tool.close()
    await file_store.remember("name", "value")


async def _open_and_close(url: str) -> None:
    opened = await Store.open(url, clock=Clock())
    await opened.close()


def _damage(file: Path, table: str) -> None:
    with sqlite3.connect(file) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    connection.close()
    _overwrite(file, page=page, size=size)


def _overwrite(file: Path, *, page: int, size: int) -> None:
    with file.open("r+b") as opened:
        opened.seek((page - 1) * size)
        opened.write(b"\xff" * size)


def _file(url: str) -> Path:
    return Path(str(parse(url).database))
