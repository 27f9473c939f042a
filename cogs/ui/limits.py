"""Discord's limits for what it is sent, as checks that name every fault; discord.py itself lets most of them pass.

Pure, and nothing that runs depends on it: tests hold every card and every command against it. Sources:
docs.discord.com (components reference, application commands); the two sums of text are not documented and come
from discord.py's source and discord-api-docs#8554.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias, TypeGuard, cast

from discord import ui

from cogs.ui.text import ALT_TEXT_LIMIT, width

Payload: TypeAlias = Mapping[str, object]
"""A component or a command as it goes over the wire."""

MAX_COMPONENTS = 40
MAX_TEXT = 4_000
MAX_TEXT_BYTES = 10_000
MAX_GALLERY = 10
MAX_ROW_BUTTONS = 5
MAX_SECTION_TEXTS = 3
MAX_CUSTOM_ID = 100
MAX_LABEL = 80
MAX_OPTIONS = 25
MAX_CHOICES = 25
MAX_DESCRIPTION = 100
MAX_COMMAND = 8_000
MAX_MENU = 32
MAX_TITLE = 45
MAX_FORM_FIELDS = 5
MAX_FORM_TEXT = 4_000

_MESSAGE_MENU = 3
_ROW, _BUTTON, _MENU, _SECTION, _TEXT, _GALLERY = 1, 2, 3, 9, 10, 12
_MOST_CHILDREN: Mapping[object, tuple[str, int]] = {
    _ROW: ("components", MAX_ROW_BUTTONS),
    _SECTION: ("components", MAX_SECTION_TEXTS),
    _GALLERY: ("items", MAX_GALLERY),
}
_COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")


def check(view: ui.LayoutView) -> list[str]:
    """Name everything in a message's components that Discord would refuse."""
    return check_components([child.to_component_dict() for child in view.children])


def check_components(top: Sequence[Payload]) -> list[str]:
    """Name everything that Discord would refuse in the ``components`` of a message."""
    parts = list(_nested(top))
    return [*_sums(parts), *(fault for part in parts for fault in _part(part))]


def check_modal(form: Payload) -> list[str]:
    """Name everything in a form that Discord would refuse."""
    fields = _listed(form, "components")
    faults = [fault for field in fields for fault in _form_field(field)]
    faults += [*_long(form, "title", MAX_TITLE), *_long(form, "custom_id", MAX_CUSTOM_ID)]
    if not 1 <= len(fields) <= MAX_FORM_FIELDS:
        faults.append(f"{len(fields)} fields")
    return faults


def check_command(command: Payload) -> list[str]:
    """Name everything that Discord would refuse in a command with its options, in all languages."""
    if command.get("type") == _MESSAGE_MENU:
        return [f"name {name}" for name in _translations(command, "name") if not 1 <= width(name) <= MAX_MENU]
    parts = list(_with_options(command))
    faults = [fault for part in parts for fault in _named_part(part)]
    counts = [len(_listed(part, "options")) for part in parts]
    faults += [f"{count} options" for count in counts if count > MAX_OPTIONS]
    if (characters := _command_characters(command)) > MAX_COMMAND:
        faults.append(f"{characters} characters in the command")
    return faults


def _sums(parts: Sequence[Payload]) -> Iterator[str]:
    """Check what holds for a message as a whole."""
    if len(parts) > MAX_COMPONENTS:
        yield f"{len(parts)} components"
    texts = [str(part["content"]) for part in parts if part["type"] == _TEXT]
    if (characters := sum(width(text) for text in texts)) > MAX_TEXT:
        yield f"{characters} characters of text"
    if (size := sum(len(text.encode()) for text in texts)) > MAX_TEXT_BYTES:
        yield f"{size} bytes of text"
    counted = Counter(part["custom_id"] for part in parts if "custom_id" in part)
    yield from (f"custom_id {name} {count} times" for name, count in counted.items() if count > 1)


def _part(part: Payload) -> Iterator[str]:
    """Check one component."""
    kind = part["type"]
    if kind in _MOST_CHILDREN:
        key, most = _MOST_CHILDREN[kind]
        yield from _counted(part, key, most)
    if kind == _BUTTON:
        yield from _long(part, "label", MAX_LABEL)
        yield from _long(part, "custom_id", MAX_CUSTOM_ID)
        if not part.get("label") and not part.get("emoji"):
            yield "a button with nothing on it"
    if kind == _TEXT and not str(part["content"]).strip():
        yield "a text without text"
    for media in (part, *_listed(part, "items")):
        yield from _long(media, "description", ALT_TEXT_LIMIT)


def _form_field(field: Payload) -> Iterator[str]:
    """Check one field of a form with its label."""
    yield from _long(field, "label", MAX_TITLE)
    yield from _long(field, "description", MAX_DESCRIPTION)
    inner = field.get("component")
    if not _is_payload(inner):
        yield "a label without a field"
        return
    yield from _long(inner, "placeholder", MAX_DESCRIPTION)
    yield from _long(inner, "value", MAX_FORM_TEXT)
    if inner.get("type") == _MENU:
        yield from _menu(inner)


def _menu(menu: Payload) -> Iterator[str]:
    """Check a menu of a form."""
    options = _listed(menu, "options")
    if not 1 <= len(options) <= MAX_CHOICES:
        yield f"{len(options)} choices"
    least, most = menu.get("min_values", 1), menu.get("max_values", 1)
    if isinstance(least, int) and isinstance(most, int) and not least <= most <= len(options):
        yield f"{least} to {most} of {len(options)} choices"
    counted = Counter(option.get("value") for option in options)
    yield from (f"value {value} {count} times" for value, count in counted.items() if count > 1)
    for option in options:
        for key in ("label", "value", "description"):
            yield from _long(option, key, MAX_DESCRIPTION)


def _named_part(part: Payload) -> Iterator[str]:
    """Check the names, descriptions and choices of a command or an option."""
    for name in _translations(part, "name"):
        if not _COMMAND_NAME.fullmatch(name) or name != name.lower():
            yield f"name {name}"
    for description in _translations(part, "description"):
        if not 1 <= width(description) <= MAX_DESCRIPTION:
            yield f"description of {part['name']}: {width(description)} characters"
    choices = _listed(part, "choices")
    if len(choices) > MAX_CHOICES:
        yield f"{len(choices)} choices of {part['name']}"
    for choice in choices:
        if any(width(name) > MAX_DESCRIPTION for name in _translations(choice, "name")):
            yield f"choice {choice['name']} of {part['name']}"


def _command_characters(command: Payload) -> int:
    """Count as Discord does: of each text its longest translation."""
    parts = list(_with_options(command))
    choices = [choice for part in parts for choice in _listed(part, "choices")]
    named = [_translations(part, key) for part in parts for key in ("name", "description")]
    texts = [*named, *(_translations(choice, "name") for choice in choices)]
    return sum(max(map(width, text), default=0) for text in texts) + sum(
        width(str(choice["value"])) for choice in choices
    )


def _with_options(part: Payload) -> Iterator[Payload]:
    """Yield a command with its options; of a group with its commands and theirs."""
    yield part
    for option in _listed(part, "options"):
        yield from _with_options(option)


def _translations(part: Payload, key: str) -> list[str]:
    translated = part.get(f"{key}_localizations")
    others = list(translated.values()) if _is_payload(translated) else []
    return [str(text) for text in (part.get(key, ""), *others)]


def _nested(parts: Iterable[Payload]) -> Iterator[Payload]:
    for part in parts:
        yield part
        yield from _nested(_listed(part, "components"))
        accessory = part.get("accessory")
        if _is_payload(accessory):
            yield accessory


def _listed(part: Payload, key: str) -> Sequence[Payload]:
    value = part.get(key)
    return cast("Sequence[Payload]", value) if isinstance(value, list) else ()


def _counted(part: Payload, key: str, most: int) -> Iterator[str]:
    count = len(_listed(part, key))
    if not 1 <= count <= most:
        yield f"{count} {key} in a component of type {part['type']}"


def _long(part: Payload, key: str, most: int) -> Iterator[str]:
    length = width(str(part.get(key) or ""))
    if length > most:
        yield f"{key} of {length} characters"


def _is_payload(value: object) -> TypeGuard[Payload]:
    return isinstance(value, Mapping)
