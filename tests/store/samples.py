"""Jobs to put into a store, and the usual ways through their lives."""

from datetime import UTC, datetime, timedelta

from flux.inputs import Note, NoteKind, Options
from studio.fairness import Rules
from studio.jobs import Card, Job, JobState, Picture, Place, Prediction, PredictionState
from studio.standing import standings
from studio.states import JobEvent, PredictionEvent
from studio.store import Store

CREATED = datetime(2026, 11, 22, 11, 59, 59, 5, tzinfo=UTC)
CARD = Card(channel_id=11, message_id=12, token="token-of-the-card", token_until=CREATED + timedelta(minutes=15))
COST = 40_000
LAVISH = Rules(creates_per_s=1e6, burst=10**6, slots=10**6, running_each=10**6, waiting_each=10**6)
"""A queue in which nothing is scarce."""


def new_job(job_id: str, *, predictions: int = 1, batch: int = 1, estimate: int | None = None) -> Job:
    """Return a job as the studio hands it in: each prediction asks for ``batch`` pictures."""
    return Job(
        id=job_id,
        state=JobState.ACCEPTED,
        artist_id=2**62 + 1,
        place=Place(channel_id=2**61 + 1, server_id=None),
        model="flux-dev",
        options=Options(prompt='a "лиса"\n\u2028\U0001f98a', guidance=3, prompt_strength=0.1, go_fast=False),
        locale="ru",
        private=True,
        notes=(Note(NoteKind.READ_AS, "megapixels", "1.0", "1"), Note(NoteKind.WITHOUT_EFFECT, "guidance", "3")),
        estimate_micro_usd=COST * predictions * batch if estimate is None else estimate,
        created_at=CREATED,
        predictions=tuple(_new_prediction(job_id, n, batch) for n in range(predictions)),
    )


def picture(number: int = 1) -> Picture:
    return Picture(number, "image/webp", 1024, 768, 123_456, f"{number}.webp")


async def queued(store: Store, job: Job) -> Job:
    """Bring a job to where it may be claimed."""
    await store.accept(job, ceiling_micro_usd=None)
    return await store.queue(job.id, CARD, picture_url=None, inputs=[p.input for p in job.predictions])


async def claimed(store: Store, job: Job) -> Job:
    """Bring a job to where all its predictions are being submitted; it must be the only one that waits."""
    await queued(store, job)
    await store.claim(len(job.predictions))
    return await _present(store, job.id)


async def ready(store: Store, prediction_id: str, pictures: int = 1) -> Job:
    """Bring a prediction that is being submitted to its pictures."""
    await store.advance_prediction(prediction_id, PredictionEvent.CREATED, external_id=f"ext-{prediction_id}")
    await store.advance_prediction(prediction_id, PredictionEvent.SUCCEEDED)
    kept = [picture(n) for n in range(1, pictures + 1)]
    return await store.advance_prediction(prediction_id, PredictionEvent.FETCHED, pictures=kept)


async def place_of(store: Store, job_id: str) -> int | None:
    """Return a job's place in the queue, ``None`` where it does not wait."""
    found = standings(await store.queue_with(job_id), store.rules, lambda model: 3.0)
    return found[0].place if found else None


async def done(store: Store, job: Job) -> Job:
    """Bring a new job to its end."""
    for prediction in (await claimed(store, job)).predictions:
        await ready(store, prediction.id)
    return await store.advance_job(job.id, JobEvent.DELIVERED)


async def _present(store: Store, job_id: str) -> Job:
    job = await store.job(job_id)
    assert job is not None
    return job


def _new_prediction(job_id: str, number: int, batch: int) -> Prediction:
    return Prediction(
        id=f"{job_id}-{number}",
        job_id=job_id,
        number=number,
        state=PredictionState.WAITING,
        input={"prompt": "лиса", "seed": 1 + number, "num_outputs": batch, "guidance": 3.5, "go_fast": True},
    )
