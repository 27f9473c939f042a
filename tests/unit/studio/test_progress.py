"""How far a job is, for its card."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from flux.inputs import Options
from studio.jobs import Job, JobState, Place, Prediction, PredictionState
from studio.progress import job_progress

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def job(*states: PredictionState, started_s: float | None = 2.0) -> Job:
    at = None if started_s is None else NOW - timedelta(seconds=started_s)
    predictions = tuple(
        Prediction(f"p{n}", "j", n, state, {"seed": 1}, submitted_at=at) for n, state in enumerate(states)
    )
    return Job(
        "j", JobState.WORKING, 1, Place(1), "flux-dev", Options("x"), "en", False, (), 1, NOW,
        started_at=at, predictions=predictions,
    )  # fmt: skip


def test_the_log_is_believed_before_the_clock() -> None:
    running = job(PredictionState.RUNNING)
    assert job_progress(running, lambda _: 30, typical_s=4, now=NOW).percent == 30
    assert 0 < job_progress(running, lambda _: None, typical_s=4, now=NOW).percent < 99


def test_a_job_is_as_far_as_its_predictions_are_on_average() -> None:
    several = job(PredictionState.READY, PredictionState.RUNNING, PredictionState.WAITING, PredictionState.WAITING)
    progress = job_progress(several, lambda _: 50, typical_s=4, now=NOW)
    assert (progress.percent, progress.running, progress.waiting) == (37, 1, 2)
    assert (progress.elapsed_s, progress.expected_s) == (2.0, 4)


def test_a_job_that_has_not_started() -> None:
    waiting = job(PredictionState.WAITING, started_s=None)
    progress = job_progress(waiting, lambda _: None, typical_s=4, now=NOW)
    assert (progress.percent, progress.elapsed_s, progress.running) == (0, 0.0, 0)


def test_time_stops_with_the_job() -> None:
    ended = replace(job(PredictionState.READY), ended_at=NOW)
    later = job_progress(ended, lambda _: None, typical_s=4, now=NOW + timedelta(hours=1))
    assert later.elapsed_s == 2.0


@given(
    st.lists(st.sampled_from(PredictionState), min_size=1, max_size=4),
    st.one_of(st.none(), st.integers(0, 100)),
    st.floats(-5, 5000),
)
def test_it_is_never_done_before_it_is(states: list[PredictionState], told: int | None, started_s: float) -> None:
    progress = job_progress(job(*states, started_s=started_s), lambda _: told, typical_s=4, now=NOW)
    assert 0 <= progress.percent <= 99
    assert progress.elapsed_s >= 0
