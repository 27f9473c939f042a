"""Brings finished pictures to their artist by the first way that is open, and into a channel at most once.

Into the card; where Discord refuses new files there, in a reply to it; where the card is gone or out of reach, by
direct message; else they are kept until the artist does something to which they can be a private answer.
"""

import asyncio
import io
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, TypeAlias

import discord
from discord import ui

from cogs.card_message import CardGone, CardMessages, OutOfReach
from cogs.drawing import Drawing
from cogs.picture_files import file_prefix
from cogs.ui.text import alt_text
from flux.pictures import MediaType
from studio.face import NotReached
from studio.jobs import Job, Picture
from studio.pictures_out import Fitted, fit
from studio.studio import Studio

log = logging.getLogger(__name__)

_MEBIBYTE = 1024 * 1024
_FILE_LIMIT_BYTES = 10 * _MEBIBYTE
_REQUEST_LIMIT_BYTES = 25 * _MEBIBYTE - 64 * 1024
"""Discord takes 25 MiB in one request; the rest of the request needs some of it."""

_CAUTIOUS_REQUEST_BYTES = 7 * _MEBIBYTE
"""What is sent where Discord found that too much after all."""


MayEnter: TypeAlias = Callable[[Job], Awaitable[bool]]
"""Says whether a job's pictures could be entered in a contest now."""


@dataclass(frozen=True, slots=True)
class _Finished:
    """A job with its pictures as they go to Discord; ``smaller`` says that some are not the originals.

    Where they ``may_enter`` a contest, the card in the channel has the button for that.
    """

    job: Job
    files: tuple[tuple[str, bytes], ...]
    smaller: bool
    may_enter: bool = False

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.files]

    def uploads(self) -> list[discord.File]:
        """Make the files anew: sending one uses it up."""
        alt = alt_text(self.job.options.prompt)
        return [discord.File(io.BytesIO(body), name, description=alt) for name, body in self.files]


class Bringing:
    """Brings pictures."""

    def __init__(
        self,
        bot: discord.Client,
        studio: Studio,
        messages: CardMessages,
        drawing: Drawing,
        may_enter: MayEnter,
    ) -> None:
        self._bot = bot
        self._may_enter = may_enter
        self._studio = studio
        self._messages = messages
        self._drawing = drawing
        self._replied: set[str] = set()
        self._asked: dict[str, discord.Interaction[Any]] = {}

    async def bring(self, job: Job, pictures: Sequence[tuple[Picture, bytes]]) -> None:
        """Bring the pictures of a job, re-encoded where they are too large for the place.

        Raises:
            NotReached: no way to the artist is open; they are kept until the artist does something.
            discord.HTTPException: Discord refused them for another reason.
        """
        limit_bytes = self._limit_bytes(job, len(pictures))
        may_enter = await self._may_enter(job)
        try:
            await self._bring(replace(await _fitted(job, pictures, limit_bytes), may_enter=may_enter))
        except discord.HTTPException as error:
            if error.status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                raise
            log.info("job=%s the pictures are too large for the place, they are sent smaller", job.id)
            cautious_bytes = min(limit_bytes, _CAUTIOUS_REQUEST_BYTES // len(pictures))
            await self._bring(replace(await _fitted(job, pictures, cautious_bytes), may_enter=may_enter))

    async def has_brought(self, job: Job) -> bool:
        """Look for a job's pictures in its card, in a reply to it, and among what the artist was sent in person.

        Raises:
            discord.HTTPException, OSError: Discord does not tell at present.
        """
        prefix = file_prefix(job.id)
        with suppress(CardGone, OutOfReach):
            if await self._messages.shows(job, prefix):
                return True
        reply = await self._messages.reply_with(job, prefix)
        if reply is not None:
            await self._move(job, reply)
            return True
        return await self._messages.sent_in_person(job, prefix)

    async def bring_kept(self, interaction: discord.Interaction[Any]) -> None:
        """Give a person what could not be brought to them, as a private answer to what they have just done."""
        for job_id in await self._studio.take_kept(interaction.user.id):
            self._asked[job_id] = interaction
            await self._studio.deliver(job_id)

    async def _bring(self, finished: _Finished) -> None:
        job = finished.job
        asked = self._asked.pop(job.id, None)
        if asked is not None and await self._answered(asked, finished):
            return
        view = self._drawing.card(
            job, pictures=finished.names, smaller=finished.smaller, may_enter=finished.may_enter
        )
        try:
            await self._messages.edit(job, view, finished.uploads)
        except (CardGone, OutOfReach):
            await self._bring_in_person(finished)
        except discord.HTTPException as error:
            # Editing a V2 gallery with a new file was seen to be refused (discord-api-docs #7529).
            if error.status != HTTPStatus.BAD_REQUEST:
                raise
            log.info("job=%s the card takes no files: %s", job.id, error)
            await self._bring_in_reply(finished)

    async def _bring_in_reply(self, finished: _Finished) -> None:
        """Post the pictures as a reply to the card; the reply is the job's card from then on."""
        job = finished.job
        if job.id in self._replied:
            # The earlier reply may stand although nobody said so: never twice in public.
            await self._bring_in_person(finished)
            return
        self._replied.add(job.id)
        try:
            card = self._separate_card(finished, may_enter=finished.may_enter)
            reply = await self._messages.reply(job, card, finished.uploads)
        except (CardGone, OutOfReach):
            await self._bring_in_person(finished)
            return
        except discord.HTTPException as error:
            if error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                self._replied.discard(job.id)
            raise
        self._replied.discard(job.id)
        await self._move(job, reply)

    async def _move(self, job: Job, reply: discord.Message) -> None:
        """Make a reply the job's card, and say so where the card was."""
        assert job.card is not None, "what was replied to is there"
        # With the token, without which a private reply cannot be looked at.
        await self._studio.place_card(job.id, replace(job.card, message_id=reply.id))
        # The pictures stand: that the card could not be told of it is no reason to bring them again.
        with suppress(CardGone, OutOfReach, discord.HTTPException):
            await self._messages.edit(job, self._drawing.moved(job, reply.jump_url))

    async def _bring_in_person(self, finished: _Finished) -> None:
        job = finished.job
        try:
            channel = await self._bot.create_dm(discord.Object(job.artist_id))
            await channel.send(
                view=self._separate_card(finished),
                files=finished.uploads(),
                allowed_mentions=discord.AllowedMentions.none(),
            )
        except (discord.Forbidden, discord.NotFound) as error:
            raise NotReached from error
        log.info("job=%s brought by direct message", job.id)

    async def _answered(self, interaction: discord.Interaction[Any], finished: _Finished) -> bool:
        try:
            await interaction.followup.send(
                view=self._separate_card(finished),
                files=finished.uploads(),
                ephemeral=True,
                allowed_mentions=discord.AllowedMentions.none(),
            )
        except (discord.Forbidden, discord.NotFound) as error:
            log.info("job=%s could not be brought as an answer: %s", finished.job.id, error)
            return False
        log.info("job=%s brought as a private answer", finished.job.id)
        return True

    def _separate_card(self, finished: _Finished, *, may_enter: bool = False) -> ui.LayoutView:
        """Draw the card for another message, where the picture it started from is not."""
        job = replace(finished.job, picture_url=None)
        return self._drawing.card(job, pictures=finished.names, smaller=finished.smaller, may_enter=may_enter)

    def _limit_bytes(self, job: Job, pictures: int) -> int:
        """Return how large each file may be where the job's card is."""
        guild = self._bot.get_guild(job.place.server_id) if job.place.server_id is not None else None
        per_file = max(_FILE_LIMIT_BYTES, guild.filesize_limit if guild is not None else 0)
        return min(per_file, _REQUEST_LIMIT_BYTES // pictures)


async def _fitted(job: Job, pictures: Sequence[tuple[Picture, bytes]], limit_bytes: int) -> _Finished:
    fitted = await asyncio.to_thread(_fit_all, pictures, limit_bytes)
    files = tuple(
        (f"{file_prefix(job.id)}{number}{picture.media_type.suffix}", picture.body)
        for number, picture in enumerate(fitted, start=1)
    )
    return _Finished(job, files, smaller=any(picture.shrunk for picture in fitted))


def _fit_all(pictures: Sequence[tuple[Picture, bytes]], limit_bytes: int) -> list[Fitted]:
    return [fit(body, MediaType(picture.media_type), limit_bytes=limit_bytes) for picture, body in pictures]
