"""What happens in theme channels by the calendar: turns, reminders, recaps.

Everything here may be done again after a death, by another process too: the store makes a turn once, and the face
posts a message once.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol

from studio.clock import Clock
from studio.community.agenda import Handlers
from studio.community.occasions import Occasion, OccasionKind
from studio.community.pool import (
    MAX_POOL,
    chosen,
    is_too_late_to_remind,
    next_turn,
    parts,
    reminder_at,
    streak,
    tally,
)
from studio.community.purposes import Channel, ThemeSettings
from studio.community.servers import Servers
from studio.community.theme_values import Run, RunState, Streak, Tally
from studio.community.themes import of_run, recap, refused_of, turn
from studio.rulekeeping import Rulekeeping
from studio.store import Store
from studio.store.channels import ChannelStore
from studio.store.recognition import RecognitionStore
from studio.store.themes import ThemeStore

log = logging.getLogger(__name__)

_LEAST_STREAK = 2
"""One theme in a row is no streak."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of a recap, as a small file."""

    artist_id: int
    picture: bytes


@dataclass(frozen=True, slots=True)
class Recap:
    """What came of a theme: how much, some or all of the pictures, and the longest streaks that go on."""

    run: Run
    tally: Tally
    shown: tuple[Shown, ...]
    streaks: tuple[tuple[int, Streak], ...]


class ThemeFace(Protocol):
    """Shows themes where people see them; each post once, however often it is asked for.

    What returns an id returns ``None`` where the channel is gone or may not be posted in.
    """

    most_shown: int
    """How many pictures a recap shows at most."""

    most_streaks: int
    """How many streaks a recap tells at most."""

    async def announce(self, channel: Channel, run: Run) -> int | None:
        """Post a theme that has come out."""
        ...

    async def redraw(self, channel: Channel, run: Run) -> None:
        """Let the post of a theme say what has become of it."""
        ...

    async def remind(self, channel: Channel, run: Run, made: Tally) -> int | None:
        """Post that a theme ends soon, waking nobody."""
        ...

    async def recap(self, channel: Channel, recap: Recap) -> int | None:
        """Post what came of a theme."""
        ...


class ThemeTurns:
    """Lets happen what is planned in theme channels."""

    def __init__(
        self,
        store: ThemeStore,
        pictures: Store,
        channels: ChannelStore,
        servers: Servers,
        recognition: RecognitionStore,
        rules: Rulekeeping,
        face: ThemeFace,
        *,
        clock: Clock,
        random: Random,
    ) -> None:
        self._store = store
        self._pictures = pictures
        self._channels = channels
        self._servers = servers
        self._recognition = recognition
        self._rules = rules
        self._face = face
        self._clock = clock
        self._random = random

    @property
    def handlers(self) -> Handlers:
        """What the agenda calls."""
        return {
            OccasionKind.THEME: self._turn,
            OccasionKind.THEME_REMINDER: self._remind,
            OccasionKind.THEME_RECAP: self._recap,
            OccasionKind.THEME_CHANGED: self._redraw,
        }

    async def _turn(self, occasion: Occasion) -> Sequence[Occasion]:
        """End what is on and begin the next: one theme, however many turns were missed."""
        channel = await self._channels.channel(occasion.channel_id)
        if channel is None or not isinstance(channel.settings, ThemeSettings):
            return ()
        now = self._clock.now()
        zone = await self._servers.time_zone(channel.server_id)
        made = await self._store.begin(
            channel.id,
            turn_at=occasion.due_at,
            now=now,
            ends_at=next_turn(channel.settings, zone, now, now),
            chance=self._random.random(),
            without=await self._refused(channel),
        )
        recaps = [recap(run) for run in made.ended]
        run = made.begun
        if run is None:
            log.info("channel %d has no theme that could come next", channel.id)
        elif run.state is RunState.ON and await self._announced(channel, run):
            reminder = of_run(OccasionKind.THEME_REMINDER, run, reminder_at(run.begun_at, run.ends_at))
            return (*recaps, turn(channel, run.ends_at), reminder)
        return (*recaps, turn(channel, next_turn(channel.settings, zone, now)))

    async def _refused(self, channel: Channel) -> frozenset[int]:
        """Return the ids of themes that were added before the server forbade some of their words."""
        pool = await self._store.page(channel.id, 0, size=MAX_POOL, waits=False)
        return await refused_of(pool.themes, channel.server_id, self._rules)

    async def _announced(self, channel: Channel, run: Run) -> bool:
        message_id = await self._face.announce(channel, run)
        if message_id is None:
            log.warning("theme %s could not be shown in its channel", run.key)
            await self._store.take_back(run, now=self._clock.now())
            return False
        await self._store.note_message(run, message_id)
        now_it_is = await self._store.run(run.channel_id, run.number)
        if now_it_is is not None and now_it_is.state is not RunState.ON:
            # Skipped while it was posted: who was to say so there did not know the post yet.
            await self._face.redraw(channel, now_it_is)
        return True

    async def _remind(self, occasion: Occasion) -> Sequence[Occasion]:
        channel, run = await self._found(occasion)
        now = self._clock.now()
        if channel is None or run is None or run.state is not RunState.ON:
            return ()
        due_at = reminder_at(run.begun_at, run.ends_at)
        if now < due_at:
            return (of_run(OccasionKind.THEME_REMINDER, run, due_at),)
        if is_too_late_to_remind(run.begun_at, run.ends_at, now):
            log.info("the reminder of theme %s, due at %s, came too late and is skipped", run.key, due_at)
            return ()
        await self._face.remind(channel, run, tally(await self._store.works(channel.id, run.begun_at)))
        return ()

    async def _recap(self, occasion: Occasion) -> Sequence[Occasion]:
        channel, run = await self._found(occasion)
        if channel is None or run is None or run.state not in {RunState.ENDED, RunState.COUNTED}:
            return ()
        works = await self._store.works(channel.id, run.begun_at, run.ended_at)
        await self._store.count(run, parts(works))
        if not works:
            log.info("nothing was made for theme %s", run.key)
            return ()
        shown = [
            Shown(one.artist_id, picture)
            for one in chosen(works, self._face.most_shown)
            if (picture := await self._pictures.thumbnail(one.job_id, one.number)) is not None
        ]
        streaks = await self._streaks(run, parts(works))
        await self._face.recap(channel, Recap(run, tally(works), tuple(shown), streaks))
        return ()

    async def _streaks(self, run: Run, artists: Collection[int]) -> tuple[tuple[int, Streak], ...]:
        """Return the longest streaks that have come as far as this theme, but of who wants to be in no list."""
        unlisted = await self._recognition.unlisted()
        takings = await self._store.takings(run.channel_id, artists)
        counted = [number for number in takings.counted if number <= run.number]
        streaks = [(who, streak(counted, taken)) for who, taken in takings.taken.items() if who not in unlisted]
        longest = sorted(streaks, key=lambda each: (-each[1].current, each[0]))
        return tuple((who, s) for who, s in longest if s.current >= _LEAST_STREAK)[: self._face.most_streaks]

    async def _redraw(self, occasion: Occasion) -> Sequence[Occasion]:
        channel, run = await self._found(occasion)
        if channel is not None and run is not None and run.message_id is not None:
            await self._face.redraw(channel, run)
        return ()

    async def _found(self, occasion: Occasion) -> tuple[Channel | None, Run | None]:
        channel = await self._channels.channel(occasion.channel_id)
        number = int(occasion.subject.rpartition("-")[2])
        return channel, await self._store.run(occasion.channel_id, number)
