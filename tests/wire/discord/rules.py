"""What Discord refuses, as pure checks with its own error codes.

The figures are Discord's documented ones; the totals of Components V2 (40 components, 4,000 characters) count
nesting.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.wire.discord.forms import limits
from tests.wire.discord.world import MIB, Attachment, Channel, Flag, Interaction, Payload, Permission, User, walk

MAX_FILES = 10
REQUEST_LIMIT = 25 * MIB
FILE_LIMIT = 10 * MIB
MAX_COMPONENTS = 40
MAX_TEXT = 4000
MAX_FOLLOWUPS = 5
NAME = re.compile(r"[-_'\w]{1,32}")


@dataclass(eq=False)
class Refusal(Exception):
    """An answer that is no: HTTP status, Discord's code, its words, and for bodies what is wrong where."""

    status: int
    code: int
    message: str
    errors: Payload = field(default_factory=dict)


def unknown_channel() -> Refusal:
    return Refusal(404, 10003, "Unknown Channel")


def unknown_message() -> Refusal:
    return Refusal(404, 10008, "Unknown Message")


def unknown_webhook() -> Refusal:
    return Refusal(404, 10015, "Unknown Webhook")


def unknown_interaction() -> Refusal:
    return Refusal(404, 10062, "Unknown interaction")


def invalid_body(path: str, code: str, words: str) -> Refusal:
    """The refusal of a body; ``path`` is dotted, as ``components.0.label``."""
    errors: Payload = {"_errors": [{"code": code, "message": words}]}
    for step in reversed(path.split(".")):
        errors = {step: errors}
    return Refusal(400, 50035, "Invalid Form Body", errors)


def check_permissions(channel: Channel, user: User, *needed: str) -> None:
    """Refuse who cannot see the channel (50001) or may not do this in it (50013)."""
    held = channel.permissions(user)
    if Permission.VIEW_CHANNEL not in held:
        raise Refusal(403, 50001, "Missing Access")
    if Permission.of(*needed) & ~held:
        raise Refusal(403, 50013, "Missing Permissions")


def check_first_answer(interaction: Interaction | None, *, now_s: float, answer_within_s: float) -> Interaction:
    """Refuse a second answer (40060) and one that comes too late (10062)."""
    if interaction is None:
        raise unknown_interaction()
    if interaction.answer is not None:
        raise Refusal(400, 40060, "Interaction has already been acknowledged.")
    if now_s - interaction.created_s > answer_within_s:
        raise unknown_interaction()
    return interaction


def check_token(interaction: Interaction | None, *, now_s: float, token_life_s: float) -> Interaction:
    """Refuse a token that nobody has answered with yet (10015), or that is too old (50027)."""
    if interaction is None or interaction.answer is None:
        raise unknown_webhook()
    if interaction.is_expired or now_s - interaction.created_s > token_life_s:
        raise Refusal(401, 50027, "Invalid Webhook Token")
    return interaction


def check_followups(interaction: Interaction) -> None:
    """Refuse a sixth follow-up where only the person has installed the bot."""
    if interaction.is_user_install and len(interaction.followups) >= MAX_FOLLOWUPS:
        raise Refusal(400, 40094, "This interaction has reached the maximum number of follow ups")


def check_sizes(sizes: Sequence[int], *, file_limit: int, request_size: int) -> None:
    """Refuse a file over the place's limit and a request over 25 MiB (40005), and more than ten files (30015)."""
    if request_size > REQUEST_LIMIT or any(size > file_limit for size in sizes):
        raise Refusal(413, 40005, "Request entity too large")
    check_file_count(len(sizes))


def check_file_count(count: int) -> None:
    """Refuse an eleventh file."""
    if count > MAX_FILES:
        raise Refusal(400, 30015, "Maximum number of attachments in a message reached (10)")


def check_message(
    *,
    content: str,
    embeds: Sequence[Payload],
    components: Sequence[Payload],
    attachments: Sequence[Attachment],
    flags: Flag,
) -> None:
    """Refuse a message that could not be, whether it is posted or comes out of an edit."""
    check_file_count(len(attachments))
    _check_alt_texts([file.description for file in attachments], "attachments")
    _check_legacy(content, embeds, components, has_v2=Flag.COMPONENTS_V2 in flags)
    _check_references(components, embeds, attachments)
    check_components(components)
    if not (content or embeds or components or attachments):
        raise Refusal(400, 50006, "Cannot send an empty message")


def check_flags(wanted: Flag, *, before: Flag, settable: Flag) -> None:
    """Refuse flags that cannot be set here, and an edit that would take Components V2 off."""
    if Flag.COMPONENTS_V2 in before and Flag.COMPONENTS_V2 not in wanted:
        raise invalid_body("flags", "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", "The flag cannot be removed.")
    if wanted & ~settable & ~before:
        raise invalid_body("flags", "BASE_TYPE_INVALID", f"These flags cannot be set here: {int(wanted)}.")


def check_components(components: Sequence[Payload]) -> None:
    """Refuse components that are too many, too long, of one name, or each too much in itself."""
    parts = list(walk(components))
    if len(parts) > MAX_COMPONENTS:
        raise invalid_body("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "At most 40 components.")
    if sum(len(part.get("content", "")) for part in parts) > MAX_TEXT:
        raise invalid_body("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "At most 4000 characters.")
    twice = [name for name, times in Counter(_custom_ids(parts)).items() if times > 1]
    if twice:
        raise invalid_body("components", "COMPONENT_CUSTOM_ID_DUPLICATED", f"Used twice: {twice[0]}")
    for part in parts:
        _check_component(part)


def check_commands(commands: Sequence[Payload]) -> None:
    """Refuse a command tree: names, descriptions, numbers of each kind, and 8,000 characters a command."""
    for kind, most in ((1, 100), (2, 15), (3, 15)):
        of_kind = [command for command in commands if command.get("type", 1) == kind]
        if len(of_kind) > most:
            raise Refusal(400, 30032, f"Maximum number of application commands reached ({most}).")
        names = Counter(command["name"] for command in of_kind)
        if any(times > 1 for times in names.values()):
            raise invalid_body("name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Command names must be unique.")
        for command in of_kind:
            _check_command(command, is_slash=kind == 1)


def _check_command(command: Payload, *, is_slash: bool) -> None:
    check_length(command["name"], 1, 32, "name")
    if is_slash:
        for part in (command, *_options(command)):
            name = part["name"]
            if not NAME.fullmatch(name) or name != name.lower():
                raise invalid_body("name", "APPLICATION_COMMAND_INVALID_NAME", f"Command name is invalid: {name}")
            check_length(part.get("description"), 1, 100, "description")
            check_count(part.get("options") or [], 0, 25, "options")
            check_count(part.get("choices") or [], 0, 25, "choices")
        if _command_characters(command) > 8000:
            raise invalid_body("name", "APPLICATION_COMMAND_TOO_LARGE", "At most 8000 characters in a command.")


def _options(command: Payload) -> Iterator[Payload]:
    for option in command.get("options") or ():
        yield option
        yield from _options(option)


def _command_characters(command: Payload) -> int:
    def longest(part: Payload, key: str) -> int:
        return max(map(len, [part.get(key) or "", *(part.get(f"{key}_localizations") or {}).values()]))

    parts = [command, *_options(command)]
    choices = [choice for part in parts for choice in part.get("choices") or ()]
    named = sum(longest(part, "name") + longest(part, "description") for part in parts)
    return named + sum(longest(choice, "name") + len(str(choice["value"])) for choice in choices)


def _check_legacy(content: str, embeds: Sequence[Payload], components: Sequence[Payload], *, has_v2: bool) -> None:
    if has_v2 and (content or embeds):
        key = "content" if content else "embeds"
        code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
        raise invalid_body(key, code, f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
    if not has_v2 and any(part["type"] != 1 for part in components):
        raise invalid_body("components.0.type", "UNION_TYPE_CHOICES", "Value of field 'type' must be one of (1,).")
    if not has_v2 and len(components) > 5:
        raise invalid_body("components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    if len(content) > 2000:
        raise invalid_body("content", "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length.")
    if len(embeds) > 10 or sum(map(_embed_characters, embeds)) > 6000:
        raise invalid_body("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")


def _embed_characters(embed: Payload) -> int:
    fields = [entry[key] for entry in embed.get("fields", ()) for key in ("name", "value")]
    outer = [embed.get("title"), embed.get("description"), (embed.get("footer") or {}).get("text")]
    return sum(len(text or "") for text in [*fields, *outer, (embed.get("author") or {}).get("name")])


def _check_references(
    components: Sequence[Payload], embeds: Sequence[Payload], attachments: Sequence[Attachment]
) -> None:
    names = {file.filename for file in attachments}
    for url in (*_media_urls(components), *_embed_urls(embeds)):
        if url.startswith("attachment://") and url.removeprefix("attachment://") not in names:
            raise invalid_body("components", "MEDIA_REFERENCED_ATTACHMENT_NOT_FOUND", f"Not found: {url}")


def _media_urls(components: Sequence[Payload]) -> Iterator[str]:
    for part in walk(components):
        for media in (part.get("media"), part.get("file"), *(item["media"] for item in part.get("items", ()))):
            if media is not None:
                yield media["url"]


def _embed_urls(embeds: Sequence[Payload]) -> Iterator[str]:
    for embed in embeds:
        for key in ("image", "thumbnail"):
            if embed.get(key):
                yield embed[key]["url"]


def _custom_ids(parts: Sequence[Payload]) -> list[str]:
    return [part["custom_id"] for part in parts if part.get("custom_id") is not None]


def _check_alt_texts(texts: Sequence[str | None], path: str) -> None:
    for text in texts:
        check_length(text or "", 0, 1024, f"{path}.description")


def _check_component(part: Payload) -> None:
    path = f"components.{part.get('id', 0)}"
    if "custom_id" in part:
        check_length(part["custom_id"], 1, 100, f"{path}.custom_id")
    match part["type"]:
        case 1:
            _check_row(part, path)
        case 2:
            _check_button(part, path)
        case 3:
            _check_select(part, path)
        case 9:
            check_count(part["components"], 1, 3, f"{path}.components")
        case 10:
            check_length(part.get("content"), 1, MAX_TEXT, f"{path}.content")
        case 11:
            _check_alt_texts([part.get("description")], path)
        case 12:
            check_count(part["items"], 1, 10, f"{path}.items")
            _check_alt_texts([item.get("description") for item in part["items"]], f"{path}.items")
        case _:
            pass


def _check_row(part: Payload, path: str) -> None:
    check_count(part["components"], 1, 5, f"{path}.components")
    selects = [child for child in part["components"] if child["type"] in (3, 5, 6, 7, 8)]
    if selects and len(part["components"]) > 1:
        raise invalid_body(f"{path}.components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "A select fills its row.")


def _check_select(part: Payload, path: str) -> None:
    options = part["options"]
    check_length(part.get("placeholder") or "", 0, 150, f"{path}.placeholder")
    check_count(options, 1, 25, f"{path}.options")
    for option in options:
        check_length(option.get("label"), 1, 100, f"{path}.options.label")
        check_length(option.get("value"), 1, 100, f"{path}.options.value")
        check_length(option.get("description") or "", 0, 100, f"{path}.options.description")
    if len({option["value"] for option in options}) < len(options):
        raise invalid_body(f"{path}.options", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "Values must be unique.")
    least, most = limits(part)
    if not 0 <= least <= most or not 1 <= most <= len(options):
        raise invalid_body(f"{path}.max_values", "BASE_TYPE_MAX", f"{least} to {most} of {len(options)} options.")
    if sum(bool(option.get("default")) for option in options) > most:
        raise invalid_body(f"{path}.options", "SELECT_COMPONENT_TOO_MANY_DEFAULTS", f"At most {most} by default.")


def _check_button(part: Payload, path: str) -> None:
    check_length(part.get("label") or "", 0, 80, f"{path}.label")
    if part.get("style") == 5:
        check_length(part.get("url"), 1, 512, f"{path}.url")
    elif part.get("custom_id") is None:
        raise invalid_body(f"{path}.custom_id", "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A custom id is required.")
    if not part.get("label") and not part.get("emoji"):
        raise invalid_body(path, "BUTTON_COMPONENT_INVALID_STATE", "A label or an emoji is required.")


def check_length(text: str | None, least: int, most: int, path: str) -> None:
    """Refuse a text that is not there, too short or too long."""
    if text is None or not least <= len(text) <= most:
        raise invalid_body(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")


def check_count(parts: Sequence[Payload], least: int, most: int, path: str) -> None:
    """Refuse too few or too many of something."""
    if not least <= len(parts) <= most:
        raise invalid_body(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
