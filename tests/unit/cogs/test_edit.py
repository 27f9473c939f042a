"""The signature of ``/edit``, written by hand, held against the catalogue and the contract."""

import pytest
from discord import AppCommandOptionType

from cogs.edit import OUTPUT_FORMATS, Edit
from flux.catalogue import MAX_OUTPUTS, Model
from flux.models import CATALOGUE
from studio.lineage import MAX_SOURCES
from tests.words import LANGUAGES

CONTRACT = (
    *("prompt", "input_image", "input_image_2", "input_image_3", "input_image_4"),
    *("model", "aspect_ratio", "num_outputs", "seed", "output_format", "private"),
)
PARAMETERS = {parameter.name: parameter for parameter in Edit.edit.parameters}
PICTURES = [name for name, parameter in PARAMETERS.items() if parameter.type is AppCommandOptionType.attachment]


def test_the_options_are_those_of_the_contract_in_its_order() -> None:
    assert tuple(PARAMETERS) == CONTRACT


def test_only_the_prompt_is_required() -> None:
    assert [name for name, parameter in PARAMETERS.items() if parameter.required] == ["prompt"]


def test_there_are_as_many_pictures_as_fit_side_by_side() -> None:
    assert len(PICTURES) == MAX_SOURCES


@pytest.mark.parametrize("model", CATALOGUE.editors, ids=lambda model: model.name)
def test_the_options_fit_every_model_that_edits(model: Model) -> None:
    seed, count = PARAMETERS["seed"], PARAMETERS["num_outputs"]
    assert set(OUTPUT_FORMATS) == set(model.fields["output_format"].choices)
    assert (seed.min_value, seed.max_value) == (model.fields["seed"].minimum, model.fields["seed"].maximum)
    assert (count.min_value, count.max_value) == (1, MAX_OUTPUTS)


@pytest.mark.parametrize("name", ["model", "aspect_ratio"])
def test_what_depends_on_the_model_is_offered_while_typing(name: str) -> None:
    assert PARAMETERS[name].autocomplete
    assert not PARAMETERS[name].choices


def test_english_names_are_those_of_the_contract() -> None:
    english = LANGUAGES.words("en")
    assert [english(f"edit-option-{name}") for name in CONTRACT] == list(CONTRACT)
    assert english("edit-picture-name") == "Edit picture"
