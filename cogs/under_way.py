"""What people are being answered at this moment, so that nobody is left with half an answer when the bot stops."""

import asyncio
from typing import Any

_LAST_ANSWERS_S = 5.0
"""How long what is under way may take when the bot stops, in seconds."""


class UnderWay:
    """Knows the tasks that answer somebody."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def note(self) -> None:
        """Count the current task as answering somebody, until it has ended."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self) -> None:
        """Wait for what is under way, for a few seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_LAST_ANSWERS_S)
