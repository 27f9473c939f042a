"""Every fault x every call: what is raised, how many requests arrive, how many of them may have been paid for."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from flux import errors
from flux.client import FluxClient
from flux.http import Timeouts
from flux.models import CATALOGUE
from tests.client.conftest import KEY, SHORT, TWICE, Clients, Time
from tests.client.servers import Act, ScriptedServer, answer, hang_up, raw, reset, silence

SCHNELL = CATALOGUE["flux-schnell"]
SENT: Mapping[str, str | int] = {"prompt": "a cat", "seed": 7}

TRIES = 5
CHANNEL_TRIES = 3


@dataclass(frozen=True)
class Case:
    """What each call makes of a fault: the error and how many requests arrive."""

    act: Act
    create: tuple[type[Exception], int]
    get: tuple[type[Exception], int]
    cancel: tuple[type[Exception], int]
    fetch: tuple[type[Exception], int]


def comet(code: str, message: str) -> object:
    """Return a body as the gateway words its errors."""
    return {
        "error": {
            "message": f"{message} (request id: 1)",
            "type": "comet_api_error",
            "param": "",
            "code": code,
        }
    }


HTML = "<html><body>Welcome</body></html>"
UNKNOWN_ONCE = (errors.UnknownOutcome, 1)
DOWN = (errors.Unavailable, TRIES)
# aiohttp itself makes a GET again once when a connection breaks; it never does so with a POST.
BROKEN = (errors.Unavailable, 2 * TRIES)
NOT_OFFERED = (errors.NotOffered, 1)
NOT_A_PICTURE = (errors.BadPicture, 1)

CASES = {
    "hangs up": Case(hang_up, UNKNOWN_ONCE, BROKEN, DOWN, BROKEN),
    "resets": Case(reset, UNKNOWN_ONCE, BROKEN, DOWN, BROKEN),
    "is silent": Case(silence, UNKNOWN_ONCE, DOWN, DOWN, DOWN),
    "no HTTP": Case(raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), UNKNOWN_ONCE, DOWN, DOWN, DOWN),
    "cut": Case(
        answer(201, {"id": "abc", "status": "starting"}, cut=9),
        UNKNOWN_ONCE,
        DOWN,
        DOWN,
        (errors.CutShort, TRIES),
    ),
    "stalls": Case(answer(201, {"id": "abc", "status": "starting"}, stall=True), UNKNOWN_ONCE, DOWN, DOWN, DOWN),
    "too large": Case(
        answer(200, text=b" " * (4 * 1024 * 1024 + 1)),
        UNKNOWN_ONCE,
        (errors.NonsenseAnswer, 1),
        NOT_OFFERED,
        NOT_A_PICTURE,
    ),
    "200 HTML": Case(
        answer(200, text=HTML, media_type="text/html"),
        UNKNOWN_ONCE,
        (errors.NonsenseAnswer, 1),
        NOT_OFFERED,
        NOT_A_PICTURE,
    ),
    "200 broken JSON": Case(
        answer(200, text='{"id": "ab'), UNKNOWN_ONCE, (errors.NonsenseAnswer, 1), NOT_OFFERED, NOT_A_PICTURE
    ),
    "200 endless JSON": Case(
        answer(200, text="[" * 200_000), UNKNOWN_ONCE, (errors.NonsenseAnswer, 1), NOT_OFFERED, NOT_A_PICTURE
    ),
    "200 no id": Case(
        answer(200, {"status": "starting"}),
        UNKNOWN_ONCE,
        (errors.NonsenseAnswer, 1),
        NOT_OFFERED,
        NOT_A_PICTURE,
    ),
    "200 id that is a path": Case(
        answer(200, {"id": "../../account"}),
        UNKNOWN_ONCE,
        (errors.NonsenseAnswer, 1),
        NOT_OFFERED,
        NOT_A_PICTURE,
    ),
    "200 null": Case(answer(200, None), UNKNOWN_ONCE, (errors.NonsenseAnswer, 1), NOT_OFFERED, NOT_A_PICTURE),
    "200 with a plain refusal": Case(
        answer(200, comet("invalid_request", "bad")),
        (errors.InvalidInput, 1),
        (errors.InvalidInput, 1),
        NOT_OFFERED,
        NOT_A_PICTURE,
    ),
    "301": Case(
        answer(301, text="", headers={"Location": "/elsewhere"}),
        (errors.NonsenseAnswer, 1),
        (errors.NonsenseAnswer, 1),
        NOT_OFFERED,
        (errors.ForeignHost, 1),
    ),
    "307": Case(
        answer(307, text="", headers={"Location": "http://127.0.0.1:1/v1"}),
        (errors.NonsenseAnswer, 1),
        (errors.NonsenseAnswer, 1),
        NOT_OFFERED,
        (errors.ForeignHost, 1),
    ),
    "400": Case(
        answer(400, comet("", "bad")),
        (errors.InvalidInput, 1),
        (errors.InvalidInput, 1),
        NOT_OFFERED,
        NOT_A_PICTURE,
    ),
    "401": Case(
        answer(
            401,
            {
                "title": "Unauthenticated",
                "detail": "You did not pass a valid authentication token",
                "status": 401,
            },
        ),
        (errors.Unauthorized, 1),
        (errors.Unauthorized, 1),
        (errors.Unauthorized, 1),
        (errors.PictureGone, 1),
    ),
    "402": Case(
        answer(
            402,
            {"title": "Insufficient credit", "detail": "You have insufficient credit to run this model."},
        ),
        (errors.OutOfCredit, 1),
        (errors.OutOfCredit, 1),
        (errors.OutOfCredit, 1),
        NOT_A_PICTURE,
    ),
    "403 WAF": Case(
        answer(403, text=HTML, media_type="text/html"),
        (errors.Unauthorized, 1),
        (errors.Unauthorized, 1),
        (errors.Unauthorized, 1),
        (errors.PictureGone, 1),
    ),
    "403 quota": Case(
        answer(403, comet("insufficient_user_quota", "quota is not enough")),
        (errors.OutOfCredit, 1),
        (errors.OutOfCredit, 1),
        (errors.OutOfCredit, 1),
        (errors.PictureGone, 1),
    ),
    "404": Case(
        answer(404, {"detail": "The requested resource could not be found."}),
        (errors.Unavailable, 1),
        (errors.NotKnownYet, 1),
        NOT_OFFERED,
        (errors.PictureGone, 1),
    ),
    "405": Case(answer(405, text=""), (errors.NotOffered, 1), (errors.NotOffered, 1), NOT_OFFERED, NOT_A_PICTURE),
    "408": Case(answer(408, text=""), UNKNOWN_ONCE, (errors.NonsenseAnswer, 1), NOT_OFFERED, NOT_A_PICTURE),
    "410": Case(
        answer(410, text=""),
        (errors.NonsenseAnswer, 1),
        (errors.NonsenseAnswer, 1),
        NOT_OFFERED,
        (errors.PictureGone, 1),
    ),
    "422": Case(
        answer(
            422,
            {
                "detail": "- input.num_inference_steps: Must be less than or equal to 4\n",
                "status": 422,
                "title": "Input validation failed",
                "invalid_fields": [
                    {
                        "type": "number_lte",
                        "field": "input.num_inference_steps",
                        "description": "Must be less than or equal to 4",
                    }
                ],
            },
        ),
        (errors.InvalidInput, 1),
        (errors.InvalidInput, 1),
        NOT_OFFERED,
        NOT_A_PICTURE,
    ),
    "429": Case(
        answer(429, {"detail": "Request was throttled.", "status": 429}),
        (errors.RateLimited, TRIES),
        (errors.RateLimited, TRIES),
        (errors.RateLimited, TRIES),
        (errors.RateLimited, TRIES),
    ),
    "500": Case(answer(500, comet("", "upstream")), UNKNOWN_ONCE, DOWN, DOWN, DOWN),
    "500 invalid_request": Case(
        answer(500, comet("invalid_request", "bad")),
        (errors.InvalidInput, 1),
        (errors.InvalidInput, 1),
        NOT_OFFERED,
        DOWN,
    ),
    "502 HTML": Case(answer(502, text=HTML, media_type="text/html"), UNKNOWN_ONCE, DOWN, DOWN, DOWN),
    "503": Case(answer(503, comet("", "overloaded")), UNKNOWN_ONCE, DOWN, DOWN, DOWN),
    "503 no channel": Case(
        answer(503, comet("model_not_found", "no available channel for group default and model x")),
        (errors.NoChannel, CHANNEL_TRIES),
        (errors.NoChannel, CHANNEL_TRIES),
        (errors.NoChannel, CHANNEL_TRIES),
        DOWN,
    ),
    "502 task_not_exist": Case(
        answer(502, comet("task_not_exist", "none")), UNKNOWN_ONCE, (errors.NotKnownYet, 1), NOT_OFFERED, DOWN
    ),
    "504 no channel": Case(
        answer(504, comet("", "no available channel after a time-out")), UNKNOWN_ONCE, DOWN, DOWN, DOWN
    ),
    "524": Case(answer(524, text=HTML, media_type="text/html"), UNKNOWN_ONCE, DOWN, DOWN, DOWN),
}


async def call(client: FluxClient, name: str, server: ScriptedServer) -> None:
    match name:
        case "create":
            await client.create(SCHNELL, SENT)
        case "get":
            await client.get("abc")
        case "cancel":
            await client.cancel("abc")
        case _:
            await client.fetch(f"http://127.0.0.1:{server.port}/out-0.png?signature=hush")


@pytest.mark.parametrize("name", ["create", "get", "cancel", "fetch"])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
async def test_fault(clients: Clients, case: Case, name: str, request: pytest.FixtureRequest) -> None:
    kind, requests = getattr(case, name)
    waits_for_it = any(word in request.node.callspec.id for word in ("silent", "stalls"))
    async with ScriptedServer(case.act) as server:
        client = clients.on(server, timeouts=SHORT, retry=TWICE) if waits_for_it else clients.on(server)
        with pytest.raises(kind) as caught:
            await call(client, name, server)
        assert caught.type is kind
        if waits_for_it:
            requests = min(requests, TWICE.attempts)
        assert len(server.seen) == requests
        assert server.creations == (requests if name == "create" else 0)
    told = f"{caught.value} {caught.value.__cause__}"
    assert KEY not in told
    assert "hush" not in told


@pytest.mark.parametrize("name", ["create", "get", "cancel", "fetch"])
async def test_connection_refused_is_unreachable_after_retries(clients: Clients, time: Time, name: str) -> None:
    async with ScriptedServer(hang_up) as gone:
        pass
    client = clients.on(gone)
    with pytest.raises(errors.Unreachable):
        await call(client, name, gone)
    assert len(time.waits_s) == TRIES - 1


async def test_reset_before_the_request_was_read_is_an_unknown_outcome(clients: Clients) -> None:
    """From our side it cannot be told from one that comes after."""
    async with ScriptedServer(hang_up) as server:
        server.deaf = True
        with pytest.raises(errors.UnknownOutcome):
            await call(clients.on(server), "create", server)
        assert server.connections == 1


async def test_the_service_repeating_the_key_is_not_repeated(clients: Clients) -> None:
    async with ScriptedServer(answer(401, comet("", f"invalid token {KEY}"))) as server:
        with pytest.raises(errors.Unauthorized, match=r"invalid token \*\*\*"):
            await clients.on(server).create(SCHNELL, SENT)


async def test_a_handshake_that_never_ends_has_sent_nothing(clients: Clients, time: Time) -> None:
    async with ScriptedServer(hang_up) as server:
        secure = server.base.with_scheme("https").with_port(server.port)
        client = clients.on(secure, timeouts=Timeouts(connect_s=0.05))
        with pytest.raises(errors.Unreachable):
            await client.create(SCHNELL, SENT)
        assert server.connections == TRIES
        assert server.seen == []
