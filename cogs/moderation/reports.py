"""**Report picture**: its menu and its form, what moderators are shown, and what becomes of what they decide.

How it looks is ``cogs.ui.moderation.reports``'.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import AppCommandContext, AppInstallationType, locale_str

from cogs import routes
from cogs.access import ENGLISH, may_see, server_locale
from cogs.community.posting import Posting, mark
from cogs.first_answer import answer_in_private, first_answer
from cogs.moderation.moderators import job_shown, require_moderator_of
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
from studio.moderation.decisions import Decision
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
        clock: Clock,
    ) -> None:
        self._bot = bot
        self._studio = studio
        self._editing = editing
        self._reports = reports
        self._posting = posting
        self._languages = languages
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
        await self._reports.expect_moderators(server_id)
        form = report_form(job.id, self._words(interaction))
        await first_answer(partial(interaction.response.send_modal, form))

    async def show(self, occasion: Occasion) -> Sequence[Occasion]:
        """Tell moderators of a report; once they have decided, do it and say so where they were told."""
        found = await self._reports.report_of(occasion.subject)
        if found is None:
            return ()
        report, job = found
        view = report_post(report, job, self._words_of(occasion.server_id))
        room = await self._reports.room(report)
        if report.decision is Decision.OPEN:
            if room is not None and await self._posting.post_once(_key(report.id, room), room, view) is not None:
                return ()
            log.warning("report=%s moderators cannot be told", report.id)
            now = self._clock.now()
            return (replace(occasion, due_at=now + _AGAIN_IN),) if now < report.at + _TOLD_WITHIN else ()
        if report.decision.removes and report.decided_by is not None:
            await self._remove(job, by_id=report.decided_by)
        if room is not None:
            with suppress(discord.Forbidden):
                await self._posting.change(_key(report.id, room), room, view)
        return ()

    async def _report(self, interaction: discord.Interaction[Any], job_id: str, form: Filled) -> None:
        job = await self._studio.job(job_id)
        if job is None or not may_see(interaction, job):
            raise JobGone
        if job.state in HELD_BACK:
            raise HeldBack
        reason = reason_of(form)
        await self._reports.report(job_id, _server_of(interaction), reporter_id=interaction.user.id, reason=reason)
        await answer_in_private(interaction, notice(self._words(interaction), "report-thanks"))

    async def _decide(self, interaction: discord.Interaction[Any], report_id: str, *, decision: Decision) -> None:
        found = await self._reports.report_of(report_id)
        if found is None:
            raise JobGone
        server_id = require_moderator_of(interaction, found[1])
        report, job, is_first = await self._reports.decide(
            report_id, decision, server_id, by_id=interaction.user.id
        )
        view = report_post(report, job, self._words_of(server_id))
        view.children[0].id = mark(_key(report.id, interaction.channel_id or 0))
        none = discord.AllowedMentions.none()
        await first_answer(partial(interaction.response.edit_message, view=view, allowed_mentions=none))
        if not is_first:
            await interaction.followup.send(
                view=notice(self._words(interaction), "report-decided-already"),
                ephemeral=True,
                allowed_mentions=none,
            )

    async def _remove(self, job: Job, *, by_id: int) -> None:
        """Delete a card as its button does."""
        await self._studio.delete(job.id, by_id=by_id)
        if job.card is None:
            return
        channel = self._bot.get_partial_messageable(job.card.channel_id)
        try:
            await channel.get_partial_message(job.card.message_id).delete()
        except (discord.NotFound, discord.Forbidden) as error:
            # Somebody was faster; or nobody but its artist sees it, or the bot may not go there any more.
            log.info("job=%s its card is not deleted: %s", job.id, error)

    def _words(self, interaction: discord.Interaction[Any]) -> Words:
        return self._languages.words(interaction.locale.value)

    def _words_of(self, server_id: int) -> Words:
        return self._languages.words(server_locale(self._bot.get_guild(server_id)) or ENGLISH)


def _server_of(interaction: discord.Interaction[Any]) -> int:
    if interaction.guild_id is None:
        raise NoModerators
    return interaction.guild_id


def _key(report_id: str, channel_id: int) -> str:
    # In another channel it is another post: moderators may have moved.
    return f"report-{report_id}-{channel_id}"
