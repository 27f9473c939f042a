"""Each option of ``/imagine`` reaches the service, is mended with a note, or is refused with what would do."""

import pytest

from tests.scenarios.world import World, picture, told

KONTEXT = "flux-kontext-pro"
DOCUMENT_EXAMPLE = {
    "model": "flux-schnell",
    "aspect_ratio": "1:1",
    "num_outputs": 1,
    "guidance": 3,
    "num_inference_steps": 25,
    "megapixels": "1.0",
    "output_format": "png",
    "output_quality": 80,
    "go_fast": True,
    "prompt_strength": 0.8,
}
"""The integration document's own request, as a person would type it."""

SENT = [
    ("flux-schnell", "aspect_ratio", "16:9", "aspect_ratio"),
    ("flux-schnell", "num_outputs", 2, "num_outputs"),
    ("flux-schnell", "seed", 123, "seed"),
    ("flux-dev", "guidance", 7.5, "guidance"),
    ("flux-dev", "num_inference_steps", 40, "num_inference_steps"),
    ("flux-pro", "num_inference_steps", 40, "steps"),
    ("flux-dev", "megapixels", "0.25", "megapixels"),
    ("flux-dev", "output_format", "png", "output_format"),
    ("flux-dev", "output_quality", 95, "output_quality"),
    ("flux-dev", "go_fast", False, "go_fast"),
    ("flux-1.1-pro-ultra", "raw", True, "raw"),
    ("flux-1.1-pro", "prompt_upsampling", True, "prompt_upsampling"),
]


@pytest.mark.parametrize(("model", "option", "value", "field"), SENT, ids=lambda value: str(value))
async def test_an_option_reaches_the_service(
    world: World, model: str, option: str, value: object, field: str
) -> None:
    job = await world.imagine(model=model, **{option: value})  # type: ignore[arg-type]  # an option of the command
    await world.finished(job)
    assert world.flux.created[0].input[field] == value


async def test_sides_make_a_custom_ratio(world: World) -> None:
    await world.finished(await world.imagine(model="flux-1.1-pro", width=512, height=768))
    sent = world.flux.created[0].input
    assert (sent["aspect_ratio"], sent["width"], sent["height"]) == ("custom", 512, 768)


@pytest.mark.parametrize(
    ("model", "option"), [("flux-dev", "prompt_strength"), ("flux-1.1-pro-ultra", "image_prompt_strength")]
)
async def test_a_strength_goes_with_a_picture(world: World, model: str, option: str) -> None:
    given = {option: 0.4}
    job = await world.imagine(model=model, input_image=("photo.png", picture()), **given)  # type: ignore[arg-type]  # by name
    await world.finished(job)
    assert world.flux.created[0].input[option] == 0.4


async def test_the_documents_own_example_is_accepted_and_sent_legal(world: World) -> None:
    card = await world.finished(await world.imagine("black forest", **DOCUMENT_EXAMPLE))  # type: ignore[arg-type]  # by name
    sent = world.flux.created[0].input
    assert sent["num_inference_steps"] == 4
    assert sent["megapixels"] == "1"
    assert "25 became 4" in card.text
    assert "1.0 was read as 1" in card.text.replace("\\", "")


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"model": "flux-schnell", "raw": True}, "flux-1.1-pro-ultra"),
        ({"model": KONTEXT, "output_format": "webp"}, "png, jpg"),
        ({"model": "flux-pro", "guidance": 9.0}, "2 to 5"),
        ({"model": "flux-schnell", "aspect_ratio": "7:3"}, "16:9"),
        ({"model": "flux-1.1-pro", "width": 512}, "height"),
        ({"model": "flux-dev", "width": 512, "height": 512}, "flux-1.1-pro"),
        ({"model": KONTEXT, "aspect_ratio": "match_input_image"}, "picture"),
        ({"model": "flux-2"}, "flux-schnell"),
        ({"prompt": " "}, "empty"),
    ],
    ids=str,
)
async def test_what_cannot_be_sent_is_refused_in_private_before_anything_is_sent(
    world: World, options: dict[str, object], named: str
) -> None:
    result = await world.command(**options)  # type: ignore[arg-type]  # options of the command
    assert named in told(result)
    assert [message.ephemeral for message in world.messages()] == [True]
    assert world.opened == []
    assert world.flux.creates == 0


async def offered(world: World, option: str, typed: str = "", **filled: object) -> list[str]:
    choices = await world.artist.autocomplete(world.channel, "imagine", option, typed, **filled)
    return [str(choice["value"]) for choice in choices]


async def test_models_are_offered_with_price_and_time(world: World) -> None:
    choices = await world.artist.autocomplete(world.channel, "imagine", "model", "ultra")
    (line,) = [str(choice["name"]) for choice in choices]
    assert "0.06" in line
    assert "10 s" in line


async def test_all_models_are_offered_and_fewer_the_more_is_typed(world: World) -> None:
    assert len(await offered(world, "model")) == 7
    assert await offered(world, "model", "KONTEXT") == ["flux-kontext-pro", "flux-kontext-max"]


async def test_ratios_are_those_of_the_chosen_model(world: World) -> None:
    assert "21:9" in await offered(world, "aspect_ratio")
    assert "21:9" not in await offered(world, "aspect_ratio", model="flux-pro")
    assert "match_input_image" in await offered(world, "aspect_ratio", model=KONTEXT)
    assert await offered(world, "aspect_ratio", "16", model="flux-pro") == ["16:9", "9:16"]
    assert "1:1" in await offered(world, "aspect_ratio", model="no such model")


async def test_megapixels_are_offered_where_there_are_any(world: World) -> None:
    assert await offered(world, "megapixels", model="flux-dev") == ["1", "0.25"]
    assert await offered(world, "megapixels", model=KONTEXT) == []
