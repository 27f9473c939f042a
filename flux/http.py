"""The one door to the network: sends a request, reads the whole answer, and tells how far it got.

It knows nothing of Flux: what an answer means stands in ``flux.answers``, what follows from it in
``flux.client``.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from yarl import URL

from flux.errors import ServiceError, Unreachable


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: until a connection stands, and for each kind of call from its start to its last byte."""

    connect_s: float = 10.0
    create_s: float = 120.0
    get_s: float = 30.0
    fetch_s: float = 60.0


USUAL_TIMEOUTS = Timeouts()


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: status, media type in lower case, headers, and the body as bytes."""

    status: int
    media_type: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        """Whether the status is a 2xx."""
        return 200 <= self.status < 300

    def json(self) -> object:
        """Return what the body holds where it says that it is JSON; ``None`` where it is none."""
        if self.media_type != "application/json" and not self.media_type.endswith("+json"):
            return None
        return self.json_of_any_type()

    def json_of_any_type(self) -> object:
        """Return what the body holds whatever it says of itself; ``None`` where it is no JSON."""
        return json_or_none(self.body)


def json_or_none(text: bytes | str) -> object:
    """Parse JSON; ``None`` where it is none."""
    try:
        parsed: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return parsed


class NoAnswer(ServiceError):
    """The request went out, at least in part, and no answer came."""


class CutAnswer(NoAnswer):
    """An answer began and ended early."""


class LargeAnswer(ServiceError):
    """The answer is larger than the caller reads."""


class Door:
    """Makes requests on a session that is handed in; follows no redirect."""

    def __init__(self, session: aiohttp.ClientSession, *, connect_s: float) -> None:
        self._session = session
        self._connect_s = connect_s

    async def exchange(
        self,
        method: str,
        url: URL,
        *,
        headers: Mapping[str, str],
        timeout_s: float,
        max_bytes: int,
        body: bytes | None = None,
    ) -> Answer:
        """Send a request and read its answer within ``timeout_s`` seconds, connecting included.

        Raises:
            Unreachable: no connection was made; nothing was sent.
            CutAnswer: the answer ended early.
            NoAnswer: something was sent and no answer came.
            LargeAnswer: the answer is longer than ``max_bytes``.
        """
        try:
            async with self._session.request(
                method,
                url,
                headers=headers,
                data=body,
                allow_redirects=False,
                raise_for_status=False,
                timeout=aiohttp.ClientTimeout(total=timeout_s, connect=self._connect_s),
            ) as response:
                read = await _read(response, max_bytes)
                return Answer(response.status, response.content_type.lower(), response.headers, read)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as exc:
            raise Unreachable(f"no connection to {url.host}: {exc}") from exc
        except aiohttp.ClientPayloadError as exc:
            raise CutAnswer(f"the answer of {url.host} ended early") from exc
        except (aiohttp.ClientError, TimeoutError, OSError) as exc:
            raise NoAnswer(f"no answer from {url.host}: {type(exc).__name__}") from exc

    @asynccontextmanager
    async def alone(self) -> AsyncIterator["Door"]:
        """Open a door whose connections are all its own.

        A connection from a pool may be closed by the server while a request is on its way, and then nobody
        knows whether it arrived. aiohttp keeps pools by session, so this is a session for one call.
        """
        connector = aiohttp.TCPConnector(force_close=True)
        async with aiohttp.ClientSession(connector=connector, trust_env=self._session.trust_env) as session:
            yield Door(session, connect_s=self._connect_s)


async def _read(response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(2**16):
        body += chunk
        if len(body) > max_bytes:
            response.close()
            raise LargeAnswer(f"more than {max_bytes} bytes")
    return bytes(body)
