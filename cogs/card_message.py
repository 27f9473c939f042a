"""The message that shows a job, edited by whichever way is open: the interaction's token, else the bot itself.

What the message shows is ``cogs.ui.cards``'; when it is edited is ``cogs.presenter``'s.
"""

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

import discord
from discord import ui

from studio.clock import Clock
from studio.jobs import Card, Job

BEFORE_FILE = "before.jpg"
"""Name of the picture that a job starts from, as it is uploaded with the card."""

Files: TypeAlias = Callable[[], Sequence[discord.File]]
"""Makes the files of an edit: anew for each way that is tried, since sending one uses it up."""

_Attachments: TypeAlias = list[discord.Attachment | discord.File]

UNKNOWN_MESSAGE = 10008
_LATELY = 50
"""How many of the last direct messages to an artist are looked through."""

_TOKEN_IS_VOID = frozenset({10015, 50027})
_ATTACHMENT = re.compile(r"/(?:ephemeral-)?attachments/[0-9]+/(?P<id>[0-9]+)/(?P<name>[^/?]+)")


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
            return _has_file(await self._read(job, job.card), prefix)
        except discord.NotFound as error:
            raise (CardGone if error.code == UNKNOWN_MESSAGE else OutOfReach) from error
        except discord.Forbidden as error:
            raise OutOfReach from error

    async def sent_in_person(self, job: Job, prefix: str) -> bool:
        """Say whether the artist was sent a file whose name begins like this lately."""
        try:
            channel = await self._bot.create_dm(discord.Object(job.artist_id))
            return any([_has_file(message, prefix) async for message in channel.history(limit=_LATELY)])
        except (discord.Forbidden, discord.NotFound):
            return False

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
        match = _ATTACHMENT.search(job.picture_url or "")
        if match is None or job.picture_url is None:
            return []
        url = job.picture_url
        return [
            discord.Attachment(
                data={"id": match["id"], "filename": match["name"], "size": 0, "url": url, "proxy_url": url},
                state=self._bot._connection,  # noqa: SLF001 - Attachment has no public constructor
            )
        ]


def before_url(message: discord.Message) -> str | None:
    """Return the URL of the picture that a card's job started from, read from the message itself: it is fresh.

    Discord lists files that a component shows in the component only; ``message.attachments`` has the others.
    """
    return next((url for url in _file_urls(message) if _file_name(url) == BEFORE_FILE), None)


def _has_file(message: discord.Message, prefix: str) -> bool:
    return any(_file_name(url).startswith(prefix) for url in _file_urls(message))


def _file_urls(message: discord.Message) -> list[str]:
    shown = [item.media.url for item in _media(message.components)]
    return [*shown, *(attachment.url for attachment in message.attachments)]


def _file_name(url: str) -> str:
    match = _ATTACHMENT.search(url)
    return "" if match is None else match["name"]


def _media(components: Sequence[object]) -> list[discord.MediaGalleryItem | discord.components.ThumbnailComponent]:
    found: list[discord.MediaGalleryItem | discord.components.ThumbnailComponent] = []
    for component in components:
        match component:
            case discord.components.Container():
                found += _media(component.children)
            case discord.components.SectionComponent():
                found += _media([component.accessory])
            case discord.components.MediaGalleryComponent():
                found += component.items
            case discord.components.ThumbnailComponent():
                found.append(component)
    return found
