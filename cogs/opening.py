"""The one way by which a request becomes a card: answer at once, take the picture in, hold the money, show, queue.

Used by commands and buttons alike. What happens to the job afterwards is the studio's and ``cogs.presenter``'s.
"""

import asyncio
import io
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Any

import discord

from cogs.card_message import BEFORE_FILE, before_url
from cogs.first_answer import first_answer
from cogs.presenter import Presenter
from cogs.ui.cards import notice
from cogs.words import Languages
from flux.errors import PictureGone
from studio.clock import Clock
from studio.errors import JobGone
from studio.inline import is_inline, picture_in
from studio.intake import Intake, check_file
from studio.jobs import Card, Job, Request
from studio.reading import ReadMedia, ReadPicture
from studio.studio import Studio

log = logging.getLogger(__name__)

_TOKEN_SERVES = timedelta(minutes=14, seconds=30)
"""An interaction's token serves for 15 minutes; half a minute is left for the last edit."""


_LAST_OPENINGS_S = 5.0
"""How long requests that are being opened may take when the bot stops."""

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
        languages: Languages,
        *,
        clock: Clock,
        read_media: ReadMedia,
    ) -> None:
        self._studio = studio
        self._presenter = presenter
        self._languages = languages
        self._clock = clock
        self._read_media = read_media
        self._under_way: set[asyncio.Task[Any]] = set()

    async def finish(self) -> None:
        """Wait for requests that are being opened, for a few seconds: nobody is left with half an answer."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=_LAST_OPENINGS_S)

    async def open(
        self, interaction: discord.Interaction[Any], request: Request, *, reads: Sequence[ReadPicture] = ()
    ) -> None:
        """Turn a request into a job with a card that stands where the interaction was.

        ``reads`` read the pictures that come with it, once the person has been answered.

        Raises:
            InputFault: the request cannot be sent as it stands; nothing was answered yet.
            UserError: it was refused; a public answer that had begun is gone again.
        """
        self._studio.check(request)
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        answered_at = self._clock.now()
        defer = partial(interaction.response.defer, ephemeral=request.private, thinking=True)
        callback = await first_answer(defer)
        try:
            intake = await self._studio.read_pictures(reads) if reads else None
            job = await self._studio.submit(request)
            await self._show(interaction, job, intake, _message_id(callback), answered_at)
        except Exception:
            if not request.private:
                await self._withdraw(interaction, request)
            raise

    def reader(self, attachment: discord.Attachment) -> ReadPicture:
        """Return how to read an attachment.

        Raises:
            PictureRefused: Discord says that it is too large; it is not even read.
        """
        check_file(attachment.size)
        return partial(self._read_media, attachment.url)

    def rereader(self, interaction: discord.Interaction[Any], job: Job) -> ReadPicture:
        """Return how to read the picture a job started from: fresh from the card, which a reply to it has not.

        Raises:
            JobGone: there is no picture.
        """
        url = (before_url(interaction.message) if interaction.message is not None else None) or job.picture_url
        if url is None:
            raise JobGone
        return partial(self._read_again, url)

    async def _read_again(self, url: str) -> bytes:
        """Read a picture from its address.

        Raises:
            JobGone: the address has run out.
        """
        if is_inline(url):
            return picture_in(url)
        try:
            return await self._read_media(url)
        except PictureGone as gone:
            raise JobGone from gone

    async def _show(
        self,
        interaction: discord.Interaction[Any],
        job: Job,
        intake: Intake | None,
        message_id: int | None,
        answered_at: datetime,
    ) -> None:
        """Send the first card and queue the job; where that fails, nothing runs and nothing is spent."""
        try:
            message, picture_url = await self._send(interaction, job, intake)
            card = Card(
                channel_id=message.channel.id,
                message_id=message_id or message.id,
                token=interaction.token,
                token_until=answered_at + _TOKEN_SERVES,
            )
            await self._studio.queue(job.id, card, picture_url=picture_url)
        except Exception:
            await self._studio.abandon(job.id)
            raise
        self._presenter.changed(job.id)

    async def _send(
        self, interaction: discord.Interaction[Any], job: Job, intake: Intake | None
    ) -> tuple[discord.InteractionMessage, str | None]:
        """Send the card; return it, and the address under which the service finds the picture."""
        if intake is None:
            return await self._show_card(interaction, job, []), None
        # The card names its picture by the file that comes with it; the URL is known only afterwards.
        shown = replace(job, picture_url=f"attachment://{BEFORE_FILE}")
        try:
            before = discord.File(io.BytesIO(intake.body), BEFORE_FILE)
            message = await self._show_card(interaction, shown, [before])
        except discord.HTTPException as error:
            if error.status not in _FILE_REFUSED:
                raise
            log.info("job=%s Discord does not take the picture: %s", job.id, error)
            message = await self._show_card(interaction, job, [])
            return message, await self._studio.inline_picture(intake)
        return message, _uploaded(message)

    async def _show_card(
        self, interaction: discord.Interaction[Any], job: Job, files: list[discord.File]
    ) -> discord.InteractionMessage:
        return await interaction.edit_original_response(
            view=await self._presenter.view(job),
            attachments=files,
            allowed_mentions=discord.AllowedMentions.none(),
        )

    async def _withdraw(self, interaction: discord.Interaction[Any], request: Request) -> None:
        """Take back a public answer that has begun, so that what went wrong can be told in private.

        While the answer is still "thinking", the next message becomes it, and is public as it is
        (discord-api-docs #2866); so it gets a text before it is deleted.
        """
        words = self._languages.words(request.locale)
        with suppress(discord.HTTPException):
            await interaction.edit_original_response(view=notice(words, "card-deleted"), attachments=[])
            await interaction.delete_original_response()


def _message_id(callback: discord.InteractionCallbackResponse[Any] | None) -> int | None:
    return None if callback is None else callback.message_id


def _uploaded(message: discord.Message) -> str:
    url = before_url(message)
    if url is None:
        raise CardNotShown
    return url
