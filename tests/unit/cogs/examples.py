"""Jobs in every state, hostile and long texts, and both languages: what the tests of cards are held against."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flux.inputs import Note, NoteKind, Options
from studio.jobs import (
    NOBODY,
    Fault,
    FaultKind,
    Job,
    JobState,
    Origin,
    Picture,
    Place,
    Prediction,
    PredictionState,
    Review,
    Source,
    Verdict,
)
from studio.progress import JobProgress

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PROGRESS = JobProgress(percent=43, elapsed_s=6.2, expected_s=14.0, running=1)
NOTES = tuple(Note(kind, "num_inference_steps", "25", "4") for kind in NoteKind)

HOSTILE = (
    "@everyone @here <@123456789012345678> <@&5> <#9> </imagine:1> <:smile:1> <t:0:R> [free](https://x.example) "
    "https://x.example ```py\nprint()\n``` `code` **bold** __under__ ~~gone~~ ||spoiler||\n# heading\n- list\n"
    "1. one\n> quote\n>>> all\n-# small \\ \u202eesrever\u202c \u0000\u001b[31m"
)
LONG_TEXTS = {
    "plain": "a lighthouse at dusk, " * 280,
    "emoji": "\U0001f5bc" * 4_000,
    "hostile": HOSTILE * 20,
    "stars": "*" * 6_000,
    "backticks": "`" * 6_000,
    "family": "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 1_200,
    "cyrillic": "маяк на закате " * 400,
    "chinese": "灯塔" * 3_000,
}


def picture(number: int) -> Picture:
    return Picture(number, "image/webp", 1024, 1024, 200_000, f"easel-k3j7q2m5x4ab-{number}.webp")


def prediction(number: int = 1, state: PredictionState = PredictionState.READY, **changes: object) -> Prediction:
    ended = NOW - timedelta(seconds=1) if state.ended else None
    base = Prediction(
        id=f"p{number}",
        job_id="k3j7q2m5x4ab",
        number=number,
        state=state,
        input={"prompt": "a lighthouse", "seed": 7_000_000 + number, "aspect_ratio": "16:9", "go_fast": True},
        external_id=None if state is PredictionState.WAITING else f"q4chw5rey9rmt0cww76t4h3ma{number}",
        submitted_at=None if state is PredictionState.WAITING else NOW - timedelta(seconds=5),
        ended_at=ended,
        pictures=(picture(number),) if state is PredictionState.READY else (),
    )
    return replace(base, **changes)  # type: ignore[arg-type]  # the tests name fields of Prediction only


def job(state: JobState, *predictions: Prediction, prompt: str = "a lighthouse at dusk", **changes: object) -> Job:
    base = Job(
        id="k3j7q2m5x4ab",
        state=state,
        artist_id=123456789012345678,
        place=Place(1, 2),
        model="flux-dev",
        options=Options(prompt=prompt, num_outputs=max(1, len(predictions))),
        locale="en",
        private=False,
        notes=(),
        estimate_micro_usd=25_000 * max(1, len(predictions)),
        created_at=NOW - timedelta(seconds=9),
        started_at=NOW - timedelta(seconds=5.2),
        ended_at=NOW if state.ended else None,
        predictions=predictions,
    )
    return replace(base, **changes)  # type: ignore[arg-type]  # the tests name fields of Job only


def source(version: int = 1, origin: Origin = Origin.MESSAGE, **changes: object) -> Source:
    """Return a picture of ours that a job starts from, its ids as long as they come."""
    place = Place(1_400_000_000_000_000_000 + version, 1_300_000_000_000_000_000)
    base = Source(
        artist_id=1_200_000_000_000_000_000 + version,
        place=place,
        origin=origin,
        message_id=1_500_000_000_000_000_000 + version,
        job_id="parent234567",
        number=version,
        version=version,
    )
    return replace(base, **changes)  # type: ignore[arg-type]  # the tests name fields of Source only


def every_edit(prompt: str = "make it snow") -> Mapping[str, Job]:
    """Return a finished job for each way in which pictures are told that it was made from, by a name."""
    foreign: dict[str, object] = {"job_id": None, "number": None}
    sources = {
        "ours": (source(2),),
        "foreign": (source(1, Origin.MESSAGE, **foreign),),
        "last": (source(1, Origin.LAST),),
        "attached": (source(1, Origin.ATTACHED, **foreign),),
        "several": (
            source(2),
            source(3, Origin.MESSAGE, **foreign),
            source(1, Origin.ATTACHED, **foreign),
            source(4),
        ),
        "no-link": (source(2, message_id=None),),
        "forgotten": (source(2, Origin.MESSAGE, artist_id=NOBODY, message_id=None, **foreign),),
    }
    made = job(JobState.DONE, prediction(1), model="flux-kontext-pro")
    return {
        name: replace(made, sources=of, options=replace(made.options, prompt=prompt))
        for name, of in sources.items()
    }


def failed(kind: FaultKind, state: JobState = JobState.FAILED, **params: str) -> Job:
    fault = Fault(kind, reference="ab12cd", params=params)
    return job(state, prediction(1, PredictionState.FAILED, fault=fault))


def every_state(prompt: str = "a lighthouse at dusk") -> Mapping[str, Job]:
    """Return a job for everything that a card can show, by a name."""
    waiting, submitting, running = (
        prediction(1, PredictionState(name)) for name in ("waiting", "submitting", "running")
    )
    blocked = prediction(3, PredictionState.BLOCKED, fault=Fault(FaultKind.BLOCKED))
    jobs = {
        "accepted": job(JobState.ACCEPTED, waiting),
        "queued": job(JobState.QUEUED, waiting),
        "starting": job(JobState.WORKING, submitting),
        "working": job(JobState.WORKING, running),
        "working-several": job(JobState.WORKING, prediction(1), prediction(2, PredictionState.RUNNING)),
        "canceling": job(JobState.WORKING, running, cancel_requested=True),
        "delivering": job(JobState.DELIVERING, prediction(1)),
        "reviewing": job(JobState.REVIEWING, prediction(1), review=Review()),
        "done": job(JobState.DONE, prediction(1)),
        "done-spoiler": job(JobState.DONE, prediction(1), review=Review(Verdict.SPOILER, 7)),
        "rejected": job(
            JobState.REJECTED,
            prediction(1),
            review=Review(Verdict.REJECTED, 7, "too [much](x) of it"),
            captured_micro_usd=25_000,
        ),
        "outdated": job(
            JobState.REJECTED, prediction(1), review=Review(Verdict.OUTDATED), captured_micro_usd=25_000
        ),
        "withdrawn": job(
            JobState.REJECTED, prediction(1), review=Review(Verdict.WITHDRAWN), captured_micro_usd=25_000
        ),
        "done-several": job(JobState.DONE, *(prediction(n) for n in range(1, 5)), notes=NOTES),
        "partial": job(JobState.DONE, prediction(1), prediction(2), blocked),
        "failed": failed(FaultKind.RATE_LIMITED, seconds="9"),
        "canceled": job(JobState.CANCELED, prediction(1, PredictionState.CANCELED, external_id=None)),
        "canceled-unsent": job(
            JobState.CANCELED,
            prediction(1, PredictionState.CANCELED, external_id=None, submitted_at=None),
        ),
        "blocked": failed(FaultKind.BLOCKED, JobState.BLOCKED),
        "unknown": failed(FaultKind.UNKNOWN_OUTCOME, JobState.UNKNOWN),
        "deleted": job(JobState.DONE, prediction(1), deleted=True),
    }
    return {name: replace(j, options=replace(j.options, prompt=prompt)) for name, j in jobs.items()}
