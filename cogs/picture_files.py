"""The picture files of cards: how they are named, and how they are found again in a message.

Pictures of other people's messages are ``cogs.picking``'s.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import discord

BEFORE_FILE = "before.jpg"
"""Name of the picture that a job starts from, as it is uploaded with the card."""

ATTACHMENT = re.compile(r"/(?:ephemeral-)?attachments/(?P<channel>[0-9]+)/(?P<id>[0-9]+)/(?P<name>[^/?]+)")
"""The path of an uploaded file in its address."""

_FINISHED = re.compile(r"easel-(?P<job>[a-z2-7]+)-(?P<number>[1-9][0-9]{0,2})\.[a-z]+")

Media: TypeAlias = discord.MediaGalleryItem | discord.components.ThumbnailComponent
"""A part of a message that shows one picture."""


@dataclass(frozen=True, slots=True)
class Finished:
    """Which finished picture a file is: the job that made it, and its place among that job's, from 1."""

    job_id: str
    number: int


def file_prefix(job_id: str) -> str:
    """Return how the names of a job's pictures begin: by these they are known again."""
    return f"easel-{job_id}-"


def finished(url: str) -> Finished | None:
    """Say which finished picture an address leads to, ``None`` where it is another file."""
    match = _FINISHED.fullmatch(file_name(url))
    return None if match is None else Finished(match["job"], int(match["number"]))


def before_url(message: discord.Message) -> str | None:
    """Return the URL of the picture that a card's job started from, read from the message itself: it is fresh.

    Discord lists files that a component shows in the component only; ``message.attachments`` has the others.
    """
    return next((url for url in file_urls(message) if file_name(url) == BEFORE_FILE), None)


def has_file(message: discord.Message, prefix: str) -> bool:
    """Say whether a message has a file whose name begins like this."""
    return any(file_name(url).startswith(prefix) for url in file_urls(message))


def file_urls(message: discord.Message) -> list[str]:
    """Return the addresses of all pictures and other files of a message of the bot's own, as it shows them."""
    shown = [item.media.url for item in media(message.components)]
    # Each once: whether a file that a component shows is listed as an attachment too is up to Discord.
    return list(dict.fromkeys([*shown, *(attachment.url for attachment in message.attachments)]))


def file_name(url: str) -> str:
    """Return the name of an uploaded file by its address, "" where it is none."""
    match = ATTACHMENT.search(url)
    return "" if match is None else match["name"]


def uploaded_in(url: str) -> int | None:
    """Return the channel that a file was uploaded to, by its address; ``None`` where it is none of Discord's."""
    match = ATTACHMENT.search(url)
    return None if match is None else int(match["channel"])


def media(components: Sequence[object]) -> list[Media]:
    """Return everything in components that shows a picture, in the order in which it is seen."""
    found: list[Media] = []
    for component in components:
        match component:
            case discord.components.Container():
                found += media(component.children)
            case discord.components.SectionComponent():
                found += media([component.accessory])
            case discord.components.MediaGalleryComponent():
                found += component.items
            case discord.components.ThumbnailComponent():
                found.append(component)
    return found
