"""A theme channel's pool and what comes out of it: which theme is next, when, and who takes part; pure.

What is done about it is ``studio.community.themes``'; the rows are ``studio.store.themes``'.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from operator import itemgetter
from zoneinfo import ZoneInfo

from studio.community.calendar import next_at
from studio.community.purposes import Every, ThemeSettings
from studio.community.theme_values import Chosen, Draw, Lines, Lot, Run, Streak, Tally, Work

MAX_THEME = 150
"""Most characters of a theme."""

MAX_POOL = 1_000
"""Most themes of a channel, those that wait for approval not counted."""

MAX_FILE_BYTES = 500_000
"""Largest file of themes: a full pool of the longest, in any script of two bytes a character, and some more."""

MAX_SUGGESTED_BY_ONE = 5
"""Most suggestions of one person that may wait for approval in a channel."""

MAX_SUGGESTED = 100
"""Most suggestions of all people that may wait for approval in a channel."""

RECAP_AFTER = timedelta(minutes=10)
"""How long after the end of a theme its recap comes: what was asked for in time is finished then."""

_PERIODS = {Every.DAY: timedelta(days=1), Every.WEEK: timedelta(days=7)}
_LEAST_NOTICE, _MOST_NOTICE = timedelta(hours=1), timedelta(days=1)
_IN_PARTS = 4
"""A theme lasts at least one part in so many of its period; the reminder comes when one is left."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_UNWRITABLE = frozenset({"Cc", "Cs"})


def draw(pool: Sequence[Lot], last: Run | None, chance: float) -> Draw | None:
    """Return the theme that comes next, ``None`` where there is none.

    None comes a second time in a round; when all have come a new round begins, and not with the one that came last
    unless it is the only one. ``chance`` (at least 0, below 1) chooses among those that may come.
    """
    if not pool:
        return None
    now = 1 if last is None else last.round
    left = [lot.theme_id for lot in pool if lot.round < now]
    if not left:
        now += 1
        every = [lot.theme_id for lot in pool]
        left = [theme_id for theme_id in every if last is None or theme_id != last.theme_id] or every
    return Draw(sorted(left)[int(chance * len(left))], now)


def next_turn(
    settings: ThemeSettings, zone: ZoneInfo, now: datetime, begun_at: datetime | None = None
) -> datetime:
    """Return when the next theme is to come, in UTC.

    One that came out at ``begun_at`` has at least a quarter of its period: where less is left until the server's
    time for it, since the bot was late or a moderator was early, it is given the next one's too.
    """
    weekday = settings.weekday if settings.every is Every.WEEK else None
    after = now
    if begun_at is not None:
        after = max(now, begun_at + _PERIODS[settings.every] / _IN_PARTS)
    return next_at(after, zone, settings.at, weekday)


def reminder_at(begun_at: datetime, ends_at: datetime) -> datetime:
    """Return when a theme's reminder comes: a quarter of its time before the end, an hour to a day."""
    return ends_at - _notice(begun_at, ends_at)


def is_too_late_to_remind(begun_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Say whether a reminder would come too late to be of use: half of its time has passed."""
    return now > ends_at - _notice(begun_at, ends_at) / 2


def streak(counted: Iterable[int], taken: Collection[int]) -> Streak:
    """Return somebody's streak over themes in their order, of which they took part in those ``taken``."""
    current = best = 0
    for number in counted:
        current = current + 1 if number in taken else 0
        best = max(best, current)
    return Streak(current, best)


def tally(works: Sequence[Work]) -> Tally:
    """Count what was made."""
    return Tally(sum(work.pictures for work in works), len({work.artist_id for work in works}))


def parts(works: Iterable[Work]) -> Mapping[int, int]:
    """Return who took part, with how many pictures."""
    made: Counter[int] = Counter()
    for work in works:
        made[work.artist_id] += work.pictures
    return made


def chosen(works: Sequence[Work], most: int) -> tuple[Chosen, ...]:
    """Return the pictures to show, in the order in which they were asked for.

    Where there are more than ``most``, everybody's first one comes before anybody's second.
    """
    each: dict[int, list[tuple[int, Chosen]]] = defaultdict(list)
    every = [Chosen(work.job_id, n, work.artist_id) for work in works for n in range(1, work.pictures + 1)]
    for place, one in enumerate(every):
        each[one.artist_id].append((place, one))
    in_turn = [numbered for turn in zip_longest(*each.values()) for numbered in turn if numbered is not None]
    return tuple(one for _, one in sorted(in_turn[:most], key=itemgetter(0)))


def read_lines(text: str) -> Lines:
    """Read a text with one theme a line."""
    themes: dict[str, str] = {}
    empty = repeated = too_long = 0
    for line in text.splitlines():
        theme = tidy(line)
        if not theme:
            empty += 1
        elif len(theme) > MAX_THEME:
            too_long += 1
        elif folded(theme) in themes:
            repeated += 1
        else:
            themes[folded(theme)] = theme
    return Lines(tuple(themes.values()), empty, repeated, too_long)


def tidy(text: str) -> str:
    """Return a theme as it is kept: on one line, without what cannot be written; "" where nothing can be seen."""
    written = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in _UNWRITABLE)
    line = unicodedata.normalize("NFC", " ".join(written.split()))
    return line if any(not c.isspace() and unicodedata.category(c) not in _UNSEEN for c in line) else ""


def folded(theme: str) -> str:
    """Return what two themes have in common that are the same in all but case and the like."""
    return unicodedata.normalize("NFKC", theme).casefold()


def _notice(begun_at: datetime, ends_at: datetime) -> timedelta:
    return min(max((ends_at - begun_at) / _IN_PARTS, _LEAST_NOTICE), _MOST_NOTICE)
