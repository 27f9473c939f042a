"""Each model makes pictures from ``/imagine``: what is sent, what is shown, what it comes to."""

from typing import Any

import pytest

from flux.catalogue import DOCUMENT_FIELDS, Model
from flux.models import CATALOGUE
from tests.scenarios.world import World, picture, told

KONTEXT = "flux-kontext-pro"


@pytest.mark.parametrize("model", CATALOGUE, ids=lambda model: model.name)
async def test_each_model_makes_a_picture(world: World, model: Model) -> None:
    job = await world.imagine("a red fox in the snow", model=model.name, seed=42)
    card = await world.finished(job)
    (created,) = world.flux.created
    assert created.model == model.name
    assert created.input.keys() >= set(DOCUMENT_FIELDS)
    assert created.input["prompt"] == "a red fox in the snow"
    assert len(card.gallery) == 1
    assert card.gallery[0]["description"] == "a red fox in the snow"
    assert world.picture(card.gallery[0]["media"]["url"]).width >= 256
    assert model.name in card.text
    assert "42" in card.text
    assert card.buttons == ["Again", "Remix", "Edit", "Details", "Delete"]
    assert (await world.job(job)).captured_micro_usd == model.price.micro_usd


async def test_without_a_model_the_cheapest_one_is_taken(world: World) -> None:
    job = await world.imagine()
    await world.finished(job)
    assert world.flux.created[0].model == "flux-schnell"


async def test_three_pictures_on_a_model_that_makes_one_at_a_time(world: World) -> None:
    job = await world.imagine(model=KONTEXT, num_outputs=3, seed=10)
    card = await world.finished(job)
    assert len(card.gallery) == 3
    assert sorted(int(created.input["seed"]) for created in world.flux.created) == [10, 11, 12]
    assert (await world.job(job)).captured_micro_usd == 3 * CATALOGUE[KONTEXT].price.micro_usd


async def test_four_pictures_on_a_model_that_makes_them_together(world: World) -> None:
    job = await world.imagine(model="flux-schnell", num_outputs=4)
    card = await world.finished(job)
    assert len(card.gallery) == 4
    assert [created.input["num_outputs"] for created in world.flux.created] == [4]


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (KONTEXT, "input_image"),
        ("flux-dev", "image"),
        ("flux-1.1-pro-ultra", "image_prompt"),
        (None, "input_image"),
    ],
)
async def test_a_picture_goes_into_the_models_own_field(world: World, model: str | None, field: str) -> None:
    chosen: dict[str, Any] = {} if model is None else {"model": model}
    job = await world.imagine("make it night", input_image=("photo.png", picture()), **chosen)
    card = await world.finished(job)
    (created,) = world.flux.created
    assert created.model == (model or KONTEXT)
    assert created.input[field] == card.before
    assert card.before is not None
    assert world.picture(card.before).size == (320, 200)
    assert len(card.gallery) == 1


async def test_a_picture_is_refused_kindly_by_a_model_that_takes_none(world: World) -> None:
    result = await world.command("make it night", model="flux-schnell", input_image=("photo.png", picture()))
    answer = told(result)
    assert "flux-schnell" in answer
    assert KONTEXT in answer
    assert world.opened == []
    assert len(world.messages()) == 1


async def test_what_is_no_picture_is_refused_in_private_and_leaves_nothing_behind(world: World) -> None:
    result = await world.command("make it night", input_image=("notes.png", b"no picture at all"))
    assert told(result)
    assert [message.ephemeral for message in world.messages()] == [True]
    assert world.opened == []
