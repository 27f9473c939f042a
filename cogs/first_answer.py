"""The first answer to an interaction, which stands although the line broke before anybody said so.

What is answered is the callers'; what goes wrong besides is ``cogs.ui.errors``'.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

import discord
from discord import ui

from cogs.ui.errors import ALREADY_ANSWERED

_Answered = TypeVar("_Answered")


async def first_answer(answer: Callable[[], Awaitable[_Answered]]) -> _Answered | None:
    """Answer, and once more where the line breaks; ``None`` where the first answer had come through.

    That Discord was answered already is taken for that only after a line of ours broke: else another process has
    answered and does what is asked for.

    Raises:
        discord.HTTPException: Discord refused the answer.
    """
    try:
        return await answer()
    except discord.DiscordException:
        raise
    except Exception:  # noqa: BLE001 - whatever a broken line is called in the library below discord.py
        return await _once_more(answer)


async def answer_in_private(interaction: discord.Interaction[Any], view: ui.LayoutView) -> None:
    """Let the first answer be a view that only the person sees.

    Raises:
        discord.HTTPException: Discord refused the answer.
    """
    none = discord.AllowedMentions.none()
    await first_answer(
        partial(interaction.response.send_message, view=view, ephemeral=True, allowed_mentions=none)
    )


async def _once_more(answer: Callable[[], Awaitable[_Answered]]) -> _Answered | None:
    try:
        return await answer()
    except discord.HTTPException as error:
        if error.code != ALREADY_ANSWERED:
            raise
        return None
