"""``/showcase``: what moderators decide about a card. What reactions do is heard in ``showcase_watch``."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import AppCommandContext, AppInstallationType, Range, locale_str
from discord.ext import commands

from cogs.access import permissions_in
from cogs.community.links import named_message
from cogs.community.showcase_watch import ShowcaseWatch
from cogs.community.wall import DiscordWall
from cogs.first_answer import answer_in_private
from cogs.translation import put_group_words
from cogs.ui.cards import notice
from cogs.words import DEFAULT_LANGUAGE, Languages
from studio.community.exhibits import LONGEST_REASON, Mark
from studio.community.showcase import Showcase
from studio.community.showcase_errors import NotACard, ShowcaseNotYours

_Reason = Range[str, 1, LONGEST_REASON]


class ShowcaseCommands(commands.Cog):
    """The cog of ``/showcase``."""

    showcase = app_commands.Group(
        name=locale_str("showcase", key="showcase-name"),
        description=locale_str("showcase-description"),
        allowed_contexts=AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        allowed_installs=AppInstallationType(guild=True, user=False),
        default_permissions=discord.Permissions(manage_messages=True),
    )

    def __init__(self, showcase: Showcase, wall: DiscordWall, watch: ShowcaseWatch, languages: Languages) -> None:
        self._showcase = showcase
        self._wall = wall
        self._watch = watch
        self._languages = languages
        put_group_words(self.showcase, languages.words(DEFAULT_LANGUAGE))

    @showcase.command(
        name=locale_str("freeze", key="showcase-freeze-name"),
        description=locale_str("showcase-freeze-description"),
    )
    async def freeze(self, interaction: discord.Interaction[Any], card: str, reason: _Reason) -> None:
        """Let a card stay as it is, shown or not."""
        await self._decide(interaction, card, Mark.FROZEN, reason, "showcase-frozen")

    @showcase.command(
        name=locale_str("force", key="showcase-force-name"), description=locale_str("showcase-force-description")
    )
    async def force(self, interaction: discord.Interaction[Any], card: str, reason: _Reason) -> None:
        """Show a card whatever its reactions."""
        await self._decide(interaction, card, Mark.FORCED, reason, "showcase-forced")

    @showcase.command(
        name=locale_str("remove", key="showcase-remove-name"),
        description=locale_str("showcase-remove-description"),
    )
    async def remove(self, interaction: discord.Interaction[Any], card: str, reason: _Reason) -> None:
        """Show a card no more whatever its reactions."""
        await self._decide(interaction, card, Mark.REMOVED, reason, "showcase-removed")

    @showcase.command(
        name=locale_str("release", key="showcase-release-name"),
        description=locale_str("showcase-release-description"),
    )
    async def release(self, interaction: discord.Interaction[Any], card: str, reason: _Reason) -> None:
        """Let reactions decide again."""
        await self._decide(interaction, card, None, reason, "showcase-released")

    async def _decide(
        self, interaction: discord.Interaction[Any], card: str, mark: Mark | None, reason: str, said: str
    ) -> None:
        if not interaction.permissions.manage_messages:
            raise ShowcaseNotYours
        server_id, message_id = _named(interaction, card)

        def may_decide(showcase_id: int) -> bool:
            return permissions_in(interaction, showcase_id).manage_messages

        spots = await self._showcase.decide(
            server_id,
            message_id,
            mark,
            by_id=interaction.user.id,
            reason=reason,
            wall=self._wall,
            may_decide=may_decide,
        )
        for spot in spots:
            self._watch.note(spot)
        view = notice(self._languages.words(interaction.locale.value), said)
        await answer_in_private(interaction, view)


def _named(interaction: discord.Interaction[Any], card: str) -> tuple[int, int]:
    """Read a link to a message of this server, or its id.

    Raises:
        NotACard: it is neither.
    """
    named = named_message(card)
    here = interaction.guild_id
    if named is None or here is None or named.server_id not in {None, here}:
        raise NotACard
    return here, named.message_id
