"""Few edits, never two of one message at once, the latest state always in the end."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest

from cogs.ui.edits import Edit, Edits, MustWait, NothingToEdit, Road


@dataclass
class Screen:
    """What messages should show, and the edits that were made."""

    wanted: dict[str, tuple[str, str]] = field(default_factory=dict)
    sent: list[tuple[str, str]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    gone: int = 0
    refused: int = 0
    takes_s: float = 0.0
    roads: dict[str, Road] = field(default_factory=dict)
    under_way: int = 0
    broken: int = 0
    most_under_way: int = 0
    now_s: float = 100.0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    drawn: asyncio.Event = field(default_factory=asyncio.Event)
    may_draw: asyncio.Event | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def draw(self, key: str) -> Edit | None:
        self.drawn.set()
        if key not in self.wanted:
            if self.may_draw is not None:
                await self.may_draw.wait()
            return None
        stage, looks = self.wanted[key]
        road = self.roads.get(key)
        return Edit(looks, stage, lambda: self.send(key, looks), last=stage == "done", road=road)

    async def send(self, key: str, looks: str) -> None:
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        self.changed.set()
        await self.gate.wait()
        self.under_way -= 1
        self.now_s += self.takes_s
        if looks == "refused":
            self.refused += 1
            self.changed.set()
            raise MustWait
        if looks == "broken":
            self.broken += 1
            self.changed.set()
            raise RuntimeError(looks)
        if looks == "gone":
            self.gone += 1
            self.changed.set()
            raise NothingToEdit
        self.sent.append((key, looks))
        self.changed.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not holds():
                self.changed.clear()
                await self.changed.wait()

    async def until_sent(self, number: int) -> None:
        await self.until(lambda: len(self.sent) >= number)


@asynccontextmanager
async def running(screen: Screen) -> AsyncIterator[Edits]:
    def failed(key: str, error: Exception) -> None:
        screen.failures.append(f"{key}: {error}")
        screen.changed.set()

    edits = Edits(screen.draw, interval_s=5.0, monotonic_s=lambda: screen.now_s, failed=failed)
    task = asyncio.create_task(edits.run())
    try:
        yield edits
    finally:
        screen.gate.set()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_what_was_marked_is_shown() -> None:
    screen = Screen(wanted={"a": ("working", "10 %")})
    screen.gate.set()
    async with running(screen) as edits:
        edits.mark("a")
        await screen.until_sent(1)
    assert screen.sent == [("a", "10 %")]


async def test_the_latest_state_wins_and_only_one_edit_is_under_way() -> None:
    screen = Screen(wanted={"a": ("queued", "1")})
    async with running(screen) as edits:
        edits.mark("a")
        await screen.drawn.wait()
        for number in range(2, 6):
            screen.wanted["a"] = (f"stage {number}", str(number))
            edits.mark("a")
        screen.gate.set()
        await screen.until_sent(2)
    assert screen.sent == [("a", "1"), ("a", "5")]
    assert screen.most_under_way == 1


async def test_an_edit_that_changes_nothing_is_not_made() -> None:
    screen = Screen(wanted={"a": ("working", "same"), "b": ("working", "end")})
    screen.gate.set()
    async with running(screen) as edits:
        edits.mark("a")
        await screen.until_sent(1)
        screen.now_s += 60
        edits.mark("a")
        edits.mark("b")
        await screen.until_sent(2)
    assert screen.sent == [("a", "same"), ("b", "end")]


async def test_progress_waits_for_its_interval_but_a_new_stage_does_not() -> None:
    screen = Screen(wanted={"a": ("working", "10 %")})
    screen.gate.set()
    async with running(screen) as edits:
        edits.mark("a")
        await screen.until_sent(1)
        screen.wanted["a"] = ("working", "20 %")
        screen.drawn.clear()
        edits.mark("a")
        await screen.drawn.wait()
        assert screen.sent == [("a", "10 %")]
        screen.wanted["a"] = ("done", "pictures")
        edits.mark("a")
        await screen.until_sent(2)
    assert screen.sent == [("a", "10 %"), ("a", "pictures")]


async def test_one_message_does_not_hold_up_another() -> None:
    screen = Screen(wanted={"slow": ("working", "1"), "quick": ("working", "2")})
    async with running(screen) as edits:
        edits.mark("slow")
        await screen.drawn.wait()
        edits.mark("quick")
        await screen.until(lambda: screen.under_way == 2)
    assert {key for key, _ in screen.sent} == {"slow", "quick"}


async def test_a_failure_is_handed_on_and_stops_nothing() -> None:
    screen = Screen(wanted={"a": ("working", "broken"), "b": ("working", "fine")})
    screen.gate.set()
    async with running(screen) as edits:
        edits.mark("a")
        edits.mark("b")
        await screen.until_sent(1)
        await screen.until(lambda: bool(screen.failures))
    assert screen.failures == ["a: broken"]
    assert screen.sent == [("b", "fine")]


async def test_a_message_that_fails_at_every_turn_is_told_of_once() -> None:
    screen = Screen(wanted={"a": ("working", "broken")})
    screen.gate.set()
    async with running(screen) as edits:
        for turn in range(1, 4):
            edits.mark("a")
            await screen.until(lambda turn=turn: screen.broken == turn)  # type: ignore[misc]  # a default binds it
        screen.wanted["a"] = ("working", "fine")
        edits.mark("a")
        await screen.until_sent(1)
    assert screen.failures == ["a: broken"]


async def test_an_edit_outside_the_order_waits_for_the_one_under_way() -> None:
    screen = Screen(wanted={"a": ("working", "50 %")})
    async with running(screen) as edits:
        edits.mark("a")
        await screen.drawn.wait()
        final = asyncio.create_task(edits.finish("a", lambda: screen.send("a", "pictures")))
        screen.gate.set()
        await final
    assert screen.sent == [("a", "50 %"), ("a", "pictures")]
    assert screen.most_under_way == 1


async def test_a_message_that_cannot_be_reached_is_tried_once() -> None:
    screen = Screen(wanted={"a": ("working", "gone"), "b": ("working", "fine")})
    screen.gate.set()
    async with running(screen) as edits:
        edits.mark("a")
        await screen.until(lambda: screen.gone == 1)
        screen.wanted["a"] = ("done", "pictures")
        edits.mark("a")
        edits.mark("b")
        await screen.until_sent(1)
    assert screen.sent == [("b", "fine")]
    assert screen.failures == []


async def test_a_message_that_is_gone_is_forgotten() -> None:
    screen = Screen()
    screen.gate.set()
    async with running(screen) as edits:
        edits.mark("a")
        await screen.drawn.wait()
    assert screen.sent == []
    assert screen.failures == []


CHANNEL = Road("channel-1", interval_s=30.0)


async def until_drawn(screen: Screen, edits: Edits, key: str) -> None:
    """Mark a message and wait until it was drawn and what is to be done with it is done."""
    screen.drawn.clear()
    edits.mark(key)
    async with asyncio.timeout(10):
        await screen.drawn.wait()
    await asyncio.sleep(0)


async def test_what_comes_up_while_there_is_nothing_to_edit_is_shown() -> None:
    may_draw = asyncio.Event()
    screen = Screen(may_draw=may_draw)
    screen.gate.set()
    async with running(screen) as edits:
        edits.mark("a")
        await screen.drawn.wait()
        screen.wanted["a"] = ("done", "100 %")
        edits.mark("a")
        may_draw.set()
        await screen.until_sent(1)
    assert screen.sent == [("a", "100 %")]


async def test_after_the_last_edit_nothing_is_shown_any_more() -> None:
    screen = Screen(wanted={"a": ("working", "50 %"), "b": ("working", "1")})
    screen.gate.set()
    async with running(screen) as edits:
        await edits.finish("a", lambda: screen.send("a", "pictures"))
        edits.mark("a")
        edits.mark("b")
        await screen.until_sent(2)
    assert screen.sent == [("a", "pictures"), ("b", "1")]


async def test_progress_that_was_drawn_before_the_last_edit_began_is_dropped() -> None:
    screen = Screen(wanted={"a": ("working", "50 %"), "b": ("working", "1")})
    async with running(screen) as edits:
        edits.mark("a")
        await screen.until(lambda: screen.under_way == 1)
        final = asyncio.create_task(edits.finish("a", lambda: screen.send("a", "pictures")))
        await asyncio.sleep(0)
        screen.wanted["a"] = ("next stage", "99 %")
        edits.mark("a")
        screen.gate.set()
        await final
        edits.mark("b")
        await screen.until(lambda: ("b", "1") in screen.sent)
    assert screen.sent == [("a", "50 %"), ("a", "pictures"), ("b", "1")]


async def test_a_last_edit_that_failed_leaves_the_message_as_it_was() -> None:
    screen = Screen(wanted={"a": ("working", "50 %")})
    screen.gate.set()
    async with running(screen) as edits:
        with suppress(RuntimeError):
            await edits.finish("a", lambda: screen.send("a", "broken"))
        edits.mark("a")
        await screen.until_sent(1)
    assert screen.sent == [("a", "50 %")]


async def test_messages_on_one_road_share_its_interval() -> None:
    screen = Screen(wanted={"a": ("working", "1"), "b": ("working", "2")}, roads={"a": CHANNEL, "b": CHANNEL})
    screen.gate.set()
    async with running(screen) as edits:
        edits.mark("a")
        await screen.until_sent(1)
        await until_drawn(screen, edits, "b")
        assert screen.sent == [("a", "1")]
        screen.now_s += 30.0
        edits.mark("b")
        await screen.until_sent(2)
    assert screen.sent == [("a", "1"), ("b", "2")]


async def test_the_last_edit_does_not_wait_for_its_road() -> None:
    screen = Screen(wanted={"a": ("working", "1"), "b": ("done", "failed")}, roads={"a": CHANNEL, "b": CHANNEL})
    screen.gate.set()
    async with running(screen) as edits:
        edits.mark("a")
        await screen.until_sent(1)
        edits.mark("b")
        await screen.until_sent(2)
        await edits.finish("c", lambda: screen.send("c", "pictures"), road=CHANNEL)
    assert screen.sent == [("a", "1"), ("b", "failed"), ("c", "pictures")]


async def test_progress_waits_while_pictures_are_on_the_same_road() -> None:
    screen = Screen(wanted={"b": ("working", "2")}, roads={"b": CHANNEL})
    async with running(screen) as edits:
        final = asyncio.create_task(edits.finish("a", lambda: screen.send("a", "pictures"), road=CHANNEL))
        await screen.until(lambda: screen.under_way == 1)
        await until_drawn(screen, edits, "b")
        assert screen.most_under_way == 1
        screen.gate.set()
        await final
        screen.now_s += 30.0
        edits.mark("b")
        await screen.until_sent(2)
    assert screen.sent == [("a", "pictures"), ("b", "2")]


async def test_a_slow_edit_makes_the_next_wait_twice_as_long_and_only_on_its_road() -> None:
    screen = Screen(wanted={"a": ("working", "1"), "b": ("working", "2")}, takes_s=10.0)
    screen.gate.set()
    async with running(screen) as edits:
        edits.mark("a")
        await screen.until_sent(1)
        screen.wanted["a"] = ("a new stage", "3")
        screen.now_s += 19.0
        await until_drawn(screen, edits, "a")
        assert screen.sent == [("a", "1")]
        screen.takes_s = 0.0
        edits.mark("b")
        await screen.until_sent(2)
        screen.now_s += 1.0
        edits.mark("a")
        await screen.until_sent(3)
    assert screen.sent == [("a", "1"), ("b", "2"), ("a", "3")]


async def test_a_refusal_is_no_failure_and_is_tried_later() -> None:
    screen = Screen(wanted={"a": ("working", "refused")})
    screen.gate.set()
    async with running(screen) as edits:
        edits.mark("a")
        await screen.until(lambda: screen.refused == 1)
        screen.wanted["a"] = ("working", "50 %")
        await until_drawn(screen, edits, "a")
        assert screen.sent == []
        screen.now_s += 60.0
        edits.mark("a")
        await screen.until_sent(1)
    assert screen.failures == []


async def test_the_last_edit_does_not_wait_for_one_that_was_refused_meanwhile() -> None:
    screen = Screen(wanted={"a": ("working", "refused")})
    async with running(screen) as edits:
        edits.mark("a")
        await screen.until(lambda: screen.under_way == 1)
        screen.wanted["a"] = ("done", "pictures")
        edits.mark("a")
        screen.gate.set()
        await screen.until_sent(1)
    assert screen.sent == [("a", "pictures")]


async def test_an_edit_that_failed_is_made_again_by_itself() -> None:
    screen = Screen(wanted={"a": ("done", "broken")})
    screen.gate.set()
    async with running(screen) as edits:
        edits.mark("a")
        await screen.until(lambda: bool(screen.failures))
        screen.wanted["a"] = ("done", "failed")
        screen.now_s += 60.0
        await screen.until_sent(1)
    assert screen.sent == [("a", "failed")]


@pytest.mark.parametrize("turns", range(6))
async def test_it_ends_though_something_is_marked_in_the_same_moment(turns: int) -> None:
    screen = Screen(wanted={"a": ("working", "10 %")})
    screen.gate.set()
    edits = Edits(screen.draw, interval_s=5.0, monotonic_s=lambda: screen.now_s, failed=lambda *_: None)
    task = asyncio.create_task(edits.run())
    edits.mark("a")
    await screen.until_sent(1)
    # Progress has to wait now, so the loop sleeps until a moment that it knows.
    screen.wanted["a"] = ("working", "20 %")
    edits.mark("a")
    for _ in range(20):
        await asyncio.sleep(0)
    edits.mark("b")
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=5)
    assert done == {task}
