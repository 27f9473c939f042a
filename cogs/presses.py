"""What the buttons of a card do: Cancel, Again, Remix, Edit, Retry, Details, Delete.

A press carries a verb and a job's id; everything else is read anew. The buttons are ``cogs.ui.buttons``'; what
the forms do that Remix and Edit open is ``cogs.submissions``'. Buttons that are no card's have their own owners
(``cogs.routes``).
"""

from contextlib import suppress
from functools import partial
from typing import Any

import discord

from cogs import routes
from cogs.access import asker_of, card_locale, is_private, may_manage, may_see, place_of
from cogs.first_answer import answer_in_private, first_answer
from cogs.opening import Opening
from cogs.picking import Picking
from cogs.picture_files import file_urls, finished
from cogs.presenter import Presenter
from cogs.readers import Readers
from cogs.ui.cards import details, notice, prompt_files
from cogs.ui.errors import OldCard
from cogs.ui.forms import edit_form, remix_form
from cogs.ui.theme import HELD_BACK_BUTTONS
from cogs.ui.verbs import CARD_VERBS, PUBLIC_VERBS, VERSION, CustomId, Verb, custom_id
from cogs.words import Languages
from studio.community.presets import Presets
from studio.editing import Editing
from studio.errors import Faded, JobGone, NoPicture, NotYours
from studio.jobs import HELD_BACK, Job
from studio.moderation.errors import HeldBack
from studio.studio import Studio


class Presses:
    """Acts on presses; ``others`` are the verbs that are no card's."""

    def __init__(
        self,
        studio: Studio,
        presenter: Presenter,
        opening: Opening,
        editing: Editing,
        picking: Picking,
        readers: Readers,
        others: routes.Presses,
        languages: Languages,
        presets: Presets,
    ) -> None:
        self._studio = studio
        self._presenter = presenter
        self._opening = opening
        self._editing = editing
        self._picking = picking
        self._readers = readers
        self._others = others
        self._languages = languages
        self._presets = presets

    async def act(self, interaction: discord.Interaction[Any], pressed: CustomId) -> None:
        """Do what a press asks for.

        Raises:
            UserError: it cannot be done, or not by this person.
        """
        if pressed.version != VERSION or pressed.verb not in set(Verb):
            raise OldCard
        verb = Verb(pressed.verb)
        if verb not in PUBLIC_VERBS and not is_private(interaction.message):
            raise OldCard
        if verb in CARD_VERBS:
            await self._act_on_job(interaction, verb, pressed)
        else:
            act = self._others.get(verb)
            if act is None:
                raise OldCard
            await act(interaction, pressed.id)

    async def _act_on_job(self, interaction: discord.Interaction[Any], verb: Verb, pressed: CustomId) -> None:
        job = await self._studio.job(pressed.id)
        if job is None and verb is Verb.DELETE:
            await self._delete_forgotten(interaction)
            return
        # What is left of a card whose pictures were in a reply can still be deleted.
        if job is None or (job.deleted and verb is not Verb.DELETE) or not may_see(interaction, job):
            raise JobGone
        if job.state in HELD_BACK and (verb not in HELD_BACK_BUTTONS or not may_manage(interaction, job)):
            raise HeldBack
        await self._act_on(interaction, verb, job)

    async def _act_on(self, interaction: discord.Interaction[Any], verb: Verb, job: Job) -> None:
        match verb:
            case Verb.CANCEL:
                await self._cancel(interaction, job)
            case Verb.AGAIN:
                await self._again(interaction, job, same_seed=False)
            case Verb.REMIX:
                await self._remix(interaction, _remembered(job))
            case Verb.EDIT:
                await self._edit(interaction, job)
            case Verb.RETRY:
                await self._again(interaction, job, same_seed=True)
            case Verb.DETAILS:
                await self._details(interaction, _remembered(job))
            case Verb.DELETE:
                await self._delete(interaction, job)
            case _:
                raise OldCard

    async def _cancel(self, interaction: discord.Interaction[Any], job: Job) -> None:
        _require_manager(interaction, job)
        if job.state.ended:
            await self._answer(interaction, "answer-nothing-to-cancel")
            return
        await first_answer(interaction.response.defer)
        await self._studio.cancel(job.id)
        self._presenter.changed(job.id)

    async def _again(self, interaction: discord.Interaction[Any], job: Job, *, same_seed: bool) -> None:
        """Make the same request once more for whoever pressed; a request that failed keeps its seed."""
        request = await self._studio.again(
            job.id,
            artist_id=interaction.user.id,
            place=place_of(interaction),
            locale=card_locale(interaction, private=job.private),
            private=job.private,
            same_seed=same_seed,
        )
        await self._opening.answer(interaction, request, reads=self._readers.before(interaction.message, job))

    async def _remix(self, interaction: discord.Interaction[Any], job: Job) -> None:
        offer = await self._presets.choosable(
            place_of(interaction), asker_of(interaction), has_picture=bool(job.sources)
        )
        form = remix_form(
            job,
            self._languages.words(interaction.locale.value),
            offer=offer,
            estimate=self._studio.estimate_micro_usd,
        )
        await first_answer(partial(interaction.response.send_modal, form))

    async def _edit(self, interaction: discord.Interaction[Any], job: Job) -> None:
        if interaction.message is None:
            raise NoPicture
        picks = await self._picking.of_message(interaction.message)
        await self._editing.check([picks[0].source], artist_id=interaction.user.id, place=place_of(interaction))
        offer = await self._presets.choosable(
            place_of(interaction), asker_of(interaction), has_picture=True, edits=True
        )
        form = edit_form(
            custom_id(Verb.EDIT, job.id),
            [pick.name for pick in picks],
            self._languages.words(interaction.locale.value),
            offer=offer,
            estimate=self._studio.estimate_micro_usd,
        )
        await first_answer(partial(interaction.response.send_modal, form))

    async def _details(self, interaction: discord.Interaction[Any], job: Job) -> None:
        words = self._languages.words(interaction.locale.value)
        chain = [each for each in await self._editing.ancestors(job) if may_see(interaction, each)]
        # Files are made anew for each try: sending one uses it up.
        await first_answer(
            lambda: interaction.response.send_message(
                view=details(job, words, chain),
                files=prompt_files(job.options.prompt),
                ephemeral=True,
                allowed_mentions=discord.AllowedMentions.none(),
            )
        )

    async def _delete(self, interaction: discord.Interaction[Any], job: Job) -> None:
        _require_manager(interaction, job)
        if not _shows(interaction, job):
            raise JobGone
        await first_answer(interaction.response.defer)
        await self._studio.delete(job.id, by_id=interaction.user.id)
        # Somebody else, or a try of ours whose answer was lost, has deleted the message already.
        with suppress(discord.NotFound):
            await interaction.delete_original_response()

    async def _delete_forgotten(self, interaction: discord.Interaction[Any]) -> None:
        """Delete a card of which nothing is known any more, for whoever asked for it, as far as Discord tells.

        Raises:
            JobGone: it was somebody else, who manages no messages here either.
        """
        message = interaction.message
        asked = None if message is None else message.interaction_metadata
        if asked is None or not (_is_own(interaction) or interaction.permissions.manage_messages):
            raise JobGone
        await first_answer(interaction.response.defer)
        with suppress(discord.NotFound):
            await interaction.delete_original_response()

    async def _answer(self, interaction: discord.Interaction[Any], key: str) -> None:
        words = self._languages.words(interaction.locale.value)
        view = notice(words, key)
        await answer_in_private(interaction, view)


def _remembered(job: Job) -> Job:
    """Return a job of which it is known what it was asked for.

    Raises:
        Faded: it is forgotten.
    """
    if job.faded:
        raise Faded
    return job


def _is_own(interaction: discord.Interaction[Any]) -> bool:
    """Say whether what a person presses on is an answer to something that they did themselves."""
    message = interaction.message
    if message is None:
        return False
    asked, replied = message.interaction_metadata, message.reference and message.reference.resolved
    return (asked is not None and asked.user.id == interaction.user.id) or (
        isinstance(replied, discord.Message) and replied.author.id == interaction.user.id
    )


def _shows(interaction: discord.Interaction[Any], job: Job) -> bool:
    """Say whether a job's card is pressed on, or what is the person's to delete: with its id anything could be."""
    message = interaction.message
    if message is None:
        return False
    made = [picture for url in file_urls(message) if (picture := finished(url)) is not None]
    return (
        is_private(message)
        or interaction.permissions.manage_messages
        or (job.card is not None and job.card.message_id == message.id)
        or any(picture.job_id == job.id for picture in made)
        # A card that a reply took the place of has none.
        or _is_own(interaction)
    )


def _require_manager(interaction: discord.Interaction[Any], job: Job) -> None:
    if not may_manage(interaction, job):
        raise NotYours
