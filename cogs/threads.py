"""Gives a card its thread, where the channel wants one for each creation; a job never suffers from it.

Discord takes one thread for a message and refuses a second, so that a try after a restart does no harm.
"""

import logging
from typing import Literal

import discord

from cogs.ui.text import cut, visible
from studio.jobs import Job

log = logging.getLogger(__name__)

MAX_NAME = 100
"""Longest name of a thread that Discord takes."""

_SLEEPS_AFTER_MIN: Literal[1440] = 1440
"""After how many minutes without a message a thread is put away."""


class Threads:
    """Opens threads; remembers those of jobs that have not been delivered, to spare Discord the second try."""

    def __init__(self, bot: discord.Client) -> None:
        self._bot = bot
        self._opened: set[str] = set()

    async def open(self, job: Job) -> None:
        """Open the thread of a card that stands."""
        if not job.threaded or job.card is None or job.id in self._opened:
            return
        self._opened.add(job.id)
        channel = self._bot.get_channel(job.card.channel_id)
        # In a thread there are no threads.
        if not isinstance(channel, discord.TextChannel):
            return
        try:
            message = channel.get_partial_message(job.card.message_id)
            await message.create_thread(name=thread_name(job), auto_archive_duration=_SLEEPS_AFTER_MIN)
        except Exception as error:  # noqa: BLE001 - whatever it is, the pictures come all the same
            log.info("job=%s has no thread: %s", job.id, error)

    async def finish(self, job: Job) -> None:
        """Open the thread of a delivered card where that was not done before."""
        await self.open(job)
        self._opened.discard(job.id)


def thread_name(job: Job) -> str:
    """Return the name of a job's thread: what its artist asked for. In names Discord reads no markup."""
    return cut(visible(job.options.prompt), MAX_NAME) or job.id
