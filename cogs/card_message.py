"""The message that shows a job, edited by whichever way is open: the interaction's token, else the bot itself.

What the message shows is ``cogs.ui.cards``'; when it is edited is ``cogs.presenter``'s.
"""

from collections.abc import AsyncIterable, Callable, Sequence
from typing import TypeAlias

import discord
from discord import ui

from cogs.picture_files import ATTACHMENT, has_file
from cogs.ui.edits import Road
from studio.clock import Clock
from studio.jobs import Card, Job

Files: TypeAlias = Callable[[], Sequence[discord.File]]
"""Makes the files of an edit: anew for each way that is tried, since sending one uses it up."""

_Attachments: TypeAlias = list[discord.Attachment | discord.File]

_CHANNEL_INTERVAL_S = 30.0
"""How far apart progress is in a channel where the bot edits as itself: all its cards there share one limit."""

UNKNOWN_MESSAGE = 10008
_LATELY = 50
"""How many messages of a place are looked through."""

_TOKEN_IS_VOID = frozenset({10015, 50027})


class CardGone(Exception):
    """Somebody deleted the message."""


class OutOfReach(Exception):
    """No way to the message is open: the token is too old, and the bot itself may not edit there."""


class CardMessages:
    """Edits the messages of jobs."""

    def __init__(self, bot: discord.Client, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock

    def token_serves(self, card: Card) -> bool:
        """Say whether the interaction's token still edits this card (it does for 15 minutes)."""
        return card.token is not None and card.token_until is not None and self._clock.now() < card.token_until

    def road(self, card: Card) -> Road | None:
        """Return the rate limit that edits of a card share with others: each token has its own, a channel one."""
        return None if self.token_serves(card) else Road(f"channel-{card.channel_id}", _CHANNEL_INTERVAL_S)

    async def edit(self, job: Job, view: ui.LayoutView, files: Files = list) -> None:
        """Show a view on a job's card, with files that it names; the picture it started from stays.

        Raises:
            CardGone: the message was deleted.
            OutOfReach: it cannot be edited any more.
            discord.HTTPException: Discord refused the edit for another reason.
        """
        if job.card is None:
            raise OutOfReach
        try:
            if await self._edited_by_token(job.card, view, [*self._kept(job), *files()]):
                return
            if job.private:
                raise OutOfReach
            await self._edit_as_bot(job.card, view, [*self._kept(job), *files()])
        except discord.NotFound as error:
            raise (CardGone if error.code == UNKNOWN_MESSAGE else OutOfReach) from error
        except discord.Forbidden as error:
            raise OutOfReach from error

    async def reply(self, job: Job, view: ui.LayoutView, files: Files) -> discord.Message:
        """Post a message as a reply to a job's card; a private job's is as private as its card.

        Raises:
            CardGone: the card was deleted.
            OutOfReach: nothing can be posted there.
            discord.HTTPException: Discord refused it for another reason.
        """
        if job.card is None:
            raise OutOfReach
        try:
            if self.token_serves(job.card):
                return await self._reply_by_token(job, job.card.token or "", view, files)
            if job.private:
                raise OutOfReach
            return await self._reply_as_bot(job.card, view, files)
        except discord.NotFound as error:
            raise (CardGone if error.code == UNKNOWN_MESSAGE else OutOfReach) from error
        except discord.Forbidden as error:
            raise OutOfReach from error

    async def shows(self, job: Job, prefix: str) -> bool:
        """Say whether a job's card has a file whose name begins like this.

        Raises:
            CardGone: the message was deleted.
            OutOfReach: it cannot be read any more.
            discord.HTTPException: Discord refused for another reason.
        """
        if job.card is None:
            raise OutOfReach
        try:
            return has_file(await self._read(job, job.card), prefix)
        except discord.NotFound as error:
            raise (CardGone if error.code == UNKNOWN_MESSAGE else OutOfReach) from error
        except discord.Forbidden as error:
            raise OutOfReach from error

    async def reply_with(self, job: Job, prefix: str) -> discord.Message | None:
        """Find the message with a file whose name begins like this that the bot posted soon after a job's card.

        ``None`` where there is none, or where it cannot be found: that of a private job is not in the channel.
        """
        if job.card is None or job.private:
            return None
        channel = self._bot.get_partial_messageable(job.card.channel_id)
        return await self._found(channel.history(limit=_LATELY, after=discord.Object(job.card.message_id)), prefix)

    async def sent_in_person(self, job: Job, prefix: str) -> bool:
        """Say whether the artist was sent a file whose name begins like this lately."""
        try:
            channel = await self._bot.create_dm(discord.Object(job.artist_id))
        except (discord.Forbidden, discord.NotFound):
            return False
        return await self._found(channel.history(limit=_LATELY), prefix) is not None

    async def _found(self, messages: AsyncIterable[discord.Message], prefix: str) -> discord.Message | None:
        """Return the first of the bot's own messages with such a file; ``None`` also where they cannot be read."""
        try:
            async for message in messages:
                # By somebody else it is a copy.
                if message.author == self._bot.user and has_file(message, prefix):
                    return message
        except (discord.Forbidden, discord.NotFound):
            return None
        return None

    async def _read(self, job: Job, card: Card) -> discord.Message:
        if self.token_serves(card) and card.token is not None and self._bot.application_id is not None:
            webhook = discord.Webhook.partial(self._bot.application_id, card.token, client=self._bot)
            try:
                return await webhook.fetch_message(card.message_id)
            except discord.HTTPException as error:
                if error.code not in _TOKEN_IS_VOID:
                    raise
        if job.private:
            raise OutOfReach
        return await self._bot.get_partial_messageable(card.channel_id).fetch_message(card.message_id)

    async def _reply_by_token(self, job: Job, token: str, view: ui.LayoutView, files: Files) -> discord.Message:
        # Webhook.partial knows no webhooks of applications, and only those take private messages and buttons.
        webhook = discord.Webhook.from_state(
            {"id": self._bot.application_id or 0, "type": 3, "token": token},
            self._bot._connection,  # noqa: SLF001 - what Interaction.followup is made of
        )
        return await webhook.send(
            view=view,
            files=list(files()),
            ephemeral=job.private,
            wait=True,
            allowed_mentions=discord.AllowedMentions.none(),
        )

    async def _reply_as_bot(self, card: Card, view: ui.LayoutView, files: Files) -> discord.Message:
        return await self._bot.get_partial_messageable(card.channel_id).send(
            view=view,
            files=list(files()),
            reference=discord.MessageReference(
                message_id=card.message_id, channel_id=card.channel_id, fail_if_not_exists=False
            ),
            allowed_mentions=discord.AllowedMentions.none(),
        )

    async def _edited_by_token(self, card: Card, view: ui.LayoutView, attachments: _Attachments) -> bool:
        if not self.token_serves(card) or card.token is None or self._bot.application_id is None:
            return False
        webhook = discord.Webhook.partial(self._bot.application_id, card.token, client=self._bot)
        try:
            await webhook.edit_message(
                card.message_id,
                view=view,
                attachments=attachments,
                allowed_mentions=discord.AllowedMentions.none(),
            )
        except discord.HTTPException as error:
            # 10015, 50027: the token has run out before its time.
            if error.code not in _TOKEN_IS_VOID:
                raise
            return False
        return True

    async def _edit_as_bot(self, card: Card, view: ui.LayoutView, attachments: _Attachments) -> None:
        channel = self._bot.get_partial_messageable(card.channel_id)
        message = channel.get_partial_message(card.message_id)
        await message.edit(view=view, attachments=attachments, allowed_mentions=discord.AllowedMentions.none())

    def _kept(self, job: Job) -> list[discord.Attachment]:
        """Return the uploaded picture the job started from: an edit drops every file that it does not list."""
        match = ATTACHMENT.search(job.picture_url or "")
        if match is None or job.picture_url is None:
            return []
        url = job.picture_url
        return [
            discord.Attachment(
                data={"id": match["id"], "filename": match["name"], "size": 0, "url": url, "proxy_url": url},
                state=self._bot._connection,  # noqa: SLF001 - Attachment has no public constructor
            )
        ]
