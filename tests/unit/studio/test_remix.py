"""What stays of an old request when somebody changes it."""

from dataclasses import replace
from random import Random

import pytest

from flux.inputs import Note, NoteKind, Options, plan
from flux.models import CATALOGUE
from studio.remix import Changes, remixed, shape_of

UNCHANGED = Changes(prompt="a heron", model="flux-dev", aspect_ratio=None, num_outputs=1, seed=None)


def remix(
    old: Options, model: str, changes: Changes = UNCHANGED, *, has_picture: bool = False
) -> tuple[Options, tuple[Note, ...]]:
    wanted = replace(changes, model=model)
    return remixed(old, wanted, CATALOGUE[model], has_picture=has_picture, catalogue=CATALOGUE, random=Random(1))


def test_changes_replace_what_was_there() -> None:
    old = Options("a fox", aspect_ratio="16:9", num_outputs=4, seed=7)
    changes = Changes("a heron", "flux-dev", "3:2", 2, 9)
    expected = Options("a heron", aspect_ratio="3:2", num_outputs=2, seed=9)
    assert remix(old, "flux-dev", changes) == (expected, ())


def test_everything_else_stays_as_far_as_the_model_takes_it() -> None:
    old = Options("a fox", guidance=8.0, output_format="png", go_fast=False, megapixels="0.25")
    options, notes = remix(old, "flux-pro")
    assert options == Options("a heron", num_outputs=1, output_format="png", go_fast=False)
    assert notes == (
        Note(NoteKind.LEFT_OUT, "guidance", "8"),
        Note(NoteKind.LEFT_OUT, "megapixels", "0.25"),
    )


def test_what_the_plan_itself_mends_is_left_to_it() -> None:
    options, notes = remix(Options("a fox", num_inference_steps=30, guidance=3.0), "flux-schnell")
    assert (options.num_inference_steps, options.guidance) == (30, 3.0)
    assert notes == ()


@pytest.mark.parametrize("model", [model.name for model in CATALOGUE])
def test_what_comes_out_can_be_sent_to_every_model(model: str) -> None:
    every = Options(
        "a fox",
        aspect_ratio="custom",
        width=512,
        height=512,
        guidance=9.5,
        num_inference_steps=45,
        megapixels="0.25",
        output_format="webp",
        output_quality=10,
        go_fast=True,
        prompt_strength=0.3,
        image_prompt_strength=0.7,
        raw=True,
        prompt_upsampling=True,
    )
    options, _ = remix(every, model, replace(UNCHANGED, aspect_ratio="custom"))
    sent = plan(CATALOGUE[model], options, has_picture=False, catalogue=CATALOGUE, random=Random(1))
    assert sent.inputs[0]["prompt"] == "a heron"


def test_a_shape_that_only_the_old_model_had_is_left_out_but_one_chosen_anew_is_not() -> None:
    old = Options("a fox", aspect_ratio="21:9")
    kept, notes = remix(old, "flux-pro", replace(UNCHANGED, aspect_ratio="21:9"))
    assert kept.aspect_ratio is None
    assert notes == (Note(NoteKind.LEFT_OUT, "aspect_ratio", "21:9"),)
    chosen, notes = remix(old, "flux-pro", replace(UNCHANGED, aspect_ratio="9:21"))
    assert chosen.aspect_ratio == "9:21"
    assert notes == ()


def test_a_size_goes_only_with_its_shape() -> None:
    old = Options("a fox", width=512, height=768)
    assert shape_of(old) == "custom"
    kept, _ = remix(old, "flux-1.1-pro", replace(UNCHANGED, aspect_ratio="custom"))
    assert (kept.width, kept.height) == (512, 768)
    other, notes = remix(old, "flux-1.1-pro", replace(UNCHANGED, aspect_ratio="1:1"))
    assert (other.width, other.height, notes) == (None, None, ())
