"""Keeps messages current with few edits: for each, the latest state wins and only one edit is on its way.

Knows neither jobs nor Discord: what a message should show now is asked of the ``Draw`` that is handed in.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeAlias

_LAST_EDITS_S = 5.0
"""How long edits that are on their way may take when the bot stops."""

_REMEMBERED = 1_000
"""How many messages are remembered before finished ones are dropped."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What a message should show now.

    ``fingerprint`` is equal for edits that look the same; ``stage`` changes where people must see it at once,
    while edits within one stage are progress and can wait. ``last`` says that nothing follows.
    """

    fingerprint: str
    stage: str
    send: Callable[[], Awaitable[None]]
    last: bool = False


class NothingToEdit(Exception):
    """There is no message any more, or no way to it; raised by ``Edit.send``, and never tried again."""


Draw: TypeAlias = Callable[[str], Awaitable[Edit | None]]
"""Returns what the message of that key should show now; ``None`` where there is nothing to edit any more."""


@dataclass(slots=True)
class _Message:
    """What is known of one message while it is being kept current."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    due_s: float | None = None
    sent_s: float | None = None
    shown: Edit | None = None
    busy: bool = False
    over: bool = False


class Edits:
    """Edits marked messages from one task; errors of an edit are handed to ``failed`` and stop nothing."""

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

    async def send(self, key: str, edit: Callable[[], Awaitable[None]]) -> None:
        """Make one edit outside the order of marks: after the one on its way, before all that wait."""
        message = self._messages.setdefault(key, _Message())
        async with message.lock:
            await edit()
            message.sent_s = self._monotonic_s()

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
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), self._wait_s())
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
            idle = {k: m for k, m in self._messages.items() if not m.busy and m.due_s is None}
            for key in [k for k, m in idle.items() if m.over or (m.shown is not None and m.shown.last)]:
                del self._messages[key]

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
        except NothingToEdit:
            message.over = True
        except Exception as error:  # noqa: BLE001 - one message's trouble must not stop the others
            self._failed(key, error)
        finally:
            message.busy = False
            self._wake.set()

    async def _show(self, key: str, message: _Message) -> None:
        edit = await self._draw(key)
        if edit is None:
            self.forget(key)
        elif message.shown is not None and message.shown.fingerprint == edit.fingerprint:
            return
        elif self._too_early(message, edit):
            assert message.sent_s is not None
            message.due_s = message.sent_s + self._interval_s
        else:
            await edit.send()
            message.shown, message.sent_s = edit, self._monotonic_s()

    def _too_early(self, message: _Message, edit: Edit) -> bool:
        if message.sent_s is None or (message.shown is not None and message.shown.stage != edit.stage):
            return False
        return self._monotonic_s() < message.sent_s + self._interval_s
