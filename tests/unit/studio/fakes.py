"""A Flux service and a face that live in memory, with the same methods and memories of their own."""

import asyncio
import io
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from PIL import Image

from flux.catalogue import Input, Model
from flux.errors import NotOffered
from flux.listing import Listed
from flux.pictures import FetchedPicture, MediaType
from flux.predictions import Prediction, Status
from studio.face import Face
from studio.jobs import Job, Picture

Answer = Prediction | Exception

_LONG_S = 3600.0


def png(width: int = 8, height: int = 6) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(written, "PNG")
    return written.getvalue()


def running(logs: str = "") -> Prediction:
    return Prediction(id="any", status=Status.PROCESSING, logs=logs)


def succeeded(*urls: str, logs: str = "") -> Prediction:
    return Prediction(id="any", status=Status.SUCCEEDED, outputs=urls, logs=logs)


def failed(error: str) -> Prediction:
    return Prediction(id="any", status=Status.FAILED, error=error)


class FakeFlux:
    """A service that makes every picture at once, unless it is told otherwise.

    ``answers`` are given to the lookups of a prediction in turn, the last one for ever. ``may_ask``, which comes
    before the last word, ``may_create``, ``may_end`` and ``may_fetch`` hold things up while they are clear; while
    ``may_try`` is, a create waits for another try. ``lists`` are given to the lookups of the list in turn, the
    last one for ever; without any there is no such route.
    """

    def __init__(self) -> None:
        self.created: list[Input] = []
        self.looked_up: list[str] = []
        self.cancelled: list[str] = []
        self.create_faults: list[Exception] = []
        self.lists: list[Sequence[Listed] | Exception] = []
        self.listed_after: list[datetime] = []
        self.list_called = asyncio.Event()
        self.first_answer = running()
        self.answers: dict[str, list[Answer]] = {}
        self.usual_answers: list[Answer] | None = None
        self.pictures: dict[str, bytes | Exception] = {}
        self.cancel_fault: Exception | None = None
        self.may_ask = asyncio.Event()
        self.may_ask.set()
        self.ask_called = asyncio.Event()
        self.may_create = asyncio.Event()
        self.may_create.set()
        self.may_try = asyncio.Event()
        self.may_try.set()
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.may_fetch = asyncio.Event()
        self.may_fetch.set()
        self.create_called = asyncio.Event()
        self.fetch_called = asyncio.Event()
        self.look_up_called = asyncio.Event()
        self.live: set[str] = set()
        self.most_live = 0
        self.creating = 0

    async def create(
        self, model: Model, sent: Input, *, before_each: Callable[[float], Awaitable[None]]
    ) -> Prediction:
        self.ask_called.set()
        await self.may_ask.wait()
        await before_each(0.0)
        self.creating += 1
        self.most_live = max(self.most_live, len(self.live) + self.creating)
        self.create_called.set()
        try:
            if not self.may_try.is_set():
                await before_each(_LONG_S)
            await self.may_create.wait()
            self.created.append(sent)
            if self.create_faults:
                raise self.create_faults.pop(0)
        finally:
            self.creating -= 1
        name = f"p{len(self.created)}"
        self.live.add(name)
        if name not in self.answers:
            urls = [f"https://pictures.test/{name}/{n}" for n in range(int(sent["num_outputs"]))]
            self.answers[name] = list(self.usual_answers or [succeeded(*urls)])
        return self.first_answer.model_copy(update={"id": name})

    async def listed(self, *, created_after: datetime) -> tuple[Listed, ...]:
        self.listed_after.append(created_after)
        self.list_called.set()
        if not self.lists:
            raise NotOffered("404")
        answer = self.lists.pop(0) if len(self.lists) > 1 else self.lists[0]
        if isinstance(answer, Exception):
            raise answer
        return tuple(answer)

    async def get(self, prediction_id: str) -> Prediction:
        self.looked_up.append(prediction_id)
        self.look_up_called.set()
        if not self.may_end.is_set():
            return running()
        answers = self.answers[prediction_id]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        if answer.status.ended:
            self.live.discard(prediction_id)
        return answer.model_copy(update={"id": prediction_id})

    async def cancel(self, prediction_id: str) -> None:
        self.cancelled.append(prediction_id)
        self.live.discard(prediction_id)
        if self.cancel_fault is not None:
            raise self.cancel_fault

    async def fetch(self, url: str) -> FetchedPicture:
        self.fetch_called.set()
        await self.may_fetch.wait()
        body = self.pictures.get(url, png())
        if isinstance(body, Exception):
            raise body
        return FetchedPicture(body, MediaType.PNG)


class FakeFace(Face):
    """Remembers what it was given; ``faults`` are raised by deliveries in turn.

    ``looks`` are what ``has_delivered`` finds in turn; without any it finds what was delivered here.
    """

    def __init__(self) -> None:
        self.changes: list[str] = []
        self.delivered: list[tuple[str, list[bytes]]] = []
        self.faults: list[Exception] = []
        self.looks: list[bool | Exception] = []
        self.looked_at: list[str] = []
        self.may_deliver = asyncio.Event()
        self.may_deliver.set()
        self.deliver_called = asyncio.Event()
        self._news = asyncio.Event()

    def changed(self, job_id: str) -> None:
        self.changes.append(job_id)
        self._news.set()

    async def deliver(self, job: Job, pictures: Sequence[tuple[Picture, bytes]]) -> None:
        self.deliver_called.set()
        await self.may_deliver.wait()
        if self.faults:
            raise self.faults.pop(0)
        self.delivered.append((job.id, [body for _, body in pictures]))

    async def has_delivered(self, job: Job) -> bool:
        self.looked_at.append(job.id)
        look = self.looks.pop(0) if self.looks else job.id in [job_id for job_id, _ in self.delivered]
        if isinstance(look, Exception):
            raise look
        return look

    async def next_change(self) -> None:
        """Wait for the next change."""
        self._news.clear()
        await self._news.wait()
