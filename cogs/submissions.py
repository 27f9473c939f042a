"""What the forms do that buttons and the message menu open: Remix, Edit.

A form carries a verb and an id as a button does. The forms are ``cogs.ui.forms``'. Forms of
which no picture comes have their own owners (``cogs.routes``).
"""

from collections.abc import Sequence
from typing import Any

import discord

from cogs import routes
from cogs.access import card_locale, is_private, may_see, place_of
from cogs.opening import Opening
from cogs.picking import Picking
from cogs.readers import Readers
from cogs.ui.forms import Filled, OldForm, changes, wanted
from cogs.ui.verbs import FORM_VERBS, PUBLIC_VERBS, VERSION, Verb
from flux.inputs import Options
from studio.editing import Editing
from studio.errors import JobGone, SourceGone
from studio.jobs import Job, Request
from studio.lineage import Pick
from studio.studio import Studio


class Submissions:
    """Acts on forms that were handed in; ``others`` are the verbs of those that ask for no picture."""

    def __init__(
        self,
        studio: Studio,
        opening: Opening,
        editing: Editing,
        picking: Picking,
        readers: Readers,
        others: routes.Forms,
    ) -> None:
        self._studio = studio
        self._opening = opening
        self._editing = editing
        self._picking = picking
        self._readers = readers
        self._others = others

    async def act(self, interaction: discord.Interaction[Any], form: Filled) -> None:
        """Do what a form asks for.

        Raises:
            InputFault: the request cannot be sent as it stands.
            UserError: it cannot be done, or the form is not understood.
        """
        if form.form is None or form.form.version != VERSION:
            raise OldForm
        if interaction.message is not None and not _fits(form.form.verb, interaction.message):
            raise OldForm
        if form.form.verb in self._others:
            await self._others[Verb(form.form.verb)](interaction, form.form.id, form)
            return
        match form.form.verb:
            case Verb.REMIX:
                await self._remix(interaction, form.form.id, form)
            case Verb.EDIT:
                await self._edit_card(interaction, form.form.id, form)
            case Verb.DRAFT:
                draft = await self._editing.draft(form.form.id, artist_id=interaction.user.id)
                await self._edit(interaction, form, draft.picks)
            case _:
                raise OldForm

    async def _remix(self, interaction: discord.Interaction[Any], job_id: str, form: Filled) -> None:
        """Make the job's request with the changes: a new card, for whoever handed the form in."""
        job = await self._seen(interaction, job_id)
        request = await self._studio.remix(
            job.id,
            changes(form),
            artist_id=interaction.user.id,
            place=place_of(interaction),
            locale=card_locale(interaction, private=job.private),
            private=job.private,
        )
        await self._opening.answer(interaction, request, reads=self._readers.before(interaction.message, job))

    async def _edit_card(self, interaction: discord.Interaction[Any], job_id: str, form: Filled) -> None:
        """Edit pictures of a card; what they are is read from the message that the form was opened from."""
        await self._seen(interaction, job_id)
        if interaction.message is None:
            raise SourceGone
        await self._edit(interaction, form, await self._picking.of_message(interaction.message))

    async def _edit(self, interaction: discord.Interaction[Any], form: Filled, picks: Sequence[Pick]) -> None:
        edit = wanted(form, len(picks))
        chosen = [picks[number - 1] for number in edit.numbers]
        private = await self._editing.are_private([pick.source for pick in chosen])
        request = Request(
            artist_id=interaction.user.id,
            place=place_of(interaction),
            model=self._editing.editor(edit.model).name,
            options=Options(prompt=edit.prompt),
            locale=card_locale(interaction, private=private),
            private=private,
            sources=tuple(pick.source for pick in chosen),
            edits=True,
        )
        await self._opening.answer(interaction, request, reads=self._readers.picks(chosen))

    async def _seen(self, interaction: discord.Interaction[Any], job_id: str) -> Job:
        job = await self._studio.job(job_id)
        if job is None or not may_see(interaction, job):
            raise JobGone
        return job


def _fits(verb: str, message: discord.Message) -> bool:
    """Say whether a form could have been opened from a message: what it answers may take the place of that."""
    return verb in PUBLIC_VERBS | FORM_VERBS or is_private(message)
