"""Holds requests to Discord against Discord's own OpenAPI document.

The document lies beside the project and not in it; where it is absent nothing is checked.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jsonschema import Draft202012Validator
from jsonschema.validators import extend

SPEC = Path(__file__).parents[2] / ".." / "shared" / "specs" / "discord-openapi.json"

_INTEGER = re.compile(r"-?[0-9]+")
_MENTIONED_FILE = re.compile(r"attachment://([^\"]+)")


def _is_string(_checker: object, value: object) -> bool:
    # discord.py sends snowflakes and placeholder ids of attachments as numbers.
    return isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))


def _is_integer(_checker: object, value: object) -> bool:
    if isinstance(value, str):
        return _INTEGER.fullmatch(value) is not None
    return isinstance(value, int) and not isinstance(value, bool)


def _as_text(keyword: str) -> Callable[..., object]:
    """Let a keyword for strings judge a number by its digits."""
    judge = Draft202012Validator.VALIDATORS[keyword]

    def judged(validator: object, argument: object, value: object, schema: object) -> object:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return judge(validator, argument, str(value) if is_number else value, schema)

    return judged


_Relaxed = extend(  # type: ignore[no-untyped-call]  # jsonschema has no types here
    Draft202012Validator,
    # With these relaxations a value may be several of a union's kinds.
    validators={
        **{keyword: _as_text(keyword) for keyword in ("pattern", "minLength", "maxLength")},
        "oneOf": Draft202012Validator.VALIDATORS["anyOf"],
    },
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("string", _is_string).redefine("integer", _is_integer),
)


@dataclass(frozen=True)
class Operation:
    """One request that Discord takes."""

    method: str
    path: re.Pattern[str]
    literal: int
    schema: dict[str, object]


@lru_cache(maxsize=1)
def operations() -> tuple[Operation, ...]:
    """Read the document; the most literal paths come first."""
    document = json.loads(SPEC.read_text("utf-8"))
    found = []
    for path, methods in document["paths"].items():
        pattern = re.compile(re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(path)))
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {}) if isinstance(operation, dict) else {}
            if "application/json" in content:
                schema = {**content["application/json"]["schema"], "components": document["components"]}
                found.append(Operation(method.upper(), pattern, len(path.split("{")[0]), schema))
    return tuple(sorted(found, key=lambda operation: -operation.literal))


def faults(method: str, path: str, body: object) -> Iterator[str]:
    """Yield what is wrong with a request's body."""
    if not SPEC.exists() or body is None:
        return
    operation = next((o for o in operations() if o.method == method and o.path.fullmatch(path)), None)
    if operation is None:
        return
    for error in _Relaxed(operation.schema).iter_errors(body):
        yield f"{method} {path}: {error.json_path}: {error.message[:300]}"


def unlisted_files(body: object) -> set[str]:
    """Return the files that a body's components show but its ``attachments`` do not list."""
    if not isinstance(body, dict):
        return set()
    inner = body.get("data")
    message = inner if isinstance(inner, dict) else body
    shown = set(_MENTIONED_FILE.findall(json.dumps(message.get("components") or [])))
    return shown - {str(file.get("filename")) for file in message.get("attachments") or []}
