"""The door of REST: what every request passes, whatever its route (token, limits, troubles, record, headers).

What the routes do stands in ``rest``, ``answers`` and ``channels``.
"""

import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from aiohttp import web

from demo.look_alike.holding import Dropped, Hold, Holds
from tests.wire.discord.journal import Exchange, Journal
from tests.wire.discord.limits import Limits, Verdict
from tests.wire.discord.routes import Route
from tests.wire.discord.rules import Refusal
from tests.wire.discord.world import World
from tests.wire.discord.writing import Body, read_body

log = logging.getLogger(__name__)

PREFIX = "/api/v10"


@dataclass(frozen=True, slots=True)
class Call:
    """A request with its body read."""

    ids: dict[str, str]
    query: dict[str, str]
    body: Body

    def id(self, name: str) -> int:
        """Return an id of the path; 0, which nothing has, where it is no number."""
        return int(self.ids[name]) if self.ids[name].isdigit() else 0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer before its headers; ``shown`` is ``None`` for a 204."""

    shown: object = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Handler = Callable[[Call], Reply]


@dataclass(eq=False, slots=True)
class Trouble:
    """What a test lets go wrong on a route: a refusal, or (``None``) an answer that is lost after all was done."""

    route: Route
    refusal: Refusal | None
    applies: Callable[[Call], bool]
    times: int


class Door:
    """Lets requests through to their handlers, one record each."""

    def __init__(self, world: World, *, limits: Limits, journal: Journal, token: str) -> None:
        self.troubles: list[Trouble] = []
        self._world = world
        self._limits = limits
        self._journal = journal
        self._token = token
        self._holds = Holds[Route, Call](world.changed)

    def guard(self, route: Route, handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        """Return what serves ``route``."""

        async def serve(request: web.Request) -> web.Response:
            started_s = self._limits.monotonic_s()
            verdict = self._limits.take(route, _major(request))
            try:
                call, reply = await self._reply(route, handler, request, verdict=verdict)
                held = await self._holds.wait(route, call, acted=True)
            except Dropped:
                _cut(request)
                return web.Response()
            self._limits.told(verdict)
            self._record(route, request, call.body, reply, verdict=verdict, started_s=started_s)
            response = _response(reply, _limit_headers(verdict, self._world))
            if held:
                await self._holds.answer(request, response, held)
            return response

        return serve

    async def unserved(self, request: web.Request) -> web.Response:
        """Answer on a path that is not served here, which is a fault."""
        self._journal.faults.append(f"not served here: {request.method} {request.path}")
        return _response(Reply({"message": "404: Not Found", "code": 0}, 404), {})

    def held(
        self, route: Route, where: Callable[[Call], bool], *, acted: bool
    ) -> AbstractAsyncContextManager[Hold[Route, Call]]:
        """Let requests to ``route`` wait, at the door or (``acted``) with their answers, until the block ends."""
        return self._holds.held(route, where, acted=acted)

    def waiting(self, route: Route) -> int:
        """Return how many requests to ``route`` wait."""
        return self._holds.waiting(route)

    async def _reply(
        self, route: Route, handler: Handler, request: web.Request, *, verdict: Verdict
    ) -> tuple[Call, Reply]:
        call = Call(dict(request.match_info), dict(request.query), Body({}))
        try:
            call = Call(call.ids, call.query, await read_body(request))
            if verdict.wait_s is not None:
                return call, _too_many(verdict)
            await self._holds.wait(route, call, acted=False)
            self._check_token(route, request)
            return call, self._handled(route, handler, call, request)
        except Refusal as no:
            return call, _refused(no)
        except (KeyError, TypeError, ValueError, AttributeError) as exc:
            log.exception("cannot make sense of %s", route)
            self._journal.faults.append(f"{route}: no sense in {call.body.payload}: {exc!r}")
            return call, _refused(Refusal(400, 50035, "Invalid Form Body"))

    def _check_token(self, route: Route, request: web.Request) -> None:
        if route.needs_bot_token and request.headers.get("Authorization") != f"Bot {self._token}":
            raise Refusal(401, 0, "401: Unauthorized")

    def _handled(self, route: Route, handler: Handler, call: Call, request: web.Request) -> Reply:
        trouble = self._trouble(route, call)
        if trouble is not None and trouble.refusal is not None:
            raise trouble.refusal
        reply = handler(call)
        if trouble is not None:
            _cut(request)
        return reply

    def _trouble(self, route: Route, call: Call) -> Trouble | None:
        for trouble in self.troubles:
            if trouble.route is route and trouble.times > 0 and trouble.applies(call):
                trouble.times -= 1
                return trouble
        return None

    def _record(
        self, route: Route, request: web.Request, body: Body, reply: Reply, *, verdict: Verdict, started_s: float
    ) -> None:
        code = reply.shown.get("code", 0) if reply.status >= 400 and isinstance(reply.shown, dict) else 0
        exchange = Exchange(
            route=route,
            path=request.path.removeprefix(PREFIX),
            body=body.payload.get("", body.payload),
            file_count=len(body.files),
            status=reply.status,
            code=code,
            at_s=started_s,
            took_s=self._limits.monotonic_s() - started_s,
        )
        self._journal.record(exchange, answer=reply.shown, knew_better=verdict.knew_better)
        self._world.changed()


def _cut(request: web.Request) -> None:
    """Break the line to whoever asked."""
    if request.transport is not None:
        request.transport.abort()


def _major(request: web.Request) -> str:
    names = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_token")
    return ":".join(request.match_info[name] for name in names if name in request.match_info)


def _limit_headers(verdict: Verdict, world: World) -> dict[str, str]:
    is_exhausted = verdict.wait_s is not None and verdict.scope == "user"
    reset_after_s = verdict.wait_s if is_exhausted and verdict.wait_s is not None else verdict.reset_after_s
    return {
        "X-RateLimit-Limit": str(verdict.bucket.limit),
        "X-RateLimit-Remaining": "0" if is_exhausted else str(verdict.remaining),
        "X-RateLimit-Reset": f"{world.clock.now().timestamp() + reset_after_s:.3f}",
        "X-RateLimit-Reset-After": f"{reset_after_s:.3f}",
        "X-RateLimit-Bucket": verdict.bucket.hash,
    }


def _refused(no: Refusal) -> Reply:
    errors = {"errors": no.errors} if no.errors else {}
    return Reply({"message": no.message, "code": no.code, **errors}, no.status)


def _too_many(verdict: Verdict) -> Reply:
    assert verdict.wait_s is not None
    is_global = verdict.scope == "global"
    headers = {
        # discord.py waits only where a proxy has signed the refusal: else it takes it for a ban by Cloudflare.
        "Via": "1.1 google",
        "Retry-After": str(int(verdict.wait_s) + 1),
        "X-RateLimit-Scope": verdict.scope,
        **({"X-RateLimit-Global": "true"} if is_global else {}),
    }
    words = "You are being rate limited."
    shown = {"message": words, "retry_after": verdict.wait_s, "global": is_global, "code": 0}
    return Reply(shown, 429, headers)


def _response(reply: Reply, headers: dict[str, str]) -> web.Response:
    if reply.shown is None:
        return web.Response(status=reply.status, headers=headers | reply.headers)
    # Exactly this type: with a charset behind it discord.py takes the body for text.
    told = headers | reply.headers | {"Content-Type": "application/json"}
    return web.Response(status=reply.status, body=json.dumps(reply.shown).encode(), headers=told)
