"""The seven entries: complete in themselves, and in agreement with the service's own documents."""

import json
from datetime import date
from pathlib import Path

import pytest

from flux.catalogue import DOCUMENT_FIELDS, Field, FieldKind, Model, OutputShape
from flux.models import CATALOGUE, DEFAULT_EDIT_MODEL, DEFAULT_MODEL
from tests.unit.flux.legality import takes

SPECS = Path(__file__).parents[3] / ".." / "shared" / "specs" / "models"
DOCUMENTED = ("flux-schnell", "flux-dev", "flux-pro", "flux-1.1-pro")

CHANGED_SINCE: dict[tuple[str, str], dict[str, object]] = {
    # The documents are of 2024; what the live schemas have today stands in the catalogue.
    ("flux-pro", "aspect_ratio"): {"enum": ["1:1", "16:9", "2:3", "3:2", "4:5", "5:4", "9:16"]},
    ("flux-1.1-pro", "aspect_ratio"): {
        "enum": ["custom", "1:1", "16:9", "2:3", "3:2", "4:5", "5:4", "9:16", "3:4", "4:3"]
    },
    ("flux-pro", "safety_tolerance"): {"minimum": 1, "maximum": 5},
    ("flux-1.1-pro", "safety_tolerance"): {"minimum": 1, "maximum": 5},
}
NOT_OFFERED = {"disable_safety_checker", "interval"}
"""Left out on purpose, and deprecated."""

KINDS = {
    FieldKind.TEXT: "string",
    FieldKind.PICTURE: "string",
    FieldKind.CHOICE: "string",
    FieldKind.INTEGER: "integer",
    FieldKind.NUMBER: "number",
    FieldKind.BOOLEAN: "boolean",
}


def test_the_seven_models_of_the_document_are_there() -> None:
    assert {model.name for model in CATALOGUE} == {
        "flux-kontext-max",
        "flux-kontext-pro",
        "flux-schnell",
        "flux-pro",
        "flux-dev",
        "flux-1.1-pro-ultra",
        "flux-1.1-pro",
    }
    assert {model.path.split("/")[0] for model in CATALOGUE} == {"black-forest-labs"}
    assert DEFAULT_MODEL.picture_field is None
    assert DEFAULT_EDIT_MODEL.picture_field == "input_image"


def test_the_kontext_models_edit_and_the_others_only_start_from_a_picture() -> None:
    assert [model.name for model in CATALOGUE.editors] == ["flux-kontext-pro", "flux-kontext-max"]
    assert DEFAULT_EDIT_MODEL in CATALOGUE.editors


@pytest.mark.parametrize("model", list(CATALOGUE), ids=lambda model: model.name)
def test_an_entry_is_complete_in_itself(model: Model) -> None:
    assert {"prompt", "seed", "aspect_ratio", "output_format"} <= model.fields.keys()
    assert all(name == field.name for name, field in model.fields.items())
    assert all(takes(f, f.default) for f in model.fields.values() if f.default is not None)
    assert "disable_safety_checker" not in model.fields
    if model.picture_field is not None:
        assert model.fields[model.picture_field].kind is FieldKind.PICTURE
    assert model.batches is (model.output is OutputShape.LIST)
    assert set(model.aliases.values()) <= model.fields.keys()
    assert not model.without_effect & model.fields.keys()
    assert set(model.aliases) | set(model.implied) | model.without_effect <= set(DOCUMENT_FIELDS)
    assert model.price.micro_usd > 0
    assert date(2026, 1, 1) < model.price.as_of
    assert model.typical_s > 0


@pytest.mark.skipif(not SPECS.is_dir(), reason="the service's documents are not beside this checkout")
@pytest.mark.parametrize("name", DOCUMENTED)
def test_entries_agree_with_the_services_documents_on_fields_that_both_know(name: str) -> None:
    document = json.loads((SPECS / f"black-forest-labs_{name}.json").read_text())
    schemas = document["latest_version"]["openapi_schema"]["components"]["schemas"]
    model = CATALOGUE[name]
    properties: dict[str, dict[str, object]] = schemas["Input"]["properties"]
    assert schemas["Input"]["required"] == ["prompt"]
    assert properties.keys() - model.fields.keys() <= NOT_OFFERED
    assert (schemas["Output"]["type"] == "array") is (model.output is OutputShape.LIST)
    for field_name in properties.keys() & model.fields.keys():
        assert _described(model, model.fields[field_name]) == _documented(properties[field_name], schemas), (
            field_name
        )


def _described(model: Model, field: Field) -> dict[str, object]:
    """Describe a field as a document of 2024 would."""
    described: dict[str, object] = {"type": KINDS[field.kind], "default": field.default}
    if field.choices:
        described["enum"] = sorted(field.choices)
    if field.minimum is not None and field.name != "seed":
        described |= {"minimum": field.minimum, "maximum": field.maximum}
    old = CHANGED_SINCE.get((model.name, field.name), {})
    return {**described, **{k: sorted(v) if isinstance(v, list) else v for k, v in old.items()}}


def _documented(schema: dict[str, object], schemas: dict[str, dict[str, object]]) -> dict[str, object]:
    documented = {"type": schema.get("type"), "default": schema.get("default")}
    documented |= {key: schema[key] for key in ("minimum", "maximum") if key in schema}
    match schema:
        case {"allOf": [{"$ref": str(ref)}]}:
            named = schemas[ref.rsplit("/", 1)[1]]
            choices = named["enum"]
            assert isinstance(choices, list)
            documented |= {"type": named["type"], "enum": sorted(choices)}
        case _:
            pass
    return documented
