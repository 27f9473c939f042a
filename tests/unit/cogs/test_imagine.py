"""The signature of ``/imagine``, written by hand, held against the catalogue and the contract."""

import pytest
from discord import AppCommandOptionType

from cogs.imagine import OUTPUT_FORMATS, Imagine
from flux.catalogue import MAX_OUTPUTS, FieldKind, Model
from flux.models import CATALOGUE

CONTRACT = (
    *("prompt", "model", "aspect_ratio", "num_outputs", "seed", "guidance", "num_inference_steps", "megapixels"),
    *("output_format", "output_quality", "go_fast", "prompt_strength", "input_image", "image_prompt_strength"),
    *("raw", "prompt_upsampling", "width", "height", "private"),
)
NO_OPTION = frozenset({"safety_tolerance"})
PARAMETERS = {parameter.name: parameter for parameter in Imagine.imagine.parameters}
KINDS = {
    FieldKind.TEXT: {AppCommandOptionType.string},
    FieldKind.CHOICE: {AppCommandOptionType.string},
    FieldKind.INTEGER: {AppCommandOptionType.integer},
    FieldKind.NUMBER: {AppCommandOptionType.number},
    FieldKind.BOOLEAN: {AppCommandOptionType.boolean},
}


def options_of(model: Model) -> dict[str, str]:
    """Return the option that serves each field of a model."""
    aliases = {field: option for option, field in model.aliases.items()}
    served = {name: aliases.get(name, name) for name in model.fields if name not in NO_OPTION}
    return {n: "input_image" if n == model.picture_field else option for n, option in served.items()}


def test_the_options_are_those_of_the_contract_in_its_order() -> None:
    assert tuple(PARAMETERS) == CONTRACT


def test_only_the_prompt_is_required() -> None:
    assert [name for name, parameter in PARAMETERS.items() if parameter.required] == ["prompt"]


@pytest.mark.parametrize("model", CATALOGUE, ids=lambda model: model.name)
def test_every_field_of_every_model_has_its_option(model: Model) -> None:
    missing = {option for option in options_of(model).values() if option not in PARAMETERS}
    assert not missing


@pytest.mark.parametrize("model", CATALOGUE, ids=lambda model: model.name)
def test_every_option_has_the_fields_type_and_room_for_its_range(model: Model) -> None:
    for name, option in options_of(model).items():
        field, parameter = model.fields[name], PARAMETERS[option]
        if field.kind is FieldKind.PICTURE:
            assert parameter.type is AppCommandOptionType.attachment
            continue
        assert parameter.type in KINDS[field.kind], option
        if field.minimum is not None and field.maximum is not None:
            assert parameter.min_value is not None
            assert parameter.max_value is not None
            assert parameter.min_value <= field.minimum
            assert parameter.max_value >= field.maximum


def test_every_range_ends_where_some_model_ends() -> None:
    limits = {"num_outputs": {(1, MAX_OUTPUTS)}}
    for model in CATALOGUE:
        for name, option in options_of(model).items():
            field = model.fields[name]
            limits.setdefault(option, set()).add((field.minimum, field.maximum))  # type: ignore[arg-type]  # or None
    for name, parameter in PARAMETERS.items():
        if parameter.min_value is not None and parameter.type is not AppCommandOptionType.string:
            assert parameter.min_value in {low for low, _ in limits[name]}, name
            assert parameter.max_value in {high for _, high in limits[name]}, name


def test_the_formats_are_those_that_some_model_writes() -> None:
    assert set(OUTPUT_FORMATS) == {c for model in CATALOGUE for c in model.fields["output_format"].choices}


@pytest.mark.parametrize("name", ["model", "aspect_ratio", "megapixels"])
def test_what_depends_on_the_model_is_offered_while_typing(name: str) -> None:
    assert PARAMETERS[name].autocomplete
    assert not PARAMETERS[name].choices
