"""Remix: a form with what a job had, and a new card with what was changed, for whoever hands it in."""

import pytest

from cogs.ui.forms import MODEL, PICTURES, PROMPT, RATIO, SEED
from cogs.ui.limits import check_modal
from cogs.ui.verbs import VERSION, CustomId, Verb
from demo.look_alike import HELD
from studio.jobs import JobState
from tests.scenarios.world import World, fields, picture, prefilled, told


async def test_the_form_holds_what_the_job_had_with_prices_and_times(world: World) -> None:
    job = await world.imagine(model="flux-dev", aspect_ratio="16:9", num_outputs=2, seed=99)
    await world.finished(job)
    shown = await world.press(job, Verb.REMIX)
    assert prefilled(shown) == {
        PROMPT: "a red fox",
        MODEL: "flux-dev",
        RATIO: "16:9",
        PICTURES: "2",
        SEED: "",
    }
    assert fields(shown)[SEED]["placeholder"] == "99"
    models = fields(shown)[MODEL]["options"]
    assert len(models) == 7
    assert all("$" in model["description"] and " s" in model["description"] for model in models)
    assert shown.modal is not None
    assert "$0.05 for 2 pictures on flux-dev" in str(shown.modal)
    assert check_modal(shown.modal) == []


async def test_what_was_changed_becomes_a_new_card_of_the_one_who_pressed(world: World) -> None:
    job = await world.imagine(model="flux-dev", guidance=8, output_format="png", seed=5)
    await world.finished(job)
    shown = await world.press(job, Verb.REMIX, who=world.stranger)
    await world.hand_in(
        shown, who=world.stranger, prompt="a blue fox", num_outputs="2", aspect_ratio="3:2", seed="8"
    )
    remix = await world.newest()
    card = await world.finished(remix)
    assert remix.artist_id == world.stranger.id
    assert len(card.gallery) == 2
    assert "a blue fox" in card.text
    sent = world.flux.created[1].input
    wanted = {"prompt": "a blue fox", "aspect_ratio": "3:2", "num_outputs": 2, "seed": 8, "guidance": 8}
    assert {name: sent[name] for name in wanted} == wanted
    assert sent["output_format"] == "png"
    assert not world.is_gone(job)


async def test_what_the_new_model_does_not_take_is_left_out_with_a_note(world: World) -> None:
    job = await world.imagine(model="flux-dev", guidance=8, aspect_ratio="21:9", num_inference_steps=30)
    await world.finished(job)
    await world.hand_in(await world.press(job, Verb.REMIX), model="flux-pro")
    card = await world.finished(await world.newest())
    sent = world.flux.created[1].input
    assert (sent["guidance"], sent["aspect_ratio"], sent["steps"]) == (3, "1:1", 30)
    assert "guidance 8 was left out" in card.text
    assert "21:9 was left out" in card.text


async def test_an_empty_seed_is_a_new_one(world: World) -> None:
    job = await world.imagine(seed=5)
    await world.finished(job)
    await world.hand_in(await world.press(job, Verb.REMIX))
    await world.finished(await world.newest())
    assert world.flux.created[1].input["seed"] != 5


async def test_a_job_with_a_picture_keeps_it_and_offers_models_that_take_one(world: World) -> None:
    job = await world.imagine("make it night", input_image=("photo.png", picture()))
    await world.finished(job)
    shown = await world.press(job, Verb.REMIX)
    assert "flux-schnell" not in [option["value"] for option in fields(shown)[MODEL]["options"]]
    await world.hand_in(shown, prompt="make it dawn")
    card = await world.finished(await world.newest())
    assert card.before is not None
    assert world.flux.created[1].input["input_image"] == card.before


async def test_a_size_of_ones_own_goes_along(world: World) -> None:
    job = await world.imagine(model="flux-pro", width=512, height=768)
    await world.finished(job)
    shown = await world.press(job, Verb.REMIX)
    chosen = next(option for option in fields(shown)[RATIO]["options"] if option.get("default"))
    assert chosen["label"] == "512 × 768"
    await world.hand_in(shown)
    await world.finished(await world.newest())
    sent = world.flux.created[1].input
    assert (sent["aspect_ratio"], sent["width"], sent["height"]) == ("custom", 512, 768)


async def test_a_failed_job_can_be_worded_differently(world: World) -> None:
    world.flux.when("red", HELD)
    job = await world.imagine()
    await world.press(job, Verb.CANCEL)
    await world.failed(job, JobState.CANCELED)
    await world.hand_in(await world.press(job, Verb.REMIX), prompt="a blue fox")
    await world.finished(await world.newest())


async def test_a_private_job_is_remixed_in_private(world: World) -> None:
    job = await world.imagine(private=True)
    await world.finished(job)
    await world.hand_in(await world.press(job, Verb.REMIX), prompt="a blue fox")
    remix = await world.newest()
    assert remix.private
    assert (await world.finished(remix)).ephemeral


async def test_a_form_opened_by_an_earlier_process_works(world: World) -> None:
    job = await world.imagine()
    await world.finished(job)
    shown = await world.press(job, Verb.REMIX)
    await world.restart()
    await world.hand_in(shown, prompt="a blue fox")
    await world.finished(await world.newest())
    assert world.flux.created[1].input["prompt"] == "a blue fox"


async def test_a_form_is_answered_once(world: World) -> None:
    job = await world.imagine()
    await world.finished(job)
    await world.hand_in(await world.press(job, Verb.REMIX))
    await world.finished(await world.newest())
    assert len(world.opened) == 2


@pytest.mark.parametrize(
    "opened_as",
    [CustomId(VERSION + 1, "remix", "abc"), CustomId(VERSION, "enhance", "abc"), "somebody-elses"],
    ids=str,
)
async def test_a_form_that_is_not_understood_gives_the_text_back(world: World, opened_as: object) -> None:
    job = await world.imagine()
    await world.finished(job)
    shown = await world.press(job, Verb.REMIX)
    form = shown._interaction.modal
    assert form is not None
    form["custom_id"] = str(opened_as)
    answer = told(await world.hand_in(shown, prompt="a blue fox that took long to describe"))
    assert "older version" in answer
    assert "a blue fox that took long to describe" in answer
    assert world.opened == [job.id]


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [(SEED, "seven", "whole number"), (SEED, "3000000000", "2147483647"), (PROMPT, " ", "empty")],
)
async def test_what_cannot_be_sent_is_told_with_the_text(world: World, field: str, typed: str, words: str) -> None:
    job = await world.imagine()
    await world.finished(job)
    shown = await world.press(job, Verb.REMIX)
    answer = told(await world.hand_in(shown, who=None, **{field: typed}))
    assert words in answer
    assert ("What you had typed" in answer) == bool(typed.strip())
    assert world.opened == [job.id]


async def test_a_shape_chosen_anew_that_the_model_lacks_is_refused_with_those_that_have_it(world: World) -> None:
    job = await world.imagine()
    await world.finished(job)
    answer = told(await world.hand_in(await world.press(job, Verb.REMIX), aspect_ratio="2:1"))
    assert "flux-kontext-pro" in answer


async def test_a_long_prompt_comes_back_as_a_file(world: World) -> None:
    job = await world.imagine("a fox " * 900)
    await world.finished(job)
    shown = await world.press(job, Verb.REMIX)
    assert "4000 characters" in str(shown.modal)
    await world.parts.services.studio.delete(job.id, by_id=1)
    result = await world.hand_in(shown)
    assert "no record" in told(result)
    assert "prompt.txt" in str(world.env.http_requests[-1].json)
