"""The Discord face of community art channels in one value: its cogs, and what acts on its buttons and forms."""

from dataclasses import dataclass

import discord
from discord.ext import commands

from cogs import routes
from cogs.community.posting import Posting
from cogs.words import Languages
from studio.clock import Clock
from studio.community.agenda import Handlers
from studio.community.community import Community


@dataclass(frozen=True, slots=True)
class CommunityFace:
    """What the bot needs of it; ``handlers`` are what the agenda lets happen."""

    cogs: tuple[commands.Cog, ...]
    presses: routes.Presses
    forms: routes.Forms
    handlers: Handlers


def community_face(
    bot: discord.Client, community: Community, languages: Languages, *, clock: Clock
) -> CommunityFace:
    """Build it for a bot."""
    posting = Posting(bot, community.posts, clock)
    del posting, languages
    return CommunityFace(cogs=(), presses=routes.joined(), forms=routes.joined(), handlers={})
