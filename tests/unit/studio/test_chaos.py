"""Many jobs, bad luck of every kind, impatient people and restarts: everything ends, and the money is right."""

import asyncio
from collections.abc import Callable
from random import Random

import pytest

from flux.errors import InvalidInput, PictureGone, RateLimited, Unavailable, UnknownOutcome
from flux.models import CATALOGUE
from studio.face import Undeliverable
from studio.jobs import Job, JobState
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


async def pester(rig: Rig, jobs: list[Job], random: Random) -> None:
    """Cancel and delete some jobs, a few of them more than once, all at the same time."""
    acts = [rig.studio.cancel, rig.studio.cancel, rig.studio.delete]
    await asyncio.gather(*(random.choice(acts)(job.id) for job in random.choices(jobs, k=8)))


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

    sent = [p for job in ended for p in job.predictions if p.submitted_at is not None]
    assert len(first.flux.created) <= len(sent)
    spent = await first.store.spent_this_month()
    assert spent.held_micro_usd == 0
    assert spent.captured_micro_usd == sum(job.captured_micro_usd for job in ended)
    delivered = {job_id for rig in (first, second) for job_id, _ in rig.face.delivered}
    assert delivered <= {job.id for job in ended if job.state is JobState.DONE}
    assert not list(first.folder.rglob("*.png"))
