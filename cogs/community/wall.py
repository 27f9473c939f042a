"""Showcases on Discord: counts reactions, and posts, changes and deletes copies of cards.

When that happens is ``studio.community.showcase``'s; how a copy looks ``cogs.ui.community.showcases``'.
"""

import asyncio
import io
from collections.abc import Collection, Sequence
from contextlib import suppress
from http import HTTPStatus

import discord

from cogs.card_message import UNKNOWN_MESSAGE
from cogs.community.posting import Posting
from cogs.community.sights import UNKNOWN_CHANNEL, channel_of, sight_of
from cogs.picture_files import ATTACHMENT, file_name, file_urls, finished
from cogs.public_words import PublicWords
from cogs.ui.community.showcases import exhibit_view
from cogs.ui.text import alt_text
from cogs.words import Words
from flux.pictures import MediaType, sniff
from studio.community.exhibits import MOST_COUNTED, Exhibit, Sight, emoji_name
from studio.community.showcase import OutOfSight, Seen, Spot
from studio.jobs import Job
from studio.pictures_out import fit
from studio.reading import ReadMedia

_LATELY = 200
"""How many messages of a channel are looked through for cards with reactions."""

_MEBIBYTE = 1024 * 1024
_REQUEST_LIMIT_BYTES = 25 * _MEBIBYTE - 64 * 1024
_CAUTIOUS_REQUEST_BYTES = 7 * _MEBIBYTE
"""What is sent where Discord found that too much after all."""

_GONE = frozenset({UNKNOWN_MESSAGE, UNKNOWN_CHANNEL})


class DiscordWall:
    """The showcases' ``Wall``."""

    def __init__(self, bot: discord.Client, posting: Posting, read: ReadMedia, public: PublicWords) -> None:
        self._bot = bot
        self._posting = posting
        self._read = read
        self._public = public

    async def seen(self, spot: Spot, emoji: Collection[str], *, artist_id: int) -> Seen | None:
        """Look at a card and count; ``None`` where its message is gone."""
        message = await self._message(spot.channel_id, spot.message_id)
        if message is None:
            return None
        counts = {each: await _count(message, each, artist_id) for each in emoji}
        return Seen(counts, has_pictures=bool(self._pictures(message)))

    async def sight(self, channel_id: int) -> Sight | None:
        """Say who sees a channel or a thread; ``None`` where it is gone."""
        try:
            channel = await channel_of(self._bot, channel_id)
        except discord.Forbidden as error:
            raise OutOfSight(str(error)) from error
        return None if channel is None else sight_of(channel)

    async def show(self, exhibit: Exhibit, job: Job, emoji: str) -> int | None:
        """Post the copy of this turn unless it stands; return its message, ``None`` where that cannot be."""
        message = await self._message(exhibit.channel_id, exhibit.message_id)
        urls = [] if message is None else self._pictures(message)
        if not urls:
            return None
        bodies = [(file_name(url), await self._read(url)) for url in urls]
        guild = self._bot.get_guild(exhibit.server_id)
        limit_bytes = _REQUEST_LIMIT_BYTES // len(bodies)
        if guild is not None:
            limit_bytes = min(limit_bytes, guild.filesize_limit)
        try:
            return await self._post(exhibit, job, emoji, await _fitted(bodies, limit_bytes))
        except discord.HTTPException as error:
            if error.status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                raise
            smaller = await _fitted(bodies, min(limit_bytes, _CAUTIOUS_REQUEST_BYTES // len(bodies)))
            return await self._post(exhibit, job, emoji, smaller)

    async def change(self, exhibit: Exhibit, job: Job, emoji: str) -> bool:
        """Let a copy show the reactions of now; ``False`` where somebody has deleted it."""
        copy = None if exhibit.copy_id is None else await self._message(exhibit.showcase_id, exhibit.copy_id)
        if copy is None:
            return False
        kept = self._kept(copy)
        view = exhibit_view(exhibit, job, await self._words(exhibit, job), emoji, _names(kept))
        try:
            await copy.edit(view=view, attachments=kept, allowed_mentions=discord.AllowedMentions.none())
        except discord.NotFound:
            return False
        except discord.Forbidden as error:
            raise OutOfSight(str(error)) from error
        return True

    async def take_down(self, exhibit: Exhibit) -> None:
        """Delete the copy of this turn if it stands."""
        try:
            if exhibit.copy_id is None:
                await self._posting.take_back(exhibit.key, exhibit.showcase_id)
            else:
                await self.take_down_stray(exhibit, exhibit.copy_id)
        except discord.Forbidden as error:
            raise OutOfSight(str(error)) from error

    async def take_down_stray(self, exhibit: Exhibit, copy_id: int) -> None:
        """Delete a copy that nobody knows of."""
        showcase = self._bot.get_partial_messageable(exhibit.showcase_id)
        with suppress(discord.NotFound):
            await showcase.get_partial_message(copy_id).delete()

    async def reacted(self, channel_id: int, spots: Sequence[Spot]) -> list[Spot]:
        """Return those of a channel's cards that have reactions, and those too old to know it at a glance."""
        channel = self._bot.get_partial_messageable(channel_id)
        oldest = 0
        found: dict[int, bool] = {}
        try:
            async for message in channel.history(limit=_LATELY):
                found[message.id] = bool(message.reactions)
                oldest = message.id
        except (discord.Forbidden, discord.NotFound):
            return []
        if len(found) < _LATELY:
            oldest = 0
        return [spot for spot in spots if found.get(spot.message_id, spot.message_id < oldest)]

    async def _post(
        self, exhibit: Exhibit, job: Job, emoji: str, files: Sequence[tuple[str, bytes]]
    ) -> int | None:
        names = [name for name, _ in files]
        alt = alt_text(job.options.prompt)
        view = exhibit_view(exhibit, job, await self._words(exhibit, job), emoji, names)
        return await self._posting.post_once(
            exhibit.key,
            exhibit.showcase_id,
            view,
            lambda: [discord.File(io.BytesIO(body), name, description=alt) for name, body in files],
        )

    async def _message(self, channel_id: int, message_id: int) -> discord.Message | None:
        try:
            return await self._bot.get_partial_messageable(channel_id).fetch_message(message_id)
        except discord.NotFound as error:
            if error.code not in _GONE:
                raise
            return None
        except discord.Forbidden as error:
            raise OutOfSight(str(error)) from error

    def _pictures(self, message: discord.Message) -> list[str]:
        """Return where the finished pictures of a card lie: what the bot has uploaded itself lies at Discord."""
        if message.author != self._bot.user:
            return []
        return [url for url in file_urls(message) if finished(url) is not None]

    def _kept(self, message: discord.Message) -> list[discord.Attachment]:
        """Return all files of a message: an edit drops every one that it does not list."""
        found = ((url, ATTACHMENT.search(url)) for url in file_urls(message))
        return [
            discord.Attachment(
                data={"id": match["id"], "filename": match["name"], "size": 0, "url": url, "proxy_url": url},
                state=self._bot._connection,  # noqa: SLF001 - Attachment has no public constructor
            )
            for url, match in found
            if match is not None
        ]

    async def _words(self, exhibit: Exhibit, job: Job) -> Words:
        return await self._public.on_server(self._bot, exhibit.server_id, job.locale)


async def _count(message: discord.Message, emoji: str, artist_id: int) -> int:
    """Count the people who have reacted with an emoji, the artist and bots left out."""
    wanted = emoji_name(emoji)
    people: set[int] = set()
    for reaction in message.reactions:
        if emoji_name(str(reaction.emoji)) != wanted:
            continue
        for kind, many in (
            (discord.ReactionType.normal, reaction.normal_count),
            (discord.ReactionType.burst, reaction.burst_count),
        ):
            # As many as Discord has said, so that the last page is not asked for in vain.
            async for user in reaction.users(limit=min(many, MOST_COUNTED), type=kind):
                if not user.bot:
                    people.add(user.id)
    return len(people - {artist_id})


async def _fitted(bodies: Sequence[tuple[str, bytes]], limit_bytes: int) -> list[tuple[str, bytes]]:
    return await asyncio.to_thread(_fit_all, bodies, limit_bytes)


def _fit_all(bodies: Sequence[tuple[str, bytes]], limit_bytes: int) -> list[tuple[str, bytes]]:
    fitted = [(name, fit(body, sniff(body) or MediaType.PNG, limit_bytes=limit_bytes)) for name, body in bodies]
    return [
        (f"{name.rpartition('.')[0]}{each.media_type.suffix}" if each.shrunk else name, each.body)
        for name, each in fitted
    ]


def _names(kept: Sequence[discord.Attachment]) -> list[str]:
    return [each.filename for each in kept]
