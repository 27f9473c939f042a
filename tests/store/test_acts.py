"""How acts use the database: they read once, decide, and write; nothing that was written is read again."""

import re
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from studio.states import IllegalTransition, JobEvent, PredictionEvent
from studio.store import Store
from tests.store.samples import CARD, claimed, new_job, picture, ready

JOB_READ = re.compile("SELECT .* FROM jobs JOIN predictions", re.DOTALL)
WRITE = re.compile("INSERT|UPDATE|DELETE")


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """Collect the statements of the writing lane while the block runs, without what begins a transaction."""
    seen: list[str] = []

    def note(connection: sa.Connection, cursor: object, statement: str, *_: object) -> None:
        if "BEGIN" not in statement:
            seen.append(statement)

    sa.event.listen(store._writes._engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(store._writes._engine, "before_cursor_execute", note)


async def test_no_act_of_a_life_reads_a_job_twice_or_after_it_was_written(store: Store) -> None:
    job = new_job("one", predictions=2)
    inputs = [prediction.input for prediction in job.predictions]

    def life() -> Iterator[Awaitable[object]]:
        yield store.accept(job, ceiling_micro_usd=None)
        yield store.queue("one", CARD, picture_url=None, inputs=inputs)
        yield store.claim(2)
        for prediction in job.predictions:
            yield store.advance_prediction(prediction.id, PredictionEvent.CREATED, external_id=prediction.id)
            yield store.advance_prediction(prediction.id, PredictionEvent.SUCCEEDED)
            yield store.advance_prediction(prediction.id, PredictionEvent.FETCHED, pictures=[picture()])
        yield store.place_card("one", CARD)
        yield store.request_cancel("one")
        yield store.begin_delivery("one")
        yield store.advance_job("one", JobEvent.DELIVERED)
        yield store.mark_deleted("one")

    with statements(store) as seen:
        for act in life():
            await act
            kinds = ["write" if WRITE.match(each) else "read" for each in seen if _is_of_jobs(each)]
            assert kinds == sorted(kinds), seen
            assert sum(JOB_READ.match(each) is not None for each in seen if "pictures" not in each) <= 1
            seen.clear()


async def test_what_is_refused_has_written_nothing(store: Store) -> None:
    await claimed(store, new_job("one"))
    await claimed(store, new_job("two"))
    await ready(store, "two-0")

    for act in (
        lambda: store.queue("one", CARD, picture_url=None, inputs=[{}]),
        lambda: store.advance_prediction("one-0", PredictionEvent.FETCHED, pictures=[picture()]),
        lambda: store.advance_job("one", JobEvent.CANCELED),
        lambda: store.advance_job("two", JobEvent.CANCELED),
        lambda: store.begin_delivery("one"),
        lambda: store.keep("one"),
    ):
        with statements(store) as seen:
            with pytest.raises(IllegalTransition):
                await act()
            assert not any(WRITE.match(each) for each in seen)


def _is_of_jobs(statement: str) -> bool:
    """Say whether a statement reads or writes jobs; what it only asks about them while it writes is neither."""
    of_jobs = r"(FROM|UPDATE|INTO) (jobs|predictions)\b"
    if WRITE.match(statement) is None:
        return re.search(of_jobs, statement) is not None
    return re.match(rf"(INSERT |DELETE )?{of_jobs}", statement) is not None
