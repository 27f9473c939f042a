"""What happens in the world, told to the gateway: each function makes one event."""

from tests.wire.discord import interactions, messages, payloads
from tests.wire.discord.gateway import Gateway, Intent
from tests.wire.discord.world import Channel, Interaction, Message, Payload, Permission, Server, User, World


class Events:
    """The events of one world; messages go to a bot only where it sees the channel, ephemeral ones never."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway

    def server_joined(self, server: Server) -> None:
        """Tell that the bot is in a server."""
        shown = payloads.server(server, bot=self._world.bot)
        self._gateway.publish("GUILD_CREATE", server.id, lambda _: shown, intent=Intent.GUILDS)

    def role_changed(self, server: Server) -> None:
        """Tell that the bot's own role has other permissions."""
        shown = {"guild_id": str(server.id), "role": payloads.server(server, bot=self._world.bot)["roles"][1]}
        self._gateway.publish("GUILD_ROLE_UPDATE", server.id, lambda _: shown, intent=Intent.GUILDS)

    def role_created(self, server: Server, person_id: int) -> None:
        """Tell of the role of a person who has come in."""
        if self._world.bot.id in server.members:
            shown = {"guild_id": str(server.id), "role": payloads.role_of(server, person_id)}
            self._gateway.publish("GUILD_ROLE_CREATE", server.id, lambda _: shown, intent=Intent.GUILDS)

    def channel_changed(self, what: str, channel: Channel) -> None:
        """Tell ``CREATE``, ``UPDATE`` or ``DELETE`` of a channel or a thread."""
        server = channel.server
        if server is not None and self._world.bot.id in server.members:
            kind = "CHANNEL" if channel.parent is None else "THREAD"
            shown = payloads.channel(channel)
            self._gateway.publish(f"{kind}_{what}", server.id, lambda _: shown, intent=Intent.GUILDS)

    def message(self, event: str, message: Message) -> None:
        """Tell MESSAGE_CREATE or MESSAGE_UPDATE."""
        if message.is_ephemeral or not self._sees(message.channel):
            self._world.changed()
            return
        self._gateway.publish(
            event,
            _server_id(message.channel),
            lambda readable: messages.gateway_message(message, world=self._world, is_privileged=readable),
            intent=_intent(message.channel, Intent.GUILD_MESSAGES, Intent.DIRECT_MESSAGES),
        )

    def message_deleted(self, message: Message) -> None:
        """Tell MESSAGE_DELETE."""
        if message.is_ephemeral or not self._sees(message.channel):
            self._world.changed()
            return
        shown = _place(message.channel) | {"id": str(message.id)}
        intent = _intent(message.channel, Intent.GUILD_MESSAGES, Intent.DIRECT_MESSAGES)
        self._gateway.publish("MESSAGE_DELETE", _server_id(message.channel), lambda _: shown, intent=intent)

    def reaction(self, event: str, message: Message, user: User, emoji: str) -> None:
        """Tell MESSAGE_REACTION_ADD or MESSAGE_REACTION_REMOVE."""
        if not self._sees(message.channel):
            return
        server = message.channel.server
        shown = _place(message.channel) | {
            "user_id": str(user.id),
            "message_id": str(message.id),
            "message_author_id": str(message.author.id),
            "emoji": payloads.emoji(emoji),
            "burst": False,
            "type": 0,
        }
        if server is not None and event == "MESSAGE_REACTION_ADD":
            held = payloads.member(server, user, bot=self._world.bot)
            shown["member"] = {**held, "user": payloads.user(user)}
        intent = _intent(message.channel, Intent.GUILD_REACTIONS, Intent.DIRECT_REACTIONS)
        self._gateway.publish(event, _server_id(message.channel), lambda _: shown, intent=intent)

    def reactions_cleared(self, message: Message, emoji: str | None) -> None:
        """Tell MESSAGE_REACTION_REMOVE_ALL or, of one emoji, MESSAGE_REACTION_REMOVE_EMOJI."""
        if not self._sees(message.channel):
            return
        shown = _place(message.channel) | {"message_id": str(message.id)}
        if emoji is not None:
            shown["emoji"] = payloads.emoji(emoji)
        event = "MESSAGE_REACTION_REMOVE_ALL" if emoji is None else "MESSAGE_REACTION_REMOVE_EMOJI"
        intent = _intent(message.channel, Intent.GUILD_REACTIONS, Intent.DIRECT_REACTIONS)
        self._gateway.publish(event, _server_id(message.channel), lambda _: shown, intent=intent)

    def interaction(self, event: Interaction, details: Payload) -> None:
        """Tell INTERACTION_CREATE, which needs no intent."""
        shown = interactions.interaction(event, details, world=self._world)
        server_id = _server_id(event.channel)
        self._gateway.publish("INTERACTION_CREATE", server_id, lambda _: shown, intent=Intent.NONE)

    def _sees(self, channel: Channel) -> bool:
        return Permission.VIEW_CHANNEL in channel.permissions(self._world.bot)


def _server_id(channel: Channel) -> int | None:
    return None if channel.server is None else channel.server.id


def _place(channel: Channel) -> Payload:
    place: Payload = {"channel_id": str(channel.id)}
    if channel.server is not None:
        place["guild_id"] = str(channel.server.id)
    return place


def _intent(channel: Channel, in_server: Intent, direct: Intent) -> Intent:
    return direct if channel.server is None else in_server
