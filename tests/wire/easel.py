"""The whole bot on the wire: what ``compose`` builds, in this process, between two stand-ins on real sockets.

Discord is played by ``tests.wire.discord``, Flux by ``demo.look_alike``; the store is SQLite in a folder of the
test. A test reads like a story: somebody does something, then it waits for what must come. ``at_work`` fails at
its end if anything was refused or logged as an error that the test has not foreseen.
"""

import asyncio
import io
import logging
import math
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from discord.gateway import DiscordWebSocket
from discord.http import Route as LibraryRoute
from PIL import Image
from yarl import URL

from cogs.bot import Easel
from composition import Parts, compose, running
from demo.look_alike import HELD, LookAlike, Options
from flux.retry import RetryPolicy
from settings import Settings
from studio.clock import Clock
from studio.jobs import Job
from tests.pace import QUICK
from tests.wire.discord import EVERYONE, Channel, Message, Permission, Person, Place, Shown, Upload, Wire
from tests.wire.discord.people import Option
from tests.words import LANGUAGES

ROOT = Path(__file__).parents[2]
IMPATIENT = RetryPolicy(
    attempts=2, first_wait_s=0.01, longest_wait_s=0.05, channel_attempts=2, channel_wait_s=0.01
)
QUICK_SERVICE = Options(speed=math.inf, sketches=True)
"""A service whose predictions end at once."""

PATIENCE_S = 45.0
"""How long a test waits for something that must come; nothing is asserted about how soon it does."""

MODERATOR = EVERYONE | Permission.MANAGE_MESSAGES


@dataclass(slots=True)
class Time:
    """Wall time that a test can put forward; ``clock`` is what the bot gets."""

    ahead: timedelta = timedelta()

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: datetime.now(UTC) + self.ahead)

    def pass_minutes(self, minutes: float) -> None:
        """Let time pass."""
        self.ahead += timedelta(minutes=minutes)


class _Errors(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@dataclass
class Scene:
    """Everything a story needs: one server with one channel, three people, and the bot at work in it.

    ``foreseen`` are Discord's codes of refusals that the story provokes, ``foreseen_errors`` says that the log
    may have errors.
    """

    wire: Wire
    flux: LookAlike
    time: Time
    folder: Path
    shards: int
    edit_interval_s: float
    server: Place
    art: Channel
    ann: Person
    bob: Person
    moderator: Person
    settings: Mapping[str, object]
    media_hosts: frozenset[str]
    foreseen: set[int] = field(default_factory=set)
    foreseen_errors: bool = False
    random: Random = field(default_factory=lambda: Random(7))
    _parts: Parts | None = None
    _life: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def parts(self) -> Parts:
        """What the bot that runs now is made of."""
        assert self._parts is not None
        return self._parts

    async def start(self) -> None:
        """Start the bot and wait until every shard is greeted."""
        settings = _settings(self.wire, self.flux, self.folder, self.settings)
        composed = compose(
            settings,
            clock=self.time.clock,
            random=self.random,
            pace=QUICK,
            retry=IMPATIENT,
            edit_interval_s=self.edit_interval_s,
            media_hosts=self.media_hosts,
            languages=LANGUAGES,
        )
        self._parts = await self._life.enter_async_context(composed)
        await self._life.enter_async_context(_connected(self._parts.bot, self.wire.token))
        await self.wire.ready(self.shards)
        await self._life.enter_async_context(running(self._parts))

    async def stop(self) -> None:
        """Stop the bot as SIGTERM does."""
        await self._life.aclose()

    async def restart(self) -> None:
        """Stop the bot and start another on the same store."""
        await self.stop()
        await self.start()

    def pass_quarter_of_an_hour(self) -> None:
        """Let more than the 15 minutes of a token pass, for Discord and for the bot."""
        self.time.pass_minutes(16)
        self.wire.expire_tokens()
        # Of an edit that was under way at that moment.
        self.foreseen.add(50027)

    async def imagine(self, prompt: str = "a red fox", who: Person | None = None, /, **options: Option) -> Shown:
        """Let somebody, Ann unless it is said, use ``/imagine`` in the channel."""
        return await (who or self.ann).slash(self.art, "imagine", prompt=prompt, **options)

    async def held(
        self, prompt: str = "a red fox", who: Person | None = None, /, **options: Option
    ) -> tuple[Shown, Message]:
        """Let somebody ask for something that stays at the service until ``flux.release``."""
        self.flux.when(prompt, HELD)
        made = len(self.flux.created)
        shown = await self.imagine(prompt, who, **options)
        card = await shown.message(is_live)
        async with asyncio.timeout(PATIENCE_S):
            await self.flux.until(lambda: len(self.flux.created) > made)
        return shown, card

    async def until_ended(self, job_id: str) -> Job:
        """Wait until a job has ended, whatever its card shows; return it."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                job = await self.parts.store.job(job_id)
                assert job is not None
                if job.state.ended:
                    return job
                await asyncio.sleep(0.02)

    async def until_edited(self, card: Message) -> None:
        """Wait for one more edit of a card."""
        edits = card.edits
        await self.wire.until(lambda: card.edits > edits, within_s=PATIENCE_S)

    def public(self, channel: Channel | None = None) -> list[Message]:
        """Return what everybody sees in a channel, oldest first."""
        place = channel or self.art
        return [message for message in place.messages.values() if not message.is_ephemeral]

    async def direct(self, person: Person, fact: Callable[[Message], object] = bool) -> Message:
        """Wait for a direct message to somebody."""
        found = lambda: next(filter(fact, person.direct.messages.values()), None)  # noqa: E731
        return await self.wire.until(found, within_s=PATIENCE_S)


@asynccontextmanager
async def at_work(
    folder: Path,
    *,
    community: bool = False,
    locale: str = "en-US",
    shards: int = 1,
    edit_interval_s: float = 0.05,
    media_hosts: frozenset[str] | None = None,
    **settings: object,
) -> AsyncIterator[Scene]:
    """Run the bot on a wire, with a server, people and a Flux service around it.

    ``media_hosts`` are what the bot takes for Discord's media hosts: this Discord, unless it is said.
    """
    time = Time()
    async with AsyncExitStack() as stack:
        discord = await stack.enter_async_context(Wire(shards=shards, message_content=_reads_all(settings)))
        service = await stack.enter_async_context(LookAlike(QUICK_SERVICE))
        stack.enter_context(_turned_to(discord))
        server = discord.server("Gallery", community=community, locale=locale)
        scene = Scene(
            wire=discord,
            flux=service,
            time=time,
            folder=folder,
            shards=shards,
            edit_interval_s=edit_interval_s,
            server=server,
            art=server.channel("art"),
            ann=server.member("ann"),
            bob=server.member("bob"),
            moderator=server.member("moderator", permissions=MODERATOR),
            settings=settings,
            media_hosts=media_hosts or frozenset({discord.media_host}),
        )
        stack.enter_context(_nothing_goes_wrong(scene))
        await scene.start()
        try:
            yield scene
        finally:
            await scene.stop()


@asynccontextmanager
async def process(
    scene_wire: Wire, flux: LookAlike, folder: Path, *arguments: str, **environment: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run ``python bot.py`` with these arguments in a folder of its own; kill it if the test leaves it running.

    A setting that is given as ``""`` is left out.
    """
    ours = {name.upper() for name in Settings.model_fields}
    inherited = {name: value for name, value in os.environ.items() if name not in ours}
    usual = {name.upper(): str(value) for name, value in reaching(scene_wire, flux).items()}
    given = {name: value for name, value in {**usual, **environment}.items() if value}
    running_bot = await asyncio.create_subprocess_exec(
        *(sys.executable, str(ROOT / "bot.py"), *arguments),
        cwd=folder,
        env={**inherited, **given},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield running_bot
    finally:
        if running_bot.returncode is None:
            running_bot.kill()
            await running_bot.wait()


async def ended(process: asyncio.subprocess.Process) -> tuple[int | None, str, str]:
    """Wait for the end of a process; return its exit code and what it said on both streams."""
    async with asyncio.timeout(PATIENCE_S):
        said, complained = await process.communicate()
    return process.returncode, said.decode(), complained.decode()


def is_live(card: Message) -> bool:
    """Tell whether a card shows a job that can still be cancelled."""
    return "Cancel" in card.labels or "Отменить" in card.labels


def is_done(card: Message) -> bool:
    """Tell whether a card shows its pictures."""
    return "Again" in card.labels or "Ещё раз" in card.labels


def is_failed(card: Message) -> bool:
    """Tell whether a card shows a job that has failed."""
    return "Retry" in card.labels or "Повторить" in card.labels


def job_id(card: Message) -> str:
    """Return the id of the job that a card shows, from its buttons."""
    return card.buttons[0].custom_id.rpartition(":")[2]


def made(card: Message) -> list[bytes]:
    """Return the finished pictures of a card."""
    files = [picture.attachment for picture in card.pictures]
    return [file.body for file in files if file is not None and file.filename.startswith("easel-")]


def photo(size: tuple[int, int] = (320, 200), colour: str = "teal") -> Upload:
    """Return a picture that somebody could attach."""
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, "PNG")
    return Upload("photo.png", written.getvalue())


def opened(body: bytes) -> Image.Image:
    """Read a picture."""
    return Image.open(io.BytesIO(body))


@contextmanager
def _turned_to(wire: Wire) -> Iterator[None]:
    """Turn discord.py towards the wire, as ``DISCORD_API_URL`` and ``DISCORD_GATEWAY_URL`` do."""
    base, gateway = LibraryRoute.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    LibraryRoute.BASE, DiscordWebSocket.DEFAULT_GATEWAY = wire.api_url, URL(wire.gateway_url)
    try:
        yield
    finally:
        LibraryRoute.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@contextmanager
def _nothing_goes_wrong(scene: Scene) -> Iterator[None]:
    """Fail at the end if something was refused or logged as an error that the story has not foreseen."""
    errors = _Errors()
    logging.getLogger().addHandler(errors)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(errors)
    refused = [each for each in scene.wire.journal.refused if each.code not in scene.foreseen]
    assert not refused, refused
    logged = [logging.Formatter().format(record) for record in errors.records]
    assert scene.foreseen_errors or not logged, "\n".join(logged)


@asynccontextmanager
async def _connected(bot: Easel, token: str) -> AsyncIterator[None]:
    """Log in and stay connected while the block runs."""

    async def at_once(shard_id: int | None, *, initial: bool = False) -> None:
        """Identify without the five seconds between shards: this Discord takes sixteen at a time."""

    bot.before_identify_hook = at_once  # type: ignore[method-assign]  # the library asks for an override
    async with bot:
        await bot.login(token)
        connection = asyncio.create_task(bot.connect(), name="discord")
        try:
            yield
        finally:
            await bot.close()
            await asyncio.gather(connection, return_exceptions=True)


def reaching(wire: Wire, flux: LookAlike) -> dict[str, object]:
    """Return the settings that lead a bot to the two stand-ins."""
    return {
        "discord_token": wire.token,
        "discord_api_url": wire.api_url,
        "discord_gateway_url": wire.gateway_url,
        "flux_api_key": flux.options.key,
        "flux_api_url": str(flux.create_base),
        "flux_poll_urls": ",".join(str(url) for url in flux.poll_bases),
        "flux_output_hosts": flux.output_host,
    }


def _reads_all(settings: Mapping[str, object]) -> bool:
    """Say whether Discord has granted what the operator wants to use."""
    return settings.get("message_content") == "on"


def _settings(wire: Wire, flux: LookAlike, folder: Path, more: Mapping[str, object]) -> Settings:
    store = {"database_url": f"sqlite:///{folder / 'easel.db'}"}
    # Validated as they are: nothing comes from the environment of whoever runs the tests.
    return Settings.model_validate({**reaching(wire, flux), **store, **more})
