"""Easel on the wire: nobody is left waiting where an answer is lost, comes twice, or the bot stops."""

import asyncio
from pathlib import Path

import pytest

from studio.jobs import JobState
from tests.wire.discord import Refusal, Route
from tests.wire.discord.people import NotAnswered
from tests.wire.easel import Scene, at_work, is_done, is_live, job_id, made
from tests.wire.edits import MENU, came_from, done, hand_in, picture

ANSWERED, UNKNOWN_MESSAGE = 40060, 10008


def lose_the_next_answer(scene: Scene) -> None:
    scene.foreseen |= {ANSWERED}
    scene.wire.lose_answer(Route.ANSWER)


@pytest.mark.parametrize("private", [False, True])
async def test_a_picture_whose_deferral_was_lost(tmp_path: Path, private: bool) -> None:
    async with at_work(tmp_path) as scene:
        lose_the_next_answer(scene)
        card = await (await scene.imagine(private=private)).message(is_done)
        assert len(made(card)) == 1
        assert card.is_ephemeral == private
        assert len(scene.flux.created) == 1
        assert scene.public() == ([] if private else [card])


async def test_a_refusal_after_a_lost_deferral_is_told_in_private(tmp_path: Path) -> None:
    async with at_work(tmp_path, budget_usd_per_month=0) as scene:
        lose_the_next_answer(scene)
        told = await (await scene.imagine()).followup()
        assert told.is_ephemeral
        assert "budget" in told.text.lower()
        assert scene.public() == []


async def test_a_refusal_whose_answer_was_lost_stands(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        lose_the_next_answer(scene)
        told = await (await scene.imagine(model="flux-0")).message()
        assert told.is_ephemeral
        assert "flux-0" in told.text


async def test_every_button_whose_answer_was_lost(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        shown, live = await scene.held()
        lose_the_next_answer(scene)
        await scene.ann.press(live, "Cancel")
        await shown.message(lambda message: "Cancelled" in message.text)
        assert (await scene.until_ended(job_id(live))).state is JobState.CANCELED
        card = await (await scene.imagine("a blue fish")).message(is_done)
        lose_the_next_answer(scene)
        assert "a blue fish" in (await (await scene.bob.press(card, "Details")).message()).text
        lose_the_next_answer(scene)
        form = (await scene.bob.press(card, "Edit")).form
        lose_the_next_answer(scene)
        await (await scene.bob.submit(form, {"prompt": "make it snow"})).message(is_done)
        lose_the_next_answer(scene)
        form = (await scene.ann.press(card, "Remix")).form
        lose_the_next_answer(scene)
        await (await scene.ann.submit(form, {})).message(is_done)
        lose_the_next_answer(scene)
        await (await scene.ann.press(card, "Again")).message(is_done)
        lose_the_next_answer(scene)
        await scene.ann.press(card, "Delete")
        await scene.wire.until(lambda: card.is_deleted)


async def test_the_menu_and_the_panel_whose_answers_were_lost(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        said = scene.ann.say(scene.art, files=[picture("red")])
        lose_the_next_answer(scene)
        shown = await scene.bob.menu(said, MENU)
        lose_the_next_answer(scene)
        came_from(scene, await done(scene, await hand_in(scene.bob, shown)), "red")
        lose_the_next_answer(scene)
        panel = await (await scene.ann.slash(scene.art, "privacy")).message()
        lose_the_next_answer(scene)
        await scene.ann.press(panel, "easel:1:forbid:edits")
        assert "may not edit" in panel.text


async def test_what_another_process_has_answered_is_not_made_twice(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        scene.foreseen |= {ANSWERED}
        refusal = Refusal(400, ANSWERED, "Interaction has already been acknowledged.")
        scene.wire.refuse(Route.ANSWER, refusal)
        with pytest.raises(NotAnswered):
            await scene.imagine()
        assert len(scene.wire.journal.refused) == 1
        assert scene.wire.to(Route.FOLLOW_UP) == []
        assert not await scene.parts.store.live_jobs()


async def test_a_message_that_two_people_delete_at_once(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        scene.foreseen |= {UNKNOWN_MESSAGE}
        card = await (await scene.imagine()).message(is_done)
        async with scene.wire.held(Route.DELETE_ANSWER):
            pressed = await asyncio.gather(scene.ann.press(card, "Delete"), scene.moderator.press(card, "Delete"))
            await scene.wire.until(lambda: scene.wire.waiting(Route.DELETE_ANSWER) == 2)
        await scene.wire.until(lambda: len(scene.wire.to(Route.DELETE_ANSWER)) == 2)
        assert card.is_deleted
        await scene.stop()
        assert [shown.interaction.followups for shown in pressed] == [[], []]


async def test_a_request_that_is_being_opened_when_the_bot_stops(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        async with scene.wire.held(Route.EDIT_ANSWER):
            shown = await scene.imagine()
            await scene.wire.until(lambda: scene.wire.waiting(Route.EDIT_ANSWER) == 1)
            stopping = asyncio.create_task(scene.stop())
            # Long enough for a bot that does not wait; one that does is still there afterwards.
            await asyncio.wait({stopping}, timeout=0.5)
        await stopping
        card = await shown.message(is_live)
        await scene.start()
        assert await shown.message(is_done) is card
        assert len(scene.flux.created) == 1
