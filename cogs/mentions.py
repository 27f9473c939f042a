"""A message that names the bot, with pictures or as a reply to some: the rest of its text says what to change.

Discord shows the bot only messages that name it, and pictures of other people's messages only with the
message-content intent; without that a reply to these is answered with the way that does work.
"""

import re
from collections.abc import Sequence
from typing import ClassVar

import discord

from cogs.access import place_in, place_of_message, reply_locale
from cogs.answering import ByReply
from cogs.opening import Opening
from cogs.picking import Picking
from cogs.readers import Readers
from cogs.ui.text import kept
from flux.inputs import Options
from studio.editing import Editing
from studio.errors import NoPicture, SourceGone, UserError
from studio.jobs import Place, Request
from studio.lineage import Pick

_MENTION = re.compile(r"<@!?(?P<id>[0-9]+)>[,:]?")
"""Somebody's name in a text, with what is written after it to call them."""


class UseTheMenu(UserError):
    """The picture of somebody else's message cannot be seen from a reply to it, only by the message menu."""

    key: ClassVar[str] = "refusal-use-the-menu"


class Mentions:
    """Acts on messages that name the bot."""

    def __init__(
        self,
        bot: discord.Client,
        opening: Opening,
        editing: Editing,
        picking: Picking,
        readers: Readers,
        *,
        message_content: bool,
    ) -> None:
        self._bot = bot
        self._opening = opening
        self._editing = editing
        self._picking = picking
        self._readers = readers
        self._message_content = message_content

    def asks(self, message: discord.Message) -> bool:
        """Say whether a person asks the bot for something: they name it in their text and show it something."""
        if message.author.bot or not self._is_named(message):
            return False
        return bool(message.attachments) or _replied_to(message) is not None

    async def act(self, message: discord.Message) -> None:
        """Make the edit that a message asks for.

        Raises:
            InputFault: the request cannot be sent as it stands.
            UserError: it cannot be done.
        """
        picks = [*await self._replied(message), *await self._picking.attached(message)]
        if not picks:
            raise NoPicture
        request = Request(
            artist_id=message.author.id,
            place=await self._place(message),
            model=None,
            options=Options(prompt=self._instruction(message)),
            locale=await self.locale(message),
            sources=tuple(pick.source for pick in picks),
            edits=True,
        )
        await self._opening.open(ByReply(message), request, reads=self._readers.picks(picks))

    async def locale(self, message: discord.Message) -> str:
        """Return the language in which a message is answered."""
        return reply_locale(message, await self._editing.last_locale(message.author.id))

    async def _place(self, message: discord.Message) -> Place:
        """Return where a message stands; Discord is asked about a thread that it has told nothing of."""
        if message.guild is None or not isinstance(message.channel, discord.PartialMessageable):
            return place_of_message(message)
        return place_in(message.guild.id, await self._bot.fetch_channel(message.channel.id))

    async def _replied(self, message: discord.Message) -> Sequence[Pick]:
        """Return the picture of the message that is replied to: the first where there are several."""
        reference = _replied_to(message)
        if reference is None:
            return ()
        replied = await self._resolved(message, reference)
        if replied is None:
            if message.attachments:
                return ()
            raise SourceGone
        if replied.author != self._bot.user and not self._message_content:
            if message.attachments:
                return ()
            raise UseTheMenu
        try:
            return (await self._picking.of_message(replied))[:1]
        except NoPicture:
            return ()

    async def _resolved(
        self, message: discord.Message, reference: discord.MessageReference
    ) -> discord.Message | None:
        if isinstance(reference.resolved, discord.Message):
            return reference.resolved
        if isinstance(reference.resolved, discord.DeletedReferencedMessage) or reference.message_id is None:
            return None
        try:
            return await message.channel.fetch_message(reference.message_id)
        except (discord.NotFound, discord.Forbidden):
            return None

    def _is_named(self, message: discord.Message) -> bool:
        # Among the mentions is also who is replied to without a name, and in the text also what is only quoted.
        is_mentioned = any(person.id == self._own_id for person in message.mentions)
        return is_mentioned and any(int(m["id"]) == self._own_id for m in _MENTION.finditer(message.content))

    def _instruction(self, message: discord.Message) -> str:
        named = _MENTION.sub(lambda match: "" if int(match["id"]) == self._own_id else match[0], message.content)
        return kept(named).strip()

    @property
    def _own_id(self) -> int:
        return self._bot.user.id if self._bot.user is not None else 0


def _replied_to(message: discord.Message) -> discord.MessageReference | None:
    """Return what a message replies to; what it forwards it does not reply to."""
    return message.reference if message.type is discord.MessageType.reply else None
