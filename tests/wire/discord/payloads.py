"""How the world looks on the wire: pure functions from its state to JSON objects; messages stand in ``messages``.

What only an OpenAPI response needs and no test ever varies stands here as a constant.
"""

from datetime import UTC, datetime

from tests.wire.discord.world import EVERYONE, Attachment, Channel, Payload, Permission, Server, User, World

JOINED = datetime(2024, 1, 1, tzinfo=UTC).isoformat()
COMMUNITY = "COMMUNITY"
MESSAGE_CONTENT_LIMITED = 1 << 19


def user(person: User) -> Payload:
    """A user as others see them."""
    return {
        "id": str(person.id),
        "username": person.name,
        "global_name": None if person.is_bot else person.name.title(),
        "discriminator": "0000" if person.is_webhook else "0",
        "avatar": None,
        "bot": person.is_bot,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }


def emoji(name: str) -> Payload:
    """An emoji by what it is called in an address: a character, or name and id of one of a server's own."""
    own, _, number = name.rpartition(":")
    return {"id": number, "name": own} if own and number.isdigit() else {"id": None, "name": name}


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
    """A member without the user in it; the bot, and who may do more than everybody, has a role for that."""
    roles = [str(server.bot_role_id)] if person is bot and person.id in server.members else []
    if person is not bot and server.members.get(person.id, EVERYONE) != EVERYONE:
        roles = [str(person.id)]
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
    if place.parent is not None:
        return _thread(place, place.parent)
    if place.server is None:
        assert place.person is not None
        return {
            "id": str(place.id),
            "type": 1,
            "flags": 0,
            "last_message_id": None,
            "recipients": [user(place.person)],
        }
    overwrites = place.overwrites + [
        {
            "id": str(person_id),
            "type": 1,
            "allow": str(int(place.granted.get(person_id, 0))),
            "deny": str(int(place.denied.get(person_id, 0))),
        }
        for person_id in sorted({*place.denied, *place.granted})
    ]
    if place.let_in is not None:
        seen = str(int(Permission.VIEW_CHANNEL))
        overwrites.append({"id": str(place.server.id), "type": 0, "allow": "0", "deny": seen})
        overwrites += [{"id": str(each), "type": 1, "allow": seen, "deny": "0"} for each in sorted(place.let_in)]
    return {
        "id": str(place.id),
        "type": 0,
        "flags": 0,
        "guild_id": str(place.server.id),
        "name": place.name,
        "position": 0,
        "topic": None,
        "nsfw": place.is_nsfw,
        "parent_id": None,
        "last_message_id": None,
        "rate_limit_per_user": 0,
        "permission_overwrites": overwrites,
    }


def resolved_channel(place: Channel, person: User) -> Payload:
    """A channel as an option that names it carries it: in part, with what the person may do there."""
    parts = ("id", "type", "name", "parent_id")
    return {key: channel(place)[key] for key in parts} | {"permissions": str(int(place.permissions(person)))}


def _thread(place: Channel, parent: Channel) -> Payload:
    """A thread has no ``nsfw`` of its own: its channel's counts."""
    assert place.server is not None
    return {
        "id": str(place.id),
        "type": 11,
        "flags": 0,
        "guild_id": str(place.server.id),
        "parent_id": str(parent.id),
        "owner_id": str(place.server.owner.id),
        "name": place.name,
        "last_message_id": None,
        "rate_limit_per_user": 0,
        "message_count": 0,
        "member_count": 1,
        "total_message_sent": 0,
        "thread_metadata": {
            "archived": False,
            "archive_timestamp": JOINED,
            "auto_archive_duration": 1440,
            "locked": False,
            "create_timestamp": JOINED,
        },
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
            _role(place.id, "@everyone", int(EVERYONE)),
            _role(place.bot_role_id, bot.name, int(place.members.get(bot.id, EVERYONE)), bot_id=bot.id),
            *(role_of(place, each) for each in place.members if each != bot.id),
        ],
        "channels": [channel(each) for each in place.channels.values() if each.parent is None],
        "threads": [channel(each) for each in place.channels.values() if _is_seen_thread(each, bot)],
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


def _is_seen_thread(place: Channel, bot: User) -> bool:
    return place.parent is not None and Permission.VIEW_CHANNEL in place.permissions(bot)


_EMPTY_LISTS = (
    "emojis",
    "stickers",
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


def role_of(place: Server, person_id: int) -> Payload:
    """The role by which a person may do what they may on a server; it has their id."""
    return _role(person_id, f"as {person_id}", int(place.members[person_id]))


def _role(role_id: int, name: str, permissions: int, *, bot_id: int | None = None) -> Payload:
    tags = {} if bot_id is None else {"tags": {"bot_id": str(bot_id)}}
    return {
        **tags,
        "id": str(role_id),
        "name": name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": int(bot_id is not None),
        "permissions": str(permissions),
        "managed": bot_id is not None,
        "mentionable": False,
        "flags": 0,
    }
