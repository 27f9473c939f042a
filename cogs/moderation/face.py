"""The Discord face of moderation in one value: its posts, and what acts on its buttons and forms."""

from dataclasses import dataclass

import discord

from cogs.community.posting import Posting
from cogs.moderation.audit_posts import AuditPosts
from cogs.words import Languages
from studio.clock import Clock
from studio.community.agenda import Handlers
from studio.community.occasions import OccasionKind
from studio.community.posts import Posts
from studio.moderation.moderation import Moderation


@dataclass(frozen=True, slots=True)
class ModerationFace:
    """What the bot needs of it; ``handlers`` are what the agenda lets happen."""

    handlers: Handlers


def moderation_face(
    bot: discord.Client, moderation: Moderation, posts: Posts, languages: Languages, *, clock: Clock
) -> ModerationFace:
    """Build it for a bot."""
    posting = Posting(bot, posts, clock)
    audit = AuditPosts(bot, moderation.audit, posting, languages)
    return ModerationFace(handlers={OccasionKind.AUDIT: audit.post})
