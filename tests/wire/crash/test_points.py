"""Easel killed at every step of a job's life: the next start finishes it, pays nothing twice, shows all once."""

from pathlib import Path

import pytest

from tests.wire.crash.dying import died_at
from tests.wire.crash.harness import Ground, standing
from tests.wire.crash.judging import finished, judge, left_in_store
from tests.wire.crash.points import POINTS, End, Point

BOTH = [
    pytest.param(point, lists, id=f"{point.name}-{'listed' if lists else 'unlisted'}")
    for point in POINTS
    for lists in ((True, False) if point.unlisted is not None else (False,))
]


@pytest.mark.parametrize(("point", "lists"), BOTH)
async def test_a_death_on_sqlite(tmp_path: Path, point: Point, lists: bool) -> None:
    async with standing(tmp_path, lists=lists) as ground:
        await _die_and_judge(ground, point, point.end_at(lists=lists))


@pytest.mark.parametrize(("point", "lists"), BOTH)
async def test_a_death_on_postgresql(tmp_path: Path, server_url: str, point: Point, lists: bool) -> None:
    async with standing(tmp_path, database_url=server_url, lists=lists, lease_s=0.5) as ground:
        await _die_and_judge(ground, point, point.end_at(lists=lists))


async def _die_and_judge(ground: Ground, point: Point, end: End) -> None:
    await died_at(ground, point)
    assert left_in_store(ground) == point.left
    await finished(ground, end)
    judge(ground, end)
