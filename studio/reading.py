"""Reading the pictures that people give: a few at a time, so that a crowd fills neither the memory nor the loop.

What is done to their pixels is ``studio.intake``'s and ``studio.stitching``'s. Where they lie, and which addresses
may be read at all, is the face's affair.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias, TypeVar

from PIL import Image

from flux.errors import ServiceError, TooLarge
from studio.errors import PictureNotRead, PictureProblem, PictureRefused
from studio.inline import inlined
from studio.intake import MAX_FILE_MB, Intake, plain, written
from studio.stitching import side_by_side

log = logging.getLogger(__name__)

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")

ReadMedia: TypeAlias = Callable[[str], Awaitable[bytes]]
"""Reads what lies at an address, up to ``MAX_FILE_BYTES``; raises ``flux.errors.ServiceError`` where it cannot."""

ReadPicture: TypeAlias = Callable[[], Awaitable[bytes]]
"""Reads one picture, as ``ReadMedia`` does; it is called when there is room for what it reads."""

_REQUESTS_AT_ONCE = 4
"""How many requests have a file in memory, of up to 30 MB; while one is decoded, others arrive."""

_PICTURES_AT_ONCE = 1
"""How many are decoded: one of 50 megapixels takes up to 450 MB, a photograph 0.2 s (docs/bench.md).

In a thread of its own: each thread keeps some of the memory that it once had.
"""


class Reading:
    """Reads pictures; one for a process."""

    def __init__(self) -> None:
        self._requests = asyncio.Semaphore(_REQUESTS_AT_ONCE)
        self._pixels = ThreadPoolExecutor(_PICTURES_AT_ONCE, thread_name_prefix="pixels")

    def close(self) -> None:
        """Begin nothing more."""
        self._pixels.shutdown(wait=False, cancel_futures=True)

    async def read(self, reads: Sequence[ReadPicture]) -> Intake:
        """Read a request's pictures in their order, check them, and make them one.

        Raises:
            PictureRefused: one of them cannot be used.
            PictureNotRead: one of them could not be had.
        """
        async with self._requests:
            pictures = [await self._plain(read) for read in reads]
            return await self._off_the_loop(_as_one, pictures)

    async def inline(self, intake: Intake) -> str:
        """Return a picture as an address that holds it."""
        return await self._off_the_loop(inlined, intake.body)

    async def _plain(self, read: ReadPicture) -> Image.Image:
        return await self._off_the_loop(plain, await _body(read))

    async def _off_the_loop(self, work: Callable[[_Given], _Made], given: _Given) -> _Made:
        return await asyncio.get_running_loop().run_in_executor(self._pixels, work, given)


async def _body(read: ReadPicture) -> bytes:
    try:
        return await read()
    except TooLarge as fault:
        raise PictureRefused(PictureProblem.TOO_LARGE_FILE, MAX_FILE_MB) from fault
    except ServiceError as fault:
        log.info("a picture could not be read: %s", fault)
        raise PictureNotRead from fault


def _as_one(pictures: Sequence[Image.Image]) -> Intake:
    return written(side_by_side(pictures))
