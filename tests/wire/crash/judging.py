"""Lets what a death or a freeze has interrupted come to its end, and judges the service, the store and Discord.

What the end is says the point (``points``, ``freezes``).
"""

from collections import Counter

from demo.look_alike import Created
from studio.jobs import FaultKind, Job, JobState, PredictionState
from tests.wire.crash.harness import Ground
from tests.wire.crash.points import End
from tests.wire.crash.stories import PROMPT
from tests.wire.discord import Message
from tests.wire.easel import is_done, is_failed, made

_STATES = {
    End.CARDLESS: JobState.CANCELED,
    End.DONE: JobState.DONE,
    End.NOT_FOUND: JobState.UNKNOWN,
    End.UNKNOWN: JobState.UNKNOWN,
    End.CANCELED: JobState.CANCELED,
    End.FAILED: JobState.FAILED,
    End.DELETED: JobState.DONE,
    End.DELETED_LATER: JobState.DONE,
}
_CREATED_NOTHING = {End.NEVER, End.CARDLESS, End.NOT_FOUND}
_MAY_HAVE_BEEN_CHARGED = "it may have been carried out and charged"
_SAYS_CANCELLED = "Cancelled. Nothing counts towards the budget here"


async def finished(ground: Ground, end: End) -> None:
    """Start a process, wait until nothing is left for it to do, and stop it."""
    bot = await ground.start()
    await ground.until(lambda: is_at_rest(ground))
    if end is End.DELETED_LATER:
        card = _card(ground)
        assert card is not None
        ground.press(card, "Delete")
        await ground.until(lambda: card.is_deleted)
    assert await bot.terminate() == 0, bot.said


async def settled(ground: Ground, end: End) -> None:
    """Wait until the living processes have brought the job to its end, and nothing is left to do; stop them."""
    await ground.until(lambda: _has_come_to(ground, end) and is_at_rest(ground))
    for bot in ground.bots:
        assert await bot.terminate() == 0, bot.said


def left_in_store(ground: Ground) -> str:
    """Return what a death has left in the store, in the words of ``Point.left``."""
    job = ground.records.job(PROMPT)
    if job is None:
        return "no job"
    marked = [] if job.state is not JobState.DELIVERING or job.delivery_begun_at is None else ["marked"]
    return ", ".join([job.state, *{prediction.state for prediction in job.predictions}, *marked])


def judge(ground: Ground, end: End) -> None:
    """Fail unless all holds that must hold with this end, after ``finished`` or ``settled``."""
    job = ground.records.job(PROMPT)
    assert (job is None) is (end is End.NEVER)
    judge_money(ground)
    judge_calls(ground)
    if job is None:
        assert ground.flux.created == []
        return
    assert job.state is _STATES[end]
    created = _created_for(ground, job)
    assert len(created) == (0 if end in _CREATED_NOTHING else len(job.predictions))
    card = _card(ground)
    match end:
        case End.DONE:
            assert card is not None
            assert is_done(card)
            assert [len(made(message)) for message in ground.messages] == [1] * len(ground.messages)
        case End.NOT_FOUND | End.UNKNOWN:
            assert job.fault is not None
            assert job.fault.kind is FaultKind.UNKNOWN_OUTCOME
            assert card is not None
            assert is_failed(card)
            assert _MAY_HAVE_BEEN_CHARGED in card.text
        case End.CANCELED:
            assert card is not None
            assert _SAYS_CANCELLED in card.text
            if ground.flux.options.comet.cancels:
                assert [ground.flux.status_of(each.id) for each in created] == ["canceled"]
        case End.FAILED:
            assert card is not None
            assert is_failed(card)
        case End.DELETED | End.DELETED_LATER:
            assert card is None
    shown = [job for job in ground.records.jobs() if job.state is JobState.DONE and not job.deleted]
    assert ground.pictures == sum(len(job.pictures) for job in shown)


def judge_money(ground: Ground) -> None:
    """Fail unless every hold was settled once, by what was delivered, and nothing is held."""
    lines = ground.records.ledger()
    captured = 0
    for job in ground.records.jobs():
        of_kind = {line.kind: line.micro_usd for line in lines if line.job_id == job.id}
        assert of_kind.pop("hold") == job.estimate_micro_usd
        assert sum(of_kind.values()) == job.estimate_micro_usd
        assert of_kind.get("capture", 0) == job.captured_micro_usd
        assert (job.captured_micro_usd > 0) is (job.state is JobState.DONE)
        captured += job.captured_micro_usd
    assert ground.records.month() == (0, captured)


def judge_calls(ground: Ground) -> None:
    """Fail unless each prediction was created at most once, and goes by the id of what was created."""
    seeds = Counter(created.input["seed"] for created in ground.flux.created)
    assert set(seeds.values()) <= {1}
    by_id = {created.id: created for created in ground.flux.created}
    for job in ground.records.jobs():
        for prediction in job.predictions:
            assert prediction.state.ended
            if prediction.external_id is not None:
                assert by_id[prediction.external_id].input["seed"] == prediction.input["seed"]
            if prediction.state is PredictionState.READY:
                assert prediction.external_id is not None


def _has_come_to(ground: Ground, end: End) -> bool:
    job = ground.records.job(PROMPT)
    return job is not None and job.state is _STATES[end]


def is_at_rest(ground: Ground) -> bool:
    """Say whether all jobs have ended, their cards have been told so, and nothing is kept for them."""
    jobs = ground.records.jobs()
    has_token = any(job.card is not None and job.card.token is not None for job in jobs)
    return all(job.state.ended for job in jobs) and not has_token and ground.records.kept() == 0


def _created_for(ground: Ground, job: Job) -> list[Created]:
    seeds = {prediction.input["seed"] for prediction in job.predictions}
    return [created for created in ground.flux.created if created.input["seed"] in seeds]


def _card(ground: Ground) -> Message | None:
    """Return the one message that shows the job."""
    cards = [message for message in ground.messages if PROMPT in message.text]
    assert len(cards) <= 1
    return cards[0] if cards else None
