"""What every method of the store promises."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from flux.catalogue import Input
from studio.errors import JobGone
from studio.jobs import Fault, FaultKind, JobState, PredictionState
from studio.states import IllegalTransition, JobEvent, PredictionEvent
from studio.store import Store, StoreUnavailable
from tests.store.conftest import SetClock
from tests.store.samples import CARD, claimed, done, new_job, picture, place_of, queued, ready

FAULT = Fault(FaultKind.INVALID_INPUT, "ab12", {"fields": "guidance, «steps»"})


async def test_a_job_comes_back_as_it_went_in(store: Store) -> None:
    job = new_job("one", predictions=3)

    accepted = await store.accept(job, ceiling_micro_usd=None)

    assert accepted == replace(job, day="2026-11-22")
    assert await store.job("one") == accepted
    assert await store.job("two") is None


async def test_a_finished_job_comes_back_with_all_that_was_learned(store: Store, set_clock: SetClock) -> None:
    job = await claimed(store, new_job("one", predictions=2, batch=2))
    first, second = (prediction.id for prediction in job.predictions)
    await store.advance_prediction(first, PredictionEvent.CREATED, external_id="x1", reported_seed=2**40)
    await store.advance_prediction(first, PredictionEvent.SUCCEEDED)
    await store.advance_prediction(first, PredictionEvent.FETCHED, pictures=[picture(2), picture(1)])
    after = await store.advance_prediction(second, PredictionEvent.FAILED, fault=FAULT)

    assert after == await store.job("one")
    assert after.state is JobState.DELIVERING
    assert [p.state for p in after.predictions] == [PredictionState.READY, PredictionState.FAILED]
    assert after.pictures == (picture(1), picture(2))
    assert after.fault == FAULT
    assert after.predictions[0].external_id == "x1"
    assert after.predictions[0].seed == 2**40
    assert after.predictions[0].submitted_at == after.started_at == set_clock.time
    assert after.predictions[1].ended_at == set_clock.time


async def test_queue_completes_card_picture_and_inputs(store: Store) -> None:
    await store.accept(new_job("one", predictions=2), ceiling_micro_usd=None)
    inputs: list[Input] = [{"seed": 1, "image": "https://cdn/x"}, {"seed": 2, "image": "https://cdn/x"}]

    job = await store.queue("one", CARD, picture_url="https://cdn/x", inputs=inputs)

    assert job.state is JobState.QUEUED
    assert (job.card, job.picture_url) == (CARD, "https://cdn/x")
    assert [p.input for p in job.predictions] == inputs


async def test_queue_needs_an_input_for_each_prediction(store: Store) -> None:
    job = await store.accept(new_job("one", predictions=2), ceiling_micro_usd=None)

    with pytest.raises(ValueError, match="zip"):
        await store.queue("one", CARD, picture_url=None, inputs=[{"seed": 1}])

    assert await store.job("one") == job


async def test_a_card_moves_and_its_token_is_forgotten(store: Store) -> None:
    await queued(store, new_job("one"))

    moved = await store.place_card("one", replace(CARD, token=None, token_until=None))
    gone = await store.place_card("one", None)

    assert moved.card is not None
    assert moved.card.token is None
    assert gone.card is None


async def test_live_jobs_are_those_that_have_not_ended_oldest_first(store: Store) -> None:
    await done(store, new_job("done"))
    for job_id in ("zebra", "ant"):
        await store.accept(new_job(job_id), ceiling_micro_usd=None)
    await claimed(store, new_job("bee"))

    assert [job.id for job in await store.live_jobs()] == ["zebra", "ant", "bee"]


async def test_claim_takes_the_oldest_and_starts_their_jobs(store: Store) -> None:
    await store.accept(new_job("no-card"), ceiling_micro_usd=None)
    for job_id in ("second", "first"):
        await queued(store, new_job(job_id, predictions=2))

    taken = await store.claim(3)

    assert [p.id for p in taken] == ["second-0", "second-1", "first-0"]
    assert {p.state for p in taken} == {PredictionState.SUBMITTING}
    states = [job.state for job in await store.live_jobs()]
    assert states == [JobState.ACCEPTED, JobState.WORKING, JobState.WORKING]


@pytest.mark.parametrize("limit", [0, -1])
async def test_a_claim_of_none_takes_none(store: Store, limit: int) -> None:
    await queued(store, new_job("one"))

    assert await store.claim(limit) == ()


async def test_competing_claims_never_share_a_prediction(store: Store) -> None:
    for n in range(10):
        await queued(store, new_job(f"job{n}", predictions=4))

    claims = await asyncio.gather(*(store.claim(3) for _ in range(30)))

    taken = [prediction.id for claim in claims for prediction in claim]
    assert len(taken) == len(set(taken)) == 40


async def test_what_was_not_sent_waits_again(store: Store) -> None:
    await claimed(store, new_job("one"))

    job = await store.advance_prediction("one-0", PredictionEvent.NOT_SENT)

    assert job.state is JobState.WORKING
    assert [p.id for p in await store.claim(5)] == ["one-0"]


async def test_an_event_that_cannot_happen_changes_nothing(store: Store) -> None:
    before = await claimed(store, new_job("one"))

    with pytest.raises(IllegalTransition):
        await store.advance_prediction("one-0", PredictionEvent.FETCHED, pictures=[picture()])
    with pytest.raises(IllegalTransition):
        await store.advance_job("one", JobEvent.DELIVERED)

    assert await store.job("one") == before


@pytest.mark.parametrize(
    ("event", "end"),
    [
        (PredictionEvent.FAILED, JobState.FAILED),
        (PredictionEvent.BLOCKED, JobState.BLOCKED),
        (PredictionEvent.LOST, JobState.UNKNOWN),
    ],
)
async def test_a_job_ends_with_the_last_of_its_predictions(
    store: Store, event: PredictionEvent, end: JobState
) -> None:
    await claimed(store, new_job("one", predictions=2))

    half = await store.advance_prediction("one-1", event, fault=FAULT)
    whole = await store.advance_prediction("one-0", event, fault=FAULT)

    assert half.state is JobState.WORKING
    assert whole.state is end
    assert whole.ended_at is not None


@pytest.mark.parametrize("shown", [False, True])
async def test_a_prediction_does_not_fail_before_its_job_works(store: Store, shown: bool) -> None:
    job = new_job("one", predictions=2)
    await (queued(store, job) if shown else store.accept(job, ceiling_micro_usd=None))

    with pytest.raises(IllegalTransition):
        await store.advance_prediction("one-0", PredictionEvent.FAILED)


async def test_one_picture_is_enough_to_deliver(store: Store) -> None:
    await claimed(store, new_job("one", predictions=2))
    await ready(store, "one-0")

    job = await store.advance_prediction("one-1", PredictionEvent.BLOCKED, fault=FAULT)

    assert job.state is JobState.DELIVERING


async def test_a_lost_prediction_that_is_found_brings_its_job_back(store: Store) -> None:
    await claimed(store, new_job("one"))
    lost = await store.advance_prediction("one-0", PredictionEvent.LOST, fault=FAULT)

    found = await store.advance_prediction("one-0", PredictionEvent.FOUND, external_id="late")

    assert lost.state is JobState.UNKNOWN
    assert found.state is JobState.WORKING
    assert (found.ended_at, found.fault) == (None, None)
    assert found.predictions[0].state is PredictionState.RUNNING
    assert [job.id for job in await store.live_jobs()] == ["one"]


async def test_a_job_that_is_found_late_has_another_end_to_show(store: Store) -> None:
    await claimed(store, new_job("one"))
    await store.advance_prediction("one-0", PredictionEvent.LOST)
    await store.place_card("one", CARD.told())
    assert await store.untold_ids() == ()

    await store.advance_prediction("one-0", PredictionEvent.FOUND, external_id="late")
    await store.advance_prediction("one-0", PredictionEvent.FAILED, fault=FAULT)

    assert await store.untold_ids() == ("one",)


async def test_a_job_that_fails_as_a_whole_ends_its_predictions_with_the_fault(store: Store) -> None:
    await queued(store, new_job("one", predictions=3))
    await store.claim(2)
    await store.advance_prediction("one-0", PredictionEvent.CREATED, external_id="x")

    job = await store.advance_job("one", JobEvent.FAILED, fault=FAULT)

    assert job.state is JobState.FAILED
    assert {p.state for p in job.predictions} == {PredictionState.FAILED}
    assert {p.fault.reference for p in job.predictions if p.fault} == {"ab12"}


async def test_a_job_that_is_lost_as_a_whole_never_sent_the_rest(store: Store) -> None:
    await queued(store, new_job("one", predictions=2))
    await store.claim(1)

    job = await store.advance_job("one", JobEvent.LOST, fault=FAULT)

    assert [p.state for p in job.predictions] == [PredictionState.UNKNOWN, PredictionState.CANCELED]


async def test_a_job_is_not_canceled_as_a_whole_under_a_call_in_flight(store: Store) -> None:
    await claimed(store, new_job("one"))

    with pytest.raises(IllegalTransition):
        await store.advance_job("one", JobEvent.CANCELED)


async def test_a_job_is_neither_delivered_nor_found_without_its_predictions(store: Store) -> None:
    await claimed(store, new_job("one"))
    with pytest.raises(IllegalTransition):
        await store.advance_job("one", JobEvent.PICTURES_KEPT)
    await store.advance_prediction("one-0", PredictionEvent.LOST)
    with pytest.raises(IllegalTransition):
        await store.advance_job("one", JobEvent.FOUND)


@pytest.mark.parametrize("shown", [False, True])
async def test_a_job_of_which_nothing_was_sent_is_canceled_at_once(store: Store, shown: bool) -> None:
    job = new_job("one", predictions=2)
    await (queued(store, job) if shown else store.accept(job, ceiling_micro_usd=None))

    job = await store.request_cancel("one")

    assert job.state is JobState.CANCELED
    assert job.cancel_requested
    assert await store.claim(5) == ()


async def test_cancel_spares_what_is_at_the_service(store: Store) -> None:
    await queued(store, new_job("one", predictions=2))
    await store.claim(1)

    job = await store.request_cancel("one")

    assert job.state is JobState.WORKING
    assert [p.state for p in job.predictions] == [PredictionState.SUBMITTING, PredictionState.CANCELED]


async def test_what_was_not_sent_of_a_canceled_job_ends_it(store: Store) -> None:
    await claimed(store, new_job("one"))
    await store.request_cancel("one")

    job = await store.advance_prediction("one-0", PredictionEvent.NOT_SENT)

    assert job.state is JobState.CANCELED


async def test_cancel_leaves_a_job_alone_that_is_being_delivered_or_has_ended(store: Store) -> None:
    await claimed(store, new_job("one"))
    delivering = await ready(store, "one-0")
    assert await store.request_cancel("one") == delivering
    ended = await store.advance_job("one", JobEvent.DELIVERED)
    assert await store.request_cancel("one") == ended


async def test_ended_jobs_whose_cards_may_not_show_it(store: Store) -> None:
    await done(store, new_job("done"))
    await queued(store, new_job("live"))
    for job_id in ("first", "second", "told", "deleted"):
        await queued(store, new_job(job_id))
        await store.advance_job(job_id, JobEvent.CANCELED)
    # A card that is a reply never had a token.
    await store.place_card("second", replace(CARD, token=None, token_until=None))
    await store.place_card("told", CARD.told())
    await store.mark_deleted("deleted")
    await store.accept(new_job("cardless"), ceiling_micro_usd=None)
    await store.advance_job("cardless", JobEvent.CANCELED)

    assert await store.untold_ids() == ("first", "second")


async def test_a_deleted_job_is_marked(store: Store) -> None:
    await done(store, new_job("one"))

    assert (await store.mark_deleted("one")).deleted


async def test_places_in_the_queue(store: Store) -> None:
    for n in range(3):
        await queued(store, new_job(f"job{n}", predictions=2))
    await store.accept(new_job("no-card"), ceiling_micro_usd=None)

    async def places() -> list[int | None]:
        return [await place_of(store, job_id) for job_id in ("job0", "job1", "job2", "no-card", "nobody")]

    assert await places() == [1, 3, 5, None, None]
    await store.claim(3)
    assert await places() == [None, 1, 2, None, None]
    await store.request_cancel("job1")
    assert await places() == [None, None, 1, None, None]


async def test_small_facts_are_remembered(store: Store) -> None:
    assert await store.fact("tree") is None
    await store.remember("tree", "abc")
    await store.remember("tree", "def")
    assert await store.fact("tree") == "def"


async def test_unknown_ids_are_told(store: Store) -> None:
    with pytest.raises(JobGone):
        await store.advance_prediction("nobody-0", PredictionEvent.CREATED)
    for act in (
        store.advance_job("nobody", JobEvent.FAILED),
        store.request_cancel("nobody"),
        store.mark_deleted("nobody"),
        store.place_card("nobody", CARD),
        store.queue("nobody", CARD, picture_url=None, inputs=[]),
    ):
        with pytest.raises(JobGone):
            await act


async def test_writes_keep_the_order_in_which_they_were_called(store: Store) -> None:
    await claimed(store, new_job("one"))

    writes = [
        store.advance_prediction("one-0", PredictionEvent.CREATED, external_id="x"),
        store.advance_prediction("one-0", PredictionEvent.SUCCEEDED),
        store.advance_prediction("one-0", PredictionEvent.FETCHED, pictures=[picture()]),
        store.advance_job("one", JobEvent.DELIVERED),
    ]

    assert [(await write).state for write in writes] == [
        JobState.WORKING,
        JobState.WORKING,
        JobState.DELIVERING,
        JobState.DONE,
    ]


async def test_it_is_not_cleared_up_while_somebody_reads(file_store: Store, file_url: str) -> None:
    file = Path(file_url.removeprefix("sqlite:///"))
    log = file.with_name(f"{file.name}-wal")
    with closing(sqlite3.connect(file)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM jobs")
        await file_store.remember("a word", "that is forgotten")
        with pytest.raises(StoreUnavailable):
            await file_store.scrub()
        assert b"that is forgotten" in log.read_bytes()
    await file_store.scrub()
    assert log.read_bytes() == b""
