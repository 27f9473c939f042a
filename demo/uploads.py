"""Pictures that people upload to the simulated Discord, served on loopback, since its own CDN is only in memory.

Discord's real CDN can be read by the Flux service from outside; this is the demo's stand-in for that.
"""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web
from yarl import URL

from flux.errors import PictureGone

CDN_HOST = "cdn.simcord.invalid"
"""The host of every upload in simcord."""


class Uploads:
    """Serves what ``find`` returns for the upload's own URL, between ``async with`` and its end.

    ``read`` looks up the same without the network.
    """

    def __init__(self) -> None:
        self.find: Callable[[str], bytes | None] = _nothing
        app = web.Application()
        app.router.add_get("/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        self._port = 0

    @property
    def base(self) -> URL:
        """The loopback address that stands for the CDN."""
        return URL.build(scheme="http", host="127.0.0.1", port=self._port)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = int(self._runner.addresses[0][1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def read(self, url: str) -> bytes:
        """Read an upload as the bot reads from Discord's CDN.

        Raises:
            PictureGone: there is none at that address.
        """
        body = self._found(URL(url).path)
        if body is None:
            raise PictureGone("there is no such upload")
        return body

    async def _serve(self, request: web.Request) -> web.Response:
        body = self._found(request.path)
        return web.Response(status=404) if body is None else web.Response(body=body)

    def _found(self, path: str) -> bytes | None:
        return self.find(f"https://{CDN_HOST}{path}")


def _nothing(url: str) -> None:
    del url
