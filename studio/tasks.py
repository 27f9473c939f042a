"""Background tasks that somebody owns: named, held on to, and heard when they fail."""

import asyncio
import logging
from collections.abc import Collection, Coroutine

log = logging.getLogger(__name__)


class Tasks:
    """The background tasks of one owner, who cancels what is left of them in the end."""

    def __init__(self) -> None:
        self._live: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._live)

    def start(self, work: Coroutine[object, object, None], *, name: str) -> asyncio.Task[None]:
        """Run some work in the background; a failure of it is logged."""
        task = asyncio.create_task(work, name=name)
        self._live.add(task)
        task.add_done_callback(self._ended)
        return task

    async def wait(self, timeout_s: float, *, besides: Collection[asyncio.Task[None]] = ()) -> None:
        """Wait until every task has ended, those started meanwhile included, or the time is up."""
        try:
            async with asyncio.timeout(timeout_s):
                while rest := self._live.difference(besides):
                    await asyncio.wait(rest)
        except TimeoutError:
            log.debug("%d tasks have not ended within %.1f s", len(self._live), timeout_s)

    async def cancel(self, *, besides: Collection[asyncio.Task[None]] = ()) -> None:
        """Cancel every task and wait until all have ended."""
        while rest := self._live.difference(besides):
            for task in rest:
                task.cancel()
            await asyncio.wait(rest)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._live.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.error("%s failed", task.get_name(), exc_info=fault)
