"""Many jobs, bad luck of every kind, impatient people and restarts: everything ends, and the money is right."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from random import Random

import pytest

from flux.catalogue import Input, Model
from flux.errors import InvalidInput, PictureGone, RateLimited, Unavailable, UnknownOutcome
from flux.listing import Listed
from flux.models import CATALOGUE
from flux.predictions import Prediction
from studio.face import Undeliverable
from studio.jobs import Job, JobState, PredictionState
from studio.store import Store
from tests.unit.studio.conftest import Rig, request
from tests.unit.studio.fakes import Answer, FakeFlux, failed, running

NewRig = Callable[..., Rig]
MODELS = [model.name for model in CATALOGUE]


def bad_luck(flux: FakeFlux, random: Random) -> None:
    """Let some calls fail, some predictions end badly, some pictures be gone."""
    flux.create_faults = random.choices([InvalidInput("no"), UnknownOutcome("cut"), RateLimited("slow")], k=4)
    ends: list[Answer] = [failed("NSFW"), failed("CUDA"), Unavailable("502"), running()]
    for n in random.sample(range(5, 40), 12):
        end = random.choice(ends)
        flux.answers[f"p{n}"] = [running(), end, failed("at last")]
    for n in random.sample(range(5, 40), 6):
        flux.pictures[f"https://pictures.test/p{n}/0"] = PictureGone("404")


def lists_what_is_there(flux: FakeFlux, random: Random) -> None:
    """Let the service list what was created, though some of its answers never arrived."""
    create = flux.create

    async def create_and_list(
        model: Model, sent: Input, *, before_each: Callable[[float], Awaitable[None]]
    ) -> Prediction:
        prediction = await create(model, sent, before_each=before_each)
        created = datetime.now(UTC)
        flux.lists = [
            [
                Listed(
                    id=prediction.id,
                    model=model.path,
                    seed=int(sent["seed"]),
                    prompt=str(sent["prompt"]),
                    created_at=created,
                ),
                *(one for page in flux.lists if not isinstance(page, Exception) for one in page),
            ]
        ]
        if random.random() < 0.3:
            raise UnknownOutcome("the answer was lost")
        return prediction

    flux.create = create_and_list  # type: ignore[method-assign]  # the same service, with a bad line


async def pester(rig: Rig, jobs: list[Job], random: Random) -> None:
    """Cancel and delete some jobs, a few of them more than once, all at the same time."""
    acts: list[Callable[[str], Awaitable[Job]]] = [
        rig.studio.cancel,
        rig.studio.cancel,
        partial(rig.studio.delete, by_id=1),
    ]
    await asyncio.gather(*(random.choice(acts)(job.id) for job in random.choices(jobs, k=8)))


async def until_forgotten(rig: Rig) -> None:
    """Wait until no picture is kept any more."""
    while rig.kept():  # noqa: ASYNC110 - nobody is told of that
        await asyncio.sleep(0.005)


@pytest.mark.parametrize("seed", range(6))
async def test_everything_ends_and_the_money_is_right(new_rig: NewRig, seed: int) -> None:
    random = Random(seed)
    first = new_rig(max_running=6)
    bad_luck(first.flux, random)
    first.face.faults = [RuntimeError("502"), Undeliverable("gone")]
    jobs = [await first.queued(request(random.choice(MODELS), random.randint(1, 3))) for _ in range(16)]
    async with first.running():
        await first.flux.look_up_called.wait()
        await pester(first, jobs, random)
        await first.ended(random.choice(jobs).id)
    second = first.restarted(max_running=3)
    async with second.running():
        await pester(second, jobs, random)
        ended = [await second.ended(job.id) for job in jobs]
        # On a busy machine the first one may have stopped before it had forgotten all: the second one sweeps.
        await until_forgotten(second)

    sent = [p for job in ended for p in job.predictions if p.submitted_at is not None]
    assert len(first.flux.created) <= len(sent)
    spent = await first.store.spent_this_month()
    assert spent.held_micro_usd == 0
    assert spent.captured_micro_usd == sum(job.captured_micro_usd for job in ended)
    delivered = {job_id for rig in (first, second) for job_id, _ in rig.face.delivered}
    assert delivered <= {job.id for job in ended if job.state is JobState.DONE}


async def ended_anywhere(rig: Rig, job: Job) -> Job:
    """Wait until a job has ended, by whichever process: the others hear nothing of it."""
    while True:
        found = await rig.store.job(job.id)
        if found is not None and found.state.ended:
            return found
        await asyncio.sleep(0.005)


@pytest.mark.parametrize("seed", range(4))
async def test_processes_that_come_and_go_lose_nothing_and_pay_once(
    new_rig: NewRig, other_store: Store, seed: int
) -> None:
    random = Random(seed)
    first = new_rig(max_running=4)
    lists_what_is_there(first.flux, random)
    jobs = [
        await first.queued(request(random.choice(MODELS), random.randint(1, 3), seed=n)) for n in range(1, 300, 25)
    ]
    second = first.beside(other_store)
    async with second.running(alone=False):
        async with first.running(alone=False):
            await ended_anywhere(first, random.choice(jobs))
            # The first one freezes: what it has is another's when it thaws.
            await first.store.release()
            await ended_anywhere(second, random.choice(jobs))
        ended = [await ended_anywhere(second, job) for job in jobs]
    predictions = [prediction for job in ended for prediction in job.predictions]
    ready = sorted(p.input["seed"] for p in predictions if p.state is PredictionState.READY)
    # All that was paid for came, and once. What the frozen one had claimed and not sent is in no list, so nobody
    # knows that it was not sent: it is told as unknown and never sent by itself.
    assert sorted(sent["seed"] for sent in first.flux.created) == ready
    assert {p.state for p in predictions} <= {PredictionState.READY, PredictionState.UNKNOWN}
    spent = await first.store.spent_this_month()
    assert (spent.held_micro_usd, spent.captured_micro_usd) == (0, sum(job.captured_micro_usd for job in ended))
