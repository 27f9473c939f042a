"""The card of a job as it is drawn now: in its language, with the picture it started from where the card has it.

How a card looks is ``cogs.ui.cards``'; how its message is reached is ``cogs.card_message``'s.
"""

from collections.abc import Sequence

from discord import ui

from cogs.picture_files import BEFORE_FILE
from cogs.ui.cards import job_card, moved_card
from cogs.words import Languages
from studio.clock import Clock
from studio.inline import is_inline
from studio.jobs import Job
from studio.progress import JobProgress
from studio.standing import Standing


class Drawing:
    """Draws cards."""

    def __init__(self, languages: Languages, clock: Clock) -> None:
        self._languages = languages
        self._clock = clock

    def card(
        self,
        job: Job,
        *,
        progress: JobProgress | None = None,
        standing: Standing | None = None,
        pictures: Sequence[str] = (),
        smaller: bool = False,
        may_enter: bool = False,
    ) -> ui.LayoutView:
        """Draw a job; ``pictures`` are names of files that come with it, the rest is as in ``job_card``."""
        return job_card(
            job,
            self._languages.words(job.locale),
            now=self._clock.now(),
            progress=progress,
            standing=standing,
            pictures=[f"attachment://{name}" for name in pictures],
            before=_before(job),
            smaller=smaller,
            may_enter=may_enter,
        )

    def moved(self, job: Job, link: str) -> ui.LayoutView:
        """Draw what is left of a card whose pictures stand in another message."""
        return moved_card(job, self._languages.words(job.locale), before=_before(job), link=link)


def _before(job: Job) -> str | None:
    """Name the picture the job started from, where the card has it."""
    is_on_card = job.picture_url is not None and not is_inline(job.picture_url)
    return f"attachment://{BEFORE_FILE}" if is_on_card else None
