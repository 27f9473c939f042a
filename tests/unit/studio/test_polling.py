"""The law of waiting, and the one poller that looks after many predictions."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux.errors import NotKnownYet, RateLimited, Unavailable
from flux.predictions import Prediction
from studio.polling import USUAL_PACE, Pace, Poller, TimedOut, retry_wait_s, wait_s
from tests.pace import IN_MEMORY
from tests.unit.studio.fakes import running, succeeded

SECONDS = st.floats(0, 4000, allow_nan=False)
TYPICAL = st.floats(0.5, 60)


class Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.s = 0.0

    def now_s(self) -> float:
        return self.s


@asynccontextmanager
async def polling(
    look_up: Callable[[str], Awaitable[Prediction]], pace: Pace = IN_MEMORY, time: Time | None = None
) -> AsyncIterator[Poller]:
    loop = asyncio.get_running_loop()
    poller = Poller(look_up, pace=pace, monotonic_s=time.now_s if time else loop.time)
    task = asyncio.create_task(poller.run())
    yield poller
    task.cancel()
    await asyncio.wait([task])
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def watched(poller: Poller, name: str = "a", *, age_s: float = 0) -> Prediction:
    return await poller.watch(name, typical_s=0.01, age_s=age_s, seen=lambda _: None)


@given(SECONDS, TYPICAL)
def test_waits_are_never_shorter_than_the_pace_and_never_longer_than_the_longest(
    age_s: float, typical_s: float
) -> None:
    assert USUAL_PACE.poll_s <= wait_s(USUAL_PACE, age_s=age_s, typical_s=typical_s) <= USUAL_PACE.longest_poll_s


@given(SECONDS, SECONDS, TYPICAL)
def test_waits_never_shrink_once_half_the_typical_time_is_over(
    one_s: float, other_s: float, typical_s: float
) -> None:
    shorter, longer = sorted([one_s, other_s])
    first = wait_s(USUAL_PACE, age_s=typical_s / 2 + shorter, typical_s=typical_s)
    assert first <= wait_s(USUAL_PACE, age_s=typical_s / 2 + longer, typical_s=typical_s)


@given(st.floats(0.6, 60))
def test_the_first_look_comes_no_later_than_half_the_typical_time(typical_s: float) -> None:
    assert wait_s(USUAL_PACE, age_s=0, typical_s=typical_s) <= typical_s / 2


def test_around_the_typical_time_looks_are_closest() -> None:
    waits = [wait_s(USUAL_PACE, age_s=age_s, typical_s=10) for age_s in (0, 3, 5, 8, 10, 20, 200)]
    assert waits == pytest.approx([1.5, 1.5, 0.3, 0.3, 0.3, 0.8, 5.0])


def test_waits_grow_by_the_factor_once_overdue() -> None:
    age_s, waits = 4.0, []
    for _ in range(6):
        waits.append(wait_s(USUAL_PACE, age_s=age_s, typical_s=4))
        age_s += waits[-1]
    assert waits == pytest.approx([0.3 * 1.05**n for n in range(6)])


@given(st.integers(0, 10_000))
def test_failed_looks_come_ever_later(failures: int) -> None:
    now_s, then_s = retry_wait_s(USUAL_PACE, failures), retry_wait_s(USUAL_PACE, failures + 1)
    assert now_s <= then_s <= USUAL_PACE.longest_retry_s


async def test_the_end_is_told_with_all_that_was_seen_before() -> None:
    answers = [running("a"), running("b"), succeeded("https://x.test/1")]
    seen: list[str] = []

    async def look_up(_: str) -> Prediction:
        return answers.pop(0)

    async with polling(look_up) as poller:
        end = await poller.watch("a", typical_s=1, age_s=0, seen=lambda told: seen.append(told.logs))
    assert end.outputs == ("https://x.test/1",)
    assert seen == ["a", "b", ""]


async def test_a_look_that_hangs_holds_up_no_other() -> None:
    hanging = asyncio.Event()

    async def look_up(name: str) -> Prediction:
        if name == "slow":
            hanging.set()
            await asyncio.Event().wait()
        return succeeded()

    async with polling(look_up) as poller:
        slow = asyncio.create_task(watched(poller, "slow"))
        await hanging.wait()
        assert (await watched(poller, "quick")).status.ended
        slow.cancel()
        await asyncio.wait([slow])


async def test_no_more_looks_at_once_than_allowed() -> None:
    looking = most = 0
    full = asyncio.Event()
    turns: Counter[str] = Counter()

    async def look_up(name: str) -> Prediction:
        nonlocal looking, most
        looking += 1
        most = max(most, looking)
        if looking == 2:
            full.set()
        await full.wait()
        for _ in range(5):
            await asyncio.sleep(0)
        looking -= 1
        turns[name] += 1
        return succeeded("https://x.test/1") if turns[name] == 3 else running()

    async with polling(look_up, replace(IN_MEMORY, reads_at_once=2, reads_per_s=1e9)) as poller:
        await asyncio.gather(*(watched(poller, f"{n}") for n in range(10)))
    assert most == 2
    assert set(turns.values()) == {3}


async def test_all_looks_together_keep_the_pace() -> None:
    time = Time()
    looks: list[float] = []

    async def look_up(_: str) -> Prediction:
        looks.append(time.s)
        return succeeded("https://x.test/1")

    pace = replace(IN_MEMORY, reads_per_s=10)
    async with polling(look_up, pace, time) as poller:
        watches = [asyncio.create_task(watched(poller, f"{n}")) for n in range(12)]
        await asyncio.sleep(0)
        while not all(watch.done() for watch in watches):
            time.s += 0.01
            poller._woken.set()
            for _ in range(6):
                await asyncio.sleep(0)
    assert len(looks) == 12
    # A quarter of a second is made up for at once where the loop was late; never more.
    for first, earlier in enumerate(looks):
        for last, later in enumerate(looks[first:]):
            assert last <= (later - earlier) * 10 + 2.5 + 0.001


async def test_nobody_looks_after_what_is_no_longer_watched() -> None:
    looked = asyncio.Event()
    looks: list[str] = []

    async def look_up(name: str) -> Prediction:
        looks.append(name)
        looked.set()
        return running() if name == "a" else succeeded("https://x.test/1")

    async with polling(look_up) as poller:
        watch = asyncio.create_task(watched(poller))
        await looked.wait()
        watch.cancel()
        await asyncio.wait([watch])
        before = looks.count("a")
        await watched(poller, "b")
        await watched(poller, "c")
        assert looks.count("a") <= before + 1


@pytest.mark.parametrize("answer", [running(), NotKnownYet("404"), Unavailable("502"), RateLimited("429")])
async def test_the_deadline_counts_from_when_it_was_sent(answer: Prediction | Exception) -> None:
    async def look_up(_: str) -> Prediction:
        if isinstance(answer, Exception):
            raise answer
        return answer

    async with polling(look_up) as poller:
        with pytest.raises(TimedOut):
            await watched(poller, age_s=IN_MEMORY.deadline_s)


async def test_a_success_that_does_not_name_its_pictures_yet_is_waited_for() -> None:
    answers = [succeeded(), succeeded(), succeeded("https://x.test/1")]

    async def look_up(_: str) -> Prediction:
        return answers.pop(0)

    async with polling(look_up, replace(IN_MEMORY, unknown_grace_s=60)) as poller:
        assert (await watched(poller)).outputs == ("https://x.test/1",)


async def test_a_success_that_never_names_its_pictures_is_told_after_the_grace() -> None:
    async def look_up(_: str) -> Prediction:
        return succeeded()

    async with polling(look_up, replace(IN_MEMORY, unknown_grace_s=0.01)) as poller:
        assert (await watched(poller)).outputs == ()


async def test_what_ended_before_the_deadline_is_told_after_it() -> None:
    async def look_up(_: str) -> Prediction:
        return succeeded()

    async with polling(look_up) as poller:
        assert (await watched(poller, age_s=10 * IN_MEMORY.deadline_s)).status.ended


async def test_a_mistake_reaches_the_one_who_watches_and_no_other() -> None:
    async def look_up(name: str) -> Prediction:
        if name == "bad":
            raise ZeroDivisionError
        return succeeded()

    async with polling(look_up) as poller:
        with pytest.raises(ZeroDivisionError):
            await watched(poller, "bad")
        assert (await watched(poller, "good")).status.ended
