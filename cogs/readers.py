"""How pictures that people give are read, each by its address at Discord; ``studio.reading`` says when."""

from collections.abc import Sequence
from functools import partial

import discord

from cogs.picture_files import before_url
from flux.errors import PictureGone
from studio.errors import JobGone, SourceGone
from studio.inline import is_inline, picture_in
from studio.intake import check_file
from studio.jobs import Job
from studio.lineage import Pick
from studio.reading import ReadMedia, ReadPicture


class Readers:
    """Makes readers of pictures; nothing is read before they are called."""

    def __init__(self, read: ReadMedia) -> None:
        self._read = read

    def attachments(self, attachments: Sequence[discord.Attachment]) -> tuple[ReadPicture, ...]:
        """Return how to read attachments.

        Raises:
            PictureRefused: Discord says that one is too large; none is even read.
        """
        for attachment in attachments:
            check_file(attachment.size)
        return tuple(partial(self._read, attachment.url) for attachment in attachments)

    def picks(self, picks: Sequence[Pick]) -> tuple[ReadPicture, ...]:
        """Return how to read pictures that were found in messages."""
        return tuple(partial(self._picked, pick.url) for pick in picks)

    def before(self, message: discord.Message | None, job: Job) -> tuple[ReadPicture, ...]:
        """Return how to read what a job started from: fresh from its card, which a reply to it has not.

        There is nothing to read for a job that started from words alone.

        Raises:
            JobGone: its picture is not there any more.
        """
        if not job.sources:
            return ()
        url = (before_url(message) if message is not None else None) or job.picture_url
        if url is None:
            raise JobGone
        return (partial(self._read_again, url),)

    async def _picked(self, url: str) -> bytes:
        try:
            return await self._read(url)
        except PictureGone as gone:
            raise SourceGone from gone

    async def _read_again(self, url: str) -> bytes:
        if is_inline(url):
            return picture_in(url)
        try:
            return await self._read(url)
        except PictureGone as gone:
            raise JobGone from gone
