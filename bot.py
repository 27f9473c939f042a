"""Starts Easel: the three ways to run it, its exit codes, and the pages for monitors.

Nothing happens at import. What it is made of is built in ``composition.py``.
"""

import argparse
import asyncio
import logging
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from random import SystemRandom
from typing import TypeAlias

import aiohttp
import discord
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

import logs
from cogs.bot import Easel
from composition import Parts, compose, flux_client, running
from flux.errors import FluxError, NotKnownYet
from metrics import served, status_app
from settings import BadSettings, Settings
from studio.clock import Clock
from studio.prices import PricesRefused
from studio.store import Store, StoreRefused

log = logging.getLogger("easel")

Build: TypeAlias = Callable[[Settings], AbstractAsyncContextManager[Parts]]
"""Makes what the bot is made of."""

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_BAD_SETTINGS = 2
EXIT_TOKEN_REFUSED = 3

_NO_SUCH_PREDICTION = "easel-check"

_NO_SUCH_ROUTE = re.compile(r"invalid url|cannot get|(no such|unknown) (url|path|route|endpoint)", re.IGNORECASE)
"""How gateways and frameworks say that they know no such address; "not found" alone may be the prediction."""


def main(argv: Sequence[str]) -> int:
    """Run what the command line asks for and return the exit code."""
    arguments = _parser().parse_args(argv)
    if arguments.demo:
        from demo.run import main as demo

        return demo()
    try:
        settings = Settings.read()
        logs.set_up(settings.log_level, settings.log_format)
        return asyncio.run(check(settings) if arguments.check else serve(settings))
    except (BadSettings, PricesRefused) as error:
        print(*error.faults, sep="\n", file=sys.stderr)
        return EXIT_BAD_SETTINGS
    except StoreRefused as error:
        print(f"DATABASE_URL: {error}", file=sys.stderr)
        return EXIT_BAD_SETTINGS
    except discord.PrivilegedIntentsRequired:
        print("MESSAGE_CONTENT: Discord has not granted this application the intent", file=sys.stderr)
        return EXIT_BAD_SETTINGS
    except discord.LoginFailure:
        print("DISCORD_TOKEN: Discord refuses the token", file=sys.stderr)
        return EXIT_TOKEN_REFUSED


async def serve(settings: Settings, *, build: Build = compose) -> int:
    """Run the bot until it is told to stop; return the exit code. ``build`` makes its parts.

    Raises:
        discord.LoginFailure: Discord refuses the token.
        discord.PrivilegedIntentsRequired: the message-content intent has not been granted.
    """
    _prepare_discord(settings)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    # Left in the opposite order: the runner stops, then Discord, HTTP and the store are let go.
    async with build(settings) as parts, parts.bot:
        try:
            await parts.bot.login(settings.discord_token.get_secret_value())
        except (aiohttp.ClientError, OSError, discord.DiscordServerError) as error:
            print(f"Discord cannot be reached: {error}", file=sys.stderr)
            return EXIT_FAILED
        async with _status(parts), _connected(parts.bot) as connection, running(parts) as working:
            await _first_of(stopped, connection, *working)
            log.info("stopping")
    return EXIT_OK


async def check(settings: Settings) -> int:
    """Say line by line whether everything outside answers; nothing is paid for."""
    _prepare_discord(settings)
    print("settings: ok")
    results = [await _check_store(settings), await _check_discord(settings), await _check_flux(settings)]
    for name, fault in zip(("store", "Discord", "Flux"), results, strict=True):
        print(f"{name}: {fault or 'ok'}")
    return EXIT_FAILED if any(results) else EXIT_OK


@asynccontextmanager
async def _connected(bot: Easel) -> AsyncIterator[asyncio.Task[None]]:
    """Stay connected to Discord while the block runs; yields the task of the connection."""
    connection = asyncio.create_task(bot.connect(), name="discord")
    try:
        yield connection
    finally:
        await bot.close()
        await asyncio.gather(connection, return_exceptions=True)


async def _first_of(stopped: asyncio.Event, *tasks: asyncio.Task[None]) -> None:
    """Wait until a signal comes, or one of the tasks ends; raises what it ended with."""
    waiting = asyncio.create_task(stopped.wait(), name="signals")
    try:
        await asyncio.wait({waiting, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
    for task in tasks:
        if task.done():
            task.result()


async def _check_store(settings: Settings) -> str | None:
    try:
        store = await Store.open(settings.database_url, clock=Clock())
    except StoreRefused as error:
        return str(error)
    await store.close()
    return None


async def _check_discord(settings: Settings) -> str | None:
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(settings.discord_token.get_secret_value())
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            return f"{type(error).__name__}: {error}"
    return None


async def _check_flux(settings: Settings) -> str | None:
    async with aiohttp.ClientSession() as session:
        try:
            await flux_client(settings, session, SystemRandom()).get(_NO_SUCH_PREDICTION)
        except NotKnownYet as answer:
            # A service that knows the address says it of the prediction, and Replicate of a "resource".
            is_elsewhere = _NO_SUCH_ROUTE.search(str(answer)) is not None
            return f"FLUX_POLL_URLS: nothing is looked up there: {answer}" if is_elsewhere else None
        except FluxError as error:
            return f"{type(error).__name__}: {error}"
    return None


@asynccontextmanager
async def _status(parts: Parts) -> AsyncIterator[None]:
    """Serve the pages for monitors where ``METRICS_PORT`` says so."""
    settings = parts.settings
    if settings.metrics_port is None:
        yield
        return
    app = status_app(lambda: _figures(parts), ready=parts.bot.is_ready)
    async with served(app, host=settings.metrics_host, port=settings.metrics_port):
        yield


async def _figures(parts: Parts) -> Mapping[str, float]:
    spending = await parts.store.spent_this_month()
    return {
        "easel_discord_ready": float(parts.bot.is_ready()),
        "easel_servers": float(len(parts.bot.guilds)),
        "easel_jobs_live": float(len(await parts.store.live_jobs())),
        "easel_month_held_usd": spending.held_micro_usd / 1_000_000,
        "easel_month_captured_usd": spending.captured_micro_usd / 1_000_000,
    }


def _prepare_discord(settings: Settings) -> None:
    """Send REST and gateway traffic through the operator's proxies where there are some."""
    # Easel does not speak; the library warns of what it would need for that.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    if settings.discord_api_url is not None:
        Route.BASE = str(settings.discord_api_url).rstrip("/")
    if settings.discord_gateway_url is not None:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(str(settings.discord_gateway_url))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bot.py", description="Easel makes pictures with Flux in Discord.")
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--check", action="store_true", help="say whether everything outside answers, and exit")
    one.add_argument("--demo", action="store_true", help="try it in the browser with no account")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
