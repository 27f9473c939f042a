"""The gateway: sessions that identify, beat, get events by shard and intent, drop, and resume what they missed.

It answers in zlib-stream binary frames where a client asks for them, else in text. Events about REST's doings are
published by ``events``; presence and voice are not served.
"""

import asyncio
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from uuid import uuid4

from aiohttp import WSCloseCode, WSMsgType, web

from tests.wire.discord import payloads
from tests.wire.discord.world import Payload, World

NOT_AUTHENTICATED = 4003
AUTHENTICATION_FAILED = 4004
INVALID_SHARD = 4010
DISALLOWED_INTENTS = 4014
ENDING = (1000, 1001)
"""A client that closes with these ends its session: nothing is kept for it."""
PRIVILEGED = (1 << 1) | (1 << 8)
"""Members and presences, which this application never has."""


class Op(IntEnum):
    """The gateway's opcodes in use."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    RESUME = 6
    RECONNECT = 7
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Intent(IntFlag):
    """The intents that decide about events served here."""

    NONE = 0
    GUILDS = 1 << 0
    GUILD_MESSAGES = 1 << 9
    GUILD_REACTIONS = 1 << 10
    DIRECT_MESSAGES = 1 << 12
    DIRECT_REACTIONS = 1 << 13
    MESSAGE_CONTENT = 1 << 15


@dataclass(eq=False, slots=True)
class Connection:
    """One socket; frames are queued so that telling an event never waits for a client."""

    socket: web.WebSocketResponse
    request: web.Request
    frames: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    compressor: "zlib._Compress | None" = None
    session: "Session | None" = None

    def say(self, op: Op, details: object = None) -> None:
        """Queue a frame that is no event."""
        self.frames.put_nowait(json.dumps({"op": op, "d": details, "s": None, "t": None}))

    async def write(self) -> None:
        """Send what is queued, for as long as the socket takes it."""
        while True:
            frame = await self.frames.get()
            try:
                if self.compressor is None:
                    await self.socket.send_str(frame)
                else:
                    packed = self.compressor.compress(frame.encode())
                    await self.socket.send_bytes(packed + self.compressor.flush(zlib.Z_SYNC_FLUSH))
            except ConnectionError:
                return

    def cut(self) -> None:
        """Break the line without a goodbye."""
        if self.request.transport is not None:
            self.request.transport.abort()


@dataclass(eq=False, slots=True)
class Session:
    """What a client has identified as; ``log`` holds its events in order, for a resume."""

    id: str
    shard: int
    shards: int
    intents: Intent
    log: list[str] = field(default_factory=list)
    connection: Connection | None = None

    def tell(self, event: str, details: Payload) -> None:
        """Number an event, keep it, and send it where somebody is connected."""
        number = len(self.log) + 1
        frame = json.dumps({"op": Op.DISPATCH, "t": event, "s": number, "d": details})
        self.log.append(frame)
        if self.connection is not None:
            self.connection.frames.put_nowait(frame)

    def serves(self, server_id: int | None) -> bool:
        """Tell whether events of a server (``None``: direct messages) come to this shard."""
        return self.shard == (0 if server_id is None else (server_id >> 22) % self.shards)


class Gateway:
    """All sessions of one bot; ``heartbeat_s`` is what HELLO asks for, in seconds."""

    def __init__(self, world: World, *, token: str, heartbeat_s: float) -> None:
        self.sessions: dict[str, Session] = {}
        self.identified = 0
        self.resumed = 0
        self._world = world
        self._token = token
        self._heartbeat_s = heartbeat_s
        self._connections: set[Connection] = set()
        self._open = asyncio.Event()
        self._open.set()

    def ready(self, shards: int) -> bool:
        """Tell whether that many sessions are connected."""
        return sum(session.connection is not None for session in self.sessions.values()) >= shards

    def publish(
        self, event: str, server_id: int | None, details: Callable[[bool], Payload], *, intent: Intent
    ) -> None:
        """Tell an event to every session that it concerns; ``details`` takes whether content may be read."""
        for session in self.sessions.values():
            if session.serves(server_id) and intent in session.intents:
                session.tell(event, details(Intent.MESSAGE_CONTENT in session.intents))
        self._world.changed()

    def drop(self) -> None:
        """Cut every connection; the sessions can be resumed."""
        for connection in list(self._connections):
            self._detach(connection)
            connection.cut()
        self._world.changed()

    def invalidate(self) -> None:
        """Forget all sessions and say so to those connected: they have to identify anew."""
        self.sessions.clear()
        for connection in self._connections:
            connection.session = None
            connection.say(Op.INVALID_SESSION, details=False)

    def ask_to_reconnect(self) -> None:
        """Send RECONNECT to everybody."""
        for connection in self._connections:
            connection.say(Op.RECONNECT)

    def hold(self) -> None:
        """Let new connections wait for their HELLO."""
        self._open.clear()

    def release(self) -> None:
        """Greet those who wait, and everybody from now on."""
        self._open.set()

    async def close(self) -> None:
        """End all connections."""
        self.release()
        for connection in list(self._connections):
            await connection.socket.close(code=WSCloseCode.GOING_AWAY)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection from HELLO to its end."""
        socket = web.WebSocketResponse(timeout=1.0)
        await socket.prepare(request)
        zlib_stream = request.query.get("compress") == "zlib-stream"
        connection = Connection(socket, request, compressor=zlib.compressobj() if zlib_stream else None)
        self._connections.add(connection)
        await self._open.wait()
        connection.say(Op.HELLO, {"heartbeat_interval": int(self._heartbeat_s * 1000)})
        writer = asyncio.create_task(connection.write(), name="gateway writer")
        try:
            async for message in socket:
                if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                    await self._receive(connection, json.loads(message.data))
        finally:
            writer.cancel()
            if connection.session is not None and socket.close_code in ENDING:
                self.sessions.pop(connection.session.id, None)
            self._detach(connection)
            self._world.changed()
        return socket

    def _detach(self, connection: Connection) -> None:
        self._connections.discard(connection)
        if connection.session is not None and connection.session.connection is connection:
            connection.session.connection = None

    async def _receive(self, connection: Connection, frame: Payload) -> None:
        match frame["op"]:
            case Op.HEARTBEAT:
                connection.say(Op.HEARTBEAT_ACK)
            case Op.IDENTIFY:
                await self._identify(connection, frame["d"])
            case Op.RESUME:
                self._resume(connection, frame["d"])
            case _ if connection.session is None:
                await connection.socket.close(code=NOT_AUTHENTICATED)
            case _:
                pass

    async def _identify(self, connection: Connection, asked: Payload) -> None:
        intents = Intent(asked["intents"])
        shard, shards = asked.get("shard") or (0, 1)
        if asked["token"].removeprefix("Bot ") != self._token:
            await connection.socket.close(code=AUTHENTICATION_FAILED, message=b"Authentication failed.")
        elif not 0 <= shard < shards:
            await connection.socket.close(code=INVALID_SHARD, message=b"Invalid shard.")
        elif intents & PRIVILEGED or (Intent.MESSAGE_CONTENT in intents and not self._world.has_message_content):
            await connection.socket.close(code=DISALLOWED_INTENTS, message=b"Disallowed intent(s).")
        else:
            self._forget_lost(shard, shards)
            self._greet(connection, Session(uuid4().hex, shard, shards, intents, connection=connection))

    def _forget_lost(self, shard: int, shards: int) -> None:
        lost = [each for each in self.sessions.values() if each.connection is None]
        for session in lost:
            if (session.shard, session.shards) == (shard, shards):
                del self.sessions[session.id]

    def _greet(self, connection: Connection, session: Session) -> None:
        world = self._world
        connection.session = self.sessions[session.id] = session
        self.identified += 1
        mine = [
            each for each in world.servers.values() if world.bot.id in each.members and session.serves(each.id)
        ]
        about = payloads.application(world)
        session.tell(
            "READY",
            {
                "v": 10,
                "user": payloads.own_user(world.bot),
                "guilds": [{"id": str(each.id), "unavailable": True} for each in mine],
                "session_id": session.id,
                "resume_gateway_url": f"{world.address.replace('http', 'ws', 1)}/gateway",
                "shard": [session.shard, session.shards],
                "application": {key: about[key] for key in ("id", "flags")},
            },
        )
        if Intent.GUILDS in session.intents:
            for each in mine:
                session.tell("GUILD_CREATE", payloads.server(each, bot=world.bot))
        world.changed()

    def _resume(self, connection: Connection, asked: Payload) -> None:
        session = self.sessions.get(asked["session_id"])
        if (
            session is None
            or asked["token"].removeprefix("Bot ") != self._token
            or asked["seq"] > len(session.log)
        ):
            connection.say(Op.INVALID_SESSION, details=False)
            return
        if session.connection is not None:
            session.connection.cut()
        session.connection, connection.session = connection, session
        for frame in session.log[asked["seq"] :]:
            connection.frames.put_nowait(frame)
        session.tell("RESUMED", {"_trace": []})
        self.resumed += 1
        self._world.changed()
