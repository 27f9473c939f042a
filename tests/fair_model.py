"""The queue as it must be, told in the plainest way: one turn after another, each for whoever is least served."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from studio.fairness import Key, Line, Rules


@dataclass
class Waiting:
    """A prediction that waits, or is at the service; ``number`` counts the jobs."""

    name: str
    server: int
    person: int
    owner: str
    number: int
    weight: float = 1.0
    is_at_service: bool = False


@dataclass
class FairModel:
    """Everything that waits and runs, and at which turn servers and people are next."""

    rules: Rules
    tokens: float
    all: list[Waiting] = field(default_factory=list)
    now: float = 0.0
    server_next: dict[int, float] = field(default_factory=dict)
    server_now: dict[int, float] = field(default_factory=dict)
    person_next: dict[Key, float] = field(default_factory=dict)

    @property
    def waiting(self) -> list[Waiting]:
        return [each for each in self.all if not each.is_at_service]

    @property
    def at_service(self) -> list[Waiting]:
        return [each for each in self.all if each.is_at_service]

    def lines(self) -> list[Line]:
        """Return what waits as the studio sees it."""
        found: dict[tuple[int, int, str], list[Waiting]] = {}
        for each in self.waiting:
            found.setdefault((each.server, each.person, each.owner), []).append(each)
        return [
            Line(*key, len(of_one), min(e.number for e in of_one), max(e.weight for e in of_one))
            for key, of_one in found.items()
        ]

    def claim(self, limit: int, owner: str) -> list[Waiting]:
        """Give turns to everybody whose process has room, one by one; return what became of a process' own."""
        rooms = Counter({each.owner: self.rules.slots for each in self.waiting})
        rooms.subtract(each.owner for each in self.at_service if each.owner in rooms)
        rooms[owner] = limit
        if self.tokens >= sum(rooms.values()):
            rooms = Counter({owner: limit})
        self._come()
        waited = self.waiting
        tried = FairModel(
            self.rules,
            self.tokens,
            self.all,
            self.now,
            {**self.server_next},
            {**self.server_now},
            {**self.person_next},
        )
        mine = [(line, at, inner) for line, at, inner in tried._turns(rooms) if line.owner == owner]
        taken = []
        began, servers_began = self.now, {**self.server_now}
        for line, at, inner in mine:
            first = next(e for e in self.waiting if (e.server, e.person, e.owner) == (*line.key, owner))
            first.is_at_service = True
            taken.append(first)
            self.server_next[line.server] = max(at, began) + 1
            self.person_next[line.key] = max(inner, servers_began[line.server]) + 1 / line.weight
            self.now = max(self.now + 1 / (len({e.server for e in waited}) + 1), at)
            weights = self._weights(waited, line.server)
            self.server_now[line.server] = max(self.server_now[line.server] + 1 / (weights + 1), inner)
        self.tokens -= len(taken)
        if taken:
            self._forget({e.server for e in taken}, waited)
        return taken

    def _come(self) -> None:
        """Let who is here anew begin now."""
        for each in self.waiting:
            self.server_next.setdefault(each.server, self.now)
            now = self.server_now.setdefault(each.server, 0.0)
            self.person_next.setdefault((each.server, each.person), now)

    def _forget(self, served: set[int], waited: Sequence[Waiting]) -> None:
        """Forget who is behind and did not wait: they come anew."""
        people = {(e.server, e.person) for e in waited}
        servers = {e.server for e in waited}
        for server in [each for each, at in self.server_next.items() if at <= self.now and each not in servers]:
            del self.server_next[server], self.server_now[server]
        for key in list(self.person_next):
            is_behind = key[0] in served and self.person_next[key] <= self.server_now[key[0]]
            if key[0] not in self.server_next or (is_behind and key not in people):
                del self.person_next[key]

    @staticmethod
    def _weights(waited: Sequence[Waiting], server: int) -> float:
        weights: dict[int, float] = {}
        for each in waited:
            if each.server == server:
                weights[each.person] = max(each.weight, weights.get(each.person, 0.0))
        return sum(weight for _, weight in sorted(weights.items()))

    def _turns(self, rooms: Counter[str]) -> Iterator[tuple[Line, float, float]]:
        lines = self.lines()
        left = {line: line.waiting for line in lines}
        since = {line.server: min(o.since for o in lines if o.server == line.server) for line in lines}
        running = Counter(each.person for each in self.at_service)
        given = Counter[tuple[int, str]]()
        tokens = self.tokens

        def server_at(server: int) -> tuple[float, int]:
            return self.server_next[server], since[server]

        def person_at(line: Line) -> tuple[float, int]:
            return self.person_next[line.key], line.since

        while tokens >= 1:
            can_go = [line for line in lines if left[line] and rooms[line.owner] >= 1]
            within = [
                each for each in can_go if running[each.person] + given[each.person, each.owner] < self._most(each)
            ]
            if not can_go:
                return
            line = min(within or can_go, key=lambda each: (server_at(each.server), person_at(each)))
            at, inner = server_at(line.server)[0], person_at(line)[0]
            yield line, at, inner
            self.server_next[line.server] = max(at, self.now) + 1
            self.person_next[line.key] = max(inner, self.server_now[line.server]) + 1 / line.weight
            left[line] -= 1
            rooms[line.owner] -= 1
            given[line.person, line.owner] += 1
            tokens -= 1

    def _most(self, line: Line) -> float:
        return max(1.0, self.rules.running_each * line.weight)


def names(of: Sequence[Waiting]) -> list[str]:
    """Return what predictions are called, in the order of their jobs."""
    return [each.name for each in sorted(of, key=lambda each: (each.number, each.name))]
