"""Easel on the wire: the form that Remix opens, for everybody, before and after restarts."""

from pathlib import Path

import pytest

from demo.look_alike import BLOCKED
from studio.jobs import JobState
from tests.wire.discord import Message
from tests.wire.easel import Scene, at_work, is_done, is_failed, job_id, made, photo


async def done(scene: Scene, **options: str) -> Message:
    """Let Ann make a picture."""
    return await (await scene.imagine(**options)).message(is_done)


async def test_a_form_comes_filled_and_makes_what_is_handed_in(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        card = await done(scene, model="flux-dev", aspect_ratio="16:9")
        form = (await scene.bob.press(card, "Remix")).form
        assert form.field("prompt").prefilled == "a red fox"
        assert form.field("model").prefilled == ["flux-dev"]
        assert form.field("aspect_ratio").prefilled == ["16:9"]
        assert form.field("num_outputs").prefilled == ["1"]
        assert form.field("seed").prefilled == ""
        filled = {"prompt": "a blue fish", "model": ["flux-1.1-pro"], "num_outputs": ["2"], "seed": "77"}
        remixed = await (await scene.bob.submit(form, filled)).message(is_done)
        assert remixed is not card
        assert len(made(remixed)) == 2
        assert scene.bob.mention in remixed.text
        assert "a blue fish" in remixed.text
        _, *sent = scene.flux.created
        assert {created.model for created in sent} == {"flux-1.1-pro"}
        assert {created.input["aspect_ratio"] for created in sent} == {"16:9"}
        assert 77 in {created.input["seed"] for created in sent}


async def test_a_form_handed_in_as_it_came_makes_a_new_picture(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        card = await done(scene)
        form = (await scene.ann.press(card, "Remix")).form
        await (await scene.ann.submit(form, {})).message(is_done)
        first, second = (created.input for created in scene.flux.created)
        assert second == {**first, "seed": second["seed"]}
        assert first["seed"] != second["seed"]


async def test_forms_that_an_earlier_process_opened_work_once_each(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        card = await done(scene)
        form = (await scene.ann.press(card, "Remix")).form
        await scene.restart()
        await scene.restart()
        remixed = await (await scene.ann.submit(form, {"prompt": "a blue fish"})).message(is_done)
        assert "a blue fish" in remixed.text
        assert len(scene.flux.created) == 2
        assert scene.public() == [card, remixed]


async def test_a_form_in_the_persons_language_on_a_card_in_anothers(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        card = await done(scene)
        vera = scene.server.member("vera", locale="ru")
        form = (await vera.press(card, "Remix")).form
        assert not any(field.label.isascii() for field in form.fields)
        remixed = await (await vera.submit(form, {})).message(is_done)
        assert "Ещё раз" in remixed.labels


async def test_the_picture_it_started_from_goes_along(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        card = await (await scene.imagine("make it snow", input_image=photo())).message(is_done)
        form = (await scene.ann.press(card, "Remix")).form
        remixed = await (await scene.ann.submit(form, {"prompt": "make it rain"})).message(is_done)
        assert [picture.attachment is not None for picture in remixed.pictures] == [True, True]
        assert scene.flux.created[1].input["prompt"] == "make it rain"
        assert scene.flux.created[1].input["input_image"]


async def test_a_private_job_stays_private(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        card = await (await scene.imagine(private=True)).message(is_done)
        form = (await scene.ann.press(card, "Remix")).form
        remixed = await (await scene.ann.submit(form, {"prompt": "a blue fish"})).message(is_done)
        assert remixed.is_ephemeral
        assert scene.public() == []


async def test_words_that_are_held_back_can_be_changed(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        scene.flux.when("fox", BLOCKED)
        card = await (await scene.imagine()).message(is_failed)
        form = (await scene.ann.press(card, "Remix")).form
        await (await scene.ann.submit(form, {"prompt": "a blue fish"})).message(is_done)
        assert (await scene.until_ended(job_id(card))).state is JobState.BLOCKED


@pytest.mark.parametrize(
    ("filled", "words"), [({"seed": "many"}, "many"), ({"seed": "0"}, "seed"), ({"prompt": " "}, "prompt")]
)
async def test_what_makes_no_sense_is_refused_in_private(
    tmp_path: Path, filled: dict[str, str], words: str
) -> None:
    async with at_work(tmp_path) as scene:
        card = await done(scene)
        form = (await scene.ann.press(card, "Remix")).form
        refusal = await (await scene.ann.submit(form, filled)).message()
        assert refusal.is_ephemeral
        assert words in refusal.text
        assert len(scene.flux.created) == 1


async def test_a_form_of_another_version_gives_the_words_back(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        card = await done(scene)
        form = (await scene.ann.press(card, "Remix")).form
        form.body["custom_id"] = form.custom_id.replace("easel:1:", "easel:0:")
        told = await (await scene.ann.submit(form, {"prompt": "words that took a while"})).message()
        assert told.is_ephemeral
        assert "words that took a while" in told.text
        assert len(scene.flux.created) == 1
