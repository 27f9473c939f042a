"""Whose turn it is, as rows: read and written in the transaction of a claim, and looked at for cards.

The rule itself is ``studio.fairness``'s. The one row of ``turns`` is locked by a claim until it is committed, so
that the claims of all processes follow one another; none waits for it, so that none ever waits in a circle.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeAlias, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from studio.fairness import Key, Line, Marks, Rules, ServerMark, Turn, after, take
from studio.jobs import JobState, PredictionState
from studio.standing import InLine, Snapshot
from studio.store.leases import Owner, moment_in
from studio.store.reading import MAY_START
from studio.store.tables import (
    JOB_IS_AT_SERVICE,
    JOB_IS_DONE,
    JOB_IS_LIVE,
    JOB_WAITS,
    jobs,
    person_turns,
    predictions,
    server_turns,
    turns,
)

_Name = TypeVar("_Name", bound=Hashable)

_Served: TypeAlias = Sequence[tuple[int, str | None, int, int]]
"""Person, process, server, and how many predictions of theirs are at the service."""

_MEASURED = 20
"""Over how many of the last predictions of a model the usual duration is taken."""


class _NowS(FunctionElement[float]):
    """The database's clock, in seconds since 1970."""

    type = sa.Float(53)
    inherit_cache = True


@compiles(_NowS, "sqlite")
def _on_sqlite(element: _NowS, compiler: SQLCompiler, **how: object) -> str:
    del element, compiler, how
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(_NowS, "postgresql")
def _on_postgresql(element: _NowS, compiler: SQLCompiler, **how: object) -> str:
    del element, compiler, how
    # Not now(), which is when the transaction began.
    return "EXTRACT(EPOCH FROM clock_timestamp())::float8"


@dataclass(frozen=True, slots=True)
class _Bucket:
    """What the row of ``turns`` comes to at a moment of the database's, and whether it was filled after that."""

    now: float
    tokens: float
    at_s: float
    is_ahead: bool = False


_OWNER = sa.bindparam("owner", type_=jobs.c.owner.type)
_PERSON, _LINE = (sa.bindparam(name, type_=sa.BigInteger) for name in ("person", "line"))
_ANY_OF_MINE = sa.select(sa.literal(1)).select_from(jobs).where(JOB_WAITS, jobs.c.owner == _OWNER).limit(1)
_BUCKET: sa.Select[float, float, float, float] = sa.select(
    turns.c.now, turns.c.tokens, turns.c.filled_at_s, _NowS().label("at_s")
)
# Another process that has it is claiming: this one asks again soon (``next_claim_s``).
_BUCKET_LOCKED = _BUCKET.with_for_update(skip_locked=True)
_LINES = (
    sa.select(
        jobs.c.line_id,
        jobs.c.artist_id,
        jobs.c.owner,
        sa.func.sum(jobs.c.waiting),
        sa.func.min(jobs.c.seq),
        sa.func.max(jobs.c.weight),
    )
    .where(JOB_WAITS)
    .group_by(jobs.c.line_id, jobs.c.artist_id, jobs.c.owner)
)
_AT_SERVICE = (
    sa.select(jobs.c.artist_id, jobs.c.owner, jobs.c.line_id, sa.func.sum(jobs.c.at_service))
    .where(JOB_IS_AT_SERVICE)
    .group_by(jobs.c.artist_id, jobs.c.owner, jobs.c.line_id)
)
_IS_ALIVE = (
    sa.select(sa.literal(1))
    .select_from(jobs)
    .where(JOB_IS_LIVE, jobs.c.owner == _OWNER, jobs.c.lease_until > moment_in("no_s"))
    .limit(1)
)
# Whoever does not wait may have been served long ago, and there may be many of them.
_SERVERS = sa.select(server_turns).where(server_turns.c.line_id.in_(sa.select(jobs.c.line_id).where(JOB_WAITS)))
_PEOPLE = sa.select(person_turns.c.line_id, person_turns.c.person_id, person_turns.c.next).select_from(
    person_turns.join(
        sa.select(jobs.c.line_id, jobs.c.artist_id).where(JOB_WAITS).distinct().subquery("waits"),
        sa.text("waits.line_id = person_turns.line_id AND waits.artist_id = person_turns.person_id"),
    )
)
_OLDEST = (
    sa.select(jobs.c.id, jobs.c.waiting)
    .where(JOB_WAITS, jobs.c.line_id == _LINE, jobs.c.artist_id == _PERSON, jobs.c.owner == _OWNER)
    .order_by(jobs.c.seq)
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_LOCKED = (
    sa.select(predictions.c.job_id, predictions.c.id, jobs.c.line_id, jobs.c.artist_id)
    .select_from(predictions.join(jobs))
    .where(
        jobs.c.id.in_(sa.bindparam("ids", expanding=True)),
        predictions.c.state == PredictionState.WAITING.value,
        *(JOB_IS_LIVE, MAY_START, jobs.c.owner == _OWNER),
    )
    .order_by(jobs.c.seq, predictions.c.number)
    # Skipping what another process has in hand never waits, so that it never waits in a circle.
    .with_for_update(of=[jobs, predictions], skip_locked=True)
)
_SPEND = turns.update().values(
    now=sa.bindparam("is_now"), tokens=sa.bindparam("left"), filled_at_s=sa.bindparam("at_s")
)
# Written out: SQLAlchemy has no words for it that serve both databases.
# Filled last long ago: at the very first claim there are as many tokens as there may be.
_BEGIN = sa.text(
    "INSERT INTO turns (id, now, tokens, filled_at_s) VALUES (1, 0, 0, 0) ON CONFLICT (id) DO NOTHING"
)
_MARK_SERVER = sa.text(
    "INSERT INTO server_turns (line_id, next, now) VALUES (:line, :next, :now) "
    "ON CONFLICT (line_id) DO UPDATE SET next = excluded.next, now = excluded.now"
)
_MARK_PERSON = sa.text(
    "INSERT INTO person_turns (line_id, person_id, next) VALUES (:line, :person, :next) "
    "ON CONFLICT (line_id, person_id) DO UPDATE SET next = excluded.next"
)
_NO_PERSON_WAITS = ~sa.exists().where(
    JOB_WAITS, jobs.c.line_id == person_turns.c.line_id, jobs.c.artist_id == person_turns.c.person_id
)
_IS_OVER = (server_turns.c.next <= sa.bindparam("now")) & ~sa.exists().where(
    JOB_WAITS, jobs.c.line_id == server_turns.c.line_id
)
_FORGET_PEOPLE = person_turns.delete().where(
    person_turns.c.line_id == _LINE, person_turns.c.next <= sa.bindparam("now"), _NO_PERSON_WAITS
)
_FORGET_PEOPLE_OF_SERVERS = person_turns.delete().where(
    person_turns.c.line_id.in_(sa.select(server_turns.c.line_id).where(_IS_OVER))
)
_FORGET_SERVERS = server_turns.delete().where(_IS_OVER)
_WAITING_OF = (
    sa.select(sa.func.count())
    .select_from(jobs)
    .where(
        JOB_IS_LIVE,
        jobs.c.artist_id == _PERSON,
        jobs.c.state.in_((JobState.ACCEPTED.value, JobState.QUEUED.value)),
    )
)
_MODELS = sa.select(jobs.c.model, sa.func.sum(jobs.c.waiting)).where(JOB_WAITS).group_by(jobs.c.model)
_LAST_OF_MODEL = (
    sa.select(predictions.c.submitted_at, predictions.c.ended_at)
    .select_from(
        predictions.join(
            sa.select(jobs.c.id)
            .where(JOB_IS_DONE, jobs.c.model == sa.bindparam("model"))
            .order_by(jobs.c.seq.desc())
            .limit(_MEASURED)
            .subquery("last"),
            sa.text("last.id = predictions.job_id"),
        )
    )
    .where(predictions.c.state == PredictionState.READY.value)
)
_EARLIER = (
    sa.select(jobs.c.owner, sa.func.sum(jobs.c.waiting))
    .where(JOB_WAITS, jobs.c.line_id == _LINE, jobs.c.artist_id == _PERSON, jobs.c.seq < sa.bindparam("seq"))
    .group_by(jobs.c.owner)
)
_IN_LINE = sa.select(jobs.c.id, jobs.c.line_id, jobs.c.artist_id, jobs.c.owner, jobs.c.seq, jobs.c.weight).where(
    JOB_WAITS
)
_JOB_IN_LINE = _IN_LINE.where(jobs.c.id == sa.bindparam("job_id"))
_JOBS_IN_LINE = _IN_LINE.where(jobs.c.artist_id == _PERSON).order_by(jobs.c.seq)
_IDS_OF_MINE = sa.select(jobs.c.id).where(JOB_WAITS, jobs.c.owner == _OWNER).order_by(jobs.c.seq)


def waiting_of(connection: Connection, person_id: int) -> int:
    """Count a person's jobs of which nothing has begun."""
    return connection.scalar(_WAITING_OF, {"person": person_id}) or 0


def take_turns(connection: Connection, limit: int, *, me: Owner, rules: Rules) -> Mapping[str, Collection[str]]:
    """Choose up to ``limit`` waiting predictions of mine whose turn it is, and write that they had it.

    Returns the predictions' ids by the ids of their jobs, which are locked.
    """
    # To SQLite a negative limit is none.
    if limit < 1 or connection.scalar(_ANY_OF_MINE, {"owner": me.id}) is None:
        return {}
    bucket = _bucket(connection, _BUCKET_LOCKED, rules)
    if bucket is None and connection.execute(_BEGIN).rowcount == 1:
        bucket = _bucket(connection, _BUCKET_LOCKED, rules)
    if bucket is None:
        return {}
    if bucket.is_ahead:
        # From here on it fills again, even where there is nothing to take.
        _spend(connection, bucket, bucket.now, 0)
    if bucket.tokens < 1:
        return {}
    lines, marks = _lines(connection), _marks(connection, bucket)
    served = _served(connection)
    given = take(
        lines,
        marks,
        rooms=_rooms(connection, lines, served, limit, me, rules, bucket.tokens),
        at_service=_of_people(served),
        tokens=bucket.tokens,
        rules=rules,
    )
    mine = [turn for turn in given if turn.line.owner == me.id]
    ids_of, taken = _locked(connection, mine, me)
    if taken:
        _write(connection, after(lines, marks, taken), {turn.line.server for turn in taken}, bucket, len(taken))
    return ids_of


def next_claim_s(connection: Connection, me: Owner, rules: Rules) -> float | None:
    """Return in how many seconds a claim of mine may find something; ``None`` while nothing of mine waits."""
    if connection.scalar(_ANY_OF_MINE, {"owner": me.id}) is None:
        return None
    bucket = _bucket(connection, _BUCKET, rules)
    # With tokens there, others are before it, or are claiming at this moment.
    missing = 1.0 if bucket is None or bucket.tokens >= 1 else 1 - bucket.tokens
    return missing / rules.creates_per_s


def snapshot(
    connection: Connection, rules: Rules, *, job_id: str | None = None, person_id: int | None = None
) -> Snapshot:
    """Look at the whole queue, and where in it one job is, or all of one person's."""
    lines = _lines(connection)
    bucket = _bucket(connection, _BUCKET, rules) or _Bucket(0.0, 0.0, 0.0)
    served = _served(connection)
    models = {model: int(waiting) for model, waiting in connection.execute(_MODELS)}
    asked = (
        connection.execute(_JOB_IN_LINE, {"job_id": job_id})
        if job_id is not None
        else connection.execute(_JOBS_IN_LINE, {"person": person_id})
    )
    return Snapshot(
        lines=lines,
        marks=_marks(connection, bucket),
        at_service=_of_people(served),
        at_service_of_server=_counted((line, count) for _, _, line, count in served),
        at_service_of_owner=_of_owners(served),
        tokens=bucket.tokens,
        models=models,
        measured_s={model: took for model in models if (took := measured_s(connection, model)) is not None},
        asked=tuple(_in_line(connection, *row) for row in asked),
    )


def ids_of_mine(connection: Connection, me: Owner) -> tuple[str, ...]:
    """Return the ids of my jobs that wait, oldest first."""
    return tuple(connection.scalars(_IDS_OF_MINE, {"owner": me.id}))


def measured_s(connection: Connection, model: str) -> float | None:
    """Return how long the last predictions of a model took, in seconds: the median, ``None`` before the first."""
    took = [
        (ended_at - submitted_at).total_seconds()
        for submitted_at, ended_at in connection.execute(_LAST_OF_MODEL, {"model": model})
        if submitted_at is not None and ended_at is not None
    ]
    return max(0.0, median(took)) if took else None


def _bucket(
    connection: Connection, statement: sa.Select[float, float, float, float], rules: Rules
) -> _Bucket | None:
    row = connection.execute(statement).one_or_none()
    if row is None:
        return None
    now, tokens, filled_at_s, at_s = row
    # A clock that was put back costs what would have come meanwhile, and no more.
    since_s = max(0.0, at_s - filled_at_s)
    filled = min(float(rules.burst), tokens + since_s * rules.creates_per_s)
    return _Bucket(now, filled, at_s, is_ahead=filled_at_s > at_s)


def _lines(connection: Connection) -> tuple[Line, ...]:
    return tuple(
        Line(server, person, owner or "", int(waiting), since, weight)
        for server, person, owner, waiting, since, weight in connection.execute(_LINES)
    )


def _marks(connection: Connection, bucket: _Bucket) -> Marks:
    servers = {line: ServerMark(at, now) for line, at, now in connection.execute(_SERVERS)}
    people: dict[Key, float] = {(line, person): at for line, person, at in connection.execute(_PEOPLE)}
    return Marks(bucket.now, servers, people)


def _rooms(
    connection: Connection,
    lines: Sequence[Line],
    served: _Served,
    limit: int,
    me: Owner,
    rules: Rules,
    tokens: float,
) -> Mapping[str, float]:
    """Say how many more predictions each process takes; the others are taken to have as many slots as this one.

    While there are tokens for all of them there is nothing to be left to the others.
    """
    used = _of_owners(served)
    others = {line.owner for line in lines} - {me.id}
    rooms = {owner: rules.slots - used.get(owner, 0) for owner in others if _is_alive(connection, owner)}
    return {me.id: limit} if tokens >= limit + sum(rooms.values()) else {**rooms, me.id: limit}


def _served(connection: Connection) -> _Served:
    return [(person, owner, line, int(count)) for person, owner, line, count in connection.execute(_AT_SERVICE)]


def _is_alive(connection: Connection, owner: str) -> bool:
    return connection.scalar(_IS_ALIVE, {"owner": owner, "no_s": 0}) is not None


def _locked(
    connection: Connection, mine: Sequence[Turn], me: Owner
) -> tuple[Mapping[str, Collection[str]], Sequence[Turn]]:
    """Lock the oldest predictions of those whose turn it is; what somebody else has in hand is left out.

    Returns the predictions' ids by the ids of their jobs, and the turns that were used, in their order.
    """
    turns_of: dict[Key, list[Turn]] = defaultdict(list)
    for turn in mine:
        turns_of[turn.line.key].append(turn)
    ids = [
        job_id
        for (line, person), due in turns_of.items()
        for job_id in _oldest(connection, line, person, len(due), me)
    ]
    ids_of: dict[str, set[str]] = defaultdict(set)
    used: set[Turn] = set()
    for job_id, prediction_id, line, person in (
        connection.execute(_LOCKED, {"ids": ids, "owner": me.id}) if ids else ()
    ):
        due = turns_of[line, person]
        if due:
            used.add(due.pop(0))
            ids_of[job_id].add(prediction_id)
    return ids_of, [turn for turn in mine if turn in used]


def _oldest(connection: Connection, line: int, person: int, most: int, me: Owner) -> Iterator[str]:
    """Yield the oldest jobs of a person in a server that have so many waiting predictions together."""
    asked = {"line": line, "person": person, "most": most, "owner": me.id}
    for job_id, waiting in connection.execute(_OLDEST, asked).all():
        if most <= 0:
            return
        yield job_id
        most -= waiting


def _spend(connection: Connection, bucket: _Bucket, now: float, spent: int) -> None:
    connection.execute(_SPEND, {"is_now": now, "left": bucket.tokens - spent, "at_s": bucket.at_s})


def _write(connection: Connection, marks: Marks, served: Collection[int], bucket: _Bucket, spent: int) -> None:
    _spend(connection, bucket, marks.now, spent)
    connection.execute(
        _MARK_SERVER,
        [{"line": line, "next": mark.next, "now": mark.now} for line, mark in marks.servers.items()],
    )
    connection.execute(
        _MARK_PERSON,
        [{"line": line, "person": person, "next": at} for (line, person), at in marks.people.items()],
    )
    # Who is behind and does not wait begins anew: nothing of it is needed, nor may it be kept for a return.
    connection.execute(_FORGET_PEOPLE, [{"line": line, "now": marks.servers[line].now} for line in served])
    connection.execute(_FORGET_PEOPLE_OF_SERVERS, {"now": marks.now})
    connection.execute(_FORGET_SERVERS, {"now": marks.now})


def _of_people(served: _Served) -> Mapping[int, int]:
    return _counted((person, count) for person, _, _, count in served)


def _of_owners(served: _Served) -> Mapping[str, int]:
    return _counted((owner or "", count) for _, owner, _, count in served)


def _counted(each: Iterable[tuple[_Name, int]]) -> Mapping[_Name, int]:
    counted: Counter[_Name] = Counter()
    for name, count in each:
        counted[name] += int(count)
    return counted


def _in_line(
    connection: Connection, job_id: str, line: int, person: int, owner: str | None, seq: int, weight: float
) -> InLine:
    rows = connection.execute(_EARLIER, {"line": line, "person": person, "seq": seq})
    earlier = _counted((theirs or "", waiting) for theirs, waiting in rows)
    here = owner or ""
    return InLine(job_id, (line, person), here, sum(earlier.values()), earlier.get(here, 0), weight)
