"""The agenda at work on a real store: each occasion happens once, and again only where it failed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from studio.clock import Clock
from studio.community import agenda as module
from studio.community.agenda import Agenda, Handler
from studio.community.occasions import Occasion, OccasionKind
from studio.store import Store
from studio.store.agenda import AgendaStore

SERVER = 7


class Time:
    """A wall clock that is put forward by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 26, 12, tzinfo=UTC)

    def clock(self) -> Clock:
        return Clock(now=lambda: self.now)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def agenda(tmp_path: Path, time: Time) -> AsyncIterator[Agenda]:
    store = await Store.open(f"sqlite:///{tmp_path}/easel.db", clock=time.clock())
    yield Agenda(AgendaStore(store.lanes), clock=time.clock(), random=Random(1))
    await store.close()


def theme(due_at: datetime, subject: str = "a") -> Occasion:
    return Occasion(OccasionKind.THEME, subject, SERVER, 8, due_at)


@asynccontextmanager
async def at_work(
    agenda: Agenda, handler: Handler, served: Callable[[], Sequence[int]] = lambda: [SERVER]
) -> AsyncIterator[None]:
    running = asyncio.create_task(agenda.run({OccasionKind.THEME: handler}, served))
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


class Handling:
    """A handler that notes what happened, fails as often as it is told to, and plans the next day's."""

    def __init__(self, *, failures: int = 0, days: int = 0) -> None:
        self.happened: list[Occasion] = []
        self._failures = failures
        self._days = days
        self._news = asyncio.Event()

    async def __call__(self, occasion: Occasion) -> Sequence[Occasion]:
        self.happened.append(occasion)
        self._news.set()
        if len(self.happened) <= self._failures:
            raise RuntimeError("once more")
        return [theme(occasion.due_at + timedelta(days=1))] if len(self.happened) <= self._days else []

    async def until(self, times: int) -> None:
        while len(self.happened) < times:
            self._news.clear()
            await self._news.wait()


async def test_it_happens_when_it_is_due_and_once(agenda: Agenda, time: Time) -> None:
    handling = Handling(days=2)
    async with at_work(agenda, handling):
        await agenda.plan(theme(time.now + timedelta(hours=1)))
        for day in range(3):
            time.now += timedelta(days=1)
            agenda.wake()
            await handling.until(day + 1)
    assert [occasion.due_at.day for occasion in handling.happened] == [26, 27, 28]


async def test_what_was_missed_happens_as_soon_as_somebody_is_there(agenda: Agenda, time: Time) -> None:
    handling = Handling()
    await agenda.plan(theme(time.now - timedelta(days=3)))
    async with at_work(agenda, handling):
        await handling.until(1)


async def test_what_fails_happens_again(
    agenda: Agenda, time: Time, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "_FIRST_RETRY_S", 0.001)
    handling = Handling(failures=2)
    async with at_work(agenda, handling):
        await agenda.plan(theme(time.now))
        await handling.until(3)
    assert [record.message.partition(" reference")[0] for record in caplog.records] == 2 * ["theme of a"]


async def test_one_that_hangs_holds_up_no_other(agenda: Agenda, time: Time) -> None:
    hanging, handling = asyncio.Event(), Handling()

    async def handler(occasion: Occasion) -> Sequence[Occasion]:
        if occasion.subject == "hangs":
            await hanging.wait()
        return await handling(occasion)

    async with at_work(agenda, handler):
        await agenda.plan(theme(time.now - timedelta(days=1), "hangs"))
        await agenda.plan(theme(time.now))
        await handling.until(1)
        # It is looked at again meanwhile, and must not begin a second time.
        await agenda.plan(theme(time.now, "b"))
        await handling.until(2)
        hanging.set()
        await handling.until(3)
    assert [occasion.subject for occasion in handling.happened] == ["a", "b", "hangs"]


async def test_servers_that_come_later_are_served_then(agenda: Agenda, time: Time) -> None:
    handling, served = Handling(), list[int]()
    await agenda.plan(theme(time.now))
    async with at_work(agenda, handling, lambda: served):
        await asyncio.sleep(0)
        assert handling.happened == []
        served.append(SERVER)
        agenda.wake()
        await handling.until(1)
