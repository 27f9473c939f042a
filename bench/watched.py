"""The bot as ``bot.py`` serves it, while somebody looks at its event loop: how late it comes to what is due.

``python -m bench.watched FILE`` writes what was seen into FILE when the bot has been told to stop.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TypeAlias

import bot
import logs
from composition import Parts, compose
from settings import Settings

Late: TypeAlias = list[tuple[float, float]]
"""Moments at which something was due, by the machine's monotonic clock, and how many seconds late it came."""

EVERY_S = 0.005


def main(argv: Sequence[str]) -> int:
    """Be the bot until told to stop; return its exit code."""
    settings = Settings.read()
    logs.set_up(settings.log_level, settings.log_format)
    late: Late = []
    code = asyncio.run(bot.serve(settings, build=partial(_watched, late)))
    Path(argv[0]).write_text(json.dumps(late))
    return code


def seen(file: Path, *, since_s: float, until_s: float) -> list[float]:
    """Return how late things came, in seconds, that were due between two moments of ``time.monotonic``."""
    late: Late = json.loads(file.read_text())
    return [late_s for due_s, late_s in late if since_s <= due_s < until_s]


@asynccontextmanager
async def _watched(late: Late, settings: Settings) -> AsyncIterator[Parts]:
    watching = asyncio.create_task(_watch(late), name="watch")
    try:
        async with compose(settings) as parts:
            yield parts
    finally:
        watching.cancel()


async def _watch(late: Late) -> None:
    due_s = time.monotonic()
    while True:
        await asyncio.sleep(due_s - time.monotonic())
        # Whatever was due while the loop was held up is late as well, not only the first of it.
        while (now_s := time.monotonic()) >= due_s:
            late.append((due_s, now_s - due_s))
            due_s += EVERY_S


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
