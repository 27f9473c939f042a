"""Runs the bot as a process that a test can kill, freeze and watch, between two stand-ins that live on.

``bot_process`` is what runs; where it dies is the tests' affair. A test reads like a story::

    async with standing(tmp_path) as ground:
        bot = await ground.start()
        async with ground.flux.held(Call.CREATE, acted=True) as hold:
            asking = ground.imagine("a red fox")
            await ground.until(lambda: hold.waiting)
            await bot.kill()
        await ground.start()
        await ground.until(lambda: ground.records.job().state.ended)
"""

import asyncio
import os
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from demo.look_alike import Base, LookAlike, Options
from settings import Settings
from studio.budgets import Scope
from studio.jobs import Job, PredictionState
from studio.store import reading
from studio.store.engine import parse, sqlite_file
from studio.store.tables import accounts, jobs, kept_pictures, ledger
from tests.wire.crash.bot_process import started
from tests.wire.discord import Channel, Message, Person, Place, Shown, Wire
from tests.wire.easel import PATIENCE_S, QUICK_SERVICE, made, reaching

T = TypeVar("T")

_LOOK_S = 0.002
"""How far apart looks at the store are."""


_MARKLESS_ON_SQLITE = """
CREATE TRIGGER markless BEFORE UPDATE OF delivery_begun_at ON jobs WHEN new.delivery_begun_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'no marker'); END
"""
_MARKLESS_ON_POSTGRESQL = """
CREATE OR REPLACE FUNCTION markless() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE check_violation USING MESSAGE = 'no marker'; END $$;
CREATE TRIGGER markless BEFORE UPDATE OF delivery_begun_at ON jobs FOR EACH ROW
WHEN (new.delivery_begun_at IS NOT NULL) EXECUTE FUNCTION markless()
"""

_STALL = """
CREATE OR REPLACE FUNCTION stalled() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER stalled AFTER UPDATE OF state ON predictions DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (new.state = '{state}') EXECUTE FUNCTION stalled();
SELECT pg_advisory_lock(1)
"""
_STALLED = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


class Bot:
    """One process of the bot; what it says is in ``log``, a file."""

    def __init__(self, process: BaseProcess, log: Path) -> None:
        self._process = process
        self.log = log

    @property
    def is_running(self) -> bool:
        return self._process.is_alive()

    @property
    def said(self) -> str:
        """Everything that it has logged and printed so far."""
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    async def wait(self) -> int:
        """Wait until it has ended; return its exit code, below 0 where a signal ended it."""
        await asyncio.to_thread(self._process.join)
        assert self._process.exitcode is not None
        return self._process.exitcode

    async def kill(self) -> None:
        """End it with SIGKILL: it can do nothing more, not even in a thread; harmless where it has ended."""
        self._process.kill()
        await self.wait()

    def freeze(self) -> None:
        """Stop it with SIGSTOP; its connections stay open."""
        self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on with SIGCONT."""
        self._send(signal.SIGCONT)

    async def terminate(self) -> int:
        """Ask it to stop with SIGTERM; return its exit code once it has."""
        self._process.terminate()
        await asyncio.to_thread(self._process.join, PATIENCE_S)
        assert self._process.exitcode is not None, f"it has not stopped:\n{self.said}"
        return self._process.exitcode

    def _send(self, what: signal.Signals) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, what)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger."""

    job_id: str
    kind: str
    micro_usd: int


class Records:
    """The store as seen from outside; only ``locked``, ``markless`` and ``stalled`` disturb it."""

    def __init__(self, url: str, shelf: Path) -> None:
        self._url = parse(url)
        self._file = sqlite_file(self._url)
        self._shelf = shelf
        self._engine = self._open()

    def jobs(self) -> tuple[Job, ...]:
        """Return every job, oldest first."""
        return self._ask(_all_jobs)

    def count(self, *, live: bool) -> int:
        """Return how many jobs have not ended, or have; quicker than to read them all."""
        is_so = jobs.c.ended_at.is_(None) if live else jobs.c.ended_at.is_not(None)
        counted = sa.select(sa.func.count()).select_from(jobs).where(is_so)
        return self._ask(lambda connection: connection.scalar(counted) or 0)

    def job(self, prompt: str = "") -> Job | None:
        """Return the newest job with these words in its prompt, ``None`` while there is none."""
        return next((job for job in reversed(self.jobs()) if prompt in job.options.prompt), None)

    def owner(self, prompt: str) -> str | None:
        """Return who carries the newest job with these words in its prompt, or carried it at its end."""
        job = self.job(prompt)
        asked = sa.select(jobs.c.owner).where(jobs.c.id == (job and job.id))
        return self._ask(lambda connection: connection.scalar(asked))

    def ledger(self) -> tuple[Line, ...]:
        """Return every line of the ledger."""
        columns = (ledger.c.job_id, ledger.c.kind, ledger.c.micro_usd)
        return self._ask(lambda connection: tuple(Line(*row) for row in connection.execute(sa.select(*columns))))

    def month(self) -> tuple[int, int]:
        """Return what is held and what is captured in all months, in micro-dollars."""
        amounts = (accounts.c.held_micro_usd, accounts.c.captured_micro_usd)
        sums = sa.select(*map(sa.func.sum, amounts)).where(accounts.c.scope == Scope.OPERATOR.value)
        held, captured = self._ask(lambda connection: tuple(connection.execute(sums).one()))
        return int(held or 0), int(captured or 0)

    def kept(self) -> int:
        """Return how many finished pictures are kept on the shelf."""
        if self._file is not None:
            # Not glob: it stumbles over a folder that the bot drops meanwhile.
            return sum(len(files) for _, _, files in os.walk(self._shelf))
        counted = sa.select(sa.func.count()).select_from(kept_pictures)
        return self._ask(lambda connection: connection.scalar(counted) or 0)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let nobody write while the block runs; what is asked for meanwhile waits."""
        with self._writing().connect() as connection:
            connection.exec_driver_sql("BEGIN" if self._file is None else "BEGIN IMMEDIATE")
            if self._file is None:
                connection.exec_driver_sql("LOCK TABLE jobs, predictions, kept_pictures IN EXCLUSIVE MODE")
            try:
                yield
            finally:
                connection.exec_driver_sql("ROLLBACK")

    @contextmanager
    def markless(self) -> Iterator[None]:
        """Let every delivery marker be refused while the block runs, so that no delivery begins."""
        self._run(_MARKLESS_ON_POSTGRESQL if self._file is None else _MARKLESS_ON_SQLITE)
        try:
            yield
        finally:
            self._run("DROP TRIGGER markless ON jobs" if self._file is None else "DROP TRIGGER markless")

    @contextmanager
    def stalled(self, state: PredictionState) -> Iterator[Callable[[], bool]]:
        """Let commits that bring a prediction into a state wait while the block runs, on PostgreSQL only.

        They go through at its end. Gives what tells whether one waits.
        """
        with self._writing().connect() as connection:
            connection.exec_driver_sql(_STALL.format(state=state))
            try:
                yield lambda: bool(connection.exec_driver_sql(_STALLED).scalar())
            finally:
                connection.exec_driver_sql("SELECT pg_advisory_unlock(1)")
                connection.exec_driver_sql("DROP TRIGGER stalled ON predictions")

    def _run(self, statement: str) -> None:
        with self._writing().connect() as connection:
            connection.exec_driver_sql(statement)

    def _writing(self) -> sa.Engine:
        return sa.create_engine(self._url, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)

    def _open(self) -> sa.Engine:
        if self._file is None:
            return self._writing()
        uri = f"file:{self._file}?mode=ro"
        return sa.create_engine(
            "sqlite://", creator=lambda: sqlite3.connect(uri, uri=True, timeout=5), poolclass=sa.pool.NullPool
        )

    def _ask(self, question: Callable[[sa.Connection], T]) -> T:
        with self._engine.connect() as connection:
            return question(connection)


@dataclass
class Ground:
    """What outlives the bot: Discord with one server, channel and person; the service; the store's records.

    ``bots`` are all processes so far, the dead ones too.
    """

    wire: Wire
    flux: LookAlike
    folder: Path
    database_url: str
    lease_s: float
    records: Records
    server: Place
    art: Channel
    ann: Person
    _life: AsyncExitStack
    bots: list[Bot] = field(default_factory=list)

    async def start(self, *, shards: int = 1, **environment: str) -> Bot:
        """Start a process of the bot; return it once that many shards in all are greeted.

        ``environment`` are settings in capitals, beside those that lead to the stand-ins and the store.
        """
        await self.wire.until(lambda: not self.wire.gateway.ready(shards), within_s=PATIENCE_S)
        bot = await asyncio.to_thread(self._launch, environment)
        self.bots.append(bot)
        self._life.push_async_callback(bot.kill)
        await self.until(lambda: self.wire.gateway.ready(shards) or not bot.is_running)
        assert bot.is_running, bot.said
        return bot

    def imagine(
        self, prompt: str, who: Person | None = None, where: Channel | None = None, **options: str | int | bool
    ) -> asyncio.Task[Shown]:
        """Let somebody (Ann, in the first channel) use ``/imagine``; the task ends when the bot has answered."""
        return self.do((who or self.ann).slash(where or self.art, "imagine", prompt=prompt, **options))

    def press(self, card: Message, button: str) -> asyncio.Task[Shown]:
        """Let Ann press a button; the task ends with the first answer."""
        return self.do(self.ann.press(card, button))

    async def until(self, fact: Callable[[], T | None]) -> T:
        """Wait until ``fact`` gives something true, looking closely all the time.

        Raises:
            TimeoutError: it did not; says what the processes said.
        """
        try:
            async with asyncio.timeout(PATIENCE_S):
                # Another process sets no event.
                while not (found := fact()):  # noqa: ASYNC110
                    await asyncio.sleep(_LOOK_S)
                return found
        except TimeoutError as exc:
            raise TimeoutError("\n\n".join(bot.said for bot in self.bots)) from exc

    @property
    def messages(self) -> list[Message]:
        """What everybody sees in the channel, oldest first."""
        return [message for message in self.art.messages.values() if not message.is_ephemeral]

    @property
    def pictures(self) -> int:
        """How many finished pictures the channel and Ann's direct messages show."""
        everywhere = [*self.art.messages.values(), *self.ann.direct.messages.values()]
        return sum(len(made(message)) for message in everywhere)

    @property
    def calls(self) -> int:
        """How many calls have come to Discord and to the service so far."""
        return len(self.wire.requests) + self.flux.creates + self.flux.reads + len(self.flux.fetched)

    def do(self, what: Coroutine[None, None, T]) -> asyncio.Task[T]:
        """Let somebody do something that nobody waits for; it is given up at the end."""
        doing = asyncio.create_task(what)
        self._life.push_async_callback(_let_go, doing)
        return doing

    def _launch(self, environment: Mapping[str, str]) -> Bot:
        ours = {name.upper() for name in Settings.model_fields}
        inherited = {name: value for name, value in os.environ.items() if name not in ours}
        usual = {name.upper(): str(value) for name, value in reaching(self.wire, self.flux).items()}
        store = {"DATABASE_URL": self.database_url}
        log = self.folder / f"bot-{len(self.bots) + 1}.log"
        process = started({**inherited, **usual, **store, **environment}, self.folder, log, lease_s=self.lease_s)
        return Bot(process, log)


@asynccontextmanager
async def standing(
    folder: Path,
    *,
    database_url: str | None = None,
    lists: bool = False,
    options: Options = QUICK_SERVICE,
    lease_s: float = 1.0,
) -> AsyncIterator[Ground]:
    """Set up everything but the bot; SQLite in ``folder`` unless a database is given.

    ``lists`` says whether the service lists predictions and can cancel them, as Replicate does. Leases of the
    bot's processes last ``lease_s`` seconds.
    """
    url = database_url or f"sqlite:///{folder / 'easel.db'}"
    base = Base(lists=lists, cancels=lists)
    async with AsyncExitStack() as stack:
        wire = await stack.enter_async_context(Wire(answer_within_s=PATIENCE_S))
        flux = await stack.enter_async_context(LookAlike(replace(options, comet=base, replicate=base)))
        records = Records(url, folder / "easel.db-shelf")
        server = wire.server("Gallery")
        life = await stack.enter_async_context(AsyncExitStack())
        art, ann = server.channel("art"), server.member("ann")
        yield Ground(wire, flux, folder, url, lease_s, records, server, art, ann, life)


async def _let_go(task: asyncio.Task[T]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _all_jobs(connection: sa.Connection) -> tuple[Job, ...]:
    return reading.jobs_of_ids(connection, connection.scalars(sa.select(jobs.c.id)).all())
