"""Easel on the wire: messages that name the bot and come to nothing, or to less: what their author is told."""

import asyncio
from pathlib import Path

import pytest

from demo.look_alike import Call
from tests.wire.discord import Route
from tests.wire.easel import at_work, is_live, made
from tests.wire.edits import ask, came_from, edited, picture, replied, reply, says_nothing, sent, told

NO_DIRECT_MESSAGES, NOT_ALLOWED, NO_HISTORY = 50007, 50013, 160002


async def test_a_refusal_goes_to_its_author_only(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        ask(scene, "  ", picture("red"))
        await told(scene, scene.ann, "prompt is empty")
        ask(scene, "make it snow", *[picture("red")] * 5)
        await told(scene, scene.ann, "5 pictures are too many")
        first = await edited(scene, picture("red"))
        ask(scene, "make it snow", *[picture("red")] * 4, reply_to=first)
        await told(scene, scene.ann, "5 pictures are too many")
        ask(scene, "make it snow", scene.wire.upload("notes.txt", b"notes"))
        await told(scene, scene.ann, "no picture")
        ask(scene, "make it snow", scene.wire.upload("cat.png", b"no cat"))
        await told(scene, scene.ann, "not a picture")
        assert [each for each in scene.public() if each.author is scene.wire.bot] == [first]
        assert len(scene.flux.created) == 1


async def test_a_card_that_has_no_result_yet(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        _, live = await scene.held("a slow fox", input_image=picture("red"))
        ask(scene, reply_to=live)
        await told(scene, scene.ann, "no picture in that message")
        assert len(scene.flux.created) == 1
        scene.flux.release()


async def test_too_little_is_left_of_the_budget(tmp_path: Path) -> None:
    async with at_work(tmp_path, budget_usd_per_month=0) as scene:
        ask(scene, "make it snow", picture("red"))
        await told(scene, scene.ann, "budget")
        assert says_nothing(scene)


async def test_somebody_who_takes_no_direct_messages(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        scene.foreseen |= {NO_DIRECT_MESSAGES}
        eve = scene.server.add(scene.wire.person("eve", takes_direct_messages=False))
        asked = ask(scene, "a secret", *[picture("red")] * 5, who=eve)
        answer = await reply(scene, asked, bool)
        assert "cannot write to you in private" in answer.text
        assert "/edit" in answer.text
        assert "pictures are too many" not in answer.text
        assert answer.mentions == []
        assert scene.flux.created == []


async def test_somebody_who_cannot_be_told_at_all(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        scene.foreseen |= {NO_DIRECT_MESSAGES, NOT_ALLOWED}
        eve = scene.server.add(scene.wire.person("eve", takes_direct_messages=False))
        scene.server.deny(scene.art, "send_messages")
        ask(scene, "make it snow", picture("red"), who=eve)
        # Typing, the card with its picture and without, and the word that it cannot be told.
        await scene.wire.until(lambda: [each.code for each in scene.wire.journal.refused].count(NOT_ALLOWED) == 4)
        scene.server.allow(scene.art, "send_messages")
        came_from(scene, await replied(scene, ask(scene, "make it snow", picture("blue"))), "blue")
        assert len(scene.flux.created) == 1


async def test_a_card_that_was_deleted_meanwhile(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        first = await edited(scene, picture("red"))
        async with scene.wire.held(Route.TYPING):
            asked = ask(scene, reply_to=first)
            await scene.wire.until(lambda: scene.wire.waiting(Route.TYPING))
            scene.wire.purge(first)
        await told(scene, scene.ann, "not there any more")
        assert scene.public() == [asked]
        assert len(scene.flux.created) == 1


# What the bot may not do there


@pytest.mark.parametrize("in_thread", [False, True], ids=["channel", "thread"])
@pytest.mark.parametrize("denied", ["send", "read_message_history"])
async def test_where_it_may_not_answer_it_says_so_in_person(tmp_path: Path, denied: str, in_thread: bool) -> None:
    async with at_work(tmp_path) as scene:
        scene.foreseen |= {NOT_ALLOWED, NO_HISTORY}
        place = scene.server.thread(scene.art, "sketches") if in_thread else scene.art
        scene.server.deny(scene.art, place.writing if denied == "send" else denied)
        ask(scene, "make it snow", picture("red"), channel=place)
        await told(scene, scene.ann, "may not answer in that channel")
        assert says_nothing(scene, place)
        assert scene.flux.created == []
        assert not await scene.parts.store.live_jobs()


async def test_where_it_may_attach_nothing_the_picture_is_sent_all_the_same(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        scene.foreseen |= {NOT_ALLOWED}
        scene.server.deny(scene.art, "attach_files")
        asked = ask(scene, "make it snow", picture("red"))
        await reply(scene, asked, bool)
        # Where the results may not be shown either, they go to the artist.
        brought = await scene.direct(scene.ann, made)
        assert str(sent(scene).input["input_image"]).startswith("data:image/jpeg;base64,")
        assert scene.flux.status_of(sent(scene).id) == "succeeded"
        assert len(made(brought)) == 1


async def test_a_message_that_was_deleted_meanwhile_is_answered_below(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        async with scene.wire.held(Route.TYPING):
            asked = ask(scene, "make it snow", picture("red"))
            await scene.wire.until(lambda: scene.wire.waiting(Route.TYPING))
            scene.wire.forget(asked)
        card = await scene.wire.until(lambda: next((each for each in scene.public() if made(each)), None))
        assert card.reply_to is None
        came_from(scene, card, "red")


# When it stops


async def test_a_bot_that_is_about_to_stop_says_so(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        async with scene.flux.held(Call.CREATE) as hold:
            shown = await scene.imagine()
            await scene.flux.until(lambda: bool(hold.waiting))
            stopping = asyncio.create_task(scene.stop())
            while not scene.parts.services.runner.is_stopping:  # noqa: ASYNC110 - it says so to nobody
                await asyncio.sleep(0)
            ask(scene, "make it snow", picture("red"))
            await told(scene, scene.ann, "about to restart")
        await stopping
        assert is_live(await shown.message(is_live))
        assert len(scene.flux.created) == 1
        await scene.start()
        came_from(scene, await replied(scene, ask(scene, "make it snow", picture("red"))), "red")


async def test_a_request_that_is_being_opened_when_the_bot_stops_has_its_card(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        async with scene.wire.held(Route.POST_MESSAGE):
            asked = ask(scene, "make it snow", picture("red"))
            await scene.wire.until(lambda: scene.wire.waiting(Route.POST_MESSAGE))
            stopping = asyncio.create_task(scene.stop())
            # Long enough for a bot that does not wait; one that does is still there afterwards.
            await asyncio.wait({stopping}, timeout=0.5)
        await stopping
        card = await reply(scene, asked, is_live)
        await scene.start()
        assert await replied(scene, asked) is card
        assert len(scene.flux.created) == 1
