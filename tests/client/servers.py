"""A server on loopback that does exactly what a test tells it, down to the bytes, and counts what it was sent."""

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self, TypeAlias

from yarl import URL


@dataclass(frozen=True, slots=True)
class Seen:
    """One request that was read to its end; ``peer`` tells connections apart."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    peer: int

    @property
    def sent_input(self) -> dict[str, object]:
        """The ``input`` of a create."""
        sent: dict[str, object] = json.loads(self.body)["input"]
        return sent


Act: TypeAlias = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bool]]
"""What the server does about one request; says whether the connection stays open."""


class ScriptedServer:
    """Acts on its requests by a script, one act a request; the last act goes on for all that follow."""

    def __init__(self, *acts: Act) -> None:
        self.acts = list(acts)
        self.seen: list[Seen] = []
        self.connections = 0
        self.deaf = False
        self._writers: list[asyncio.StreamWriter] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._server.close()
        for writer in self._writers:
            writer.close()
        await self._server.wait_closed()

    @property
    def base(self) -> URL:
        return URL(f"http://127.0.0.1:{self.port}/v1")

    @property
    def creations(self) -> int:
        """How many creates arrived whole: each of them may have been paid for."""
        return sum(seen.method == "POST" and not seen.path.endswith("/cancel") for seen in self.seen)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.append(writer)
        try:
            if self.deaf:
                _reset(writer)
                return
            while (seen := await _read_request(reader, writer)) is not None:
                self.seen.append(seen)
                act = self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]
                if not await act(reader, writer):
                    return
        except ConnectionError:
            pass
        finally:
            writer.close()


def answer(
    status: int = 200,
    body: object = None,
    *,
    text: str | bytes | None = None,
    media_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
    cut: int = 0,
    stall: bool = False,
) -> Act:
    """Answer with JSON or text; ``cut`` closes that many bytes too early, ``stall`` never sends the last one."""
    content = text if text is not None else json.dumps(body)
    payload = content.encode() if isinstance(content, str) else content
    lines = {"Content-Type": media_type, "Content-Length": str(len(payload)), **(headers or {})}

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Odd"
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        missing = 1 if stall else cut
        writer.write(f"HTTP/1.1 {status} {phrase}\r\n{head}\r\n".encode() + payload[: len(payload) - missing])
        await writer.drain()
        if stall:
            await reader.read()
        return not cut and not stall

    return act


def raw(content: bytes) -> Act:
    """Answer with these bytes and close."""

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        writer.write(content)
        await writer.drain()
        return False

    return act


async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Never answer; ends when the client goes."""
    await reader.read()
    return False


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Close without an answer."""
    return False


async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Reset the connection without an answer."""
    _reset(writer)
    return False


def _reset(writer: asyncio.StreamWriter) -> None:
    linger_none = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_none)
    writer.transport.abort()


async def _read_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Seen | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    except asyncio.IncompleteReadError:
        return None
    return Seen(method, path, headers, body, writer.get_extra_info("peername")[1])
