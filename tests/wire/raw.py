"""A client of bare HTTP requests, for what no library would ever send."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import aiohttp

from tests.wire.discord import Channel, Message, Person, Shown, Wire
from tests.wire.discord.gateway import Intent, Session
from tests.wire.discord.world import Interaction, Payload


@dataclass(frozen=True, slots=True)
class Got:
    """An answer as it came."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def code(self) -> int:
        code: int = self.body["code"]
        return code


@dataclass(frozen=True, slots=True)
class Ear:
    """What one session of the gateway was told so far."""

    session: Session

    def heard(self, event: str) -> list[Payload]:
        """Return the events of one kind, in order."""
        told = map(json.loads, self.session.log)
        return [each["d"] for each in told if each["t"] == event]


@dataclass(frozen=True, slots=True)
class Asked:
    """An interaction that waits for its first answer, and the person who then sees it."""

    interaction: Interaction
    shown: "asyncio.Task[Shown]"


@dataclass(frozen=True, slots=True)
class Raw:
    """Requests to one wire, with the bot's token unless said otherwise."""

    wire: Wire
    session: aiohttp.ClientSession

    async def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        files: Mapping[str, bytes] | None = None,
        token: str | None = None,
    ) -> Got:
        """Send a request; ``files`` make it multipart."""
        headers = {"Authorization": f"Bot {token or self.wire.token}"}
        content: Any = {"json": body} if files is None else {"data": _multipart(body, files)}
        if body is None and files is None:
            content = {}
        async with self.session.request(method, self.wire.api_url + path, headers=headers, **content) as answer:
            raw = await answer.read()
            return Got(answer.status, dict(answer.headers), json.loads(raw) if raw else None)

    async def posted(self, channel: Channel, body: Payload, files: Mapping[str, bytes] | None = None) -> Message:
        """Post a message and return it."""
        got = await self("POST", f"/channels/{channel.id}/messages", body, files=files)
        assert got.status == 200, got.body
        return channel.messages[int(got.body["id"])]

    async def read(self, message: Message) -> Payload:
        """Return a message as REST shows it."""
        got = await self("GET", f"/channels/{message.channel.id}/messages/{message.id}")
        assert got.status == 200, got.body
        shown: Payload = got.body
        return shown

    async def ask(self, person: Person, channel: Channel) -> Asked:
        """Let a person run a slash command and go on as soon as it is on its way."""
        return await self.asked(person.slash(channel, "draw"))

    async def asked(self, doing: Coroutine[None, None, Shown]) -> Asked:
        """Let a person do something with the bot and go on as soon as it is on its way."""
        before = set(self.wire.world.interactions)
        task = asyncio.create_task(doing)
        await asyncio.sleep(0)
        (token,) = set(self.wire.world.interactions) - before
        return Asked(self.wire.world.interactions[token], task)

    async def answer(self, asked: Asked, kind: int, body: Payload | None = None) -> Got:
        """Give a first answer."""
        about = asked.interaction
        path = f"/interactions/{about.id}/{about.token}/callback?with_response=1"
        return await self("POST", path, {"type": kind, **({} if body is None else {"data": body})})

    def webhook(self, asked: Asked, rest: str = "") -> str:
        """Return the path of what may be done with an interaction's token."""
        return f"/webhooks/{self.wire.world.application_id}/{asked.interaction.token}{rest}"

    @asynccontextmanager
    async def listening(self, intents: Intent) -> AsyncIterator[Ear]:
        """Be connected to the gateway while the block runs."""
        identify = {"token": self.wire.token, "intents": int(intents), "properties": {}}
        async with self.session.ws_connect(self.wire.gateway_url) as socket:
            await socket.receive_json()
            await socket.send_json({"op": 2, "d": identify})
            greeting = await socket.receive_json()
            yield Ear(self.wire.gateway.sessions[greeting["d"]["session_id"]])


@asynccontextmanager
async def requests_to(wire: Wire) -> AsyncIterator[Raw]:
    """Open a client and register ``/draw`` and the message menu ``Edit picture``."""
    async with aiohttp.ClientSession() as session:
        raw = Raw(wire, session)
        draw = {"name": "draw", "description": "Draw", "type": 1}
        menu = {"name": "Edit picture", "description": "", "type": 3}
        registered = await raw("PUT", f"/applications/{wire.world.application_id}/commands", [draw, menu])
        assert registered.status == 200
        yield raw


def _multipart(body: object, files: Mapping[str, bytes]) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)
    if body is not None:
        form.add_field("payload_json", json.dumps(body), content_type="application/json")
    for number, (name, content) in enumerate(files.items()):
        form.add_field(f"files[{number}]", BytesIO(content), filename=name, content_type="image/png")
    return form
