"""``python bot.py`` on real sockets: it logs in, becomes ready, tells monitors so, and stops when told to."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import unused_port

from settings import Settings
from tests.wire.discord import Route, Wire
from tests.wire.discord.gateway import Intent

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30


@asynccontextmanager
async def started(folder: Path, wire: Wire, **more: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start the bot in a folder of its own; kill it if the test leaves it running."""
    ours = {name.upper() for name in Settings.model_fields}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    reaching = {
        "DISCORD_TOKEN": wire.token,
        "DISCORD_API_URL": wire.api_url,
        "DISCORD_GATEWAY_URL": wire.gateway_url,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(ROOT / "bot.py")),
        cwd=folder,
        env={**environment, "FLUX_API_KEY": "a-key", **reaching, **more},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def ended(process: asyncio.subprocess.Process) -> tuple[int | None, str]:
    async with asyncio.timeout(PATIENCE_S):
        _, said = await process.communicate()
    return process.returncode, said.decode()


async def status(session: aiohttp.ClientSession, port: int) -> int:
    async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
        return answer.status


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops_it_cleanly(tmp_path: Path, wire: Wire, name: signal.Signals) -> None:
    async with started(tmp_path, wire) as process:
        await wire.ready()
        process.send_signal(name)
        code, said = await ended(process)
        assert code == 0, said
        assert "Traceback" not in said
        assert "never retrieved" not in said
        assert "a-key" not in said
        assert wire.token not in said


async def test_no_privileged_intent_is_asked_for(tmp_path: Path, wire: Wire) -> None:
    async with started(tmp_path, wire):
        await wire.ready()
        (session,) = wire.gateway.sessions.values()
        assert session.intents == Intent.GUILDS | Intent.GUILD_MESSAGES | Intent.GUILD_REACTIONS


async def test_commands_are_told_once_over_two_starts(tmp_path: Path, wire: Wire) -> None:
    for _start in range(2):
        async with started(tmp_path, wire) as process:
            await wire.ready()
            process.terminate()
            assert (await ended(process))[0] == 0
    (told,) = wire.to(Route.PUT_COMMANDS)
    assert told.status == 200


async def test_monitors_are_told(tmp_path: Path, wire: Wire) -> None:
    port = unused_port()
    async with started(tmp_path, wire, METRICS_PORT=str(port)), aiohttp.ClientSession() as session:
        await wire.ready()
        async with asyncio.timeout(PATIENCE_S):
            while await status(session, port) != 200:  # noqa: ASYNC110 - it happens in another process
                await asyncio.sleep(0.05)
        async with session.get(f"http://127.0.0.1:{port}/healthz") as health:
            assert health.status == 200
        async with session.get(f"http://127.0.0.1:{port}/metrics") as metrics:
            lines = (await metrics.text()).splitlines()
    assert "easel_discord_ready 1.0" in lines
    assert "easel_jobs_live 0.0" in lines
    assert "easel_month_held_usd 0.0" in lines


async def test_a_second_process_on_the_same_store_is_refused(tmp_path: Path, wire: Wire) -> None:
    async with started(tmp_path, wire):
        await wire.ready()
        async with started(tmp_path, wire) as second:
            code, said = await ended(second)
    assert code == 2
    assert said.startswith("DATABASE_URL: ")
    assert "Traceback" not in said
