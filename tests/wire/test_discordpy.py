"""The tool with an unmodified discord.py: everything that a picture bot does, on real sockets."""

import asyncio
from collections.abc import Callable
from io import BytesIO
from typing import TypeVar

import aiohttp
import discord
import pytest

from tests.wire.conftest import Redirect
from tests.wire.discord import CannotDo, Channel, NotAnswered, Person, Refusal, Route, Upload, Wire
from tests.wire.discord.parts import embed, gallery
from tests.wire.sample import CardView, Press, Sample, png, running

T = TypeVar("T")


async def test_a_command_becomes_a_card_with_pictures(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    gallery = wire.server("Gallery", community=True, locale="ru")
    art = gallery.channel("art")
    ann = gallery.member("ann", locale="de")
    async with running(wire):
        shown = await ann.slash(art, "imagine", prompt="a lighthouse", num_outputs=2)
        card = await shown.message(lambda message: bool(message.pictures))
    assert shown.kind == 5
    assert card.text == "a lighthouse schnell de ru"
    assert [picture.description for picture in card.pictures] == ["a lighthouse schnell de ru"] * 2
    assert all(picture.attachment is not None and picture.attachment.body == png() for picture in card.pictures)
    assert card.labels == ["Details", "Remix", "Update"]
    assert card.edits == 2


async def test_an_uploaded_picture_reaches_the_bot(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    art, ann = _gallery(wire)
    async with running(wire):
        shown = await ann.slash(art, "imagine", prompt="x", input_image=wire.upload("cat.png", png("red")))
        card = await shown.message(lambda message: len(message.pictures) == 2)
    before = card.pictures[1].attachment
    assert before is not None
    assert before.body == png("red")


async def test_autocomplete_and_subcommands(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    art, ann = _gallery(wire)
    async with running(wire):
        offered = await ann.complete(art, "imagine", "model", typed="d", prompt="x")
        themed = await (await ann.slash(art, "channel setup", theme="sea")).message()
    assert [(choice.name, choice.value) for choice in offered] == [("DEV", "dev")]
    assert themed.text == "theme sea"


async def test_buttons_forms_and_private_answers(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    art, ann = _gallery(wire)
    bob = wire.person("bob")
    async with running(wire):
        card = await (await ann.slash(art, "imagine", prompt="x")).message(lambda m: "Remix" in m.labels)
        told = await (await ann.press(card, "Details")).message()
        form = (await ann.press(card, "Remix")).form
        picture = Upload("in.png", png())
        remixed = await (await ann.submit(form, {"Prompt": "a storm", "picture": [picture]})).message()
        again = await (await ann.submit((await ann.press(card, "Remix")).form, {})).message()
        updated = await (await ann.press(card, "Update")).message()
    assert told.is_ephemeral
    assert ann.sees(told)
    assert not bob.sees(told)
    assert form.title == "Remix"
    assert remixed.text == "a storm ['in.png']"
    assert again.text == "as before []"
    assert updated is card
    assert card.text == "updated"


async def test_a_button_works_after_a_restart(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    art, ann = _gallery(wire)
    async with running(wire):
        card = await (await ann.slash(art, "imagine", prompt="x")).message(lambda m: "Details" in m.labels)
    async with running(wire):
        told = await (await ann.press(card, "Details")).message()
    assert told.text == "only you see details"


async def test_message_menus_carry_the_content_of_their_target(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    art, ann = _gallery(wire)
    said = ann.say(art, "my cat", files=[wire.upload("cat.png", png())])
    async with running(wire):
        told = await (await ann.menu(said, "Edit picture")).message()
    assert told.text == "my cat ['cat.png']"


async def test_a_form_from_a_message_menu_gives_what_was_chosen(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    art, ann = _gallery(wire)
    said = ann.say(art, "my cats")
    async with running(wire):
        form = (await ann.menu(said, "Choose picture")).form
        told = await (await ann.submit(form, {"Which picture": ["1", "3"]})).message()
    assert form.text == "Which of them?"
    assert told.text == "['1', '3'] None", "a form from a menu has no message"


async def test_a_forward_is_read_as_one(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    art, ann = _gallery(wire)
    said = ann.say(art, "my cat", files=[wire.upload("cat.png", png("red"))])
    forward = ann.forward(said, to=art)
    async with running(wire) as bot:
        ann.forward(said, to=art)
        ann.forward(said, to=ann.direct)
        hidden, open_ = await _eventually(bot, lambda: bot.heard if len(bot.heard) == 2 else [])
        await (await ann.menu(forward, "Edit picture")).message()
        (target,) = bot.targets
        body = await target.message_snapshots[0].attachments[0].read()
    assert body == png("red")
    assert [len(message.message_snapshots) for message in (hidden, open_, target)] == [1, 1, 1]
    assert hidden.message_snapshots[0].attachments == []
    assert open_.message_snapshots[0].content == target.message_snapshots[0].content == "my cat"
    assert target.reference is not None
    assert (target.reference.type, target.reference.message_id) == (discord.MessageReferenceType.forward, said.id)
    assert target.reference.resolved is None


async def test_pictures_of_other_bots_are_found_in_embeds_and_galleries(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    place = wire.server("Gallery")
    art, ann, midway = place.channel("art"), place.member("ann"), place.bot("midway")
    far = wire.elsewhere("https://example.com/cat.png", png())
    cat = [wire.upload("cat.png", png("red"))]
    embedded = midway.say(art, files=cat, embeds=[embed(image="attachment://cat.png", thumbnail=far)])
    made = midway.say(art, files=cat, components=[gallery("attachment://cat.png", far)])
    async with running(wire) as bot:
        for message in (embedded, made):
            await (await ann.menu(message, "Edit picture")).message()
        first, second = bot.targets
        (shown,) = second.components
        assert isinstance(shown, discord.MediaGalleryComponent)
        mine, foreign = [item.media for item in shown.items]
        image, thumbnail = first.embeds[0].image, first.embeds[0].thumbnail
        links = [str(link) for link in (image.proxy_url, mine.url, thumbnail.proxy_url, foreign.proxy_url)]
        bodies = [await bot.http.get_from_cdn(link) for link in links]
    assert bodies == [png("red"), png("red"), png(), png()]
    assert first.author.bot
    assert (first.attachments, second.attachments) == ([], [])
    assert (image.width, image.height, thumbnail.url, foreign.url) == (8, 6, far, far)
    assert (mine.attachment_id, mine.content_type) == (made.attachments[0].id, "image/png")


async def test_replies_resolve_to_what_is_there(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    art, ann = _gallery(wire)
    async with running(wire) as bot:
        channel = bot.get_partial_messageable(art.id)
        card = await channel.send("a card", file=discord.File(BytesIO(png()), "a.png"))
        reply = ann.say(art, f"{wire.bot.mention} blue", reply_to=art.messages[card.id])
        heard = (await _eventually(bot, lambda: bot.heard[1:]))[0]
        await card.delete()
        fetched = await channel.fetch_message(reply.id)
    assert heard.type is discord.MessageType.reply
    assert heard.reference is not None
    assert isinstance(heard.reference.resolved, discord.Message)
    assert heard.reference.resolved.author.id == wire.bot.id
    assert len(heard.reference.resolved.attachments) == 1
    assert fetched.reference is not None
    assert isinstance(fetched.reference.resolved, discord.DeletedReferencedMessage)


async def test_age_restriction_is_seen_in_channels_and_their_threads(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    place = wire.server("Gallery")
    dark, art, ann = place.channel("dark", nsfw=True), place.channel("art"), place.member("ann")
    early = place.thread(dark, "early")
    async with running(wire) as bot:
        late = place.thread(art, "late")
        for channel in (dark, art, early, late):
            ann.say(channel, f"{wire.bot.mention} hello")
        heard = await _eventually(bot, lambda: bot.heard if len(bot.heard) == 4 else [])
        channels = [message.channel for message in heard]
        assert [_is_nsfw(channel) for channel in channels] == [True, False, True, False]
        place.restrict_age(art)
        await _eventually(bot, lambda: [True] if _is_nsfw(bot.get_channel(art.id)) else [])
        assert _is_nsfw(channels[3])
    assert isinstance(channels[2], discord.Thread)
    assert channels[2].parent_id == dark.id


async def test_followups_come_after_the_answer(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    art, ann = _gallery(wire)
    async with running(wire):
        shown = await ann.slash(art, "hello")
        more = await shown.followup()
    assert more.is_ephemeral
    assert more.text == "and more"


async def test_the_bots_own_token_posts_edits_and_deletes(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    art, _ = _gallery(wire)
    async with running(wire) as bot:
        channel = bot.get_channel(art.id)
        assert isinstance(channel, discord.TextChannel)
        file = discord.File(BytesIO(png()), "a.png")
        sent = await channel.send(view=CardView("one", Press("details"), pictures=("a.png",)), file=file)
        message = art.messages[sent.id]
        kept = await sent.edit(view=CardView("two", pictures=("a.png",)))
        fetched = await channel.fetch_message(sent.id)
        reply = await sent.reply("a reply")
        await sent.add_reaction("⭐")
        assert message.reactions == {"⭐": [wire.bot.id]}
        await sent.remove_reaction("⭐", discord.Object(wire.bot.id))
        await _eventually(bot, lambda: bot.seen_edits)
        await sent.delete()
        await wire.until(lambda: message.is_deleted or None)
        async with channel.typing():
            pass
    assert message.text == "two"
    assert not message.reactions
    assert kept.attachments == []
    assert fetched.attachments == [], "a file that a component shows is not listed"
    assert reply.reference is not None
    assert wire.to(Route.TYPING)


async def test_direct_messages_go_to_shard_0_and_can_be_closed(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    ann = wire.person("ann")
    shy = wire.person("shy", takes_direct_messages=False)
    async with running(wire) as bot:
        sent = await (await bot.fetch_user(ann.id)).send("psst")
        ann.say(ann.direct, "yes?")
        heard = await _eventually(bot, lambda: bot.heard[1:])
        with pytest.raises(discord.Forbidden) as refused:
            await (await bot.fetch_user(shy.id)).send("psst")
    assert ann.direct.messages[sent.id].text == "psst"
    assert heard[0].content == "yes?"
    assert refused.value.code == 50007


async def test_content_is_read_only_where_discord_allows_it(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    art, ann = _gallery(wire)
    picture = wire.upload("cat.png", png())
    async with running(wire) as bot:
        secret = ann.say(art, "secret", files=[picture])
        ann.say(art, f"<@{wire.bot.id}> make it blue", files=[picture], reply_to=secret)
        plain, named = await _eventually(bot, lambda: bot.heard if len(bot.heard) == 2 else [])
        assert bot.user in named.mentions
    assert (plain.content, plain.attachments) == ("", [])
    assert named.content.endswith("make it blue")
    assert len(named.attachments) == 1
    assert named.reference is not None
    assert isinstance(named.reference.resolved, discord.Message)
    assert named.reference.resolved.content == ""
    assert named.reference.resolved.attachments == []


async def test_reactions_and_deletions_reach_the_bot(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    art, ann = _gallery(wire)
    async with running(wire) as bot:
        said = ann.say(art, "look")
        ann.react(said, "⭐")
        event = (await _eventually(bot, lambda: bot.reactions))[0]
        ann.unreact(said, "⭐")
        wire.forget(said)
        await _eventually(bot, lambda: bot.seen_deletions)
    assert (event.user_id, event.message_id, str(event.emoji)) == (ann.id, said.id, "⭐")
    assert not said.reactions


async def test_channels_come_change_and_go(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    gallery = wire.server("Gallery")
    async with running(wire) as bot:
        art = gallery.channel("art")
        gallery.deny(art, "send_messages")
        channel = (await _eventually(bot, lambda: _seen(bot, art, may_write=False)))[0]
        gallery.allow(art, "send_messages")
        await _eventually(bot, lambda: _seen(bot, art, may_write=True))
        gallery.close(art)
        await _eventually(bot, lambda: [True] if bot.get_channel(channel.id) is None else [])


async def test_two_shards_share_the_servers(redirect: Redirect) -> None:
    async with Wire(shards=2) as wire:
        redirect(wire)
        first, second = wire.server("First"), wire.server("Second")
        async with running(wire, shards=2) as bot:
            shards = [guild.shard_id for guild in (bot.get_guild(first.id), bot.get_guild(second.id)) if guild]
            ann = first.member("ann")
            second.add(ann)
            for place in (first, second):
                await (await ann.slash(place.channel("art"), "hello")).message()
    assert shards == [0, 1]


async def test_a_dropped_gateway_is_resumed_and_nothing_is_missed(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    art, ann = _gallery(wire)
    async with running(wire) as bot:
        async with wire.gateway_held():
            asking = asyncio.create_task(ann.slash(art, "hello"))
            said = ann.say(art, "while you were away")
        await asking
        heard = await _eventually(bot, lambda: [each for each in bot.heard if each.id == said.id])
    assert len(heard) == 1
    assert (wire.gateway.identified, wire.gateway.resumed) == (1, 1)


async def test_an_invalid_session_is_identified_anew(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    art, ann = _gallery(wire)
    async with running(wire):
        wire.invalidate_sessions()
        await wire.ready()
        await ann.slash(art, "hello")
    assert (wire.gateway.identified, wire.gateway.resumed) == (2, 0)


async def test_a_bot_that_never_answers_is_noticed(redirect: Redirect) -> None:
    async with Wire(answer_within_s=0.2) as wire:
        redirect(wire)
        art, ann = _gallery(wire)
        async with running(wire):
            with pytest.raises(NotAnswered):
                await ann.slash(art, "quiet")


async def test_people_cannot_do_what_the_client_forbids(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    art, ann = _gallery(wire)
    async with running(wire):
        for options in ({}, {"prompt": "x", "size": 3}, {"prompt": "x", "num_outputs": 9}, {"prompt": ""}):
            with pytest.raises(CannotDo):
                await ann.slash(art, "imagine", **options)
        with pytest.raises(CannotDo):
            await ann.slash(art, "nothing")
        card = await (await ann.slash(art, "imagine", prompt="x")).message(lambda m: "Details" in m.labels)
        with pytest.raises(CannotDo):
            await ann.press(card, "Explode")


async def test_a_storm_is_waited_out(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    art, ann = _gallery(wire)
    async with running(wire):
        wire.storm(Route.EDIT_ANSWER, seconds=0.3)
        shown = await ann.slash(art, "imagine", prompt="x")
        await shown.message(lambda message: bool(message.pictures))
    statuses = [exchange.status for exchange in wire.to(Route.EDIT_ANSWER)]
    assert statuses[0] == 429
    assert statuses[-1] == 200


async def test_a_full_bucket_is_waited_for(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    art, _ = _gallery(wire)
    wire.limit(Route.POST_MESSAGE, requests=2, per_s=0.3)
    async with running(wire) as bot:
        channel = bot.get_partial_messageable(art.id)
        await asyncio.gather(*(channel.send(f"{number}") for number in range(5)))
    assert len(art.messages) == 5
    assert {exchange.status for exchange in wire.to(Route.POST_MESSAGE)} == {200}


async def test_many_people_at_once(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    places = [wire.server(f"Server {number}") for number in range(4)]
    rooms = [(place.channel("art"), place.member(f"p{n}")) for place in places for n in range(5)]
    async with running(wire):
        asked = await asyncio.gather(*(ann.slash(art, "imagine", prompt="x") for art, ann in rooms for _ in "123"))
        cards = await asyncio.gather(*(shown.message(lambda m: bool(m.pictures)) for shown in asked))
    assert len({card.id for card in cards}) == 60


async def test_commands_work_in_direct_messages_and_where_only_the_person_has_the_bot(
    wire: Wire, redirect: Redirect
) -> None:
    redirect(wire)
    ann = wire.person("ann")
    elsewhere = wire.server("Elsewhere", installed=False)
    elsewhere.add(ann)
    async with running(wire):
        direct = await (await ann.slash(ann.direct, "hello")).message()
        foreign = await (await ann.slash(elsewhere.channel("art"), "hello")).message()
    assert direct.channel is ann.direct
    assert foreign.text == "hello"


async def test_an_edit_whose_answer_is_lost_has_been_done(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    art, _ = _gallery(wire)
    async with running(wire) as bot:
        sent = await bot.get_partial_messageable(art.id).send("one")
        wire.lose_answer(Route.EDIT_MESSAGE)
        with pytest.raises(aiohttp.ClientError):
            await sent.edit(content="two")
    assert art.messages[sent.id].text == "two"


async def test_requests_can_be_held_at_the_door(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    art, _ = _gallery(wire)
    async with running(wire) as bot:
        channel = bot.get_partial_messageable(art.id)
        async with wire.held(Route.POST_MESSAGE):
            sending = asyncio.create_task(channel.send("late"))
            await wire.until(lambda: wire.waiting(Route.POST_MESSAGE) == 1)
            assert not art.messages
        await sending
    assert wire.waiting(Route.POST_MESSAGE) == 0
    assert len(art.messages) == 1


async def test_a_route_can_be_made_to_refuse(wire: Wire, redirect: Redirect) -> None:
    redirect(wire)
    art, _ = _gallery(wire)
    no = Refusal(400, 50035, "Invalid Form Body")
    async with running(wire) as bot:
        sent = await bot.get_partial_messageable(art.id).send("one")
        wire.refuse(Route.EDIT_MESSAGE, no, where=lambda call: bool(call.body.files))
        await sent.edit(content="two")
        with pytest.raises(discord.HTTPException) as refused:
            await sent.edit(attachments=[discord.File(BytesIO(png()), "a.png")])
        await sent.edit(attachments=[discord.File(BytesIO(png()), "a.png")])
    assert refused.value.code == 50035
    assert [exchange.code for exchange in wire.journal.refused] == [50035]


def _gallery(wire: Wire) -> tuple[Channel, Person]:
    gallery = wire.server("Gallery")
    return gallery.channel("art"), gallery.member("ann")


def _is_nsfw(channel: object) -> bool:
    assert isinstance(channel, discord.TextChannel | discord.Thread)
    return channel.is_nsfw()


def _seen(bot: Sample, place: Channel, *, may_write: bool) -> list[discord.TextChannel]:
    channel = bot.get_channel(place.id)
    if not isinstance(channel, discord.TextChannel):
        return []
    return [channel] if channel.permissions_for(channel.guild.me).send_messages is may_write else []


async def _eventually(bot: Sample, fact: Callable[[], list[T]]) -> list[T]:
    """Wait until the bot has heard something; it says so after every event."""
    async with asyncio.timeout(10):
        while not (found := fact()):
            await bot.anything.wait()
            bot.anything.clear()
        return found
