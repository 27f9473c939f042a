"""The client of the Flux API: create, get, list, cancel, fetch, and which of these may be tried again.

The paid call goes out once wherever something may have been created. How answers are read stands in
``flux.answers``, how requests are made in ``flux.http``.
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from random import Random
from typing import TypeAlias, TypeVar

import aiohttp
from yarl import URL

from flux.answers import prediction_in, service_error, unknown_fields
from flux.catalogue import Input, Model
from flux.errors import (
    CutShort,
    InvalidInput,
    NoChannel,
    NonsenseAnswer,
    NotKnownYet,
    NotOffered,
    RateLimited,
    ServiceError,
    Unauthorized,
    Unavailable,
    UnknownOutcome,
    Unreachable,
)
from flux.fetching import fetch_once
from flux.hosts import AllowedHosts
from flux.http import USUAL_TIMEOUTS, Answer, Door, LargeAnswer, NoAnswer, Timeouts
from flux.listing import Listed, ListPage, page_in
from flux.pictures import FetchedPicture
from flux.predictions import Prediction
from flux.retry import USUAL_RETRY, RetryPolicy, Tries

log = logging.getLogger(__name__)

_Result = TypeVar("_Result")

BeforeEach: TypeAlias = Callable[[float], Awaitable[None]]
"""Lets so many seconds pass before the paid call goes out, and has the last word: what it raises calls it off."""

MAX_ANSWER_BYTES = 4 * 1024 * 1024
"""Most that is read of an answer; an echoed input may hold a picture of 256 kB."""

MAX_LIST_PAGES = 20
"""Most pages of the list that are read, 100 predictions each (docs/flux.md)."""

_NOTHING_CREATED = (RateLimited, NoChannel, Unreachable)
"""Faults after which the paid call may go out again."""

_PASSING = (RateLimited, Unavailable, Unreachable, CutShort)
"""Faults after which a call that costs nothing is made again."""

_GIVES_WAY = (Unauthorized, NotKnownYet, NonsenseAnswer, NotOffered, InvalidInput)
"""Faults after which the next base is asked."""

# 408 and 499: a gateway gave up waiting, the request may have gone through.
_UNCLEAR_STATUSES = frozenset({408, 499})


class FluxClient:
    """Speaks with the service; one for a process, on a session that is handed in.

    Predictions are created at ``create_base`` and looked up at ``poll_bases`` in their order. The key goes to
    these only. ``output_hosts`` are the hosts from which pictures are fetched (see ``AllowedHosts``).
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        key: str,
        create_base: URL,
        poll_bases: Sequence[URL],
        output_hosts: Sequence[str],
        random: Random,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        retry: RetryPolicy = USUAL_RETRY,
        timeouts: Timeouts = USUAL_TIMEOUTS,
    ) -> None:
        self._door = Door(session, connect_s=timeouts.connect_s)
        self._key = key
        self._create_base = create_base
        self._poll_bases = tuple(poll_bases)
        self._hosts = AllowedHosts(tuple(output_hosts))
        self._random = random
        self._clock = clock
        self._sleep = sleep
        self._retry = retry
        self._timeouts = timeouts
        self._unknown_fields: dict[str, frozenset[str]] = {}

    async def create(self, model: Model, sent: Input, *, before_each: BeforeEach | None = None) -> Prediction:
        """Create a prediction: the one call that is paid for.

        Fields that the service does not know are left out and the rest is sent once more; that is remembered
        for the model. The prompt and the picture are never left out. A prediction that failed at once is
        returned, not raised. ``before_each`` is awaited right before the call goes out, each time that it does;
        what it raises is passed on, and then nothing was created.

        Raises:
            UnknownOutcome: it may have been created all the same; it must not be sent again.
            ServiceError: any other: nothing was created.
        """
        tries = self._tries()
        wait_s = 0.0
        while True:
            if before_each is not None:
                await before_each(wait_s)
            elif wait_s:
                await self._sleep(wait_s)
            known = self._known_fields(model, sent)
            try:
                return await self._create_once(model, known)
            except InvalidInput as refused:
                if not self._learn(model, known, refused):
                    raise
                wait_s = 0.0
            except _NOTHING_CREATED as fault:
                wait_s = _wait_after(fault, tries, "create")

    async def get(self, prediction_id: str) -> Prediction:
        """Look up a prediction at the bases in turn, the one that answered last first.

        Raises:
            NotKnownYet: no base knows it at present.
            Unauthorized: every base refuses the key.
            ServiceError: any other.
        """
        return await self._repeated(
            "get", lambda: self._at_bases(lambda base: self._get_once(base, prediction_id))
        )

    async def listed(self, *, created_after: datetime) -> tuple[Listed, ...]:
        """List the predictions that were created at a moment or later, newest first, as far as they are listed.

        No more than ``MAX_LIST_PAGES`` pages are read.

        Raises:
            NotOffered: no base has a route for this.
            ServiceError: any other.
        """
        try:
            return await self._repeated(
                "list", lambda: self._at_bases(lambda base: self._list_once(base, created_after))
            )
        except (NotKnownYet, NonsenseAnswer, InvalidInput) as fault:
            raise NotOffered(str(fault)) from fault

    async def cancel(self, prediction_id: str) -> None:
        """Ask the service to stop a prediction.

        Raises:
            NotOffered: no base has a route for this.
            ServiceError: any other.
        """
        try:
            await self._repeated(
                "cancel", lambda: self._at_bases(lambda base: self._cancel_once(base, prediction_id))
            )
        except (NotKnownYet, NonsenseAnswer, InvalidInput) as fault:
            raise NotOffered(str(fault)) from fault

    async def fetch(self, url: str) -> FetchedPicture:
        """Fetch a finished picture, without the key and without following redirects.

        Raises:
            ForeignHost: its host, or the one that it redirects to, is not to be fetched from.
            PictureGone: the service no longer keeps it.
            BadPicture: it is too large, its end is missing, or it is no picture.
            RateLimited, Unavailable, Unreachable: it could not be had now.
        """
        fetch_s = self._timeouts.fetch_s
        return await self._repeated(
            "fetch", lambda: fetch_once(self._door, url, hosts=self._hosts, timeout_s=fetch_s)
        )

    async def _create_once(self, model: Model, sent: Input) -> Prediction:
        url = self._create_base / "models" / model.owner / model.name / "predictions"
        try:
            async with self._door.alone() as door:
                answer = await door.exchange(
                    "POST",
                    url,
                    headers={**self._headers(), "Content-Type": "application/json"},
                    body=json.dumps({"input": dict(sent)}).encode(),
                    timeout_s=self._timeouts.create_s,
                    max_bytes=MAX_ANSWER_BYTES,
                )
        except (NoAnswer, LargeAnswer) as exc:
            raise UnknownOutcome(str(exc)) from exc
        # An id is what was paid for, whatever else is strange about the answer.
        prediction = prediction_in(answer.json_of_any_type()) if answer.ok else None
        if prediction is None:
            raise self._create_error(answer)
        return prediction

    def _create_error(self, answer: Answer) -> ServiceError:
        error = service_error(answer, secret=self._key)
        match error:
            case NotKnownYet() if answer.status == 404:
                return Unavailable(f"the model is not there: {error}")
            case NoChannel():
                return error
            case Unavailable() | NotKnownYet():
                return UnknownOutcome(str(error))
            case NonsenseAnswer() if answer.ok or answer.status in _UNCLEAR_STATUSES:
                return UnknownOutcome(str(error))
            case _:
                return error

    def _known_fields(self, model: Model, sent: Input) -> Input:
        unknown = self._unknown_fields.get(model.path, frozenset())
        return {name: value for name, value in sent.items() if name not in unknown}

    def _learn(self, model: Model, sent: Input, refused: InvalidInput) -> bool:
        """Remember the fields that the model does not know; say whether there were any among those sent."""
        # Without its prompt or its picture a request would be paid for and useless.
        unknown = (unknown_fields(refused) & sent.keys()) - {"prompt", model.picture_field}
        if not unknown:
            return False
        log.warning("%s does not know %s: left out from now on", model.path, ", ".join(sorted(unknown)))
        self._unknown_fields[model.path] = self._unknown_fields.get(model.path, frozenset()) | unknown
        return True

    async def _at_bases(self, ask: Callable[[URL], Awaitable[_Result]]) -> _Result:
        """Ask the bases in turn until one gives an answer, which then comes first."""
        refusals: list[ServiceError] = []
        for base in self._poll_bases:
            try:
                result = await ask(base)
            except _GIVES_WAY as refusal:
                refusals.append(refusal)
            else:
                self._poll_bases = (base, *(other for other in self._poll_bases if other != base))
                return result
        raise _plainest(refusals)

    async def _get_once(self, base: URL, prediction_id: str) -> Prediction:
        answer = await self._ask("GET", base / "predictions" / prediction_id)
        prediction = prediction_in(answer.json()) if answer.ok else None
        if prediction is None:
            raise self._lookup_error(answer)
        return prediction

    async def _list_once(self, base: URL, created_after: datetime) -> tuple[Listed, ...]:
        found: list[Listed] = []
        cursor: str | None = None
        for _ in range(MAX_LIST_PAGES):
            page = await self._page(base, created_after, cursor)
            young = [listed for listed in page.predictions if not _is_older(listed, created_after)]
            found += young
            cursor = page.cursor
            if cursor is None or len(young) < len(page.predictions):
                break
        return tuple(found)

    async def _page(self, base: URL, created_after: datetime, cursor: str | None) -> ListPage:
        asked = {"created_after": created_after.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
        if cursor is not None:
            asked["cursor"] = cursor
        answer = await self._ask("GET", (base / "predictions").with_query(asked))
        page = page_in(answer.json()) if answer.ok else None
        if page is None:
            raise self._lookup_error(answer)
        return page

    async def _cancel_once(self, base: URL, prediction_id: str) -> None:
        answer = await self._ask("POST", base / "predictions" / prediction_id / "cancel")
        if not answer.ok or prediction_in(answer.json()) is None:
            raise self._lookup_error(answer)

    async def _ask(self, method: str, url: URL) -> Answer:
        try:
            return await self._door.exchange(
                method,
                url,
                headers=self._headers(),
                timeout_s=self._timeouts.get_s,
                max_bytes=MAX_ANSWER_BYTES,
            )
        except NoAnswer as exc:
            raise Unavailable(str(exc)) from exc
        except LargeAnswer as exc:
            raise NonsenseAnswer(str(exc)) from exc

    def _lookup_error(self, answer: Answer) -> ServiceError:
        match answer.json():
            case {"code": "success", "data": None}:
                return NotKnownYet("the envelope is still empty")
            case _:
                return service_error(answer, secret=self._key)

    async def _repeated(self, what: str, call: Callable[[], Awaitable[_Result]]) -> _Result:
        """Make a call that costs nothing until it succeeds, fails for good, or the tries are used up."""
        tries = self._tries()
        while True:
            try:
                return await call()
            except _PASSING as fault:
                await self._sleep(_wait_after(fault, tries, what))

    def _tries(self) -> Tries:
        return Tries(self._retry, clock=self._clock, random=self._random)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key}", "Accept": "application/json"}


def _wait_after(fault: ServiceError, tries: Tries, what: str) -> float:
    """Return how long to wait before the next try; where there is none left, raise the fault."""
    wait_s = tries.wait_s(fault)
    if wait_s is None:
        raise fault
    log.info("%s again in %.1f s: %s", what, wait_s, type(fault).__name__)
    return wait_s


def _is_older(listed: Listed, moment: datetime) -> bool:
    return listed.created_at is not None and listed.created_at < moment


def _plainest(refusals: Sequence[ServiceError]) -> ServiceError:
    """Choose what to tell when all bases gave way: a base that takes the key counts for more."""
    for kind in (NotKnownYet, NotOffered, InvalidInput, NonsenseAnswer):
        for refusal in refusals:
            if isinstance(refusal, kind):
                return refusal
    return refusals[0]
