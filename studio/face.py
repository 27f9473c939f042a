"""What the studio asks of whoever shows its jobs: Discord today, anything else tomorrow."""

from collections.abc import Sequence
from typing import Protocol

from studio.jobs import Job, Picture


class Face(Protocol):
    """Shows jobs to people. Implemented above the studio and handed to its runner."""

    def changed(self, job_id: str) -> None:
        """Take note that a job has something new to show; returns at once and may be called often."""
        ...

    async def deliver(self, job: Job, pictures: Sequence[tuple[Picture, bytes]]) -> None:
        """Show a job's pictures to its artist.

        Raises:
            Undeliverable: there is no way left to show them; the studio keeps nothing more for this job.
            NotReached: the artist cannot be reached now; the studio keeps them until
                ``Studio.take_kept`` and ``Studio.deliver``.
        """
        ...

    async def has_delivered(self, job: Job) -> bool:
        """Look whether a job's pictures are shown already: a process died while it was about to show them.

        Raises:
            Exception: it cannot be looked at now; the studio asks again later.
        """
        ...


class Undeliverable(Exception):
    """The pictures can no longer be shown: their card was deleted on purpose."""


class NotReached(Exception):
    """No way to the artist is open at the moment; the pictures wait until they are asked for."""
