"""PostgreSQL that goes away: nothing is lost that was accepted, nothing is done twice, and it is said."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from studio.clock import Clock
from studio.jobs import JobState
from studio.states import JobEvent, PredictionEvent
from studio.store import Spending, Store, StoreUnavailable
from studio.store.tables import facts
from tests.postgres import Postgres
from tests.store.line import Cut, Line
from tests.store.samples import CARD, COST, claimed, done, new_job, queued, ready
from tests.store.test_lane import Gate


@pytest.fixture
async def line(postgres: Postgres) -> AsyncIterator[Line]:
    async with Line(postgres) as opened:
        yield opened


@pytest.fixture
async def far_store(line: Line, server_url: str) -> AsyncIterator[Store]:
    store = await Store.open(line.url(server_url), clock=Clock())
    yield store
    await store.close()


class Held:
    """An act that stops in the middle of its transaction the first time it is run."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._loop = asyncio.get_running_loop()
        self._go_on = threading.Event()
        self.is_inside = asyncio.Event()
        self.runs = 0

    def __call__(self, connection: Connection) -> None:
        self.runs += 1
        connection.execute(facts.insert().values(name=self._name, value="1"))
        if self.runs == 1:
            self._loop.call_soon_threadsafe(self.is_inside.set)
            self._go_on.wait(60)
        connection.execute(facts.update().where(facts.c.name == self._name).values(value="2"))

    def go_on(self) -> None:
        self._go_on.set()


async def test_a_connection_lost_while_idle_is_not_noticed_by_callers(
    server_store: Store, postgres: Postgres, server_url: str
) -> None:
    await queued(server_store, new_job("one"))
    await server_store.job("one")

    assert postgres.cut_off(server_url) >= 2

    assert await server_store.job("one") is not None
    assert len(await server_store.claim(1)) == 1


async def test_a_transaction_that_is_cut_off_is_done_again_as_a_whole(
    server_store: Store, postgres: Postgres, server_url: str
) -> None:
    held = Held("held")
    acts = [server_store._writes.put(held)]
    await held.is_inside.wait()
    acts += [server_store.remember(name, "x") for name in ("after", "after-that")]
    postgres.cut_off(server_url)
    held.go_on()
    await asyncio.gather(*acts)

    assert held.runs == 2
    assert [await server_store.fact(name) for name in ("held", "after", "after-that")] == ["2", "x", "x"]


@pytest.mark.parametrize("cut", Cut)
async def test_a_commit_whose_answer_is_lost_happens_once(far_store: Store, line: Line, cut: Cut) -> None:
    """Each act would be refused, or hold and capture money a second time, if it were done again after all."""
    for act in (
        partial(far_store.accept, new_job("one"), ceiling_micro_usd=None),
        partial(far_store.queue, "one", CARD, picture_url=None, inputs=[new_job("one").predictions[0].input]),
        partial(far_store.claim, 1),
        partial(far_store.advance_prediction, "one-0", PredictionEvent.CREATED, external_id="x"),
        partial(far_store.advance_prediction, "one-0", PredictionEvent.SUCCEEDED),
        partial(far_store.advance_prediction, "one-0", PredictionEvent.FETCHED),
        partial(far_store.begin_delivery, "one"),
        partial(far_store.advance_job, "one", JobEvent.DELIVERED),
    ):
        line.cut_next = cut
        line.was_cut.clear()
        await act()
        assert line.was_cut.is_set()

    job = await far_store.job("one")
    assert job is not None
    assert job.state is JobState.DONE
    assert job.predictions[0].external_id == "x"
    assert (await far_store.spent_this_month()).held_micro_usd == 0


@pytest.mark.parametrize("cut", Cut)
async def test_a_group_in_doubt_waits_for_the_server_and_is_done_once(
    far_store: Store, line: Line, cut: Cut
) -> None:
    line.cut_next, line.stays_down = cut, True
    doubtful = [far_store.accept(new_job(f"job{n}"), ceiling_micro_usd=None) for n in range(3)]
    await line.was_cut.wait()

    with pytest.raises(StoreUnavailable):
        await far_store.remember("meanwhile", "x")
    line.stays_down = False
    await line.up()
    await asyncio.gather(*doubtful)

    assert [job.id for job in await far_store.live_jobs()] == ["job0", "job1", "job2"]
    assert await far_store.spent_this_month() == Spending(3 * COST, 0)
    assert await far_store.fact("meanwhile") is None


async def test_closing_in_doubt_says_that_nobody_knows(line: Line, server_url: str) -> None:
    store = await Store.open(line.url(server_url), clock=Clock())
    line.cut_next, line.stays_down = Cut.AFTER_COMMIT, True
    doubtful = store.remember("written", "x")
    await line.was_cut.wait()

    await store.close()

    with pytest.raises(StoreUnavailable, match="nobody knew"):
        await doubtful
    assert not {thread.name for thread in threading.enumerate()} & {"store-writes", "store-reads"}


async def test_a_server_that_is_away_is_told_and_found_again(
    far_store: Store, line: Line, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="studio.store")
    before = await claimed(far_store, new_job("one"))
    shelf = far_store.shelf(tmp_path)
    await line.down()

    for act in (
        far_store.job("one"),
        far_store.advance_prediction("one-0", PredictionEvent.CREATED, external_id="x"),
        far_store.accept(new_job("two"), ceiling_micro_usd=None),
        far_store.renew(),
        shelf.put("one", "1.png", b"picture"),
    ):
        with pytest.raises(StoreUnavailable):
            await act
    await line.up()

    assert await far_store.job("one") == before
    await ready(far_store, "one-0")
    await shelf.put("one", "1.png", b"picture")
    assert await shelf.get("one", "1.png") == b"picture"
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert sum("does not serve" in message for message in told) == 3
    assert sum("serves again" in message for message in told) == 3
    assert not any("лиса" in message for message in told)


async def test_a_server_that_crashes_loses_nothing(server_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    # How soon the server is back is up to the machine.
    for lane in (server_store._writes, server_store._reads):
        monkeypatch.setattr(lane, "_pauses_s", (0.1,) * 300)
    await done(server_store, new_job("done"))
    pid = await server_store._writes.put(lambda c: c.scalar(sa.text("SELECT pg_backend_pid()")))
    assert isinstance(pid, int)
    waiting = [server_store.accept(new_job(f"job{n}"), ceiling_micro_usd=None) for n in range(20)]
    os.kill(pid, signal.SIGKILL)

    await asyncio.gather(*waiting)

    assert len(await server_store.live_jobs()) == 20
    assert await server_store.spent_this_month() == Spending(20 * COST, COST)


async def test_groups_of_two_processes_that_block_each_other_are_both_done(
    server_store: Store, server_url: str
) -> None:
    other = await Store.open(server_url, clock=Clock())
    for job_id in ("a", "b"):
        await queued(server_store, new_job(job_id))
    first, second = await Gate.shut(server_store._writes), await Gate.shut(other._writes)
    cancels = [server_store.request_cancel("a"), server_store.request_cancel("b")]
    cancels += [other.request_cancel("b"), other.request_cancel("a")]
    first.open()
    second.open()

    assert {(await cancel).state for cancel in cancels} == {JobState.CANCELED}
    assert await other.spent_this_month() == Spending(0, 0)
    await other.close()


async def test_the_server_is_told_not_to_wait_for_the_frozen(server_store: Store) -> None:
    shown = sa.text("SHOW idle_in_transaction_session_timeout")

    assert await server_store._writes.put(lambda connection: connection.scalar(shown)) == "5s"


async def test_a_process_that_froze_in_a_transaction_holds_nobody_up(postgres: Postgres, server_url: str) -> None:
    impatient = f"{server_url}&options=-c%20idle_in_transaction_session_timeout%3D200"
    frozen, other = await Store.open(impatient, clock=Clock()), await Store.open(server_url, clock=Clock())
    held = Held("held")
    freezing = frozen._writes.put(held)
    await held.is_inside.wait()

    await other.remember("held", "taken meanwhile")
    held.go_on()

    with pytest.raises(sa.exc.IntegrityError):
        await freezing
    assert held.runs == 2
    assert await frozen.fact("held") == "taken meanwhile"
    await frozen.close()
    await other.close()
