"""**Report picture**: its menu and its form, what moderators are shown, and what becomes of what they decide.

How it looks is ``cogs.ui.moderation.reports``'.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import AppCommandContext, AppInstallationType, locale_str

from cogs import routes
from cogs.access import ENGLISH, may_see
from cogs.community.posting import Posting, mark
from cogs.first_answer import answer_in_private, first_answer
from cogs.moderation.moderators import job_shown, require_moderator_of, require_striker
from cogs.public_words import PublicWords
from cogs.servers import is_public, server_of
from cogs.ui.cards import notice
from cogs.ui.forms import Filled
from cogs.ui.moderation.reports import reason_of, report_form, report_post
from cogs.ui.verbs import Verb
from cogs.words import DEFAULT_LANGUAGE, Languages, Words
from studio.clock import Clock
from studio.community.occasions import Occasion
from studio.editing import Editing
from studio.errors import JobGone
from studio.jobs import HELD_BACK, Job
from studio.moderation.decisions import Case, Decision
from studio.moderation.errors import HeldBack, NoModerators, NotOurPicture
from studio.moderation.reports import Reports
from studio.studio import Studio

log = logging.getLogger(__name__)

_AGAIN_IN = timedelta(minutes=10)
"""When a post is tried again that could not be made."""

_TOLD_WITHIN = timedelta(days=7)
"""How long that is tried."""


class ReportFace:
    """Takes reports and shows them."""

    def __init__(
        self,
        bot: discord.Client,
        studio: Studio,
        editing: Editing,
        reports: Reports,
        posting: Posting,
        languages: Languages,
        public: PublicWords,
        clock: Clock,
    ) -> None:
        self._bot = bot
        self._studio = studio
        self._editing = editing
        self._reports = reports
        self._posting = posting
        self._languages = languages
        self._public = public
        self._clock = clock
        english = languages.words(DEFAULT_LANGUAGE)
        self.menu = app_commands.ContextMenu(
            name=locale_str(english("report-picture-name"), key="report-picture-name"),
            callback=self.report_picture,
            allowed_contexts=AppCommandContext(guild=True, dm_channel=False, private_channel=False),
            allowed_installs=AppInstallationType(guild=True, user=False),
        )

    @property
    def presses(self) -> routes.Presses:
        """What the buttons of a report do."""
        return {
            Verb.REMOVE: partial(self._decide, decision=Decision.REMOVED),
            Verb.STRIKE: partial(self._decide, decision=Decision.STRUCK),
            Verb.DISMISS: partial(self._decide, decision=Decision.DISMISSED),
        }

    @property
    def forms(self) -> routes.Forms:
        """What the form does."""
        return {Verb.REPORT: self._report}

    async def report_picture(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Ask why somebody reports the picture of a message."""
        server_id = _server_of(interaction)
        job = await job_shown(self._bot, self._editing, message)
        if job is None or job.place.server_id != server_id or not may_see(interaction, job):
            raise NotOurPicture
        rooms = await self._reports.rooms(server_id)
        if not rooms:
            raise NoModerators
        server = server_of(interaction)
        # Where the first is gone it is told in the next.
        seen = any(is_public(server, room) for room in rooms)
        form = report_form(job.id, self._words(interaction), is_public=seen)
        await first_answer(partial(interaction.response.send_modal, form))

    async def show(self, occasion: Occasion) -> Sequence[Occasion]:
        """Tell moderators of reports about a job; once they have decided, do it and say so there.

        Of reports by people who are forgotten nothing is left with them.
        """
        case = await self._reports.case(occasion.subject)
        if case is None:
            await self._posting.take_back_all(_keys(occasion.subject))
            # Where that was not allowed it never will be known again what they are about.
            await self._posting.forget_all(_keys(occasion.subject))
            return ()
        if case.decision is not Decision.OPEN:
            await self._carry_out(case)
            return ()
        view = report_post(case, await self._words_of(occasion.server_id))
        rooms = await self._reports.rooms(occasion.server_id)
        for room in rooms:
            # Looked for: it may be gone with its channel, and then nobody reads what is said there.
            if await self._posting.post_once(_key(case, room), room, view, lasting=True) is None:
                continue
            if len(case.reports) > 1 or occasion.due_at > case.reports[-1].at:
                # It may have stood there before, and told something else.
                await self._change(case)
            return ()
        log.warning("job=%s moderators cannot be told of a report", case.job.id)
        now = self._clock.now()
        is_late = now >= case.reports[-1].at + _TOLD_WITHIN
        return () if is_late else (replace(occasion, due_at=now + _AGAIN_IN),)

    async def _carry_out(self, case: Case) -> None:
        """Let go what is to go, and let the post say what was decided."""
        stands = case.decision.removes and not await self._is_removed(case.job, by_id=case.decided_by)
        await self._change(case, stands=stands)

    async def _change(self, case: Case, *, stands: bool = False) -> None:
        """Draw the post of a case anew, in whatever channel it stands: moderators may have moved."""
        words = await self._words_of(case.reports[0].server_id)
        prefix = f"{_keys(case.job.id)}{case.id}-"
        await self._posting.change_all(prefix, partial(report_post, case, words, stands=stands))

    async def _report(self, interaction: discord.Interaction[Any], job_id: str, form: Filled) -> None:
        job = await self._studio.job(job_id)
        if job is None or not may_see(interaction, job):
            raise JobGone
        if job.state in HELD_BACK:
            raise HeldBack
        reason = reason_of(form)
        await self._reports.report(job_id, _server_of(interaction), reporter_id=interaction.user.id, reason=reason)
        await answer_in_private(interaction, notice(self._words(interaction), "report-thanks"))

    async def _decide(self, interaction: discord.Interaction[Any], job_id: str, *, decision: Decision) -> None:
        found = await self._reports.case(job_id)
        if found is None:
            raise JobGone
        server_id = require_moderator_of(interaction, found.job)
        if decision is Decision.STRUCK:
            require_striker(interaction)
        case, is_first = await self._reports.decide(job_id, decision, server_id, by_id=interaction.user.id)
        view = report_post(case, await self._words_of(server_id))
        view.children[0].id = mark(_key(case, interaction.channel_id or 0))
        none = discord.AllowedMentions.none()
        await first_answer(partial(interaction.response.edit_message, view=view, allowed_mentions=none))
        if not is_first:
            await interaction.followup.send(
                view=notice(self._words(interaction), "report-decided-already"),
                ephemeral=True,
                allowed_mentions=none,
            )

    async def _is_removed(self, job: Job, *, by_id: int | None) -> bool:
        """Delete a card as its button does; ``False`` where Discord does not let the bot."""
        await self._studio.delete(job.id, by_id=by_id)
        if job.card is None:
            return True
        channel = self._bot.get_partial_messageable(job.card.channel_id)
        try:
            await channel.get_partial_message(job.card.message_id).delete()
        except discord.NotFound:
            # Somebody was faster; or nobody but its artist ever saw it.
            log.info("job=%s its card is gone already", job.id)
        except discord.Forbidden as error:
            log.warning("job=%s its card cannot be deleted: %s", job.id, error)
            return job.private
        return True

    def _words(self, interaction: discord.Interaction[Any]) -> Words:
        return self._languages.words(interaction.locale.value)

    async def _words_of(self, server_id: int) -> Words:
        return await self._public.on_server(self._bot, server_id, ENGLISH)


def _server_of(interaction: discord.Interaction[Any]) -> int:
    if interaction.guild_id is None:
        raise NoModerators
    return interaction.guild_id


def _key(case: Case, channel_id: int) -> str:
    # In another channel it is another post: moderators may have moved.
    return f"{_keys(case.job.id)}{case.id}-{channel_id}"


def _keys(job_id: str) -> str:
    """Return what the keys of all posts about a job begin with; ``studio.store.reports`` knows them too."""
    return f"report-{job_id}-"
