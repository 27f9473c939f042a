"""``/leaderboard`` and ``/artist``: whose work stands out, for everybody to see."""

import io
from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from cogs.community.sights import channel_of, sight_of
from cogs.first_answer import first_answer
from cogs.public_words import PublicWords
from cogs.translation import put_choices, put_words
from cogs.ui.community.boards import THUMBNAIL, leaderboard, profile_view
from cogs.ui.errors import OldCommand
from cogs.words import DEFAULT_LANGUAGE, Languages
from studio.community.artists import Best, Profile
from studio.community.exhibits import may_be_carried
from studio.community.recognition import Recognition
from studio.community.scores import Measure, Span
from studio.community.servers import Servers


class RecognitionCommands(commands.Cog):
    """The cog of both."""

    def __init__(
        self,
        bot: discord.Client,
        recognition: Recognition,
        servers: Servers,
        languages: Languages,
        public: PublicWords,
    ) -> None:
        self._bot = bot
        self._recognition = recognition
        self._servers = servers
        self._public = public
        english = languages.words(DEFAULT_LANGUAGE)
        put_words(self.leaderboard, english)
        put_choices(self.leaderboard, english, what=recognition.measures, span=tuple(Span))
        put_words(self.artist, english)

    @app_commands.command(
        name=locale_str("leaderboard", key="leaderboard-name"), description=locale_str("leaderboard-description")
    )
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    async def leaderboard(
        self,
        interaction: discord.Interaction[Any],
        what: str = Measure.MADE.value,
        span: str = Span.MONTH.value,
    ) -> None:
        """Show the first places, and that of who asks."""
        server_id = _server_of(interaction)
        measure, time = Measure(what), Span(span)
        board = await self._recognition.board(server_id, measure, time, asker_id=interaction.user.id)
        zone = await self._servers.time_zone(server_id)
        words = await self._public.in_answer(interaction)
        view = leaderboard(board, measure, time, words, zone=zone.key)
        await first_answer(
            partial(interaction.response.send_message, view=view, allowed_mentions=discord.AllowedMentions.none())
        )

    @app_commands.command(
        name=locale_str("artist", key="artist-name"), description=locale_str("artist-description")
    )
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    async def artist(self, interaction: discord.Interaction[Any], person: discord.User | None = None) -> None:
        """Show what is known of somebody's work."""
        server_id = _server_of(interaction)
        artist_id = interaction.user.id if person is None else person.id
        profile = await self._recognition.profile(server_id, artist_id, asker_id=interaction.user.id)
        # Where a picture may be shown is asked of Discord where it is not known, which can take its time.
        await first_answer(partial(interaction.response.defer, ephemeral=profile.is_unlisted, thinking=True))
        best = await self._best(interaction, profile)
        body = None if best is None else await self._recognition.thumbnail(best)
        words = await self._public.in_answer(interaction, private=profile.is_unlisted)
        view = profile_view(profile, words, server_id=server_id, best=best, has_thumbnail=body is not None)
        await interaction.edit_original_response(
            view=view,
            attachments=[] if body is None else [discord.File(io.BytesIO(body), THUMBNAIL)],
            allowed_mentions=discord.AllowedMentions.none(),
        )

    async def _best(self, interaction: discord.Interaction[Any], profile: Profile) -> Best | None:
        """Return an artist's best picture of those that may be shown where the interaction is."""
        here = sight_of(interaction.channel)
        for best in profile.best:
            try:
                channel = await channel_of(self._bot, best.channel_id)
            except discord.Forbidden:
                # What the bot may not see it shows nobody.
                continue
            if channel is not None and may_be_carried(sight_of(channel), here):
                return best
        return None


def _server_of(interaction: discord.Interaction[Any]) -> int:
    """Return where a command was used.

    Raises:
        OldCommand: in direct messages, where it is not offered.
    """
    if interaction.guild_id is None:
        raise OldCommand
    return interaction.guild_id
