"""Easel's composition root: from settings to a bot that runs, and the three ways to start it.

Nothing happens at import. ``compose`` builds every part without connecting anything, so that the demo and the
tests run exactly what production runs; only their settings differ.
"""

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random, SystemRandom

import aiohttp
import discord
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

import logs
from cogs.bot import Easel, Sharding
from cogs.words import Languages
from flux.client import FluxClient
from flux.errors import FluxError, NotKnownYet
from flux.models import CATALOGUE
from flux.retry import USUAL_RETRY, RetryPolicy
from metrics import served, status_app
from settings import BadSettings, Settings, Switch
from studio.access import Access, PrivateUse
from studio.clock import Clock
from studio.polling import USUAL_PACE, Pace
from studio.prices import Prices, PricesRefused
from studio.runner import Runner
from studio.store import Store, StoreRefused
from studio.studio import Studio

log = logging.getLogger("easel")

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_BAD_SETTINGS = 2
EXIT_TOKEN_REFUSED = 3

_LOCALES = Path(__file__).parent / "locales"
_NO_SUCH_PREDICTION = "easel-check"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the bot is made of."""

    settings: Settings
    store: Store
    flux: FluxClient
    studio: Studio
    runner: Runner
    bot: Easel


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


@asynccontextmanager
async def compose(
    settings: Settings,
    *,
    clock: Clock = Clock(),  # noqa: B008 - a frozen value
    random: Random | None = None,
    pace: Pace = USUAL_PACE,
    retry: RetryPolicy = USUAL_RETRY,
    edit_interval_s: float = 1.5,
) -> AsyncIterator[Parts]:
    """Build every part without connecting to Discord; the store is open while the block runs.

    Raises:
        PricesRefused: ``PRICES_FILE`` cannot be used.
        StoreRefused: the store cannot be opened.
    """
    chance = random or SystemRandom()
    prices = Prices.load(settings.prices_file, CATALOGUE) if settings.prices_file is not None else Prices()
    async with AsyncExitStack() as stack:
        store = await Store.open(settings.database_url, clock=clock)
        stack.push_async_callback(store.close)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        flux = _flux(settings, session, chance, retry=retry)
        shelf = store.shelf(settings.shelf_folder)
        runner = Runner(
            store=store,
            shelf=shelf,
            flux=flux,
            catalogue=CATALOGUE,
            clock=clock,
            random=chance,
            max_running=settings.max_running,
            pace=pace,
        )
        studio = Studio(
            store=store,
            shelf=shelf,
            runner=runner,
            catalogue=CATALOGUE,
            prices=prices,
            clock=clock,
            random=chance,
            ceiling_micro_usd=settings.ceiling_micro_usd,
        )
        bot = Easel(
            studio=studio,
            facts=store,
            languages=Languages.load(_LOCALES),
            catalogue=CATALOGUE,
            prices=prices,
            access=_access(settings),
            clock=clock,
            random=chance,
            message_content=settings.message_content is Switch.ON,
            sharding=Sharding(list(settings.shard_ids) or None, settings.shard_count),
            edit_interval_s=edit_interval_s,
        )
        yield Parts(settings, store, flux, studio, runner, bot)


@asynccontextmanager
async def running(parts: Parts) -> AsyncIterator[tuple[asyncio.Task[None], ...]]:
    """Work on jobs and show them while the block runs; the bot must be logged in.

    Yields the tasks that do so, which end by themselves only where something is broken.
    """
    presenting = asyncio.create_task(parts.bot.presenter.run(), name="presenter")
    working = asyncio.create_task(parts.runner.run(parts.bot.presenter), name="runner")
    try:
        yield working, presenting
    finally:
        await parts.runner.stop()
        presenting.cancel()
        ends = await asyncio.gather(working, presenting, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end


async def serve(settings: Settings) -> int:
    """Run the bot until it is told to stop; return the exit code.

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
    async with compose(settings) as parts, parts.bot:
        await parts.bot.login(settings.discord_token.get_secret_value())
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
            await _flux(settings, session, SystemRandom()).get(_NO_SUCH_PREDICTION)
        except NotKnownYet:
            return None
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


def _flux(
    settings: Settings, session: aiohttp.ClientSession, random: Random, *, retry: RetryPolicy = USUAL_RETRY
) -> FluxClient:
    return FluxClient(
        session,
        key=settings.flux_api_key.get_secret_value(),
        create_base=URL(str(settings.flux_api_url)),
        poll_bases=[URL(str(url)) for url in settings.flux_poll_urls],
        output_hosts=settings.flux_output_hosts,
        random=random,
        retry=retry,
    )


def _access(settings: Settings) -> Access:
    return Access(
        allowed_servers=settings.allowed_servers or None,
        private_use=PrivateUse(settings.private_use.value),
    )


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
