"""The pages for monitors: figures as they are, health, and whether Discord is connected."""

from collections.abc import Mapping

from aiohttp.test_utils import TestClient, TestServer

from metrics import status_app


async def _read() -> Mapping[str, float]:
    return {"easel_month_held_usd": 12345.678901, "easel_jobs_live": 3.0}


async def test_every_figure_is_told_to_its_last_digit() -> None:
    async with TestClient(TestServer(status_app(_read, ready=lambda: True))) as client:
        answer = await client.get("/metrics")
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        assert (await answer.text()).splitlines() == [
            "# TYPE easel_jobs_live gauge",
            "easel_jobs_live 3.0",
            "# TYPE easel_month_held_usd gauge",
            "easel_month_held_usd 12345.678901",
        ]


async def test_ready_is_not_the_same_as_alive() -> None:
    async with TestClient(TestServer(status_app(_read, ready=lambda: False))) as client:
        assert (await client.get("/healthz")).status == 200
        assert (await client.get("/readyz")).status == 503
