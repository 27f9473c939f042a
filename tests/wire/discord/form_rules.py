"""What Discord refuses of a form, beside what it refuses of all components (``rules``)."""

from tests.wire.discord.rules import check_components, check_count, check_length, invalid_body
from tests.wire.discord.world import Payload, walk

ROW, TEXT_INPUT, SELECTS, TEXT_DISPLAY, LABEL = 1, 4, (3, 5, 6, 7, 8), 10, 18
UPLOAD, RADIO_GROUP, BOX_GROUP, BOX = 19, 21, 22, 23
INSIDE = {ROW: (TEXT_INPUT,), LABEL: (TEXT_INPUT, *SELECTS, UPLOAD, RADIO_GROUP, BOX_GROUP, BOX)}
"""What may stand in what; a form itself holds rows (of old), labels and texts."""


def check_form(form: Payload) -> None:
    """Refuse a form that Discord would not open."""
    check_length(form.get("title"), 1, 45, "data.title")
    check_length(form.get("custom_id"), 1, 100, "data.custom_id")
    components = form.get("components") or []
    check_count(components, 1, 5, "data.components")
    for number, part in enumerate(components):
        _check_place(part, f"data.components.{number}")
    check_components(components)
    for part in walk(components):
        _check_part(part, f"data.components.{part.get('id', 0)}")


def _check_place(part: Payload, path: str) -> None:
    if part["type"] not in (*INSIDE, TEXT_DISPLAY):
        raise invalid_body(f"{path}.type", "UNION_TYPE_CHOICES", "Must be a row, a label or a text.")
    inside = [part["component"]] if part["type"] == LABEL else part.get("components", ())
    if any(each["type"] not in INSIDE[part["type"]] for each in inside):
        raise invalid_body(f"{path}.component.type", "UNION_TYPE_CHOICES", "Cannot stand here.")


def _check_part(part: Payload, path: str) -> None:
    match part["type"]:
        case 3 | 5 | 6 | 7 | 8:
            _check_select(part, path)
        case 4:
            check_length(part.get("placeholder") or "", 0, 100, f"{path}.placeholder")
            check_length(part.get("value") or "", 0, part.get("max_length") or 4000, f"{path}.value")
        case 18:
            check_length(part.get("label"), 1, 45, f"{path}.label")
            check_length(part.get("description") or "", 0, 100, f"{path}.description")
        case 19:
            if (part.get("max_values") or 1) > 10:
                raise invalid_body(f"{path}.max_values", "NUMBER_TYPE_MAX", "At most 10.")
        case 21:
            check_count(part["options"], 2, 10, f"{path}.options")
        case 22:
            check_count(part["options"], 1, 10, f"{path}.options")
        case _:
            pass


def _check_select(part: Payload, path: str) -> None:
    if part.get("disabled"):
        raise invalid_body(f"{path}.disabled", "COMPONENT_DISABLED_IN_MODAL", "Nothing is disabled in a form.")
    if part.get("min_values") == 0 and part.get("required", True):
        raise invalid_body(f"{path}.min_values", "BASE_TYPE_MIN", "At least 1 of what is required.")
