"""Channels, threads and direct messages on the wire: who may do what there, and what is age-restricted."""

import pytest

from tests.wire.discord import CannotDo, Channel, Person, Place, Route, Wire
from tests.wire.discord.gateway import Intent
from tests.wire.discord.parts import embed
from tests.wire.discord.world import Payload
from tests.wire.raw import Ear, Raw
from tests.wire.sample import png

PICTURE = {"a.png": png()}


async def test_a_message_that_is_sent_again_by_its_nonce_stands_once(raw: Raw, art: Channel) -> None:
    posts = f"/channels/{art.id}/messages"
    once = {"content": "x", "nonce": "17", "enforce_nonce": True}
    first, again = await raw("POST", posts, once), await raw("POST", posts, once)
    other = await raw("POST", posts, {**once, "nonce": "18"})
    assert first.body["id"] == again.body["id"] != other.body["id"]
    # Without that wish it is only a name.
    await raw("POST", posts, {"content": "x", "nonce": "17"})
    assert len(art.messages) == 3
    await raw("DELETE", f"{posts}/{first.body['id']}")
    assert (await raw("POST", posts, once)).code == 10008


async def test_permissions_are_the_channels(raw: Raw, place: Place, art: Channel, ann: Person) -> None:
    message = await raw.posted(art, {"content": "mine"})
    said = ann.say(art, "hers")
    posts, mine = f"/channels/{art.id}/messages", f"/channels/{art.id}/messages/{message.id}"
    assert (await raw("DELETE", f"/channels/{art.id}/messages/{said.id}")).code == 50013
    assert (await raw("PATCH", f"/channels/{art.id}/messages/{said.id}", {"content": "x"})).code == 50005
    place.deny(art, "attach_files")
    assert (await raw("POST", posts, {}, files=PICTURE)).code == 50013
    assert (await raw("POST", posts, {"content": "x"})).status == 200
    place.deny(art, "send_messages", "add_reactions")
    assert (await raw("POST", posts, {"content": "x"})).code == 50013
    assert (await raw("PUT", f"{mine}/reactions/⭐/@me")).code == 50013
    assert (await raw("PATCH", mine, {"content": "still mine"})).status == 200
    place.deny(art, "view_channel")
    hidden = await raw("PATCH", mine, {"content": "x"})
    assert (hidden.status, hidden.code) == (403, 50001)
    place.allow(art, "view_channel", "send_messages")
    assert (await raw("POST", posts, {"content": "x"})).status == 200


@pytest.mark.parametrize(
    ("denied", "body", "files", "code"),
    [
        ("send_messages", {"content": "x"}, None, 50013),
        ("attach_files", {"content": "x"}, PICTURE, 50013),
        ("embed_links", {"embeds": [embed(title="x")]}, None, 50013),
        ("read_message_history", {"content": "x"}, None, 160002),
        ("view_channel", {"content": "x"}, None, 50001),
    ],
)
async def test_a_reply_takes_its_permissions(
    raw: Raw,
    place: Place,
    art: Channel,
    ann: Person,
    denied: str,
    body: Payload,
    files: dict[str, bytes] | None,
    code: int,
) -> None:
    said = ann.say(art, "hello")
    answer = body | {"message_reference": {"message_id": str(said.id)}}
    for channel in (art, place.thread(art, "sketches")):
        assert (await raw("POST", f"/channels/{channel.id}/messages", body, files=files)).status == 200
    place.deny(art, denied)
    refused = await raw("POST", f"/channels/{art.id}/messages", answer, files=files)
    assert (refused.status, refused.code) == (403, code)
    place.allow(art, denied)
    assert (await raw("POST", f"/channels/{art.id}/messages", answer, files=files)).status == 200


async def test_writing_in_a_thread_takes_a_permission_of_its_own(
    raw: Raw, place: Place, art: Channel, ann: Person
) -> None:
    thread = place.thread(art, "sketches")
    body = {"content": "x"}
    for denied, codes in (("send_messages", (50013, 0)), ("send_messages_in_threads", (0, 50013))):
        place.deny(art, denied)
        got = [await raw("POST", f"/channels/{each.id}/messages", body) for each in (art, thread)]
        typed = [await raw("POST", f"/channels/{each.id}/typing") for each in (art, thread)]
        assert tuple(each.body.get("code", 0) for each in got) == codes
        assert [each.status for each in typed] == [403 if code else 204 for code in codes]
        place.allow(art, denied)
    place.deny(art, "send_messages_in_threads", person=ann)
    ann.say(art, "here")
    with pytest.raises(CannotDo):
        ann.say(thread, "not here")


async def test_typing_is_noted(wire: Wire, raw: Raw, art: Channel, ann: Person) -> None:
    for channel in (art, ann.direct):
        assert (await raw("POST", f"/channels/{channel.id}/typing")).status == 204
    paths = [exchange.path for exchange in wire.to(Route.TYPING)]
    assert paths == [f"/channels/{art.id}/typing", f"/channels/{ann.direct.id}/typing"]


async def test_closed_direct_messages_take_nothing(wire: Wire, raw: Raw) -> None:
    shy = wire.person("shy", takes_direct_messages=False)
    refused = await raw("POST", f"/channels/{shy.direct.id}/messages", {"content": "psst"})
    assert (refused.status, refused.code) == (403, 50007)


async def test_age_restriction_is_told_wherever_a_channel_is(raw: Raw, place: Place, ann: Person) -> None:
    after_dark, art = place.channel("after dark", nsfw=True), place.channel("art")
    async with raw.listening(Intent.GUILDS) as ear:
        for channel in (after_dark, art):
            asked = await raw.ask(ann, channel)
            await raw.answer(asked, 5)
            await asked.shown
        place.restrict_age(art)
        place.restrict_age(after_dark, nsfw=False)
        place.channel("later", nsfw=True)
    (server,) = ear.heard("GUILD_CREATE")
    assert [channel["nsfw"] for channel in server["channels"]] == [True, False]
    assert [told["channel"]["nsfw"] for told in ear.heard("INTERACTION_CREATE")] == [True, False]
    assert [told["nsfw"] for told in ear.heard("CHANNEL_UPDATE")] == [True, False]
    assert [told["nsfw"] for told in ear.heard("CHANNEL_CREATE")] == [True]
    fetched = [(await raw("GET", f"/channels/{channel.id}")).body["nsfw"] for channel in (after_dark, art)]
    assert fetched == [False, True]


async def test_a_thread_names_its_channel_and_leaves_the_age_restriction_to_it(
    raw: Raw, place: Place, ann: Person
) -> None:
    art = place.channel("art", nsfw=True)
    early = place.thread(art, "early")
    async with raw.listening(Intent.GUILDS | Intent.GUILD_MESSAGES) as ear:
        thread = place.thread(art, "sketches")
        said = ann.say(thread, "hello")
        asked = await raw.ask(ann, thread)
        await raw.answer(asked, 5)
        await asked.shown
        place.close(thread)
    fetched = await raw("GET", f"/channels/{early.id}")
    (server,), (opened,), (gone,) = (
        ear.heard(what) for what in ("GUILD_CREATE", "THREAD_CREATE", "THREAD_DELETE")
    )
    assert [each["id"] for each in server["channels"]] == [str(art.id)]
    assert [each["id"] for each in server["threads"]] == [str(early.id)]
    assert opened["id"] == gone["id"] == str(thread.id)
    for shown in (server["threads"][0], opened, fetched.body, _channel(ear)):
        assert (shown["type"], shown["parent_id"]) == (11, str(art.id))
        assert "nsfw" not in shown
    assert ear.heard("MESSAGE_CREATE")[0]["channel_id"] == str(said.channel.id) == str(thread.id)


async def test_a_channel_takes_its_threads_with_it(raw: Raw, place: Place, art: Channel) -> None:
    thread = place.thread(art, "sketches")
    place.close(art)
    assert (await raw("GET", f"/channels/{thread.id}")).code == 10003


def _channel(ear: Ear) -> Payload:
    (told,) = ear.heard("INTERACTION_CREATE")
    shown: Payload = told["channel"]
    return shown
