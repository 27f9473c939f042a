"""Holds requests and answers against Discord's OpenAPI document, as far as JSON Schema can.

The document lies beside the project and not in it; where it is absent nothing is checked. The scenarios hold what
simcord was sent against it, the wire what it was sent and what it answered.

Three relaxations for requests, since Discord itself takes them: whole numbers as numeric strings, ids as numbers,
and the keys that libraries send although the document does not know them. Exclusive unions count as plain ones:
the document's overlap. What a schema cannot say (totals, references, sizes) stands in ``tests.wire.discord``.
"""

import copy
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import jsonschema
from jsonschema import Draft202012Validator, TypeChecker, ValidationError
from jsonschema.protocols import Validator

Payload: TypeAlias = dict[str, Any]

DOCUMENT = Path(__file__).parents[1] / ".." / "shared" / "specs" / "discord-openapi.json"
KNOWN_EXTRAS = frozenset({"tts", "nsfw", "enforce_nonce", "with_response"})
"""Sent by discord.py, hikari or discord.js and taken by Discord, though not in the document."""
KINDS = "x-kinds"

_VARYING = re.compile(
    r"[1-9][0-9]{14,19}|[0-9a-f]{32,}|(?<=easel-)[a-z2-7]{12}|(?<=:)[a-z2-7]{12}(?=\")"
    r"|(?<=T)[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
)
"""Ids, those of jobs too, signatures and times of day: of the same length one is as good as another."""


class Spec:
    """Checks against one document; the validators are built on first use and kept.

    An operation is a method and a path as the document has it: ``GET /users/{user_id}``.
    """

    def __init__(self, document: Payload) -> None:
        self._patterns = {path: _pattern(path) for path in document["paths"]}
        self._requests = _prepared(document, is_request=True)
        self._answers = _prepared(document, is_request=False)
        self._validators: dict[tuple[str, str], Validator | None] = {}
        self._faultless: set[int] = set()

    @classmethod
    def load(cls) -> "Spec | None":
        """Return the check; ``None`` where the document is not there."""
        return _loaded()

    def operation(self, method: str, called: str) -> str | None:
        """Name the operation of a request to a path, the most literal one; ``None`` where there is none."""
        fitting = [path for path, pattern in self._patterns.items() if pattern.fullmatch(called)]
        return f"{method} {max(fitting, key=_literal_start)}" if fitting else None

    def request_faults(self, operation: str, body: object) -> list[str]:
        """Say what in a request's body is against the document."""
        return self._faults(operation, "request", body)

    def answer_faults(self, operation: str, status: int, answer: object) -> list[str]:
        """Say what in an answer is against the document."""
        kind = str(status) if status < 400 else "429" if status == 429 else "4XX"
        return self._faults(operation, kind, answer)

    def _faults(self, operation: str, kind: str, body: Any) -> list[str]:
        """Judge a body, once for all that differ in ids and times only: most of the wire's time went into it."""
        validator = self._validator(operation, kind)
        if validator is None:
            return []
        judged = hash((operation, kind, _VARYING.sub(lambda found: "1" * len(found[0]), json.dumps(body))))
        if judged in self._faultless:
            return []
        faults = [_told(error) for error in validator.iter_errors(body)]
        if not faults:
            self._faultless.add(judged)
        return faults

    def _validator(self, operation: str, kind: str) -> Validator | None:
        if (operation, kind) not in self._validators:
            self._validators[operation, kind] = self._build(operation, kind)
        return self._validators[operation, kind]

    def _build(self, operation: str, kind: str) -> Validator | None:
        method, path = operation.split(" ")
        is_request = kind == "request"
        document = self._requests if is_request else self._answers
        known = document["paths"].get(path, {}).get(method.lower())
        if known is None:
            return None
        found = known.get("requestBody", {}) if is_request else known["responses"].get(kind, {})
        while "$ref" in found:
            found = document["components"]["responses"][found["$ref"].rsplit("/", 1)[1]]
        schema = found.get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            return None
        rooted = {**schema, "components": document["components"]}
        validator: Validator = _RequestValidator(rooted) if is_request else _AnswerValidator(rooted)
        return validator


@cache
def _loaded() -> Spec | None:
    return Spec(json.loads(DOCUMENT.read_text(encoding="utf-8"))) if DOCUMENT.exists() else None


def _literal_start(path: str) -> int:
    return len(path.split("{", maxsplit=1)[0])


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(path)))


def _told(error: ValidationError) -> str:
    deepest = max(_leaves(error), key=lambda leaf: (len(leaf.absolute_path), leaf.validator != "const"))
    where = ".".join(str(step) for step in deepest.absolute_path) or "body"
    return f"{where}: {deepest.message[:200]}"


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    if not error.context:
        yield error
    for cause in error.context:
        yield from _leaves(cause)


def _any_of(validator: Validator, branches: list[Payload], value: object, schema: Payload) -> Iterator[Any]:
    """Judge a union by the branches that its ``type`` can mean: clearer faults, in a tenth of the time."""
    kind = value.get("type") if isinstance(value, dict) else None
    meant = [branch for branch in branches if kind in branch.get(KINDS, (kind,))]
    yield from Draft202012Validator.VALIDATORS["anyOf"](validator, meant or branches, value, schema)


def _is_whole_number(_: TypeChecker, value: object) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, str) and value.isdigit())


_AnswerValidator = jsonschema.validators.extend(  # type: ignore[no-untyped-call]  # its stub says nothing
    Draft202012Validator, validators={"anyOf": _any_of}
)
_RequestValidator = jsonschema.validators.extend(  # type: ignore[no-untyped-call]  # its stub says nothing
    _AnswerValidator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_whole_number),
)


def _prepared(document: Payload, *, is_request: bool) -> Payload:
    prepared = copy.deepcopy({"paths": document["paths"], "components": document["components"]})
    for schema in _schemas(prepared):
        if "oneOf" in schema:
            schema["anyOf"] = schema.pop("oneOf") + schema.get("anyOf", [])
        if is_request and isinstance(schema.get("properties"), dict):
            schema.setdefault("additionalProperties", False)
            schema["properties"].update(dict.fromkeys(KNOWN_EXTRAS - schema["properties"].keys(), True))
    if is_request:
        # discord.py sends a kept attachment back as it came, address and size included.
        prepared["components"]["schemas"]["MessageAttachmentRequest"]["additionalProperties"] = True
        prepared["components"]["schemas"]["SnowflakeType"] = {
            "anyOf": [{"type": "string", "pattern": "^(0|[1-9][0-9]*)$"}, {"type": "integer"}]
        }
    # Where a body is wrong, the codes are words (the documentation has samples); the document says numbers.
    prepared["components"]["schemas"]["Error"]["properties"]["code"] = {"type": ["integer", "string"]}
    for schema in _schemas(prepared):
        for branch in schema.get("anyOf", ()):
            kinds = _kinds(branch, prepared)
            if kinds:
                branch[KINDS] = kinds
    return prepared


def _kinds(branch: Payload, document: Payload) -> list[int]:
    """Return the values of ``type`` that an object of this branch can have, where the document fixes them."""
    named = document["components"]["schemas"].get(branch.get("$ref", "").rsplit("/", 1)[-1], {})
    kinds: list[int] = named.get("properties", {}).get("type", {}).get("enum", [])
    return kinds


def _schemas(part: Any) -> Iterator[Payload]:
    children: Iterable[Any] = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for child in list(children):
        yield from _schemas(child)
    if isinstance(part, dict):
        yield part
