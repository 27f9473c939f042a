"""Small pictures of what was made for everybody, for galleries and sheets, kept as long as the card is there."""

import asyncio
import io
import logging
from collections.abc import Sequence

from PIL import Image

from studio.jobs import Job
from studio.store import Store

log = logging.getLogger(__name__)

MAX_SIDE = 512
"""Longest side of a small picture, in pixels."""

_QUALITY = 80


class Thumbnails:
    """Makes small pictures, one at a time in a thread, and keeps them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turn = asyncio.Lock()

    async def keep(self, job: Job, bodies: Sequence[bytes]) -> None:
        """Keep how a job's pictures look, unless they are for their artist alone, or hidden until pressed on.

        One that is broken has none.

        Raises:
            StoreUnavailable: the store does not serve.
        """
        if job.private or job.is_spoiler:
            return
        try:
            async with self._turn:
                small = [await asyncio.to_thread(thumbnail, body) for body in bodies]
        except OSError as fault:
            log.warning("job=%s has no small pictures: %s", job.id, fault)
            return
        await self._store.keep_thumbnails(job.id, small)


def thumbnail(body: bytes) -> bytes:
    """Return a picture as a WebP of at most ``MAX_SIDE`` pixels a side; heavy on the CPU.

    Raises:
        OSError: it cannot be read.
    """
    with Image.open(io.BytesIO(body)) as picture:
        # Of a JPEG no more is decoded than is needed.
        picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
        small = picture.convert("RGB")
    small.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    small.save(written, "WEBP", quality=_QUALITY)
    return written.getvalue()
