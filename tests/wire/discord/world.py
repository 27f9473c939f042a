"""What the loopback Discord knows: people, servers, channels, messages and files, all in memory.

How they look on the wire stands in ``payloads``, what is allowed in ``rules``.
"""

import asyncio
import hashlib
import mimetypes
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntFlag
from io import BytesIO
from typing import Any, TypeAlias, TypeVar

from PIL import Image, UnidentifiedImageError

from studio.clock import Clock

Payload: TypeAlias = dict[str, Any]
"""A JSON object of the protocol; its shape is the specification's affair, hence ``Any``."""
T = TypeVar("T")

MIB = 1024 * 1024
DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
FIRST_SERVER_MS = 720 * 100_000_000
"""Servers get ids one millisecond apart from here on, so that the n-th one is on shard n modulo the shards."""
LINK_LIFE = timedelta(hours=24)
SECRET = "loopback"
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


class Flag(IntFlag):
    """The message flags in use."""

    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    HAS_SNAPSHOT = 1 << 14
    COMPONENTS_V2 = 1 << 15


NO_FLAGS = Flag(0)


class Permission(IntFlag):
    """The permissions that a picture bot and the people around it meet."""

    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    USE_EXTERNAL_EMOJIS = 1 << 18
    MANAGE_ROLES = 1 << 28
    USE_APPLICATION_COMMANDS = 1 << 31
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EXTERNAL_APPS = 1 << 50
    PIN_MESSAGES = 1 << 51

    @classmethod
    def of(cls, *names: str) -> "Permission":
        """Read permissions by Discord's names in lower case."""
        found = cls(0)
        for name in names:
            found |= cls[name.upper()]
        return found


EVERYTHING = Permission(sum(Permission))
EVERYONE = EVERYTHING & ~Permission.of(
    *("administrator", "manage_channels", "manage_guild", "manage_messages", "manage_roles", "pin_messages")
)


@dataclass(eq=False, slots=True)
class User:
    """A person, the bot, another bot, or (``is_webhook``) what writes without being a member."""

    id: int
    name: str
    locale: str = "en-US"
    is_bot: bool = False
    is_webhook: bool = False
    takes_direct_messages: bool = True

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(eq=False, slots=True)
class Server:
    """A guild; ``members`` holds what each person may do in it before the channels take away."""

    id: int
    name: str
    locale: str
    is_community: bool
    owner: User
    file_limit: int
    bot_role_id: int
    members: dict[int, Permission] = field(default_factory=dict)
    channels: dict[int, "Channel"] = field(default_factory=dict)

    @property
    def interaction_locale(self) -> str:
        """The locale that interactions carry: only Community servers have one of their own."""
        return self.locale if self.is_community else "en-US"


@dataclass(eq=False, slots=True)
class Channel:
    """A text channel of a server, a thread (what has a ``parent``), or the direct messages with one person.

    ``denied`` and ``granted`` are by user; ``overwrites`` are those that the bot gave when it created the channel.
    """

    id: int
    name: str
    server: Server | None = None
    person: User | None = None
    parent: "Channel | None" = None
    is_nsfw: bool = False
    let_in: set[int] | None = None
    """Those who see it where it is hidden from everybody else; the bot is always among them."""
    denied: dict[int, Permission] = field(default_factory=dict)
    granted: dict[int, Permission] = field(default_factory=dict)
    overwrites: list[Payload] = field(default_factory=list)
    messages: dict[int, "Message"] = field(default_factory=dict)

    def permissions(self, user: User) -> Permission:
        """Return what ``user`` may do here; in a thread that is what holds in its channel."""
        if self.parent is not None:
            return self.parent.permissions(user)
        if user.is_webhook:
            return EVERYONE
        if self.server is None:
            return EVERYONE if user.is_bot or user is self.person else Permission(0)
        held = self.server.members.get(user.id, Permission(0))
        if Permission.ADMINISTRATOR in held:
            return EVERYTHING
        if self.let_in is not None and not user.is_bot and user.id not in self.let_in:
            return Permission(0)
        allowed = held & ~self.denied.get(user.id, Permission(0)) | self.granted.get(user.id, Permission(0))
        return allowed if Permission.VIEW_CHANNEL in allowed else Permission(0)

    @property
    def writing(self) -> str:
        """The permission that writing here takes."""
        return "send_messages" if self.parent is None else "send_messages_in_threads"


@dataclass(eq=False, slots=True)
class Attachment:
    """A file on the CDN; ``channel_id`` is part of its address."""

    id: int
    filename: str
    body: bytes
    content_type: str
    channel_id: int
    description: str | None = None
    is_ephemeral: bool = False
    size_px: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class FarPicture:
    """A picture at somebody else's address, which Discord shows by way of its own proxy."""

    body: bytes
    content_type: str
    size_px: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a person sees it."""

    label: str
    custom_id: str
    is_disabled: bool
    component_id: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a person sees it in a message: its file, its alt text and whether it is covered."""

    attachment: Attachment | None
    description: str | None
    is_spoiler: bool


@dataclass(eq=False, slots=True)
class Message:
    """A message as it is now; ``visible_to`` is the one person who sees an ephemeral one.

    A forward has the message ``forwarded`` and a ``snapshot`` of what that was then.
    """

    id: int
    channel: Channel
    author: User
    created_at: datetime
    content: str = ""
    embeds: list[Payload] = field(default_factory=list)
    components: list[Payload] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: Flag = NO_FLAGS
    mentions: list[User] = field(default_factory=list)
    mentions_everyone: bool = False
    reactions: dict[str, list[int]] = field(default_factory=dict)
    edited_at: datetime | None = None
    reply_to: "Message | None" = None
    forwarded: "Message | None" = None
    snapshot: "Message | None" = None
    born_of: "Interaction | None" = None
    visible_to: User | None = None
    is_deleted: bool = False
    is_pinned: bool = False
    edits: int = 0

    @property
    def is_ephemeral(self) -> bool:
        return Flag.EPHEMERAL in self.flags

    @property
    def is_loading(self) -> bool:
        return Flag.LOADING in self.flags

    @property
    def text(self) -> str:
        """Everything that can be read in it, one piece a line."""
        shown = [part["content"] for part in walk(self.components) if part["type"] == 10]
        return "\n".join(piece for piece in (self.content, *shown) if piece)

    @property
    def buttons(self) -> list[Button]:
        """Its buttons in order, links left out."""
        return [
            Button(part.get("label", ""), part["custom_id"], bool(part.get("disabled")), part.get("id", 0))
            for part in walk(self.components)
            if part["type"] == 2 and "custom_id" in part
        ]

    @property
    def labels(self) -> list[str]:
        """The labels of the buttons that can be pressed."""
        return [button.label for button in self.buttons if not button.is_disabled]

    @property
    def pictures(self) -> list[Picture]:
        """The pictures that its galleries and thumbnails show, in order."""
        return [
            Picture(self.file_named(media["media"]["url"]), media.get("description"), bool(media.get("spoiler")))
            for media in shown_media(self.components)
        ]

    def file_named(self, reference: str) -> Attachment | None:
        """Return the file of this message that an ``attachment://`` reference means."""
        name = reference.removeprefix("attachment://")
        return next((file for file in self.attachments if file.filename == name), None)


@dataclass(frozen=True, slots=True)
class Answer:
    """The first answer to an interaction: its callback type, its body, and how long it took."""

    kind: int
    body: Payload
    after_s: float


@dataclass(eq=False, slots=True)
class Interaction:
    """Something that a person did with the bot, and what became of it."""

    id: int
    token: str
    kind: int
    person: User
    channel: Channel
    name: str
    created_s: float
    is_user_install: bool
    attachment_limit: int
    source: Message | None = None
    target: Message | None = None
    answer: Answer | None = None
    message: Message | None = None
    followups: list[Message] = field(default_factory=list)
    is_expired: bool = False


@dataclass(eq=False, slots=True)
class World:
    """Everything there is, and the news that something in it has changed."""

    clock: Clock
    bot: User
    application_id: int
    owner: User
    address: str = ""
    users: dict[int, User] = field(default_factory=dict)
    servers: dict[int, Server] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    files: dict[int, Attachment] = field(default_factory=dict)
    far: dict[str, FarPicture] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    commands: dict[int | None, list[Payload]] = field(default_factory=dict)
    has_message_content: bool = False
    links_expired: int = 0
    refused_downloads: deque[int] = field(default_factory=deque)
    downloads: list[str] = field(default_factory=list)
    _last_id: int = 0
    _waiting: set[asyncio.Event] = field(default_factory=set)

    def new_id(self) -> int:
        """Return a snowflake of now, greater than any before it."""
        elapsed = self.clock.now() - DISCORD_EPOCH
        self._last_id = max(self._last_id + 1, int(elapsed.total_seconds() * 1000) << 22)
        return self._last_id

    def new_server_id(self) -> int:
        """Return the id of the next server; ids follow one another from shard to shard."""
        return (FIRST_SERVER_MS + len(self.servers)) << 22

    def direct_channel(self, person: User) -> Channel:
        """Return the direct messages with a person, opening them on first use."""
        for channel in self.channels.values():
            if channel.person is person:
                return channel
        channel = Channel(self.new_id(), person.name, person=person)
        self.channels[channel.id] = channel
        return channel

    def make_file(
        self,
        filename: str,
        body: bytes,
        *,
        channel_id: int,
        description: str | None = None,
        is_ephemeral: bool = False,
    ) -> Attachment:
        """Make a file; it is on the CDN once it is in ``files``."""
        return Attachment(
            id=self.new_id(),
            filename=filename,
            body=body,
            content_type=mimetypes.guess_type(filename)[0] or "application/octet-stream",
            channel_id=channel_id,
            description=description,
            is_ephemeral=is_ephemeral,
            size_px=picture_size(body),
        )

    def link(self, file: Attachment) -> str:
        """Return the signed address of a file, good for a day."""
        since = int(self.clock.now().timestamp())
        until = since + int(LINK_LIFE.total_seconds())
        kind = "ephemeral-attachments" if file.is_ephemeral else "attachments"
        path = f"/{kind}/{file.channel_id}/{file.id}/{file.filename}"
        return f"{self.address}{path}?ex={until:x}&is={since:x}&hm={self.signature(file.id, f'{until:x}')}&"

    def signature(self, *signed: object) -> str:
        """Return the ``hm`` of an address; after ``links_expired`` went up it is another."""
        told = ":".join(map(str, (SECRET, self.links_expired, *signed)))
        return hashlib.sha256(told.encode()).hexdigest()

    def proxied(self, url: str) -> str:
        """Return the address at which Discord shows what is at ``url``; what it holds itself stays where it is."""
        if url.startswith(self.address):
            return url
        scheme, _, rest = url.partition("://")
        return f"{self.address}/external/{self.signature(url)}/{scheme}/{rest}"

    def at(self, url: str) -> Attachment | FarPicture | None:
        """Return what Discord finds at an address."""
        if not url.startswith(self.address):
            return self.far.get(url)
        number = url.split("?", maxsplit=1)[0].split("/")[-2]
        return self.files.get(int(number)) if number.isdigit() else None

    def changed(self) -> None:
        """Tell everybody who waits that something has changed."""
        for event in self._waiting:
            event.set()

    async def until(self, fact: Callable[[], T | None], *, within_s: float) -> T:
        """Wait until ``fact`` gives something true.

        Raises:
            TimeoutError: it did not within ``within_s`` seconds.
        """
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            async with asyncio.timeout(within_s):
                while not (found := fact()):
                    event.clear()
                    await event.wait()
                return found
        finally:
            self._waiting.discard(event)


def walk(components: Sequence[Payload]) -> Iterator[Payload]:
    """Yield every component, nested ones and accessories included, in the order in which they are read."""
    for component in components:
        yield component
        yield from walk(component.get("components", ()))
        yield from walk(
            [component[key] for key in ("accessory", "component") if isinstance(component.get(key), dict)]
        )


def shown_media(components: Sequence[Payload]) -> Iterator[Payload]:
    """Yield everything in ``components`` that shows a picture: gallery items and thumbnails."""
    for component in walk(components):
        match component["type"]:
            case 12:
                yield from component["items"]
            case 11:
                yield component


def names(text: str, user: User) -> bool:
    """Tell whether a text names somebody; what stands in code does not count."""
    words = CODE.sub("", text)
    return f"<@{user.id}>" in words or f"<@!{user.id}>" in words


def picture_size(body: bytes) -> tuple[int, int] | None:
    """Return the size of a picture; ``None`` where it is none."""
    try:
        with Image.open(BytesIO(body)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError):
        return None
