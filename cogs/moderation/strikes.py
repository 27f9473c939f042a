"""**Strikes**: its menu, what its buttons and its form do, and how people are told. How it looks is the ui's."""

import logging
from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import AppCommandContext, AppInstallationType, locale_str

from cogs import routes
from cogs.access import ENGLISH, server_locale
from cogs.community.posting import Posting
from cogs.first_answer import answer_in_private, first_answer
from cogs.moderation.moderators import job_of, require_striker
from cogs.ui.errors import OldCard
from cogs.ui.forms import Filled
from cogs.ui.moderation.strikes import reason_of, strike_form, strike_notice, strikes_panel
from cogs.ui.verbs import Verb
from cogs.words import DEFAULT_LANGUAGE, Languages, Words
from studio.clock import Clock
from studio.community.occasions import Occasion
from studio.editing import Editing
from studio.moderation.discipline import Discipline
from studio.moderation.errors import NobodysMessage
from studio.moderation.strikes import Given

log = logging.getLogger(__name__)

_GREATEST_ID = 2**63 - 1


class StrikeFace:
    """Shows strikes to moderators, and tells people of theirs."""

    def __init__(
        self,
        bot: discord.Client,
        editing: Editing,
        discipline: Discipline,
        posting: Posting,
        languages: Languages,
        clock: Clock,
    ) -> None:
        self._bot = bot
        self._editing = editing
        self._discipline = discipline
        self._posting = posting
        self._languages = languages
        self._clock = clock
        english = languages.words(DEFAULT_LANGUAGE)
        self.menu = app_commands.ContextMenu(
            name=locale_str(english("strikes-name"), key="strikes-name"),
            callback=self.strikes,
            allowed_contexts=AppCommandContext(guild=True, dm_channel=False, private_channel=False),
            allowed_installs=AppInstallationType(guild=True, user=False),
        )
        self.menu.default_permissions = discord.Permissions(manage_messages=True)

    @property
    def presses(self) -> routes.Presses:
        """What the buttons of the panel do."""
        return {Verb.GIVE: self._ask, Verb.FORGIVE: self._take_back}

    @property
    def forms(self) -> routes.Forms:
        """What the form does."""
        return {Verb.GIVE: self._give}

    async def strikes(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Show the strikes of whoever wrote a message, or asked for its pictures."""
        server_id = require_striker(interaction)
        job = await job_of(self._bot, self._editing, message)
        if job is None and message.author.bot:
            raise NobodysMessage
        person_id = message.author.id if job is None else job.artist_id
        found = await self._discipline.of_person(server_id, person_id)
        await answer_in_private(interaction, self._panel(interaction, person_id, found))

    async def tell(self, occasion: Occasion) -> Sequence[Occasion]:
        """Tell somebody in person of a strike, or there that it was taken back, as far as they let the bot."""
        found = await self._discipline.to_tell(occasion.subject)
        if found is None:
            return ()
        given, locale = found
        guild = self._bot.get_guild(occasion.server_id)
        words = self._languages.words(locale or server_locale(guild) or ENGLISH)
        view = strike_notice(given, words, server=str(occasion.server_id) if guild is None else guild.name)
        try:
            direct = await self._bot.create_dm(discord.Object(given.strike.person_id))
            key = f"strike-{given.strike.id}"
            if given.strike.taken_back_by is None:
                if await self._posting.post_once(key, direct.id, view) is None:
                    await self._discipline.cannot_tell(given.strike.id)
            else:
                await self._posting.change(key, direct.id, view)
        except discord.HTTPException as error:
            # What Discord refuses it refuses the next time too; it takes nothing for people who are gone, for one.
            if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR or error.status == HTTPStatus.TOO_MANY_REQUESTS:
                raise
            log.info("strike=%s its person cannot be told: %s", given.strike.id, error)
            await self._discipline.cannot_tell(given.strike.id)
        return ()

    async def _ask(self, interaction: discord.Interaction[Any], person_id: str) -> None:
        require_striker(interaction)
        form = strike_form(_person(person_id), self._words(interaction))
        await first_answer(partial(interaction.response.send_modal, form))

    async def _give(self, interaction: discord.Interaction[Any], person_id: str, form: Filled) -> None:
        server_id = require_striker(interaction)
        found = await self._discipline.give(
            server_id, _person(person_id), by_id=interaction.user.id, reason=reason_of(form)
        )
        await self._edit(interaction, _person(person_id), found)

    async def _take_back(self, interaction: discord.Interaction[Any], strike_id: str) -> None:
        server_id = require_striker(interaction)
        found = await self._discipline.take_back(strike_id, server_id, by_id=interaction.user.id)
        await self._edit(interaction, found[0].strike.person_id, found)

    async def _edit(self, interaction: discord.Interaction[Any], person_id: int, found: Sequence[Given]) -> None:
        view = self._panel(interaction, person_id, found)
        none = discord.AllowedMentions.none()
        await first_answer(partial(interaction.response.edit_message, view=view, allowed_mentions=none))

    def _panel(
        self, interaction: discord.Interaction[Any], person_id: int, found: Sequence[Given]
    ) -> discord.ui.LayoutView:
        return strikes_panel(person_id, found, self._words(interaction), now=self._clock.now())

    def _words(self, interaction: discord.Interaction[Any]) -> Words:
        return self._languages.words(interaction.locale.value)


def _person(person_id: str) -> int:
    if not person_id.isdecimal() or int(person_id) > _GREATEST_ID:
        raise OldCard
    return int(person_id)
