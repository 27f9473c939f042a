"""What the queue is like at a moment, as the store tells it, and where jobs stand in it.

Pure. Whose turn it is stands in ``studio.fairness``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from studio.fairness import Key, Line, Marks, Rules, Why, expected_s, expected_while_running_s, place, why
from studio.jobs import Job


@dataclass(frozen=True, slots=True)
class InLine:
    """A job that waits: whose, and how many predictions of the same person in the same server are before it.

    ``earlier_here`` counts those of them that ``owner`` carries, as it does this one.
    """

    job_id: str
    key: Key
    owner: str
    earlier: int
    earlier_here: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The queue at a moment, of all processes.

    ``at_service`` counts predictions by person, ``at_service_of_server`` by server, ``at_service_of_owner`` by the
    process that carries them; ``models`` counts what waits by model, ``measured_s`` says how long those models
    took lately, as far as that is known. ``asked`` are the jobs that were asked for, as far as they wait.
    """

    lines: tuple[Line, ...]
    marks: Marks
    at_service: Mapping[int, int]
    at_service_of_server: Mapping[int, int]
    at_service_of_owner: Mapping[str, int]
    tokens: float
    models: Mapping[str, int]
    measured_s: Mapping[str, float]
    asked: tuple[InLine, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a waiting job stands: 1 is next, ``None`` that its place says nothing, because it is passed over.

    ``expected_s`` is how long it will wait, in seconds.
    """

    job_id: str
    place: int | None
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
    usual_s = _usual_s(seen, typical_s)
    return tuple(_standing(job, seen, rules, usual_s) for job in seen.asked)


def _standing(job: InLine, seen: Snapshot, rules: Rules, usual_s: float) -> Standing:
    at = place(seen.lines, seen.marks, job.key, job.earlier)
    # The slots of other processes are of no use to it.
    free = max(0, rules.slots - seen.at_service_of_owner.get(job.owner, 0))
    at_service = seen.at_service.get(job.key[1], 0)
    reason = why(
        place=at,
        earlier=job.earlier,
        at_service=at_service,
        weight=job.weight,
        has_others=any(line.person != job.key[1] for line in seen.lines),
        free=free,
        tokens=seen.tokens,
        rules=rules,
    )
    wait_s = expected_s(
        at,
        place([line for line in seen.lines if line.owner == job.owner], seen.marks, job.key, job.earlier_here),
        slots=rules.slots,
        free=free,
        usual_s=usual_s,
        tokens=seen.tokens,
        rules=rules,
    )
    if reason is Why.RUNNING:
        passed_over_s = expected_while_running_s(job.earlier, at_service=at_service, usual_s=usual_s)
        return Standing(job.job_id, None, reason, max(wait_s, passed_over_s))
    return Standing(job.job_id, at, reason, wait_s)


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
