"""Shows jobs to people: keeps each card current while its job runs and brings the pictures at the end.

It is the studio's ``Face``. How a card looks is ``cogs.ui.cards``'; how its message is reached is
``cogs.card_message``'s; how often it is edited is ``cogs.ui.edits``'.
"""

import asyncio
import io
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from random import Random

import discord
from discord import ui

from cogs.card_message import BEFORE_FILE, CardGone, CardMessages, OutOfReach
from cogs.ui.cards import job_card
from cogs.ui.edits import Edit, Edits, NothingToEdit
from cogs.ui.text import alt_text
from cogs.words import Languages
from flux.pictures import MediaType
from studio.clock import Clock
from studio.face import Undeliverable
from studio.ids import new_reference
from studio.jobs import Job, JobState, Picture
from studio.pictures_out import Fitted, fit
from studio.progress import JobProgress
from studio.studio import Studio

log = logging.getLogger(__name__)

_MEBIBYTE = 1024 * 1024
_FILE_LIMIT_BYTES = 10 * _MEBIBYTE
_REQUEST_LIMIT_BYTES = 25 * _MEBIBYTE - 64 * 1024
"""Discord takes 25 MiB in one request; the rest of the request needs some of it."""

_NOT_STARTED = frozenset({JobState.QUEUED, JobState.ACCEPTED})


@dataclass(frozen=True, slots=True)
class _Upload:
    """A finished picture as it goes to Discord."""

    name: str
    body: bytes
    alt: str

    def file(self) -> discord.File:
        return discord.File(io.BytesIO(self.body), self.name, description=self.alt)


class Presenter:
    """Implements ``studio.face.Face`` for Discord."""

    def __init__(
        self,
        bot: discord.Client,
        studio: Studio,
        languages: Languages,
        *,
        clock: Clock,
        random: Random,
        interval_s: float,
    ) -> None:
        self._bot = bot
        self._studio = studio
        self._languages = languages
        self._clock = clock
        self._random = random
        self._messages = CardMessages(bot, clock)
        self._edits = Edits(
            self._draw, interval_s=interval_s, monotonic_s=clock.monotonic_s, failed=self._edit_failed
        )

    async def run(self) -> None:
        """Edit cards until cancelled."""
        await self._edits.run()

    def changed(self, job_id: str) -> None:
        """Take note that a job has something new to show."""
        self._edits.mark(job_id)

    async def view(self, job: Job) -> ui.LayoutView:
        """Draw the card of a job without its pictures."""
        place = await self._studio.queue_place(job.id) if job.state in _NOT_STARTED else None
        progress = None if job.state.ended or job.state in _NOT_STARTED else self._studio.progress(job)
        return self._card(job, progress=progress, place=place)

    async def deliver(self, job: Job, pictures: Sequence[tuple[Picture, bytes]]) -> None:
        """Put the pictures into the card; where it is gone, send them to the artist.

        Raises:
            Undeliverable: the artist deleted the card, or cannot be written to.
        """
        current = await self._studio.job(job.id) or job
        if current.deleted:
            raise Undeliverable
        fitted = await asyncio.to_thread(_fit_all, pictures, self._limit_bytes(current, len(pictures)))
        await self._edits.send(job.id, partial(self._bring, current, fitted))

    async def has_delivered(self, job: Job) -> bool:
        """Look whether a job's pictures are in its card, or were sent to the artist in its place.

        Raises:
            discord.HTTPException, OSError: Discord does not tell at present.
        """
        prefix = _file_prefix(job)
        try:
            is_shown = await self._messages.shows(job, prefix)
        except (CardGone, OutOfReach):
            is_shown = False
        return is_shown or await self._messages.sent_in_person(job, prefix)

    async def _bring(self, job: Job, fitted: Sequence[Fitted]) -> None:
        uploads = _uploads(job, fitted)
        smaller = any(picture.shrunk for picture in fitted)
        view = self._card(job, pictures=uploads, smaller=smaller)
        try:
            await self._messages.edit(job, view, lambda: [upload.file() for upload in uploads])
        except (CardGone, OutOfReach):
            await self._bring_in_person(job, uploads, smaller=smaller)

    async def _bring_in_person(self, job: Job, uploads: Sequence[_Upload], *, smaller: bool) -> None:
        # The picture it started from is not in this message.
        view = self._card(replace(job, picture_url=None), pictures=uploads, smaller=smaller)
        try:
            channel = await self._bot.create_dm(discord.Object(job.artist_id))
            await channel.send(
                view=view,
                files=[upload.file() for upload in uploads],
                allowed_mentions=discord.AllowedMentions.none(),
            )
        except (discord.Forbidden, discord.NotFound) as error:
            raise Undeliverable from error
        log.info("job=%s brought by direct message", job.id)

    async def _draw(self, job_id: str) -> Edit | None:
        job = await self._studio.job(job_id)
        if job is None or job.card is None or job.deleted or _is_shown_by_delivery(job):
            return None
        view = await self.view(job)
        components = [child.to_component_dict() for child in view.children]
        fingerprint = json.dumps(components, sort_keys=True)
        return Edit(fingerprint, job.state.value, partial(self._show, job, view), last=job.state.ended)

    async def _show(self, job: Job, view: ui.LayoutView) -> None:
        try:
            await self._messages.edit(job, view)
        except (CardGone, OutOfReach) as error:
            log.info("job=%s card is not edited any more: %s", job.id, type(error).__name__)
            raise NothingToEdit from error
        if job.state.ended:
            await self._forget_token(job)

    def _card(
        self,
        job: Job,
        *,
        progress: JobProgress | None = None,
        place: int | None = None,
        pictures: Sequence[_Upload] = (),
        smaller: bool = False,
    ) -> ui.LayoutView:
        return job_card(
            job,
            self._languages.words(job.locale),
            now=self._clock.now(),
            progress=progress,
            place=place,
            pictures=[f"attachment://{upload.name}" for upload in pictures],
            before=f"attachment://{BEFORE_FILE}" if job.picture_url else None,
            smaller=smaller,
        )

    def _limit_bytes(self, job: Job, pictures: int) -> int:
        """Return how large each file may be where the job's card is."""
        guild = self._bot.get_guild(job.place.server_id) if job.place.server_id is not None else None
        per_file = max(_FILE_LIMIT_BYTES, guild.filesize_limit if guild is not None else 0)
        return min(per_file, _REQUEST_LIMIT_BYTES // pictures)

    async def _forget_token(self, job: Job) -> None:
        if job.card is not None and job.card.token is not None:
            await self._studio.place_card(job.id, replace(job.card, token=None, token_until=None))

    def _edit_failed(self, job_id: str, error: Exception) -> None:
        reference = new_reference(self._random)
        log.error("job=%s reference=%s the card could not be edited", job_id, reference, exc_info=error)


def _is_shown_by_delivery(job: Job) -> bool:
    """Say whether an edit of the card could take pictures away: they may be there once delivery has begun."""
    return job.delivery_begun_at is not None or job.state is JobState.DONE


def _fit_all(pictures: Sequence[tuple[Picture, bytes]], limit_bytes: int) -> list[Fitted]:
    return [fit(body, MediaType(picture.media_type).suffix, limit_bytes=limit_bytes) for picture, body in pictures]


def _uploads(job: Job, fitted: Sequence[Fitted]) -> list[_Upload]:
    alt = alt_text(job.options.prompt)
    return [
        _Upload(f"{_file_prefix(job)}{number}.{picture.suffix}", picture.body, alt)
        for number, picture in enumerate(fitted, start=1)
    ]


def _file_prefix(job: Job) -> str:
    """Return how the names of a job's pictures begin: by these they are known again."""
    return f"easel-{job.id}-"
