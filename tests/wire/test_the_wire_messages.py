"""What is said on the wire, and how much of it the bot gets to see by each way that a message comes to it."""

from typing import Any

import pytest
from yarl import URL

from tests.wire.discord import CannotDo, Channel, Message, Person, Place, Refusal, Wire
from tests.wire.discord.gateway import Intent
from tests.wire.discord.parts import button, embed, gallery, row, text
from tests.wire.discord.world import Flag, Payload
from tests.wire.raw import Ear, Raw, requests_to
from tests.wire.sample import png

INTENTS = Intent.GUILDS | Intent.GUILD_MESSAGES | Intent.DIRECT_MESSAGES
CAT = "https://example.com/cat.png"
CONTENT = ("content", "embeds", "components", "attachments")
NOTHING: dict[str, Any] = {"content": "", "embeds": [], "components": [], "attachments": []}


@pytest.fixture
async def midway(place: Place) -> Person:
    """Another bot."""
    return place.bot("midway")


def content(shown: Payload) -> Payload:
    return {key: shown[key] for key in CONTENT}


async def test_a_picture_can_stand_in_each_container(wire: Wire, raw: Raw, art: Channel, midway: Person) -> None:
    """All of them lead to bytes; only what nothing refers to is listed as an attachment."""
    files = [wire.upload(name, png(colour)) for name, colour in (("a.png", "red"), ("b.png", "blue"))]
    attached = midway.say(art, wire.bot.mention, files=files)
    shown_in_embeds = midway.say(
        art,
        wire.bot.mention,
        files=files,
        embeds=[embed(image="attachment://a.png"), embed(thumbnail=wire.elsewhere(CAT, png()))],
    )
    in_a_gallery = midway.say(
        art, files=files, components=[text(wire.bot.mention), gallery("attachment://a.png", CAT)]
    )
    first, second, third = [await raw.read(each) for each in (attached, shown_in_embeds, in_a_gallery)]
    assert [file["filename"] for file in first["attachments"]] == ["a.png", "b.png"]
    assert [file["filename"] for file in second["attachments"]] == ["b.png"]
    assert [file["filename"] for file in third["attachments"]] == ["b.png"]
    image, thumbnail = second["embeds"][0]["image"], second["embeds"][1]["thumbnail"]
    mine, far = [item["media"] for item in third["components"][1]["items"]]
    assert await _got(raw, image["proxy_url"]) == await _got(raw, mine["url"]) == png("red")
    assert await _got(raw, thumbnail["proxy_url"]) == await _got(raw, far["proxy_url"]) == png()
    assert thumbnail["url"] == far["url"] == CAT
    for media in (image, thumbnail, mine, far):
        assert (media["width"], media["height"], media["content_type"]) == (8, 6, "image/png")
    assert mine["attachment_id"] == str(in_a_gallery.attachments[0].id)
    assert "attachment_id" not in far


async def test_what_discord_cannot_find_has_an_address_and_no_size(
    wire: Wire, raw: Raw, art: Channel, midway: Person
) -> None:
    said = midway.say(art, wire.bot.mention, embeds=[embed(image="https://example.com/gone.png")])
    image = (await raw.read(said))["embeds"][0]["image"]
    assert image.keys() == {"url", "proxy_url"}
    assert await _got(raw, image["proxy_url"]) is None


async def test_a_proxy_address_is_signed(wire: Wire, raw: Raw) -> None:
    wire.elsewhere(CAT, png())
    good = wire.world.proxied(CAT)
    assert await _got(raw, good) == png()
    assert URL(good).authority == wire.media_host
    assert await _got(raw, good.replace("/external/", "/external/0")) is None


async def test_a_persons_link_to_a_picture_becomes_an_embed(
    wire: Wire, raw: Raw, place: Place, art: Channel, ann: Person
) -> None:
    wire.elsewhere(CAT, png())
    linked = ann.say(art, f"{wire.bot.mention} {CAT} and https://example.com/page")
    (shown,) = (await raw.read(linked))["embeds"]
    assert (shown["type"], shown["url"], shown["thumbnail"]["url"]) == ("image", CAT, CAT)
    assert await _got(raw, shown["thumbnail"]["proxy_url"]) == png()
    place.deny(art, "embed_links", person=ann)
    assert (await raw.read(ann.say(art, f"{wire.bot.mention} {CAT}")))["embeds"] == []


async def test_a_link_to_a_file_of_discords_own_stays_with_it(
    wire: Wire, raw: Raw, art: Channel, ann: Person
) -> None:
    said = ann.say(art, files=[wire.upload("cat.png", png("red"))])
    link = wire.world.link(said.attachments[0])
    (shown,) = (await raw.read(ann.say(art, f"{wire.bot.mention} {link}")))["embeds"]
    assert shown["thumbnail"]["proxy_url"] == link
    assert shown["thumbnail"]["width"] == 8


async def test_links_can_grow_old_and_are_fresh_when_read_anew(
    wire: Wire, raw: Raw, art: Channel, ann: Person
) -> None:
    said = ann.say(art, wire.bot.mention, files=[wire.upload("cat.png", png())])
    old = (await raw.read(said))["attachments"][0]["url"]
    wire.expire_links()
    assert await _got(raw, old) is None
    assert await _got(raw, (await raw.read(said))["attachments"][0]["url"]) == png()


async def test_people_cannot_say_what_only_bots_can(art: Channel, ann: Person, midway: Person) -> None:
    lost = [embed(image="attachment://a.png")]
    with pytest.raises(CannotDo):
        ann.say(art, "x", embeds=[embed(image=CAT)])
    with pytest.raises(CannotDo):
        ann.say(art, "x", components=[text("x")])
    with pytest.raises(Refusal):
        midway.say(art, "x", components=[text("x")])
    with pytest.raises(Refusal):
        midway.say(art, "x", embeds=lost)
    with pytest.raises(Refusal):
        ann.say(art)
    assert not art.messages


async def test_a_webhook_is_nobody(wire: Wire, raw: Raw, art: Channel) -> None:
    async with raw.listening(INTENTS) as ear:
        said = wire.webhook("news").say(art, embeds=[embed(image=CAT)])
    (shown,) = ear.heard("MESSAGE_CREATE")
    assert shown["webhook_id"] == shown["author"]["id"] == str(said.author.id)
    assert (shown["author"]["bot"], shown["author"]["discriminator"]) == (True, "0000")
    assert "member" not in shown
    assert (await raw("GET", f"/users/{said.author.id}")).code == 10013


# How much of a message the bot is shown


async def test_what_the_bot_may_not_read_is_empty_wherever_it_comes_from(
    wire: Wire, raw: Raw, art: Channel, ann: Person, midway: Person
) -> None:
    files = [wire.upload("cat.png", png())]
    async with raw.listening(INTENTS) as ear:
        said = ann.say(art, "secret", files=files)
        components = [gallery("attachment://cat.png"), row(button())]
        made = midway.say(art, files=files, components=components)
        shown_by = midway.say(art, "secret", embeds=[embed(image=CAT)])
        ann.forward(said, to=art)
    events = ear.heard("MESSAGE_CREATE")
    history = (await raw("GET", f"/channels/{art.id}/messages")).body
    single = [await raw.read(each) for each in (said, made, shown_by)]
    assert len(events) == len(history) == 4
    for shown in (*events, *history, *single):
        assert content(shown) == NOTHING
    for shown in (events[3], history[0]):
        assert content(shown["message_snapshots"][0]["message"]) == NOTHING


async def test_a_message_that_names_the_bot_in_its_text_is_read(
    wire: Wire, raw: Raw, art: Channel, ann: Person, midway: Person
) -> None:
    cat = wire.upload("cat.png", png())
    async with raw.listening(INTENTS) as ear:
        ann.say(art, f"{wire.bot.mention} blue", files=[cat])
        midway.say(art, components=[text(f"for {wire.bot.mention}")])
        ann.say(art, f"`{wire.bot.mention}` is how you write it", files=[cat])
    named, made, coded = ear.heard("MESSAGE_CREATE")
    assert named["content"].endswith("blue")
    assert len(named["attachments"]) == len(made["components"]) == 1
    assert content(coded) == NOTHING
    assert [len(shown["mentions"]) for shown in (named, made, coded)] == [1, 1, 0]


async def test_a_reply_to_the_bot_pings_it_and_says_nothing(
    wire: Wire, raw: Raw, art: Channel, ann: Person
) -> None:
    card = await raw.posted(art, {"content": "a card"}, files={"a.png": png()})
    async with raw.listening(INTENTS) as ear:
        ann.say(art, "make it blue", reply_to=card)
        ann.say(art, "make it red", reply_to=card, pings=False)
    pinging, silent = ear.heard("MESSAGE_CREATE")
    assert [mentioned["id"] for mentioned in pinging["mentions"]] == [str(wire.bot.id)]
    assert silent["mentions"] == []
    for shown in (pinging, silent):
        assert content(shown) == NOTHING
        assert (shown["type"], shown["message_reference"]["message_id"]) == (19, str(card.id))
        assert shown["referenced_message"]["content"] == "a card"
        assert len(shown["referenced_message"]["attachments"]) == 1


async def test_naming_the_bot_in_a_reply_does_not_open_what_is_replied_to(
    wire: Wire, raw: Raw, art: Channel, ann: Person
) -> None:
    secret = ann.say(art, "secret", files=[wire.upload("cat.png", png())])
    open_ = ann.say(art, f"{wire.bot.mention} hello")
    async with raw.listening(INTENTS) as ear:
        ann.say(art, f"{wire.bot.mention} blue", reply_to=secret)
        ann.say(art, "no name here", reply_to=open_)
    named, plain = ear.heard("MESSAGE_CREATE")
    assert (named["content"], content(named["referenced_message"])) == (f"{wire.bot.mention} blue", NOTHING)
    assert (content(plain), plain["referenced_message"]["content"]) == (NOTHING, open_.content)


async def test_only_the_first_step_of_a_chain_of_replies_is_shown(raw: Raw, art: Channel, ann: Person) -> None:
    first = await raw.posted(art, {"content": "one"})
    second = ann.say(art, "two", reply_to=first)
    third = await raw.posted(art, {"content": "x", "message_reference": {"message_id": str(second.id)}})
    referenced = (await raw.read(third))["referenced_message"]
    assert referenced["message_reference"]["message_id"] == str(first.id)
    assert "referenced_message" not in referenced


async def test_what_is_gone_is_null_in_a_reply_to_it(wire: Wire, raw: Raw, art: Channel, ann: Person) -> None:
    said = ann.say(art, "hello")
    reply = ann.say(art, wire.bot.mention, reply_to=said)
    wire.forget(said)
    shown = await raw.read(reply)
    assert shown["referenced_message"] is None
    assert shown["message_reference"]["message_id"] == str(said.id)
    with pytest.raises(CannotDo):
        ann.say(art, "too late", reply_to=said)


async def test_direct_messages_are_read(wire: Wire, raw: Raw, art: Channel, ann: Person) -> None:
    secret = ann.say(art, "secret", files=[wire.upload("cat.png", png())])
    async with raw.listening(INTENTS) as ear:
        said = ann.say(ann.direct, "hello", files=[wire.upload("cat.png", png())])
        ann.say(ann.direct, "again", reply_to=said)
        ann.forward(secret, to=ann.direct)
    first, second, third = ear.heard("MESSAGE_CREATE")
    assert first["content"] == second["referenced_message"]["content"] == "hello"
    assert third["message_snapshots"][0]["message"]["content"] == "secret"
    assert "guild_id" not in first


async def test_content_is_there_where_the_intent_was_granted_and_for_events_asked_for() -> None:
    async with Wire(message_content=True) as wire, requests_to(wire) as raw:
        gallery_ = wire.server("Gallery")
        art, ann = gallery_.channel("art"), gallery_.member("ann")
        async with raw.listening(INTENTS) as deaf, raw.listening(INTENTS | Intent.MESSAGE_CONTENT) as ear:
            said = ann.say(art, "plain words")
            ann.say(art, "a reply", reply_to=said)
            forward = ann.forward(said, to=art)
        rest = await raw.read(said), await raw.read(forward)
    assert rest[0]["content"] == rest[1]["message_snapshots"][0]["message"]["content"] == "plain words"
    for each, seen in ((deaf, ""), (ear, "plain words")):
        first, second, third = each.heard("MESSAGE_CREATE")
        snapshot = third["message_snapshots"][0]["message"]
        assert first["content"] == second["referenced_message"]["content"] == snapshot["content"] == seen


@pytest.mark.parametrize(
    ("intents", "heard"),
    [
        (Intent.GUILDS, []),
        (Intent.GUILD_MESSAGES, ["in the channel", "in the thread"]),
        (Intent.DIRECT_MESSAGES, ["in private"]),
    ],
)
async def test_messages_come_with_the_intent_for_their_place(
    wire: Wire, raw: Raw, place: Place, art: Channel, ann: Person, intents: Intent, heard: list[str]
) -> None:
    thread = place.thread(art, "sketches")
    async with raw.listening(intents) as ear:
        for channel, words in ((art, "in the channel"), (thread, "in the thread"), (ann.direct, "in private")):
            ann.say(channel, f"{wire.bot.mention} {words}")
    assert [told["content"].partition(" ")[2] for told in ear.heard("MESSAGE_CREATE")] == heard


async def test_in_a_channel_that_it_does_not_see_the_bot_hears_nothing(
    raw: Raw, place: Place, art: Channel, ann: Person
) -> None:
    place.deny(art, "view_channel")
    thread = place.thread(art, "sketches")
    async with raw.listening(INTENTS) as ear:
        ann.say(thread, "hello")
        said = ann.say(art, "hello")
    assert ear.heard("MESSAGE_CREATE") == []
    assert ear.heard("GUILD_CREATE")[0]["threads"] == []
    assert (await raw("GET", f"/channels/{art.id}/messages/{said.id}")).code == 50001


# Forwards


async def test_a_forward_holds_what_the_message_was_then(
    wire: Wire, raw: Raw, place: Place, art: Channel, ann: Person
) -> None:
    card = await raw.posted(art, {"content": "before"}, files={"a.png": png()})
    hall = place.channel("hall")
    forward = ann.forward(card, to=hall)
    await raw("PATCH", f"/channels/{art.id}/messages/{card.id}", {"content": "after"})
    wire.forget(card)
    shown = await _carried(raw, ann, forward)
    (snapshot,) = shown["message_snapshots"]
    assert content(shown) == NOTHING
    assert shown["flags"] == int(Flag.HAS_SNAPSHOT)
    assert shown["message_reference"] == {
        "type": 1,
        "channel_id": str(art.id),
        "message_id": str(card.id),
        "guild_id": str(place.id),
    }
    assert "referenced_message" not in await raw.read(forward)
    assert snapshot.keys() == {"message"}
    assert snapshot["message"]["content"] == "before"
    assert await _got(raw, snapshot["message"]["attachments"][0]["url"]) == png()
    assert not {"id", "author", "channel_id"} & snapshot["message"].keys()


async def test_a_forward_of_a_forward_holds_the_same(raw: Raw, art: Channel, ann: Person) -> None:
    said = ann.say(art, "first")
    again = ann.forward(ann.forward(said, to=art), to=ann.direct)
    (snapshot,) = (await raw.read(again))["message_snapshots"]
    assert snapshot["message"]["content"] == "first"
    assert "message_snapshots" not in snapshot["message"]


async def test_a_forward_keeps_embeds_and_components(
    wire: Wire, raw: Raw, art: Channel, ann: Person, midway: Person
) -> None:
    cat = [wire.upload("cat.png", png())]
    gallery_ = ann.forward(midway.say(art, files=cat, components=[gallery("attachment://cat.png")]), to=art)
    embed_ = ann.forward(midway.say(art, files=cat, embeds=[embed(image="attachment://cat.png")]), to=art)
    shown = (await _carried(raw, ann, gallery_))["message_snapshots"][0]["message"]
    assert shown["attachments"] == []
    assert await _got(raw, shown["components"][0]["items"][0]["media"]["url"]) == png()
    shown = (await _carried(raw, ann, embed_))["message_snapshots"][0]["message"]
    assert shown["attachments"] == []
    assert await _got(raw, shown["embeds"][0]["image"]["url"]) == png()


async def test_only_what_is_there_can_be_forwarded_and_only_where_one_may_write(
    wire: Wire, place: Place, art: Channel, ann: Person
) -> None:
    said, gone = ann.say(art, "hello"), ann.say(art, "gone")
    wire.forget(gone)
    hall = place.channel("hall")
    place.deny(hall, "send_messages", person=ann)
    for message, to in ((said, hall), (gone, art)):
        with pytest.raises(CannotDo):
            ann.forward(message, to=to)
    with pytest.raises(CannotDo):
        wire.person("bob").forward(said, to=art)


async def _carried(raw: Raw, person: Person, message: Message) -> Payload:
    """Return a message as its menu shows it to the bot."""
    async with raw.listening(Intent.NONE) as ear:
        asked = await raw.asked(person.menu(message, "Edit picture"))
    await raw.answer(asked, 4, {"content": "seen"})
    await asked.shown
    return _target(ear)


def _target(ear: Ear) -> Payload:
    (told,) = ear.heard("INTERACTION_CREATE")
    shown: Payload = told["data"]["resolved"]["messages"][told["data"]["target_id"]]
    return shown


async def _got(raw: Raw, url: str) -> bytes | None:
    async with raw.session.get(url) as answer:
        return await answer.read() if answer.status == 200 else None
