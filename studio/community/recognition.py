"""Who is recognised for what: leaderboards, and what is told of an artist, all of one server.

What is counted is told by those who know it (``studio.community.scores.Scores``); a measure that nobody tells is
not there.
"""

from collections.abc import Mapping

from studio.clock import Clock
from studio.community.artists import Best, Profile
from studio.community.channels import Channels
from studio.community.purposes import Purpose
from studio.community.scores import Board, Measure, Period, Scores, Span, board, period
from studio.community.servers import Servers
from studio.community.showcase_errors import Unlisted
from studio.community.themes import Themes
from studio.store import Store
from studio.store.contests import ContestStore
from studio.store.recognition import RecognitionStore

_MOST_BEST = 10
"""How many pictures are offered as an artist's best: not all may be shown everywhere."""


class Made:
    """Tells how many cards artists have made."""

    def __init__(self, store: RecognitionStore) -> None:
        self._store = store

    async def scores(self, server_id: int, period: Period) -> Mapping[int, int]:
        """Return how many each artist has made within a period."""
        return await self._store.made(server_id, period)


class Showcased:
    """Tells how many cards of artists hang in a showcase."""

    def __init__(self, store: RecognitionStore) -> None:
        self._store = store

    async def scores(self, server_id: int, period: Period) -> Mapping[int, int]:
        """Return how many of each artist came there within a period, and are there now."""
        return await self._store.showcased(server_id, period)


class Won:
    """Tells how many contests artists have won."""

    def __init__(self, store: ContestStore) -> None:
        self._store = store

    async def scores(self, server_id: int, period: Period) -> Mapping[int, int]:
        """Return how many each artist has won, alone or with others, of those that ended within a period."""
        return await self._store.won(server_id, period.since, period.until)


class Streaks:
    """Tells in how many themes in a row artists took part."""

    def __init__(self, store: RecognitionStore) -> None:
        self._store = store

    async def scores(self, server_id: int, period: Period) -> Mapping[int, int]:
        """Return the longest row of each artist within a period."""
        return await self._store.streaks(server_id, period)


class Recognition:
    """What people see of each other's work, as far as they want to be seen."""

    def __init__(
        self,
        store: RecognitionStore,
        pictures: Store,
        servers: Servers,
        channels: Channels,
        themes: Themes,
        scores: Mapping[Measure, Scores],
        *,
        clock: Clock,
    ) -> None:
        self._store = store
        self._pictures = pictures
        self._servers = servers
        self._channels = channels
        self._themes = themes
        self._scores = scores
        self._clock = clock

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What can be asked for."""
        return tuple(each for each in Measure if each in self._scores)

    async def board(self, server_id: int, measure: Measure, span: Span, *, asker_id: int) -> Board:
        """Return the first places of a server, and that of who asks; who wants to be in no list has none."""
        within = await self._period(server_id, span)
        scores = await self._scores[measure].scores(server_id, within)
        unlisted = await self._store.unlisted()
        return board({who: score for who, score in scores.items() if who not in unlisted}, asker_id)

    async def profile(self, server_id: int, artist_id: int, *, asker_id: int) -> Profile:
        """Return what is known of an artist.

        Raises:
            Unlisted: the artist wants nobody else to see that.
        """
        is_unlisted = await self._store.is_unlisted(artist_id)
        if is_unlisted and artist_id != asker_id:
            raise Unlisted
        ever = await self._period(server_id, Span.ALL)
        told = {each: await self._scores[each].scores(server_id, ever) for each in self.measures}
        return Profile(
            artist_id,
            {measure: scores.get(artist_id, 0) for measure, scores in told.items()},
            await self._store.record(server_id, artist_id),
            await self._store.best(server_id, artist_id, _MOST_BEST),
            await self._streak(server_id, artist_id),
            is_unlisted,
        )

    async def thumbnail(self, best: Best) -> bytes | None:
        """Return how a picture looks, small; ``None`` where that is not known."""
        return await self._pictures.thumbnail(best.job_id, best.number)

    async def _streak(self, server_id: int, artist_id: int) -> int:
        """Return the longest row of themes that an artist took part in and that goes on."""
        themed = [each for each in await self._channels.of_server(server_id) if each.purpose is Purpose.THEME]
        standings = [await self._themes.standing(each, person_id=artist_id) for each in themed]
        return max((each.streak.current for each in standings), default=0)

    async def _period(self, server_id: int, span: Span) -> Period:
        return period(span, self._clock.now(), await self._servers.time_zone(server_id))
