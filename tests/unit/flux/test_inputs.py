"""From options to inputs: every legal request is sent legal, every illegal one is refused by name."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flux.catalogue import DOCUMENT_FIELDS, MAX_SEED, Model
from flux.errors import InputFault, NeedsCompanion, NotAChoice, NotAField, OutOfRange, PictureNotTaken
from flux.inputs import Note, NoteKind, Options, Plan, plan, with_picture
from flux.models import CATALOGUE
from tests.unit.flux.legality import faults, illegal_changes, legal_options

MODELS = st.sampled_from(list(CATALOGUE))
EXAMPLE = Options(
    prompt='black forest gateau cake spelling out the words "FLUX SCHNELL", tasty, food photography, dynamic shot',
    output_format="jpg",
    aspect_ratio="16:9",
    go_fast=True,
    num_outputs=1,
    guidance=7.5,
    megapixels="1.0",
    prompt_strength=0.8,
    num_inference_steps=25,
    output_quality=85,
)
"""The integration document's own example, all but its picture."""


def planned(model: Model, options: Options, *, has_picture: bool = False, seed: int = 0) -> Plan:
    return plan(model, options, has_picture=has_picture, catalogue=CATALOGUE, random=Random(seed))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_every_legal_request_is_sent_legal_and_holds_the_ten_fields(data: st.DataObject) -> None:
    model = data.draw(MODELS)
    has_picture = model.picture_field is not None and data.draw(st.booleans(), label="has_picture")
    asked = data.draw(legal_options(model, has_picture))
    made = planned(model, Options(**asked), has_picture=has_picture)  # type: ignore[arg-type]  # drawn by name
    count = int(asked.get("num_outputs", 1))
    assert made.pictures == count
    assert sum(int(sent["num_outputs"]) for sent in made.inputs) == count
    assert len(made.inputs) == (1 if model.batches else count)
    for number, sent in enumerate(made.inputs):
        whole = with_picture(model, sent, "https://cdn.example/a.png") if has_picture else sent
        assert faults(model, whole) == []
        assert set(DOCUMENT_FIELDS) <= whole.keys()
        if "seed" in asked:
            assert sent["seed"] == (int(asked["seed"]) + number - 1) % MAX_SEED + 1


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_every_illegal_change_is_refused_by_name(data: st.DataObject) -> None:
    model = data.draw(MODELS)
    has_picture = model.picture_field is not None and data.draw(st.booleans(), label="has_picture")
    asked = data.draw(legal_options(model, has_picture))
    changed, field = data.draw(st.sampled_from(illegal_changes(model, has_picture)))
    options = replace(Options(**asked), **changed)  # type: ignore[arg-type]  # drawn by name
    with pytest.raises(InputFault) as caught:
        planned(model, options, has_picture=has_picture)
    assert getattr(caught.value, "field", None) == field


def test_the_documents_example_is_sent_legal_on_schnell_with_notes() -> None:
    model = CATALOGUE["flux-schnell"]
    made = planned(model, EXAMPLE)
    (sent,) = made.inputs
    assert faults(model, sent) == []
    assert sent["num_inference_steps"] == 4
    assert sent["megapixels"] == "1"
    assert sent["aspect_ratio"] == "16:9"
    assert set(made.notes) == {
        Note(NoteKind.WITHOUT_EFFECT, "guidance", "7.5"),
        Note(NoteKind.READ_AS, "megapixels", "1.0", "1"),
        Note(NoteKind.LOWERED_TO_MAXIMUM, "num_inference_steps", "25", "4"),
        Note(NoteKind.WITHOUT_EFFECT, "prompt_strength", "0.8"),
    }


def test_the_documents_example_with_its_picture_is_legal_on_dev() -> None:
    made = planned(CATALOGUE["flux-dev"], EXAMPLE, has_picture=True)
    (sent,) = made.inputs
    assert faults(CATALOGUE["flux-dev"], sent) == []
    assert (sent["guidance"], sent["num_inference_steps"], sent["prompt_strength"]) == (7.5, 25, 0.8)


@pytest.mark.parametrize(
    ("model", "kind", "field", "takers"),
    [
        ("flux-pro", OutOfRange, "guidance", ("flux-dev",)),
        ("flux-1.1-pro", NotAField, "guidance", ("flux-dev", "flux-pro")),
        ("flux-1.1-pro-ultra", NotAField, "guidance", ("flux-dev", "flux-pro")),
        ("flux-kontext-pro", NotAField, "guidance", ("flux-dev", "flux-pro")),
        ("flux-kontext-max", NotAField, "guidance", ("flux-dev", "flux-pro")),
    ],
)
def test_the_documents_example_is_refused_where_it_would_mean_something_else(
    model: str, kind: type[InputFault], field: str, takers: tuple[str, ...]
) -> None:
    with pytest.raises(kind) as caught:
        planned(CATALOGUE[model], EXAMPLE)
    assert (getattr(caught.value, "field", None), getattr(caught.value, "models", None)) == (field, takers)


@pytest.mark.parametrize("model", list(CATALOGUE), ids=lambda model: model.name)
def test_a_prompt_alone_is_enough_for_every_model(model: Model) -> None:
    made = planned(model, Options("a cat"))
    assert made.notes == ()
    assert faults(model, made.inputs[0]) == []
    assert made.estimate_micro_usd == model.price.micro_usd


def test_a_picture_for_schnell_is_refused_naming_those_that_take_one() -> None:
    with pytest.raises(PictureNotTaken) as caught:
        planned(CATALOGUE["flux-schnell"], EXAMPLE, has_picture=True)
    assert len(caught.value.models) == 6
    assert "flux-schnell" not in caught.value.models


@pytest.mark.parametrize(
    ("model", "field"),
    [
        ("flux-dev", "image"),
        ("flux-pro", "image_prompt"),
        ("flux-1.1-pro", "image_prompt"),
        ("flux-1.1-pro-ultra", "image_prompt"),
        ("flux-kontext-pro", "input_image"),
        ("flux-kontext-max", "input_image"),
    ],
)
def test_a_picture_goes_into_the_models_own_field(model: str, field: str) -> None:
    (sent,) = planned(CATALOGUE[model], Options("a cat"), has_picture=True).inputs
    assert field not in sent
    assert with_picture(CATALOGUE[model], sent, "https://cdn.example/a.png")[field] == "https://cdn.example/a.png"


def test_steps_of_pro_go_out_under_both_names_and_faults_name_the_option() -> None:
    pro = CATALOGUE["flux-pro"]
    (sent,) = planned(pro, Options("a cat", num_inference_steps=40)).inputs
    assert (sent["steps"], sent["num_inference_steps"]) == (40, 40)
    with pytest.raises(OutOfRange) as caught:
        planned(pro, Options("a cat", num_inference_steps=0))
    assert caught.value.field == "num_inference_steps"
    assert caught.value.model == "flux-pro"


def test_formats_are_refused_naming_who_makes_them() -> None:
    with pytest.raises(NotAChoice) as caught:
        planned(CATALOGUE["flux-kontext-pro"], Options("a cat", output_format="webp"))
    assert caught.value.choices == ("png", "jpg")
    assert caught.value.models == ("flux-schnell", "flux-dev", "flux-pro", "flux-1.1-pro")


def test_sides_make_the_ratio_custom_and_need_each_other() -> None:
    model = CATALOGUE["flux-1.1-pro"]
    (sent,) = planned(model, Options("a cat", width=512, height=768)).inputs
    assert (sent["aspect_ratio"], sent["width"], sent["height"]) == ("custom", 512, 768)
    with pytest.raises(NeedsCompanion) as caught:
        planned(model, Options("a cat", width=512))
    assert (caught.value.field, caught.value.companion) == ("width", "height")


def test_kontext_matches_a_picture_and_is_square_without_one() -> None:
    model = CATALOGUE["flux-kontext-max"]
    assert planned(model, Options("a cat")).inputs[0]["aspect_ratio"] == "1:1"
    with_one = planned(model, Options("a cat"), has_picture=True)
    assert with_one.inputs[0]["aspect_ratio"] == "match_input_image"


def test_a_picture_lowers_the_safety_tolerance_of_kontext() -> None:
    options = Options("a cat", safety_tolerance=6)
    model = CATALOGUE["flux-kontext-pro"]
    assert planned(model, options).inputs[0]["safety_tolerance"] == 6
    assert planned(model, options, has_picture=True).inputs[0]["safety_tolerance"] == 2


def test_lines_are_folded_for_schnell_only() -> None:
    options = Options("a cat\r\nin a hat \n")
    assert planned(CATALOGUE["flux-schnell"], options).inputs[0]["prompt"] == "a cat in a hat"
    assert planned(CATALOGUE["flux-dev"], options).inputs[0]["prompt"] == "a cat\r\nin a hat"


def test_the_seed_is_ours_where_none_is_given_and_another_each_time() -> None:
    seeds = [planned(CATALOGUE["flux-dev"], Options("a cat"), seed=n).inputs[0]["seed"] for n in range(20)]
    assert len(set(seeds)) == 20
    assert all(1 <= int(seed) <= MAX_SEED for seed in seeds)


def test_seeds_follow_each_other_past_the_largest() -> None:
    options = Options("a cat", num_outputs=3, seed=MAX_SEED)
    inputs = planned(CATALOGUE["flux-kontext-pro"], options).inputs
    assert [sent["seed"] for sent in inputs] == [MAX_SEED, 1, 2]
