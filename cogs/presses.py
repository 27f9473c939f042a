"""What the buttons of a card do: Cancel, Again, Retry, Details, Delete.

A press carries a verb and a job's id; everything else is read anew. The buttons are ``cogs.ui.buttons``'.
"""

from functools import partial
from typing import Any

import discord

from cogs.access import card_locale, may_manage, place_of
from cogs.card_message import before_url
from cogs.opening import Opening, ReadPicture
from cogs.presenter import Presenter
from cogs.ui.cards import details, details_files, notice
from cogs.ui.errors import OldCard
from cogs.ui.verbs import VERSION, CustomId, Verb
from cogs.words import Languages
from studio.errors import JobGone, NotYours
from studio.jobs import Job
from studio.studio import Studio


class Presses:
    """Acts on presses."""

    def __init__(self, studio: Studio, presenter: Presenter, opening: Opening, languages: Languages) -> None:
        self._studio = studio
        self._presenter = presenter
        self._opening = opening
        self._languages = languages

    async def act(self, interaction: discord.Interaction[Any], pressed: CustomId) -> None:
        """Do what a press asks for.

        Raises:
            UserError: it cannot be done, or not by this person.
        """
        if pressed.version != VERSION or pressed.verb not in set(Verb):
            raise OldCard
        job = await self._studio.job(pressed.id)
        if job is None or job.deleted:
            raise JobGone
        match Verb(pressed.verb):
            case Verb.CANCEL:
                await self._cancel(interaction, job)
            case Verb.AGAIN:
                await self._again(interaction, job, same_seed=False)
            case Verb.RETRY:
                await self._retry(interaction, job)
            case Verb.DETAILS:
                await self._details(interaction, job)
            case Verb.DELETE:
                await self._delete(interaction, job)

    async def _cancel(self, interaction: discord.Interaction[Any], job: Job) -> None:
        _require_manager(interaction, job)
        if job.state.ended:
            await self._answer(interaction, "answer-nothing-to-cancel")
            return
        await interaction.response.defer()
        await self._studio.cancel(job.id)
        self._presenter.changed(job.id)

    async def _retry(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Make the same request once more, with its seed: it is the artist's own request that did not come."""
        if interaction.user.id != job.artist_id:
            raise NotYours
        await self._again(interaction, job, same_seed=True)

    async def _again(self, interaction: discord.Interaction[Any], job: Job, *, same_seed: bool) -> None:
        request = await self._studio.again(
            job.id,
            artist_id=interaction.user.id,
            place=place_of(interaction),
            locale=card_locale(interaction, private=job.private),
            private=job.private,
            same_seed=same_seed,
        )
        read = _picture_of(interaction) if request.has_picture else None
        await self._opening.open(interaction, request, read=read)

    async def _details(self, interaction: discord.Interaction[Any], job: Job) -> None:
        words = self._languages.words(interaction.locale.value)
        await interaction.response.send_message(
            view=details(job, words),
            files=details_files(job),
            ephemeral=True,
            allowed_mentions=discord.AllowedMentions.none(),
        )

    async def _delete(self, interaction: discord.Interaction[Any], job: Job) -> None:
        _require_manager(interaction, job)
        await interaction.response.defer()
        await self._studio.delete(job.id)
        await interaction.delete_original_response()

    async def _answer(self, interaction: discord.Interaction[Any], key: str) -> None:
        words = self._languages.words(interaction.locale.value)
        await interaction.response.send_message(view=notice(words, key), ephemeral=True)


def _require_manager(interaction: discord.Interaction[Any], job: Job) -> None:
    if not may_manage(interaction, job.artist_id):
        raise NotYours


def _picture_of(interaction: discord.Interaction[Any]) -> ReadPicture:
    """Return how to read the picture that a card's job started from: from the card itself."""
    url = before_url(interaction.message) if interaction.message is not None else None
    if url is None:
        raise JobGone
    return partial(interaction.client.http.get_from_cdn, url)
