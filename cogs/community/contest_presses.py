"""What the buttons and the form of contests do: Submit, the gallery with its pages, votes, withdrawal.

A press carries a verb and an id; everything else is read anew. How it looks is ``cogs.ui.community.contests``'.
"""

import io
from collections.abc import Sequence
from functools import partial
from typing import Any

import discord

from cogs import routes
from cogs.access import permissions_in
from cogs.first_answer import first_answer
from cogs.ui.cards import notice
from cogs.ui.community.contests import ENTRY_FILE, enter_form, entry_page, wanted
from cogs.ui.forms import Filled
from cogs.ui.verbs import Verb
from cogs.words import Languages, Words
from studio.community.contest import Contest
from studio.community.contest_errors import NoContest, NoEntriesTaken, NotAHost
from studio.community.contests import Contests, Page
from studio.jobs import Job


class ContestPresses:
    """Acts on presses and forms."""

    def __init__(self, contests: Contests, languages: Languages) -> None:
        self._contests = contests
        self._languages = languages

    @property
    def presses(self) -> routes.Presses:
        """What its buttons do."""
        return {
            Verb.SUBMIT: self.offer,
            Verb.ENTRIES: self._open,
            Verb.BACKWARD: partial(self._turn, pages=-1),
            Verb.FORWARD: partial(self._turn, pages=1),
            Verb.VOTE: self._vote,
            Verb.UNVOTE: self._unvote,
            Verb.WITHDRAW: self._withdraw,
            Verb.ABANDON: self._abandon,
        }

    @property
    def forms(self) -> routes.Forms:
        """What its form does."""
        return {Verb.ENTER: self._chosen}

    async def offer(self, interaction: discord.Interaction[Any], job_id: str | None) -> None:
        """Enter a person's picture, their last one without an id; ask where there is a choice.

        Raises:
            UserError: it cannot be entered.
        """
        job = await self._picture_of(interaction, job_id)
        contests = await self._open_to(interaction)
        pictures = len(job.pictures)
        if len(contests) > 1 or pictures > 1:
            form = enter_form(job.id, contests, pictures, self._words(interaction))
            await first_answer(partial(interaction.response.send_modal, form))
            return
        await self._enter(interaction, contests[0].id, job, 1)

    async def _chosen(self, interaction: discord.Interaction[Any], job_id: str, form: Filled) -> None:
        job = await self._picture_of(interaction, job_id)
        contests = await self._open_to(interaction)
        contest_id, number = wanted(form, len(job.pictures))
        if contest_id is None:
            contest_id = contests[0].id
        if contest_id not in {contest.id for contest in contests}:
            raise NoEntriesTaken
        await self._enter(interaction, contest_id, job, number)

    async def _enter(self, interaction: discord.Interaction[Any], contest_id: str, job: Job, number: int) -> None:
        entry = await self._contests.enter(contest_id, job, number)
        page = await self._contests.page_at(entry.id, interaction.user.id)
        await self._send(interaction, page, is_new=True)

    async def _open(self, interaction: discord.Interaction[Any], contest_id: str) -> None:
        _require_seen(interaction, await self._contests.of_id(contest_id))
        await self._send(interaction, await self._contests.page(contest_id, interaction.user.id))

    async def _turn(self, interaction: discord.Interaction[Any], entry_id: str, *, pages: int) -> None:
        _require_seen(interaction, await self._contests.of_entry(entry_id))
        await self._edit(interaction, await self._contests.page_at(entry_id, interaction.user.id, pages))

    async def _vote(self, interaction: discord.Interaction[Any], entry_id: str) -> None:
        _require_seen(interaction, await self._contests.of_entry(entry_id))
        await self._edit(interaction, await self._contests.vote(entry_id, interaction.user.id))

    async def _unvote(self, interaction: discord.Interaction[Any], entry_id: str) -> None:
        _require_seen(interaction, await self._contests.of_entry(entry_id))
        await self._edit(interaction, await self._contests.take_back(entry_id, interaction.user.id))

    async def _withdraw(self, interaction: discord.Interaction[Any], entry_id: str) -> None:
        await self._edit(interaction, await self._contests.withdraw(entry_id, interaction.user.id))

    async def _abandon(self, interaction: discord.Interaction[Any], contest_id: str) -> None:
        contest = await self._contests.of_id(contest_id)
        _require_seen(interaction, contest)
        if not permissions_in(interaction, contest.channel_id).manage_channels:
            raise NotAHost
        await self._contests.cancel(contest_id, by_id=interaction.user.id)
        view = notice(self._words(interaction), "contest-cancel-done")
        await first_answer(partial(interaction.response.edit_message, view=view))

    async def _picture_of(self, interaction: discord.Interaction[Any], job_id: str | None) -> Job:
        if interaction.guild_id is None:
            raise NoEntriesTaken
        return await self._contests.picture_of(interaction.user.id, interaction.guild_id, job_id)

    async def _open_to(self, interaction: discord.Interaction[Any]) -> Sequence[Contest]:
        """Return the contests that take entries now in channels that the person can see."""
        open_now = await self._contests.open_for_entries(interaction.guild_id or 0)
        seen = [contest for contest in open_now if permissions_in(interaction, contest.channel_id).view_channel]
        if not seen:
            raise NoEntriesTaken
        return seen

    async def _send(self, interaction: discord.Interaction[Any], page: Page, *, is_new: bool = False) -> None:
        # Files are made anew for each try: sending one uses it up.
        await first_answer(
            lambda: interaction.response.send_message(
                view=entry_page(page, self._words(interaction), is_new=is_new),
                files=_files(page),
                ephemeral=True,
                allowed_mentions=discord.AllowedMentions.none(),
            )
        )

    async def _edit(self, interaction: discord.Interaction[Any], page: Page) -> None:
        await first_answer(
            lambda: interaction.response.edit_message(
                view=entry_page(page, self._words(interaction)),
                attachments=_files(page),
                allowed_mentions=discord.AllowedMentions.none(),
            )
        )

    def _words(self, interaction: discord.Interaction[Any]) -> Words:
        return self._languages.words(interaction.locale.value)


def _files(page: Page) -> list[discord.File]:
    return [] if page.picture is None else [discord.File(io.BytesIO(page.picture), ENTRY_FILE)]


def _require_seen(interaction: discord.Interaction[Any], contest: Contest) -> None:
    """Let only those go on who still see the contest's channel: an old private answer may outlive that.

    Raises:
        NoContest: they do not, or it is another server's.
    """
    if not permissions_in(interaction, contest.channel_id).view_channel:
        raise NoContest
