"""Easel on the wire: messages that name the bot, with pictures or as a reply to some."""

import asyncio
from pathlib import Path

import pytest

from demo.look_alike import FAILED, HELD
from tests.wire.discord import Route
from tests.wire.discord.parts import gallery, text
from tests.wire.easel import at_work, is_failed, is_live, job_id, made
from tests.wire.edits import (
    arrived,
    ask,
    before,
    came_from,
    colours,
    done,
    edited,
    link,
    picture,
    replied,
    reply,
    same_picture,
    sent,
    told,
)

GONE = 10008


@pytest.mark.parametrize(
    "given", [("red",), ("red", "blue"), ("lime", "red", "yellow"), ("blue", "yellow", "red", "lime")], ids=len
)
async def test_a_message_with_pictures(tmp_path: Path, given: tuple[str, ...]) -> None:
    async with at_work(tmp_path) as scene:
        asked = ask(scene, "make it winter", *map(picture, given))
        card = await replied(scene, asked)
        came_from(scene, card, *given)
        assert sent(scene).model == "flux-kontext-pro"
        assert sent(scene).input["prompt"] == "make it winter"
        assert sent(scene).input["aspect_ratio"] == "match_input_image"
        assert int(sent(scene).input["safety_tolerance"]) <= 2
        assert scene.ann.mention in card.text
        # Nobody is pinged by an answer to what they have just written.
        assert card.mentions == []
        assert scene.public() == [asked, card]
        routes = [each.route for each in scene.wire.requests]
        assert routes.index(Route.TYPING) < routes.index(Route.POST_MESSAGE)


async def test_the_name_may_stand_anywhere_and_is_no_part_of_the_words(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        bot = scene.wire.bot
        text = f"please <@!{bot.id}> make it {bot.mention}  snow"
        await replied(scene, scene.ann.say(scene.art, text, files=[picture("red")]))
        assert str(sent(scene).input["prompt"]).split() == ["please", "make", "it", "snow"]


async def test_a_reply_to_a_card(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        first = await done(scene, await scene.imagine("a red fox", num_outputs=2))
        asked = ask(scene, who=scene.bob, reply_to=first)
        second = await replied(scene, asked)
        assert before(second) is arrived(scene)
        assert same_picture(arrived(scene).body, made(first)[0])
        assert f"Version 2, made from [version 1]({link(first)}) by {scene.ann.mention}" in second.text
        # A version that has others after it can still be edited.
        third = await replied(scene, ask(scene, reply_to=second))
        assert f"Version 3, made from [version 2]({link(second)}) by {scene.bob.mention}" in third.text
        again = await replied(scene, ask(scene, reply_to=first))
        assert same_picture(arrived(scene).body, made(first)[0])
        assert "Version 2" in again.text


async def test_a_reply_to_a_card_with_more_pictures(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        first = await edited(scene, picture("red"))
        card = await replied(
            scene, ask(scene, "put them together", picture("blue"), picture("lime"), reply_to=first)
        )
        assert before(card) is arrived(scene)
        assert colours(arrived(scene).body, 3)[1:] == ["blue", "lime"]
        assert "Version 3, made from 3 pictures side by side" in card.text
        assert f"1. picture 1 of [version 2]({link(first)}) by {scene.ann.mention}" in card.text


async def test_what_does_not_name_the_bot_in_its_text_is_left_alone(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        first = await edited(scene, picture("red"))
        red = picture("red")
        scene.ann.say(scene.art, "make it snow", reply_to=first)
        scene.ann.say(scene.art, "make it snow", files=[red], reply_to=first)
        scene.ann.say(scene.art, "make it snow", files=[red])
        scene.ann.say(scene.art, f"`{scene.wire.bot.mention}` is how you call it", files=[red])
        scene.ann.forward(first, to=scene.art)
        # Named, but with nothing to change.
        ask(scene, "hello")
        await replied(scene, ask(scene, "make it rain", picture("blue"), reply_to=first))
        assert [created.input["prompt"] for created in scene.flux.created] == ["make it snow", "make it rain"]
        assert len([each for each in scene.public() if each.author is scene.wire.bot]) == 2


async def test_the_same_where_the_bot_may_read_everything(tmp_path: Path) -> None:
    async with at_work(tmp_path, message_content="on") as scene:
        first = await edited(scene, picture("red"))
        red = picture("red")
        scene.ann.say(scene.art, "make it snow", reply_to=first)
        scene.ann.say(scene.art, "make it snow", files=[red])
        scene.ann.say(scene.art, f"`{scene.wire.bot.mention}` is how you call it", files=[red])
        scene.ann.say(scene.art, f"```\n{scene.wire.bot.mention} make it snow\n```", files=[red])
        ask(scene, "hello")
        await replied(scene, ask(scene, "make it rain", picture("blue")))
        assert [created.input["prompt"] for created in scene.flux.created] == ["make it snow", "make it rain"]


async def test_bots_are_left_alone(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        words = f"{scene.wire.bot.mention} make it snow"
        red = picture("red")
        # A card that tells words which name the bot is the bot's own message.
        await done(scene, await scene.imagine(words, input_image=red))
        midway = scene.server.bot("midway")
        midway.say(scene.art, words, files=[red])
        midway.say(scene.art, files=[red], components=[text(words), gallery("attachment://red.png")])
        scene.wire.webhook("news").say(scene.art, words, files=[red])
        await replied(scene, ask(scene, "make it rain", picture("blue")))
        assert len(scene.flux.created) == 2


# Replies to other people's pictures


async def test_a_reply_to_somebodys_picture_is_answered_with_the_menu(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        said = scene.bob.say(scene.art, files=[picture("red")])
        asked = ask(scene, reply_to=said)
        refusal = await told(scene, scene.ann, "Edit picture")
        assert "Apps" in refusal.text
        assert scene.public() == [said, asked]
        assert scene.wire.to(Route.GET_MESSAGE) == scene.wire.to(Route.MESSAGES) == []
        assert scene.wire.downloads == []
        assert scene.flux.created == []


async def test_with_a_picture_of_ones_own_only_that_is_taken(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        said = scene.bob.say(scene.art, files=[picture("red")])
        card = await replied(scene, ask(scene, "make it snow", picture("blue"), reply_to=said))
        came_from(scene, card, "blue")
        assert scene.wire.to(Route.GET_MESSAGE) == []


async def test_a_reply_to_anybodys_picture_where_the_bot_may_read_it(tmp_path: Path) -> None:
    async with at_work(tmp_path, message_content="on") as scene:
        said = scene.bob.say(scene.art, files=[picture("red"), picture("lime")])
        card = await replied(scene, ask(scene, reply_to=said))
        came_from(scene, card, "red")
        assert f"Version 2, made from [a picture]({link(said)}) by {scene.bob.mention}" in card.text
        card = await replied(scene, ask(scene, "make it snow", picture("blue"), reply_to=said))
        came_from(scene, card, "red", "blue")
        shown = scene.server.bot("midway").say(
            scene.art, files=[picture("yellow")], components=[gallery("attachment://yellow.png")]
        )
        came_from(scene, await replied(scene, ask(scene, reply_to=shown)), "yellow")
        came_from(scene, await replied(scene, ask(scene, reply_to=scene.bob.forward(said, to=scene.art))), "red")
        ask(scene, reply_to=scene.bob.say(scene.art, "only words"))
        assert "no picture" in (await scene.direct(scene.ann)).text


# In which language


async def test_a_community_server_is_answered_in_its_language(tmp_path: Path) -> None:
    async with at_work(tmp_path, community=True, locale="ru") as scene:
        card = await replied(scene, ask(scene, "пусть будет зима", picture("red")))
        assert "Ещё раз" in card.labels
        ask(scene, " ", picture("red"))
        await told(scene, scene.ann, "Ничего не отправлено")


async def test_elsewhere_it_is_that_of_the_persons_last_card(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        vera = scene.server.member("vera", locale="ru")
        first = await replied(scene, ask(scene, "пусть будет зима", picture("red"), who=vera))
        assert "Again" in first.labels
        await done(scene, await scene.imagine("маяк", vera))
        card = await replied(scene, ask(scene, "пусть будет зима", picture("red"), who=vera))
        assert "Ещё раз" in card.labels
        ask(scene, " ", picture("red"), who=vera)
        await told(scene, vera, "Ничего не отправлено")


# Threads, direct messages, broken lines, crowds


async def test_in_a_thread(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        thread = scene.server.thread(scene.art, "sketches")
        first = await replied(scene, ask(scene, "make it snow", picture("red"), channel=thread))
        second = await replied(scene, ask(scene, reply_to=first, channel=thread, who=scene.bob))
        assert first.channel is second.channel is thread
        assert f"[version 2]({link(first)})" in second.text


async def test_in_direct_messages(tmp_path: Path) -> None:
    async with at_work(tmp_path, private_use="all") as scene:
        card = await replied(scene, ask(scene, "make it snow", picture("red"), channel=scene.ann.direct))
        came_from(scene, card, "red")
        card = await replied(scene, ask(scene, channel=scene.ann.direct, reply_to=card))
        assert "Version 3" in card.text


async def test_what_is_asked_for_while_the_line_is_down_is_made_once(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        async with scene.wire.gateway_held():
            asked = ask(scene, "make it snow", picture("red"))
        card = await replied(scene, asked)
        scene.wire.drop_gateway()
        await scene.wire.ready()
        later = await replied(scene, ask(scene, "make it rain", picture("blue")))
        assert [each for each in scene.public() if each.author is scene.wire.bot] == [card, later]
        assert len(scene.flux.created) == 2


async def test_the_card_is_as_any_other(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        card = await replied(scene, ask(scene, "make it snow", picture("red")))
        came_from(scene, await done(scene, await scene.bob.press(card, "Again")), "red")
        form = (await scene.bob.press(card, "Remix")).form
        came_from(scene, await done(scene, await scene.bob.submit(form, {"prompt": "make it rain"})), "red")
        edit = (await scene.bob.press(card, "Edit")).form
        assert "Version 3" in (await done(scene, await scene.bob.submit(edit, {"prompt": "make it shine"}))).text
        assert "make it snow" in (await (await scene.bob.press(card, "Details")).message()).text
        assert "Only the artist" in (await (await scene.bob.press(card, "Delete")).message()).text
        await scene.ann.press(card, "Delete")
        await scene.wire.until(lambda: card.is_deleted)


async def test_a_card_that_outlives_its_process(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        scene.foreseen |= {GONE}
        scene.flux.when("snow", HELD)
        asked = [ask(scene, f"make it snow {number}", picture("red")) for number in range(3)]
        cards = [await reply(scene, each, is_live) for each in asked]
        await scene.flux.until(lambda: len(scene.flux.created) == 3)
        await scene.ann.press(cards[0], "Cancel")
        assert "Cancelled" in (await reply(scene, asked[0], is_failed)).text
        scene.wire.forget(cards[1])
        await scene.restart()
        scene.flux.release()
        # One has lost its card and is brought in person.
        assert "make it snow 1" in (await scene.direct(scene.ann, made)).text
        assert await reply(scene, asked[2]) is cards[2]
        assert len(scene.flux.created) == 3


async def test_a_card_that_was_not_told_of_the_end_before_the_process_went(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        scene.flux.when("snow", FAILED)
        async with scene.wire.held(Route.EDIT_MESSAGE) as hold:
            asked = ask(scene, "make it snow", picture("red"))
            card = await reply(scene, asked, is_live)
            await scene.wire.until(lambda: hold.waiting)
            await scene.until_ended(job_id(card))
            await scene.stop()
            hold.drop()
        assert is_live(card)
        await scene.start()
        assert await reply(scene, asked, is_failed) is card
        # It was told; nothing is left to tell at the next start.
        edits = card.edits
        await scene.restart()
        await replied(scene, ask(scene, "make it rain", picture("blue")))
        assert card.edits == edits


async def test_a_crowd_that_names_the_bot_at_once(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        people = [scene.server.member(f"person-{number}") for number in range(12)]
        asked = [ask(scene, f"make it snow {n}", picture("red"), who=who) for n, who in enumerate(people)]
        cards = await asyncio.gather(*(replied(scene, each) for each in asked))
        assert len({card.id for card in cards}) == len(people)
        for who, card in zip(people, cards, strict=True):
            assert who.mention in card.text
        assert len(scene.flux.created) == len(people)
