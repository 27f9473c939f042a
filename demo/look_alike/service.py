"""The look-alike as a service: its routes on loopback, its ledger, and what tests may ask it to do wrong."""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from types import TracebackType
from typing import Self, TypeAlias

import aiohttp
from aiohttp import web
from yarl import URL

from demo.look_alike import answers
from demo.look_alike.holding import Dropped, Hold, Holds
from demo.look_alike.options import Base, Door, Options
from demo.look_alike.pictures import MEDIA_TYPES
from demo.look_alike.runs import Run
from demo.look_alike.script import Answer, Call, CallFault, Course, Delayed, Loss, Lost, OutputFault, web_page
from demo.look_alike.validation import check
from demo.look_alike.workshop import Workshop
from flux.catalogue import FieldValue, Model
from flux.models import CATALOGUE

__all__ = ["Created", "Fetched", "LookAlike", "Options"]

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Created:
    """A line of the ledger: a prediction that was created, and so would have been paid for."""

    id: str
    model: str
    input: Mapping[str, FieldValue]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A picture that was asked for, and the ``Authorization`` header that came with it (there should be none)."""

    path: str
    authorization: str | None


class LookAlike:
    """A Flux service on a loopback port, open between ``async with`` and its end.

    ``created`` is its ledger; ``creates`` and ``reads`` count the calls that arrived, whatever became of them;
    ``fetched`` lists the pictures that were asked for.
    """

    def __init__(
        self,
        options: Options = Options(),  # noqa: B008 - a frozen value
        *,
        monotonic_s: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        random: Random | None = None,
    ) -> None:
        self.options = options
        self.created: list[Created] = []
        self.fetched: list[Fetched] = []
        self.creates = 0
        self.reads = 0
        self._monotonic_s = monotonic_s
        self._workshop = Workshop(options, monotonic_s=monotonic_s, now=now, random=random or Random())
        self._reads_of: Counter[tuple[str, bool]] = Counter()
        self._create_faults: deque[CallFault] = deque()
        self._read_faults: deque[CallFault] = deque()
        self._called = asyncio.Event()
        self._holds = Holds[Call, web.Request](self._tell)
        self._stack = AsyncExitStack()
        self._port = 0

    async def __aenter__(self) -> Self:
        self._session = await self._stack.enter_async_context(aiohttp.ClientSession())
        self._stack.push_async_callback(self._workshop.close)
        runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self._port = int(runner.addresses[0][1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    @property
    def create_base(self) -> URL:
        """Where predictions are created: the base in CometAPI's manner."""
        return self._url("/replicate/v1")

    @property
    def poll_bases(self) -> tuple[URL, URL]:
        """Where predictions are read: CometAPI's manner, then Replicate's."""
        return self._url("/replicate/v1"), self._url("/v1")

    @property
    def output_host(self) -> str:
        """``host:port`` from which finished pictures are fetched."""
        return f"127.0.0.1:{self._port}"

    def next_create(self, *faults: CallFault) -> None:
        """Let the next create calls meet these, one each, in this order."""
        self._create_faults.extend(faults)

    def next_read(self, *faults: CallFault) -> None:
        """Let the next reads of predictions meet these, one each, in this order."""
        self._read_faults.extend(faults)

    def held(
        self, call: Call, *, acted: bool = False, of: str | None = None
    ) -> AbstractAsyncContextManager[Hold[Call, web.Request]]:
        """Let calls of a kind wait while the block runs: as received, or (``acted``) with their answers.

        ``of`` is the status that the prediction must have which they are about. What the block gives counts them
        (``waiting``) and can ``drop`` them.
        """
        applies = lambda request: of is None or self.status_of(request.match_info["id"]) == of  # noqa: E731
        return self._holds.held(call, applies, acted=acted)

    def when(self, words: str, course: Course) -> None:
        """Let predictions whose prompt contains these words (in any case) take this course; the last rule wins."""
        self._workshop.when(words, course)

    def release(self) -> None:
        """Let every held prediction end now."""
        for run in self._workshop:
            if run.released_s is None:
                run.released_s = self._monotonic_s()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Return as soon as something holds that depends on the calls that arrive."""
        while not holds():
            await self._called.wait()

    def status_of(self, prediction_id: str) -> str:
        """Return the status of a prediction on the wire."""
        run = self._workshop.get(prediction_id)
        assert run is not None, "no such prediction"
        return run.status(self._monotonic_s())

    def given(self, prediction_id: str) -> bytes | None:
        """Return the picture that came with a prediction, as it was fetched; ``None`` where there is none."""
        run = self._workshop.get(prediction_id)
        assert run is not None, "no such prediction"
        return run.picture

    def _tell(self) -> None:
        called, self._called = self._called, asyncio.Event()
        called.set()

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=64 * 1024**2)
        for prefix in ("/replicate/v1", "/v1"):
            app.router.add_post(
                prefix + "/models/{owner}/{name}/predictions", self._guarded(Call.CREATE, self._create)
            )
            app.router.add_get(prefix + "/predictions/{id}", self._guarded(Call.READ, self._read))
            app.router.add_get(prefix + "/predictions", self._guarded(Call.LIST, self._list))
            app.router.add_post(prefix + "/predictions/{id}/cancel", self._guarded(Call.CANCEL, self._cancel))
        app.router.add_get("/delivery/{id}/{file}", self._holding(Call.FETCH, self._deliver))
        app.router.add_route("*", "/{path:.*}", self._wrong_path)
        return app

    def _url(self, path: str) -> URL:
        return URL.build(scheme="http", host="127.0.0.1", port=self._port, path=path)

    def _base(self, request: web.Request) -> Base:
        return self.options.comet if _is_comet(request) else self.options.replicate

    def _guarded(self, call: Call, handler: Handler) -> Handler:
        """Let only those in who bring the key, where the base is open at all."""
        holding = self._holding(call, handler)

        async def guarded(request: web.Request) -> web.StreamResponse:
            door = self._base(request).door
            if door is Door.ABSENT:
                return await self._wrong_path(request)
            if door is Door.REFUSES_KEY or request.headers.get("Authorization") != f"Bearer {self.options.key}":
                body = answers.INVALID_TOKEN if _is_comet(request) else answers.UNAUTHENTICATED
                return web.json_response(body, status=401)
            return await holding(request)

        return guarded

    def _holding(self, call: Call, handler: Handler) -> Handler:
        """Let calls wait where a test holds them."""

        async def holding(request: web.Request) -> web.StreamResponse:
            # While the caller is there: it may be gone when the hold is over.
            await request.read()
            try:
                await self._holds.wait(call, request, acted=False)
                answer = await handler(request)
                held = await self._holds.wait(call, request, acted=True)
            except Dropped:
                return await _vanish(request, Loss.RESET)
            if held:
                await self._holds.answer(request, answer, held)
            return answer

        return holding

    async def _wrong_path(self, request: web.Request) -> web.StreamResponse:
        return _to_response(web_page()) if _is_comet(request) else _not_found()

    async def _create(self, request: web.Request) -> web.StreamResponse:
        self.creates += 1
        self._tell()
        fault = self._create_faults.popleft() if self._create_faults else None
        match fault:
            case Answer():
                await request.read()
                return _to_response(fault)
            case Delayed():
                await fault.until.wait()
        model = CATALOGUE.get(request.match_info["name"])
        if model is None or model.owner != request.match_info["owner"]:
            return _not_found()
        body: object = await _json(request)
        refusal = check(model, body, refuses_unknown_fields=self.options.refuses_unknown_fields)
        if refusal is not None:
            return web.json_response(refusal, status=422)
        if isinstance(fault, Lost):
            return await self._lose(request, fault, model, body)
        return web.json_response(self._show(self._start(model, body)), status=201)

    async def _lose(self, request: web.Request, lost: Lost, model: Model, body: object) -> web.StreamResponse:
        if lost.created:
            self._start(model, body)
        return await _vanish(request, lost.how)

    def _start(self, model: Model, body: object) -> Run:
        assert isinstance(body, dict)
        run = self._workshop.start(model, body["input"], self._session)
        self.created.append(Created(run.id, model.name, run.input))
        self._tell()
        return run

    async def _read(self, request: web.Request) -> web.StreamResponse:
        self.reads += 1
        self._tell()
        fault = self._read_faults.popleft() if self._read_faults else None
        match fault:
            case Answer():
                return _to_response(fault)
            case Lost():
                return await _vanish(request, fault.how)
            case Delayed():
                await fault.until.wait()
        run = self._known(request)
        if run is None:
            wrapped = self._base(request).wrapped
            return web.json_response(answers.TASK_NOT_EXIST, status=400) if wrapped else _not_found()
        return web.json_response(self._show(run, wrapped=self._base(request).wrapped))

    def _known(self, request: web.Request) -> Run | None:
        """Return the prediction that is asked for, unless this base does not know it yet."""
        run = self._workshop.get(request.match_info["id"])
        if run is None:
            return None
        base = self._base(request)
        self._reads_of[run.id, _is_comet(request)] += 1
        return run if self._reads_of[run.id, _is_comet(request)] > base.unknown_reads else None

    async def _list(self, request: web.Request) -> web.StreamResponse:
        if not self._base(request).lists:
            return await self._wrong_path(request)
        after = _moment(request.query.get("created_after"))
        newest_first = [run for run in reversed(tuple(self._workshop)) if after is None or run.created_at >= after]
        begin = _begin(request.query.get("cursor"))
        end = begin + self.options.listed_at_once
        shown = [self._show(run) for run in newest_first[begin:end]]
        return web.json_response(answers.page(shown, cursor=f"c{end}" if end < len(newest_first) else None))

    async def _cancel(self, request: web.Request) -> web.StreamResponse:
        if not self._base(request).cancels:
            return await self._wrong_path(request)
        run = self._workshop.get(request.match_info["id"])
        if run is None:
            return _not_found()
        if not run.ended(self._monotonic_s()):
            run.canceled_s = self._monotonic_s()
        return web.json_response(self._show(run))

    def _show(self, run: Run, *, wrapped: bool = False) -> dict[str, object]:
        show = answers.wrapped if wrapped else answers.prediction
        return show(run, self._monotonic_s(), str(self._url("/delivery")))

    async def _deliver(self, request: web.Request) -> web.StreamResponse:
        self.fetched.append(Fetched(request.path, request.headers.get("Authorization")))
        self._tell()
        run = self._workshop.get(request.match_info["id"])
        if run is None or run.course.outputs is OutputFault.GONE or run.forgotten(self._monotonic_s()):
            return web.Response(status=404, text="not found")
        number = _number_in(request.match_info["file"])
        if number is None or number >= run.safe:
            return web.Response(status=404, text="not found")
        if run.course.outputs is OutputFault.NOT_A_PICTURE:
            return web.Response(text="<html>no picture here</html>", content_type="image/png")
        body = await self._workshop.picture(run, number)
        media_type = MEDIA_TYPES[run.suffix]
        if run.course.outputs is OutputFault.CUT_SHORT:
            return await _cut_short(request, body, media_type)
        return web.Response(body=body, content_type=media_type)


def _is_comet(request: web.Request) -> bool:
    return request.path.startswith("/replicate/")


async def _json(request: web.Request) -> object:
    try:
        body: object = await request.json()
    except ValueError:
        return None
    return body


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _begin(cursor: str | None) -> int:
    """Return how many predictions stand before the page that a cursor asks for."""
    return 0 if cursor is None else int(cursor.removeprefix("c"))


def _not_found() -> web.Response:
    return web.json_response(answers.NOT_FOUND, status=404)


def _to_response(answer: Answer) -> web.Response:
    if isinstance(answer.body, str):
        return web.Response(
            text=answer.body, status=answer.status, content_type="text/html", headers=answer.headers
        )
    return web.json_response(answer.body, status=answer.status, headers=answer.headers)


async def _vanish(request: web.Request, how: Loss) -> web.StreamResponse:
    match how:
        case Loss.GARBLED:
            return web.Response(text='{"id": "', status=201, content_type="application/json")
        case Loss.SILENCE:
            # Ends when the caller hangs up or the service closes.
            await asyncio.Event().wait()
        case Loss.RESET:
            pass
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _cut_short(request: web.Request, body: bytes, media_type: str) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": media_type, "Content-Length": str(len(body))})
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


def _number_in(file: str) -> int | None:
    number = file.removeprefix("out-").partition(".")[0]
    return int(number) if number.isdecimal() else None
