"""What the forms do that buttons open: Remix.

A form carries a verb and a job's id as a button does. The forms are ``cogs.ui.forms``'.
"""

from typing import Any

import discord

from cogs.access import card_locale, may_see, place_of
from cogs.opening import Opening
from cogs.ui.forms import Filled, OldForm, changes
from cogs.ui.verbs import VERSION, Verb
from studio.errors import JobGone
from studio.studio import Studio


class Submissions:
    """Acts on forms that were handed in."""

    def __init__(self, studio: Studio, opening: Opening) -> None:
        self._studio = studio
        self._opening = opening

    async def act(self, interaction: discord.Interaction[Any], form: Filled) -> None:
        """Do what a form asks for.

        Raises:
            InputFault: the request cannot be sent as it stands.
            UserError: it cannot be done, or the form is not understood.
        """
        if form.form is None or form.form.version != VERSION or form.form.verb != Verb.REMIX:
            raise OldForm
        await self._remix(interaction, form.form.id, form)

    async def _remix(self, interaction: discord.Interaction[Any], job_id: str, form: Filled) -> None:
        """Make the job's request with the changes: a new card, for whoever handed the form in."""
        job = await self._studio.job(job_id)
        if job is None or not may_see(interaction, job):
            raise JobGone
        request = await self._studio.remix(
            job.id,
            changes(form),
            artist_id=interaction.user.id,
            place=place_of(interaction),
            locale=card_locale(interaction, private=job.private),
            private=job.private,
        )
        reads = [self._opening.rereader(interaction, job)] if request.has_picture else []
        await self._opening.open(interaction, request, reads=reads)
