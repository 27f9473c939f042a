"""Background tasks, the ids, and the refusals of the studio."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

import pytest

from studio import errors
from studio.budgets import Scope
from studio.errors import BudgetExceeded, PictureProblem, PictureRefused, UserError
from studio.ids import new_id, new_reference
from studio.tasks import Tasks


async def test_the_failure_of_a_task_is_logged_by_its_name(caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> None:
        raise ZeroDivisionError

    tasks = Tasks()
    tasks.start(fail(), name="a failing task")
    await tasks.wait(1)
    assert "a failing task failed" in caplog.text
    assert len(tasks) == 0


async def test_waiting_has_an_end_and_cancelling_leaves_nothing() -> None:
    async def for_ever() -> None:
        await asyncio.Event().wait()

    tasks = Tasks()
    kept = tasks.start(for_ever(), name="kept")
    other = tasks.start(for_ever(), name="other")
    await tasks.wait(0.001)
    assert len(tasks) == 2

    await tasks.cancel(besides=[kept])
    assert (kept.done(), other.cancelled()) == (False, True)
    await tasks.cancel()
    assert kept.cancelled()


def test_ids_are_plain_and_differ() -> None:
    random = Random(3)
    ids = {new_id(random) for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(name) == 12 and set(name) <= set("abcdefghijklmnopqrstuvwxyz234567") for name in ids)
    assert new_id(Random(3)) == new_id(Random(3))
    assert len(new_reference(random)) == 6


def refusals(cls: type[UserError] = UserError) -> Iterator[type[UserError]]:
    for child in cls.__subclasses__():
        yield child
        yield from refusals(child)


def test_every_refusal_has_a_sentence_of_its_own() -> None:
    ours = [cls for cls in refusals() if cls.__module__ == errors.__name__]
    keys = [cls.key for cls in ours]
    assert len(ours) >= 9
    assert len(set(keys)) == len(keys)


def test_what_the_sentences_name() -> None:
    opens_at = datetime(2026, 12, 1, tzinfo=UTC)
    budget = BudgetExceeded(Scope.CHANNEL, 25_000_000, 5, 40_000, opens_at)
    amounts = {"limit": 25_000_000, "left": 5, "cost": 40_000}
    assert budget.params() == {"scope": "channel", **amounts, "way": "both", "opens_at": opens_at}
    others = ((5, 5, "smaller"), (60, 0, "later"), (0, 0, "none"))
    for limit, left, way in others:
        assert BudgetExceeded(Scope.CHANNEL, limit, left, 6, opens_at).params()["way"] == way
    refused = PictureRefused(PictureProblem.TOO_LARGE_FILE, 30)
    assert refused.params() == {"reason": "too-large-file", "limit": 30}
