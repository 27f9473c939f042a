"""Reading the pictures that people give: a few at a time, so that a crowd fills neither the memory nor the loop.

What is done to their pixels is ``studio.intake``'s and ``studio.stitching``'s. Where they lie, and which addresses
may be read at all, is the face's affair.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from PIL import Image

from flux.errors import ServiceError, TooLarge
from studio.errors import PictureNotRead, PictureProblem, PictureRefused
from studio.inline import inlined
from studio.intake import MAX_FILE_MB, Intake, plain, written
from studio.stitching import side_by_side

log = logging.getLogger(__name__)

ReadMedia: TypeAlias = Callable[[str], Awaitable[bytes]]
"""Reads what lies at an address, up to ``MAX_FILE_BYTES``; raises ``flux.errors.ServiceError`` where it cannot."""

ReadPicture: TypeAlias = Callable[[], Awaitable[bytes]]
"""Reads one picture, as ``ReadMedia`` does; it is called when there is room for what it reads."""

_REQUESTS_AT_ONCE = 4
"""How many requests have a file in memory, of up to 30 MB; while one is decoded, others arrive."""

_PICTURES_AT_ONCE = 1
"""How many are decoded: one of 50 megapixels takes up to 450 MB, a photograph 0.2 s (docs/bench.md)."""


class Reading:
    """Reads pictures; one for a process."""

    def __init__(self) -> None:
        self._requests = asyncio.Semaphore(_REQUESTS_AT_ONCE)
        self._pixels = asyncio.Semaphore(_PICTURES_AT_ONCE)

    async def read(self, reads: Sequence[ReadPicture]) -> Intake:
        """Read a request's pictures in their order, check them, and make them one.

        Raises:
            PictureRefused: one of them cannot be used.
            PictureNotRead: one of them could not be had.
        """
        async with self._requests:
            pictures = [await self._plain(read) for read in reads]
            async with self._pixels:
                return await asyncio.to_thread(_as_one, pictures)

    async def inline(self, intake: Intake) -> str:
        """Return a picture as an address that holds it."""
        async with self._pixels:
            return await asyncio.to_thread(inlined, intake.body)

    async def _plain(self, read: ReadPicture) -> Image.Image:
        body = await _body(read)
        async with self._pixels:
            return await asyncio.to_thread(plain, body)


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
