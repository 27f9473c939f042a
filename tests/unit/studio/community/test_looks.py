"""Looks: one at a time at each thing, as many as needed and no more, and again where one failed."""

import asyncio
from random import Random

import pytest

from studio.community.looks import Looks, NotYet
from studio.store import StoreUnavailable


@pytest.fixture(autouse=True)
def without_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_REST_S", "_FIRST_RETRY_S"):
        monkeypatch.setattr(f"studio.community.looks.{name}", 0.0)


class Eyes:
    """What looks: counts, and stays at it while the gate is shut."""

    def __init__(self, *, faults: list[Exception] | None = None) -> None:
        self.looked: list[str] = []
        self.under_way: list[str] = []
        self.most_at_once = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self._faults = faults or []

    async def __call__(self, thing: str) -> None:
        assert thing not in self.under_way, "two look at the same thing"
        self.under_way.append(thing)
        self.most_at_once = max(self.most_at_once, len(self.under_way))
        try:
            await self.gate.wait()
            if self._faults:
                raise self._faults.pop(0)
            self.looked.append(thing)
        finally:
            self.under_way.remove(thing)


async def rest(looks: Looks[str]) -> None:
    async with asyncio.timeout(10):
        while looks._noted:  # noqa: ASYNC110 - nobody outside needs to know
            await asyncio.sleep(0)


async def test_news_while_somebody_looks_makes_one_more_look() -> None:
    eyes = Eyes()
    looks = Looks[str](eyes, random=Random(1))
    eyes.gate.clear()
    looks.note("a")
    await asyncio.sleep(0.01)
    for _ in range(50):
        looks.note("a")
    eyes.gate.set()
    await rest(looks)
    assert eyes.looked == ["a", "a"]


async def test_only_so_many_look_at_once() -> None:
    eyes = Eyes()
    looks = Looks[str](eyes, random=Random(1), at_once=3)
    for number in range(40):
        looks.note(str(number))
    await rest(looks)
    assert sorted(eyes.looked, key=int) == [str(number) for number in range(40)]
    assert eyes.most_at_once <= 3


async def test_only_so_many_are_remembered() -> None:
    eyes = Eyes()
    looks = Looks[str](eyes, random=Random(1), most=5)
    for number in range(40):
        looks.note(str(number))
    await rest(looks)
    assert len(eyes.looked) == 5
    looks.note("39")
    await rest(looks)
    assert eyes.looked[-1] == "39"


@pytest.mark.parametrize("fault", [RuntimeError("broken"), StoreUnavailable("away")])
async def test_a_look_that_fails_is_repeated(fault: Exception) -> None:
    eyes = Eyes(faults=[fault] * 5)
    looks = Looks[str](eyes, random=Random(1))
    looks.note("a")
    await rest(looks)
    assert eyes.looked == ["a"]


async def test_one_that_always_fails_is_given_up_until_there_is_news() -> None:
    eyes = Eyes(faults=[RuntimeError("broken")] * 7)
    looks = Looks[str](eyes, random=Random(1))
    looks.note("a")
    await rest(looks)
    assert eyes.looked == []
    looks.note("a")
    await rest(looks)
    assert eyes.looked == ["a"]


async def test_where_there_is_nothing_to_see_yet_it_is_waited_for() -> None:
    eyes = Eyes(faults=[NotYet()] * 50)
    looks = Looks[str](eyes, random=Random(1))
    looks.note("a")
    await rest(looks)
    assert eyes.looked == ["a"]


async def test_the_end_comes_in_the_middle_of_it() -> None:
    eyes = Eyes()
    eyes.gate.clear()
    looks = Looks[str](eyes, random=Random(1))
    looks.note("a")
    await asyncio.sleep(0.01)
    await looks.finish()
    assert not eyes.under_way
    await rest(looks)
