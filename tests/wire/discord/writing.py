"""From a request's body to a message: reads JSON and multipart, merges an edit, checks it, and writes it down."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import BodyPartReader, web

from tests.wire.discord import rules
from tests.wire.discord.events import Events
from tests.wire.discord.rules import Refusal
from tests.wire.discord.world import CODE, Attachment, Channel, Flag, Message, Payload, User, World, names, walk

POSTABLE = Flag(1 << 2 | 1 << 12) | Flag.COMPONENTS_V2
"""SUPPRESS_EMBEDS and SUPPRESS_NOTIFICATIONS beside Components V2."""
ANSWERABLE = POSTABLE | Flag.EPHEMERAL


@dataclass(frozen=True, slots=True)
class File:
    """One ``files[n]`` of a multipart body."""

    index: int
    filename: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Body:
    """What came with a request; ``size`` counts all its bytes."""

    payload: Payload
    files: Sequence[File] = field(default_factory=tuple)
    size: int = 0


async def read_body(request: web.Request) -> Body:
    """Read a body, whichever of the two kinds it is.

    Raises:
        Refusal: it is no JSON object (50109).
    """
    if request.content_type.startswith("multipart/"):
        return await _read_multipart(request)
    raw = await request.read()
    return Body(_object(raw) if raw else {}, size=len(raw))


async def _read_multipart(request: web.Request) -> Body:
    payload: Payload = {}
    files: list[File] = []
    size = 0
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        raw = bytes(await part.read())
        size += len(raw)
        name = part.name or ""
        if name == "payload_json":
            payload = _object(raw)
        elif name.startswith("files["):
            files.append(File(int(name[6:-1]), part.filename or "unknown", raw))
    return Body(payload, files, size)


def _object(raw: bytes) -> Payload:
    try:
        found = json.loads(raw)
    except ValueError as exc:
        raise Refusal(400, 50109, "The request body contains invalid JSON.") from exc
    return found if isinstance(found, dict) else {"": found}


class Writer:
    """Writes messages into a world and tells so; every way of posting, editing and deleting goes through it."""

    def __init__(self, world: World, events: Events) -> None:
        self._world = world
        self._events = events

    def post(self, message: Message, body: Body, *, file_limit: int, settable: Flag) -> Message:
        """Fill a new message and put it into its channel.

        Raises:
            Refusal: the message could not be.
        """
        wanted = Flag(body.payload.get("flags") or 0)
        rules.check_flags(wanted, before=Flag(0), settable=settable)
        self._write(message, body, flags=wanted | message.flags, file_limit=file_limit)
        self.put(message)
        return message

    def put(self, message: Message) -> None:
        """Put a message into its channel as it is."""
        message.channel.messages[message.id] = message
        self._events.message("MESSAGE_CREATE", message)

    def edit(self, message: Message, body: Body, *, file_limit: int) -> Message:
        """Change a message; what the body does not name stays.

        Raises:
            Refusal: the result could not be.
        """
        kept = Flag(message.flags & ~Flag.LOADING)
        flags = kept
        if body.payload.get("flags") is not None:
            asked = Flag(body.payload["flags"])
            rules.check_flags(asked | (kept & Flag.EPHEMERAL), before=kept, settable=POSTABLE)
            flags = asked | (kept & (Flag.EPHEMERAL | Flag.COMPONENTS_V2))
        self._write(message, body, flags=flags, file_limit=file_limit)
        message.edited_at = self._world.clock.now()
        message.edits += 1
        self._events.message("MESSAGE_UPDATE", message)
        return message

    def channel_changed(self, what: str, channel: Channel) -> None:
        """Tell of a channel or thread that the bot has created or deleted."""
        self._events.channel_changed(what, channel)

    def delete(self, message: Message) -> None:
        """Take a message away, whoever wanted it."""
        message.is_deleted = True
        message.channel.messages.pop(message.id, None)
        self._events.message_deleted(message)

    def react(self, message: Message, emoji: str, user: User) -> None:
        """Put one person's reaction on a message, if it is not there."""
        who = message.reactions.setdefault(emoji, [])
        if user.id not in who:
            who.append(user.id)
            self._events.reaction("MESSAGE_REACTION_ADD", message, user, emoji)

    def unreact(self, message: Message, emoji: str, user_id: int) -> None:
        """Take one person's reaction off a message, if it is there."""
        who = message.reactions.get(emoji, [])
        if user_id in who:
            who.remove(user_id)
            if not who:
                del message.reactions[emoji]
            self._events.reaction("MESSAGE_REACTION_REMOVE", message, self._world.users[user_id], emoji)

    def clear(self, message: Message, emoji: str | None = None) -> None:
        """Take everybody's reactions off a message, of one emoji or all."""
        for name in [emoji] if emoji is not None else list(message.reactions):
            message.reactions.pop(name, None)
        self._events.reactions_cleared(message, emoji)

    def _write(self, message: Message, body: Body, *, flags: Flag, file_limit: int) -> None:
        payload = body.payload
        sizes = [len(file.body) for file in body.files]
        rules.check_sizes(sizes, file_limit=file_limit, request_size=body.size)
        rules.check_file_count(len(payload.get("attachments") or ()))
        attachments = self._attachments(message, body, is_ephemeral=Flag.EPHEMERAL in flags)
        content = _given(payload, "content", message.content)
        embeds = _given(payload, "embeds", message.embeds)
        components = _given(payload, "components", message.components)
        rules.check_message(
            content=content, embeds=embeds, components=components, attachments=attachments, flags=flags
        )
        message.content, message.embeds, message.flags = content, embeds, flags
        message.components = numbered(components)
        message.attachments = attachments
        self._mention(message, payload.get("allowed_mentions"))
        self._world.files.update({file.id: file for file in attachments})

    def _mention(self, message: Message, allowed: Payload | None) -> None:
        """Find whom the message pings: text displays count as content does, code does not."""
        pinged = [user for user in self._world.users.values() if _is_pinged(user, message.text, allowed)]
        pings_author = allowed is None or bool(allowed.get("replied_user"))
        if message.reply_to is not None and pings_author and message.reply_to.author not in pinged:
            pinged.append(message.reply_to.author)
        message.mentions = pinged
        may_ping_all = allowed is None or "everyone" in allowed.get("parse", ())
        words = CODE.sub("", message.text)
        message.mentions_everyone = may_ping_all and ("@everyone" in words or "@here" in words)

    def _attachments(self, message: Message, body: Body, *, is_ephemeral: bool) -> list[Attachment]:
        """Keep what the body lists (all, where it lists nothing) and add its files."""
        listed = body.payload.get("attachments")
        wanted = {} if listed is None else {int(entry["id"]): entry for entry in listed}
        kept = [
            replace(file, description=wanted.get(file.id, {}).get("description", file.description))
            for file in message.attachments
            if listed is None or file.id in wanted
        ]
        indexes = {file.index for file in body.files}
        strays = set(wanted) - indexes - {file.id for file in kept}
        if strays:
            raise rules.invalid_body("attachments", "ATTACHMENT_NOT_FOUND", f"Attachment not found: {min(strays)}")
        return kept + [self._new_file(message, file, wanted, is_ephemeral=is_ephemeral) for file in body.files]

    def _new_file(
        self, message: Message, file: File, listed: dict[int, Payload], *, is_ephemeral: bool
    ) -> Attachment:
        entry = listed.get(file.index, {})
        return self._world.make_file(
            entry.get("filename") or file.filename,
            file.body,
            channel_id=message.channel.id,
            description=entry.get("description"),
            is_ephemeral=is_ephemeral,
        )


def _given(payload: Payload, key: str, before: str | list[Payload]) -> Any:
    """Return what the body says, ``null`` meaning nothing, or what was there before."""
    if key not in payload:
        return before
    return payload[key] if payload[key] is not None else type(before)()


def numbered(components: list[Payload]) -> list[Payload]:
    """Give every component an id of its own, as Discord does for those that have none."""
    copied: list[Payload] = json.loads(json.dumps(components))
    taken = {part.get("id") for part in walk(copied)}
    free = (number for number in range(1, 1000) if number not in taken)
    for part in walk(copied):
        part["id"] = part.get("id") or next(free)
    return copied


def _is_pinged(user: User, text: str, allowed: Payload | None) -> bool:
    if allowed is None:
        return names(text, user)
    may = "users" in allowed.get("parse", ()) or str(user.id) in map(str, allowed.get("users") or ())
    return may and names(text, user)
