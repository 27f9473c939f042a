"""One thread with one connection: acts that wait together are committed together.

The store has two, one for writing and one for reading. What the acts do stands in the modules of their
tables; this one knows no table.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TypeAlias, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

T = TypeVar("T")

_MOST_AT_ONCE = 200
"""Acts in one transaction: enough to share a flush among many, few enough to answer the first soon."""


_Answer: TypeAlias = Callable[[], None]
"""Tells a future how its act went; to be called on the loop, once that is durable."""


@dataclass(frozen=True, slots=True)
class _Act:
    """Work that waits for its turn; the type of its result stays between ``run`` and the future."""

    attempt: Callable[[Connection], _Answer]
    refuse: Callable[[Exception], _Answer]
    loop: asyncio.AbstractEventLoop

    def tell(self, answer: _Answer) -> None:
        """Have the loop tell the future."""
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self.loop.call_soon_threadsafe(answer)


class Lane:
    """Runs acts one after the other on a thread of its own.

    An act is a function of a connection that can be run again: where the database itself fails for a group,
    each act of the group is tried once more in a transaction of its own.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._waiting: SimpleQueue[_Act | None] = SimpleQueue()
        self._open = True
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def put(self, run: Callable[[Connection], T]) -> asyncio.Future[T]:
        """Give an act its place in the order, now; the future has its result once that is durable.

        Raises:
            RuntimeError: the lane is closed.
        """
        if not self._open:
            raise RuntimeError("the store is closed")
        act, future = _act(run)
        self._waiting.put(act)
        return future

    async def close(self) -> None:
        """Finish what waits, close the connection and end the thread."""
        if self._open:
            self._open = False
            self._waiting.put(None)
        await asyncio.to_thread(self._thread.join)

    def _work(self) -> None:
        try:
            while group := self._next_group():
                for act, answer in self._commit(group):
                    act.tell(answer)
        finally:
            self._engine.dispose()

    def _next_group(self) -> list[_Act]:
        """Wait for an act and take those that wait with it; an empty group means the end."""
        group: list[_Act] = []
        with suppress(Empty):
            while len(group) < _MOST_AT_ONCE:
                act = self._waiting.get(block=not group)
                if act is None:
                    if group:
                        self._waiting.put(None)
                    break
                group.append(act)
        return group

    def _commit(self, group: list[_Act]) -> list[tuple[_Act, _Answer]]:
        try:
            with self._engine.begin() as connection:
                return [(act, _apart(connection, act)) for act in group]
        except Exception:  # noqa: BLE001 - whatever it is, each act below meets it again and tells it
            return [(act, self._alone(act)) for act in group]

    def _alone(self, act: _Act) -> _Answer:
        try:
            with self._engine.begin() as connection:
                return act.attempt(connection)
        except Exception as fault:  # noqa: BLE001 - belongs to whoever awaits the act
            return act.refuse(fault)


def _act(run: Callable[[Connection], T]) -> tuple[_Act, asyncio.Future[T]]:
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def attempt(connection: Connection) -> _Answer:
        result = run(connection)
        return lambda: None if future.done() else future.set_result(result)

    def refuse(fault: Exception) -> _Answer:
        return lambda: None if future.done() else future.set_exception(fault)

    return _Act(attempt, refuse, loop), future


def _apart(connection: Connection, act: _Act) -> _Answer:
    """Do one act so that its refusal undoes nothing of its neighbours'.

    A fault of the database is passed on: SQLite may have rolled back the whole transaction by itself.
    """
    try:
        with connection.begin_nested():
            return act.attempt(connection)
    except SQLAlchemyError:
        raise
    except Exception as fault:  # noqa: BLE001 - belongs to whoever awaits the act
        return act.refuse(fault)
