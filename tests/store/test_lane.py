"""The thread on which statements wait together: order, isolation from bad neighbours, a clean end."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Self

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from studio.store.engine import parse, reading, sqlite_file, writing
from studio.store.lane import Lane

NAMES = sa.Table(
    "names",
    sa.MetaData(),
    sa.Column("seq", sa.Integer, sa.Identity(), primary_key=True),
    sa.Column("name", sa.String, unique=True),
)


@pytest.fixture
async def lane_url(url: str) -> str:
    """Return a database that has a table of names."""
    parsed = parse(url)
    file = sqlite_file(parsed)
    if file is not None:
        await asyncio.to_thread(file.parent.mkdir)
    making = Lane(writing(parsed), "making-lane")
    await making.put(partial(NAMES.drop, checkfirst=True))
    await making.put(NAMES.create)
    await making.close()
    return url


@pytest.fixture
async def lane(lane_url: str) -> AsyncIterator[Lane]:
    lane = Lane(writing(parse(lane_url)), "test-lane")
    yield lane
    await lane.close()


def insert(name: str) -> Callable[[Connection], None]:
    return lambda connection: connection.execute(NAMES.insert().values(name=name)).close()


def insert_then_refuse(name: str) -> Callable[[Connection], None]:
    def act(connection: Connection) -> None:
        insert(name)(connection)
        raise LookupError(name)

    return act


def names(connection: Connection) -> list[str]:
    return list(connection.scalars(sa.select(NAMES.c.name).order_by(NAMES.c.seq)))


class Gate:
    """Holds the lane's thread, so that what is put meanwhile waits together."""

    def __init__(self, lane: Lane) -> None:
        self._entered = asyncio.Event()
        self._open = threading.Event()
        self._loop = asyncio.get_running_loop()
        self.passed = lane.put(self._wait)

    @classmethod
    async def shut(cls, lane: Lane) -> Self:
        gate = cls(lane)
        await gate._entered.wait()
        return gate

    def open(self) -> None:
        self._open.set()

    def _wait(self, connection: Connection) -> None:
        self._loop.call_soon_threadsafe(self._entered.set)
        self._open.wait(60)


async def test_what_waits_together_is_committed_together(lane: Lane) -> None:
    commits: list[int] = []
    sa.event.listen(lane._engine, "commit", lambda connection: commits.append(1))
    gate = await Gate.shut(lane)
    waiting = [lane.put(insert(str(n))) for n in range(50)]
    gate.open()
    await asyncio.gather(gate.passed, *waiting)

    assert len(commits) == 2
    assert await lane.put(names) == [str(n) for n in range(50)]


async def test_a_refusal_in_a_group_undoes_only_its_own_statements(lane: Lane) -> None:
    gate = await Gate.shut(lane)
    answers = asyncio.gather(
        lane.put(insert("a")), lane.put(insert_then_refuse("b")), lane.put(insert("c")), return_exceptions=True
    )
    gate.open()
    first, refused, last = await answers

    assert (first, last) == (None, None)
    assert isinstance(refused, LookupError)
    assert await lane.put(names) == ["a", "c"]


@pytest.mark.parametrize("looks", [NAMES.select(), NAMES.update().where(NAMES.c.name == "z").values(name="y")])
async def test_a_refusal_before_anything_was_written_leaves_its_neighbours_alone(
    lane: Lane, looks: sa.Select[tuple[str]] | sa.Update
) -> None:
    runs: list[str] = []

    def counted(name: str) -> Callable[[Connection], None]:
        def act(connection: Connection) -> None:
            runs.append(name)
            insert(name)(connection)

        return act

    def refuse(connection: Connection) -> None:
        connection.execute(looks).close()
        raise LookupError

    gate = await Gate.shut(lane)
    acts = [lane.put(counted("a")), lane.put(refuse), lane.put(counted("c"))]
    gate.open()
    _, refused, _ = await asyncio.gather(*acts, return_exceptions=True)

    assert isinstance(refused, LookupError)
    assert runs == await lane.put(names) == ["a", "c"]


async def test_a_statement_that_the_database_refuses_fails_alone(lane: Lane) -> None:
    gate = await Gate.shut(lane)
    answers = asyncio.gather(*(lane.put(insert(name)) for name in ("a", "b", "a", "c")), return_exceptions=True)
    gate.open()
    results = await answers

    assert [result is None for result in results] == [True, True, False, True]
    assert isinstance(results[2], sa.exc.IntegrityError)
    assert await lane.put(names) == ["a", "b", "c"]


async def test_a_transaction_that_breaks_under_a_group_is_done_again(lane: Lane) -> None:
    breaks = [True]

    def break_once(connection: Connection) -> None:
        insert("b")(connection)
        if breaks.pop() if breaks else False:
            # What SQLite does by itself on a full disk: the whole transaction is gone.
            connection.exec_driver_sql("ROLLBACK")
            raise sa.exc.OperationalError("INSERT", {}, sqlite3.OperationalError("disk full"))

    gate = await Gate.shut(lane)
    answers = asyncio.gather(lane.put(insert("a")), lane.put(break_once), lane.put(insert("c")))
    gate.open()
    await answers

    assert await lane.put(names) == ["a", "b", "c"]


async def test_a_write_that_nobody_awaits_any_more_is_done(lane: Lane) -> None:
    gate = await Gate.shut(lane)
    lane.put(insert("a")).cancel()
    lane.put(insert_then_refuse("b")).cancel()
    gate.open()
    await gate.passed

    assert await lane.put(names) == ["a"]


async def test_close_finishes_what_waits_and_ends_the_thread(lane_url: str) -> None:
    url = parse(lane_url)
    lane = Lane(writing(url), "closing-lane")
    writes = [lane.put(insert(str(n))) for n in range(500)]
    await lane.close()
    await lane.close()

    assert all(write.done() for write in writes)
    assert "closing-lane" not in {thread.name for thread in threading.enumerate()}
    with pytest.raises(RuntimeError, match="closed"):
        lane.put(names)
    after = Lane(reading(url), "reading-lane")
    assert len(await after.put(names)) == 500
    await after.close()


async def test_a_reader_is_not_held_up_by_a_writer(lane: Lane) -> None:
    reader = Lane(reading(lane._engine.url), "reading-lane")
    gate = await Gate.shut(lane)

    assert await reader.put(names) == []

    gate.open()
    await gate.passed
    await reader.close()


async def test_a_fault_of_the_database_does_not_tell_what_was_written(lane: Lane) -> None:
    await lane.put(insert("a prompt"))

    with pytest.raises(sa.exc.IntegrityError) as fault:
        await lane.put(insert("a prompt"))

    assert "prompt" not in str(fault.value)
