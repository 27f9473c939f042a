"""Channels and messages by the bot's own token: only what it may see, and never an ephemeral message."""

from tests.wire.discord import messages, payloads, rules
from tests.wire.discord.door import Call, Handler, Reply
from tests.wire.discord.routes import Route
from tests.wire.discord.rules import Refusal
from tests.wire.discord.world import Channel, Message, Payload, Permission, World
from tests.wire.discord.writing import POSTABLE, Writer

MOST_REACTED = 100
"""People on one page of those who have reacted."""


class Channels:
    """The routes of channels; ``file_limit`` (bytes) counts where there is no server."""

    def __init__(self, world: World, writer: Writer, *, file_limit: int) -> None:
        self._world = world
        self._writer = writer
        self._direct_file_limit = file_limit
        self._by_nonce: dict[str, Message] = {}

    def handlers(self) -> dict[Route, Handler]:
        """Return what serves each route."""
        return {
            Route.CREATE_CHANNEL: self._create,
            Route.CHANNEL: self._channel,
            Route.DELETE_CHANNEL: self._delete,
            Route.MESSAGES: self._messages,
            Route.POST_MESSAGE: self._post_message,
            Route.GET_MESSAGE: self._get_message,
            Route.EDIT_MESSAGE: self._edit_message,
            Route.DELETE_MESSAGE: self._delete_message,
            Route.PIN: self._pin,
            Route.START_THREAD: self._start_thread,
            Route.REACTED: self._reacted,
            Route.REACT: self._react,
            Route.UNREACT: self._unreact,
            Route.REMOVE_REACTION: self._remove_reaction,
            Route.OPEN_DIRECT: self._open_direct,
            Route.TYPING: self._typing,
        }

    def _create(self, call: Call) -> Reply:
        """Create a text channel; the bot can give and take only what it has."""
        server = self._world.servers.get(call.id("guild_id"))
        held = Permission(0) if server is None else server.members.get(self._world.bot.id, Permission(0))
        if server is None or not held:
            raise Refusal(403, 50001, "Missing Access")
        body = call.body.payload
        # Written as numbers too, shown as text.
        overwrites = [
            {"type": overwrite["type"], **{key: str(overwrite[key]) for key in ("id", "allow", "deny")}}
            for overwrite in body.get("permission_overwrites") or ()
        ]
        touched = [int(overwrite[side]) for overwrite in overwrites for side in ("allow", "deny")]
        if Permission.MANAGE_CHANNELS not in held or any(bits & ~int(held) for bits in touched):
            raise Refusal(403, 50013, "Missing Permissions")
        rules.check_length(body.get("name"), 1, 100, "name")
        name = "-".join(str(body["name"]).lower().split())
        made = Channel(self._world.new_id(), name, server, overwrites=overwrites)
        self._world.channels[made.id] = server.channels[made.id] = made
        self._writer.channel_changed("CREATE", made)
        return Reply(payloads.channel(made), status=201)

    def _delete(self, call: Call) -> Reply:
        place = self._place(call, "manage_channels")
        shown = payloads.channel(place)
        self._world.channels.pop(place.id)
        assert place.server is not None
        place.server.channels.pop(place.id)
        self._writer.channel_changed("DELETE", place)
        return Reply(shown)

    def _pin(self, call: Call) -> Reply:
        message = self._message(call, "read_message_history", "pin_messages")
        message.is_pinned = True
        return Reply(status=204)

    def _start_thread(self, call: Call) -> Reply:
        """Start a thread from a message: it has the message's id, and there is one of each message."""
        message = self._message(call, "read_message_history", "create_public_threads")
        rules.check_length(call.body.payload.get("name"), 1, 100, "name")
        if message.channel.server is None or message.channel.parent is not None:
            raise Refusal(400, 50024, "Cannot execute action on this channel type")
        if message.id in self._world.channels:
            raise Refusal(400, 160004, "A thread has already been created for this message")
        server = message.channel.server
        thread = Channel(message.id, str(call.body.payload["name"]), server, parent=message.channel)
        self._world.channels[thread.id] = server.channels[thread.id] = thread
        self._writer.channel_changed("CREATE", thread)
        return Reply(payloads.channel(thread), status=201)

    def _channel(self, call: Call) -> Reply:
        return Reply(payloads.channel(self._place(call)))

    def _messages(self, call: Call) -> Reply:
        place = self._place(call, "read_message_history")
        before = int(call.query.get("before", 1 << 63))
        after = int(call.query.get("after", 0))
        found = [m for m in place.messages.values() if after < m.id < before and not m.is_ephemeral]
        newest = sorted(found, key=lambda m: m.id, reverse=True)[: int(call.query.get("limit", 50))]
        return Reply([messages.message(each, world=self._world) for each in newest])

    def _get_message(self, call: Call) -> Reply:
        return self._shown(self._message(call, "read_message_history"))

    def _post_message(self, call: Call) -> Reply:
        place = self._place(call)
        rules.check_permissions(place, self._world.bot, place.writing, *_needed(call))
        if place.person is not None and not place.person.takes_direct_messages:
            raise Refusal(403, 50007, "Cannot send messages to this user")
        nonce = str(call.body.payload["nonce"]) if call.body.payload.get("enforce_nonce") else ""
        if nonce in self._by_nonce:
            return self._sent_before(self._by_nonce[nonce])
        draft = Message(self._world.new_id(), place, self._world.bot, self._world.clock.now())
        draft.reply_to = self._replied(place, call.body.payload.get("message_reference"))
        sent = self._writer.post(draft, call.body, file_limit=self._file_limit(place), settable=POSTABLE)
        if nonce:
            self._by_nonce[nonce] = sent
        return self._shown(sent)

    def _sent_before(self, message: Message) -> Reply:
        """Answer to a message whose nonce is known: it is not sent again."""
        if message.is_deleted:
            raise rules.unknown_message()
        return self._shown(message)

    def _replied(self, place: Channel, reference: Payload | None) -> Message | None:
        if reference is None:
            return None
        if Permission.READ_MESSAGE_HISTORY not in place.permissions(self._world.bot):
            raise Refusal(403, 160002, "Cannot reply without permission to read message history")
        found = place.messages.get(int(reference["message_id"]))
        if found is None and reference.get("fail_if_not_exists", True):
            raise rules.invalid_body("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return found

    def _edit_message(self, call: Call) -> Reply:
        message = self._message(call, *_needed(call))
        if message.author is not self._world.bot:
            raise Refusal(403, 50005, "Cannot edit a message authored by another user")
        return self._shown(self._writer.edit(message, call.body, file_limit=self._file_limit(message.channel)))

    def _delete_message(self, call: Call) -> Reply:
        message = self._message(call)
        if message.author is not self._world.bot:
            rules.check_permissions(message.channel, self._world.bot, "manage_messages")
        self._writer.delete(message)
        return Reply(status=204)

    def _reacted(self, call: Call) -> Reply:
        """Say who has reacted with an emoji, by id; burst reactions (type 1) nobody here has."""
        message = self._message(call, "read_message_history")
        if call.query.get("type", "0") != "0":
            return Reply([])
        limit = int(call.query.get("limit", 25))
        if not 1 <= limit <= MOST_REACTED:
            raise rules.invalid_body("limit", "NUMBER_TYPE_MAX", f"Not from 1 to {MOST_REACTED}: {limit}")
        after = int(call.query.get("after", 0))
        who = sorted(each for each in message.reactions.get(call.ids["emoji_name"], ()) if each > after)
        return Reply([payloads.user(self._world.users[each]) for each in who[:limit]])

    def _react(self, call: Call) -> Reply:
        message = self._message(call, "read_message_history", "add_reactions")
        self._writer.react(message, call.ids["emoji_name"], self._world.bot)
        return Reply(status=204)

    def _unreact(self, call: Call) -> Reply:
        message = self._message(call, "read_message_history")
        self._writer.unreact(message, call.ids["emoji_name"], self._world.bot.id)
        return Reply(status=204)

    def _remove_reaction(self, call: Call) -> Reply:
        message = self._message(call, "read_message_history", "manage_messages")
        self._writer.unreact(message, call.ids["emoji_name"], call.id("user_id"))
        return Reply(status=204)

    def _open_direct(self, call: Call) -> Reply:
        person = self._world.users.get(int(call.body.payload["recipient_id"]))
        if person is None:
            raise Refusal(400, 50033, "Invalid Recipient(s)")
        return Reply(payloads.channel(self._world.direct_channel(person)))

    def _typing(self, call: Call) -> Reply:
        place = self._place(call)
        rules.check_permissions(place, self._world.bot, place.writing)
        return Reply(status=204)

    def _place(self, call: Call, *needed: str) -> Channel:
        place = self._world.channels.get(call.id("channel_id"))
        if place is None:
            raise rules.unknown_channel()
        rules.check_permissions(place, self._world.bot, *needed)
        return place

    def _message(self, call: Call, *needed: str) -> Message:
        found = self._place(call, *needed).messages.get(call.id("message_id"))
        if found is None or found.is_ephemeral:
            raise rules.unknown_message()
        return found

    def _file_limit(self, place: Channel) -> int:
        return self._direct_file_limit if place.server is None else place.server.file_limit

    def _shown(self, message: Message) -> Reply:
        return Reply(messages.message(message, world=self._world))


def _needed(call: Call) -> list[str]:
    """The permissions that the parts of a message take, beside the one for writing."""
    parts = {"attach_files": call.body.files, "embed_links": call.body.payload.get("embeds")}
    return [permission for permission, part in parts.items() if part]
