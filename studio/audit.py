"""The audit log: what happened on a server and who did it, for its moderators; values, and the studio's counter.

What happens to a job is noted in the transaction in which it happens (``studio.store.writing``), so that no line
is lost and none comes twice. Lines wait until they have been posted in the channel that their server has named for
them; they stay in the store for good. No prompt ever stands in one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from studio.clock import Clock
from studio.jobs import Job, JobState

if TYPE_CHECKING:
    # The store notes events by itself, with the values that stand here.
    from studio.store.audit import AuditStore

MOST_DETAIL = 200
"""How much of somebody's words a line keeps, in characters."""


class Act(StrEnum):
    """What was done; each has its sentence in ``locales/`` (``audit-<act>``)."""

    MADE = "made"
    BLOCKED = "blocked"
    DELETED = "deleted"
    SETTING = "setting"
    REPORTED = "reported"
    DISMISSED = "dismissed"
    STRUCK = "struck"
    FORGIVEN = "forgiven"
    APPROVED = "approved"
    SPOILER = "spoiler"
    REJECTED = "rejected"
    OUTDATED = "outdated"
    UNSEEN = "unseen"
    """They wait for moderators, who have no channel in which they could be shown them."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log.

    ``by_id`` is who did it, ``None`` where nobody did: the service, or time. ``person_id`` is whom it was done to,
    for what is done to somebody's picture its artist. ``detail`` are words that go with it: the reason that a
    moderator gave; of a setting the id of its name in ``locales/``, or its name. ``count`` is how many pictures.
    """

    server_id: int
    act: Act
    at: datetime
    by_id: int | None = None
    person_id: int | None = None
    job_id: str | None = None
    channel_id: int | None = None
    message_id: int | None = None
    detail: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines that go into one post; ``number`` tells it from all others of its server.

    ``is_last`` says that nothing else waited when they were put together.
    """

    server_id: int
    channel_id: int
    number: int
    events: Sequence[Event]
    is_last: bool


def about(job: Job, act: Act, at: datetime, *, by_id: int | None, detail: str = "") -> Event | None:
    """Return what to note of something that was done to a job, ``None`` where it belongs to no server.

    Where a private picture stood is nobody's affair.
    """
    if job.place.server_id is None:
        return None
    card = None if job.private else job.card
    return Event(
        server_id=job.place.server_id,
        act=act,
        at=at,
        by_id=by_id,
        person_id=job.artist_id,
        job_id=job.id,
        channel_id=job.place.channel_id if card is None else card.channel_id,
        message_id=None if card is None else card.message_id,
        detail=detail[:MOST_DETAIL],
        count=len(job.pictures),
    )


def at_end(before: Job, after: Job, at: datetime) -> Event | None:
    """Return what to note of a change of a job: that its pictures were made, or that the service blocked them."""
    if before.state.ended:
        return None
    match after.state:
        case JobState.DONE:
            return about(after, Act.MADE, at, by_id=after.artist_id)
        case JobState.BLOCKED:
            return about(after, Act.BLOCKED, at, by_id=None)
        case _:
            return None


class Audit:
    """Takes notes, and hands out what is to be posted."""

    def __init__(self, store: "AuditStore", *, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def note_setting(
        self, server_id: int, setting: str, *, by_id: int, channel_id: int | None = None
    ) -> None:
        """Note that somebody changed a setting of a server, or of one of its channels.

        ``setting`` is the id of its name in ``locales/``, or its name.
        """
        event = Event(
            server_id,
            Act.SETTING,
            self._clock.now(),
            by_id=by_id,
            channel_id=channel_id,
            detail=setting[:MOST_DETAIL],
        )
        await self._store.note(event)

    async def next_batch(self, server_id: int) -> Batch | None:
        """Return the lines of a server that are to be posted next, the same until they are ``posted``.

        ``None`` where none wait.
        """
        return await self._store.next_batch(server_id)

    async def posted(self, batch: Batch) -> None:
        """Note that a batch has been posted, or never can be: it waits no more."""
        await self._store.posted(batch)
