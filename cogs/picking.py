"""Finds the pictures of a message, whatever they stand in, and says where each of them came from.

Other people's pictures are read from Discord's own media hosts only: what stands elsewhere would tell its host
that it was looked at. What may be done with a picture is ``studio.lineage``'s.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

import discord
from yarl import URL

from cogs.access import is_age_restricted, place_of_message
from cogs.card_message import UNKNOWN_MESSAGE
from cogs.picture_files import Media, file_urls, finished, media, uploaded_in
from studio.editing import Editing
from studio.errors import NoPicture, PictureNotRead, SourceGone
from studio.jobs import Job, Origin, Place, Source
from studio.lineage import Pick
from studio.reading import ReadMedia, ReadPicture

DISCORD_MEDIA_HOSTS = frozenset(
    {
        "cdn.discordapp.com",
        "media.discordapp.net",
        "images-ext-1.discordapp.net",
        "images-ext-2.discordapp.net",
    }
)
"""Where Discord keeps what people upload, and its copies of what embeds show (docs/operating.md)."""

_IMAGE = "image/"
_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif", ".heic", ".heif")

_Container: TypeAlias = discord.Message | discord.MessageSnapshot
"""What pictures stand in: a message, or one that was forwarded with it."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A picture in a message, by its address and its name."""

    url: str
    name: str


class Picking:
    """Finds pictures."""

    def __init__(
        self, bot: discord.Client, editing: Editing, read: ReadMedia, *, media_hosts: frozenset[str]
    ) -> None:
        self._bot = bot
        self._editing = editing
        self._read = read
        self._media_hosts = media_hosts

    async def of_message(self, message: discord.Message) -> tuple[Pick, ...]:
        """Return the pictures of a message, in the order in which they are seen.

        Raises:
            NoPicture: it has none.
            SourceGone: it is a card whose job is not there any more.
        """
        picks = await self._picks(message)
        if not picks:
            raise NoPicture
        return picks

    async def attached(self, message: discord.Message) -> tuple[Pick, ...]:
        """Return the pictures that somebody attached to a message of theirs."""
        source = Source(message.author.id, place_of_message(message), Origin.ATTACHED, message.id)
        return tuple(Pick(seen.url, seen.name, source) for seen in _attachments(message))

    async def last(self, artist_id: int, place: Place) -> tuple[Source, ReadPicture]:
        """Return the artist's last picture in a channel, the first where its card has several, and how to read it.

        Raises:
            NoLastPicture: there is none.
        """
        job = await self._editing.last(artist_id, place)

        async def read() -> bytes:
            assert job.card is not None, "what everybody can see has its card"
            channel = self._bot.get_partial_messageable(job.card.channel_id)
            try:
                message = await channel.fetch_message(job.card.message_id)
            except discord.HTTPException as error:
                # Of anything else that Discord says the picture may still stand there.
                raise (SourceGone if error.code == UNKNOWN_MESSAGE else PictureNotRead) from error
            urls = [url for url in file_urls(message) if finished(url) is not None]
            if not urls:
                raise SourceGone
            return await self._read(urls[0])

        return _made_by(job, 1, Origin.LAST), read

    async def _picks(self, message: discord.Message) -> tuple[Pick, ...]:
        if message.author == self._bot.user:
            return await self._of_card(message)
        picks = self._in(message, Source(message.author.id, place_of_message(message), Origin.MESSAGE, message.id))
        for snapshot in message.message_snapshots:
            picks += await self._forwarded(message, snapshot)
        return picks

    async def _of_card(self, message: discord.Message) -> tuple[Pick, ...]:
        """Return the finished pictures of a message of ours; the one that they started from is not among them."""
        made = [(url, picture) for url in file_urls(message) if (picture := finished(url)) is not None]
        if not made:
            return ()
        job = await self._editing.job(made[0][1].job_id)
        return tuple(Pick(url, "", _made_by(job, picture.number, Origin.MESSAGE)) for url, picture in made)

    async def _forwarded(self, message: discord.Message, snapshot: discord.MessageSnapshot) -> tuple[Pick, ...]:
        """Return the pictures of a message that was forwarded; whose they were Discord does not tell."""
        reference = message.reference
        if reference is None or reference.message_id is None:
            return ()
        job = await self._editing.shown_by(reference.message_id)
        if job is not None:
            made = ((pick, finished(pick.url)) for pick in self._in(snapshot, _made_by(job, 1, Origin.MESSAGE)))
            return tuple(
                replace(pick, source=replace(pick.source, number=picture.number))
                for pick, picture in made
                if picture is not None
            )
        restricted = is_age_restricted(self._bot.get_channel(reference.channel_id))
        place = Place(reference.channel_id, reference.guild_id, age_restricted=restricted)
        return self._in(snapshot, Source(message.author.id, place, Origin.MESSAGE, reference.message_id))

    def _in(self, container: _Container, source: Source) -> tuple[Pick, ...]:
        seen = {one.url: one.name for one in (*_attachments(container), *self._shown(container))}
        return tuple(Pick(url, name, self._from(url, source)) for url, name in seen.items())

    def _from(self, url: str, source: Source) -> Source:
        """Return the source of a picture, which stays in the channel of its upload if that is for adults only.

        It may have come from there by a link, or by more forwards than the last, the only one that Discord tells.
        """
        channel_id = uploaded_in(url)
        if channel_id is None or not is_age_restricted(self._bot.get_channel(channel_id)):
            return source
        message_id = source.message_id if source.place.channel_id == channel_id else None
        place = replace(source.place, channel_id=channel_id, age_restricted=True)
        return replace(source, place=place, message_id=message_id)

    def _shown(self, container: _Container) -> Iterator[_Seen]:
        """Yield what galleries, thumbnails and embeds show, by addresses of Discord's own."""
        for item in media(container.components):
            url = self._own_address(item.media.url, item.media.proxy_url) if _is_image(item) else None
            if url is not None:
                yield _Seen(url, URL(url).name)
        for embed in container.embeds:
            for proxy in (embed.image, embed.thumbnail):
                url = self._own_address(proxy.proxy_url)
                if url is not None:
                    yield _Seen(url, URL(url).name)

    def _own_address(self, *urls: str | None) -> str | None:
        return next((url for url in urls if url is not None and _host(url) in self._media_hosts), None)


def _attachments(container: _Container) -> Iterator[_Seen]:
    for attachment in container.attachments:
        kind = attachment.content_type or ""
        # What a file really is will be seen when it is read; this only leaves out what nobody takes for a picture.
        if kind.startswith(_IMAGE) or attachment.filename.lower().endswith(_SUFFIXES):
            yield _Seen(attachment.url, attachment.filename)


def _is_image(item: Media) -> bool:
    return item.media.content_type is None or item.media.content_type.startswith(_IMAGE)


def _host(url: str) -> str | None:
    try:
        return URL(url).authority
    except ValueError:
        return None


def _made_by(job: Job, number: int, origin: Origin) -> Source:
    return Source(
        artist_id=job.artist_id,
        place=job.place,
        origin=origin,
        message_id=None if job.card is None else job.card.message_id,
        job_id=job.id,
        number=number,
        version=job.version,
        spoiler=job.is_spoiler,
    )
