"""How the tests of this folder talk to the look-alike: plain HTTP, as a stranger would."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import aiohttp
from yarl import URL

from demo.look_alike import LookAlike, Options

Json: TypeAlias = dict[str, Any]
"""An answer as the tests look into it."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A session that knows the look-alike's key."""

    session: aiohttp.ClientSession
    service: LookAlike

    async def create(
        self, model: str, sent: Mapping[str, object] | None = None, **more: object
    ) -> tuple[int, Json]:
        body = {"input": {"prompt": "a fox", "seed": 7} if sent is None else sent, **more}
        url = self.service.create_base / f"models/black-forest-labs/{model}/predictions"
        async with self.session.post(url, json=body) as response:
            return response.status, await response.json()

    async def get(self, url: URL) -> tuple[int, Json]:
        async with self.session.get(url) as response:
            return response.status, await response.json()

    async def read(self, prediction_id: str, base: int = 0) -> tuple[int, Json]:
        return await self.get(self.service.poll_bases[base] / "predictions" / prediction_id)

    async def made(self, model: str, **sent: object) -> Json:
        """Create a prediction and return what it looks like when it is read next."""
        status, created = await self.create(model, {"prompt": "a fox", "seed": 7, **sent})
        assert status == 201, created
        return (await self.read(str(created["id"])))[1]

    async def fetch(self, url: str) -> bytes:
        async with self.session.get(url, headers={"Authorization": ""}) as response:
            response.raise_for_status()
            return await response.read()


@asynccontextmanager
async def calling(options: Options) -> AsyncIterator[Caller]:
    headers = {"Authorization": f"Bearer {options.key}"}
    async with LookAlike(options) as service, aiohttp.ClientSession(headers=headers) as session:
        yield Caller(session, service)
