"""The list of predictions: what is asked for, how far it is read, and how a service without one is told."""

import math
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import pytest

from demo.look_alike import Base, LookAlike, Options
from flux import errors
from flux.catalogue import Input
from flux.client import MAX_LIST_PAGES
from flux.listing import Listed
from flux.models import CATALOGUE
from tests.client.conftest import KEY, TWICE, Clients
from tests.client.servers import Act, ScriptedServer, Seen, answer, hang_up

SINCE = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SCHNELL = "black-forest-labs/flux-schnell"


def entry(name: str, minute: int = 1, **more: object) -> dict[str, object]:
    """Return a prediction as the list has it, created so many minutes after ``SINCE``."""
    created = (SINCE + timedelta(minutes=minute)).isoformat().replace("+00:00", "Z")
    sent = {"prompt": "a cat", "seed": 7}
    return {"id": name, "model": SCHNELL, "input": sent, "status": "processing", "created_at": created, **more}


def page(*entries: object, following: object = None) -> Act:
    return answer(200, {"next": following, "previous": None, "results": list(entries)})


def asked(seen: Seen) -> dict[str, list[str]]:
    return parse_qs(urlsplit(seen.path).query)


async def test_lists_what_was_created_since(clients: Clients) -> None:
    async with ScriptedServer(page(entry("b", 2), entry("a", 1))) as server:
        listed = await clients.on(server).listed(created_after=SINCE.astimezone(timezone(timedelta(hours=3))))
        (seen,) = server.seen
    assert listed == (
        Listed(id="b", model=SCHNELL, created_at=SINCE + timedelta(minutes=2), prompt="a cat", seed=7),
        Listed(id="a", model=SCHNELL, created_at=SINCE + timedelta(minutes=1), prompt="a cat", seed=7),
    )
    assert seen.method == "GET"
    assert urlsplit(seen.path).path == "/v1/predictions"
    assert asked(seen) == {"created_after": ["2026-11-22T09:00:00.000000Z"]}
    assert seen.headers["authorization"] == f"Bearer {KEY}"


async def test_following_pages_are_asked_for_at_the_base_itself(clients: Clients) -> None:
    elsewhere = "http://127.0.0.1:1/steal/predictions?cursor=cD0y&created_after=never"
    async with ScriptedServer(page(entry("b", 2), following=elsewhere), page(entry("a", 1))) as server:
        listed = await clients.on(server).listed(created_after=SINCE)
        first, second = server.seen
    assert [one.id for one in listed] == ["b", "a"]
    assert "cursor" not in asked(first)
    assert urlsplit(second.path).path == "/v1/predictions"
    assert asked(second) == {"created_after": asked(first)["created_after"], "cursor": ["cD0y"]}


async def test_nothing_older_is_listed_where_the_service_does_not_know_the_limit(clients: Clients) -> None:
    more = "https://api.replicate.com/v1/predictions?cursor=next"
    async with ScriptedServer(page(entry("b", 0), entry("a", -1), following=more)) as server:
        listed = await clients.on(server).listed(created_after=SINCE)
        assert len(server.seen) == 1
    assert [one.id for one in listed] == ["b"]


async def test_a_list_without_an_end_is_not_read_for_ever(clients: Clients) -> None:
    more = "https://api.replicate.com/v1/predictions?cursor=again"
    async with ScriptedServer(page(entry("a"), following=more)) as server:
        listed = await clients.on(server).listed(created_after=SINCE)
        assert len(server.seen) == MAX_LIST_PAGES
    assert len(listed) == MAX_LIST_PAGES


@pytest.mark.parametrize("following", ["", "?", "http://[", 7, {"cursor": "x"}, "https://x/predictions"])
async def test_a_next_page_that_makes_no_sense_is_the_end(clients: Clients, following: object) -> None:
    async with ScriptedServer(page(entry("a"), following=following)) as server:
        assert len(await clients.on(server).listed(created_after=SINCE)) == 1
        assert len(server.seen) == 1


async def test_entries_that_make_no_sense_are_left_out_or_read_as_far_as_they_do(clients: Clients) -> None:
    odd = (
        entry("no-input", input=None, data_removed=True),
        entry("odd-input", input={"prompt": 3, "seed": True}, model=None, created_at="yesterday"),
        entry("../a path"),
        "no object",
        {"model": SCHNELL},
    )
    async with ScriptedServer(page(*odd)) as server:
        listed = await clients.on(server).listed(created_after=SINCE)
    assert [(one.id, one.prompt, one.seed) for one in listed] == [
        ("no-input", None, None),
        ("odd-input", None, None),
    ]
    assert (listed[1].model, listed[1].created_at) == (None, None)


NO_ROUTE = [
    answer(404, {"detail": "The requested resource could not be found."}),
    answer(405, {}),
    answer(200, text="<html>", media_type="text/html"),
    answer(200, {"code": "success", "data": None}),
    answer(400, {"code": "task_not_exist", "message": "task_not_exist", "data": None}),
]


@pytest.mark.parametrize("act", NO_ROUTE, ids=["404", "405", "page", "empty", "task"])
async def test_a_service_without_a_list_says_so(clients: Clients, act: Act) -> None:
    refused = answer(401, {"title": "Unauthenticated", "detail": "no", "status": 401})
    async with ScriptedServer(act) as first, ScriptedServer(refused) as second:
        with pytest.raises(errors.NotOffered):
            await clients.on(first, second).listed(created_after=SINCE)
        assert (len(first.seen), len(second.seen)) == (1, 1)


async def test_the_base_that_lists_is_found(clients: Clients) -> None:
    async with ScriptedServer(answer(404, {})) as first, ScriptedServer(page(entry("a"))) as second:
        listed = await clients.on(first, second).listed(created_after=SINCE)
    assert [one.id for one in listed] == ["a"]


@pytest.mark.parametrize("act", [answer(502, {}), hang_up, answer(429, {})], ids=["502", "hang-up", "429"])
async def test_a_service_that_stumbles_is_asked_again(clients: Clients, act: Act) -> None:
    async with ScriptedServer(act, page(entry("a"))) as server:
        listed = await clients.on(server, retry=TWICE).listed(created_after=SINCE)
        assert len(server.seen) == 2
    assert [one.id for one in listed] == ["a"]


async def test_a_service_that_does_not_answer_has_not_said_that_there_is_no_list(clients: Clients) -> None:
    async with ScriptedServer(answer(502, {})) as server:
        with pytest.raises(errors.Unavailable):
            await clients.on(server, retry=TWICE).listed(created_after=SINCE)


async def test_a_refused_key_has_not_said_that_there_is_no_list(clients: Clients) -> None:
    async with ScriptedServer(answer(401, {})) as server:
        with pytest.raises(errors.Unauthorized):
            await clients.on(server).listed(created_after=SINCE)


async def test_what_was_created_at_the_look_alike_is_found_on_its_pages(clients: Clients) -> None:
    options = Options(key=KEY, speed=math.inf, sketches=True, replicate=Base(lists=True), listed_at_once=2)
    async with LookAlike(options) as service:
        comet, replicate = service.poll_bases
        client = clients.on(comet, replicate)
        sent: list[Input] = [{"prompt": f"a fox {n}", "seed": n, "num_outputs": 1} for n in range(1, 6)]
        made = [await client.create(CATALOGUE["flux-schnell"], one) for one in sent]
        listed = await client.listed(created_after=datetime.now(UTC) - timedelta(minutes=5))
    assert [(one.id, one.seed, one.prompt) for one in reversed(listed)] == [
        (prediction.id, one["seed"], one["prompt"]) for prediction, one in zip(made, sent, strict=True)
    ]
