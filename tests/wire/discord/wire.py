"""The loopback Discord itself: starts it, holds its parts together, and does what no person in it could."""

import base64
import mimetypes
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import TracebackType
from typing import Self, TypeVar

from aiohttp import web

from demo.look_alike.holding import Hold
from studio.clock import Clock
from tests.discord_spec import Spec
from tests.wire.discord import rules
from tests.wire.discord.answers import Answers, Terms
from tests.wire.discord.channels import Channels
from tests.wire.discord.door import PREFIX, Call, Door, Trouble
from tests.wire.discord.events import Events
from tests.wire.discord.forms import Upload
from tests.wire.discord.gateway import Gateway
from tests.wire.discord.journal import Exchange, Journal
from tests.wire.discord.limits import Limits
from tests.wire.discord.people import PATIENCE_S, Person, Stage
from tests.wire.discord.rest import Rest
from tests.wire.discord.routes import Route
from tests.wire.discord.rules import Refusal
from tests.wire.discord.world import (
    EVERYONE,
    MIB,
    Channel,
    FarPicture,
    Message,
    Permission,
    Server,
    User,
    World,
    picture_size,
)
from tests.wire.discord.writing import Writer

T = TypeVar("T")


class Place:
    """A server to drive: its channels, its members, and what is taken from them."""

    def __init__(self, server: Server, wire: "Wire") -> None:
        self.server = server
        self._wire = wire

    @property
    def id(self) -> int:
        return self.server.id

    def channel(self, name: str, *, nsfw: bool = False) -> Channel:
        """Open a text channel; ``nsfw`` makes it age-restricted."""
        return self._opened(Channel(self._wire.world.new_id(), name, self.server, is_nsfw=nsfw))

    def thread(self, channel: Channel, name: str) -> Channel:
        """Open a public thread; permissions and the age restriction are those of its channel."""
        return self._opened(Channel(self._wire.world.new_id(), name, self.server, parent=channel))

    def restrict_age(self, channel: Channel, *, nsfw: bool = True) -> None:
        """Make a channel age-restricted, or open to all again."""
        channel.is_nsfw = nsfw
        self._wire.events.channel_changed("UPDATE", channel)

    def hide(self, channel: Channel, *let_in: Person) -> None:
        """Hide a channel from everybody but these people and the bot."""
        channel.let_in = {person.id for person in let_in}
        self._wire.events.channel_changed("UPDATE", channel)

    def _opened(self, channel: Channel) -> Channel:
        self._wire.world.channels[channel.id] = self.server.channels[channel.id] = channel
        self._wire.events.channel_changed("CREATE", channel)
        return channel

    def bot(self, name: str) -> Person:
        """Let another bot in: it says things with embeds and components."""
        return self.add(self._wire.person(name, is_bot=True))

    def member(self, name: str, *, locale: str = "en-US", permissions: Permission = EVERYONE) -> Person:
        """Let a new person in."""
        return self.add(self._wire.person(name, locale=locale), permissions=permissions)

    def add(self, person: Person, *, permissions: Permission = EVERYONE) -> Person:
        """Let somebody in who is elsewhere already."""
        self.server.members[person.id] = permissions
        if permissions != EVERYONE:
            self._wire.events.role_created(self.server, person.id)
        return person

    def empower(self, *permissions: str) -> None:
        """Give the bot permissions on the whole server."""
        bot = self._wire.world.bot
        self.server.members[bot.id] |= Permission.of(*permissions)
        self._wire.events.role_changed(self.server)

    def deny(self, channel: Channel, *permissions: str, person: Person | None = None) -> None:
        """Take permissions (``"send_messages"``) in one channel from the bot, or from a person."""
        user_id = self._wire.world.bot.id if person is None else person.id
        channel.denied[user_id] = channel.denied.get(user_id, Permission(0)) | Permission.of(*permissions)
        self._wire.events.channel_changed("UPDATE", channel)

    def allow(self, channel: Channel, *permissions: str, person: Person | None = None) -> None:
        """Give back what ``deny`` took."""
        user_id = self._wire.world.bot.id if person is None else person.id
        channel.denied[user_id] = channel.denied.get(user_id, Permission(0)) & ~Permission.of(*permissions)
        self._wire.events.channel_changed("UPDATE", channel)

    def grant(self, channel: Channel, *permissions: str, person: Person) -> None:
        """Give a person permissions in one channel."""
        channel.granted[person.id] = channel.granted.get(person.id, Permission(0)) | Permission.of(*permissions)
        self._wire.events.channel_changed("UPDATE", channel)

    def close(self, channel: Channel) -> None:
        """Delete a channel or a thread with everything in it."""
        for thread in [each for each in self.server.channels.values() if each.parent is channel]:
            self.close(thread)
        self._wire.world.channels.pop(channel.id)
        self.server.channels.pop(channel.id)
        for message in channel.messages.values():
            message.is_deleted = True
        channel.messages.clear()
        self._wire.events.channel_changed("DELETE", channel)


class Wire:
    """A Discord on loopback sockets; ``async with`` starts it, and fails at its end if there were faults.

    Args:
        token_life_s: how long an interaction's token serves, in seconds (Discord: 15 minutes).
        answer_within_s: how long the bot has for its first answer, in seconds. Discord gives it 3; a machine that
            tests may be slow, and how soon the bot answers is ``bench.answer``'s to say.
        file_limit: bytes of one file where a server has no other limit.
        global_per_s: requests with the bot's token in a second.
        message_content: whether the application has that privileged intent.
        shards: what GET /gateway/bot recommends.
        heartbeat_s: the interval that HELLO asks for, in seconds.
        clock: the time; the signed addresses, ids and tokens go by it.
        checks_spec: hold all bodies against the OpenAPI document, where it is there; off for measurements.
    """

    def __init__(
        self,
        *,
        token_life_s: float = 900.0,
        answer_within_s: float = 20.0,
        file_limit: int = rules.FILE_LIMIT,
        global_per_s: int = 50,
        message_content: bool = False,
        shards: int = 1,
        heartbeat_s: float = 41.25,
        clock: Clock | None = None,
        checks_spec: bool = True,
    ) -> None:
        self._clock = clock or Clock()
        self.world = _new_world(self._clock, has_message_content=message_content)
        self.token = _token(self.world.bot.id)
        self.journal = Journal(Spec.load() if checks_spec else None)
        self.limits = Limits(self._clock.monotonic_s, global_per_s)
        self.gateway = Gateway(self.world, token=self.token, heartbeat_s=heartbeat_s)
        self.events = Events(self.world, self.gateway)
        terms = Terms(self.token, token_life_s, answer_within_s, file_limit, shards)
        self._writer = Writer(self.world, self.events)
        self._door = Door(self.world, limits=self.limits, journal=self.journal, token=self.token)
        self._rest = Rest(
            self.world,
            self._door,
            answers=Answers(self.world, self._writer, terms=terms, monotonic_s=self._clock.monotonic_s),
            channels=Channels(self.world, self._writer, file_limit=file_limit),
            terms=terms,
        )
        self._stage = Stage(self.world, self.events, self._writer, terms, self._clock.monotonic_s)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * MIB)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/gateway/", self.gateway.serve)
        self._rest.register(app)
        self._runner = web.AppRunner(app, shutdown_timeout=1.0, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.world.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()
        if kind is None and self.faults:
            raise AssertionError("faults on the wire:\n" + "\n".join(self.faults))

    # Where it is, and what was said to it

    @property
    def api_url(self) -> str:
        """The base of REST, as ``discord.http.Route.BASE`` takes it."""
        return self.world.address + PREFIX

    @property
    def gateway_url(self) -> str:
        """The gateway, as ``DiscordWebSocket.DEFAULT_GATEWAY`` takes it."""
        return f"{self.world.address.replace('http', 'ws', 1)}/gateway"

    @property
    def media_host(self) -> str:
        """Host and port of everything that this Discord keeps, or shows by its proxy."""
        return self.world.address.removeprefix("http://")

    @property
    def bot(self) -> User:
        return self.world.bot

    @property
    def requests(self) -> list[Exchange]:
        """Every request with its answer, in order."""
        return self.journal.requests

    @property
    def faults(self) -> list[str]:
        """What neither client nor tool may do; a test that provokes one clears it."""
        return self.journal.faults

    def to(self, route: Route) -> list[Exchange]:
        """Return the requests to one route, in order."""
        return self.journal.to(route)

    @property
    def downloads(self) -> list[str]:
        """The paths of all files that somebody asked the CDN or the proxy for, in order."""
        return self.world.downloads

    # Who and what is there

    def server(
        self,
        name: str,
        *,
        community: bool = False,
        locale: str = "en-US",
        installed: bool = True,
        file_limit: int = rules.FILE_LIMIT,
    ) -> Place:
        """Found a server, with the bot in it unless it is not ``installed`` there."""
        world = self.world
        server = Server(world.new_server_id(), name, locale, community, world.owner, file_limit, world.new_id())
        world.servers[server.id] = server
        server.members[world.owner.id] = Permission.ADMINISTRATOR
        if installed:
            server.members[world.bot.id] = EVERYONE
            self.events.server_joined(server)
        return Place(server, self)

    def person(
        self, name: str, *, locale: str = "en-US", takes_direct_messages: bool = True, is_bot: bool = False
    ) -> Person:
        """Return somebody new who is in no server yet."""
        user = User(self.world.new_id(), name, locale, is_bot, takes_direct_messages=takes_direct_messages)
        self.world.users[user.id] = user
        return Person(user, self._stage)

    def webhook(self, name: str) -> Person:
        """Return a webhook: it says things as a bot does, but is no account and nobody's member."""
        return Person(User(self.world.new_id(), name, is_bot=True, is_webhook=True), self._stage)

    @property
    def owner(self) -> Person:
        """The owner of the application and of all servers."""
        return Person(self.world.owner, self._stage)

    def upload(self, filename: str, body: bytes) -> Upload:
        """Return a file that somebody can attach."""
        return Upload(filename, body)

    def elsewhere(self, url: str, body: bytes) -> str:
        """Let there be a picture at somebody else's address: Discord shows what links to it by its own proxy."""
        kind = mimetypes.guess_type(url)[0] or "application/octet-stream"
        self.world.far[url] = FarPicture(body, kind, picture_size(body))
        return url

    # What happens to it

    async def ready(self, shards: int = 1, *, within_s: float = PATIENCE_S) -> None:
        """Wait until that many shards are connected and greeted."""
        await self.world.until(lambda: self.gateway.ready(shards), within_s=within_s)

    async def until(self, fact: Callable[[], T | None], *, within_s: float = PATIENCE_S) -> T:
        """Wait until ``fact`` gives something true; looked at after every change.

        Raises:
            TimeoutError: it did not.
        """
        return await self.world.until(fact, within_s=within_s)

    def drop_gateway(self) -> None:
        """Cut every gateway connection without a goodbye; what then happens is kept for the resume."""
        self.gateway.drop()

    def invalidate_sessions(self) -> None:
        """Send INVALID_SESSION: every shard has to identify anew."""
        self.gateway.invalidate()

    @asynccontextmanager
    async def gateway_held(self) -> AsyncIterator[None]:
        """Cut the gateway and keep it away; clients are greeted again at the end."""
        self.gateway.hold()
        self.gateway.drop()
        try:
            yield
        finally:
            self.gateway.release()

    def storm(self, route: Route | None, *, seconds: float, scope: str = "user") -> None:
        """Answer 429 to all on ``route`` (``None``: everywhere); scope ``user``, ``shared`` or ``global``."""
        self.limits.storm(route, seconds=seconds, scope=scope)

    def limit(self, route: Route, *, requests: int, per_s: float) -> None:
        """Set the limit of a route, for each channel or token apart."""
        self.limits.settings[route] = (requests, per_s)

    def refuse(
        self, route: Route, refusal: Refusal, *, where: Callable[[Call], bool] = lambda _: True, times: int = 1
    ) -> None:
        """Refuse the next requests to ``route`` for which ``where`` holds, whatever the rules say."""
        self._door.troubles.append(Trouble(route, refusal, where, times))

    def lose_answer(self, route: Route, *, where: Callable[[Call], bool] = lambda _: True, times: int = 1) -> None:
        """Do what the next requests to ``route`` ask for, and break the line before they are told so."""
        self._door.troubles.append(Trouble(route, None, where, times))

    def refuse_download(self, status: int) -> None:
        """Answer the next download from the CDN with this status."""
        self.world.refused_downloads.append(status)

    def held(
        self, route: Route, *, where: Callable[[Call], bool] = lambda _: True, acted: bool = False
    ) -> AbstractAsyncContextManager[Hold[Route, Call]]:
        """Let requests to ``route`` for which ``where`` holds wait while the block runs.

        They wait as received, or (``acted``) with their answers after all was done. What the block gives counts
        them (``waiting``) and can ``drop`` them.
        """
        return self._door.held(route, where, acted=acted)

    def waiting(self, route: Route) -> int:
        """Return how many requests to a held route wait."""
        return self._door.waiting(route)

    def forget(self, message: Message) -> None:
        """Let somebody with the right to it delete a message."""
        self._writer.delete(message)

    def purge(self, message: Message) -> None:
        """Let somebody delete a message, and the CDN lose its files, as it does some time after that."""
        self.forget(message)
        for file in message.attachments:
            self.world.files.pop(file.id, None)

    def expire_links(self) -> None:
        """Let the addresses of all files so far be too old; a message that is read anew has fresh ones."""
        self.world.links_expired += 1

    def expire_tokens(self) -> None:
        """Let the tokens of all interactions so far be too old."""
        for interaction in self.world.interactions.values():
            interaction.is_expired = True


def _new_world(clock: Clock, *, has_message_content: bool) -> World:
    world = World(
        clock, User(0, "easel", is_bot=True), 0, User(0, "owner"), has_message_content=has_message_content
    )
    world.application_id = world.bot.id = world.new_id()
    world.owner.id = world.new_id()
    world.users = {world.bot.id: world.bot, world.owner.id: world.owner}
    return world


def _token(bot_id: int) -> str:
    """Return a token of the usual shape: clients read the bot's id out of its first part."""
    return f"{base64.b64encode(str(bot_id).encode()).decode()}.loopback.token"
