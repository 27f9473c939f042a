"""The shelf: pictures come back whole, names stay inside, dropping is for good."""

import asyncio
from pathlib import Path

import pytest

from studio.store import Shelf, Store


@pytest.fixture
def shelf(store: Store, tmp_path: Path) -> Shelf:
    return store.shelf(tmp_path / "not-there-yet" / "shelf")


async def test_a_picture_comes_back(shelf: Shelf) -> None:
    await shelf.put("job1", "1.webp", b"picture")
    await shelf.put("job1", "1.webp", b"the same again")

    assert await shelf.get("job1", "1.webp") == b"the same again"


async def test_nothing_but_whole_pictures_lies_on_it(shelf: Shelf, tmp_path: Path) -> None:
    await asyncio.gather(*(shelf.put("job1", f"{n}.png", bytes([n]) * 10_000) for n in range(8)))

    kept = sorted((tmp_path / "not-there-yet" / "shelf" / "job1").iterdir())
    assert [(file.name, file.stat().st_size) for file in kept] == [(f"{n}.png", 10_000) for n in range(8)]


async def test_a_write_that_fails_leaves_the_picture_of_before(shelf: Shelf, tmp_path: Path) -> None:
    await shelf.put("job1", "1.png", b"before")
    (tmp_path / "not-there-yet" / "shelf" / "job1" / "1.png.part").mkdir()

    with pytest.raises(IsADirectoryError):
        await shelf.put("job1", "1.png", b"after")

    assert await shelf.get("job1", "1.png") == b"before"


async def test_dropping_forgets_one_job_and_may_be_repeated(shelf: Shelf) -> None:
    await shelf.put("job1", "1.png", b"one")
    await shelf.put("job2", "1.png", b"two")
    await shelf.drop("job1")
    await shelf.drop("job1")

    with pytest.raises(FileNotFoundError):
        await shelf.get("job1", "1.png")
    assert await shelf.get("job2", "1.png") == b"two"


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "a/b", "a\\b", "/etc", "a.b.c", "x\n", "ю", "a\0", "1.png.part"]
)
async def test_names_stay_inside(shelf: Shelf, name: str) -> None:
    with pytest.raises(ValueError, match="plain name"):
        await shelf.put("job1", name, b"")
    with pytest.raises(ValueError, match="plain name"):
        await shelf.get(name, "1.png")
    with pytest.raises(ValueError, match="plain name"):
        await shelf.drop(name)
