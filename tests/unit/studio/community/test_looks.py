"""Looks: none is lost, none overlaps with another at the same thing, and what fails is looked at again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from random import Random

import pytest

from studio.clock import Clock
from studio.community import looks as module
from studio.community.looks import Looks, NotYet
from studio.store import StoreUnavailable


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_REST_S", "_FIRST_RETRY_S", "_LONGEST_RETRY_S"):
        monkeypatch.setattr(module, name, 0.001)


class Looking:
    """Looks that fail as they are told to, and never at the same thing at the same time."""

    def __init__(self, *faults: Exception) -> None:
        self.seen: list[str] = []
        self.faults = list(faults)
        self.open = asyncio.Event()
        self.open.set()
        self._at_it: set[str] = set()

    async def __call__(self, thing: str) -> None:
        assert thing not in self._at_it
        self._at_it.add(thing)
        self.seen.append(thing)
        try:
            await self.open.wait()
            if self.faults:
                raise self.faults.pop(0)
        finally:
            self._at_it.remove(thing)


@asynccontextmanager
async def at_work(looking: Looking, *, at_once: int = 2, most: int = 100) -> AsyncIterator[Looks[str]]:
    looks = Looks[str](looking, clock=Clock(), random=Random(1), at_once=at_once, most=most)
    running = asyncio.create_task(looks.run())
    try:
        yield looks
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def until(fact: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not fact():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.001)


async def test_any_number_of_news_is_one_look() -> None:
    looking = Looking()
    async with at_work(looking) as looks:
        for _ in range(10):
            looks.note("a")
        looks.note("b")
        await until(lambda: looks.is_idle)
    assert looking.seen == ["a", "b"]


async def test_news_that_comes_during_a_look_is_looked_at_after_it() -> None:
    looking = Looking()
    looking.open.clear()
    async with at_work(looking) as looks:
        looks.note("a")
        await until(lambda: looking.seen == ["a"])
        looks.note("a")
        looking.open.set()
        await until(lambda: looks.is_idle)
    assert looking.seen == ["a", "a"]


async def test_only_a_few_are_under_way_at_once() -> None:
    looking = Looking()
    looking.open.clear()
    async with at_work(looking) as looks:
        for thing in "abc":
            looks.note(thing)
        await until(lambda: len(looking.seen) == 2)
        looking.open.set()
        await until(lambda: looks.is_idle)
    assert looking.seen == ["a", "b", "c"]


async def test_what_there_is_not_to_see_yet_is_waited_for_without_end() -> None:
    looking = Looking(*[NotYet()] * 30)
    async with at_work(looking) as looks:
        looks.note("a")
        await until(lambda: looks.is_idle)
    assert looking.seen == ["a"] * 31


@pytest.mark.parametrize("fault", [StoreUnavailable("away"), RuntimeError("odd")])
async def test_what_fails_is_tried_again_and_given_up_in_the_end(fault: Exception) -> None:
    looking = Looking(fault)
    async with at_work(looking) as looks:
        looks.note("a")
        await until(lambda: looks.is_idle)
        assert looking.seen == ["a", "a"]
        looking.faults = [fault] * 100
        looks.note("a")
        await until(lambda: looks.is_idle)
        assert len(looking.seen) == 2 + 7
        looking.faults = []
        looks.note("a")
        await until(lambda: looks.is_idle)
        assert len(looking.seen) == 2 + 7 + 1


async def test_there_is_an_end_to_what_is_remembered(caplog: pytest.LogCaptureFixture) -> None:
    looking = Looking()
    looking.open.clear()
    async with at_work(looking, at_once=1, most=2) as looks:
        for thing in "abcd":
            looks.note(thing)
        looking.open.set()
        await until(lambda: looks.is_idle)
    assert set(looking.seen) == {"a", "b"}
    assert ["c" in record.message or "d" in record.message for record in caplog.records] == [True, True]
