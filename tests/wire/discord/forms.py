"""A form as a person sees it: its fields, what can be typed into them, and what is sent when it is handed in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tests.wire.discord.world import Attachment, Interaction, Payload, walk


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on somebody's machine."""

    filename: str
    body: bytes


Filled: TypeAlias = str | bool | Sequence[str] | Sequence[Upload]
Keeps: TypeAlias = Callable[[Upload], Attachment]


class CannotDo(Exception):
    """Discord's client would not let a person do this."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; ``part`` is its component."""

    label: str
    part: Payload

    @property
    def custom_id(self) -> str:
        name: str = self.part["custom_id"]
        return name

    @property
    def prefilled(self) -> Filled:
        """What stands in it before the person types."""
        chosen = [option["value"] for option in self.part.get("options", ()) if option.get("default")]
        match self.part["type"]:
            case 4:
                return str(self.part.get("value") or "")
            case 21:
                return chosen[0] if chosen else ""
            case 23:
                return bool(self.part.get("default"))
            case _:
                return chosen


@dataclass(frozen=True, slots=True)
class Form:
    """An open form; it can be handed in any time later, whatever has become of the bot meanwhile."""

    opened_by: Interaction
    body: Payload

    @property
    def title(self) -> str:
        title: str = self.body["title"]
        return title

    @property
    def custom_id(self) -> str:
        name: str = self.body["custom_id"]
        return name

    @property
    def fields(self) -> list[Field]:
        """Its fields in order, in labels or (older forms) in rows."""
        labels: dict[int, str] = {
            id(part["component"]): part["label"] for part in walk(self.body["components"]) if part["type"] == 18
        }
        return [
            Field(labels.get(id(part), str(part.get("label") or "")), part)
            for part in walk(self.body["components"])
            if "custom_id" in part
        ]

    @property
    def text(self) -> str:
        """What can be read in it beside the fields."""
        return "\n".join(part["content"] for part in walk(self.body["components"]) if part["type"] == 10)

    def field(self, name: str) -> Field:
        """Return a field by its label or custom id."""
        for field in self.fields:
            if name in (field.label, field.custom_id):
                return field
        raise CannotDo(f"no field {name!r} among {[field.label for field in self.fields]}")

    def handed_in(self, values: Mapping[str, Filled], *, keep: Keeps) -> tuple[Payload, list[Attachment]]:
        """Return what MODAL_SUBMIT says and the files that were uploaded; ``values`` by label or custom id.

        Raises:
            CannotDo: a field is not there, is left empty though required, or takes no such value.
        """
        typed = {self.field(name).custom_id: value for name, value in values.items()}
        uploads: list[Attachment] = []
        parts = [_submitted(part, typed, uploads, keep=keep) for part in self.body["components"]]
        return {"custom_id": self.custom_id, "components": [part for part in parts if part]}, uploads


def _submitted(part: Payload, typed: Mapping[str, Filled], uploads: list[Attachment], *, keep: Keeps) -> Payload:
    number = part.get("id", 0)
    if part["type"] == 18:
        inner = _submitted(part["component"], typed, uploads, keep=keep)
        return {"type": 18, "id": number, "component": inner}
    if part["type"] == 1:
        inside = [_submitted(child, typed, uploads, keep=keep) for child in part["components"]]
        return {"type": 1, "id": number, "components": inside}
    if "custom_id" not in part:
        return {"type": part["type"], "id": number}
    field = Field("", part)
    value = typed.get(field.custom_id, field.prefilled)
    return {"type": part["type"], "id": number, "custom_id": field.custom_id, **_value(part, value, uploads, keep)}


def _value(part: Payload, value: Filled, uploads: list[Attachment], keep: Keeps) -> Payload:
    is_empty = part["type"] != 23 and not value
    if is_empty and part.get("required", True):
        raise CannotDo(f"{part['custom_id']} is required")
    match part["type"]:
        case 4:
            return {"value": _text(part, str(value))}
        case 21:
            return {"value": chosen(part, [str(value)])[0] if value else None}
        case 23:
            return {"value": bool(value)}
        case _ if is_empty:
            return {"values": []}
        case 19:
            assert not isinstance(value, str | bool)
            check_number(part, len(value))
            new = [keep(file) for file in value if isinstance(file, Upload)]
            uploads.extend(new)
            return {"values": [str(file.id) for file in new]}
        case _:
            assert not isinstance(value, str | bool)
            return {"values": chosen(part, [str(each) for each in value])}


def _text(part: Payload, text: str) -> str:
    least = part.get("min_length") or 0
    if text and not least <= len(text) <= (part.get("max_length") or 4000):
        raise CannotDo(f"{part['custom_id']} does not take {len(text)} characters")
    return text


def chosen(part: Payload, values: Sequence[str]) -> list[str]:
    """Return what a menu sends when these values are chosen in it.

    Raises:
        CannotDo: it does not offer them, or not so many.
    """
    offered = [option["value"] for option in part.get("options", ())]
    strays = [value for value in values if offered and value not in offered]
    if strays or len(set(values)) < len(values):
        raise CannotDo(f"{part['custom_id']} offers {offered}, not {list(values)}")
    check_number(part, len(values))
    return list(values)


def check_number(part: Payload, number: int) -> None:
    """Refuse to choose or upload fewer or more than a component takes: one, where it does not say."""
    least, most = limits(part)
    if not least <= number <= most:
        raise CannotDo(f"{part['custom_id']} takes {least} to {most}, not {number}")


def limits(part: Payload) -> tuple[int, int]:
    """Return how few and how many of a component's options can be chosen; of a group of boxes, all of them."""
    usual = len(part["options"]) if part["type"] == 22 else 1
    least, most = part.get("min_values"), part.get("max_values")
    return 1 if least is None else least, usual if most is None else most
