"""The shelf, in a folder and in the store: pictures come back whole, names stay inside, dropping is for good."""

import asyncio
import errno
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio.store import FolderShelf, Shelf, ShelfLimits, Store
from tests.store.conftest import SetClock
from tests.store.samples import claimed, done, new_job


@pytest.fixture
def shelf(store: Store, tmp_path: Path) -> Shelf:
    return store.shelf(tmp_path / "not-there-yet" / "shelf")


@pytest.fixture
def folder_shelf(file_store: Store, tmp_path: Path) -> Shelf:
    return file_store.shelf(tmp_path / "not-there-yet" / "shelf")


def _full(_: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


async def test_a_picture_comes_back(shelf: Shelf) -> None:
    await shelf.put("job1", "1.webp", b"picture")
    await shelf.put("job1", "1.webp", b"the same again")

    assert await shelf.get("job1", "1.webp") == b"the same again"


async def test_nothing_but_whole_pictures_lies_on_it(folder_shelf: Shelf, tmp_path: Path) -> None:
    await asyncio.gather(*(folder_shelf.put("job1", f"{n}.png", bytes([n]) * 10_000) for n in range(8)))

    kept = sorted((tmp_path / "not-there-yet" / "shelf" / "job1").iterdir())
    assert [(file.name, file.stat().st_size) for file in kept] == [(f"{n}.png", 10_000) for n in range(8)]


async def test_one_picture_written_by_many_at_once_is_whole(folder_shelf: Shelf) -> None:
    bodies = [bytes([n]) * 100_000 for n in range(24)]
    await asyncio.gather(*(folder_shelf.put("job1", "1.png", body) for body in bodies))

    assert await folder_shelf.get("job1", "1.png") in bodies


async def test_a_write_that_fails_leaves_the_picture_of_before(
    folder_shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    await folder_shelf.put("job1", "1.png", b"before")
    monkeypatch.setattr("os.fsync", _full)

    with pytest.raises(OSError, match="No space"):
        await folder_shelf.put("job1", "1.png", b"after")

    assert await folder_shelf.get("job1", "1.png") == b"before"


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


async def test_every_process_on_one_postgresql_has_the_pictures(
    server_store: Store, server_url: str, set_clock: SetClock, tmp_path: Path
) -> None:
    other = await Store.open(server_url, clock=set_clock.clock())
    body = bytes(range(256)) * 4_000
    await server_store.shelf(tmp_path / "a").put("job1", "1.png", body)

    assert await other.shelf(tmp_path / "b").get("job1", "1.png") == body
    assert await asyncio.to_thread(os.listdir, tmp_path) == []
    await other.close()


@dataclass
class Small:
    """A shelf for thirty bytes and an hour; its pictures have the time of the clock, also where they are files."""

    shelf: Shelf
    folder: Path
    clock: SetClock

    async def put(self, key: str, size: int = 10) -> None:
        job_id, name = key.split("/")
        await self.shelf.put(job_id, name, b"x" * size)
        at = self.clock.time.timestamp()
        if isinstance(self.shelf, FolderShelf):
            os.utime(self.folder / key, (at, at))
        self.clock.time += timedelta(seconds=1)

    async def sweep(self) -> int:
        return await self.shelf.sweep(self.clock.time)

    async def kept(self, *keys: str) -> list[str]:
        answers = await asyncio.gather(*(self.shelf.get(*key.split("/")) for key in keys), return_exceptions=True)
        return [key for key, answer in zip(keys, answers, strict=True) if isinstance(answer, bytes)]


@pytest.fixture
def small(store: Store, tmp_path: Path, set_clock: SetClock) -> Small:
    folder = tmp_path / "shelf"
    return Small(store.shelf(folder, limits=ShelfLimits(max_bytes=30, max_age_s=3600)), folder, set_clock)


async def test_a_sweep_of_nothing_forgets_nothing(small: Small) -> None:
    assert await small.sweep() == 0


async def test_a_sweep_forgets_what_no_live_job_has(small: Small, store: Store) -> None:
    await done(store, new_job("done"))
    await claimed(store, new_job("working"))
    for key in ("done/1.png", "gone/1.png", "working/1.png"):
        await small.put(key)

    assert await small.sweep() == 2

    assert await small.kept("done/1.png", "gone/1.png", "working/1.png") == ["working/1.png"]
    if isinstance(small.shelf, FolderShelf):
        assert [folder.name for folder in small.folder.iterdir()] == ["working"]


async def test_a_sweep_forgets_what_is_too_old(small: Small, store: Store) -> None:
    await claimed(store, new_job("one"))
    await small.put("one/1.png")
    small.clock.time += timedelta(minutes=59)
    assert await small.sweep() == 0
    await small.put("one/2.png")
    small.clock.time += timedelta(minutes=1)

    assert await small.sweep() == 1

    assert await small.kept("one/1.png", "one/2.png") == ["one/2.png"]


async def test_a_sweep_forgets_the_oldest_of_too_much(small: Small, store: Store) -> None:
    await claimed(store, new_job("one"))
    await claimed(store, new_job("two"))
    for key in ("one/1.png", "two/1.png", "one/2.png", "two/2.png"):
        await small.put(key)

    assert await small.sweep() == 1

    assert await small.kept("one/1.png", "two/1.png", "one/2.png", "two/2.png") == [
        "two/1.png",
        "one/2.png",
        "two/2.png",
    ]


async def test_a_sweep_within_the_usual_limits_forgets_nothing(store: Store, tmp_path: Path) -> None:
    await claimed(store, new_job("one"))
    shelf = store.shelf(tmp_path / "shelf")
    await shelf.put("one", "1.png", b"a picture")
    # Two gibibytes are more than an INTEGER of PostgreSQL holds.
    assert await shelf.sweep(datetime.now(UTC)) == 0
    assert await shelf.get("one", "1.png") == b"a picture"


async def test_pictures_of_ended_jobs_do_not_crowd_out_others(small: Small, store: Store) -> None:
    await claimed(store, new_job("live"))
    await small.put("live/1.png")
    await small.put("ended/1.png", size=1000)

    assert await small.sweep() == 1

    assert await small.kept("live/1.png", "ended/1.png") == ["live/1.png"]


async def test_a_sweep_while_pictures_are_dropped(small: Small) -> None:
    names = [f"job{number}" for number in range(100)]
    for name in names:
        await small.put(f"{name}/1.png", size=0)

    await asyncio.gather(*(act for name in names for act in (small.sweep(), small.shelf.drop(name))))

    assert await small.kept(*(f"{name}/1.png" for name in names)) == []
