"""How messages look on the wire, and how much of them the bot is shown: pure functions, as in ``payloads``.

A bot reads its own messages, direct ones, those that name it in their text, and what an interaction carries. Of
all others it learns, without the message-content intent, who wrote them and when. That holds for events and for
REST, for a message that is replied to (its own text decides, not the reply's), and for what a forward holds.
"""

from collections.abc import Sequence

from tests.wire.discord import payloads
from tests.wire.discord.world import (
    Attachment,
    Flag,
    Interaction,
    Message,
    Payload,
    User,
    World,
    names,
    shown_media,
    walk,
)

PLAIN, REPLY, SLASH_COMMAND, MENU_COMMAND = 0, 19, 20, 23
REFERRING, FORWARDING = 0, 1


def message(sent: Message, *, world: World, is_privileged: bool | None = None) -> Payload:
    """A message as REST shows it; ``is_privileged``: as a session has asked for, else as the application is."""
    granted = world.has_message_content if is_privileged is None else is_privileged

    def shown(each: Message) -> Payload:
        return _bare(each, world=world, has_content=may_read(each, bot=world.bot, is_privileged=granted))

    whole, target = shown(sent), _answered(sent)
    if target is not None:
        whole["referenced_message"] = None if target.is_deleted else shown(target)
    if sent.reactions:
        whole["reactions"] = [_reaction(emoji, who, bot=world.bot) for emoji, who in sent.reactions.items()]
    return whole


def gateway_message(sent: Message, *, world: World, is_privileged: bool) -> Payload:
    """A message as an event, with the server and the member that REST leaves out."""
    shown = message(sent, world=world, is_privileged=is_privileged)
    place = sent.channel.server
    if place is not None:
        shown["guild_id"] = str(place.id)
        if not sent.author.is_webhook:
            shown["member"] = payloads.member(place, sent.author, bot=world.bot)
    return shown


def carried(sent: Message, *, world: World) -> Payload:
    """A message as an interaction carries it: all its content, but nothing of what it replies to."""
    return _bare(sent, world=world, has_content=True)


def may_read(sent: Message, *, bot: User, is_privileged: bool) -> bool:
    """Tell whether the bot gets the content; that a reply pings it is not enough."""
    return is_privileged or sent.author is bot or sent.channel.server is None or names(sent.text, bot)


def answered(sent: Message | None) -> Payload:
    """What the answer to an answer says about its message."""
    if sent is None:
        return {}
    return {
        "response_message_id": str(sent.id),
        "response_message_loading": Flag.LOADING in sent.flags,
        "response_message_ephemeral": Flag.EPHEMERAL in sent.flags,
    }


def install_owners(interaction: Interaction) -> dict[str, str]:
    """Who has installed the bot, as far as this interaction goes: ``"0"`` the server, ``"1"`` the person."""
    if interaction.is_user_install:
        return {"1": str(interaction.person.id)}
    place = interaction.channel.server
    return {"0": str(place.id if place is not None else 0)}


def loose_files(sent: Message) -> list[Attachment]:
    """The files that no component and no embed shows: Discord lists only these under ``attachments``."""
    references = {media["media"]["url"] for media in shown_media(sent.components)}
    references |= {part["file"]["url"] for part in walk(sent.components) if part["type"] == 13}
    references |= {embed[key]["url"] for embed in sent.embeds for key in ("image", "thumbnail") if key in embed}
    return [file for file in sent.attachments if f"attachment://{file.filename}" not in references]


def _bare(sent: Message, *, world: World, has_content: bool) -> Payload:
    """A message without what it replies to."""
    shown: Payload = {
        "id": str(sent.id),
        "channel_id": str(sent.channel.id),
        "author": payloads.user(sent.author),
        "mention_everyone": sent.mentions_everyone,
        "pinned": sent.is_pinned,
        "tts": False,
        **_copied(sent, world=world, has_content=has_content),
    }
    target = _answered(sent)
    if target is not None:
        shown["message_reference"] = _reference(target, REFERRING)
    if sent.forwarded is not None and sent.snapshot is not None:
        shown["message_reference"] = _reference(sent.forwarded, FORWARDING)
        copied = _copied(sent.snapshot, world=world, has_content=has_content)
        shown["message_snapshots"] = [{"message": copied}]
    return shown | _origin(sent, world=world)


def _copied(sent: Message, *, world: World, has_content: bool) -> Payload:
    """The part of a message that a forward copies; who wrote it is not among it."""
    return {
        "type": _kind(sent),
        "content": sent.content if has_content else "",
        "embeds": [_embed(embed, sent, world=world) for embed in sent.embeds] if has_content else [],
        "components": [component(part, sent, world=world) for part in sent.components] if has_content else [],
        "attachments": (
            [payloads.attachment(file, world=world) for file in loose_files(sent)] if has_content else []
        ),
        "mentions": [payloads.user(person) for person in sent.mentions],
        "mention_roles": [],
        "timestamp": sent.created_at.isoformat(),
        "edited_timestamp": None if sent.edited_at is None else sent.edited_at.isoformat(),
        "flags": int(sent.flags),
    }


def _origin(sent: Message, *, world: World) -> Payload:
    """What says that an application or a webhook wrote a message."""
    shown: Payload = {}
    if sent.author is world.bot:
        shown["application_id"] = str(world.application_id)
    if sent.author.is_webhook:
        shown["webhook_id"] = str(sent.author.id)
    if sent.born_of is not None:
        shown["webhook_id"] = str(world.application_id)
        shown["interaction_metadata"] = _metadata(sent.born_of)
    return shown


def _kind(sent: Message) -> int:
    if sent.born_of is not None and sent.born_of.kind == 2:
        return SLASH_COMMAND if sent.born_of.target is None else MENU_COMMAND
    return PLAIN if sent.reply_to is None else REPLY


def _answered(sent: Message) -> Message | None:
    """The message that this one replies to; the first answer to a message menu refers to the menu's message."""
    born_of = sent.born_of
    if born_of is not None and born_of.message in (None, sent):
        return born_of.target
    return sent.reply_to


def _metadata(born_of: Interaction) -> Payload:
    """Where a message comes from, for messages that answer an interaction."""
    shown: Payload = {
        "id": str(born_of.id),
        "type": born_of.kind,
        "user": payloads.user(born_of.person),
        "authorizing_integration_owners": install_owners(born_of),
    }
    if born_of.target is not None:
        shown["target_message_id"] = str(born_of.target.id)
    if born_of.kind == 3:
        assert born_of.source is not None
        shown["interacted_message_id"] = str(born_of.source.id)
    if born_of.kind == 5:
        shown["triggering_interaction_metadata"] = {**shown, "type": 2}
    return shown


def component(part: Payload, sent: Message, *, world: World) -> Payload:
    """A component as Discord gives it back: with ids, defaults, and its media found."""
    shown = {**_DEFAULTS.get(part["type"], {}), **part}
    if "components" in part:
        shown["components"] = [component(child, sent, world=world) for child in part["components"]]
    if "accessory" in part:
        shown["accessory"] = component(part["accessory"], sent, world=world)
    if "items" in part:
        items = [{"description": None, "spoiler": False, **item} for item in part["items"]]
        shown["items"] = [{**item, "media": _media(item["media"], sent, world=world)} for item in items]
    for key in ("media", "file"):
        if key in part:
            shown[key] = _media(part[key], sent, world=world)
    if part["type"] == 13:
        file = sent.file_named(part["file"]["url"])
        shown |= {"name": file.filename if file else None, "size": len(file.body) if file else None}
    return {key: value for key, value in shown.items() if value is not None or key in _NULLABLE}


_DEFAULTS: dict[int, Payload] = {
    2: {"disabled": False},
    3: {"min_values": 1, "max_values": 1, "disabled": False},
    11: {"description": None, "spoiler": False},
    13: {"spoiler": False},
    14: {"spacing": 1, "divider": True},
    17: {"accent_color": None, "spoiler": False},
}
_NULLABLE = frozenset({"description", "accent_color", "name", "size"})


def _media(media: Payload, sent: Message, *, world: World) -> Payload:
    file = sent.file_named(media["url"])
    number = str(sent.id if file is None else file.id)
    shown = {"id": number, "width": None, "height": None, **_found(media["url"], sent, world=world)}
    return shown if file is None else {**shown, "attachment_id": number}


def _embed(embed: Payload, sent: Message, *, world: World) -> Payload:
    shown = {"type": "rich", **embed}
    for key in ("image", "thumbnail"):
        if key in embed:
            shown[key] = {**embed[key], **_found(embed[key]["url"], sent, world=world)}
    return shown


def _found(url: str, sent: Message, *, world: World) -> Payload:
    """A picture as embeds and components show it: a file of the message, or what Discord has looked up."""
    file = sent.file_named(url)
    link = url if file is None else world.link(file)
    found = world.at(link) if file is None else file
    shown: Payload = {"url": link, "proxy_url": world.proxied(link)}
    if found is not None:
        shown["content_type"] = found.content_type
        if found.size_px is not None:
            shown["width"], shown["height"] = found.size_px
    return shown


def _reference(target: Message, kind: int) -> Payload:
    shown: Payload = {"type": kind, "channel_id": str(target.channel.id), "message_id": str(target.id)}
    if target.channel.server is not None:
        shown["guild_id"] = str(target.channel.server.id)
    return shown


def _reaction(emoji: str, who: Sequence[int], *, bot: User) -> Payload:
    return {
        "emoji": payloads.emoji(emoji),
        "count": len(who),
        "count_details": {"burst": 0, "normal": len(who)},
        "burst_colors": [],
        "me_burst": False,
        "me": bot.id in who,
    }
