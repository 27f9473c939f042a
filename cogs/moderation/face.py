"""The Discord face of moderation in one value: its menus and posts, and what acts on its buttons and forms."""

from dataclasses import dataclass

import discord
from discord import app_commands

from cogs import routes
from cogs.community.posting import Posting
from cogs.moderation.audit_posts import AuditPosts
from cogs.moderation.reports import ReportFace
from cogs.moderation.reviews import ReviewFace
from cogs.moderation.strikes import StrikeFace
from cogs.public_words import PublicWords
from cogs.words import Languages
from studio.clock import Clock
from studio.community.agenda import Handlers
from studio.community.occasions import OccasionKind
from studio.services import Services


@dataclass(frozen=True, slots=True)
class ModerationFace:
    """What the bot needs of it; ``handlers`` are what the agenda lets happen."""

    menus: tuple[app_commands.ContextMenu, ...]
    presses: routes.Presses
    forms: routes.Forms
    handlers: Handlers


def moderation_face(
    bot: discord.Client,
    services: Services,
    languages: Languages,
    *,
    clock: Clock,
) -> ModerationFace:
    """Build it for a bot."""
    studio, editing, moderation = services.studio, services.editing, services.moderation
    posting = Posting(bot, services.community.posts, clock)
    public = PublicWords(services.community.rules, languages)
    audit = AuditPosts(bot, moderation.audit, posting, public, clock)
    reports = ReportFace(bot, studio, editing, moderation.reports, posting, languages, public, clock)
    strikes = StrikeFace(bot, editing, moderation.discipline, posting, languages, clock)
    reviews = ReviewFace(bot, moderation.reviews, posting, languages, public, clock)
    return ModerationFace(
        menus=(reports.menu, strikes.menu),
        presses=routes.joined(reports.presses, strikes.presses, reviews.presses),
        forms=routes.joined(reports.forms, strikes.forms, reviews.forms),
        handlers={
            OccasionKind.AUDIT: audit.post,
            OccasionKind.REPORT: reports.show,
            OccasionKind.REVIEW: reviews.show,
            OccasionKind.STRIKE: strikes.tell,
        },
    )
