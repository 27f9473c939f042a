"""Starting ``python bot.py`` as an operator does: exit codes, what is said, what is not."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from settings import Settings

ROOT = Path(__file__).parents[2]
KEY = "a-secret-key"
USER = {"id": "1", "username": "easel", "discriminator": "0", "avatar": None, "bot": True}
APPLICATION = {
    "id": "1",
    "name": "Easel",
    "icon": None,
    "description": "",
    "bot_public": True,
    "flags": 0,
    "bot_require_code_grant": False,
    "verify_key": "",
    "owner": USER,
}


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    code: int
    out: str
    err: str


@pytest.fixture
async def outside() -> AsyncIterator[TestServer]:
    """Discord and Flux, as far as ``--check`` asks them: the token ``good`` is let in."""

    def lets_in(request: web.Request) -> bool:
        return request.headers.get("Authorization") in {"Bot good", f"Bearer {KEY}"}

    def answering(body: Mapping[str, object], status: int = 200) -> object:
        async def answer(request: web.Request) -> web.Response:
            if not lets_in(request):
                return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)
            # discord.py takes the body as text where the header has a charset.
            return web.Response(
                body=web.json_response(body).body, status=status, headers={"Content-Type": "application/json"}
            )

        return answer

    app = web.Application()
    app.router.add_get("/api/users/@me", answering(USER))  # type: ignore[arg-type]  # a handler
    app.router.add_get("/api/oauth2/applications/@me", answering(APPLICATION))  # type: ignore[arg-type]  # the same
    app.router.add_get("/flux/predictions/{id}", answering({"detail": "not found"}, 404))  # type: ignore[arg-type]  # aiohttp wants a narrower type
    server = TestServer(app)
    async with server:
        yield server


async def run(folder: Path, *arguments: str, **settings: str) -> Ended:
    """Run ``bot.py`` in a folder of its own with nothing but these settings."""
    ours = {name.upper() for name in Settings.model_fields}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(ROOT / "bot.py"), *arguments),
        cwd=folder,
        env={**environment, **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


def reaching(outside: TestServer, **more: str) -> dict[str, str]:
    return {
        "DISCORD_TOKEN": "good",
        "FLUX_API_KEY": KEY,
        "DISCORD_API_URL": str(outside.make_url("/api")),
        "FLUX_API_URL": str(outside.make_url("/flux")),
        "FLUX_POLL_URLS": str(outside.make_url("/flux")),
        **more,
    }


async def test_bad_settings_are_all_named_with_exit_2(tmp_path: Path) -> None:
    ended = await run(tmp_path, MAX_RUNNING="many")
    assert ended.code == 2
    named = [line.partition(":")[0] for line in ended.err.splitlines()]
    assert named == ["DISCORD_TOKEN", "FLUX_API_KEY", "MAX_RUNNING"]


async def test_a_refused_token_is_one_line_with_exit_3(tmp_path: Path, outside: TestServer) -> None:
    ended = await run(tmp_path, **reaching(outside, DISCORD_TOKEN="bad-token"))
    assert ended.code == 3
    assert ended.err.strip().splitlines() == ["DISCORD_TOKEN: Discord refuses the token"]


async def test_unusable_prices_are_named_with_exit_2(tmp_path: Path, outside: TestServer) -> None:
    (tmp_path / "prices.json").write_text('{"flux-none": 1}', "utf-8")
    ended = await run(tmp_path, **reaching(outside, PRICES_FILE="prices.json"))
    assert ended.code == 2
    assert "flux-none" in ended.err
    assert "Traceback" not in ended.err


async def test_check_says_that_everything_answers(tmp_path: Path, outside: TestServer) -> None:
    ended = await run(tmp_path, "--check", **reaching(outside))
    assert ended.out.splitlines() == ["settings: ok", "store: ok", "Discord: ok", "Flux: ok"], ended.err
    assert ended.code == 0


async def test_check_says_what_does_not_answer_and_no_secret(tmp_path: Path, outside: TestServer) -> None:
    wrong = {
        "DISCORD_TOKEN": "bad-token",
        "FLUX_API_KEY": "bad-key",
        "DATABASE_URL": "sqlite:////dev/null/easel.db",
    }
    ended = await run(tmp_path, "--check", **reaching(outside, **wrong))
    assert ended.code == 1
    lines = dict(line.split(": ", 1) for line in ended.out.splitlines())
    assert list(lines) == ["settings", "store", "Discord", "Flux"]
    assert [name for name, said in lines.items() if said == "ok"] == ["settings"]
    assert "bad-" not in ended.out + ended.err


async def test_the_command_line_explains_itself(tmp_path: Path) -> None:
    ended = await run(tmp_path, "--help")
    assert ended.code == 0
    assert "--check" in ended.out
    assert "--demo" in ended.out
