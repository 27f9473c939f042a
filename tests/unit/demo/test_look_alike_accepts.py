"""What Easel plans is what the service takes; what is illegal gets the bodies that were captured from it."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.look_alike.validation import check
from flux.catalogue import DOCUMENT_FIELDS, MAX_OUTPUTS, MAX_SEED, FieldKind, FieldValue, Model
from flux.errors import InputFault
from flux.inputs import Options, Plan, plan, with_picture
from flux.models import CATALOGUE

MODELS = tuple(CATALOGUE)
WIDE = {
    "num_inference_steps": st.integers(-1, 60),
    "guidance": st.floats(-1, 11),
    "output_quality": st.integers(-1, 101),
    "prompt_strength": st.floats(-0.5, 1.5),
    "image_prompt_strength": st.floats(-0.5, 1.5),
    "width": st.integers(200, 1500),
    "height": st.integers(200, 1500),
    "safety_tolerance": st.integers(-1, 7),
    "num_outputs": st.integers(1, MAX_OUTPUTS),
    "seed": st.integers(1, MAX_SEED),
    "go_fast": st.booleans(),
    "raw": st.booleans(),
    "prompt_upsampling": st.booleans(),
    "megapixels": st.sampled_from(["1", "1.0", "0.25", "2"]),
    "output_format": st.sampled_from(["webp", "jpg", "png", "gif"]),
    "aspect_ratio": st.sampled_from(["1:1", "16:9", "21:9", "2:1", "custom", "match_input_image", "7:5"]),
}


@st.composite
def _legal_values(draw: st.DrawFn, model: Model) -> dict[str, FieldValue]:
    """Draw values of a model's own fields, each within what the catalogue says of it."""
    values: dict[str, FieldValue] = {}
    for field in draw(st.sets(st.sampled_from(sorted(model.fields.values(), key=lambda field: field.name)))):
        match field.kind:
            case FieldKind.CHOICE:
                values[field.name] = draw(st.sampled_from(field.choices))
            case FieldKind.INTEGER:
                values[field.name] = draw(st.integers(int(field.minimum or 0), int(field.maximum or 0)))
            case FieldKind.NUMBER:
                values[field.name] = draw(st.floats(field.minimum, field.maximum))
            case FieldKind.BOOLEAN:
                values[field.name] = draw(st.booleans())
            case FieldKind.PICTURE:
                values[field.name] = "https://cdn.example/a.png"
            case FieldKind.TEXT:
                values[field.name] = draw(st.text(min_size=1))
    return values


def _refused(model: Model, sent: object) -> list[str]:
    body = check(model, {"input": sent}, refuses_unknown_fields=False)
    if body is None:
        return []
    invalid = body["invalid_fields"]
    assert isinstance(invalid, list)
    return [f"{entry['field']} {entry['type']}" for entry in invalid]


def _planned(model: Model, options: Options, has_picture: bool, seed: int) -> Plan | None:
    try:
        return plan(model, options, has_picture=has_picture, catalogue=CATALOGUE, random=Random(seed))
    except InputFault:
        return None


@given(
    model=st.sampled_from(MODELS),
    values=st.fixed_dictionaries({}, optional=WIDE),
    has_picture=st.booleans(),
    prompt=st.text(min_size=1, max_size=40),
    seed=st.integers(),
)
def test_whatever_is_planned_is_accepted(
    model: Model, values: dict[str, object], has_picture: bool, prompt: str, seed: int
) -> None:
    planned = _planned(model, Options(prompt, **values), has_picture, seed)  # type: ignore[arg-type]  # drawn by name
    for sent in planned.inputs if planned else ():
        complete = with_picture(model, sent, "https://cdn.example/a.png") if has_picture else sent
        assert _refused(model, dict(complete)) == []
        assert complete.keys() >= set(DOCUMENT_FIELDS)


@given(model=st.sampled_from(MODELS), draws=st.data())
def test_every_legal_value_is_accepted(model: Model, draws: st.DataObject) -> None:
    values = draws.draw(_legal_values(model))
    assert _refused(model, {"prompt": "a fox", **values}) == []


@given(model=st.sampled_from(MODELS), draws=st.data())
def test_every_value_out_of_range_is_refused(model: Model, draws: st.DataObject) -> None:
    numbers = [field for field in model.fields.values() if field.maximum is not None and field.name != "seed"]
    field = draws.draw(st.sampled_from(sorted(numbers, key=lambda field: field.name)))
    assert field.minimum is not None
    assert field.maximum is not None
    above = field.maximum + draws.draw(st.integers(1, 100))
    below = field.minimum - draws.draw(st.integers(1, 100))
    whole = field.kind is FieldKind.INTEGER
    for value, fault in ((above, "number_lte"), (below, "number_gte")):
        sent = {"prompt": "a fox", field.name: int(value) if whole else value}
        assert _refused(model, sent) == [f"input.{field.name} {fault}"]


@given(model=st.sampled_from(MODELS), draws=st.data())
def test_every_value_of_another_type_is_refused(model: Model, draws: st.DataObject) -> None:
    field = draws.draw(st.sampled_from(sorted(model.fields.values(), key=lambda field: field.name)))
    wrong: object = 1 if field.kind in {FieldKind.TEXT, FieldKind.CHOICE, FieldKind.PICTURE} else "1"
    for value in (wrong, None, [], {}):
        assert _refused(model, {"prompt": "a fox", field.name: value}) == [f"input.{field.name} invalid_type"]


def test_the_captured_body_for_too_many_steps_and_no_prompt() -> None:
    assert check(
        CATALOGUE["flux-schnell"], {"input": {"num_inference_steps": 25}}, refuses_unknown_fields=False
    ) == {
        "detail": "- input: prompt is required\n- input.num_inference_steps: Must be less than or equal to 4\n",
        "status": 422,
        "title": "Input validation failed",
        "invalid_fields": [
            {"type": "required", "field": "input", "description": "prompt is required"},
            {
                "type": "number_lte",
                "field": "input.num_inference_steps",
                "description": "Must be less than or equal to 4",
            },
        ],
    }


def test_the_captured_body_for_a_word_that_is_no_choice() -> None:
    body = check(
        CATALOGUE["flux-1.1-pro-ultra"],
        {"input": {"prompt": "a fox", "output_format": "webp"}},
        refuses_unknown_fields=False,
    )
    assert body is not None
    assert body["detail"] == ('- input.output_format: output_format must be one of the following: "jpg", "png"\n')


def test_an_empty_picture_is_no_uri() -> None:
    assert _refused(CATALOGUE["flux-dev"], {"prompt": "a fox", "image": ""}) == ["input.image format"]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_the_documents_unknown_fields_are_ignored_unless_told_otherwise(model: Model) -> None:
    sent = {"prompt": "a fox", "no_such_field": 1}
    assert _refused(model, sent) == []
    body = check(model, {"input": sent}, refuses_unknown_fields=True)
    assert body is not None
    assert body["detail"] == "- input: Additional property no_such_field is not allowed\n"


def test_the_top_level_takes_no_other_names() -> None:
    body = check(CATALOGUE["flux-dev"], {"model": "x"}, refuses_unknown_fields=False)
    assert body is not None
    assert body["detail"] == "- input is required\n- Additional property model is not allowed\n"
    assert check(CATALOGUE["flux-dev"], [], refuses_unknown_fields=False) is not None
