"""``/theme``: what is on, suggestions, and the pool. What its buttons and its form do is ``theme_presses``'."""

from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import AppCommandContext, AppInstallationType, Range, locale_str
from discord.ext import commands

from cogs.community.theme_access import decides, require_decider, theme_channel
from cogs.first_answer import answer_in_private, first_answer
from cogs.translation import put_group_words
from cogs.ui.community.themes import (
    added_notice,
    coming_notice,
    skipped_notice,
    standing_panel,
    suggested_notice,
    themes_form,
    themes_panel,
)
from cogs.words import DEFAULT_LANGUAGE, Languages, Words
from flux.errors import ServiceError
from studio.community.pool import MAX_FILE_BYTES, MAX_THEME
from studio.community.purposes import Channel
from studio.community.theme_errors import FileNotRead, FileTooLarge
from studio.community.themes import Themes
from studio.reading import ReadMedia


class ThemeCommands(commands.Cog):
    """The cog of ``/theme``."""

    theme = app_commands.Group(
        name=locale_str("theme", key="theme-name"),
        description=locale_str("theme-description"),
        allowed_contexts=AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        allowed_installs=AppInstallationType(guild=True, user=False),
    )

    def __init__(self, themes: Themes, read: ReadMedia, languages: Languages) -> None:
        self._themes = themes
        self._read = read
        self._languages = languages
        put_group_words(self.theme, languages.words(DEFAULT_LANGUAGE))

    @theme.command(
        name=locale_str("show", key="theme-show-name"), description=locale_str("theme-show-description")
    )
    async def show(self, interaction: discord.Interaction[Any]) -> None:
        """Show how things stand."""
        channel = await theme_channel(interaction, self._themes)
        standing = await self._themes.standing(channel, person_id=interaction.user.id)
        decider = decides(interaction, channel.id)
        await answer_in_private(interaction, standing_panel(standing, self._words(interaction), decides=decider))

    @theme.command(
        name=locale_str("suggest", key="theme-suggest-name"), description=locale_str("theme-suggest-description")
    )
    async def suggest(self, interaction: discord.Interaction[Any], theme: Range[str, 1, MAX_THEME]) -> None:
        """Let a theme wait for approval."""
        channel = await theme_channel(interaction, self._themes)
        kept = await self._themes.suggest(channel, theme, person_id=interaction.user.id)
        await answer_in_private(interaction, suggested_notice(kept, self._words(interaction)))

    @theme.command(name=locale_str("add", key="theme-add-name"), description=locale_str("theme-add-description"))
    async def add(
        self, interaction: discord.Interaction[Any], theme: Range[str, 1, MAX_THEME] | None = None
    ) -> None:
        """Put a theme into the pool, or ask for several."""
        channel = await self._decided(interaction)
        words = self._words(interaction)
        if theme is None:
            await first_answer(partial(interaction.response.send_modal, themes_form(channel, words)))
            return
        listed = await self._themes.add(channel, theme, by_id=interaction.user.id)
        await answer_in_private(interaction, added_notice(listed, words))

    @theme.command(
        name=locale_str("import", key="theme-import-name"), description=locale_str("theme-import-description")
    )
    async def import_file(self, interaction: discord.Interaction[Any], file: discord.Attachment) -> None:
        """Put the themes of a file into the pool."""
        channel = await self._decided(interaction)
        if file.size > MAX_FILE_BYTES:
            raise FileTooLarge(MAX_FILE_BYTES // 1_000)
        await first_answer(partial(interaction.response.defer, ephemeral=True, thinking=True))
        listed = await self._themes.add_file(channel, await self._body(file), by_id=interaction.user.id)
        await interaction.followup.send(view=added_notice(listed, self._words(interaction)), ephemeral=True)

    @theme.command(
        name=locale_str("pool", key="theme-pool-name"), description=locale_str("theme-pool-description")
    )
    async def pool(self, interaction: discord.Interaction[Any]) -> None:
        """Show what waits for a decision, else the pool."""
        channel = await self._decided(interaction)
        waiting = await self._themes.page(channel, 0, waits=True)
        page = waiting if waiting.total else await self._themes.page(channel, 0, waits=False)
        panel = themes_panel(channel, page, self._words(interaction), waits=bool(waiting.total))
        await answer_in_private(interaction, panel)

    @theme.command(name=locale_str("now", key="theme-now-name"), description=locale_str("theme-now-description"))
    async def now(self, interaction: discord.Interaction[Any]) -> None:
        """Let the next theme come at once."""
        ended = await self._themes.turn_now(await self._decided(interaction), by_id=interaction.user.id)
        await answer_in_private(interaction, coming_notice(ended, self._words(interaction)))

    @theme.command(
        name=locale_str("skip", key="theme-skip-name"), description=locale_str("theme-skip-description")
    )
    async def skip(self, interaction: discord.Interaction[Any]) -> None:
        """Put another theme in place of the one that is on."""
        skipped = await self._themes.skip(await self._decided(interaction), by_id=interaction.user.id)
        await answer_in_private(interaction, skipped_notice(skipped, self._words(interaction)))

    async def _decided(self, interaction: discord.Interaction[Any]) -> Channel:
        """Return the channel that is meant, to somebody who may decide about its themes."""
        channel = await theme_channel(interaction, self._themes)
        require_decider(interaction, channel.id)
        return channel

    async def _body(self, file: discord.Attachment) -> bytes:
        try:
            return await self._read(file.url)
        except ServiceError as fault:
            raise FileNotRead from fault

    def _words(self, interaction: discord.Interaction[Any]) -> Words:
        return self._languages.words(interaction.locale.value)
