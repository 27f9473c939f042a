"""Looking up and cancelling: which base is asked, which gives way, and who gets the key."""

import pytest

from flux import errors
from flux.predictions import Status
from tests.client.conftest import KEY, Clients, Time
from tests.client.servers import Act, ScriptedServer, answer, hang_up

FOUND = answer(200, {"id": "abc", "status": "processing"})
MISSING = answer(404, {"detail": "The requested resource could not be found."})
REFUSED = answer(401, {"title": "Unauthenticated", "status": 401})
PAGE = answer(200, text="<html>", media_type="text/html")
MOVED = answer(301, text="", headers={"Location": "/login"})
NOT_EXISTING = answer(200, {"code": "task_not_exist", "message": "task_not_exist", "data": None})
EMPTY = answer(200, {"code": "success", "message": "", "data": None})

GIVING_WAY = {
    "404": MISSING,
    "401": REFUSED,
    "403": answer(403, {}),
    "301": MOVED,
    "HTML": PAGE,
    "HTML 404": answer(404, text="<html>", media_type="text/html"),
    "JSON of another type": answer(200, {"id": "abc"}, media_type="text/plain"),
    "task_not_exist": NOT_EXISTING,
    "task_not_exist 400": answer(400, {"error": {"code": "task_not_exist", "message": "none"}}),
    "empty envelope": EMPTY,
}


@pytest.mark.parametrize("first", GIVING_WAY.values(), ids=GIVING_WAY.keys())
async def test_a_base_gives_way_and_the_one_that_works_is_asked_first_from_then_on(
    clients: Clients, time: Time, first: Act
) -> None:
    async with ScriptedServer(first) as comet, ScriptedServer(FOUND) as replicate:
        client = clients.on(comet, replicate)
        assert (await client.get("abc")).status is Status.PROCESSING
        assert (await client.get("abc")).status is Status.PROCESSING
        assert [seen.path for seen in comet.seen] == ["/v1/predictions/abc"]
        assert [seen.path for seen in replicate.seen] == ["/v1/predictions/abc"] * 2
    assert time.waits_s == []


async def test_a_fresh_id_that_nobody_knows_does_not_change_the_base(clients: Clients) -> None:
    async with ScriptedServer(FOUND, NOT_EXISTING, FOUND) as comet, ScriptedServer(MISSING) as replicate:
        client = clients.on(comet, replicate)
        await client.get("abc")
        with pytest.raises(errors.NotKnownYet):
            await client.get("new")
        await client.get("new")
        assert (len(comet.seen), len(replicate.seen)) == (3, 1)


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        (MISSING, REFUSED, errors.NotKnownYet),
        (REFUSED, MISSING, errors.NotKnownYet),
        (REFUSED, REFUSED, errors.Unauthorized),
        (PAGE, REFUSED, errors.NonsenseAnswer),
    ],
    ids=["unknown, refused", "refused, unknown", "refused by all", "page, refused"],
)
async def test_what_is_told_when_all_give_way(
    clients: Clients, first: Act, second: Act, kind: type[Exception]
) -> None:
    async with ScriptedServer(first) as one, ScriptedServer(second) as other:
        with pytest.raises(kind):
            await clients.on(one, other).get("abc")
        assert (len(one.seen), len(other.seen)) == (1, 1)


async def test_a_base_that_is_down_is_asked_again_itself(clients: Clients, time: Time) -> None:
    script = (answer(502, text="bad gateway", media_type="text/html"), answer(429, {}), FOUND)
    async with ScriptedServer(*script) as comet, ScriptedServer(REFUSED) as replicate:
        assert (await clients.on(comet, replicate).get("abc")).id == "abc"
        assert (len(comet.seen), len(replicate.seen)) == (3, 0)
    first_s, second_s = time.waits_s
    assert 0 < first_s <= 0.5 < second_s + 0.5 <= 1.5


async def test_the_key_goes_to_the_bases_and_urls_in_answers_are_not_followed(clients: Clients) -> None:
    async with ScriptedServer(hang_up) as elsewhere:
        links = {"get": f"{elsewhere.base}/get", "stream": f"{elsewhere.base}/stream"}
        told = answer(200, {"id": "abc", "status": "starting", "urls": links})
        moved = answer(307, text="", headers={"Location": str(elsewhere.base)})
        async with ScriptedServer(told, moved) as server:
            client = clients.on(server)
            await client.get("abc")
            with pytest.raises(errors.NonsenseAnswer):
                await client.get("abc")
            assert {seen.headers["authorization"] for seen in server.seen} == {f"Bearer {KEY}"}
        assert elsewhere.connections == 0


async def test_cancel_is_sent_to_the_base_that_knows_the_prediction(clients: Clients) -> None:
    canceled = answer(200, {"id": "abc", "status": "canceled"})
    async with ScriptedServer(MISSING) as comet, ScriptedServer(FOUND, canceled) as replicate:
        client = clients.on(comet, replicate)
        await client.get("abc")
        await client.cancel("abc")
        assert len(comet.seen) == 1
        assert replicate.seen[-1].method == "POST"
        assert replicate.seen[-1].path == "/v1/predictions/abc/cancel"


@pytest.mark.parametrize(
    "act",
    [MISSING, PAGE, MOVED, answer(405, {}), answer(422, {"detail": "ended"})],
    ids=["404", "HTML", "301", "405", "422"],
)
async def test_cancel_is_not_offered(clients: Clients, act: Act) -> None:
    async with ScriptedServer(act) as comet, ScriptedServer(REFUSED) as replicate:
        with pytest.raises(errors.NotOffered):
            await clients.on(comet, replicate).cancel("abc")


async def test_cancel_is_tried_again_as_it_costs_nothing(clients: Clients) -> None:
    async with ScriptedServer(hang_up, answer(503, {}), FOUND) as server:
        await clients.on(server).cancel("abc")
        assert [seen.path for seen in server.seen] == ["/v1/predictions/abc/cancel"] * 3
        assert server.creations == 0


async def test_no_new_try_after_the_time_to_give_up(clients: Clients, time: Time) -> None:
    async with ScriptedServer(answer(429, {}, headers={"Retry-After": "25"})) as server:
        client = clients.on(server)
        time.now_s = 50
        with pytest.raises(errors.RateLimited):
            await client.get("abc")
        assert len(server.seen) == 5
    assert sum(time.waits_s) < 180
