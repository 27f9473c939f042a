"""The time, handed in: the studio asks a clock and never the system."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """Wall time for what people and rows see, monotonic seconds for durations."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic_s: Callable[[], float] = time.monotonic


async def pause(pause_s: float | None, *, unless: asyncio.Event) -> None:
    """Wait for so many seconds (for ever where that is ``None``), or until the event is set."""
    try:
        async with asyncio.timeout(pause_s):
            await unless.wait()
    except TimeoutError:
        return
