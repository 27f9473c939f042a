"""One thread with one connection: acts that wait together are committed together.

The store has one for writing, one for reading, and on PostgreSQL one for pictures. What the acts do stands in the
modules of their tables; this one knows no table.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TypeAlias, TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from studio.store import doubt
from studio.store.errors import StoreUnavailable
from studio.store.faults import passes, told

log = logging.getLogger(__name__)

T = TypeVar("T")

_MOST_AT_ONCE = 200
"""Acts in one transaction: enough to share a flush among many, few enough to answer the first soon."""

USUAL_PAUSES_S = (0.0, 0.1, 0.3, 0.6, 1.0)
"""Waits before the tries that follow a lost connection: two seconds in all, as a person waits for an answer."""

_DOUBT_PAUSE_S = 0.5


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


_Told: TypeAlias = list[tuple[_Act, _Answer]]


class Lane:
    """Runs acts one after the other on a thread of its own.

    An act is a function of a connection that can be run again: where a transaction did not go through, its acts
    are, and where nobody knows whether it did, the database is asked first. An act refuses before it writes: one
    that does so later is undone with its neighbours, and then each is done by itself. While the database cannot
    be reached, acts are tried for as long as ``pauses_s`` say, and then refused with ``StoreUnavailable``; once
    that has happened each new one is tried once, until one succeeds.
    """

    def __init__(self, engine: Engine, name: str, *, pauses_s: tuple[float, ...] = USUAL_PAUSES_S) -> None:
        self._engine = engine
        self._name = name
        self._pauses_s = pauses_s
        self._waiting: SimpleQueue[_Act | None] = SimpleQueue()
        self._open = True
        self._closing = threading.Event()
        self._serves = True
        self._has_written = False
        event.listen(engine, "after_cursor_execute", self._note_write)
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def put(self, run: Callable[[Connection], T]) -> asyncio.Future[T]:
        """Give an act its place in the order, now; the future has its result once that is durable.

        The future raises ``StoreUnavailable`` where the database does not serve.

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
            self._closing.set()
            self._waiting.put(None)
        await asyncio.to_thread(self._thread.join)

    def _work(self) -> None:
        try:
            while group := self._next_group():
                for act, answer in self._done(group):
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

    def _done(self, group: list[_Act]) -> _Told:
        """Do a group, or where that fails each act of it by itself."""
        try:
            answers = self._patiently(group)
        except Exception as fault:  # noqa: BLE001 - belongs to whoever awaits the act
            if len(group) > 1 and not (passes(fault) or isinstance(fault, StoreUnavailable)):
                return [one for act in group for one in self._done([act])]
            answers = [(act, act.refuse(self._told(fault))) for act in group]
        else:
            self._note_serving()
        return answers

    def _patiently(self, group: list[_Act]) -> _Told:
        """Do a group in one transaction, again where what was wrong may pass."""
        for pause_s in self._pauses_s if self._serves else ():
            try:
                return self._commit(group)
            except DBAPIError as fault:
                if not passes(fault):
                    raise
                log.info("%s: lost, to be tried again: %s", self._name, fault.orig)
            self._closing.wait(pause_s)
        return self._commit(group)

    def _commit(self, group: list[_Act]) -> _Told:
        with self._engine.connect() as connection:
            transaction = connection.begin()
            with transaction:
                marked = doubt.mark(connection)
                answers = [(act, self._attempt(connection, act, alone=len(group) == 1)) for act in group]
                try:
                    transaction.commit()
                except DBAPIError as fault:
                    if marked is None or not passes(fault):
                        raise
                    log.warning("%s: the connection was lost in a commit: %s", self._name, fault.orig)
                else:
                    return answers
        if self._went_through(marked):
            return answers
        return self._commit(group)

    def _attempt(self, connection: Connection, act: _Act, *, alone: bool) -> _Answer:
        """Do one act; its refusal is its answer where there is nothing to undo.

        Any other fault is passed on. A savepoint for each act would spare its neighbours, at the price of two
        more statements for every one of them.
        """
        self._has_written = False
        try:
            return act.attempt(connection)
        except SQLAlchemyError:
            # SQLite may have rolled back the whole transaction by itself.
            raise
        except Exception as fault:
            if alone or self._has_written:
                raise
            return act.refuse(fault)

    def _note_write(self, _: Connection, cursor: DBAPICursor, statement: str, *__: object) -> None:
        # What matched no row has changed nothing; of what cannot be counted it is not known.
        if not statement.startswith("SELECT") and cursor.rowcount != 0:
            self._has_written = True

    def _went_through(self, marked: str) -> bool:
        """Ask what became of a transaction until the database says it; what is put meanwhile is refused.

        Raises:
            StoreUnavailable: the database cannot say it, or the lane was closed before it did.
        """
        while True:
            try:
                with self._engine.connect() as connection:
                    known = doubt.went_through(connection, marked)
            except DBAPIError as fault:
                if not passes(fault):
                    # For one a standby that took over and has never heard of it.
                    raise StoreUnavailable("the store cannot say whether this has been written") from fault
                known = None
                self._refuse_waiting(fault)
            if known is not None:
                log.info("%s: the commit %s", self._name, "went through" if known else "did not go through")
                return known
            if self._closing.wait(_DOUBT_PAUSE_S):
                raise StoreUnavailable("the store was closed while nobody knew whether this had been written")

    def _refuse_waiting(self, fault: Exception) -> None:
        refusal = self._told(fault)
        with suppress(Empty):
            while (act := self._waiting.get(block=False)) is not None:
                act.tell(act.refuse(refusal))
            self._waiting.put(None)

    def _told(self, fault: Exception) -> Exception:
        """Return what callers are told of a fault; the log is told where the database stops to serve."""
        refusal = told(fault)
        if isinstance(refusal, StoreUnavailable) and self._serves:
            self._serves = False
            log.error("%s: %s", self._name, refusal)
        return refusal

    def _note_serving(self) -> None:
        if not self._serves:
            self._serves = True
            log.warning("%s: the store serves again", self._name)


def _act(run: Callable[[Connection], T]) -> tuple[_Act, asyncio.Future[T]]:
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def attempt(connection: Connection) -> _Answer:
        result = run(connection)
        return lambda: None if future.done() else future.set_result(result)

    def refuse(fault: Exception) -> _Answer:
        return lambda: None if future.done() else future.set_exception(fault)

    return _Act(attempt, refuse, loop), future
