"""What the live service says of a create request before it runs anything: the 422 bodies, as captured.

The messages are those of Go's gojsonschema, which Replicate uses (docs/flux.md). Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flux.catalogue import Field, FieldKind, Model

_TOP_LEVEL = frozenset({"input", "stream", "webhook", "webhook_events_filter"})
_JSON_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
)
_WIRE_TYPES: Mapping[FieldKind, str] = {
    FieldKind.TEXT: "string",
    FieldKind.PICTURE: "string",
    FieldKind.CHOICE: "string",
    FieldKind.INTEGER: "integer",
    FieldKind.NUMBER: "number",
    FieldKind.BOOLEAN: "boolean",
}


@dataclass(frozen=True, slots=True)
class InvalidField:
    """One entry of ``invalid_fields``."""

    type: str
    field: str
    description: str

    @property
    def line(self) -> str:
        """This entry as a line of ``detail``."""
        prefix = f"{self.field}: " if self.field else ""
        return f"- {prefix}{self.description}\n"


def check(model: Model, body: object, *, refuses_unknown_fields: bool) -> Mapping[str, object] | None:
    """Return the body of the 422 that a create request deserves, or ``None`` where it is valid."""
    invalid = tuple(_body_faults(model, body, refuses_unknown_fields))
    return refusal(invalid) if invalid else None


def refusal(invalid: Sequence[InvalidField]) -> Mapping[str, object]:
    """Return a 422 body that names these fields."""
    return {
        "detail": "".join(entry.line for entry in invalid),
        "status": 422,
        "title": "Input validation failed",
        "invalid_fields": [
            {"type": entry.type, "field": entry.field, "description": entry.description} for entry in invalid
        ],
    }


def _body_faults(model: Model, body: object, refuses_unknown: bool) -> Iterator[InvalidField]:
    if not isinstance(body, dict):
        yield _wrong_type("", "object", body)
        return
    if "input" not in body:
        yield InvalidField("required", "", "input is required")
    for name in body.keys() - _TOP_LEVEL:
        yield InvalidField("additional_property_not_allowed", "", f"Additional property {name} is not allowed")
    if "input" in body:
        yield from _input_faults(model, body["input"], refuses_unknown)


def _input_faults(model: Model, sent: object, refuses_unknown: bool) -> Iterator[InvalidField]:
    if not isinstance(sent, dict):
        yield _wrong_type("input", "object", sent)
        return
    if "prompt" not in sent:
        yield InvalidField("required", "input", "prompt is required")
    if refuses_unknown:
        for name in sorted(sent.keys() - model.fields.keys()):
            yield InvalidField(
                "additional_property_not_allowed", "input", f"Additional property {name} is not allowed"
            )
    for name, field in model.fields.items():
        if name in sent:
            yield from _field_faults(field, sent[name])


def _field_faults(field: Field, value: object) -> Iterator[InvalidField]:
    where = f"input.{field.name}"
    wanted = _WIRE_TYPES[field.kind]
    if not _is_of_type(wanted, value):
        yield _wrong_type(where, wanted, value)
    elif field.kind is FieldKind.CHOICE and value not in field.choices:
        allowed = ", ".join(f'"{choice}"' for choice in field.choices)
        yield InvalidField("enum", where, f"{field.name} must be one of the following: {allowed}")
    elif field.kind is FieldKind.PICTURE and not _is_uri(str(value)):
        yield InvalidField("format", where, "Does not match format 'uri'")
    # The live schemas set no bounds for seeds (docs/flux.md); ours keep away from 0.
    elif isinstance(value, int | float) and field.name != "seed":
        yield from _range_faults(field, where, value)


def _range_faults(field: Field, where: str, value: float) -> Iterator[InvalidField]:
    if field.maximum is not None and value > field.maximum:
        yield InvalidField("number_lte", where, f"Must be less than or equal to {field.maximum:g}")
    if field.minimum is not None and value < field.minimum:
        yield InvalidField("number_gte", where, f"Must be greater than or equal to {field.minimum:g}")


def _is_of_type(wanted: str, value: object) -> bool:
    given = _json_type(value)
    return given == wanted or (wanted == "number" and given == "integer")


def _json_type(value: object) -> str:
    return next((name for kind, name in _JSON_TYPES if isinstance(value, kind)), "null")


def _wrong_type(where: str, wanted: str, value: object) -> InvalidField:
    return InvalidField("invalid_type", where, f"Invalid type. Expected: {wanted}, given: {_json_type(value)}")


def _is_uri(text: str) -> bool:
    parts = urlsplit(text)
    return bool(parts.scheme and (parts.netloc or parts.path))
