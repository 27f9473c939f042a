"""A line to PostgreSQL that can be cut: a TCP door before the server's socket that lets through what it likes."""

import asyncio
from contextlib import suppress
from enum import Enum, auto
from typing import Self

from sqlalchemy import make_url

from tests.postgres import Postgres


class Cut(Enum):
    """When the line breaks at the next COMMIT."""

    BEFORE_COMMIT = auto()
    AFTER_COMMIT = auto()


class Line:
    """A server's door on loopback while the block runs."""

    def __init__(self, postgres: Postgres) -> None:
        folder = postgres.run("SHOW unix_socket_directories")
        self._socket = f"{folder}/.s.PGSQL.{postgres.run('SHOW port')}"
        self._door: asyncio.Server | None = None
        self._port = 0
        self._writers: set[asyncio.StreamWriter] = set()
        self._pumps: set[asyncio.Task[None]] = set()
        self.cut_next: Cut | None = None
        self.stays_down = False
        """Whether a cut also shuts the door."""
        self.was_cut = asyncio.Event()
        self._swallowed: asyncio.Event | None = None

    async def __aenter__(self) -> Self:
        await self.up()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.down()

    def url(self, url: str) -> str:
        """Return the URL of a database through this door."""
        through = make_url(url).set(host="127.0.0.1", port=self._port, query={})
        return through.render_as_string(hide_password=False)

    async def up(self) -> None:
        """Open the door."""
        self._door = await asyncio.start_server(self._connect, "127.0.0.1", self._port)
        self._port = self._door.sockets[0].getsockname()[1]

    async def down(self) -> None:
        """Shut the door and break every connection."""
        if self._door is not None:
            self._door.close()
        self._break()
        while self._pumps:
            await asyncio.wait(self._pumps)

    def _break(self) -> None:
        for writer in self._writers:
            writer.close()
        self._writers.clear()
        self._swallowed = None
        if self.stays_down and self._door is not None:
            self._door.close()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_unix_connection(self._socket)
        self._writers |= {writer, server_writer}
        for task in (
            asyncio.create_task(self._ask(reader, server_writer)),
            asyncio.create_task(self._answer(server_reader, writer)),
        ):
            self._pumps.add(task)
            task.add_done_callback(self._pumps.discard)

    async def _ask(self, client: asyncio.StreamReader, server: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while asked := await client.read(65_536):
                if b"COMMIT\0" in asked and self.cut_next is not None:
                    await self._cut(asked, server)
                server.write(asked)
        server.close()

    async def _cut(self, asked: bytes, server: asyncio.StreamWriter) -> None:
        cut, self.cut_next = self.cut_next, None
        if cut is Cut.AFTER_COMMIT:
            self._swallowed = asyncio.Event()
            server.write(asked)
            await self._swallowed.wait()
        self._break()
        self.was_cut.set()

    async def _answer(self, server: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while answered := await server.read(65_536):
                if self._swallowed is not None:
                    self._swallowed.set()
                    break
                client.write(answered)
        client.close()
