"""What people, other bots and webhooks write: messages with files and link previews, replies, and forwards.

People have no embeds and components of their own: a link of theirs becomes an embed when Discord knows a picture
there (``wire.elsewhere``, or a file of its own). Here that has always been looked up already.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.wire.discord import rules
from tests.wire.discord.forms import CannotDo, Upload
from tests.wire.discord.world import Channel, Flag, Message, Payload, Permission, User, World, names
from tests.wire.discord.writing import numbered

LINK = re.compile(r"https?://[^\s<>]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be said; ``pings`` is whether a reply pings whom it replies to."""

    text: str = ""
    files: Sequence[Upload] = ()
    reply_to: Message | None = None
    pings: bool = True
    embeds: Sequence[Payload] = ()
    components: Sequence[Payload] = ()


def said(draft: Draft, user: User, channel: Channel, *, world: World) -> Message:
    """Return the message that ``user`` makes of a draft, with its files on the CDN.

    Raises:
        CannotDo: Discord's client would not send it.
        Refusal: a bot's or webhook's message could not be.
    """
    _check(draft, user, channel)
    message = Message(world.new_id(), channel, user, world.clock.now(), draft.text, reply_to=draft.reply_to)
    message.attachments = [
        world.make_file(file.filename, file.body, channel_id=channel.id) for file in draft.files
    ]
    message.components = numbered(list(draft.components))
    message.flags = Flag.COMPONENTS_V2 if any(part["type"] != 1 for part in draft.components) else Flag(0)
    message.embeds = list(draft.embeds)
    rules.check_message(
        content=message.content,
        embeds=message.embeds,
        components=message.components,
        attachments=message.attachments,
        flags=message.flags,
    )
    message.embeds += _previews(draft.text, user, channel, world=world)
    message.mentions = _pinged(message, pings=draft.pings, world=world)
    world.files.update({file.id: file for file in message.attachments})
    return message


def forwarded(source: Message, user: User, channel: Channel, *, world: World) -> Message:
    """Return the forward of a message as it is now; of a forward, what that holds is taken along.

    Raises:
        CannotDo: Discord's client would not send it.
    """
    if source.is_deleted or source.is_ephemeral or source.is_loading:
        raise CannotDo("this message cannot be forwarded")
    _check_may(user, channel, channel.writing)
    message = Message(world.new_id(), channel, user, world.clock.now(), flags=Flag.HAS_SNAPSHOT)
    message.forwarded, message.snapshot = source, replace(source.snapshot or source)
    return message


def _check(draft: Draft, user: User, channel: Channel) -> None:
    _check_may(user, channel, channel.writing, *(["attach_files"] if draft.files else []))
    if not user.is_bot and (draft.embeds or draft.components):
        raise CannotDo("people have no embeds and no components")
    target = draft.reply_to
    if target is not None and (target.is_deleted or target.is_ephemeral or target.channel is not channel):
        raise CannotDo("there is no such message to reply to")


def _check_may(user: User, channel: Channel, *needed: str) -> None:
    if Permission.of(*needed) not in channel.permissions(user):
        raise CannotDo(f"{user.name} may not do this in {channel.name}: {', '.join(needed)}")


def _previews(text: str, user: User, channel: Channel, *, world: World) -> list[Payload]:
    """The embeds that Discord makes of links to pictures."""
    if Permission.EMBED_LINKS not in channel.permissions(user):
        return []
    pictures = [url for url in LINK.findall(text) if world.at(url) is not None]
    return [{"type": "image", "url": url, "thumbnail": {"url": url}} for url in pictures]


def _pinged(message: Message, *, pings: bool, world: World) -> list[User]:
    named = [user for user in world.users.values() if names(message.text, user)]
    target = message.reply_to
    if pings and target is not None and target.author not in named:
        named.append(target.author)
    return named
