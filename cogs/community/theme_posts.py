"""Posts of theme channels: themes, reminders, recaps with their contact sheets. When they come is the studio's."""

import asyncio
import io
import logging
from collections.abc import Mapping, Sequence

import discord

from cogs.access import ENGLISH
from cogs.community.names import Names
from cogs.community.posting import Posting
from cogs.public_words import PublicWords
from cogs.ui.community.themes import made_line, theme_post, theme_recap, theme_reminder
from cogs.words import Words
from studio.community.purposes import Channel, ThemeSettings
from studio.community.theme_turns import Recap
from studio.community.theme_values import Run, Tally
from studio.sheets import MOST_TILES, Tile, contact_sheet, pages

log = logging.getLogger(__name__)

_MOST_SHEETS = 4


class ThemePosts:
    """Shows themes in their channels (``studio.community.theme_turns.ThemeFace``)."""

    most_shown = _MOST_SHEETS * MOST_TILES
    most_streaks = 5

    def __init__(self, bot: discord.Client, posting: Posting, public: PublicWords) -> None:
        self._bot = bot
        self._posting = posting
        self._public = public
        self._names = Names(bot)
        # Sheets of servers whose themes end at the same time are drawn one after the other.
        self._drawing = asyncio.Lock()

    async def announce(self, channel: Channel, run: Run) -> int | None:
        """Post a theme that has come out; the role of the channel is told."""
        view = theme_post(channel, run, await self._words(channel))
        return await self._posting.post_once(f"theme-{run.key}", channel.id, view, mentions=_telling(channel))

    async def redraw(self, channel: Channel, run: Run) -> None:
        """Let the post of a theme say what has become of it."""
        if run.message_id is None:
            return
        post = self._bot.get_partial_messageable(channel.id).get_partial_message(run.message_id)
        try:
            await post.edit(
                view=theme_post(channel, run, await self._words(channel)),
                allowed_mentions=discord.AllowedMentions.none(),
            )
        except (discord.NotFound, discord.Forbidden) as error:
            log.warning("the post of theme %s cannot be changed: %s", run.key, error)

    async def remind(self, channel: Channel, run: Run, made: Tally) -> int | None:
        """Post that a theme ends soon, waking nobody."""
        view = theme_reminder(run, made, await self._words(channel))
        return await self._posting.post_once(f"theme-{run.key}-reminder", channel.id, view, silent=True)

    async def recap(self, channel: Channel, recap: Recap) -> int | None:
        """Post what came of a theme, with a sheet of its pictures."""
        words = await self._words(channel)
        sheets = await self._sheets(channel, recap, words)
        names = [f"theme-{number}.jpg" for number in range(1, len(sheets) + 1)]
        return await self._posting.post_once(
            f"theme-{recap.run.key}-recap",
            channel.id,
            theme_recap(recap, [f"attachment://{name}" for name in names], words),
            lambda: [discord.File(io.BytesIO(s), name) for s, name in zip(sheets, names, strict=True)],
        )

    async def _sheets(self, channel: Channel, recap: Recap, words: Words) -> list[bytes]:
        artists = dict.fromkeys(shown.artist_id for shown in recap.shown)
        called = await self._names.of(channel.server_id, artists, unknown=words("theme-somebody"))
        async with self._drawing:
            return await asyncio.to_thread(_drawn, recap, called, made_line(recap.tally, words))

    async def _words(self, channel: Channel) -> Words:
        return await self._public.on_server(self._bot, channel.server_id, ENGLISH)


def _drawn(recap: Recap, called: Mapping[int, str], subtitle: str) -> list[bytes]:
    tiles = [Tile(shown.picture, called[shown.artist_id]) for shown in recap.shown]
    return [contact_sheet(page, title=recap.run.text, subtitle=subtitle) for page in pages(tiles)]


def _telling(channel: Channel) -> discord.AllowedMentions:
    """Return whom the post of a theme may tell: the role that people take for it, and nobody else."""
    assert isinstance(channel.settings, ThemeSettings)
    role_id = channel.settings.role_id
    roles: Sequence[discord.abc.Snowflake] = [] if role_id is None else [discord.Object(role_id)]
    return discord.AllowedMentions(everyone=False, users=False, roles=roles, replied_user=False)
