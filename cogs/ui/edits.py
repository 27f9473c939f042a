"""Keeps messages current with few edits: for each, the latest state wins and only one edit is on its way.

Knows neither jobs nor Discord: what a message should show now is asked of the ``Draw`` that is handed in.

discord.py waits inside an edit where a rate limit asks for it, so how long an edit took is how scarce edits are:
after a slow one its road rests. The last edit of a message waits for nobody but the one of its own on its way.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from studio.clock import pause

_LAST_EDITS_S = 5.0
"""How long edits that are on their way may take when the bot stops."""

_REMEMBERED = 1_000
"""How many messages are remembered before finished ones are dropped."""

_QUICK_S = 1.0
"""What takes longer was made to wait."""

_RESTS = 2.0
"""How many times as long as a slow edit took there is no progress afterwards."""

_REST_AFTER_REFUSAL_S = 60.0
"""How long there is no progress after a refusal that does not say how long to wait."""

_TRIES = 5
"""How often an edit is made that fails, if nothing new comes up meanwhile."""


@dataclass(frozen=True, slots=True)
class Road:
    """A rate limit that several messages share; their progress on it is ``interval_s`` apart."""

    name: str
    interval_s: float


@dataclass(frozen=True, slots=True)
class Edit:
    """What a message should show now.

    ``fingerprint`` is equal for edits that look the same; ``stage`` changes where people must see it at once,
    while edits within one stage are progress and can wait. ``last`` says that nothing follows. ``road`` is
    ``None`` where the message has a rate limit of its own.
    """

    fingerprint: str
    stage: str
    send: Callable[[], Awaitable[None]]
    last: bool = False
    road: Road | None = None


class NothingToEdit(Exception):
    """There is no message any more, or no way to it; raised by ``Edit.send``, and never tried again."""


class MustWait(Exception):
    """No more edits are taken for a while; raised by ``Edit.send``, and tried again later."""


Draw: TypeAlias = Callable[[str], Awaitable[Edit | None]]
"""Returns what the message of that key should show now; ``None`` where there is nothing to edit any more."""


@dataclass(slots=True)
class _Traffic:
    """What goes on on a road; progress may go from ``free_s`` on."""

    free_s: float = -math.inf
    busy: bool = False
    finals: int = 0


@dataclass(slots=True)
class _Message:
    """What is known of one message while it is being kept current."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    own: _Traffic = field(default_factory=_Traffic)
    due_s: float | None = None
    sent_s: float = -math.inf
    shown: Edit | None = None
    failures: int = 0
    told: set[type[Exception]] = field(default_factory=set)
    finals: int = 0
    busy: bool = False
    over: bool = False

    def is_closed(self) -> bool:
        """Say whether nothing but the last edit may be made, if that has not been."""
        return self.over or self.finals > 0


class Edits:
    """Edits marked messages from one task; errors stop nothing.

    ``failed`` gets the first error of each kind for each message: what cannot be drawn fails at every turn.
    """

    def __init__(
        self,
        draw: Draw,
        *,
        interval_s: float,
        monotonic_s: Callable[[], float],
        failed: Callable[[str, Exception], None],
    ) -> None:
        self._draw = draw
        self._interval_s = interval_s
        self._monotonic_s = monotonic_s
        self._failed = failed
        self._messages: dict[str, _Message] = {}
        self._roads: dict[str, _Traffic] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()

    def mark(self, key: str) -> None:
        """Take note that a message may have something new to show; returns at once."""
        message = self._messages.setdefault(key, _Message())
        if message.over:
            return
        message.due_s = self._monotonic_s()
        self._prune()
        self._wake.set()

    async def finish(self, key: str, edit: Callable[[], Awaitable[None]], *, road: Road | None = None) -> None:
        """Make the last edit of a message: after its one on the way, before all that wait, which are dropped.

        Progress on the same road waits until it is done. Where it fails, the message goes on as before.
        """
        message = self._messages.setdefault(key, _Message())
        traffic = self._traffic(message, road)
        message.finals += 1
        traffic.finals += 1
        try:
            async with message.lock:
                await edit()
                message.over = True
        finally:
            message.finals -= 1
            traffic.finals -= 1

    def forget(self, key: str) -> None:
        """Drop what is known of a message that is edited no more."""
        self._messages.pop(key, None)

    async def run(self) -> None:
        """Edit until cancelled; edits on their way have a few seconds to be finished."""
        try:
            while True:
                self._wake.clear()
                for key in self._due():
                    self._start(key)
                # Not wait_for: on Python 3.11 it loses a cancellation that meets the end of what it waits for.
                await pause(self._wait_s(), unless=self._wake)
        finally:
            await self._finish()

    async def _finish(self) -> None:
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=_LAST_EDITS_S)
            for task in late:
                task.cancel()

    def _prune(self) -> None:
        """Drop finished messages once there are many; until then a repeated mark of one costs no edit."""
        if len(self._messages) > _REMEMBERED:
            idle = {k: m for k, m in self._messages.items() if not m.busy and not m.finals and m.due_s is None}
            for key in [k for k, m in idle.items() if m.over or (m.shown is not None and m.shown.last)]:
                del self._messages[key]
        if len(self._roads) > _REMEMBERED:
            now_s = self._monotonic_s()
            for name in [n for n, t in self._roads.items() if not t.busy and not t.finals and t.free_s <= now_s]:
                del self._roads[name]

    def _due(self) -> list[str]:
        now_s = self._monotonic_s()
        return [k for k, m in self._messages.items() if not m.busy and m.due_s is not None and m.due_s <= now_s]

    def _wait_s(self) -> float | None:
        """Seconds until the next message is due; ``None`` where none is."""
        waits = [m.due_s for m in self._messages.values() if m.due_s is not None and not m.busy]
        return max(0.0, min(waits) - self._monotonic_s()) if waits else None

    def _start(self, key: str) -> None:
        message = self._messages[key]
        message.busy, message.due_s = True, None
        task = asyncio.create_task(self._edit(key, message), name=f"edit-{key}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _edit(self, key: str, message: _Message) -> None:
        try:
            async with message.lock:
                await self._show(key, message)
            message.failures = 0
        except NothingToEdit:
            message.over = True
        except Exception as error:  # noqa: BLE001 - one message's trouble must not stop the others
            self._try_again(message)
            if type(error) not in message.told:
                message.told.add(type(error))
                self._failed(key, error)
        finally:
            message.busy = False
            self._wake.set()

    def _try_again(self, message: _Message) -> None:
        message.failures += 1
        if message.failures < _TRIES and message.due_s is None:
            message.due_s = self._monotonic_s() + 2.0**message.failures

    async def _show(self, key: str, message: _Message) -> None:
        if message.is_closed():
            return
        edit = await self._draw(key)
        if edit is None:
            if message.due_s is None:
                self.forget(key)
        elif message.is_closed() or (message.shown is not None and message.shown.fingerprint == edit.fingerprint):
            return
        elif (due_s := self._may_go_s(message, edit)) > self._monotonic_s():
            message.due_s = due_s
        else:
            await self._make(message, edit)

    def _may_go_s(self, message: _Message, edit: Edit) -> float:
        """Say when an edit may be made."""
        if edit.last:
            return -math.inf
        traffic = self._traffic(message, edit.road)
        if traffic.busy or traffic.finals:
            return self._monotonic_s() + self._interval_s
        is_progress = message.shown is not None and message.shown.stage == edit.stage
        return max(traffic.free_s, message.sent_s + self._interval_s if is_progress else -math.inf)

    async def _make(self, message: _Message, edit: Edit) -> None:
        traffic = self._traffic(message, edit.road)
        began_s = self._monotonic_s()
        traffic.busy = True
        rest_s = edit.road.interval_s if edit.road is not None else 0.0
        try:
            await edit.send()
        except MustWait:
            rest_s = max(rest_s, _REST_AFTER_REFUSAL_S)
            if message.due_s is None:
                # Else something new came up meanwhile, and that may be the last.
                message.due_s = self._monotonic_s() + rest_s
        else:
            message.shown, message.sent_s = edit, self._monotonic_s()
        finally:
            traffic.busy = False
            took_s = self._monotonic_s() - began_s
            slow_s = _RESTS * took_s if took_s > _QUICK_S else 0.0
            traffic.free_s = self._monotonic_s() + max(rest_s, slow_s)

    def _traffic(self, message: _Message, road: Road | None) -> _Traffic:
        return message.own if road is None else self._roads.setdefault(road.name, _Traffic())
