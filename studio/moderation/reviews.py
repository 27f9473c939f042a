"""Review mode: moderators look at pictures before anybody else, and say whether they are shown.

A job waits for them in a state of its own (``studio.states``), so that whatever shows finished pictures knows
nothing of these. It waits for as long as pictures are kept.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from studio.clock import Clock
from studio.errors import JobGone
from studio.jobs import Job, JobState, Picture, Review, Verdict
from studio.moderation.rooms import ModerationRooms
from studio.runner import Runner
from studio.store import Shelf, ShelfLimits, Store
from studio.store.reviews import ReviewStore

WAITS_FOR = timedelta(seconds=ShelfLimits().max_age_s) - timedelta(hours=1)
"""How long pictures wait for moderators: a little less than they are kept."""

_OUTDATED = Review(Verdict.OUTDATED)


class Reviews:
    """Hands out what waits for moderators, and takes what they say.

    ``wake`` lets happen at once what that plans.
    """

    def __init__(
        self,
        store: Store,
        shelf: Shelf,
        runner: Runner,
        rooms: ModerationRooms,
        *,
        clock: Clock,
        wake: Callable[[], None],
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._runner = runner
        self._reviews = ReviewStore(store.lanes)
        self._rooms = rooms
        self._clock = clock
        self._wake = wake

    async def job(self, job_id: str) -> Job | None:
        """Return a job that waits or has waited for moderators, ``None`` where there is none of that id."""
        job = await self._store.job(job_id)
        return None if job is None or job.review is None else job

    async def room(self, server_id: int) -> int | None:
        """Return the channel in which moderators look at pictures, ``None`` where there is none (any more)."""
        return (await self._rooms.rooms(server_id)).moderators_id

    async def pictures(self, job: Job) -> Sequence[tuple[Picture, bytes]]:
        """Return the pictures of a job that waits.

        Raises:
            FileNotFoundError: one of them is not kept any more.
        """
        return [(picture, await self._shelf.get(job.id, picture.file_name)) for picture in job.pictures]

    def waits_until(self, job: Job) -> datetime:
        """Say until when a job waits for moderators, or has waited."""
        made_at = (prediction.ended_at for prediction in job.predictions if prediction.pictures)
        return min((at for at in made_at if at is not None), default=job.created_at) + WAITS_FOR

    async def judge(
        self, job_id: str, verdict: Verdict, server_id: int, *, by_id: int, reason: str = ""
    ) -> tuple[Job, bool]:
        """Say whether pictures are shown, unless that has been said; return the job, and whether this did it.

        Pictures that are not kept any more cannot be shown: then it is too late for them.

        Raises:
            JobGone: no such job waits, or has waited, for moderators of this server.
        """
        job = await self.job(job_id)
        if job is None or job.place.server_id != server_id:
            raise JobGone
        review = Review(verdict, by_id, reason.strip())
        if review.shows and job.state is JobState.REVIEWING and not await self._are_kept(job):
            review = _OUTDATED
        return await self._judge(job_id, review)

    async def note_unseen(self, job: Job) -> None:
        """Let the log of its server say that moderators cannot be shown a job that waits for them."""
        await self._reviews.note_unseen(job, self._clock.now())

    async def run_out(self, job_id: str) -> Job:
        """Give up pictures at which nobody has looked in time; return the job as it is then."""
        return (await self._judge(job_id, _OUTDATED))[0]

    async def _judge(self, job_id: str, review: Review) -> tuple[Job, bool]:
        job, is_first = await self._reviews.judge(job_id, review, now=self._clock.now())
        if is_first:
            self._runner.go_on(job)
            self._wake()
        return job, is_first

    async def _are_kept(self, job: Job) -> bool:
        try:
            await self.pictures(job)
        except FileNotFoundError:
            return False
        return True
