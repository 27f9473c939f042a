"""The one way by which a request becomes a card: answer at once, take the picture in, hold the money, show, queue.

Used by commands, buttons, forms and messages alike. What happens to the job afterwards is the studio's and
``cogs.presenter``'s.
"""

import io
import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Any

import discord

from cogs.answering import Answering, ByInteraction
from cogs.picture_files import BEFORE_FILE, before_url
from cogs.presenter import Presenter
from cogs.threads import Threads
from cogs.ui.cards import notice
from cogs.under_way import UnderWay
from cogs.words import Languages
from studio.clock import Clock
from studio.intake import Intake
from studio.jobs import Job, Request
from studio.lineage import brings_in
from studio.reading import ReadPicture
from studio.studio import Studio

log = logging.getLogger(__name__)

_FILE_REFUSED = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.REQUEST_ENTITY_TOO_LARGE})
"""What Discord answers where no file, or none of this size, may be sent."""


class CardNotShown(Exception):
    """Discord took the card but not the picture with it."""


class Opening:
    """Opens jobs."""

    def __init__(
        self,
        studio: Studio,
        presenter: Presenter,
        threads: Threads,
        languages: Languages,
        under_way: UnderWay,
        *,
        clock: Clock,
    ) -> None:
        self._studio = studio
        self._presenter = presenter
        self._threads = threads
        self._languages = languages
        self._clock = clock
        self._under_way = under_way

    async def answer(
        self, interaction: discord.Interaction[Any], request: Request, *, reads: Sequence[ReadPicture] = ()
    ) -> None:
        """Open a job whose card is the answer to an interaction; see ``open``."""
        await self.open(ByInteraction(interaction, self._clock), request, reads=reads)

    async def open(self, answering: Answering, request: Request, *, reads: Sequence[ReadPicture] = ()) -> None:
        """Turn a request into a job with a card; ``reads`` read the pictures of its sources, in their order.

        Raises:
            InputFault: the request cannot be sent as it stands; nothing was answered yet.
            UserError: it was refused; a public answer that had begun is gone again.
        """
        self._under_way.note()
        asker = answering.asker
        request = replace(request, role_ids=asker.role_ids, manages_server=asker.manages_server)
        await self._studio.check(request)
        await answering.begin(private=request.private)
        try:
            intake = await self._studio.read_pictures(reads) if reads else None
            job = await self._studio.submit(request)
            await self._show(answering, job, intake)
        except Exception:
            if not request.private:
                words = self._languages.words(request.locale)
                await answering.withdraw(notice(words, "card-deleted"))
            raise

    async def _show(self, answering: Answering, job: Job, intake: Intake | None) -> None:
        """Send the first card and queue the job; where that fails, nothing runs and nothing is spent."""
        try:
            message, picture_url = await self._send(answering, job, intake)
            queued = await self._studio.queue(job.id, answering.card(message), picture_url=picture_url)
        except Exception:
            await self._studio.abandon(job.id)
            raise
        self._presenter.changed(job.id)
        await self._threads.open(queued)

    async def _send(
        self, answering: Answering, job: Job, intake: Intake | None
    ) -> tuple[discord.Message, str | None]:
        """Send the card; return it, and the address under which the service finds the picture."""
        if intake is None:
            return await answering.show(await self._presenter.view(job)), None
        if job.is_awaited and brings_in(job.sources, job.place):
            # Else everybody would see by it what nobody has looked at.
            return await answering.show(await self._presenter.view(job)), await self._studio.inline_picture(intake)
        # The card names its picture by the file that comes with it; the URL is known only afterwards.
        shown = replace(job, picture_url=f"attachment://{BEFORE_FILE}")
        try:
            message = await answering.show(await self._presenter.view(shown), partial(_before, intake))
        except discord.HTTPException as error:
            if error.status not in _FILE_REFUSED:
                raise
            log.info("job=%s Discord does not take the picture: %s", job.id, error)
            message = await answering.show(await self._presenter.view(job))
            return message, await self._studio.inline_picture(intake)
        return message, _uploaded(message)


def _before(intake: Intake) -> Sequence[discord.File]:
    return [discord.File(io.BytesIO(intake.body), BEFORE_FILE)]


def _uploaded(message: discord.Message) -> str:
    url = before_url(message)
    if url is None:
        raise CardNotShown
    return url
