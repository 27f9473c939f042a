"""The tool's own rules: whatever Discord refuses is refused here, with Discord's status and code."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from studio.clock import Clock
from tests.discord_spec import DOCUMENT
from tests.wire.discord import EVERYONE, CannotDo, Channel, NotAnswered, Permission, Person, Route, Wire
from tests.wire.discord.parts import button, gallery, row, text, v2
from tests.wire.discord.world import MIB, Payload
from tests.wire.raw import Raw, requests_to
from tests.wire.sample import png

V2 = 1 << 15
EPHEMERAL = 1 << 6
needs_document = pytest.mark.skipif(not DOCUMENT.exists(), reason="Discord's OpenAPI document is not here")


FARAWAY = "https://example.com/a.png"
REFUSED_BODIES: dict[str, tuple[Payload, int]] = {
    "nothing": ({}, 50006),
    "content too long": ({"content": "x" * 2001}, 50035),
    "eleven embeds": ({"embeds": [{"title": "x"}] * 11}, 50035),
    "embeds too long": ({"embeds": [{"description": "x" * 3001}] * 2}, 50035),
    "41 components": (v2(*[{"type": 17, "components": [text("x")] * 10} for _ in range(4)]), 50035),
    "4001 characters": (v2(text("x" * 4000), text("x")), 50035),
    "content beside components v2": (v2(text("x")) | {"content": "x"}, 50035),
    "embeds beside components v2": (v2(text("x")) | {"embeds": [{"title": "x"}]}, 50035),
    "v2 component without the flag": ({"components": [text("x")]}, 50035),
    "six rows": ({"components": [row(button(custom_id=str(number))) for number in range(6)]}, 50035),
    "six buttons": (v2(row(*(button(custom_id=str(number)) for number in range(6)))), 50035),
    "empty gallery": (v2(gallery()), 50035),
    "gallery of eleven": (v2(gallery(*[FARAWAY] * 11)), 50035),
    "alt text too long": (v2(gallery(FARAWAY, description="x" * 1025)), 50035),
    "same custom id twice": (v2(row(button(), button())), 50035),
    "custom id too long": (v2(row(button(custom_id="x" * 101))), 50035),
    "label too long": (v2(row(button("x" * 81))), 50035),
    "button without a name": (v2(row({"type": 2, "style": 1, "custom_id": "x"})), 50035),
    "no such attachment": (v2(gallery("attachment://a.png")), 50035),
    "no such attachment in an embed": ({"embeds": [{"image": {"url": "attachment://a.png"}}]}, 50035),
    "listed but not sent": ({"content": "x", "attachments": [{"id": 0, "filename": "a.png"}]}, 50035),
    "ephemeral by bot token": ({"content": "x", "flags": EPHEMERAL}, 50035),
    "reply to nothing": ({"content": "x", "message_reference": {"message_id": "1"}}, 50035),
}


@pytest.mark.parametrize(("body", "code"), REFUSED_BODIES.values(), ids=REFUSED_BODIES)
async def test_a_message_that_could_not_be_is_refused(
    wire: Wire, raw: Raw, art: Channel, body: Payload, code: int
) -> None:
    got = await raw("POST", f"/channels/{art.id}/messages", body)
    assert (got.status, got.code) == (400, code)
    assert not art.messages
    assert not [fault for fault in wire.faults if "no sense" in fault]
    wire.faults.clear()


async def test_the_limits_themselves_are_still_allowed(raw: Raw, art: Channel) -> None:
    body = v2(text("x" * 3999), text("x"), gallery(*[FARAWAY] * 10, description="x" * 1024))
    body["components"] += [row(button("x" * 80, "x" * 100))]
    assert (await raw("POST", f"/channels/{art.id}/messages", body)).status == 200


async def test_files_have_limits(raw: Raw, art: Channel) -> None:
    place = f"/channels/{art.id}/messages"
    assert (await raw("POST", place, {}, files={"a.png": bytes(10 * MIB)})).status == 200
    over = await raw("POST", place, {}, files={"a.png": bytes(10 * MIB + 1)})
    together = await raw("POST", place, {}, files={f"{n}.png": bytes(9 * MIB) for n in range(3)})
    eleven = await raw("POST", place, {}, files={f"{n}.png": b"x" for n in range(11)})
    assert [(got.status, got.code) for got in (over, together, eleven)] == [
        (413, 40005),
        (413, 40005),
        (400, 30015),
    ]


async def test_a_boosted_server_takes_larger_files(wire: Wire, raw: Raw) -> None:
    boosted = wire.server("Boosted", file_limit=20 * MIB)
    channel, ann = boosted.channel("art"), boosted.member("ann")
    asked = await raw.ask(ann, channel)
    await raw.answer(asked, 5)
    got = await raw("PATCH", raw.webhook(asked, "/messages/@original"), {}, files={"a.png": bytes(19 * MIB)})
    assert got.status == 200
    assert asked.interaction.attachment_limit == 20 * MIB
    await asked.shown


async def test_the_first_answer_is_the_only_one(raw: Raw, art: Channel, ann: Person) -> None:
    asked = await raw.ask(ann, art)
    first = await raw.answer(asked, 4, {"content": "hello"})
    second = await raw.answer(asked, 4, {"content": "hello"})
    assert first.body["resource"]["message"]["content"] == "hello"
    assert (second.status, second.code) == (400, 40060)
    assert (await (await asked.shown).message()).text == "hello"


async def test_an_answer_too_late_is_to_an_unknown_interaction(wire: Wire) -> None:
    async with Wire(answer_within_s=0.05) as wire, requests_to(wire) as raw:
        place = wire.server("Gallery")
        asked = await raw.ask(place.member("ann"), place.channel("art"))
        with pytest.raises(NotAnswered):
            await asked.shown
        late = await raw.answer(asked, 5)
    assert (late.status, late.code) == (404, 10062)


async def test_a_token_serves_only_after_an_answer_and_not_for_ever(
    wire: Wire, raw: Raw, art: Channel, ann: Person
) -> None:
    asked = await raw.ask(ann, art)
    early = await raw("PATCH", raw.webhook(asked, "/messages/@original"), {"content": "x"})
    await raw.answer(asked, 5)
    good = await raw("PATCH", raw.webhook(asked, "/messages/@original"), {"content": "x"})
    (await asked.shown).expire()
    old = await raw("PATCH", raw.webhook(asked, "/messages/@original"), {"content": "x"})
    foreign = await raw("PATCH", f"/webhooks/1/{asked.interaction.token}/messages/@original", {"content": "x"})
    assert [early.code, good.status, (old.status, old.code), foreign.code] == [10015, 200, (401, 50027), 10015]


async def test_tokens_grow_old_by_themselves() -> None:
    async with Wire(token_life_s=0.0) as wire, requests_to(wire) as raw:
        place = wire.server("Gallery")
        asked = await raw.ask(place.member("ann"), place.channel("art"))
        await raw.answer(asked, 5)
        await asked.shown
        assert (await raw("GET", raw.webhook(asked, "/messages/@original"))).code == 50027


async def test_a_deferral_takes_no_flag_but_ephemeral(raw: Raw, art: Channel, ann: Person) -> None:
    asked = await raw.ask(ann, art)
    assert (await raw.answer(asked, 5, {"flags": V2})).code == 50035
    assert (await raw.answer(asked, 5, {"flags": EPHEMERAL})).status == 200
    await asked.shown


async def test_a_command_cannot_be_answered_like_a_button(raw: Raw, art: Channel, ann: Person) -> None:
    asked = await raw.ask(ann, art)
    assert (await raw.answer(asked, 7, {"content": "x"})).code == 50035
    await raw.answer(asked, 5)
    await asked.shown


async def test_private_answers_are_not_there_for_the_bots_token(
    wire: Wire, raw: Raw, art: Channel, ann: Person
) -> None:
    asked = await raw.ask(ann, art)
    await raw.answer(asked, 4, {"content": "psst", "flags": EPHEMERAL})
    private = await (await asked.shown).message()
    for method in ("GET", "DELETE"):
        assert (await raw(method, f"/channels/{art.id}/messages/{private.id}")).code == 10008
    assert (await raw("PATCH", f"/channels/{art.id}/messages/{private.id}", {"content": "x"})).code == 10008
    assert (await raw("GET", f"/channels/{art.id}/messages")).body == []
    assert (await raw("PATCH", raw.webhook(asked, "/messages/@original"), {"content": "x"})).status == 200
    assert not wire.person("bob").sees(private)


async def test_the_flag_of_components_v2_stays(raw: Raw, art: Channel) -> None:
    message = await raw.posted(art, v2(text("x")))
    path = f"/channels/{art.id}/messages/{message.id}"
    assert (await raw("PATCH", path, {"flags": 0, "content": "x", "components": []})).code == 50035
    assert (await raw("PATCH", path, {"content": "x"})).code == 50035
    assert (await raw("PATCH", path, {"components": [text("y")]})).status == 200
    assert message.text == "y"


async def test_an_edit_keeps_only_the_files_that_it_lists(raw: Raw, art: Channel) -> None:
    message = await raw.posted(art, v2(gallery("attachment://a.png")), files={"a.png": png(), "b.png": png()})
    path = f"/channels/{art.id}/messages/{message.id}"
    kept = str(message.attachments[0].id)
    dropped = await raw("PATCH", path, {"attachments": []})
    added = await raw(
        "PATCH",
        path,
        v2(gallery("attachment://a.png", "attachment://c.png"))
        | {"attachments": [{"id": kept, "description": "new words"}, {"id": "0", "filename": "c.png"}]},
        files={"c.png": png()},
    )
    assert dropped.code == 50035, "its gallery would show a file that is gone"
    assert added.status == 200
    assert [file.filename for file in message.attachments] == ["a.png", "c.png"]
    assert message.attachments[0].description == "new words"
    assert (await raw("PATCH", path, {"attachments": [{"id": "12345"}]})).code == 50035


async def test_files_that_components_show_are_not_listed(raw: Raw, art: Channel) -> None:
    files = {"a.png": png(), "b.png": png()}
    message = await raw.posted(art, v2(gallery("attachment://a.png")), files=files)
    shown = (await raw("GET", f"/channels/{art.id}/messages/{message.id}")).body
    media = shown["components"][0]["items"][0]["media"]
    assert [file["filename"] for file in shown["attachments"]] == ["b.png"]
    assert (media["width"], media["height"], media["content_type"]) == (8, 6, "image/png")
    async with raw.session.get(media["url"]) as answer:
        assert await answer.read() == png()
    async with raw.session.get(media["url"].split("?")[0]) as answer:
        assert answer.status == 404


async def test_components_come_back_complete(raw: Raw, art: Channel) -> None:
    thumbnail = {"type": 11, "media": {"url": "attachment://a.png"}}
    inside: list[Payload] = [
        {"type": 9, "components": [text("x")], "accessory": thumbnail},
        {"type": 14},
        {"type": 13, "file": {"url": "attachment://b.txt"}},
        gallery(FARAWAY),
        row({"type": 3, "custom_id": "m", "options": [{"label": "A", "value": "a"}]}),
    ]
    files = {"a.png": png(), "b.txt": b"words"}
    message = await raw.posted(art, v2({"type": 17, "components": inside}), files=files)
    shown = (await raw("GET", f"/channels/{art.id}/messages/{message.id}")).body["components"][0]
    assert (shown["accent_color"], shown["spoiler"]) == (None, False)
    assert [part["id"] for part in shown["components"]] == [2, 5, 6, 7, 8], "ids follow the order of reading"
    assert (shown["components"][2]["name"], shown["components"][2]["size"]) == ("b.txt", 5)
    assert [picture.attachment and picture.attachment.filename for picture in message.pictures] == ["a.png", None]


async def test_signed_links_expire() -> None:
    now = [Clock().now()]
    async with Wire(clock=Clock(now=lambda: now[0])) as wire, requests_to(wire) as raw:
        said = wire.owner.say(wire.server("Gallery").channel("art"), "x", files=[wire.upload("a.png", png())])
        link = wire.world.link(said.attachments[0])
        now[0] += timedelta(hours=25)
        async with raw.session.get(link) as answer:
            assert answer.status == 404


async def test_what_is_gone_is_unknown(wire: Wire, raw: Raw) -> None:
    place = wire.server("Gallery")
    art, ann = place.channel("art"), place.member("ann")
    asked = await raw.ask(ann, art)
    await raw.answer(asked, 5)
    placeholder = asked.interaction.message
    assert placeholder is not None
    wire.forget(placeholder)
    assert (await raw("PATCH", raw.webhook(asked, "/messages/@original"), {"content": "x"})).code == 10008
    assert (await raw("PATCH", f"/channels/{art.id}/messages/{placeholder.id}", {"content": "x"})).code == 10008
    place.close(art)
    assert (await raw("GET", f"/channels/{art.id}")).code == 10003
    await asked.shown


async def test_only_the_bots_token_opens_its_routes(raw: Raw, art: Channel) -> None:
    assert (await raw("GET", "/users/@me", token="wrong")).status == 401
    assert (await raw("GET", "/users/@me")).headers["Content-Type"] == "application/json"


async def test_the_first_follow_up_fills_a_deferred_answer(raw: Raw, art: Channel, ann: Person) -> None:
    asked = await raw.ask(ann, art)
    await raw.answer(asked, 5)
    await raw("POST", raw.webhook(asked), {"content": "filled"})
    await raw("POST", raw.webhook(asked), {"content": "further"})
    shown = await asked.shown
    assert (await shown.message()).text == "filled"
    assert [message.text for message in shown.interaction.followups] == ["further"]


async def test_a_personal_install_has_five_follow_ups_and_may_be_kept_private(wire: Wire, raw: Raw) -> None:
    place = wire.server("Elsewhere", installed=False)
    art = place.channel("art")
    ann = place.member("ann", permissions=EVERYONE & ~Permission.USE_EXTERNAL_APPS)
    asked = await raw.ask(ann, art)
    await raw.answer(asked, 4, {"content": "hello"})
    codes = [(await raw("POST", raw.webhook(asked), {"content": "more"})).body.get("code") for _ in range(6)]
    assert codes == [None] * 5 + [40094]
    assert (await (await asked.shown).message()).is_ephemeral
    assert (await raw("POST", f"/channels/{art.id}/messages", {"content": "x"})).code == 50001


async def test_pings_are_seen_wherever_they_stand(wire: Wire, raw: Raw, art: Channel, ann: Person) -> None:
    said = ann.say(art, "draw me")
    loud = await raw.posted(art, v2(text(f"{ann.mention} @everyone")))
    quiet = await raw.posted(art, v2(text(f"{ann.mention} @here")) | {"allowed_mentions": {"parse": []}})
    coded = await raw.posted(art, {"content": f"`{ann.mention}` @here?", "allowed_mentions": {"parse": ["users"]}})
    reply = await raw.posted(art, {"content": "x", "message_reference": {"message_id": str(said.id)}})
    assert (loud.mentions, loud.mentions_everyone) == ([ann.user], True)
    assert (quiet.mentions, quiet.mentions_everyone) == ([], False)
    assert (coded.mentions, coded.mentions_everyone) == ([], False)
    assert reply.mentions == [ann.user]


async def test_commands_are_offered_where_they_belong(wire: Wire, raw: Raw) -> None:
    place, elsewhere = wire.server("Gallery"), wire.server("Elsewhere", installed=False)
    art, ann = place.channel("art"), place.member("ann")
    draw: Payload = {"name": "draw", "description": "Draw", "type": 1}
    path = f"/applications/{wire.world.application_id}/commands"
    manage = {"default_member_permissions": str(int(Permission.MANAGE_GUILD))}
    for limits, channel in (
        ({"contexts": [0]}, ann.direct),
        ({"contexts": [1]}, art),
        ({"integration_types": [0]}, elsewhere.channel("art")),
        (manage, art),
    ):
        assert (await raw("PUT", path, [draw | limits])).status == 200
        with pytest.raises(CannotDo):
            await ann.slash(channel, "draw")
    place.server.members[ann.id] |= Permission.MANAGE_GUILD
    asked = await raw.ask(ann, art)
    await raw.answer(asked, 5)
    await asked.shown


async def test_commands_are_checked(wire: Wire, raw: Raw) -> None:
    path = f"/applications/{wire.world.application_id}/commands"
    draw: Payload = {"name": "draw", "description": "Draw", "type": 1}
    choices = [{"name": "n" * 100, "value": "v" * 100}]
    long: Payload = {"type": 3, "name": "o", "description": "x" * 100, "choices": choices}
    for broken in (
        [draw, draw],
        [draw | {"name": "Draw it"}],
        [draw | {"description": "x" * 101}],
        [draw | {"options": [long | {"name": f"o{number}"} for number in range(26)]}],
        [draw | {"options": [long | {"name": f"o{n}", "choices": choices * 20} for n in range(3)]}],
    ):
        assert (await raw("PUT", path, broken)).code == 50035
    many = [draw | {"name": f"menu {number}", "type": 3, "description": ""} for number in range(16)]
    assert (await raw("PUT", path, many)).code == 30032
    wire.faults.clear()


async def test_a_full_bucket_answers_429_and_tells_when_to_come_back(wire: Wire, raw: Raw, art: Channel) -> None:
    wire.limit(Route.POST_MESSAGE, requests=2, per_s=60)
    wire.limits.grace_s = 0
    path = f"/channels/{art.id}/messages"
    first, second = [await raw("POST", path, {"content": "x"}) for _ in range(2)]
    assert [got.headers["X-RateLimit-Remaining"] for got in (first, second)] == ["1", "0"]
    assert wire.faults == []
    third = await raw("POST", path, {"content": "x"})
    assert third.status == 429
    assert third.headers["Via"]
    assert third.headers["X-RateLimit-Scope"] == "user"
    assert 0 < third.body["retry_after"] <= 60
    assert len(wire.faults) == 1, "it had been told that nothing was left"
    wire.faults.clear()


async def test_buckets_are_apart_by_channel(wire: Wire, raw: Raw, art: Channel) -> None:
    wire.limit(Route.POST_MESSAGE, requests=1, per_s=60)
    other = wire.server("Other").channel("art")
    for channel in (art, other):
        assert (await raw("POST", f"/channels/{channel.id}/messages", {"content": "x"})).status == 200


async def test_a_storm_surprises_once_and_then_is_known(wire: Wire, raw: Raw, art: Channel) -> None:
    wire.storm(Route.POST_MESSAGE, seconds=60, scope="shared")
    wire.limits.grace_s = 0
    path = f"/channels/{art.id}/messages"
    assert (await raw("POST", path, {"content": "x"})).status == 429
    assert wire.faults == []
    await raw("POST", path, {"content": "x"})
    assert len(wire.faults) == 1
    wire.faults.clear()


async def test_what_was_under_way_when_the_storm_broke_is_no_fault(wire: Wire, raw: Raw, art: Channel) -> None:
    wire.storm(Route.POST_MESSAGE, seconds=60)
    path = f"/channels/{art.id}/messages"
    wire.limits.grace_s = 60
    answers = await asyncio.gather(*(raw("POST", path, {"content": "x"}) for _ in range(5)))
    assert {got.status for got in answers} == {429}


async def test_the_global_limit_counts_the_bots_token_only() -> None:
    async with Wire(global_per_s=3) as wire, requests_to(wire) as raw:
        place = wire.server("Gallery")
        art, ann = place.channel("art"), place.member("ann")
        wire.storm(None, seconds=60, scope="global")
        refused = await raw("GET", f"/channels/{art.id}")
        assert refused.headers["X-RateLimit-Global"] == "true"
        assert refused.body["global"] is True
        wire.limits.storms.clear()
        asked = await raw.ask(ann, art)
        answers = [await raw.answer(asked, 5) for _ in range(5)]
        assert [got.status for got in answers] == [200, 400, 400, 400, 400]
        await asked.shown


@needs_document
async def test_what_is_against_the_document_is_a_fault(wire: Wire, raw: Raw, art: Channel) -> None:
    await raw("POST", f"/channels/{art.id}/messages", {"content": "x", "contents": "y"})
    await raw("POST", f"/channels/{art.id}/messages", {"content": 5.5})
    assert len(wire.faults) >= 2
    assert "contents" in wire.faults[0]
    spec = wire.journal.spec
    assert spec is not None
    assert spec.answer_faults(Route.ME, 200, {"id": 5})
    assert spec.answer_faults(Route.POST_MESSAGE, 200, {"id": "5"})
    assert spec.answer_faults(Route.POST_MESSAGE, 404, {"message": "no code"})
    wire.faults.clear()


async def test_faults_fail_a_test_by_themselves() -> None:
    with pytest.raises(AssertionError, match="not served here"):
        async with Wire() as wire, requests_to(wire) as raw:
            await raw("GET", "/voice/regions")


async def test_the_gateway_refuses_wrong_tokens_and_intents(wire: Wire, raw: Raw) -> None:
    identify = {"token": wire.token, "intents": 1, "properties": {}}
    for changed, code in (({"token": "x"}, 4004), ({"intents": 1 << 15}, 4014), ({"shard": [2, 2]}, 4010)):
        async with raw.session.ws_connect(wire.gateway_url) as socket:
            await socket.receive_json()
            await socket.send_json({"op": 2, "d": identify | changed})
            await socket.receive()
            assert socket.close_code == code


async def test_a_lost_session_makes_room_for_its_successor(wire: Wire, raw: Raw) -> None:
    identify = {"op": 2, "d": {"token": wire.token, "intents": 0, "properties": {}}}
    for _ in range(2):
        async with raw.session.ws_connect(wire.gateway_url) as socket:
            await socket.receive_json()
            await socket.send_json(identify)
            assert (await socket.receive_json())["t"] == "READY"
            wire.drop_gateway()
    assert wire.gateway.identified == 2
    assert len(wire.gateway.sessions) == 1


async def test_a_session_that_is_unknown_cannot_be_resumed(wire: Wire, raw: Raw) -> None:
    async with raw.session.ws_connect(wire.gateway_url) as socket:
        assert (await socket.receive_json())["op"] == 10
        await socket.send_json({"op": 1, "d": None})
        assert (await socket.receive_json())["op"] == 11
        await socket.send_json({"op": 6, "d": {"token": wire.token, "session_id": "x", "seq": 1}})
        assert await socket.receive_json() == {"op": 9, "d": False, "s": None, "t": None}


async def test_ids_spread_servers_over_shards(wire: Wire) -> None:
    servers = [wire.server(str(number)) for number in range(6)]
    assert [(place.id >> 22) % 3 for place in servers] == [0, 1, 2, 0, 1, 2]


async def test_waiting_for_what_never_comes_fails(wire: Wire) -> None:
    with pytest.raises(TimeoutError):
        await wire.until(lambda: None, within_s=0.01)


async def test_requests_can_be_held_with_their_answers(wire: Wire, raw: Raw, art: Channel) -> None:
    path = f"/channels/{art.id}/messages"
    is_late = lambda call: call.body.payload["content"] == "late"  # noqa: E731
    async with wire.held(Route.POST_MESSAGE, where=is_late, acted=True) as hold:
        asking = asyncio.create_task(raw("POST", path, {"content": "late"}))
        await wire.until(lambda: hold.waiting == 1)
        assert [message.content for message in art.messages.values()] == ["late"]
        assert (await raw("POST", path, {"content": "in time"})).status == 200
        assert not asking.done()
    assert (await asking).status == 200
    assert (hold.waiting, hold.answered) == (0, 1)


async def test_a_request_that_waits_can_be_forgotten(wire: Wire, raw: Raw, art: Channel) -> None:
    async with wire.held(Route.POST_MESSAGE) as hold:
        asking = asyncio.create_task(raw("POST", f"/channels/{art.id}/messages", {"content": "lost"}))
        await wire.until(lambda: hold.waiting == 1)
        hold.drop()
    with pytest.raises(aiohttp.ClientConnectionError):
        await asking
    assert not art.messages
    assert wire.to(Route.POST_MESSAGE) == []


async def test_people_see_only_what_is_theirs_to_see(wire: Wire) -> None:
    place = wire.server("Gallery")
    art, ann, bob = place.channel("art"), place.member("ann"), wire.person("bob")
    said = ann.say(art, "hello")
    assert ann.sees(said)
    assert not bob.sees(said)
    with pytest.raises(CannotDo):
        bob.say(art, "me too")
    with pytest.raises(CannotDo):
        bob.delete(said)
    mod = place.member("mod", permissions=EVERYONE | Permission.MANAGE_MESSAGES)
    mod.delete(said)
    assert not ann.sees(said)
    await asyncio.sleep(0)
