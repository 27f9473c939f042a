"""Whose turn it is at the service: weighted round robin over servers, then people, then their jobs. Pure.

Every server, and every person in a server, has a mark: the turn at which it is next. The lowest mark is next, and
the oldest job where marks are equal. Who comes anew begins at the turn that is now; who is served is next a turn
after that, or less where their weight is more. So nobody saves turns up, and nobody's many jobs come before
another's first. What is now moves on with every turn, by one for as many turns as wait and one more: so who comes
anew is before those who have just been served, but not for ever. What is kept of this between two claims, and
for all processes, is ``studio.store.queueing``'s.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import heapify, heappop, heapreplace
from typing import Self, TypeAlias

Key: TypeAlias = tuple[int, int]
"""A person in a server."""

_Place: TypeAlias = tuple[float, int]
"""What is compared: the mark, and who came first."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How much may be at the service, and wait for it.

    ``creates_per_s`` and ``burst`` bound how often the service is asked, by all processes together. The service
    allows 600 creates a minute: with the usual values no minute has more, wherever it begins. ``slots`` is how
    many predictions of a process are at the service at once. ``running_each`` is how many of a person's may be
    there while others wait. ``waiting_each`` is how many jobs of a person may wait.
    """

    creates_per_s: float = 9.0
    burst: int = 60
    slots: int = 8
    running_each: int = 4
    waiting_each: int = 100

    @classmethod
    def of(cls, slots: int) -> Self:
        """Return the usual rules for so many slots: nobody has more than half of them while others wait."""
        return cls(slots=slots, running_each=max(1, slots // 2))


@dataclass(frozen=True, slots=True)
class Line:
    """What one person has waiting in one server, as far as one process carries it.

    ``waiting`` counts predictions, ``since`` is the number of the oldest job. A person's private use is a server
    of its own.
    """

    server: int
    person: int
    owner: str
    waiting: int
    since: int
    weight: float = 1.0

    @property
    def key(self) -> Key:
        """The person in the server."""
        return self.server, self.person


@dataclass(frozen=True, slots=True)
class ServerMark:
    """At which turn a server is next, and which turn it is among its people."""

    next: float
    now: float = 0.0


@dataclass(frozen=True, slots=True)
class Marks:
    """At which turns everybody is next, and which turn it is among servers; who is missing has come anew."""

    now: float = 0.0
    servers: Mapping[int, ServerMark] = field(default_factory=dict)
    people: Mapping[Key, float] = field(default_factory=dict)

    def of_server(self, server: int) -> ServerMark:
        """Return a server's mark; who comes anew is next now."""
        return self.servers.get(server) or ServerMark(self.now)

    def of_person(self, key: Key) -> float:
        """Return the turn of their server at which a person is next; who comes anew is next now."""
        return self.people.get(key, self.of_server(key[0]).now)


@dataclass(frozen=True, slots=True)
class Turn:
    """One prediction's turn: whose, and the marks at which it came."""

    line: Line
    server_at: float
    person_at: float


def take(
    lines: Iterable[Line],
    marks: Marks,
    *,
    rooms: Mapping[str, float],
    at_service: Mapping[int, int],
    tokens: float,
    rules: Rules,
) -> tuple[Turn, ...]:
    """Give out turns in their order, as long as there are tokens and anybody has room.

    ``rooms`` says how many more predictions each process takes, 0 for one that is not in it; ``at_service`` how
    many of a person's are there. Who has reached ``running_each``, times their weight, is passed over as long as
    anybody else can go: what is free is never left so.
    """
    return tuple(_Taking(marks, rooms, at_service, tokens, rules).all_of(lines))


def after(lines: Iterable[Line], marks: Marks, turns: Iterable[Turn]) -> Marks:
    """Return the marks of all who had a turn, and of all ``lines`` that came anew; nobody else's.

    ``lines`` is all that waited before the turns.
    """
    weights: dict[Key, float] = {}
    for line in lines:
        weights[line.key] = max(line.weight, weights.get(line.key, 0.0))
    of_people: dict[int, float] = defaultdict(float)
    for (server_id, _), weight in sorted(weights.items()):
        of_people[server_id] += weight
    now = marks.now
    servers = {server_id: marks.of_server(server_id) for server_id in of_people if server_id not in marks.servers}
    people = {key: marks.of_person(key) for key in weights if key not in marks.people}
    for turn in turns:
        server_id, key = turn.line.server, turn.line.key
        server = servers.get(server_id) or marks.of_server(server_id)
        servers[server_id] = ServerMark(
            _next(turn.server_at, marks.now), _moved(server.now, turn.person_at, of_people[server_id])
        )
        people[key] = _next(turn.person_at, marks.of_server(server_id).now, turn.line.weight)
        now = _moved(now, turn.server_at, len(of_people))
    return Marks(now, servers, people)


def place(lines: Sequence[Line], marks: Marks, key: Key, earlier: int) -> int:
    """Return the place of a person's next prediction but ``earlier``: 1 for what is next of all.

    It counts turns, as they are given while nobody comes, goes, or is passed over. One line at least must be the
    person's.
    """
    server_id, person = key
    of_server: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        of_server[line.server].append(line)
    mine = [line for line in of_server[server_id] if line.person == person]
    own = _queue_of(mine, marks)
    inside = own.at(earlier)
    here = earlier + sum(
        _queue_of(theirs, marks).before(inside)
        for theirs in _by_person(of_server.pop(server_id)).values()
        if theirs[0].person != person
    )
    server = _server_queue(server_id, [line for line in lines if line.server == server_id], marks)
    outside = server.at(here)
    there = sum(_server_queue(other, theirs, marks).before(outside) for other, theirs in of_server.items())
    return 1 + here + there


class Why(StrEnum):
    """Why a job waits; each has its sentence (``queue-why-<value>``)."""

    ROOM = "room"
    """It is next of all, and as many are at the service as may be."""
    OTHERS = "others"
    """Those before it have not had their turn."""
    OWN = "own"
    """Earlier ones of the same person come first."""
    RUNNING = "running"
    """As many of the same person's are at the service as may be while others wait."""
    PACE = "pace"
    """The service is asked only so often."""


def why(
    *,
    place: int,
    earlier: int,
    at_service: int,
    weight: float,
    has_others: bool,
    free: float,
    tokens: float,
    rules: Rules,
) -> Why:
    """Say why a person's prediction waits that is at a place, and has ``earlier`` own ones before it.

    ``at_service`` counts the person's, ``free`` the slots of the process that carries it; ``has_others`` says
    that somebody else waits.
    """
    if free >= 1 and tokens < 1:
        return Why.PACE
    if has_others and at_service >= _most_of(weight, rules):
        return Why.RUNNING
    if earlier:
        return Why.OWN
    return Why.OTHERS if place > 1 else Why.ROOM


def expected_s(
    place: int, place_here: int, *, slots: int, free: int, usual_s: float, tokens: float, rules: Rules
) -> float:
    """Return how long the prediction at a place waits for its turn, in seconds.

    All are before it for the service, which may be asked only so fast; for a slot only what the same process
    carries, among which it is at ``place_here``. A prediction takes ``usual_s``, so that one of ``slots`` comes
    free in each of their number's part of it; what is ``free`` already is taken at once.
    """
    for_a_slot = max(0, place_here - free) * usual_s / max(1, slots)
    return max(for_a_slot, (place - tokens) / rules.creates_per_s, 0.0)


def expected_while_running_s(earlier: int, *, at_service: int, usual_s: float) -> float:
    """Return how long a prediction waits for the same person's to end, of which ``earlier`` wait before it."""
    return (earlier + 1) * usual_s / max(1, at_service)


def shown_s(seconds: float) -> int:
    """Return a wait as it is shown, rounded up to what people tell apart, so that a card need not change often."""
    step = next((step for below, step in _STEPS if seconds <= below), _STEPS[-1][1])
    return max(step, math.ceil(seconds / step) * step)


_STEPS = ((30, 10), (120, 30), (600, 60), (3600, 300), (math.inf, 1800))
"""Up to how many seconds a wait is shown in steps of how many."""


class _Taking:
    """Gives out turns; what it counts changes with each of them."""

    def __init__(
        self,
        marks: Marks,
        rooms: Mapping[str, float],
        at_service: Mapping[int, int],
        tokens: float,
        rules: Rules,
    ) -> None:
        self._marks = marks
        self._rooms = dict(rooms)
        self._at_service = at_service
        # By the process too: whether another one takes the turns that are left to it is not known yet.
        self._given: Counter[tuple[int, str]] = Counter()
        self._tokens = tokens
        self._rules = rules
        self._left: Counter[Line] = Counter()
        self._servers: dict[int, float] = {}
        self._people: dict[Key, float] = {}
        self._since: dict[int, int] = {}
        self._passed_over: list[Line] = []

    def all_of(self, lines: Iterable[Line]) -> Iterator[Turn]:
        waiting = list(lines)
        for line in waiting:
            self._left[line] = line.waiting
            self._since[line.server] = min(line.since, self._since.get(line.server, line.since))
        yield from self._round(waiting, bounded=True)
        yield from self._round(self._passed_over, bounded=False)

    def _round(self, lines: Sequence[Line], *, bounded: bool) -> Iterator[Turn]:
        of_server: dict[int, list[tuple[_Place, int, Line]]] = defaultdict(list)
        for number, line in enumerate(lines):
            of_server[line.server].append((self._person_at(line), number, line))
        for of_one in of_server.values():
            heapify(of_one)
        servers = [(self._server_at(server, self._since[server]), server) for server in of_server]
        heapify(servers)
        while servers and self._tokens >= 1 and any(room >= 1 for room in self._rooms.values()):
            at, server = servers[0]
            turn = self._turn(of_server[server], at[0], bounded=bounded)
            if turn is None:
                heappop(servers)
                continue
            heapreplace(servers, (self._server_at(server, at[1]), server))
            yield turn

    def _turn(self, lines: list[tuple[_Place, int, Line]], server_at: float, *, bounded: bool) -> Turn | None:
        """Take the next turn of a server, ``None`` where nobody of it can go."""
        while lines:
            known_at, number, line = lines[0]
            at = self._person_at(line)
            if not self._left[line] or self._rooms.get(line.owner, 0) < 1:
                heappop(lines)
            elif bounded and self._running(line) >= _most_of(line.weight, self._rules):
                self._passed_over.append(line)
                heappop(lines)
            elif at != known_at:
                # The same person had a turn in another process' line.
                heapreplace(lines, (at, number, line))
            else:
                self._count(line, server_at, at[0])
                return Turn(line, server_at, at[0])
        return None

    def _count(self, line: Line, server_at: float, person_at: float) -> None:
        self._left[line] -= 1
        self._rooms[line.owner] -= 1
        self._tokens -= 1
        self._given[line.person, line.owner] += 1
        self._servers[line.server] = _next(server_at, self._marks.now)
        self._people[line.key] = _next(person_at, self._marks.of_server(line.server).now, line.weight)

    def _running(self, line: Line) -> int:
        return self._at_service.get(line.person, 0) + self._given[line.person, line.owner]

    def _server_at(self, server: int, since: int) -> _Place:
        return self._servers.get(server, self._marks.of_server(server).next), since

    def _person_at(self, line: Line) -> _Place:
        return self._people.get(line.key, self._marks.of_person(line.key)), line.since


@dataclass(frozen=True, slots=True)
class _Queue:
    """What somebody has waiting: the first at their mark, which may be behind, the others evenly from now on."""

    mark: float
    now: float
    since: int
    step: float
    waiting: int

    def at(self, number: int) -> _Place:
        """Return when the prediction of a number comes, 0 for the first."""
        return (max(self.mark, self.now) + number * self.step if number else self.mark), self.since

    def before(self, other: _Place) -> int:
        """Count what comes before another's."""
        if not self.at(0) < other:
            return 0
        most = math.ceil((other[0] - max(self.mark, self.now)) / self.step - 1e-9)
        surely = min(self.waiting, max(1, most))
        return surely + (surely < self.waiting and self.at(surely) < other)


def _queue_of(lines: Sequence[Line], marks: Marks) -> _Queue:
    first = lines[0]
    since, waiting = min(line.since for line in lines), sum(line.waiting for line in lines)
    return _Queue(marks.of_person(first.key), marks.of_server(first.server).now, since, 1 / first.weight, waiting)


def _server_queue(server: int, lines: Sequence[Line], marks: Marks) -> _Queue:
    since, waiting = min(line.since for line in lines), sum(line.waiting for line in lines)
    return _Queue(marks.of_server(server).next, marks.now, since, 1.0, waiting)


def _next(at: float, now: float, weight: float = 1.0) -> float:
    """Return at which turn somebody is next who is served at one; who was behind has had one turn for it."""
    return max(at, now) + 1 / weight


def _moved(now: float, at: float, weights: float) -> float:
    """Return which turn it is after one, of which those who wait have so many together."""
    return max(now + 1 / (weights + 1), at)


def _by_person(lines: Iterable[Line]) -> Mapping[int, Sequence[Line]]:
    found: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.person].append(line)
    return found


def _most_of(weight: float, rules: Rules) -> float:
    return max(1.0, rules.running_each * weight)
