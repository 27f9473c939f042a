"""The audit log: what happened on a server and who did it, for its moderators; values, and the studio's counter.

What happens is noted in the transaction in which it happens (``studio.store.audit``), so that no line is lost and
none comes twice. Lines wait until they have been posted in the channel that their server has named for them; they
stay in the store for good. No prompt ever stands in one, nor a word that nobody may use.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from studio.clock import Clock
from studio.jobs import Job, JobState, Request

if TYPE_CHECKING:
    # The store notes events by itself, with the values that stand here.
    from studio.store.audit import AuditStore

MOST_DETAIL = 200
"""How much of somebody's words a line keeps, in characters."""


class Act(StrEnum):
    """What was done; each has its sentence in ``locales/`` (``audit-<act>``)."""

    MADE = "made"
    BLOCKED = "blocked"
    REFUSED = "refused"
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
    CONTEST_CREATED = "contest-created"
    CONTEST_CANCELED = "contest-canceled"
    THEMES_ADDED = "themes-added"
    THEME_APPROVED = "theme-approved"
    THEME_REJECTED = "theme-rejected"
    THEME_REMOVED = "theme-removed"
    THEME_CALLED = "theme-called"
    THEME_SKIPPED = "theme-skipped"
    SHOWCASE_FROZEN = "showcase-frozen"
    SHOWCASE_FORCED = "showcase-forced"
    SHOWCASE_REMOVED = "showcase-removed"
    SHOWCASE_FREED = "showcase-freed"
    UNSEEN = "unseen"
    """They wait for moderators, who have no channel in which they could be shown them."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log.

    ``by_id`` is who did it, ``None`` where nobody did: the service, or time. ``person_id`` is whom it was done to,
    for what is done to somebody's picture its artist. ``channel_id`` is where it happened, or the channel whose
    setting it is; ``None`` for private pictures, since where these stand is nobody's affair. ``role_id`` is the
    role whose setting it is. ``detail`` are words that go with it: the reason that a moderator gave, the theme of
    a contest; of a setting the id of its name in ``locales/``. ``count`` is how many pictures, or themes.
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
    role_id: int | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines that go into one post; ``number`` tells it from all others.

    ``is_last`` says that nothing else waited when they were put together.
    """

    server_id: int
    channel_id: int
    number: int
    events: Sequence[Event]
    is_last: bool


def about(job: Job, act: Act, at: datetime, *, by_id: int | None, detail: str = "") -> Event | None:
    """Return what to note of something that was done to a job, ``None`` where it belongs to no server.

    Of a private job it tells no more than that there was one.
    """
    if job.place.server_id is None:
        return None
    card = None if job.private else job.card
    channel_id = None if job.private else job.place.channel_id
    return Event(
        server_id=job.place.server_id,
        act=act,
        at=at,
        by_id=by_id,
        person_id=job.artist_id,
        job_id=job.id,
        channel_id=channel_id if card is None else card.channel_id,
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
    """Takes notes of what changes nothing itself, and hands out what is to be posted."""

    def __init__(self, store: "AuditStore", *, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def setting(
        self,
        server_id: int,
        setting: str,
        *,
        by_id: int,
        channel_id: int | None = None,
        role_id: int | None = None,
    ) -> Event:
        """Return the line that somebody changes a setting of a server, or of one of its channels or roles.

        ``setting`` is the id of its name in ``locales/``. It is written with the setting, by whoever writes that.
        """
        now = self._clock.now()
        return Event(
            server_id,
            Act.SETTING,
            now,
            by_id=by_id,
            channel_id=channel_id,
            detail=setting,
            role_id=role_id,
        )

    async def note_refusal(self, request: Request) -> None:
        """Note that a request had words that its server wants in none; which, its moderators know."""
        if request.place.server_id is None:
            return
        event = Event(
            request.place.server_id,
            Act.REFUSED,
            self._clock.now(),
            person_id=request.artist_id,
            channel_id=None if request.private else request.place.channel_id,
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
