"""What the queue is like at a moment, as the store tells it, and where jobs stand in it.

Pure. Whose turn it is stands in ``studio.fairness``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from studio.fairness import Key, Line, Marks, Rules, Why, expected_s, place, why
from studio.jobs import Job


@dataclass(frozen=True, slots=True)
class InLine:
    """A job that waits: whose, and how many predictions of the same person in the same server are before it."""

    job_id: str
    key: Key
    earlier: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The queue at a moment, of all processes.

    ``at_service`` counts predictions by person, ``at_service_of_server`` by server, ``models`` what waits by
    model; ``measured_s`` says how long those models took lately, as far as that is known. ``processes`` counts
    those that carry any of it. ``asked`` are the jobs that were asked for, as far as they wait.
    """

    lines: tuple[Line, ...]
    marks: Marks
    at_service: Mapping[int, int]
    at_service_of_server: Mapping[int, int]
    processes: int
    tokens: float
    models: Mapping[str, int]
    measured_s: Mapping[str, float]
    asked: tuple[InLine, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a waiting job stands: 1 is next. ``expected_s`` is how long it will wait, in seconds."""

    job_id: str
    place: int
    why: Why
    expected_s: float


@dataclass(frozen=True, slots=True)
class Count:
    """How many predictions wait, and how many are at the service."""

    waiting: int
    running: int


@dataclass(frozen=True, slots=True)
class QueueSeen:
    """The queue as a person sees it: in all, in their server, and their own jobs, oldest first."""

    in_all: Count
    here: Count | None
    own: tuple[tuple[Job, Standing], ...]


def standings(seen: Snapshot, rules: Rules, typical_s: Callable[[str], float]) -> tuple[Standing, ...]:
    """Say where the jobs stand that were asked for; ``typical_s`` tells of models that were not measured."""
    running = sum(seen.at_service.values())
    slots = rules.slots * seen.processes
    free = max(0, slots - running)
    usual_s = _usual_s(seen, typical_s)
    found = []
    for job in seen.asked:
        at = place(seen.lines, seen.marks, job.key, job.earlier)
        reason = why(
            earlier=job.earlier,
            at_service=seen.at_service.get(job.key[1], 0),
            weight=job.weight,
            has_others=any(line.person != job.key[1] for line in seen.lines),
            free=free,
            tokens=seen.tokens,
            rules=rules,
        )
        wait_s = expected_s(at, slots=slots, free=free, usual_s=usual_s, tokens=seen.tokens, rules=rules)
        found.append(Standing(job.job_id, at, reason, wait_s))
    return tuple(found)


def count(seen: Snapshot, server: int | None = None) -> Count:
    """Count what waits and runs, in one server or in all."""
    waiting = sum(line.waiting for line in seen.lines if server in (None, line.server))
    of_server = seen.at_service_of_server
    return Count(waiting, sum(of_server.values()) if server is None else of_server.get(server, 0))


def _usual_s(seen: Snapshot, typical_s: Callable[[str], float]) -> float:
    """Return how long one of what waits takes, by the models that it is of."""
    total = sum(seen.models.values())
    took = sum(waiting * seen.measured_s.get(model, typical_s(model)) for model, waiting in seen.models.items())
    return took / total if total else 0.0
