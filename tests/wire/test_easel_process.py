"""Easel as a process on the wire: its check, its exit codes, and a job that outlives the process that began it."""

from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from demo.look_alike import HELD, LookAlike
from tests.wire.discord import Wire
from tests.wire.easel import PATIENCE_S, QUICK_SERVICE, ended, is_done, is_live, made, process


async def checked(wire: Wire, folder: Path, **environment: str) -> tuple[int | None, dict[str, str]]:
    """Run ``--check``; return its exit code and what it said of each part."""
    async with LookAlike(QUICK_SERVICE) as flux, process(wire, flux, folder, "--check", **environment) as check:
        code, said, complained = await ended(check)
        assert "Traceback" not in complained
        assert flux.created == []
    return code, dict(line.split(": ", 1) for line in said.splitlines())


async def test_a_check_of_what_is_well(tmp_path: Path, wire: Wire) -> None:
    code, said = await checked(wire, tmp_path)
    assert code == 0
    assert said == {"settings": "ok", "store": "ok", "Discord": "ok", "Flux": "ok"}


@pytest.mark.parametrize(
    ("environment", "parts"),
    [
        ({"DISCORD_TOKEN": "no-token", "FLUX_API_KEY": "no-key"}, ["Discord", "Flux"]),
        ({"DISCORD_API_URL": "http://127.0.0.1:{closed}/api/v10"}, ["Discord"]),
        ({"DATABASE_URL": "sqlite:////proc/nowhere/easel.db"}, ["store"]),
    ],
    ids=["wrong keys", "Discord away", "no store"],
)
async def test_a_check_names_what_is_not_well(
    tmp_path: Path, wire: Wire, environment: dict[str, str], parts: list[str]
) -> None:
    closed = unused_port()
    given = {name: value.format(closed=closed) for name, value in environment.items()}
    code, said = await checked(wire, tmp_path, **given)
    assert code == 1
    assert [name for name, what in said.items() if what != "ok"] == parts
    assert not any(secret in what for what in said.values() for secret in ("no-token", "no-key"))


@pytest.mark.parametrize(
    ("body", "is_well"),
    [
        ({"detail": "The requested resource could not be found."}, True),
        ({"code": "task_not_exist", "message": "task_not_exist", "data": None}, True),
        ({"error": {"message": "Invalid URL (GET /v2/predictions/easel-check)", "code": ""}}, False),
        ({"message": "Cannot GET /v2/predictions/easel-check"}, False),
        ({"detail": "Not found."}, True),
    ],
)
async def test_a_check_of_an_address_that_may_be_wrong(
    tmp_path: Path, wire: Wire, body: dict[str, object], is_well: bool
) -> None:
    async def nothing(_: web.Request) -> web.Response:
        return web.json_response(body, status=404)

    app = web.Application()
    app.router.add_get("/{path:.*}", nothing)
    async with TestServer(app) as server:
        code, said = await checked(wire, tmp_path, FLUX_POLL_URLS=str(server.make_url("/v2")))
    assert code == (0 if is_well else 1)
    assert said["Flux"].startswith("ok" if is_well else "FLUX_POLL_URLS: ")


async def test_missing_settings_are_all_named(tmp_path: Path, wire: Wire) -> None:
    async with LookAlike() as flux, process(wire, flux, tmp_path, DISCORD_TOKEN="", FLUX_API_KEY="") as bot:
        code, said, complained = await ended(bot)
    assert code == 2
    assert said == ""
    assert "DISCORD_TOKEN" in complained
    assert "FLUX_API_KEY" in complained
    assert "Traceback" not in complained


async def test_a_token_that_discord_refuses(tmp_path: Path, wire: Wire) -> None:
    async with LookAlike() as flux, process(wire, flux, tmp_path, DISCORD_TOKEN="no-token") as bot:
        code, _, complained = await ended(bot)
    assert code == 3
    assert complained.splitlines()[-1].startswith("DISCORD_TOKEN: ")
    assert "no-token" not in complained
    assert "Traceback" not in complained


async def test_an_intent_that_discord_has_not_granted(tmp_path: Path, wire: Wire) -> None:
    async with LookAlike() as flux, process(wire, flux, tmp_path, MESSAGE_CONTENT="on") as bot:
        code, _, complained = await ended(bot)
    assert code == 2
    assert complained.splitlines()[-1].startswith("MESSAGE_CONTENT: ")
    assert "Traceback" not in complained


async def test_a_discord_that_is_away_at_the_start(tmp_path: Path, wire: Wire) -> None:
    away = f"http://127.0.0.1:{unused_port()}/api/v10"
    async with LookAlike() as flux, process(wire, flux, tmp_path, DISCORD_API_URL=away) as bot:
        code, _, complained = await ended(bot)
    assert code == 1
    assert complained.splitlines()[-1].startswith("Discord cannot be reached: ")
    assert "Traceback" not in complained


async def test_the_next_process_finishes_a_job_on_the_same_card(tmp_path: Path, wire: Wire) -> None:
    gallery = wire.server("Gallery")
    art, ann = gallery.channel("art"), gallery.member("ann")
    async with LookAlike(QUICK_SERVICE) as flux:
        flux.when("fox", HELD)
        async with process(wire, flux, tmp_path) as first:
            await wire.ready()
            shown = await ann.slash(art, "imagine", prompt="a red fox")
            card = await shown.message(is_live)
            await flux.until(lambda: len(flux.created) == 1)
            await shown.message(lambda message: "Starting" in message.text or "%" in message.text)
            first.terminate()
            code, _, complained = await ended(first)
            assert code == 0, complained
            assert "Traceback" not in complained
        flux.release()
        async with process(wire, flux, tmp_path) as second:
            assert await shown.message(is_done, within_s=PATIENCE_S) is card
            assert len(made(card)) == 1
            assert "a red fox" in (await (await ann.press(card, "Details")).message()).text
            second.terminate()
            assert (await ended(second))[0] == 0
        assert len(flux.created) == 1
        assert [each for each in art.messages.values() if not each.is_ephemeral] == [card]
