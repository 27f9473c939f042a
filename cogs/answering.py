"""The ways to answer somebody with a card: as the answer to their interaction, or as a reply to their message.

Both begin with a sign that something happens. What the card shows is ``cogs.ui.cards``', what becomes of it once
it stands is ``cogs.card_message``'s.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar, Protocol

import discord
from discord import ui

from cogs.access import asker_of, author_of
from cogs.card_message import Files
from cogs.first_answer import first_answer
from studio.clock import Clock
from studio.errors import UserError
from studio.jobs import Card
from studio.rulebook import Asker

_TOKEN_SERVES = timedelta(minutes=14, seconds=30)
"""An interaction's token serves for 15 minutes; half a minute is left for the last edit."""


class CannotReply(UserError):
    """The bot may not answer in the channel of the message."""

    key: ClassVar[str] = "refusal-cannot-reply"


class Answering(Protocol):
    """One answer: ``begin``, then ``show``, or ``withdraw`` where there is nothing to show."""

    @property
    def asker(self) -> Asker:
        """Who is answered."""
        ...

    async def begin(self, *, private: bool) -> None:
        """Let the person see that something happens; a private answer is seen by nobody else."""
        ...

    async def show(self, view: ui.LayoutView, files: Files = list) -> discord.Message:
        """Show the card, with the files that it names.

        Raises:
            UserError: the bot may not answer here.
            discord.HTTPException: Discord refused it for another reason.
        """
        ...

    async def withdraw(self, view: ui.LayoutView) -> None:
        """Take back an answer that everybody can see, so that what went wrong can be told in private.

        ``view`` may be seen for a moment.
        """
        ...

    def card(self, message: discord.Message) -> Card:
        """Return where the card stands that was shown."""
        ...


class ByInteraction:
    """Answers an interaction; its token edits the card for a quarter of an hour."""

    def __init__(self, interaction: discord.Interaction[Any], clock: Clock) -> None:
        self._interaction = interaction
        self._clock = clock
        self._answered_at: datetime | None = None
        self._message_id: int | None = None

    @property
    def asker(self) -> Asker:
        """Who asked; see ``Answering``."""
        return asker_of(self._interaction)

    async def begin(self, *, private: bool) -> None:
        """Let the answer be "thinking"; see ``Answering``."""
        self._answered_at = self._clock.now()
        callback = await first_answer(partial(self._interaction.response.defer, ephemeral=private, thinking=True))
        self._message_id = None if callback is None else callback.message_id

    async def show(self, view: ui.LayoutView, files: Files = list) -> discord.Message:
        """Let the answer become the card; see ``Answering``."""
        return await self._interaction.edit_original_response(
            view=view, attachments=files(), allowed_mentions=discord.AllowedMentions.none()
        )

    async def withdraw(self, view: ui.LayoutView) -> None:
        """Take the answer back; see ``Answering``.

        While it is still "thinking", the next message becomes it, and is public as it is (discord-api-docs
        #2866); so it gets a text before it is deleted.
        """
        with suppress(discord.HTTPException):
            await self._interaction.edit_original_response(view=view, attachments=[])
            await self._interaction.delete_original_response()

    def card(self, message: discord.Message) -> Card:
        """Return the card with the token that edits it; see ``Answering``."""
        assert self._answered_at is not None, "what is shown has begun"
        return Card(
            channel_id=message.channel.id,
            message_id=self._message_id or message.id,
            token=self._interaction.token,
            token_until=self._answered_at + _TOKEN_SERVES,
        )


class ByReply:
    """Replies to a message; the bot itself edits the card."""

    def __init__(self, message: discord.Message) -> None:
        self._message = message

    @property
    def asker(self) -> Asker:
        """The author; see ``Answering``."""
        return author_of(self._message)

    async def begin(self, *, private: bool) -> None:
        """Let the bot be "typing"; see ``Answering``. A reply is never private."""
        del private
        with suppress(discord.HTTPException):
            await self._message.channel.typing()

    async def show(self, view: ui.LayoutView, files: Files = list) -> discord.Message:
        """Post the card as a reply, or below where the message is gone meanwhile; see ``Answering``."""
        try:
            return await self._post(view, files)
        except discord.Forbidden as error:
            if files():
                # Perhaps only these may not be sent.
                raise
            raise CannotReply from error
        except discord.DiscordException:
            raise
        except Exception:  # noqa: BLE001 - whatever a broken line is called in the library below discord.py
            # It may stand already: Discord knows it again by its nonce, and then only says which it is.
            return await self._post(view, files)

    async def withdraw(self, view: ui.LayoutView) -> None:
        """Do nothing: "typing" ends by itself; see ``Answering``."""

    def card(self, message: discord.Message) -> Card:
        """Return where the reply stands; see ``Answering``."""
        return Card(channel_id=message.channel.id, message_id=message.id)

    async def _post(self, view: ui.LayoutView, files: Files) -> discord.Message:
        return await self._message.channel.send(
            view=view,
            files=files(),
            reference=self._message.to_reference(fail_if_not_exists=False),
            mention_author=False,
            allowed_mentions=discord.AllowedMentions.none(),
            nonce=self._message.id,
        )
