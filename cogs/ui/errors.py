"""The one funnel for everything that goes wrong while a person is being answered: it always tells them.

Refusals are told as what they are; anything else gets a short reference that is in the log. What went wrong with
a job is told on its card instead.
"""

import logging
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any, TypeAlias

import discord
from discord import app_commands, ui

from cogs.ui.cards import notice, prompt_files, refusal, with_text_back
from cogs.words import Languages, Words
from flux.errors import InputFault
from studio.errors import UserError
from studio.ids import new_reference

log = logging.getLogger(__name__)

_TOO_LATE = frozenset({10062, 10015, 50027})
"""Discord's codes for an interaction whose time is over: nobody can be told through it any more."""


ALREADY_ANSWERED = 40060
"""Discord's code for a second first answer."""


class OldCard(UserError):
    """The button is of a version of the card that is no longer understood."""

    key = "refusal-older-version"


class OldCommand(UserError):
    """What was typed fits a version of the command that is no longer there."""

    key = "refusal-older-command"


_STALE = (
    app_commands.CommandNotFound,
    app_commands.CommandSignatureMismatch,
    app_commands.TransformerError,
)
"""What discord.py calls a command, an option or a value that Discord's client still knew, and we do not."""


Untold: TypeAlias = Callable[[BaseException], Awaitable[None]]
"""Is called with an error that its person could not be told."""


class Funnel:
    """Tells a person in private what went wrong; ``untold`` hears of what they could not be told."""

    def __init__(self, languages: Languages, random: Random, untold: Untold) -> None:
        self._languages = languages
        self._random = random
        self._untold = untold

    async def report(self, interaction: discord.Interaction[Any], error: BaseException, *, text: str = "") -> None:
        """Tell an error; raises nothing but cancellation, whatever happens.

        ``text`` is what the person had typed into a form that is lost with the error: they get it back, unless
        it is itself what is refused.
        """
        cause = OldCommand() if isinstance(error, _STALE) else _unwrapped(error)
        if _is_too_late(cause):
            log.debug("interaction %s was over: %s", interaction.id, cause)
            return
        if _is_answered(cause):
            log.warning("interaction %s was answered already, perhaps by another process", interaction.id)
            return
        words = self._languages.words(interaction.locale.value)
        if isinstance(cause, UserError) and not cause.gives_back:
            text = ""
        try:
            await self._answer(interaction, self._view(cause, words, what=f"interaction={interaction.id}"), text)
        except Exception as failure:  # noqa: BLE001 - there is nobody left to tell it to
            log.log(
                logging.DEBUG if _is_too_late(failure) else logging.WARNING,
                "interaction %s could not be answered: %s",
                interaction.id,
                failure,
            )
            await self._note_untold(cause)

    async def report_message(self, message: discord.Message, error: BaseException, *, locale: str) -> None:
        """Tell an error of a message to its author: in person, else by a short reply that says nothing of it.

        Raises nothing but cancellation, whatever happens.
        """
        words = self._languages.words(locale)
        try:
            await _tell_in_person(message.author, self._view(error, words, what=f"message={message.id}"))
        except discord.Forbidden:
            await self._reply(message, notice(words, "answer-cannot-tell"))
            await self._note_untold(error)
        except Exception as failure:  # noqa: BLE001 - there is nobody left to tell it to
            log.warning("message %s could not be answered: %s", message.id, failure)
            await self._note_untold(error)

    async def _note_untold(self, error: BaseException) -> None:
        try:
            await self._untold(error)
        except Exception as failure:  # noqa: BLE001 - it was lost already
            log.warning("it could not be noted that somebody was not told: %s", failure)

    async def _reply(self, message: discord.Message, view: ui.LayoutView) -> None:
        try:
            await message.reply(view=view, mention_author=False, allowed_mentions=discord.AllowedMentions.none())
        except Exception as failure:  # noqa: BLE001 - there is nobody left to tell it to
            log.warning("message %s could not be answered: %s", message.id, failure)

    def _view(self, error: BaseException, words: Words, *, what: str) -> ui.LayoutView:
        if isinstance(error, InputFault | UserError):
            return refusal(error, words)
        reference = new_reference(self._random)
        log.error("reference=%s %s failed", reference, what, exc_info=error)
        return notice(words, "refusal-unexpected", reference=reference)

    async def _answer(self, interaction: discord.Interaction[Any], view: ui.LayoutView, text: str) -> None:
        if text:
            with_text_back(view, text, self._languages.words(interaction.locale.value))
        if not interaction.response.is_done():
            try:
                await _send(interaction.response.send_message, view, text)
            except discord.HTTPException as error:
                # An answer of ours had come through although nobody said so.
                if not _is_answered(error):
                    raise
            else:
                return
        await _send(interaction.followup.send, view, text)


async def _tell_in_person(person: discord.User | discord.Member, view: ui.LayoutView) -> None:
    await person.send(view=view, allowed_mentions=discord.AllowedMentions.none())


async def _send(send: Callable[..., Awaitable[object]], view: ui.LayoutView, text: str) -> None:
    await send(
        view=view,
        # Made anew for each try: sending a file uses it up.
        files=prompt_files(text) if text else [],
        ephemeral=True,
        allowed_mentions=discord.AllowedMentions.none(),
    )


def _unwrapped(error: BaseException) -> BaseException:
    return error.original if isinstance(error, app_commands.CommandInvokeError) else error


def _is_answered(error: BaseException) -> bool:
    return isinstance(error, discord.HTTPException) and error.code == ALREADY_ANSWERED


def _is_too_late(error: BaseException) -> bool:
    return isinstance(error, discord.HTTPException) and error.code in _TOO_LATE
