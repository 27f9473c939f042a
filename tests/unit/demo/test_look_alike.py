"""The look-alike answers as the live services were seen to answer, and goes wrong when it is told to."""

import asyncio
import io
import json
import math
import re
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from PIL import Image
from yarl import URL

from demo.look_alike import (
    ABORTED,
    BLOCKED,
    FAILED,
    HELD,
    Base,
    Call,
    Course,
    Delayed,
    Door,
    LookAlike,
    Loss,
    Lost,
    Options,
    OutputFault,
    no_channel,
    out_of_credit,
    rate_limited,
    web_page,
)
from flux.catalogue import OutputShape
from flux.models import CATALOGUE
from tests.unit.demo.asking import Caller, Json, calling

AT_ONCE = Options(speed=math.inf, sketches=True)
OFFICIAL_PERCENT = re.compile(r"^\s*(?P<percentage>\d+)%\s*\|.+?\|\s*(?P<current>\d+)\/(?P<total>\d+)")


def _size(body: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(body)) as image:
        return image.size


def _png(size: tuple[int, int]) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "red").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("model", [model.name for model in CATALOGUE])
async def test_every_model_makes_a_picture_in_its_output_shape(model: str) -> None:
    async with calling(AT_ONCE) as caller:
        made = await caller.made(model)
        assert made["status"] == "succeeded"
        is_list = CATALOGUE[model].output is OutputShape.LIST
        assert isinstance(made["output"], list if is_list else str)
        url = str(made["output"][0] if is_list else made["output"])
        assert _size(await caller.fetch(url)) == ((2048, 2048) if model.endswith("ultra") else (1024, 1024))


@pytest.mark.parametrize(
    ("model", "sent", "size"),
    [
        ("flux-schnell", {"aspect_ratio": "16:9"}, (1344, 768)),
        ("flux-schnell", {"aspect_ratio": "16:9", "megapixels": "0.25"}, (672, 384)),
        ("flux-dev", {"aspect_ratio": "9:21"}, (640, 1536)),
        ("flux-pro", {"aspect_ratio": "custom", "width": 500, "height": 900}, (512, 896)),
        ("flux-1.1-pro-ultra", {"aspect_ratio": "3:2"}, (2432, 1664)),
        ("flux-kontext-max", {"aspect_ratio": "1:2"}, (720, 1456)),
    ],
)
async def test_pictures_have_the_real_sizes(model: str, sent: dict[str, object], size: tuple[int, int]) -> None:
    async with calling(AT_ONCE) as caller:
        output = (await caller.made(model, **sent))["output"]
        assert _size(await caller.fetch(output if isinstance(output, str) else output[0])) == size


@pytest.mark.parametrize("output_format", ["webp", "jpg", "png"])
async def test_a_picture_is_a_file_of_the_format_that_was_asked_for(output_format: str) -> None:
    async with calling(AT_ONCE) as caller:
        output = (await caller.made("flux-schnell", output_format=output_format))["output"]
        with Image.open(io.BytesIO(await caller.fetch(output[0]))) as image:
            assert image.format == {"jpg": "JPEG"}.get(output_format, output_format.upper())


async def test_the_key_is_asked_for_in_the_words_of_each_base() -> None:
    async with LookAlike(AT_ONCE) as service, aiohttp.ClientSession() as stranger:
        async with stranger.get(service.poll_bases[0] / "predictions/x") as response:
            assert response.status == 401
            assert (await response.json())["error"]["type"] == "comet_api_error"
        async with stranger.get(service.poll_bases[1] / "predictions/x") as response:
            assert await response.json() == {
                "title": "Unauthenticated",
                "detail": "You did not pass a valid authentication token",
                "status": 401,
            }


async def test_a_base_may_be_absent_or_refuse_the_key() -> None:
    options = Options(comet=Base(door=Door.ABSENT), replicate=Base(door=Door.REFUSES_KEY))
    async with calling(options) as caller:
        async with caller.session.get(caller.service.poll_bases[0] / "predictions/x") as response:
            assert response.content_type == "text/html"
        assert (await caller.read("x", base=1))[0] == 401


async def test_an_answer_may_come_in_an_envelope() -> None:
    options = Options(speed=math.inf, comet=Base(wrapped=True))
    async with calling(options) as caller:
        wrapped = await caller.made("flux-schnell")
        assert wrapped["code"] == "success"
        assert wrapped["data"]["status"] == "SUCCESS"
        assert wrapped["data"]["progress"] == "100%"
        bare = (await caller.read(wrapped["data"]["task_id"], base=1))[1]
        assert wrapped["data"]["data"] == bare


async def test_a_fresh_prediction_may_be_unknown_to_a_base_for_some_reads() -> None:
    options = Options(comet=Base(wrapped=True, unknown_reads=2), replicate=Base(unknown_reads=1))
    async with calling(options) as caller:
        created = (await caller.create("flux-dev"))[1]["id"]
        not_yet = (400, {"code": "task_not_exist", "message": "task_not_exist", "data": None})
        assert [await caller.read(created), await caller.read(created)] == [not_yet, not_yet]
        assert (await caller.read(created))[0] == 200
        assert (await caller.read(created, base=1))[0] == 404
        assert (await caller.read(created, base=1))[0] == 200


async def test_the_log_tells_percent_as_the_official_client_reads_it() -> None:
    now = [0.0]
    async with LookAlike(AT_ONCE, monotonic_s=lambda: now[0]) as service:
        headers = {"Authorization": f"Bearer {service.options.key}"}
        service.when("fox", Course(duration_s=10))
        async with aiohttp.ClientSession(headers=headers) as session:
            url = service.create_base / "models/black-forest-labs/flux-dev/predictions"
            async with session.post(url, json={"input": {"prompt": "a fox", "seed": 7}}) as response:
                created = await response.json()
            seen = []
            prediction: Json = {}
            for moment in (0.0, 5.0, 9.0, 10.0):
                now[0] = moment
                async with session.get(service.poll_bases[1] / "predictions" / created["id"]) as response:
                    prediction = await response.json()
                ticks = [OFFICIAL_PERCENT.match(line) for line in prediction["logs"].splitlines()]
                seen.append((prediction["status"], [int(tick["percentage"]) for tick in ticks if tick][-1:]))
    assert seen == [
        ("starting", []),
        ("processing", [36]),
        ("processing", [86]),
        ("succeeded", [100]),
    ]
    assert prediction["logs"].startswith("running quantized prediction\ngenerating\nUsing seed: 7\n  0%|")
    assert prediction["logs"].endswith("28/28 [00:10<00:00,  2.80it/s]\nTotal safe images: 1 out of 1\n")


async def test_without_go_fast_the_log_counts_steps_only() -> None:
    async with calling(AT_ONCE) as caller:
        logs = (await caller.made("flux-schnell", go_fast=False))["logs"]
    assert logs.splitlines()[1].startswith("0it [00:00, ?it/s]")
    assert "4it [" in logs
    assert "%|" not in logs


@pytest.mark.parametrize(
    ("model", "line"),
    [
        ("flux-1.1-pro", "Generating image..."),
        ("flux-kontext-pro", "Total safe images: 1 out of 1"),
    ],
)
async def test_proxied_models_write_their_own_log(model: str, line: str) -> None:
    async with calling(AT_ONCE) as caller:
        assert line in (await caller.made(model))["logs"].splitlines()
        assert (await caller.made("flux-pro"))["logs"] is None


async def test_faults_meet_the_next_creates_in_their_order_and_create_nothing() -> None:
    async with calling(AT_ONCE) as caller:
        caller.service.next_create(rate_limited(9), out_of_credit(), no_channel("flux-schnell"))
        status, body = await caller.create("flux-schnell")
        assert (status, body["retry_after"]) == (429, 9)
        assert (await caller.create("flux-schnell"))[0] == 402
        status, body = await caller.create("flux-schnell")
        assert (status, body["error"]["code"]) == (503, "model_not_found")
        assert (await caller.create("flux-schnell"))[0] == 201
        assert len(caller.service.created) == 1
        assert caller.service.creates == 4


@pytest.mark.parametrize("created", [True, False])
async def test_an_answer_may_be_lost_after_the_request_was_received(created: bool) -> None:
    async with calling(AT_ONCE) as caller:
        caller.service.next_create(Lost(Loss.RESET, created=created))
        with pytest.raises(aiohttp.ClientConnectionError):
            await caller.create("flux-schnell")
        assert len(caller.service.created) == int(created)


async def test_an_answer_may_be_garbled_or_never_come() -> None:
    async with calling(AT_ONCE) as caller:
        caller.service.next_create(Lost(Loss.GARBLED), Lost(Loss.SILENCE))
        with pytest.raises(json.JSONDecodeError):
            await caller.create("flux-schnell")
        silent = asyncio.create_task(caller.create("flux-schnell"))
        await caller.service.until(lambda: len(caller.service.created) == 2)
        assert not silent.done()
        silent.cancel()
        with pytest.raises(asyncio.CancelledError):
            await silent


async def test_a_create_may_be_held_in_flight() -> None:
    async with calling(AT_ONCE) as caller:
        answer_it = asyncio.Event()
        caller.service.next_create(Delayed(answer_it))
        call = asyncio.create_task(caller.create("flux-schnell"))
        await caller.service.until(lambda: caller.service.creates == 1)
        assert caller.service.created == []
        answer_it.set()
        assert (await call)[0] == 201


@pytest.mark.parametrize("acted", [False, True])
async def test_calls_can_be_held_before_they_are_acted_on_and_after(acted: bool) -> None:
    async with calling(AT_ONCE) as caller:
        async with caller.service.held(Call.CREATE, acted=acted) as hold:
            call = asyncio.create_task(caller.create("flux-schnell"))
            await caller.service.until(lambda: hold.waiting == 1)
            assert len(caller.service.created) == int(acted)
            assert not call.done()
        assert (await call)[0] == 201
        assert (hold.waiting, hold.answered) == (0, int(acted))
        assert len(caller.service.created) == 1


async def test_a_held_call_goes_on_though_its_caller_is_gone() -> None:
    async with calling(AT_ONCE) as caller:
        async with caller.service.held(Call.CREATE) as hold:
            call = asyncio.create_task(caller.create("flux-schnell"))
            await caller.service.until(lambda: hold.waiting == 1)
            call.cancel()
            await asyncio.gather(call, return_exceptions=True)
        await caller.service.until(lambda: len(caller.service.created) == 1)


async def test_a_held_call_can_be_forgotten() -> None:
    async with calling(AT_ONCE) as caller:
        async with caller.service.held(Call.CREATE) as hold:
            call = asyncio.create_task(caller.create("flux-schnell"))
            await caller.service.until(lambda: hold.waiting == 1)
            hold.drop()
        with pytest.raises(aiohttp.ClientConnectionError):
            await call
        assert caller.service.created == []


async def test_only_calls_about_predictions_of_a_status_can_be_held() -> None:
    async with calling(AT_ONCE) as caller:
        caller.service.when("a fox", HELD)
        created = (await caller.create("flux-schnell"))[1]["id"]
        async with caller.service.held(Call.READ, of="succeeded") as hold:
            assert (await caller.read(created))[1]["status"] == "processing"
            caller.service.release()
            read = asyncio.create_task(caller.read(created))
            await caller.service.until(lambda: hold.waiting == 1)
        assert (await read)[1]["status"] == "succeeded"


async def test_a_read_may_meet_a_fault_too() -> None:
    async with calling(AT_ONCE) as caller:
        created = (await caller.create("flux-schnell"))[1]["id"]
        # aiohttp repeats a GET by itself when a kept connection breaks, so it takes two to be seen.
        caller.service.next_read(rate_limited(1), Lost(), Lost(), web_page())
        assert (await caller.read(created))[0] == 429
        with pytest.raises(aiohttp.ClientConnectionError):
            await caller.read(created)
        with pytest.raises(aiohttp.ContentTypeError):
            await caller.read(created)
        assert (await caller.read(created))[1]["status"] == "succeeded"
        assert caller.service.reads == 5


async def test_predictions_take_the_course_that_their_prompt_was_given() -> None:
    async with calling(AT_ONCE) as caller:
        caller.service.when("fail", FAILED)
        caller.service.when("abort", ABORTED)
        caller.service.when("NSFW", BLOCKED)
        failed = await caller.made("flux-dev", prompt="Fail, please")
        assert (failed["status"], failed["error"]) == ("failed", FAILED.error)
        assert (await caller.made("flux-dev", prompt="abort it"))["status"] == "aborted"
        blocked = await caller.made("flux-dev", prompt="nsfw things", num_outputs=4)
        assert "All generated images contained NSFW content" in blocked["error"]
        assert "(E005)" in (await caller.made("flux-kontext-pro", prompt="nsfw things"))["error"]
        assert (await caller.made("flux-dev", prompt="a fox"))["status"] == "succeeded"


async def test_the_safety_checker_may_drop_some_pictures() -> None:
    async with calling(AT_ONCE) as caller:
        caller.service.when("fox", Course(flagged=3))
        made = await caller.made("flux-schnell", num_outputs=4)
        assert len(made["output"]) == 1
        assert made["logs"].endswith("Total safe images: 1 out of 4\n")


async def test_a_held_prediction_ends_when_it_is_released() -> None:
    async with calling(AT_ONCE) as caller:
        caller.service.when("fox", HELD)
        held = await caller.made("flux-schnell")
        assert held["status"] == "processing"
        caller.service.release()
        assert (await caller.read(held["id"]))[1]["status"] == "succeeded"


async def test_what_is_wrong_with_the_pictures_themselves() -> None:
    async with calling(AT_ONCE) as caller:
        for words in OutputFault:
            caller.service.when(words, Course(outputs=words))
        gone = (await caller.made("flux-pro", prompt="gone"))["output"]
        with pytest.raises(aiohttp.ClientResponseError, match="404"):
            await caller.fetch(gone)
        foreign = (await caller.made("flux-pro", prompt="foreign-host"))["output"]
        assert URL(foreign).host == "pictures.example"
        page = await caller.fetch((await caller.made("flux-pro", prompt="not-a-picture"))["output"])
        assert page.startswith(b"<html>")
        with pytest.raises(aiohttp.ClientPayloadError):
            await caller.fetch((await caller.made("flux-pro", prompt="cut-short"))["output"])


async def test_pictures_and_input_are_forgotten_after_an_hour() -> None:
    now = [0.0]
    async with LookAlike(AT_ONCE, monotonic_s=lambda: now[0]) as service:
        headers = {"Authorization": f"Bearer {service.options.key}"}
        async with aiohttp.ClientSession(headers=headers) as session:
            url = service.create_base / "models/black-forest-labs/flux-pro/predictions"
            async with session.post(url, json={"input": {"prompt": "a fox", "seed": 7}}) as response:
                created = (await response.json())["id"]
            read = service.poll_bases[0] / "predictions" / created
            async with session.get(read) as response:
                picture = (await response.json())["output"]
            now[0] = 3601.0
            async with session.get(read) as response:
                forgotten = await response.json()
            async with session.get(picture) as response:
                assert response.status == 404
    assert (forgotten["data_removed"], forgotten["output"], forgotten["input"]) == (True, None, {})


async def test_lists_and_cancels_are_there_where_they_are_switched_on() -> None:
    options = Options(speed=math.inf, replicate=Base(lists=True, cancels=True))
    async with calling(options) as caller:
        caller.service.when("fox", HELD)
        first, second = (await caller.made("flux-dev"))["id"], (await caller.made("flux-dev"))["id"]
        listed = (await caller.get(caller.service.poll_bases[1] / "predictions"))[1]["results"]
        assert [entry["id"] for entry in listed] == [second, first]
        cancel = caller.service.poll_bases[1] / "predictions" / first / "cancel"
        async with caller.session.post(cancel) as response:
            assert (await response.json())["status"] == "canceled"
        assert caller.service.status_of(second) == "processing"
        async with caller.session.post(caller.service.poll_bases[0] / f"predictions/{second}/cancel") as response:
            assert response.content_type == "text/html"


async def test_the_list_comes_in_pages_and_from_a_moment_on() -> None:
    options = Options(speed=math.inf, replicate=Base(lists=True), listed_at_once=2)
    async with calling(options) as caller:
        made = [await caller.made("flux-dev") for _ in range(3)]
        base = caller.service.poll_bases[1] / "predictions"
        newest = (await caller.get(base))[1]
        assert [entry["id"] for entry in newest["results"]] == [made[2]["id"], made[1]["id"]]
        following = URL(newest["next"])
        assert following.host == "api.replicate.com"
        oldest = (await caller.get(base.with_query(following.query)))[1]
        assert ([entry["id"] for entry in oldest["results"]], oldest["next"]) == ([made[0]["id"]], None)
        since = (await caller.get(base.with_query(created_after="2999-01-01T00:00:00Z")))[1]
        assert since["results"] == []


async def test_a_given_picture_is_fetched_and_shapes_the_result() -> None:
    asked = []

    async def give(request: web.Request) -> web.Response:
        asked.append(request.path_qs)
        return web.Response(body=_png((300, 200)), content_type="image/png")

    app = web.Application()
    app.router.add_get("/{path:.*}", give)
    async with TestServer(app) as cdn:
        options = Options(speed=math.inf, hosts={"cdn.example": str(cdn.make_url("/"))})
        async with calling(options) as caller:
            url = "https://cdn.example/attachments/1/a%20fox.png?ex=1&hm=2"
            made = await _ended(caller, await caller.made("flux-kontext-pro", input_image=url))
            assert asked == ["/attachments/1/a%20fox.png?ex=1&hm=2"]
            assert _size(await caller.fetch(made["output"])) == (1248, 832)
            assert caller.service.given(made["id"]) == _png((300, 200))


async def test_nothing_is_given_where_nothing_was() -> None:
    async with calling(AT_ONCE) as caller:
        assert caller.service.given((await caller.made("flux-schnell"))["id"]) is None


async def test_a_given_picture_that_is_none_fails_the_prediction() -> None:
    async with calling(AT_ONCE) as caller:
        for url in ("http://127.0.0.1:9/none.png", "data:image/png;base64,AAAA"):
            made = await _ended(caller, await caller.made("flux-kontext-pro", input_image=url))
            assert made["status"] == "failed"
            assert made["error"].startswith("Failed to read the input image")


async def _ended(caller: Caller, made: Json) -> Json:
    while made["status"] in {"starting", "processing"}:
        await asyncio.sleep(0.01)
        made = (await caller.read(made["id"]))[1]
    return made


async def test_the_pictures_need_no_key_and_it_is_told_who_brought_one() -> None:
    async with calling(AT_ONCE) as caller:
        output = (await caller.made("flux-pro"))["output"]
        async with caller.session.get(output) as response:
            assert response.status == 200
        assert [fetched.authorization for fetched in caller.service.fetched] == [
            f"Bearer {caller.service.options.key}"
        ]


async def test_times_are_told_as_the_service_tells_them() -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
    async with LookAlike(AT_ONCE, now=lambda: moment) as service:
        headers = {"Authorization": f"Bearer {service.options.key}"}
        async with aiohttp.ClientSession(headers=headers) as session:
            url = service.create_base / "models/black-forest-labs/flux-pro/predictions"
            async with session.post(url, json={"input": {"prompt": "a fox"}}) as response:
                assert (await response.json())["created_at"] == "2026-01-02T03:04:05.678Z"
