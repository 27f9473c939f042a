"""Easel on the wire: every button does its work for those who may press it, and says no in private to others."""

from pathlib import Path

import pytest

from cogs.ui.verbs import Verb
from demo.look_alike import BLOCKED, Course
from studio.jobs import JobState
from tests.wire.discord import Message
from tests.wire.discord.world import walk
from tests.wire.easel import Scene, at_work, is_done, is_failed, job_id, made, photo


async def done(scene: Scene, prompt: str = "a red fox", **options: str) -> Message:
    """Let Ann make a picture."""
    return await (await scene.imagine(prompt, **options)).message(is_done)


async def failed(scene: Scene) -> Message:
    """Let Ann fail to make a picture; the same words work afterwards."""
    scene.flux.when("fox", BLOCKED)
    card = await (await scene.imagine()).message(is_failed)
    scene.flux.when("fox", Course())
    return card


def forge(card: Message, verb: str, job: str) -> str:
    """Change a button, as a client can that sends whatever it likes; return its custom id."""
    button = next(part for part in walk(card.components) if part["type"] == 2)
    button["custom_id"] = f"easel:1:{verb}:{job}"
    return f"easel:1:{verb}:{job}"


async def test_again_makes_another_picture_for_whoever_presses_it(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        card = await done(scene, aspect_ratio="16:9")
        again = await (await scene.bob.press(card, "Again")).message(is_done)
        assert again is not card
        assert not again.is_ephemeral
        assert scene.bob.mention in again.text
        first, second = (created.input for created in scene.flux.created)
        assert second == {**first, "seed": second["seed"]}
        assert first["seed"] != second["seed"]


async def test_again_takes_the_picture_it_started_from_along(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        card = await (await scene.imagine("make it snow", input_image=photo())).message(is_done)
        again = await (await scene.ann.press(card, "Again")).message(is_done)
        assert [picture.attachment is not None for picture in again.pictures] == [True, True]
        first, second = (str(created.input["input_image"]) for created in scene.flux.created)
        assert first != second


async def test_details_are_for_everybody_and_only_for_the_one_who_asks(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        card = await done(scene)
        details = await (await scene.bob.press(card, "Details")).message()
        assert details.is_ephemeral
        assert "a red fox" in details.text
        assert not scene.ann.sees(details)


@pytest.mark.parametrize("who", ["ann", "moderator"])
async def test_delete_is_for_the_artist_and_for_moderators(tmp_path: Path, who: str) -> None:
    async with at_work(tmp_path) as scene:
        card = await done(scene)
        await getattr(scene, who).press(card, "Delete")
        await scene.wire.until(lambda: card.is_deleted)
        assert scene.public() == []


@pytest.mark.parametrize("who", ["ann", "moderator"])
async def test_cancel_is_for_the_artist_and_for_moderators(tmp_path: Path, who: str) -> None:
    async with at_work(tmp_path) as scene:
        shown, card = await scene.held()
        await getattr(scene, who).press(card, "Cancel")
        await shown.message(lambda message: "Cancelled" in message.text)
        assert (await scene.until_ended(job_id(card))).state is JobState.CANCELED


async def test_retry_makes_the_same_request_once_more(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        card = await failed(scene)
        retried = await (await scene.ann.press(card, "Retry")).message(is_done)
        assert len(made(retried)) == 1
        first, second = scene.flux.created
        assert first.input == second.input


async def test_strangers_clicking_everything_change_nothing(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        shown, live = await scene.held()
        finished = await done(scene, "a blue fish")
        for card, label in ((live, "Cancel"), (finished, "Delete")):
            refusal = await (await scene.bob.press(card, label)).message()
            assert refusal.is_ephemeral
            assert "Only the artist" in refusal.text
        scene.flux.release()
        await shown.message(is_done)
        assert len(made(live)) == len(made(finished)) == 1
        assert scene.public() == [live, finished]


async def test_forged_presses_tell_nothing_of_a_private_job(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        private = await (await scene.imagine("a secret fox", private=True)).message(is_done)
        public = await done(scene, "a blue fish")
        job = job_id(private)
        for verb in Verb:
            told = await (await scene.bob.press(public, forge(public, verb.value, job))).message()
            assert told.is_ephemeral, verb
            assert "secret" not in told.text
        assert len(scene.flux.created) == 2
        assert not private.is_deleted


async def test_a_button_of_another_version_says_so(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        card = await done(scene)
        button = next(part for part in walk(card.components) if part["type"] == 2)
        button["custom_id"] = f"easel:0:enlarge:{job_id(card)}"
        told = await (await scene.ann.press(card, button["custom_id"])).message()
        assert told.is_ephemeral
        assert "older version" in told.text


async def test_cards_of_earlier_processes_work(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        oldest = await done(scene)
        await scene.restart()
        broken = await failed(scene)
        await scene.restart()
        assert "a red fox" in (await (await scene.ann.press(oldest, "Details")).message()).text
        assert "a red fox" in (await (await scene.ann.press(broken, "Details")).message()).text
        for card, label in ((oldest, "Again"), (broken, "Retry")):
            await (await scene.ann.press(card, label)).message(is_done)
            form = (await scene.ann.press(card, "Remix")).form
            await (await scene.ann.submit(form, {})).message(is_done)
        for card in (oldest, broken):
            await scene.ann.press(card, "Delete")
        await scene.wire.until(lambda: oldest.is_deleted and broken.is_deleted)


async def test_a_card_that_was_live_when_the_process_ended_can_be_cancelled_in_the_next(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        shown, card = await scene.held()
        await scene.restart()
        await scene.ann.press(card, "Cancel")
        await shown.message(lambda message: "Cancelled" in message.text)
        scene.flux.release()
        assert made(card) == []
