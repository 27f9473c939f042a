"""What a face can ask of the studio."""

import asyncio
from collections.abc import Callable
from functools import partial

import pytest

from flux.errors import OutOfRange, PictureNotTaken, UnknownModel
from flux.inputs import Options
from flux.models import CATALOGUE
from studio.budgets import Scope
from studio.errors import BudgetExceeded, JobGone, NotNow
from studio.jobs import Job, JobState, Place, PredictionState, Request
from tests.unit.studio.conftest import CARD, Rig, request
from tests.unit.studio.fakes import png

NewRig = Callable[..., Rig]


async def test_a_request_becomes_a_job_that_waits_for_its_card(rig: Rig) -> None:
    job = await rig.studio.submit(request("flux-kontext-pro", 3))

    assert job == await rig.store.job(job.id)
    assert job.state is JobState.ACCEPTED
    assert [p.state for p in job.predictions] == [PredictionState.WAITING] * 3
    assert [p.input["seed"] for p in job.predictions] == [5, 6, 7]
    assert job.estimate_micro_usd == 3 * CATALOGUE["flux-kontext-pro"].price.micro_usd
    assert (await rig.store.spent_this_month()).held_micro_usd == job.estimate_micro_usd
    assert await rig.store.claim(8) == ()


async def test_seeds_are_chosen_where_none_is_given(rig: Rig) -> None:
    asked = Request(1, Place(7), "flux-schnell", Options(prompt="a heron"), "en")
    jobs = [await rig.studio.submit(asked) for _ in range(2)]
    seeds = [job.predictions[0].seed for job in jobs]
    assert all(1 <= seed < 2**31 for seed in seeds)
    assert len(set(seeds)) == 2


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        (request("flux-schnell", 5), OutOfRange),
        (request("flux-schnell", has_picture=True), PictureNotTaken),
        (request("flux-7"), UnknownModel),
    ],
)
async def test_what_cannot_be_sent_is_refused_and_holds_nothing(
    rig: Rig, asked: Request, fault: type[Exception]
) -> None:
    with pytest.raises(fault):
        await rig.studio.check(asked)
    with pytest.raises(fault):
        await rig.studio.submit(asked)
    assert (await rig.store.spent_this_month()).held_micro_usd == 0


async def test_the_months_ceiling_holds(new_rig: NewRig) -> None:
    rig = new_rig(ceiling_micro_usd=7_000)
    await rig.studio.submit(request(count=2))
    with pytest.raises(BudgetExceeded) as refused:
        await rig.studio.submit(request())
    assert (refused.value.scope, refused.value.limit_micro_usd, refused.value.left_micro_usd) == (
        Scope.OPERATOR,
        7_000,
        1_000,
    )
    assert len(await rig.store.live_jobs()) == 1


async def test_nothing_is_taken_while_stopping(rig: Rig) -> None:
    await rig.runner.stop()
    with pytest.raises(NotNow):
        await rig.studio.submit(request())


async def test_a_job_whose_card_cannot_be_shown_is_abandoned(rig: Rig) -> None:
    job = await rig.studio.submit(request())
    await rig.studio.abandon(job.id)
    await rig.studio.abandon(job.id)
    await rig.studio.abandon("nothing")

    ended = await rig.studio.job(job.id)
    assert ended is not None
    assert ended.state is JobState.CANCELED
    assert (await rig.store.spent_this_month()).held_micro_usd == 0


async def test_the_picture_goes_into_every_prediction(rig: Rig) -> None:
    job = await rig.studio.submit(request("flux-kontext-max", 2, has_picture=True))
    queued = await rig.studio.queue(job.id, CARD, picture_url="https://cdn.test/a.jpg")
    assert [p.input["input_image"] for p in queued.predictions] == ["https://cdn.test/a.jpg"] * 2
    assert queued.picture_url == "https://cdn.test/a.jpg"
    assert queued.card == CARD


async def test_places_in_the_queue(rig: Rig) -> None:
    first, second = await rig.queued(), await rig.queued()
    standings = [await rig.studio.standing(job.id) for job in (first, second)]
    assert [standing and standing.place for standing in standings] == [1, 2]


async def test_again_with_a_new_seed_or_the_same(rig: Rig) -> None:
    job = await rig.studio.submit(request("flux-dev", 2, has_picture=True))
    await rig.studio.queue(job.id, CARD, picture_url="https://cdn.test/a.jpg")

    async def again(*, same_seed: bool) -> Request:
        return await rig.studio.again(
            job.id, artist_id=2, place=Place(3), locale="ru", private=True, same_seed=same_seed
        )

    new, same = await again(same_seed=False), await again(same_seed=True)
    assert (new.options.seed, same.options.seed) == (None, 5)
    assert (new.artist_id, new.place, new.locale, new.private) == (2, Place(3), "ru", True)
    assert (new.model, new.options.num_outputs, new.has_picture) == ("flux-dev", 2, True)

    await rig.studio.delete(job.id, by_id=1)
    with pytest.raises(JobGone):
        await again(same_seed=True)


async def test_jobs_that_are_not_there(rig: Rig) -> None:
    assert await rig.studio.job("nothing") is None
    with pytest.raises(JobGone):
        await rig.studio.queue("nothing", CARD)
    with pytest.raises(JobGone):
        await rig.studio.again("nothing", artist_id=1, place=Place(1), locale="en", private=False, same_seed=True)


async def test_pictures_of_many_people_are_read(rig: Rig) -> None:
    async def read(width: int) -> bytes:
        return png(width, 40)

    taken = await asyncio.gather(*(rig.studio.read_pictures([partial(read, 60 + n)]) for n in range(5)))
    assert [intake.width for intake in taken] == [60, 61, 62, 63, 64]
    together = await rig.studio.read_pictures([partial(read, 10), partial(read, 20)])
    assert (together.width, together.height) == (30, 40)


async def test_a_claim_comes_right_behind_the_job_that_is_queued(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that one commit serves both: the runner is woken before it is known that the job is queued."""
    woken = asyncio.Event()
    queue = rig.store.queue

    async def known_late(queued: asyncio.Future[Job]) -> Job:
        await woken.wait()
        return await queued

    monkeypatch.setattr(rig.runner, "wake", woken.set)
    monkeypatch.setattr(
        rig.store, "queue", lambda *of, **how: asyncio.ensure_future(known_late(queue(*of, **how)))
    )

    assert (await rig.queued()).state is JobState.QUEUED
