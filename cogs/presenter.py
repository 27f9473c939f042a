"""Shows jobs to people: keeps each card current while its job runs and brings the pictures at the end.

It is the studio's ``Face``. How a card looks is ``cogs.ui.cards``'; how its message is reached is
``cogs.card_message``'s; how often it is edited is ``cogs.ui.edits``'; the way that pictures take is
``cogs.bringing``'s.
"""

import json
import logging
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from random import Random
from typing import Any

import discord
from discord import ui

from cogs.bringing import Bringing, MayEnter
from cogs.card_message import CardGone, CardMessages, OutOfReach
from cogs.drawing import Drawing
from cogs.threads import Threads
from cogs.ui.edits import Edit, Edits, MustWait, NothingToEdit
from cogs.words import Languages
from studio.clock import Clock
from studio.errors import JobGone
from studio.face import Undeliverable
from studio.ids import new_reference
from studio.jobs import Job, JobState, Picture
from studio.studio import Studio

log = logging.getLogger(__name__)

_NOT_STARTED = frozenset({JobState.QUEUED, JobState.ACCEPTED})
_STAGES = {JobState.DELIVERING: JobState.WORKING.value}
"""That pictures are on their way is worth an edit only where they are long in coming."""


class Presenter:
    """Implements ``studio.face.Face`` for Discord."""

    def __init__(
        self,
        bot: discord.Client,
        studio: Studio,
        threads: Threads,
        languages: Languages,
        may_enter: MayEnter,
        *,
        clock: Clock,
        random: Random,
        interval_s: float,
    ) -> None:
        self._studio = studio
        self._threads = threads
        self._random = random
        self._messages = CardMessages(bot, clock)
        self._drawing = Drawing(languages, clock)
        self._bringing = Bringing(bot, studio, self._messages, self._drawing, may_enter)
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
        standing = await self._studio.standing(job.id) if job.state is JobState.QUEUED else None
        progress = None if job.state.ended or job.state in _NOT_STARTED else self._studio.progress(job)
        return self._drawing.card(job, progress=progress, standing=standing)

    async def deliver(self, job: Job, pictures: Sequence[tuple[Picture, bytes]]) -> None:
        """Bring the pictures to the artist by the first way that is open.

        Raises:
            Undeliverable: somebody deleted the card with its button.
            NotReached: no way is open; they are kept until the artist does something (``bring_kept``).
        """
        current = await self._studio.job(job.id) or job
        if current.deleted:
            raise Undeliverable
        road = self._messages.road(current.card) if current.card is not None else None
        await self._edits.finish(job.id, partial(self._bringing.bring, current, pictures), road=road)
        await self._threads.finish(current)

    async def has_delivered(self, job: Job) -> bool:
        """Look whether a job's pictures can be seen already, wherever they may have been brought.

        Raises:
            discord.HTTPException, OSError: Discord does not tell at present.
        """
        return await self._bringing.has_brought(job)

    async def bring_kept(self, interaction: discord.Interaction[Any]) -> None:
        """Give a person what could not be brought to them, as a private answer to what they have just done."""
        await self._bringing.bring_kept(interaction)

    async def _draw(self, job_id: str) -> Edit | None:
        job = await self._studio.job(job_id)
        if job is None or job.card is None or job.deleted or _is_shown_by_delivery(job):
            return None
        if not job.state.ended and not await self._studio.carries(job_id):
            # Two who edit one card could go over each other's: whoever carries the job shows it.
            return None
        view = await self.view(job)
        components = [child.to_component_dict() for child in view.children]
        return Edit(
            json.dumps(components, sort_keys=True),
            _STAGES.get(job.state, job.state.value),
            partial(self._show, job, view),
            last=job.state.ended,
            road=self._messages.road(job.card),
        )

    async def _show(self, job: Job, view: ui.LayoutView) -> None:
        try:
            await self._messages.edit(job, view)
        except (CardGone, OutOfReach) as error:
            log.info("job=%s card is not edited any more: %s", job.id, type(error).__name__)
            if job.state.ended:
                await self._note_end(job.id)
            raise NothingToEdit from error
        except discord.HTTPException as error:
            if error.status != HTTPStatus.TOO_MANY_REQUESTS:
                raise
            log.warning("job=%s Discord takes no edits for now", job.id)
            raise MustWait from error
        if job.state.ended:
            await self._note_end(job.id)

    async def _note_end(self, job_id: str) -> None:
        """Note that there is nothing more to tell a card, and forget its token."""
        job = await self._studio.job(job_id)
        if job is not None and job.card is not None and not job.card.shows_end:
            # It may be forgotten at this very moment.
            with suppress(JobGone):
                await self._studio.place_card(job_id, job.card.told())

    def _edit_failed(self, job_id: str, error: Exception) -> None:
        reference = new_reference(self._random)
        log.error("job=%s reference=%s the card could not be edited", job_id, reference, exc_info=error)


def _is_shown_by_delivery(job: Job) -> bool:
    """Say whether an edit of the card could take pictures away: they may be there once delivery has begun."""
    return job.delivery_begun_at is not None or job.state is JobState.DONE
