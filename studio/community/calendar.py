"""Local times of a server as moments, right through changes of its clock; pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAYS_IN_A_WEEK = 7


def next_at(after: datetime, zone: ZoneInfo, at: time, weekday: int | None = None) -> datetime:
    """Return the first moment later than ``after`` at which a zone's clock shows ``at``, in UTC.

    ``weekday`` is that of the local day (0 is Monday), any where it is ``None``. What falls into the gap of a
    clock that is put forward happens when the gap is over; what happens twice where it is put back counts once,
    the first time.
    """
    day = local_day(after, zone)
    step = _DAYS_IN_A_WEEK if weekday is not None else 1
    if weekday is not None:
        day += timedelta(days=(weekday - day.weekday()) % _DAYS_IN_A_WEEK)
    while (moment := at_local(day, zone, at)) <= after:
        day += timedelta(days=step)
    return moment


def at_local(day: date, zone: ZoneInfo, at: time) -> datetime:
    """Return the moment in UTC at which a zone's clock shows a time on a day; see ``next_at`` for its changes."""
    local = datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    return _end_of_gap(local, zone)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the day that it is in a zone at a moment."""
    return moment.astimezone(zone).date()


def _end_of_gap(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment at which the clock was put forward past a local time that it never showed."""
    # With fold=1 a time in a gap is read by the offset after it, which puts it before the change.
    early, late = local.replace(fold=1).astimezone(UTC), local.astimezone(UTC)
    offset = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)
