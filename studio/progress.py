"""How far a job is, for its card.

Pure; what a log tells comes from ``flux.progress`` by way of the runner.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flux.progress import estimated_percent
from studio.jobs import Job, Prediction, PredictionState

_MOST = 99
_AT_SERVICE = frozenset({PredictionState.SUBMITTING, PredictionState.RUNNING, PredictionState.FETCHING})


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a live job is.

    ``percent`` is 0..99, the mean over its predictions. ``elapsed_s`` runs from the start of the job and is 0
    before it; ``expected_s`` is how long such a job usually takes, in seconds. ``running`` counts the predictions
    that the service has, ``waiting`` those that have not been sent.
    """

    percent: int
    elapsed_s: float
    expected_s: float
    running: int = 0
    waiting: int = 0


def job_progress(job: Job, told: Callable[[str], int | None], *, typical_s: float, now: datetime) -> JobProgress:
    """Say how far a job is: by its logs where these tell, else by the time that such a prediction usually takes.

    ``told`` returns the percentage of a prediction's log by the prediction's id, ``None`` where there is none.
    """
    percents = [_percent(p, told(p.id), typical_s, now) for p in job.predictions]
    states = [p.state for p in job.predictions]
    return JobProgress(
        percent=min(sum(percents) // max(1, len(percents)), _MOST),
        elapsed_s=_elapsed_s(job, now),
        expected_s=typical_s,
        running=sum(state in _AT_SERVICE for state in states),
        waiting=states.count(PredictionState.WAITING),
    )


def _elapsed_s(job: Job, now: datetime) -> float:
    if job.started_at is None:
        return 0.0
    return max(0.0, ((job.ended_at or now) - job.started_at).total_seconds())


def _percent(prediction: Prediction, told: int | None, typical_s: float, now: datetime) -> int:
    if prediction.state.ended:
        return 100
    match prediction.state:
        case PredictionState.FETCHING:
            return _MOST
        case PredictionState.RUNNING if told is not None:
            return min(told, _MOST)
        case PredictionState.RUNNING if prediction.submitted_at is not None:
            return estimated_percent((now - prediction.submitted_at).total_seconds(), typical_s)
        case _:
            return 0
