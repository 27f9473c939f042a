"""Finished pictures on disk, from the moment they are fetched until they are delivered.

Which pictures a job has stands in the store; here are only their bytes.
"""

import asyncio
import os
import re
import shutil
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9]+)?", re.ASCII)
"""Names that are one plain file or folder everywhere."""


class Shelf:
    """A folder with a folder for each job. All file work is done in threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, job_id: str, name: str, body: bytes) -> None:
        """Keep a picture, durable and whole: a reader sees all of it or nothing.

        Raises:
            ValueError: the id or the name is no plain name.
        """
        await asyncio.to_thread(_write, self._path(job_id) / _plain(name), body)

    async def get(self, job_id: str, name: str) -> bytes:
        """Return a picture.

        Raises:
            FileNotFoundError: it is not kept.
            ValueError: the id or the name is no plain name.
        """
        return await asyncio.to_thread((self._path(job_id) / _plain(name)).read_bytes)

    async def drop(self, job_id: str) -> None:
        """Forget a job's pictures, if there are any.

        Raises:
            ValueError: the id is no plain name.
        """
        await asyncio.to_thread(_remove, self._path(job_id))

    async def job_ids(self) -> frozenset[str]:
        """Return the jobs of which there are pictures, or parts of pictures."""
        return await asyncio.to_thread(_folders, self._folder)

    def _path(self, job_id: str) -> Path:
        return self._folder / _plain(job_id)


def _plain(name: str) -> str:
    if _NAME.fullmatch(name) is None:
        raise ValueError(f"not a plain name: {name!r}")
    return name


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _folders(folder: Path) -> frozenset[str]:
    if not folder.is_dir():
        return frozenset()
    return frozenset(entry.name for entry in folder.iterdir() if entry.is_dir() and _NAME.fullmatch(entry.name))


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
