"""Themes as rows: pools, the times that themes came out, and who took part in them."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from studio.audit import Event
from studio.community.occasions import Occasion
from studio.community.pool import MAX_POOL, MAX_SUGGESTED, MAX_SUGGESTED_BY_ONE, draw, folded
from studio.community.theme_errors import PoolFull, ThemeKnown, TooManySuggestions
from studio.community.theme_values import Added, Draw, Lot, Page, Run, RunState, Shelf, Takings, Theme, Turn, Work
from studio.jobs import JobState
from studio.store import agenda
from studio.store.audit import noting
from studio.store.lanes import Lanes
from studio.store.rows import Row
from studio.store.tables import Moment, channels, jobs, pictures, predictions, theme_parts, theme_runs, themes

_CHANNEL: sa.BindParameter[int] = sa.bindparam("of_channel")
_IN_CHANNEL = themes.c.channel_id == _CHANNEL
_WAITS = themes.c.waits.is_(True)
_OF_THEME = themes.c.id == sa.bindparam("of_theme")
_LOTS = sa.select(themes.c.id, themes.c.round).where(_IN_CHANNEL, themes.c.waits.is_(False))
_LAST = (
    sa.select(theme_runs).where(theme_runs.c.channel_id == _CHANNEL).order_by(theme_runs.c.number.desc()).limit(1)
)
_THIS = sa.and_(theme_runs.c.channel_id == _CHANNEL, theme_runs.c.number == sa.bindparam("of_number"))
_ENDED = (
    sa.select(theme_runs)
    .where(theme_runs.c.channel_id == _CHANNEL, theme_runs.c.state == RunState.ENDED.value)
    .order_by(theme_runs.c.number)
)
_LOCK = sa.select(channels.c.server_id).where(channels.c.id == _CHANNEL).with_for_update()
_MADE = (
    sa.select(jobs.c.id, jobs.c.artist_id, sa.func.count().label("made"))
    .select_from(jobs.join(predictions).join(pictures))
    .where(
        jobs.c.state == JobState.DONE.value,
        jobs.c.private.is_(False),
        jobs.c.deleted.is_(False),
        (jobs.c.channel_id == _CHANNEL) | (jobs.c.parent_channel_id == _CHANNEL),
        jobs.c.created_at >= sa.bindparam("since", type_=jobs.c.created_at.type),
    )
    .group_by(jobs.c.seq, jobs.c.id, jobs.c.artist_id)
    .order_by(jobs.c.seq)
)
# Written out: SQLAlchemy has no words for it that serve both databases. What somebody has suggested is approved
# where a moderator adds it.
_ADD_TEXT = (
    "INSERT INTO themes (channel_id, text, folded, suggested_by, waits, round) "
    "VALUES (:channel_id, :text, :folded, :suggested_by, :waits, 0) ON CONFLICT (channel_id, folded) DO "
)
_ADD = sa.text(f"{_ADD_TEXT} UPDATE SET waits = false WHERE themes.waits")
_SUGGEST = sa.text(f"{_ADD_TEXT} NOTHING")


class ThemeStore:
    """The themes of all channels."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def add(
        self, channel_id: int, texts: Sequence[str], *, line: Callable[[Added], Event | None] = lambda _: None
    ) -> asyncio.Future[Added]:
        """Put themes into a channel's pool, as far as they are new to it and fit.

        ``line`` says of it what is to be noted.
        """
        return self._lanes.writes.put(noting(partial(_add, channel_id=channel_id, texts=tuple(texts)), line))

    def suggest(self, channel_id: int, text: str, person_id: int) -> asyncio.Future[None]:
        """Let a theme wait for approval.

        Raises:
            ThemeKnown: it is in the pool, or waits already.
            TooManySuggestions: as many of that person's wait, or of all people's, as may.
        """
        return self._lanes.writes.put(partial(_suggest, channel_id=channel_id, text=text, person_id=person_id))

    def theme(self, theme_id: int) -> asyncio.Future[Theme | None]:
        """Return a theme of a pool, or one that waits."""
        return self._lanes.reads.put(partial(_find, theme_id=theme_id))

    def approve(self, theme_id: int, *, noted: Event | None = None) -> asyncio.Future[bool]:
        """Put a theme that waits into its pool, with a line in the log, if any; ``False`` where it waits no more.

        Raises:
            PoolFull: the pool holds as many as it may.
        """
        approve = partial(_approve, theme_id=theme_id)
        return self._lanes.writes.put(noting(approve, lambda is_done: noted if is_done else None))

    def remove(self, theme_id: int, *, waits: bool, noted: Event | None = None) -> asyncio.Future[bool]:
        """Take a theme out of its pool, or reject one that waits; ``False`` where there is none (any more)."""
        remove = partial(_remove, theme_id=theme_id, waits=waits)
        return self._lanes.writes.put(noting(remove, lambda is_done: noted if is_done else None))

    def call(self, turn: Occasion, *, noted: Event) -> asyncio.Future[None]:
        """Plan that the next theme comes, with a line in the log."""
        return self._lanes.writes.put(noting(partial(agenda.plan, planned=[turn]), lambda _: noted))

    def shelf(self, channel_id: int) -> asyncio.Future[Shelf]:
        """Return how many themes a channel has."""
        return self._lanes.reads.put(partial(_shelf, channel_id=channel_id))

    def page(self, channel_id: int, number: int, *, size: int, waits: bool) -> asyncio.Future[Page]:
        """Return a page of ``size`` themes, the nearest there is, of the pool or of what waits for approval."""
        return self._lanes.reads.put(partial(_page, channel_id=channel_id, number=number, size=size, waits=waits))

    def page_with(self, theme: Theme, *, size: int) -> asyncio.Future[int]:
        """Return the number of the page of ``size`` themes on which a theme stands, or stood."""
        return self._lanes.reads.put(partial(_page_with, theme=theme, size=size))

    def begin(
        self,
        channel_id: int,
        *,
        turn_at: datetime,
        now: datetime,
        ends_at: datetime,
        chance: float,
        without: Collection[int] = (),
    ) -> asyncio.Future[Turn]:
        """End the theme that is on and begin the next, once for each turn that was due at ``turn_at``.

        Asked again, it returns what it made. ``chance`` chooses the theme (``studio.community.pool.draw``), of all
        but those whose ids are in ``without``.
        """
        begin = partial(_begin, channel_id=channel_id, turn_at=turn_at, now=now, ends_at=ends_at)
        return self._lanes.writes.put(partial(begin, chance=chance, without=frozenset(without)))

    def last(self, channel_id: int) -> asyncio.Future[Run | None]:
        """Return what came out last in a channel, over or not."""
        return self._lanes.reads.put(partial(_last, channel_id=channel_id))

    def ended(self, channel_id: int) -> asyncio.Future[tuple[Run, ...]]:
        """Return what is over in a channel and waits for its recap, oldest first."""
        return self._lanes.reads.put(partial(_ended, channel_id=channel_id))

    def run(self, channel_id: int, number: int) -> asyncio.Future[Run | None]:
        """Return one time that a theme came out."""
        return self._lanes.reads.put(partial(_run, channel_id=channel_id, number=number))

    def drop(
        self,
        channel_id: int,
        *,
        now: datetime,
        follow: Callable[[Run], Sequence[Occasion]],
        noted: Event | None = None,
    ) -> asyncio.Future[Run | None]:
        """End the theme that is on so that it counts for nobody, and plan what follows; with a line, if any.

        Returns it, ``None`` where none is on.
        """
        drop = partial(_drop, channel_id=channel_id, now=now, follow=follow)
        return self._lanes.writes.put(noting(drop, lambda run: None if run is None else noted))

    def close(self, channel_id: int, *, now: datetime) -> asyncio.Future[None]:
        """End all that is under way in a channel; no recap comes of it, and it counts for nobody."""
        return self._lanes.writes.put(partial(_close, channel_id=channel_id, now=now))

    def take_back(self, run: Run, *, now: datetime) -> asyncio.Future[None]:
        """Undo that a theme came out which could be shown to nobody: it may come again in the same round."""
        return self._lanes.writes.put(partial(_take_back, run=run, now=now))

    def move_end(self, run: Run, ends_at: datetime) -> asyncio.Future[None]:
        """Write when the theme after one is to come."""
        return self._lanes.writes.put(partial(_change, run=run, values={"ends_at": ends_at}))

    def note_message(self, run: Run, message_id: int) -> asyncio.Future[None]:
        """Write which message shows a theme."""
        return self._lanes.writes.put(partial(_change, run=run, values={"message_id": message_id}))

    def works(
        self, channel_id: int, since: datetime, until: datetime | None = None
    ) -> asyncio.Future[tuple[Work, ...]]:
        """Return what was asked for in a channel or its threads in a time, and is finished; oldest first."""
        return self._lanes.reads.put(partial(_works, channel_id=channel_id, since=since, until=until))

    def count(self, run: Run, parts: Mapping[int, int]) -> asyncio.Future[None]:
        """Write down who took part in a theme that has ended, with how many pictures; once."""
        return self._lanes.writes.put(partial(_count, run=run, parts=dict(parts)))

    def takings(self, channel_id: int, people: Collection[int]) -> asyncio.Future[Takings]:
        """Return the themes that count in a channel, and in which of them these people took part."""
        return self._lanes.reads.put(partial(_takings, channel_id=channel_id, people=tuple(people)))


def _add(connection: Connection, channel_id: int, texts: Sequence[str]) -> Added:
    room = MAX_POOL - _counted(connection, channel_id, waits=False)
    added = known = over = 0
    for text in texts:
        if added >= room:
            over += 1
            continue
        written = connection.execute(_ADD, _theme_row(channel_id, text)).rowcount
        added += written
        known += 1 - written
    return Added(added, known, over)


def _suggest(connection: Connection, channel_id: int, text: str, person_id: int) -> None:
    if connection.scalar(
        sa.select(themes.c.id).where(themes.c.channel_id == channel_id, themes.c.folded == folded(text))
    ):
        raise ThemeKnown
    theirs = sa.select(sa.func.count()).where(_IN_CHANNEL, _WAITS, themes.c.suggested_by == person_id)
    if connection.execute(theirs, {"of_channel": channel_id}).scalar_one() >= MAX_SUGGESTED_BY_ONE:
        raise TooManySuggestions(MAX_SUGGESTED_BY_ONE)
    if _counted(connection, channel_id, waits=True) >= MAX_SUGGESTED:
        raise TooManySuggestions(MAX_SUGGESTED, of_all=True)
    connection.execute(_SUGGEST, _theme_row(channel_id, text, suggested_by=person_id))


def _find(connection: Connection, theme_id: int) -> Theme | None:
    row = connection.execute(sa.select(themes).where(_OF_THEME), {"of_theme": theme_id}).mappings().one_or_none()
    return None if row is None else _theme_of(row)


def _approve(connection: Connection, theme_id: int) -> bool:
    theme = _find(connection, theme_id)
    if theme is None:
        return False
    if theme.waits and _counted(connection, theme.channel_id, waits=False) >= MAX_POOL:
        raise PoolFull(MAX_POOL)
    approved = themes.update().where(_OF_THEME, _WAITS).values(waits=False)
    return connection.execute(approved, {"of_theme": theme_id}).rowcount == 1


def _remove(connection: Connection, theme_id: int, *, waits: bool) -> bool:
    removed = themes.delete().where(_OF_THEME, themes.c.waits.is_(waits))
    return connection.execute(removed, {"of_theme": theme_id}).rowcount == 1


def _shelf(connection: Connection, channel_id: int) -> Shelf:
    last = _last(connection, channel_id)
    still_to_come = themes.c.round < (1 if last is None else last.round)
    return Shelf(
        pool=_counted(connection, channel_id, waits=False),
        left=_counted(connection, channel_id, still_to_come, waits=False),
        waiting=_counted(connection, channel_id, waits=True),
    )


def _page(connection: Connection, channel_id: int, number: int, size: int, *, waits: bool) -> Page:
    total = _counted(connection, channel_id, waits=waits)
    pages = max(1, -(-total // size))
    number = min(max(number, 0), pages - 1)
    some = sa.select(themes).where(_IN_CHANNEL, themes.c.waits.is_(waits)).order_by(themes.c.id)
    rows = connection.execute(some.offset(number * size).limit(size), {"of_channel": channel_id}).mappings()
    return Page(tuple(_theme_of(row) for row in rows), number, pages, total)


def _page_with(connection: Connection, theme: Theme, size: int) -> int:
    before = sa.select(sa.func.count()).where(_IN_CHANNEL, themes.c.waits.is_(theme.waits), themes.c.id < theme.id)
    return int(connection.execute(before, {"of_channel": theme.channel_id}).scalar_one()) // size


def _begin(
    connection: Connection,
    channel_id: int,
    turn_at: datetime,
    now: datetime,
    ends_at: datetime,
    chance: float,
    without: Collection[int],
) -> Turn:
    # Whoever else is at the same turn waits here, and then finds it made.
    server_id: int | None = connection.scalar(_LOCK, {"of_channel": channel_id})
    if server_id is None:
        return Turn(None)
    last = _last(connection, channel_id)
    if last is None or last.begun_at < turn_at or last.state is RunState.DROPPED:
        if last is not None and last.state is RunState.ON:
            _change(connection, last, {"state": RunState.ENDED.value, "ended_at": now})
        lots = [lot for lot in _lots(connection, channel_id) if lot.theme_id not in without]
        drawn = draw(lots, last, chance)
        last = None if drawn is None else _written(connection, drawn, server_id, last, now, ends_at)
    return Turn(last, _ended(connection, channel_id))


def _written(
    connection: Connection, drawn: Draw, server_id: int, last: Run | None, now: datetime, ends_at: datetime
) -> Run:
    drawn_now = themes.update().where(themes.c.id == drawn.theme_id).values(round=drawn.round).returning(themes)
    theme = _theme_of(connection.execute(drawn_now).mappings().one())
    run = Run(
        channel_id=theme.channel_id,
        server_id=server_id,
        number=1 if last is None else last.number + 1,
        theme_id=theme.id,
        round=drawn.round,
        text=theme.text,
        suggested_by=theme.suggested_by,
        state=RunState.ON,
        begun_at=now,
        ends_at=ends_at,
    )
    connection.execute(theme_runs.insert(), _run_row(run))
    return run


def _ended(connection: Connection, channel_id: int) -> tuple[Run, ...]:
    return tuple(_run_of(row) for row in connection.execute(_ENDED, {"of_channel": channel_id}).mappings())


def _last(connection: Connection, channel_id: int) -> Run | None:
    row = connection.execute(_LAST, {"of_channel": channel_id}).mappings().one_or_none()
    return None if row is None else _run_of(row)


def _run(connection: Connection, channel_id: int, number: int) -> Run | None:
    this = {"of_channel": channel_id, "of_number": number}
    row = connection.execute(sa.select(theme_runs).where(_THIS), this).mappings().one_or_none()
    return None if row is None else _run_of(row)


def _drop(
    connection: Connection, channel_id: int, now: datetime, follow: Callable[[Run], Sequence[Occasion]]
) -> Run | None:
    last = _last(connection, channel_id)
    if last is None or not _dropped(connection, last, now, {RunState.ON}):
        return None
    dropped = replace(last, state=RunState.DROPPED, ended_at=now)
    agenda.plan(connection, follow(dropped))
    return dropped


def _close(connection: Connection, channel_id: int, now: datetime) -> None:
    over = {"state": RunState.DROPPED.value, "ended_at": sa.func.coalesce(theme_runs.c.ended_at, _moment(now))}
    open_ones = theme_runs.c.state.in_((RunState.ON.value, RunState.ENDED.value))
    connection.execute(theme_runs.update().where(theme_runs.c.channel_id == channel_id, open_ones).values(over))


def _take_back(connection: Connection, run: Run, now: datetime) -> None:
    if _dropped(connection, run, now, {RunState.ON}):
        connection.execute(themes.update().where(themes.c.id == run.theme_id).values(round=run.round - 1))


def _dropped(connection: Connection, run: Run, now: datetime, states: Collection[RunState]) -> bool:
    is_so = theme_runs.c.state.in_([state.value for state in states])
    over = theme_runs.update().where(_THIS, is_so).values(state=RunState.DROPPED.value, ended_at=now)
    return connection.execute(over, _this(run)).rowcount == 1


def _change(connection: Connection, run: Run, values: Row) -> None:
    connection.execute(theme_runs.update().where(_THIS).values(values), _this(run))


def _works(connection: Connection, channel_id: int, since: datetime, until: datetime | None) -> tuple[Work, ...]:
    in_time = _MADE if until is None else _MADE.where(jobs.c.created_at < until)
    made = connection.execute(in_time, {"of_channel": channel_id, "since": since})
    return tuple(Work(row.id, row.artist_id, row.made) for row in made)


def _count(connection: Connection, run: Run, parts: Mapping[int, int]) -> None:
    counted = theme_runs.update().where(_THIS, theme_runs.c.state == RunState.ENDED.value)
    if connection.execute(counted.values(state=RunState.COUNTED.value), _this(run)).rowcount != 1 or not parts:
        return
    key = {"channel_id": run.channel_id, "number": run.number}
    connection.execute(
        theme_parts.insert(), [{**key, "artist_id": who, "pictures": many} for who, many in parts.items()]
    )


def _takings(connection: Connection, channel_id: int, people: Collection[int]) -> Takings:
    counted = sa.select(theme_runs.c.number).where(
        theme_runs.c.channel_id == channel_id, theme_runs.c.state == RunState.COUNTED.value
    )
    parts = sa.select(theme_parts.c.artist_id, theme_parts.c.number).where(
        theme_parts.c.channel_id == channel_id, theme_parts.c.artist_id.in_(people)
    )
    taken: dict[int, set[int]] = defaultdict(set)
    for artist_id, number in connection.execute(parts):
        taken[artist_id].add(number)
    numbers = connection.scalars(counted.order_by(theme_runs.c.number))
    return Takings(tuple(numbers), {who: frozenset(numbers) for who, numbers in taken.items()})


def _lots(connection: Connection, channel_id: int) -> tuple[Lot, ...]:
    return tuple(Lot(*row) for row in connection.execute(_LOTS, {"of_channel": channel_id}))


def _counted(connection: Connection, channel_id: int, *besides: sa.ColumnElement[bool], waits: bool) -> int:
    some = sa.select(sa.func.count()).where(_IN_CHANNEL, themes.c.waits.is_(waits), *besides)
    return int(connection.execute(some, {"of_channel": channel_id}).scalar_one())


def _moment(moment: datetime) -> sa.BindParameter[datetime]:
    return sa.literal(moment, type_=Moment())


def _this(run: Run) -> dict[str, int]:
    return {"of_channel": run.channel_id, "of_number": run.number}


def _theme_row(channel_id: int, text: str, suggested_by: int | None = None) -> Row:
    return {
        "channel_id": channel_id,
        "text": text,
        "folded": folded(text),
        "suggested_by": suggested_by,
        "waits": suggested_by is not None,
    }


def _theme_of(row: RowMapping) -> Theme:
    return Theme(row["id"], row["channel_id"], row["text"], row["suggested_by"], row["waits"], row["round"])


def _run_row(run: Run) -> Row:
    return {
        "channel_id": run.channel_id,
        "number": run.number,
        "server_id": run.server_id,
        "theme_id": run.theme_id,
        "round": run.round,
        "text": run.text,
        "suggested_by": run.suggested_by,
        "state": run.state.value,
        "begun_at": run.begun_at,
        "ends_at": run.ends_at,
        "ended_at": run.ended_at,
        "message_id": run.message_id,
    }


def _run_of(row: RowMapping) -> Run:
    return Run(
        channel_id=row["channel_id"],
        server_id=row["server_id"],
        number=row["number"],
        theme_id=row["theme_id"],
        round=row["round"],
        text=row["text"],
        suggested_by=row["suggested_by"],
        state=RunState(row["state"]),
        begun_at=row["begun_at"],
        ends_at=row["ends_at"],
        ended_at=row["ended_at"],
        message_id=row["message_id"],
    )
