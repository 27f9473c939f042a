"""What a monitor may ask of a running bot: ``/metrics`` as Prometheus text, ``/healthz``, ``/readyz``.

It counts nothing itself: every figure is read when it is asked for.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TypeAlias

from aiohttp import web

Read: TypeAlias = Callable[[], Awaitable[Mapping[str, float]]]
"""Returns all figures by their names as Prometheus has them (``easel_jobs_live``)."""

_TEXT = "text/plain; version=0.0.4; charset=utf-8"


def status_app(read: Read, *, ready: Callable[[], bool]) -> web.Application:
    """Build the three pages; ``ready`` says whether Discord is connected."""

    async def metrics(_request: web.Request) -> web.Response:
        figures = await read()
        body = "".join(f"# TYPE {name} gauge\n{name} {value!r}\n" for name, value in sorted(figures.items()))
        return web.Response(body=body.encode(), headers={"Content-Type": _TEXT})

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(_request: web.Request) -> web.Response:
        return web.Response(text="ready\n") if ready() else web.Response(text="not ready\n", status=503)

    app = web.Application()
    app.add_routes([web.get("/metrics", metrics), web.get("/healthz", healthz), web.get("/readyz", readyz)])
    return app


@asynccontextmanager
async def served(app: web.Application, *, host: str, port: int) -> AsyncIterator[None]:
    """Serve the pages while the block runs.

    Raises:
        OSError: the port cannot be had.
    """
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield
    finally:
        await runner.cleanup()
