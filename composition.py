"""Easel's composition: from settings to all its parts, joined, and to their work.

Nothing is connected to Discord here: what starts the bot is ``bot.py``. The demo and the tests build with this
too, so that they run exactly what production runs; only their settings differ.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random, SystemRandom

import aiohttp
from yarl import URL

from cogs.bot import Easel, Sharding
from cogs.face import Outside
from cogs.picking import DISCORD_MEDIA_HOSTS
from cogs.words import Languages
from flux.client import FluxClient
from flux.fetching import read_once
from flux.http import USUAL_TIMEOUTS, Door
from flux.models import CATALOGUE, DEFAULT_EDIT_MODEL, DEFAULT_MODEL
from flux.retry import USUAL_RETRY, RetryPolicy
from settings import Settings, Switch
from studio.access import Access
from studio.clock import Clock
from studio.community.occasions import EVERYWHERE
from studio.community.presets import House
from studio.fairness import Rules
from studio.intake import MAX_FILE_BYTES
from studio.polling import USUAL_PACE, Pace
from studio.prices import Prices
from studio.reading import ReadMedia
from studio.services import Limits, Services, services
from studio.store import Store

_LOCALES = Path(__file__).parent / "locales"

_READ_S = 20.0
"""Longest that reading a picture which a person gives may take, in seconds."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the bot is made of."""

    settings: Settings
    store: Store
    flux: FluxClient
    services: Services
    bot: Easel


@asynccontextmanager
async def compose(
    settings: Settings,
    *,
    clock: Clock = Clock(),  # noqa: B008 - a frozen value
    random: Random | None = None,
    pace: Pace = USUAL_PACE,
    retry: RetryPolicy = USUAL_RETRY,
    edit_interval_s: float = 1.5,
    lease_s: float = 30.0,
    rules: Rules | None = None,
    look_s: float = 15.0,
    read_media: ReadMedia | None = None,
    media_hosts: frozenset[str] = DISCORD_MEDIA_HOSTS,
    languages: Languages | None = None,
) -> AsyncIterator[Parts]:
    """Build every part without connecting to Discord; the store is open while the block runs.

    ``edit_interval_s`` is how far apart progress is on a card, ``lease_s`` how long a job stays this process's
    after a sign of life, ``look_s`` how far apart looks at the agenda are at most; all in seconds. ``rules`` are
    the queue's, left out those that follow from the settings. ``read_media`` reads pictures where Discord's are
    not on the network; ``media_hosts`` are those from which Discord shows what people post. ``languages`` are
    handed in by whoever builds often: to read them takes half a second.

    Raises:
        PricesRefused: ``PRICES_FILE`` cannot be used.
        StoreRefused: the store cannot be opened.
    """
    chance = random or SystemRandom()
    prices = Prices.load(settings.prices_file, CATALOGUE) if settings.prices_file is not None else Prices()
    rules = rules or Rules.of(settings.max_running)
    async with AsyncExitStack() as stack:
        store = await Store.open(settings.database_url, clock=clock, lease_s=lease_s, rules=rules)
        stack.push_async_callback(store.close)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        flux = flux_client(settings, session, chance, retry=retry)
        of_studio = services(
            store,
            store.shelf(settings.shelf_folder),
            flux,
            catalogue=CATALOGUE,
            prices=prices,
            house=House(CATALOGUE, model=DEFAULT_MODEL, editor=DEFAULT_EDIT_MODEL),
            limits=Limits(settings.max_running, settings.ceiling_micro_usd),
            clock=clock,
            random=chance,
            pace=pace,
            look_s=look_s,
        )
        stack.callback(of_studio.studio.close)
        bot = Easel(
            of_studio,
            languages or Languages.load(_LOCALES),
            Outside(
                clock,
                chance,
                read_media or _media_reader(session),
                media_hosts=media_hosts,
                message_content=settings.message_content is Switch.ON,
                edit_interval_s=edit_interval_s,
            ),
            facts=store,
            access=_access(settings),
            sharding=Sharding(list(settings.shard_ids) or None, settings.shard_count),
        )
        yield Parts(settings, store, flux, of_studio, bot)


@asynccontextmanager
async def running(parts: Parts) -> AsyncIterator[tuple[asyncio.Task[None], ...]]:
    """Work on jobs, show them, and look after the community while the block runs; the bot must be logged in.

    Yields the tasks that do so, which end by themselves only where something is broken.
    """
    face, services = parts.bot.face, parts.services
    presenting = asyncio.create_task(face.presenter.run(), name="presenter")
    working = asyncio.create_task(services.runner.run(face.presenter), name="runner")
    handlers = {
        **face.handlers,
        **services.forgetting.handlers(face.community.take_down),
        **services.retention.handlers,
    }
    agenda = services.community.agenda.run(handlers, lambda: {EVERYWHERE, *parts.bot.served()})
    keeping = [asyncio.create_task(agenda, name="agenda")]
    keeping += [asyncio.create_task(serve(), name="community") for serve in face.services]
    try:
        yield working, presenting, *keeping
    finally:
        for task in keeping:
            task.cancel()
        await services.runner.stop()
        presenting.cancel()
        ends = await asyncio.gather(working, presenting, *keeping, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end


def flux_client(
    settings: Settings, session: aiohttp.ClientSession, random: Random, *, retry: RetryPolicy = USUAL_RETRY
) -> FluxClient:
    """Build the client of the service that the settings name."""
    return FluxClient(
        session,
        key=settings.flux_api_key.get_secret_value(),
        create_base=URL(str(settings.flux_api_url)),
        poll_bases=[URL(str(url)) for url in settings.flux_poll_urls],
        output_hosts=settings.flux_output_hosts,
        random=random,
        retry=retry,
    )


def _media_reader(session: aiohttp.ClientSession) -> ReadMedia:
    """Build what reads given pictures; which addresses it is asked for is the face's affair."""
    door = Door(session, connect_s=USUAL_TIMEOUTS.connect_s)
    return partial(read_once, door, hosts=None, timeout_s=_READ_S, max_bytes=MAX_FILE_BYTES)


def _access(settings: Settings) -> Access:
    return Access(
        allowed_servers=settings.allowed_servers or None,
        private_use=settings.private_use,
    )
