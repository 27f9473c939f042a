"""The paid call: what it sends, what counts as success, and when it goes out again."""

import asyncio

import pytest

from flux import errors
from flux.catalogue import Input
from flux.models import CATALOGUE
from flux.predictions import Status
from tests.client.conftest import KEY, Clients, Time
from tests.client.servers import Act, ScriptedServer, answer, hang_up

SCHNELL = CATALOGUE["flux-schnell"]
KONTEXT = CATALOGUE["flux-kontext-pro"]
SENT: Input = {"prompt": "a cat\nin a hat", "seed": 7, "guidance": 3, "go_fast": True}
STARTED = {
    "id": "q4chw5rey9rmt0cww76t4h3ma4",
    "model": "black-forest-labs/flux-schnell",
    "version": "hidden",
    "input": dict(SENT),
    "logs": "",
    "output": None,
    "data_removed": False,
    "error": None,
    "source": "api",
    "status": "starting",
    "created_at": "2026-03-12T09:15:02.035Z",
    "urls": {"get": "http://127.0.0.1:1/never", "cancel": "http://127.0.0.1:1/never"},
}


def refused(*fields: dict[str, str]) -> Act:
    """Return a 422 in Replicate's words."""
    return answer(
        422,
        {"title": "Input validation failed", "detail": "-", "status": 422, "invalid_fields": list(fields)},
    )


def unknown(name: str) -> dict[str, str]:
    return {
        "type": "additional_property_not_allowed",
        "field": "input",
        "description": f"Additional property {name} is not allowed",
    }


async def test_sends_the_input_as_json_with_the_key_to_the_models_path(clients: Clients) -> None:
    async with ScriptedServer(answer(201, STARTED)) as server:
        prediction = await clients.on(server).create(SCHNELL, SENT)
        (seen,) = server.seen
    assert seen.method == "POST"
    assert seen.path == "/v1/models/black-forest-labs/flux-schnell/predictions"
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert seen.headers["content-type"] == "application/json"
    assert seen.sent_input == SENT
    assert prediction.id == STARTED["id"]
    assert prediction.status is Status.STARTING


@pytest.mark.parametrize(
    ("act", "prediction_id", "status"),
    [
        (answer(200, STARTED), STARTED["id"], Status.STARTING),
        (answer(202, {**STARTED, "status": "succeeded", "output": 7}), STARTED["id"], Status.SUCCEEDED),
        (answer(201, {**STARTED, "status": "failed", "error": "NSFW"}), STARTED["id"], Status.FAILED),
        (answer(201, {"id": "x", "status": "dreaming", "logs": 4}), "x", Status.UNKNOWN),
        (answer(200, {"id": "x"}, media_type="text/html"), "x", Status.UNKNOWN),
        (
            answer(200, {"code": "success", "data": {"task_id": "t", "status": "NOT_START", "data": None}}),
            "t",
            Status.STARTING,
        ),
        (answer(200, {"code": "success", "message": "", "data": "t"}), "t", Status.UNKNOWN),
    ],
    ids=["200", "odd output", "failed at once", "strange", "wrong type", "envelope", "id alone"],
)
async def test_any_2xx_with_an_id_is_success(
    clients: Clients, act: Act, prediction_id: str, status: Status
) -> None:
    async with ScriptedServer(act) as server:
        prediction = await clients.on(server).create(SCHNELL, SENT)
        assert server.creations == 1
    assert prediction.id == prediction_id
    assert prediction.status is status


async def test_a_rate_limit_is_waited_for_and_then_it_is_created_once(clients: Clients, time: Time) -> None:
    limited = {"detail": "Request was throttled. Your rate limit resets in ~9s.", "retry_after": 9}
    async with ScriptedServer(answer(429, limited), answer(201, STARTED)) as server:
        await clients.on(server).create(SCHNELL, SENT)
        assert [seen.sent_input for seen in server.seen] == [SENT, SENT]
    (wait_s,) = time.waits_s
    assert 9 <= wait_s <= 9.9


async def test_a_rate_limit_that_stays_tells_its_whole_wait_though_each_is_capped(
    clients: Clients, time: Time
) -> None:
    async with ScriptedServer(answer(429, {}, headers={"Retry-After": "3600"})) as server:
        with pytest.raises(errors.RateLimited) as caught:
            await clients.on(server).create(SCHNELL, SENT)
    assert caught.value.retry_after_s == 3600
    assert time.waits_s == [30, 30, 30, 30]


async def test_a_model_without_a_channel_is_asked_for_slowly(clients: Clients, time: Time) -> None:
    full = {"error": {"code": "model_not_found", "message": "no available channel for group default"}}
    async with ScriptedServer(answer(503, full), answer(201, STARTED)) as server:
        await clients.on(server).create(SCHNELL, SENT)
    (wait_s,) = time.waits_s
    assert 5 <= wait_s <= 10


async def test_nothing_is_tried_again_once_the_outcome_is_unknown(clients: Clients) -> None:
    async with ScriptedServer(answer(429, {}), hang_up, answer(201, STARTED)) as server:
        with pytest.raises(errors.UnknownOutcome):
            await clients.on(server).create(SCHNELL, SENT)
        assert server.creations == 2


async def test_a_field_that_the_service_does_not_know_is_dropped_for_good(clients: Clients, time: Time) -> None:
    async with ScriptedServer(refused(unknown("guidance")), answer(201, STARTED)) as server:
        client = clients.on(server)
        await client.create(SCHNELL, SENT)
        await client.create(SCHNELL, SENT)
        await client.create(KONTEXT, SENT)
        inputs = [seen.sent_input for seen in server.seen]
    fewer = {name: value for name, value in SENT.items() if name != "guidance"}
    assert inputs == [SENT, fewer, fewer, SENT]
    assert time.waits_s == []


async def test_fields_named_one_answer_after_the_other_are_all_dropped(clients: Clients) -> None:
    script = (refused(unknown("guidance")), refused(unknown("go_fast")), answer(201, STARTED))
    async with ScriptedServer(*script) as server:
        await clients.on(server).create(SCHNELL, SENT)
        assert server.seen[-1].sent_input == {"prompt": SENT["prompt"], "seed": 7}


async def test_a_service_that_keeps_naming_a_dropped_field_is_not_asked_for_ever(clients: Clients) -> None:
    async with ScriptedServer(refused(unknown("guidance"))) as server:
        with pytest.raises(errors.InvalidInput):
            await clients.on(server).create(SCHNELL, SENT)
        assert server.creations == 2


async def test_two_creates_that_learn_of_a_field_at_once_both_succeed(clients: Clients) -> None:
    both_sent = asyncio.Event()
    refuse = refused(unknown("guidance"))

    async def refuse_when_both_are_sent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        await both_sent.wait()
        return await refuse(reader, writer)

    async def refuse_and_tell(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        both_sent.set()
        return await refuse(reader, writer)

    script = (refuse_when_both_are_sent, refuse_and_tell, answer(201, STARTED))
    async with ScriptedServer(*script) as server:
        client = clients.on(server)
        await asyncio.gather(client.create(SCHNELL, SENT), client.create(SCHNELL, SENT))
        assert server.creations == 4


@pytest.mark.parametrize("name", ["prompt", "input_image", "not_sent"])
async def test_prompt_and_picture_are_never_dropped(clients: Clients, name: str) -> None:
    sent = {**SENT, "input_image": "https://cdn.example/a.png"}
    async with ScriptedServer(refused(unknown(name))) as server:
        with pytest.raises(errors.InvalidInput) as caught:
            await clients.on(server).create(KONTEXT, sent)
        assert server.creations == 1
    assert [field.name for field in caught.value.fields] == [name]


async def test_a_wrong_value_is_told_and_not_dropped(clients: Clients) -> None:
    wrong = {"type": "number_lte", "field": "input.guidance", "description": "Must be less than 3"}
    async with ScriptedServer(refused(wrong)) as server:
        with pytest.raises(errors.InvalidInput) as caught:
            await clients.on(server).create(SCHNELL, SENT)
        assert server.creations == 1
    assert caught.value.fields == (errors.RefusedField("guidance", "number_lte", "Must be less than 3"),)


async def test_the_paid_call_never_rides_on_a_pooled_connection(clients: Clients) -> None:
    async with ScriptedServer(answer(200, STARTED)) as server:
        client = clients.on(server)
        await client.get("abc")
        await client.create(SCHNELL, SENT)
        await client.create(SCHNELL, SENT)
        await client.get("abc")
        get, first, second, later_get = (seen.peer for seen in server.seen)
    assert len({get, first, second}) == 3
    assert later_get == get


async def test_somebody_lets_time_pass_and_has_the_last_word_before_each_try(clients: Clients) -> None:
    asked: list[tuple[int, bool]] = []

    async def ask(wait_s: float) -> None:
        asked.append((len(server.seen), wait_s > 0))

    async with ScriptedServer(answer(429, {}), refused(unknown("guidance")), answer(201, STARTED)) as server:
        await clients.on(server).create(SCHNELL, SENT, before_each=ask)
    assert asked == [(0, False), (1, True), (2, False)]
    assert clients.time.waits_s == []


async def test_a_last_word_can_keep_it_from_going_out(clients: Clients) -> None:
    words = iter([None, PermissionError("no longer")])

    async def ask(wait_s: float) -> None:
        if (word := next(words)) is not None:
            raise word

    async with ScriptedServer(answer(429, {}), answer(201, STARTED)) as server:
        with pytest.raises(PermissionError):
            await clients.on(server).create(SCHNELL, SENT, before_each=ask)
        assert server.creations == 1
