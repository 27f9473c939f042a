"""Waiting for a store that cannot be reached: an act that it refused for now is asked for again until it is done.

What may be asked for again is the store's promise (``studio.store.errors``); here is only the waiting.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from studio.polling import Pace
from studio.store import StoreUnavailable

log = logging.getLogger(__name__)

_Result = TypeVar("_Result")


async def patiently(act: Callable[[], Awaitable[_Result]], *, what: str, pace: Pace) -> _Result:
    """Do an act of the store as soon as the store serves, and return its result; ``what`` names it in the log.

    Pictures that a full disk does not take (``OSError``) wait in the same way. To give up, cancel.
    """
    pause_s = pace.first_store_wait_s
    while True:
        try:
            return await act()
        except FileNotFoundError:
            raise
        except (StoreUnavailable, OSError) as fault:
            log.warning("%s waits %.1f s for the store: %s", what, pause_s, fault)
        await asyncio.sleep(pause_s)
        pause_s = min(2 * pause_s, pace.longest_store_wait_s)
