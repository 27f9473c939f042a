"""Finished pictures, from the moment they are fetched until they are delivered: in a folder, or in a table.

Which pictures a job has stands in the store's other tables; here are only their bytes.
"""

import asyncio
import os
import re
import shutil
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.clock import Clock
from studio.store.lane import Lane
from studio.store.tables import JOB_IS_LIVE, jobs, kept_pictures

_NAME = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9]+)?", re.ASCII)
"""Names that are one plain file or folder everywhere."""

_GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class ShelfLimits:
    """What a shelf holds at most: bytes in all, and seconds for each picture."""

    max_bytes: int = 2 * _GIB
    max_age_s: float = 7 * 86_400.0


class Shelf(Protocol):
    """Keeps the pictures of each job under their names."""

    async def put(self, job_id: str, name: str, body: bytes) -> None:
        """Keep a picture, durable and whole: a reader sees all of it or nothing.

        Raises:
            ValueError: the id or the name is no plain name.
            OSError: the disk does not take it.
            StoreUnavailable: the database does not serve.
        """
        ...

    async def get(self, job_id: str, name: str) -> bytes:
        """Return a picture.

        Raises:
            FileNotFoundError: it is not kept.
            ValueError: the id or the name is no plain name.
            StoreUnavailable: the database does not serve.
        """
        ...

    async def drop(self, job_id: str) -> None:
        """Forget a job's pictures, if there are any.

        Raises:
            ValueError: the id is no plain name.
            StoreUnavailable: the database does not serve.
        """
        ...

    async def sweep(self, now: datetime) -> int:
        """Forget the pictures of jobs that are not live, the too old, and the oldest beyond the size that is set.

        Returns how many were forgotten.

        Raises:
            StoreUnavailable: the database does not serve.
        """
        ...


class FolderShelf:
    """A shelf that is a folder with a folder for each job. All file work is done in threads.

    ``live_ids`` tells which jobs are live.
    """

    def __init__(
        self,
        folder: Path,
        *,
        live_ids: Callable[[], Awaitable[frozenset[str]]],
        limits: ShelfLimits = ShelfLimits(),
    ) -> None:
        self._folder = folder
        self._live_ids = live_ids
        self._limits = limits

    async def put(self, job_id: str, name: str, body: bytes) -> None:
        """Keep a picture; see ``Shelf``."""
        await asyncio.to_thread(_write, self._path(job_id) / _plain(name), body)

    async def get(self, job_id: str, name: str) -> bytes:
        """Return a picture; see ``Shelf``."""
        return await asyncio.to_thread((self._path(job_id) / _plain(name)).read_bytes)

    async def drop(self, job_id: str) -> None:
        """Forget a job's pictures; see ``Shelf``."""
        await asyncio.to_thread(_remove, self._path(job_id))

    async def sweep(self, now: datetime) -> int:
        """Forget what is of no use any more; see ``Shelf``."""
        # In this order: a job that is accepted meanwhile has nothing among what was seen.
        seen = await asyncio.to_thread(_files, self._folder)
        live = await self._live_ids()
        unwanted = list(_unwanted(seen, live, now, self._limits))
        await asyncio.to_thread(_discard, unwanted)
        return len(unwanted)

    def _path(self, job_id: str) -> Path:
        return self._folder / _plain(job_id)


class TableShelf:
    """A shelf that is a table of the store, so that every process has it."""

    def __init__(self, lane: Lane, *, clock: Clock, limits: ShelfLimits) -> None:
        self._lane = lane
        self._clock = clock
        self._limits = limits

    async def put(self, job_id: str, name: str, body: bytes) -> None:
        """Keep a picture; see ``Shelf``."""
        insert = partial(_insert, job_id=_plain(job_id), name=_plain(name), body=body, now=self._clock.now())
        await self._lane.put(insert)

    async def get(self, job_id: str, name: str) -> bytes:
        """Return a picture; see ``Shelf``."""
        body = await self._lane.put(partial(_select, job_id=_plain(job_id), name=_plain(name)))
        if body is None:
            raise FileNotFoundError(f"{job_id}/{name}")
        return body

    async def drop(self, job_id: str) -> None:
        """Forget a job's pictures; see ``Shelf``."""
        await self._lane.put(partial(_delete, which=kept_pictures.c.job_id == _plain(job_id)))

    async def sweep(self, now: datetime) -> int:
        """Forget what is of no use any more; see ``Shelf``."""
        return await self._lane.put(partial(_sweep, now=now, limits=self._limits))


def _plain(name: str) -> str:
    if _NAME.fullmatch(name) is None:
        raise ValueError(f"not a plain name: {name!r}")
    return name


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own: a thread whose task was given up may still write the same picture.
    unfinished = path.with_name(f"{path.name}.{uuid4().hex}.part")
    with unfinished.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    # The file's name, and that of a new folder, are durable only with the folder above.
    for folder in (path.parent, path.parent.parent):
        _flush(folder)


def _flush(folder: Path) -> None:
    try:
        opened = os.open(folder, os.O_RDONLY)
    except PermissionError:  # Windows opens no folders
        return
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    kept_at: datetime
    size_bytes: int

    @property
    def job_id(self) -> str:
        return self.path.parent.name


def _files(folder: Path) -> list[_File]:
    found = []
    # Not glob: it fails over a folder that is dropped meanwhile.
    for path in (Path(under, name) for under, _, names in os.walk(folder) for name in names):
        try:
            facts = path.stat()
        except FileNotFoundError:  # dropped meanwhile
            continue
        found.append(_File(path, datetime.fromtimestamp(facts.st_mtime, UTC), facts.st_size))
    return found


def _unwanted(files: Iterable[_File], live: frozenset[str], now: datetime, limits: ShelfLimits) -> Iterable[_File]:
    """Choose what to forget; of what is wanted, the youngest stays."""
    oldest = now - timedelta(seconds=limits.max_age_s)
    kept_bytes = 0
    for file in sorted(files, key=lambda file: file.kept_at, reverse=True):
        kept_bytes += file.size_bytes if file.job_id in live else 0
        if file.job_id not in live or file.kept_at < oldest or kept_bytes > limits.max_bytes:
            yield file


def _discard(files: Iterable[_File]) -> None:
    for file in files:
        file.path.unlink(missing_ok=True)
        try:
            file.path.parent.rmdir()
        except OSError:  # not empty yet, or dropped meanwhile
            continue


def _insert(connection: Connection, *, job_id: str, name: str, body: bytes, now: datetime) -> None:
    _delete(connection, which=_is(job_id, name))
    row = {"job_id": job_id, "name": name, "kept_at": now, "size_bytes": len(body), "body": body}
    connection.execute(kept_pictures.insert().values(row))


def _select(connection: Connection, *, job_id: str, name: str) -> bytes | None:
    return connection.scalar(sa.select(kept_pictures.c.body).where(_is(job_id, name)))


def _is(job_id: str, name: str) -> sa.ColumnElement[bool]:
    return (kept_pictures.c.job_id == job_id) & (kept_pictures.c.name == name)


def _delete(connection: Connection, *, which: sa.ColumnElement[bool]) -> int:
    return connection.execute(kept_pictures.delete().where(which)).rowcount


def _sweep(connection: Connection, *, now: datetime, limits: ShelfLimits) -> int:
    live = sa.exists().where(jobs.c.id == kept_pictures.c.job_id, JOB_IS_LIVE)
    too_old = kept_pictures.c.kept_at < now - timedelta(seconds=limits.max_age_s)
    dropped = _delete(connection, which=~live | too_old)
    key = (kept_pictures.c.job_id, kept_pictures.c.name)
    youngest_first = (kept_pictures.c.kept_at.desc(), *key)
    # Two gibibytes are more than an INTEGER of PostgreSQL holds.
    bytes_so_far = sa.func.sum(kept_pictures.c.size_bytes, type_=sa.BigInteger).over(order_by=youngest_first)
    sizes = sa.select(*key, bytes_so_far.label("sum"))
    summed = sizes.subquery()
    beyond = sa.select(summed.c.job_id, summed.c.name).where(summed.c.sum > limits.max_bytes)
    return dropped + _delete(connection, which=sa.tuple_(*key).in_(beyond))
