"""The Discord face of community art channels in one value: its cogs, and what acts on its buttons and forms."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from random import Random

import discord
from discord import app_commands
from discord.ext import commands

from cogs import routes
from cogs.community.channel import ChannelPurposes
from cogs.community.contest import ContestCommands
from cogs.community.contest_presses import ContestPresses
from cogs.community.contest_stage import ContestStage
from cogs.community.guides import Guides
from cogs.community.posting import Posting
from cogs.community.recognition import RecognitionCommands
from cogs.community.showcase import ShowcaseCommands
from cogs.community.showcase_watch import ShowcaseWatch
from cogs.community.theme import ThemeCommands
from cogs.community.theme_posts import ThemePosts
from cogs.community.theme_presses import ThemePresses
from cogs.community.wall import DiscordWall
from cogs.public_words import PublicWords
from cogs.words import Languages
from flux.catalogue import Catalogue
from studio.clock import Clock
from studio.community.agenda import Handlers
from studio.community.community import Community
from studio.community.occasions import OccasionKind
from studio.forgetting import TakeDown
from studio.prices import Prices
from studio.reading import ReadMedia


@dataclass(frozen=True, slots=True)
class CommunityFace:
    """What the bot needs of it; ``guides`` tell in every channel what is set for all of them.

    ``handlers`` are what the agenda lets happen, ``services`` what works by itself until it is cancelled;
    ``take_down`` takes the copies of a card down that was deleted.
    """

    guides: Guides
    cogs: tuple[commands.Cog, ...]
    menus: tuple[app_commands.ContextMenu, ...]
    presses: routes.Presses
    forms: routes.Forms
    handlers: Handlers
    services: tuple[Callable[[], Coroutine[None, None, None]], ...]
    take_down: TakeDown


def community_face(
    bot: discord.Client,
    community: Community,
    languages: Languages,
    catalogue: Catalogue,
    prices: Prices,
    read: ReadMedia,
    *,
    clock: Clock,
    random: Random,
) -> CommunityFace:
    """Build it for a bot."""
    public = PublicWords(community.rules, languages)
    posting = Posting(bot, community.posts, clock)
    guides = Guides(bot, posting, community.channels, community.servers)
    purposes = ChannelPurposes(community, guides, catalogue, prices, languages, public)
    themes = ThemePresses(community.themes, languages)
    turns = community.theme_turns(ThemePosts(bot, posting, public))
    contests = ContestPresses(community.contests, languages)
    contest = ContestCommands(community.contests, community.channels, contests, languages, clock)
    contest_run = community.contests.run_by(ContestStage(bot, posting, languages))
    wall = DiscordWall(bot, posting, read, public)
    watch = ShowcaseWatch(bot, community.showcase, wall, clock=clock, random=random)
    return CommunityFace(
        guides=guides,
        cogs=(
            purposes,
            ThemeCommands(community.themes, read, languages),
            contest,
            watch,
            ShowcaseCommands(community.showcase, wall, watch, languages),
            RecognitionCommands(bot, community.recognition, community.servers, languages, public),
        ),
        menus=(contest.menu,),
        presses=routes.joined(purposes.presses, themes.presses, contests.presses),
        forms=routes.joined(themes.forms, contests.forms),
        handlers={
            **turns.handlers,
            OccasionKind.CONTEST: contest_run.happen,
            OccasionKind.SHOWCASE: watch.come_due,
        },
        services=(watch.run,),
        take_down=partial(community.showcase.look, wall=wall),
    )
