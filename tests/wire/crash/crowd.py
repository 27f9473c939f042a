"""A crowd that asks for pictures without a pause, whatever becomes of the bot, and what must hold when it is done.

Who is killed, and when, is the test's affair.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from demo.look_alike import BLOCKED, FAILED
from studio.jobs import Job, JobState, Prediction, PredictionState
from tests.wire.crash.harness import Ground
from tests.wire.discord import Channel, Message, Person, Shown
from tests.wire.easel import is_failed, is_live, job_id

_MODELS = ("flux-schnell", "flux-dev", "flux-pro", "flux-1.1-pro", "flux-1.1-pro-ultra")
_BROKEN, _BARE = "broken", "bare"
_PEOPLE = 4
_IMPATIENT = 0.15
"""How many of the jobs somebody tries to cancel."""

_UNANSWERED = 6
"""How many requests wait for their first answers at most; what nobody will answer counts until ``forget``."""

_UNDER_WAY = 40
"""How many jobs there are under way when nobody asks for more."""

_LOOK_S = 0.05


@dataclass
class Crowd:
    """People in one or more channels who want pictures of every kind, and now and then change their minds."""

    ground: Ground
    random: Random
    channels: Sequence[Channel]
    people: Sequence[Person]
    asked: int = 0
    _waiting: set[asyncio.Task[Shown]] = field(default_factory=set)

    @classmethod
    def gathered(cls, ground: Ground, random: Random, *, servers: int) -> "Crowd":
        """Let people into so many servers, that of the ground first, and say what the service fails on."""
        ground.flux.when(_BROKEN, FAILED)
        ground.flux.when(_BARE, BLOCKED)
        places = [ground.wire.server(f"Annex {n}") for n in range(1, servers)]
        people = [ground.ann, *(ground.wire.person(f"artist{n}") for n in range(1, _PEOPLE))]
        for place in (ground.server, *places):
            for person in people:
                place.add(person)
        return cls(ground, random, [ground.art, *(place.channel("art") for place in places)], people)

    async def ask(self, jobs: int, enough: asyncio.Event) -> None:
        """Ask without end until that many jobs have ended, and ``enough`` is set."""
        while self.ground.records.count(live=False) < jobs or not enough.is_set():
            self._waiting = {asking for asking in self._waiting if not asking.done()}
            if self.ground.records.count(live=True) < _UNDER_WAY:
                for _ in range(_UNANSWERED - len(self._waiting)):
                    self._waiting.add(self._one())
            await asyncio.sleep(_LOOK_S)

    def forget(self) -> None:
        """Give up waiting for answers: who should have given them is dead."""
        self._waiting.clear()

    def _one(self) -> asyncio.Task[Shown]:
        chance, self.asked = self.random, self.asked + 1
        who, where = chance.choice(self.people), chance.choice(self.channels)
        subject = chance.choice(["fox", "fox", "fox", "fox", "fox", "fox", _BROKEN, _BARE])
        asking = self.ground.imagine(
            f"{subject} number {self.asked}",
            who,
            where,
            model=chance.choice(_MODELS),
            num_outputs=chance.choice([1, 1, 1, 2, 3, 4]),
            # The quickest to draw.
            output_format="jpg",
        )
        if chance.random() < _IMPATIENT:
            self.ground.do(self._cancel(asking, who))
        return asking

    async def _cancel(self, asking: asyncio.Task[Shown], who: Person) -> None:
        card = await (await asking).message(is_live)
        await asyncio.sleep(self.random.uniform(0.0, 0.1))
        if is_live(card):
            await who.press(card, "Cancel")


def judge_crowd(ground: Ground) -> None:
    """Fail unless every job has come to the end that is its own, and every picture is shown once, on its card."""
    created = {created.input["seed"] for created in ground.flux.created}
    jobs = ground.records.jobs()
    for job in jobs:
        assert job.state.ended
        assert job.state is not JobState.CANCELED or job.card is None or job.cancel_requested, job
        for prediction in job.predictions:
            _judge_prediction(job, prediction, is_created=prediction.input["seed"] in created)
    assert created <= {prediction.input["seed"] for job in jobs for prediction in job.predictions}
    _judge_cards(ground, {job.id: job for job in jobs})


def _judge_prediction(job: Job, prediction: Prediction, *, is_created: bool) -> None:
    """Fail where something that was paid for is lost, or something is told as made that was not."""
    match prediction.state:
        case PredictionState.UNKNOWN:
            assert not is_created, job
        case PredictionState.CANCELED:
            assert job.cancel_requested or job.card is None, job
        case PredictionState.READY:
            assert is_created
            assert len(prediction.pictures) == int(prediction.input.get("num_outputs", 1))
        case PredictionState.FAILED:
            assert _BROKEN in job.options.prompt, job
        case PredictionState.BLOCKED:
            assert _BARE in job.options.prompt, job


def _judge_cards(ground: Ground, jobs: dict[str, Job]) -> None:
    shown = Counter((message.id, name) for message in _messages(ground) for name in _made(message))
    due = Counter(name for job in jobs.values() for name in _due(job))
    assert shown == due
    for message in _messages(ground):
        if message.buttons:
            job = jobs[job_id(message)]
            assert job.card is None or not is_live(message), job
            assert job.state not in {JobState.FAILED, JobState.UNKNOWN} or is_failed(message), job


def _due(job: Job) -> Iterator[tuple[int, str]]:
    """Yield where a job's pictures must be and what they are called there."""
    if job.state is JobState.DONE:
        assert job.card is not None
        for number, _ in enumerate(job.pictures, start=1):
            yield job.card.message_id, f"easel-{job.id}-{number}"


def _messages(ground: Ground) -> Iterator[Message]:
    """Yield everything that is to be seen, in channels and in direct messages."""
    for channel in ground.wire.world.channels.values():
        yield from (message for message in channel.messages.values() if not message.is_loading)


def _made(message: Message) -> Iterator[str]:
    """Yield the names of a message's finished pictures, without their suffixes."""
    for picture in message.pictures:
        if picture.attachment is not None and picture.attachment.filename.startswith("easel-"):
            yield picture.attachment.filename.partition(".")[0]
