"""The one funnel for everything that goes wrong while a person is being answered: it always tells them.

Refusals are told as what they are; anything else gets a short reference that is in the log. What went wrong with
a job is told on its card instead.
"""

import logging
from random import Random
from typing import Any

import discord
from discord import app_commands, ui

from cogs.ui.cards import notice, prompt_files, refusal, with_text_back
from cogs.words import Languages
from flux.errors import InputFault
from studio.errors import UserError
from studio.ids import new_reference

log = logging.getLogger(__name__)

_TOO_LATE = frozenset({10062, 10015, 50027})
"""Discord's codes for an interaction whose time is over: nobody can be told through it any more."""


class OldCard(UserError):
    """The button is of a version of the card that is no longer understood."""

    key = "refusal-older-version"


class Funnel:
    """Tells a person in private what went wrong."""

    def __init__(self, languages: Languages, random: Random) -> None:
        self._languages = languages
        self._random = random

    async def report(self, interaction: discord.Interaction[Any], error: BaseException, *, text: str = "") -> None:
        """Tell an error; raises nothing but cancellation, whatever happens.

        ``text`` is what the person had typed into a form that is lost with the error: they get it back.
        """
        cause = _unwrapped(error)
        if _is_too_late(cause):
            log.debug("interaction %s was over: %s", interaction.id, cause)
            return
        try:
            await self._answer(interaction, self._view(interaction, cause), text)
        except discord.HTTPException as failure:
            log.log(
                logging.DEBUG if _is_too_late(failure) else logging.WARNING,
                "interaction %s could not be answered: %s",
                interaction.id,
                failure,
            )

    def _view(self, interaction: discord.Interaction[Any], error: BaseException) -> ui.LayoutView:
        words = self._languages.words(interaction.locale.value)
        if isinstance(error, InputFault | UserError):
            return refusal(error, words)
        reference = new_reference(self._random)
        log.error("reference=%s interaction=%s failed", reference, interaction.id, exc_info=error)
        return notice(words, "refusal-unexpected", reference=reference)

    async def _answer(self, interaction: discord.Interaction[Any], view: ui.LayoutView, text: str) -> None:
        nobody = discord.AllowedMentions.none()
        files = prompt_files(text) if text else []
        if text:
            with_text_back(view, text, self._languages.words(interaction.locale.value))
        if interaction.response.is_done():
            await interaction.followup.send(view=view, files=files, ephemeral=True, allowed_mentions=nobody)
        else:
            await interaction.response.send_message(
                view=view, files=files, ephemeral=True, allowed_mentions=nobody
            )


def _unwrapped(error: BaseException) -> BaseException:
    return error.original if isinstance(error, app_commands.CommandInvokeError) else error


def _is_too_late(error: BaseException) -> bool:
    return isinstance(error, discord.HTTPException) and error.code in _TOO_LATE
