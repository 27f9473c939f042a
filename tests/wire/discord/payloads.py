"""How the world looks on the wire: pure functions from its state to JSON objects.

What only an OpenAPI response needs and no test ever varies stands here as a constant.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from tests.wire.discord.world import (
    EVERYONE,
    EVERYTHING,
    Attachment,
    Channel,
    Flag,
    Interaction,
    Message,
    Payload,
    Server,
    User,
    World,
    shown_media,
    walk,
)

JOINED = datetime(2024, 1, 1, tzinfo=UTC).isoformat()
COMMUNITY = "COMMUNITY"
MESSAGE_CONTENT_LIMITED = 1 << 19


def user(person: User) -> Payload:
    """A user as others see them."""
    return {
        "id": str(person.id),
        "username": person.name,
        "global_name": None if person.is_bot else person.name.title(),
        "discriminator": "0",
        "avatar": None,
        "bot": person.is_bot,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }


def own_user(person: User) -> Payload:
    """The bot as it sees itself."""
    return {**user(person), "mfa_enabled": True, "locale": person.locale, "verified": True, "email": None}


def application(world: World) -> Payload:
    """The application behind the bot."""
    return {
        "id": str(world.application_id),
        "name": world.bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": user(world.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "00" * 32,
        "flags": MESSAGE_CONTENT_LIMITED if world.has_message_content else 0,
        "flags_new": str(MESSAGE_CONTENT_LIMITED if world.has_message_content else 0),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user(world.owner),
        "approximate_guild_count": len(world.servers),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
        "integration_types_config": {"0": {}, "1": {}},
    }


def member(server: Server, person: User, *, bot: User) -> Payload:
    """A member without the user in it; only the bot has a role beside everybody's."""
    roles = [str(server.bot_role_id)] if person is bot and person.id in server.members else []
    return {
        "roles": roles,
        "joined_at": JOINED,
        "premium_since": None,
        "nick": None,
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "pending": False,
        "deaf": False,
        "mute": False,
        "flags": 0,
    }


def channel(place: Channel) -> Payload:
    """A channel as GET /channels and GUILD_CREATE show it."""
    if place.server is None:
        assert place.person is not None
        return {
            "id": str(place.id),
            "type": 1,
            "flags": 0,
            "last_message_id": None,
            "recipients": [user(place.person)],
        }
    overwrites = [
        {"id": str(person_id), "type": 1, "allow": "0", "deny": str(int(denied))}
        for person_id, denied in place.denied.items()
    ]
    return {
        "id": str(place.id),
        "type": 0,
        "flags": 0,
        "guild_id": str(place.server.id),
        "name": place.name,
        "position": 0,
        "topic": None,
        "nsfw": False,
        "parent_id": None,
        "last_message_id": None,
        "rate_limit_per_user": 0,
        "permission_overwrites": overwrites,
    }


def server(place: Server, *, bot: User) -> Payload:
    """A guild as GUILD_CREATE shows it to a bot without privileged intents: the bot is the only member."""
    return {
        "id": str(place.id),
        "name": place.name,
        "owner_id": str(place.owner.id),
        "preferred_locale": place.locale,
        "features": features(place),
        "roles": [
            _role(place.id, "@everyone", int(EVERYONE), is_managed=False),
            _role(place.bot_role_id, bot.name, int(place.members.get(bot.id, EVERYONE)), is_managed=True),
        ],
        "channels": [channel(each) for each in place.channels.values()],
        "members": [{**member(place, bot, bot=bot), "user": user(bot)}],
        "member_count": len(place.members),
        "joined_at": JOINED,
        **dict.fromkeys(_EMPTY_LISTS, ()),
        **dict.fromkeys(_NULLS, None),
        **dict.fromkeys(_ZEROS, 0),
        "afk_timeout": 300,
        "large": False,
        "unavailable": False,
        "premium_progress_bar_enabled": False,
    }


_EMPTY_LISTS = (
    "emojis",
    "stickers",
    "threads",
    "presences",
    "voice_states",
    "stage_instances",
    "guild_scheduled_events",
    "soundboard_sounds",
)
_NULLS = (
    "icon",
    "splash",
    "discovery_splash",
    "banner",
    "description",
    "vanity_url_code",
    "afk_channel_id",
    "application_id",
    "system_channel_id",
    "rules_channel_id",
    "public_updates_channel_id",
    "safety_alerts_channel_id",
)
_ZEROS = (
    "verification_level",
    "default_message_notifications",
    "explicit_content_filter",
    "mfa_level",
    "nsfw_level",
    "premium_tier",
    "premium_subscription_count",
    "system_channel_flags",
)


def features(place: Server) -> list[str]:
    """The features of a guild; Community is the one that decides about locales."""
    return [COMMUNITY] if place.is_community else []


def attachment(file: Attachment, *, world: World) -> Payload:
    """A file of a message or of an option."""
    link = world.link(file)
    shown: Payload = {
        "id": str(file.id),
        "filename": file.filename,
        "size": len(file.body),
        "url": link,
        "proxy_url": link,
        "content_type": file.content_type,
    }
    if file.size_px is not None:
        shown["width"], shown["height"] = file.size_px
    if file.description is not None:
        shown["description"] = file.description
    if file.is_ephemeral:
        shown["ephemeral"] = True
    return shown


def message(sent: Message, *, world: World, has_content: bool = True) -> Payload:
    """A message; without ``has_content`` as the gateway shows it to a bot that may not read it."""
    shown = _bare_message(sent, world=world, has_content=has_content)
    if sent.reply_to is not None:
        shown["message_reference"] = _reference(sent.reply_to)
        readable = has_content and may_read(sent.reply_to, bot=world.bot, is_privileged=world.has_message_content)
        shown["referenced_message"] = (
            None
            if sent.reply_to.is_deleted
            else _bare_message(
                sent.reply_to, world=world, has_content=readable or sent.reply_to.author is world.bot
            )
        )
    if sent.reactions:
        shown["reactions"] = [_reaction(emoji, who, bot=world.bot) for emoji, who in sent.reactions.items()]
    return shown


def gateway_message(sent: Message, *, world: World, is_privileged: bool) -> Payload:
    """A message as an event, with the server and the member that REST leaves out."""
    readable = may_read(sent, bot=world.bot, is_privileged=is_privileged)
    shown = message(sent, world=world, has_content=readable)
    place = sent.channel.server
    if place is not None:
        shown["guild_id"] = str(place.id)
        shown["member"] = member(place, sent.author, bot=world.bot)
    return shown


def may_read(sent: Message, *, bot: User, is_privileged: bool) -> bool:
    """Tell whether the bot gets the content: its own, direct messages, and those that name it in their text."""
    named = f"<@{bot.id}>" in sent.content
    return is_privileged or sent.author is bot or sent.channel.server is None or named


def _bare_message(sent: Message, *, world: World, has_content: bool) -> Payload:
    shown: Payload = {
        "id": str(sent.id),
        "channel_id": str(sent.channel.id),
        "type": 20 if sent.born_of is not None and sent.born_of.kind == 2 else 19 if sent.reply_to else 0,
        "author": user(sent.author),
        "content": sent.content if has_content else "",
        "embeds": [_embed(embed, sent, world=world) for embed in sent.embeds] if has_content else [],
        "components": [component(part, sent, world=world) for part in sent.components] if has_content else [],
        "attachments": [attachment(file, world=world) for file in loose_files(sent)] if has_content else [],
        "mentions": [user(person) for person in sent.mentions],
        "mention_roles": [],
        "mention_everyone": sent.mentions_everyone,
        "timestamp": sent.created_at.isoformat(),
        "edited_timestamp": None if sent.edited_at is None else sent.edited_at.isoformat(),
        "flags": int(sent.flags),
        "pinned": False,
        "tts": False,
    }
    if sent.author is world.bot:
        shown["application_id"] = str(world.application_id)
    if sent.born_of is not None:
        shown["webhook_id"] = str(world.application_id)
        shown["interaction_metadata"] = metadata(sent.born_of)
    return shown


def loose_files(sent: Message) -> list[Attachment]:
    """The files that no component and no embed shows: Discord lists only these under ``attachments``."""
    references = {media["media"]["url"] for media in shown_media(sent.components)}
    references |= {part["file"]["url"] for part in walk(sent.components) if part["type"] == 13}
    references |= {embed[key]["url"] for embed in sent.embeds for key in ("image", "thumbnail") if key in embed}
    return [file for file in sent.attachments if f"attachment://{file.filename}" not in references]


def metadata(born_of: Interaction) -> Payload:
    """Where a message comes from, for messages that answer an interaction."""
    owners = install_owners(born_of)
    shown: Payload = {
        "id": str(born_of.id),
        "type": born_of.kind,
        "user": user(born_of.person),
        "authorizing_integration_owners": owners,
    }
    if born_of.kind == 3:
        assert born_of.source is not None
        shown["interacted_message_id"] = str(born_of.source.id)
    if born_of.kind == 5:
        shown["triggering_interaction_metadata"] = {**shown, "type": 2}
    return shown


def install_owners(interaction: Interaction) -> dict[str, str]:
    """Who has installed the bot, as far as this interaction goes: ``"0"`` the server, ``"1"`` the person."""
    if interaction.is_user_install:
        return {"1": str(interaction.person.id)}
    place = interaction.channel.server
    return {"0": str(place.id if place is not None else 0)}


def component(part: Payload, sent: Message, *, world: World) -> Payload:
    """A component as Discord gives it back: with ids, defaults, and its media found."""
    shown = {**_DEFAULTS.get(part["type"], {}), **part}
    for key in ("components",):
        if key in part:
            shown[key] = [component(child, sent, world=world) for child in part[key]]
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
    if file is None:
        return {"id": str(sent.id), "url": media["url"], "proxy_url": media["url"], "width": None, "height": None}
    width, height = file.size_px or (None, None)
    link = world.link(file)
    return {
        "id": str(file.id),
        "attachment_id": str(file.id),
        "url": link,
        "proxy_url": link,
        "width": width,
        "height": height,
        "content_type": file.content_type,
    }


def _embed(embed: Payload, sent: Message, *, world: World) -> Payload:
    shown = {"type": "rich", **embed}
    for key in ("image", "thumbnail"):
        file = sent.file_named(embed[key]["url"]) if key in embed else None
        if file is not None:
            shown[key] = {"url": world.link(file), "proxy_url": world.link(file)}
    return shown


def _reference(target: Message) -> Payload:
    shown: Payload = {"type": 0, "channel_id": str(target.channel.id), "message_id": str(target.id)}
    if target.channel.server is not None:
        shown["guild_id"] = str(target.channel.server.id)
    return shown


def _reaction(emoji: str, who: Sequence[int], *, bot: User) -> Payload:
    return {
        "emoji": {"id": None, "name": emoji},
        "count": len(who),
        "count_details": {"burst": 0, "normal": len(who)},
        "burst_colors": [],
        "me_burst": False,
        "me": bot.id in who,
    }


def _role(role_id: int, name: str, permissions: int, *, is_managed: bool) -> Payload:
    return {
        "id": str(role_id),
        "name": name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": int(is_managed),
        "permissions": str(permissions),
        "managed": is_managed,
        "mentionable": False,
        "flags": 0,
    }


def interaction(event: Interaction, details: Payload, *, world: World) -> Payload:
    """INTERACTION_CREATE; ``details`` is its ``data``."""
    place, here = event.channel.server, event.channel
    shown: Payload = {
        "id": str(event.id),
        "application_id": str(world.application_id),
        "type": event.kind,
        "token": event.token,
        "version": 1,
        "data": details,
        "channel_id": str(here.id),
        "channel": {**channel(here), "permissions": str(int(here.permissions(event.person)))},
        "locale": event.person.locale,
        "app_permissions": str(int(EVERYTHING if place is None else here.permissions(world.bot))),
        "entitlements": [],
        "authorizing_integration_owners": install_owners(event),
        "context": 1 if place is None else 0,
        "attachment_size_limit": event.attachment_limit,
    }
    if place is None:
        shown["user"] = user(event.person)
    else:
        shown["guild_id"] = str(place.id)
        shown["guild"] = {"id": str(place.id), "locale": place.interaction_locale, "features": features(place)}
        shown["guild_locale"] = place.interaction_locale
        permissions = str(int(here.permissions(event.person)))
        held = member(place, event.person, bot=world.bot)
        shown["member"] = {**held, "user": user(event.person), "permissions": permissions}
    if event.source is not None:
        shown["message"] = message(event.source, world=world)
    return shown


def answered_message(sent: Message | None) -> Payload:
    """What the answer to an answer says about its message."""
    if sent is None:
        return {}
    return {
        "response_message_id": str(sent.id),
        "response_message_loading": Flag.LOADING in sent.flags,
        "response_message_ephemeral": Flag.EPHEMERAL in sent.flags,
    }
