"""Themes of a channel, as people ask for them: its pool, suggestions, what is on, and the next turn.

What happens by the calendar is ``studio.community.theme_turns``'; the rules are ``studio.community.pool``'s.
"""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from studio.audit import Act, Event
from studio.clock import Clock
from studio.community.agenda import Agenda
from studio.community.occasions import Occasion, OccasionKind
from studio.community.pool import (
    MAX_POOL,
    MAX_THEME,
    RECAP_AFTER,
    next_turn,
    read_lines,
    reminder_at,
    streak,
    tidy,
)
from studio.community.purposes import Channel, ThemeSettings
from studio.community.servers import Servers
from studio.community.theme_errors import (
    NotAText,
    NoTheme,
    NoThemeChannel,
    NothingOn,
    PoolEmpty,
    SuggestionRefused,
    ThemeGone,
    ThemeTooLong,
)
from studio.community.theme_values import Added, Lines, Page, Run, RunState, Shelf, Streak, Theme
from studio.rulekeeping import Rulekeeping
from studio.store.channels import ChannelStore
from studio.store.themes import ThemeStore
from studio.wording.errors import WordsRefused

PAGE = 8
"""So many themes stand on a page."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What became of a list of themes: what it held, and what was added of that."""

    lines: Lines
    added: Added


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand in a theme channel for one person.

    ``on`` is the theme that is on, ``next_at`` when the next is to come.
    """

    channel: Channel
    on: Run | None
    next_at: datetime
    streak: Streak
    shelf: Shelf


class Themes:
    """The themes of all channels; also what plans the first turn of a channel that is set up."""

    def __init__(
        self,
        store: ThemeStore,
        channels: ChannelStore,
        servers: Servers,
        rules: Rulekeeping,
        agenda: Agenda,
        *,
        clock: Clock,
    ) -> None:
        self._store = store
        self._channels = channels
        self._servers = servers
        self._rules = rules
        self._agenda = agenda
        self._clock = clock

    async def arrange(self, channel: Channel) -> Sequence[Occasion]:
        """Return what is to be planned in a theme channel: its next turn, by new settings for what is on, too."""
        now = self._clock.now()
        run = await self._on(channel.id)
        # Where a turn is being made right now, what is planned here takes the place of what would follow it.
        recaps = [recap(each) for each in await self._store.ended(channel.id)]
        if run is None:
            return (*recaps, turn(channel, await self._next_turn(channel, now)))
        ends_at = await self._next_turn(channel, now, run.begun_at)
        await self._store.move_end(run, ends_at)
        return (
            *recaps,
            turn(channel, ends_at),
            of_run(OccasionKind.THEME_REMINDER, run, reminder_at(run.begun_at, ends_at)),
            of_run(OccasionKind.THEME_CHANGED, run, now),
        )

    async def dissolve(self, channel: Channel) -> None:
        """End what is on in a channel that is about to be closed; its pool stays, should it be set up again."""
        await self._store.close(channel.id, now=self._clock.now())

    async def channel(self, server_id: int, channel_ids: Sequence[int]) -> Channel:
        """Return the theme channel that somebody means who is in a channel, and the channel of a thread.

        Where none of these is one, it is the server's only one.

        Raises:
            NoThemeChannel: there is none, or which of several is not said.
        """
        all_of_them = {
            channel.id: channel
            for channel in await self._channels.of_server(server_id)
            if isinstance(channel.settings, ThemeSettings)
        }
        for channel_id in channel_ids:
            if channel_id in all_of_them:
                return all_of_them[channel_id]
        if len(all_of_them) != 1:
            raise NoThemeChannel
        return next(iter(all_of_them.values()))

    async def of_id(self, server_id: int, channel_id: int) -> Channel:
        """Return a server's theme channel by its id.

        Raises:
            NoThemeChannel: it is none (any more).
        """
        channel = await self._channels.channel(channel_id)
        if channel is None or channel.server_id != server_id or not isinstance(channel.settings, ThemeSettings):
            raise NoThemeChannel
        return channel

    async def add(self, channel: Channel, text: str, *, by_id: int) -> Listed:
        """Put themes into a channel's pool, one a line, but for those with words that the server does not want.

        Raises:
            NoTheme: there is none in it.
            ThemeTooLong: it is one that is too long.
            WordsRefused: all of them have such words.
        """
        lines = await self._allowed(channel, read_lines(text))
        if not lines.themes:
            if lines.refused:
                raise WordsRefused
            if lines.too_long == 1:
                raise ThemeTooLong(MAX_THEME)
            raise NoTheme
        now = self._clock.now()

        def line(added: Added) -> Event | None:
            return _line(channel, Act.THEMES_ADDED, now, by_id, added.added) if added.added else None

        return Listed(lines, await self._store.add(channel.id, lines.themes, line=line))

    async def add_file(self, channel: Channel, body: bytes, *, by_id: int) -> Listed:
        """Put the themes of a text file into a channel's pool, one a line.

        Raises:
            NotAText: it is not in UTF-8.
            NoTheme: there is none in it.
            ThemeTooLong: it is one that is too long.
            WordsRefused: all of them have words that the server does not want.
        """
        try:
            text = body.removeprefix(codecs.BOM_UTF8).decode("utf-8")
        except UnicodeDecodeError as fault:
            raise NotAText from fault
        if "\0" in text:
            # UTF-16 without its mark, and files that are no text at all.
            raise NotAText
        return await self.add(channel, text, by_id=by_id)

    async def suggest(self, channel: Channel, text: str, *, person_id: int) -> str:
        """Let a member's theme wait for approval; return it as it is kept.

        Raises:
            NoTheme: nothing can be seen of it.
            ThemeTooLong: it has too many characters.
            ThemeKnown: it is in the pool, or waits already.
            TooManySuggestions: as many wait as may.
            WordsRefused: it has words that the server does not want.
        """
        theme = tidy(text)
        if not theme:
            raise NoTheme
        if len(theme) > MAX_THEME:
            raise ThemeTooLong(MAX_THEME)
        await self._rules.check_words(channel.server_id, theme)
        await self._store.suggest(channel.id, theme, person_id)
        return theme

    async def page(self, channel: Channel, number: int, *, waits: bool) -> Page:
        """Return a page of a channel's pool, or of what waits for approval there; the nearest there is."""
        return await self._page(channel.server_id, channel.id, number, waits=waits)

    async def theme(self, theme_id: int, *, server_id: int) -> tuple[Theme, Channel]:
        """Return a theme of a server, or a suggestion, with its channel.

        Raises:
            ThemeGone: somebody has taken it out already.
            NoThemeChannel: its channel is none (any more).
        """
        theme = await self._store.theme(theme_id)
        if theme is None:
            raise ThemeGone
        return theme, await self.of_id(server_id, theme.channel_id)

    async def approve(self, theme: Theme, channel: Channel, *, by_id: int) -> Page:
        """Put a suggestion into the pool; return what still waits there.

        Raises:
            ThemeGone: somebody has decided about it already.
            PoolFull: the pool holds as many themes as it may.
            SuggestionRefused: it has words that the server does not want any more.
        """
        try:
            await self._rules.check_words(channel.server_id, theme.text)
        except WordsRefused as refusal:
            raise SuggestionRefused from refusal
        noted = _line(channel, Act.THEME_APPROVED, self._clock.now(), by_id)
        if not await self._store.approve(theme.id, noted=noted):
            raise ThemeGone
        return await self._page_of(theme, channel)

    async def remove(self, theme: Theme, channel: Channel, *, waits: bool, by_id: int) -> Page:
        """Take a theme out of its pool, or reject a suggestion; return what stood around it.

        Raises:
            ThemeGone: somebody has done so already.
        """
        act = Act.THEME_REJECTED if waits else Act.THEME_REMOVED
        noted = _line(channel, act, self._clock.now(), by_id)
        if not await self._store.remove(theme.id, waits=waits, noted=noted):
            raise ThemeGone
        return await self._page_of(theme, channel)

    async def turn_now(self, channel: Channel, *, by_id: int) -> Run | None:
        """Let the next theme come at once; what is on ends with its recap, and is returned.

        Raises:
            PoolEmpty: there is none.
        """
        await self._require_themes(channel)
        on = await self._on(channel.id)
        now = self._clock.now()
        await self._store.call(turn(channel, now), noted=_line(channel, Act.THEME_CALLED, now, by_id))
        self._agenda.wake()
        return on

    async def skip(self, channel: Channel, *, by_id: int) -> Run:
        """Let another theme come at once in place of the one that is on, which then counts for nobody.

        Raises:
            NothingOn: none is on.
            PoolEmpty: there is no other.
        """
        on = await self._on(channel.id)
        if on is None:
            raise NothingOn
        await self._require_themes(channel, besides=on.theme_id)
        now = self._clock.now()
        run = await self._store.drop(
            channel.id,
            now=now,
            follow=lambda run: (turn(channel, now), of_run(OccasionKind.THEME_CHANGED, run, now)),
            noted=_line(channel, Act.THEME_SKIPPED, now, by_id),
        )
        if run is None:
            raise NothingOn
        self._agenda.wake()
        return run

    async def standing(self, channel: Channel, *, person_id: int) -> Standing:
        """Return how things stand in a channel for a person."""
        now = self._clock.now()
        run = await self._store.last(channel.id)
        on = run if run is not None and run.state is RunState.ON else None
        next_at = await self._next_turn(channel, now) if on is None else on.ends_at
        takings = await self._store.takings(channel.id, (person_id,))
        counted, taken = takings.counted, takings.taken.get(person_id, frozenset())
        if run is not None and run.state in {RunState.ON, RunState.ENDED}:
            works = await self._store.works(channel.id, run.begun_at, run.ended_at)
            # Not having made anything yet breaks no streak.
            if any(work.artist_id == person_id for work in works):
                counted, taken = (*counted, run.number), taken | {run.number}
        return Standing(channel, on, next_at, streak(counted, taken), await self._store.shelf(channel.id))

    async def _allowed(self, channel: Channel, lines: Lines) -> Lines:
        """Return lines without those themes that have words which their server does not want."""
        refused = await self._rules.refused(channel.server_id, lines.themes)
        kept = tuple(theme for theme in lines.themes if theme not in refused)
        return replace(lines, themes=kept, refused=len(refused))

    async def _page_of(self, theme: Theme, channel: Channel) -> Page:
        number = await self._store.page_with(theme, size=PAGE)
        return await self._page(channel.server_id, theme.channel_id, number, waits=theme.waits)

    async def _page(self, server_id: int, channel_id: int, number: int, *, waits: bool) -> Page:
        page = await self._store.page(channel_id, number, size=PAGE, waits=waits)
        return replace(page, refused=await refused_of(page.themes, server_id, self._rules))

    async def _require_themes(self, channel: Channel, *, besides: int | None = None) -> None:
        pool = (await self._store.page(channel.id, 0, size=MAX_POOL, waits=False)).themes
        refused = await refused_of(pool, channel.server_id, self._rules)
        if all(theme.id == besides or theme.id in refused for theme in pool):
            raise PoolEmpty

    async def _on(self, channel_id: int) -> Run | None:
        run = await self._store.last(channel_id)
        return run if run is not None and run.state is RunState.ON else None

    async def _next_turn(self, channel: Channel, now: datetime, begun_at: datetime | None = None) -> datetime:
        assert isinstance(channel.settings, ThemeSettings)
        return next_turn(channel.settings, await self._servers.time_zone(channel.server_id), now, begun_at)


async def refused_of(themes: Sequence[Theme], server_id: int, rules: Rulekeeping) -> frozenset[int]:
    """Return the ids of those themes that have words which their server does not want."""
    texts = await rules.refused(server_id, [theme.text for theme in themes])
    return frozenset(theme.id for theme in themes if theme.text in texts)


def turn(channel: Channel, due_at: datetime) -> Occasion:
    """Return a channel's next turn."""
    return Occasion(OccasionKind.THEME, str(channel.id), channel.server_id, channel.id, due_at)


def recap(run: Run) -> Occasion:
    """Return the recap of a theme that is over."""
    assert run.ended_at is not None, "a run that has ended says when"
    return of_run(OccasionKind.THEME_RECAP, run, run.ended_at + RECAP_AFTER)


def of_run(kind: OccasionKind, run: Run, due_at: datetime) -> Occasion:
    """Return something that is to happen about one theme that came out."""
    return Occasion(kind, run.key, run.server_id, run.channel_id, due_at)


def _line(channel: Channel, act: Act, at: datetime, by_id: int, count: int = 0) -> Event:
    """Return what to note; without the theme, which may be somebody's who wants to have it back."""
    return Event(channel.server_id, act, at, by_id=by_id, channel_id=channel.id, count=count)
