"""Who is being answered when the bot stops is answered to the end, but not for ever."""

import asyncio

import pytest

from cogs import under_way
from cogs.under_way import UnderWay


async def test_the_end_waits_for_whoever_is_being_answered() -> None:
    known, may_go_on, answered = UnderWay(), asyncio.Event(), []

    async def answer() -> None:
        known.note()
        await may_go_on.wait()
        answered.append("told")

    answering = asyncio.create_task(answer())
    await asyncio.sleep(0)
    finishing = asyncio.create_task(known.finish())
    await asyncio.sleep(0)
    assert not finishing.done()
    may_go_on.set()
    await finishing
    assert answered == ["told"]
    await answering
    await known.finish()


async def test_nobody_holds_the_end_up_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_way, "_LAST_ANSWERS_S", 0.01)
    known = UnderWay()

    async def answer() -> None:
        known.note()
        await asyncio.Event().wait()

    stuck = asyncio.create_task(answer())
    await asyncio.sleep(0)
    await known.finish()
    assert not stuck.done()
    stuck.cancel()
