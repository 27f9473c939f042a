"""Whether somebody may decide about other people's pictures, and whose picture a message shows."""

from typing import Any

import discord

from cogs.access import may_moderate
from cogs.picture_files import file_urls, finished
from cogs.servers import server_of
from studio.editing import Editing
from studio.errors import JobGone, SourceGone
from studio.jobs import Job
from studio.moderation.errors import NotAModerator, NotAModeratorThere, StrikesNotYours


def require_striker(interaction: discord.Interaction[Any]) -> int:
    """Let only those pass who may manage messages on the whole server, as strikes hold there; return it.

    Raises:
        StrikesNotYours: the person may not, or in some channels only.
        NotNow: Discord has not told yet what there is on it.
    """
    person = interaction.user
    if not isinstance(person, discord.Member):
        raise StrikesNotYours
    server = server_of(interaction)
    if not person.guild_permissions.manage_messages:
        raise StrikesNotYours
    return server.id


def require_moderator_of(interaction: discord.Interaction[Any], job: Job) -> int:
    """Let only those pass who may manage messages where they are and where a job is; return the server.

    The buttons of a post can be sent from anywhere, and an artist knows the id of their own job.

    Raises:
        NotAModerator: the person may not where they are.
        NotAModeratorThere: they may not where the job is.
        JobGone: it is of another server.
        NotNow: Discord has not told yet what there is on it.
    """
    server_id = interaction.guild_id
    if server_id is None or not interaction.permissions.manage_messages:
        raise NotAModerator
    if job.place.server_id != server_id:
        raise JobGone
    if not may_moderate(interaction, server_of(interaction), job):
        raise NotAModeratorThere(job.place.home_id)
    return server_id


async def job_shown(bot: discord.Client, editing: Editing, message: discord.Message) -> Job | None:
    """Return the job whose finished pictures a message of ours shows, ``None`` where it shows none."""
    made = [picture for url in file_urls(message) if (picture := finished(url)) is not None]
    if not made or message.author != bot.user:
        return None
    try:
        return await editing.job(made[0].job_id)
    except SourceGone:
        return None


async def job_of(bot: discord.Client, editing: Editing, message: discord.Message) -> Job | None:
    """Return the job whose pictures or whose card a message of ours shows, ``None`` where it shows neither.

    A card need not have pictures: those of what was blocked have none.
    """
    shown = await job_shown(bot, editing, message)
    if shown is not None or message.author != bot.user:
        return shown
    try:
        return await editing.shown_by(message.id)
    except SourceGone:
        return None
