"""The whole Discord face in one value: the bot's cogs and menus, and what acts on buttons, forms and messages."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from random import Random

from discord import app_commands
from discord.ext import commands

from cogs import routes
from cogs.choices import Choices
from cogs.community.face import CommunityFace, community_face
from cogs.departures import ServerWatch
from cogs.edit import Edit
from cogs.imagine import Imagine
from cogs.mentions import Mentions
from cogs.moderation.face import moderation_face
from cogs.my_data import MyData
from cogs.opening import Opening
from cogs.picking import DISCORD_MEDIA_HOSTS, Picking
from cogs.presenter import Presenter
from cogs.presses import Presses
from cogs.privacy import PrivacyPanel
from cogs.queue import QueuePanel
from cogs.readers import Readers
from cogs.settings.face import settings_face
from cogs.submissions import Submissions
from cogs.threads import Threads
from cogs.under_way import UnderWay
from cogs.usage import UsagePanel
from cogs.usage_presses import UsagePresses
from cogs.words import Languages
from studio.clock import Clock
from studio.community.agenda import Handlers
from studio.reading import ReadMedia
from studio.services import Services


@dataclass(frozen=True, slots=True)
class Outside:
    """What the face needs of the world; ``media_hosts`` are those from which Discord shows what people post.

    ``message_content`` says whether Discord shows the bot all messages; ``edit_interval_s`` is how far apart
    progress is on a card, in seconds.
    """

    clock: Clock
    random: Random
    read_media: ReadMedia
    media_hosts: frozenset[str] = DISCORD_MEDIA_HOSTS
    message_content: bool = False
    edit_interval_s: float = 1.5


@dataclass(frozen=True, slots=True)
class Face:
    """What the bot needs of it.

    ``handlers`` are what the agenda lets happen, ``services`` what works by itself until it is cancelled.
    """

    presenter: Presenter
    community: CommunityFace
    cogs: tuple[commands.Cog, ...]
    menus: tuple[app_commands.ContextMenu, ...]
    presses: Presses
    submissions: Submissions
    mentions: Mentions
    forms: routes.Forms
    handlers: Handlers
    services: tuple[Callable[[], Coroutine[None, None, None]], ...]


def face(
    bot: commands.AutoShardedBot,
    services: Services,
    languages: Languages,
    under_way: UnderWay,
    outside: Outside,
) -> Face:
    """Build it for a bot; ``under_way`` is told of whoever is being answered."""
    studio, community, editing = services.studio, services.community, services.editing
    threads = Threads(bot)
    presenter = Presenter(
        bot,
        studio,
        threads,
        languages,
        community.contests.may_enter,
        clock=outside.clock,
        random=outside.random,
        interval_s=outside.edit_interval_s,
    )
    opening = Opening(studio, presenter, threads, languages, under_way, clock=outside.clock)
    picking = Picking(bot, editing, outside.read_media, media_hosts=outside.media_hosts)
    readers = Readers(outside.read_media)
    of_community = community_face(
        bot,
        community,
        languages,
        services.catalogue,
        services.prices,
        outside.read_media,
        clock=outside.clock,
        random=outside.random,
    )
    of_settings = settings_face(services, of_community.guides, languages)
    of_moderation = moderation_face(bot, services, languages, clock=outside.clock)
    imagine = Imagine(opening, readers, services.catalogue, services.prices, languages, community.presets)
    edit = Edit(
        opening,
        editing,
        picking,
        readers,
        services.catalogue,
        services.prices,
        languages,
        community.presets,
    )
    presses = routes.joined(
        Choices(services.privacy, languages).presses,
        MyData(services.privacy, languages).presses,
        UsagePresses(services.accounting, services.catalogue, languages).presses,
        of_settings.presses,
        of_community.presses,
        of_moderation.presses,
    )
    forms = routes.joined(of_community.forms, of_settings.forms, of_moderation.forms)
    return Face(
        presenter=presenter,
        community=of_community,
        cogs=(
            imagine,
            edit,
            PrivacyPanel(services.privacy, languages),
            ServerWatch(bot, services.presence),
            QueuePanel(studio, languages),
            of_settings.cog,
            UsagePanel(services.accounting, languages),
            *of_community.cogs,
        ),
        menus=(edit.menu, *of_community.menus, *of_moderation.menus),
        presses=Presses(
            studio, presenter, opening, editing, picking, readers, presses, languages, community.presets
        ),
        submissions=Submissions(studio, opening, editing, picking, readers, forms),
        mentions=Mentions(bot, opening, editing, picking, readers, message_content=outside.message_content),
        forms=forms,
        handlers={**of_community.handlers, **of_moderation.handlers},
        services=of_community.services,
    )
