"""The Discord face of community art channels in one value: its cogs, and what acts on its buttons and forms."""

from dataclasses import dataclass

import discord
from discord import app_commands
from discord.ext import commands

from cogs import routes
from cogs.community.contest import ContestCommands
from cogs.community.contest_presses import ContestPresses
from cogs.community.contest_stage import ContestStage
from cogs.community.posting import Posting
from cogs.words import Languages
from studio.clock import Clock
from studio.community.agenda import Handlers
from studio.community.community import Community
from studio.community.occasions import OccasionKind


@dataclass(frozen=True, slots=True)
class CommunityFace:
    """What the bot needs of it; ``handlers`` are what the agenda lets happen."""

    cogs: tuple[commands.Cog, ...]
    menus: tuple[app_commands.ContextMenu, ...]
    presses: routes.Presses
    forms: routes.Forms
    handlers: Handlers


def community_face(
    bot: discord.Client, community: Community, languages: Languages, *, clock: Clock
) -> CommunityFace:
    """Build it for a bot."""
    posting = Posting(bot, community.posts, clock)
    contests = ContestPresses(community.contests, languages)
    contest = ContestCommands(community.contests, community.channels, contests, languages, clock)
    return CommunityFace(
        cogs=(contest,),
        menus=(contest.menu,),
        presses=routes.joined(contests.presses),
        forms=routes.joined(contests.forms),
        handlers={
            OccasionKind.CONTEST: community.contests.run_by(ContestStage(bot, posting, languages)).happen,
        },
    )
