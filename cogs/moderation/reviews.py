"""Review mode on Discord: pictures in the moderators' channel, and what their buttons and forms do.

How it looks is ``cogs.ui.moderation.reviews``'. That nobody else is shown them is the studio's care.
"""

import asyncio
import io
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import discord

from cogs import routes
from cogs.access import ENGLISH
from cogs.community.posting import Posting, mark
from cogs.first_answer import first_answer
from cogs.moderation.moderators import require_moderator_of, require_striker
from cogs.public_words import PublicWords
from cogs.ui.cards import notice
from cogs.ui.forms import Filled
from cogs.ui.moderation.reports import reason_of
from cogs.ui.moderation.reviews import reject_form, review_post
from cogs.ui.text import alt_text
from cogs.ui.verbs import Verb
from cogs.words import Languages, Words
from flux.pictures import MediaType
from studio.clock import Clock
from studio.community.occasions import Occasion
from studio.errors import JobGone
from studio.jobs import Job, JobState, Picture, Verdict
from studio.moderation.reviews import Reviews
from studio.pictures_out import fit

log = logging.getLogger(__name__)

_REQUEST_BYTES = 7 * 1024 * 1024
"""What is sent at most: a look is enough to decide, and every server takes this."""

_AGAIN_IN = timedelta(minutes=10)
"""When a post is tried again that could not be made."""

_LOOKED_FOR = timedelta(hours=1)
"""How often it is seen whether a post still stands: without it nobody could decide."""


class ReviewFace:
    """Shows moderators what waits for them, and hears what they say."""

    def __init__(
        self,
        bot: discord.Client,
        reviews: Reviews,
        posting: Posting,
        languages: Languages,
        public: PublicWords,
        clock: Clock,
    ) -> None:
        self._bot = bot
        self._reviews = reviews
        self._posting = posting
        self._languages = languages
        self._public = public
        self._clock = clock

    @property
    def presses(self) -> routes.Presses:
        """What the buttons do."""
        return {
            Verb.ADMIT: partial(self._judge, verdict=Verdict.APPROVED),
            Verb.VEIL: partial(self._judge, verdict=Verdict.SPOILER),
            Verb.REFUSE: partial(self._ask, verb=Verb.REFUSE),
            Verb.PUNISH: partial(self._ask, verb=Verb.PUNISH),
        }

    @property
    def forms(self) -> routes.Forms:
        """What the forms do."""
        return {
            Verb.REFUSE: partial(self._reject, verdict=Verdict.REJECTED),
            Verb.PUNISH: partial(self._reject, verdict=Verdict.STRUCK),
        }

    async def show(self, occasion: Occasion) -> Sequence[Occasion]:
        """Show moderators a job that waits for them, give it up when it is too late, and show what was decided.

        Of a job that is forgotten nothing is left with them, in whatever channel they were shown it.
        """
        job = await self._reviews.job(occasion.subject)
        if job is None:
            await self._posting.take_back_all(_keys(occasion.subject))
            # Where that was not allowed it never will be known again what they are about.
            await self._posting.forget_all(_keys(occasion.subject))
            return ()
        if job.state is JobState.REVIEWING:
            until = self._reviews.waits_until(job)
            pictures = await self._pictures(job) if self._clock.now() < until else None
            if pictures is not None:
                return await self._show_waiting(occasion, job, pictures, until)
            job = await self._reviews.run_out(job.id)
        await self._posting.change_all(_keys(job.id), partial(self._view, job, await self._words_of(job)))
        return ()

    async def _pictures(self, job: Job) -> Sequence[tuple[Picture, bytes]] | None:
        """Return the pictures of a job that waits, ``None`` where they are not kept any more."""
        try:
            return await self._reviews.pictures(job)
        except FileNotFoundError:
            return None

    async def _show_waiting(
        self, occasion: Occasion, job: Job, pictures: Sequence[tuple[Picture, bytes]], until: datetime
    ) -> Sequence[Occasion]:
        channel_id = await self._reviews.room(occasion.server_id)
        posted = None if channel_id is None else await self._post(channel_id, job, pictures)
        if channel_id is None or posted is None:
            log.warning("job=%s moderators cannot be shown its pictures", job.id)
            await self._reviews.note_unseen(job)
            return (replace(occasion, due_at=min(self._clock.now() + _AGAIN_IN, until)),)
        now_is = await self._reviews.job(job.id)
        if now_is is None:
            await self._posting.remove(channel_id, posted)
        elif now_is.state is not JobState.REVIEWING:
            # Whoever decided, or gave it up, may have looked for posts before this one stood.
            return await self.show(occasion)
        # Moderators have moved: nothing that waits stays behind.
        await self._posting.take_back_all(_keys(job.id), but=_key(job.id, channel_id))
        return (replace(occasion, due_at=min(self._clock.now() + _LOOKED_FOR, until)),)

    async def _post(self, channel_id: int, job: Job, pictures: Sequence[tuple[Picture, bytes]]) -> int | None:
        files = await asyncio.to_thread(_fitted, job.id, pictures)
        alt = alt_text(job.options.prompt)
        words = await self._words_of(job)
        return await self._posting.post_once(
            _key(job.id, channel_id),
            channel_id,
            self._view(job, words, [name for name, _ in files]),
            lambda: [discord.File(io.BytesIO(body), name, description=alt) for name, body in files],
            lasting=True,
        )

    async def _judge(self, interaction: discord.Interaction[Any], job_id: str, *, verdict: Verdict) -> None:
        await self._decide(interaction, job_id, verdict)

    async def _ask(self, interaction: discord.Interaction[Any], job_id: str, *, verb: Verb) -> None:
        """Ask for the reason, unless somebody has decided already."""
        job = await self._reviews.job(job_id)
        if job is None:
            raise JobGone
        require_moderator_of(interaction, job)
        if verb is Verb.PUNISH:
            require_striker(interaction)
        if job.state is not JobState.REVIEWING:
            await self._answer(interaction, job, is_first=False)
            return
        form = reject_form(verb, job_id, self._words(interaction))
        await first_answer(partial(interaction.response.send_modal, form))

    async def _reject(
        self, interaction: discord.Interaction[Any], job_id: str, form: Filled, *, verdict: Verdict
    ) -> None:
        await self._decide(interaction, job_id, verdict, reason_of(form))

    async def _decide(
        self, interaction: discord.Interaction[Any], job_id: str, verdict: Verdict, reason: str = ""
    ) -> None:
        waiting = await self._reviews.job(job_id)
        if waiting is None:
            raise JobGone
        server_id = require_moderator_of(interaction, waiting)
        if verdict is Verdict.STRUCK:
            require_striker(interaction)
        job, is_first = await self._reviews.judge(
            job_id, verdict, server_id, by_id=interaction.user.id, reason=reason
        )
        await self._answer(interaction, job, is_first=is_first)

    async def _answer(self, interaction: discord.Interaction[Any], job: Job, *, is_first: bool) -> None:
        """Let the post say what was decided, without the pictures."""
        view = self._view(job, await self._words_of(job))
        view.children[0].id = mark(_key(job.id, interaction.channel_id or 0))
        none = discord.AllowedMentions.none()
        await first_answer(
            partial(interaction.response.edit_message, view=view, attachments=[], allowed_mentions=none)
        )
        if not is_first:
            late = notice(self._words(interaction), "review-decided-already")
            await interaction.followup.send(view=late, ephemeral=True, allowed_mentions=none)

    def _view(self, job: Job, words: Words, names: Sequence[str] = ()) -> discord.ui.LayoutView:
        return review_post(job, words, until=self._reviews.waits_until(job), pictures=names)

    async def _words_of(self, job: Job) -> Words:
        """Return the words of a job's post, which all moderators see."""
        assert job.place.server_id is not None, "only servers have moderators"
        return await self._public.on_server(self._bot, job.place.server_id, ENGLISH)

    def _words(self, interaction: discord.Interaction[Any]) -> Words:
        return self._languages.words(interaction.locale.value)


def _fitted(job_id: str, pictures: Sequence[tuple[Picture, bytes]]) -> list[tuple[str, bytes]]:
    """Return the files of a post, by names that are none of finished pictures': nothing is made of these."""
    limit_bytes = _REQUEST_BYTES // len(pictures)
    fitted = [fit(body, MediaType(picture.media_type), limit_bytes=limit_bytes) for picture, body in pictures]
    return [
        (f"review-{job_id}-{number}{each.media_type.suffix}", each.body)
        for number, each in enumerate(fitted, start=1)
    ]


def _key(job_id: str, channel_id: int) -> str:
    # In another channel it is another post: moderators may have moved.
    return f"{_keys(job_id)}{channel_id}"


def _keys(job_id: str) -> str:
    """Return what the keys of all posts of a job begin with; ``studio.store.reviews`` knows them too."""
    return f"review-{job_id}-"
