"""What an answer of the service means: the prediction that it holds, bare or in an envelope, or its refusal.

Bodies of both kinds are read: Replicate's (``detail``, ``title``, ``invalid_fields``) and the gateway's
(``error``, or ``code`` and ``message``), also one within the other. Which fault may be tried again stands in
``flux.client``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from pydantic import ValidationError

from flux.errors import (
    InvalidInput,
    NoChannel,
    NonsenseAnswer,
    NotKnownYet,
    NotOffered,
    OutOfCredit,
    RateLimited,
    RefusedField,
    ServiceError,
    Unauthorized,
    Unavailable,
)
from flux.excerpts import excerpt
from flux.http import Answer, json_or_none
from flux.predictions import Prediction, Status

_LAYERS = 4
_NO_CREDIT_CODES = frozenset({"insufficient_user_quota", "pre_consume_token_quota_failed", "insufficient_quota"})
_NOT_KNOWN_CODES = frozenset({"task_not_exist", "task_not_found"})
_REFUSED_STATUSES = frozenset({400, 413, 414, 415, 422})
_INPUT_TITLE = "Input validation failed"
_RESETS_IN = re.compile(r"resets in ~?(\d+(?:\.\d+)?)\s*s")
_DETAIL_LINE = re.compile(r"^- (?:input(?:\.(?P<name>\w+))?)?: (?P<description>.+)$", re.MULTILINE)
_NAMED_IN_DESCRIPTION = re.compile(r"^(?:Additional property )?(\w+) is (?:required|not allowed)$")
_UNKNOWN_FIELD = re.compile(
    r"additional.?propert|extra fields? not permitted|extra inputs are not permitted|extra_forbidden"
    r"|value_error\.extra|un(?:known|expected) (?:input|field|property)",
    re.IGNORECASE,
)


def prediction_in(payload: object) -> Prediction | None:
    """Return the prediction that a parsed body holds; ``None`` where it holds none."""
    if not isinstance(payload, dict):
        return None
    if "id" in payload:
        return _prediction(payload)
    match payload.get("data"):
        case dict() as wrapped if "task_id" in wrapped:
            return _unwrapped(wrapped)
        case dict() as bare:
            return _prediction(bare)
        case str(task_id) if payload.get("code") == "success":
            return _prediction({"id": task_id})
        case _:
            return None


def service_error(answer: Answer, *, secret: str) -> ServiceError:
    """Return what an answer without a prediction means, by what the caller can do.

    The message holds the service's own words, trimmed, without ``secret``.
    """
    refusal = _Refusal.read(answer, secret)
    message = f"HTTP {answer.status}: {refusal.message}"
    if answer.status == 503 and refusal.about_channel:
        return NoChannel(message)
    return _by_code(refusal, message) or _by_status(answer, refusal, message)


def asked_wait_s(answer: Answer) -> float | None:
    """Return the wait in seconds that a refusal asks for, by header or body; ``None`` where it asks for none."""
    return _Refusal.read(answer, "").retry_after_s


def unknown_fields(refused: InvalidInput) -> frozenset[str]:
    """Name the fields that the service says it does not know (rather than their values not being good)."""
    return frozenset(
        field.name for field in refused.fields if _UNKNOWN_FIELD.search(f"{field.kind} {field.description}")
    )


def _prediction(bare: Mapping[str, object]) -> Prediction | None:
    try:
        return Prediction.model_validate({**bare, "outputs": bare.get("output")})
    except ValidationError:
        return None


def _unwrapped(wrapped: Mapping[str, object]) -> Prediction | None:
    """Read the gateway's envelope: what is inside is nearer to the truth, but it may be missing or behind."""
    outer = _prediction(
        {
            "id": wrapped["task_id"],
            "status": wrapped.get("status"),
            "error": wrapped.get("fail_reason"),
            "reported_percent": wrapped.get("progress"),
        }
    )
    data = wrapped.get("data")
    # The outer id is the one under which this base answers.
    inner = _prediction({**data, "id": wrapped["task_id"]}) if isinstance(data, dict) and data else None
    if outer is None or inner is None:
        return outer
    given_up = outer.status is Status.FAILED and not inner.status.ended
    return inner.model_copy(
        update={
            "status": outer.status if given_up or inner.status is Status.UNKNOWN else inner.status,
            "error": inner.error or outer.error,
            "reported_percent": outer.reported_percent,
        }
    )


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A refusing body of either kind, read as far as it makes sense."""

    message: str
    code: str
    fields: tuple[RefusedField, ...]
    about_input: bool
    retry_after_s: float | None

    @property
    def about_channel(self) -> bool:
        """Whether the gateway had nobody to pass the request to."""
        return self.code == "model_not_found" or "no available channel" in self.message.lower()

    @classmethod
    def read(cls, answer: Answer, secret: str) -> "_Refusal":
        layers = tuple(_layers(answer.json_of_any_type()))
        words = tuple(word for layer in layers for word in _words(layer))
        message = " / ".join(words) or answer.media_type
        return cls(
            message=excerpt(message, secret=secret),
            code=next((str(layer["code"]) for layer in layers if layer.get("code")), ""),
            fields=tuple(
                RefusedField(field.name, field.kind, excerpt(field.description, secret=secret))
                for field in next(filter(None, map(_refused_fields, layers)), ())
            ),
            about_input=any(layer.get("title") == _INPUT_TITLE for layer in layers),
            retry_after_s=_retry_after_s(answer.headers, layers, message),
        )


def _layers(payload: object, depth: int = _LAYERS) -> Iterator[Mapping[str, object]]:
    """Yield the object, then what it wraps: the gateway's ``error``, and a body quoted in a message."""
    if not isinstance(payload, dict) or not depth:
        return
    yield payload
    yield from _layers(payload.get("error"), depth - 1)
    message = payload.get("message")
    if isinstance(message, str) and message.startswith("{"):
        yield from _layers(json_or_none(message), depth - 1)


def _words(layer: Mapping[str, object]) -> Iterator[str]:
    for name in ("title", "detail", "message", "error", "code"):
        value = layer.get(name)
        if isinstance(value, str) and value:
            yield value


def _refused_fields(layer: Mapping[str, object]) -> tuple[RefusedField, ...]:
    match layer:
        case {"invalid_fields": list(entries)}:
            found = [_invalid_field(entry) for entry in entries if isinstance(entry, dict)]
        case {"detail": list(entries)}:
            found = [_located_field(entry) for entry in entries if isinstance(entry, dict)]
        case {"detail": str(detail)}:
            found = [
                _named(match["name"] or "", "", match["description"]) for match in _DETAIL_LINE.finditer(detail)
            ]
        case _:
            found = []
    return tuple(found)


def _invalid_field(entry: Mapping[str, object]) -> RefusedField:
    name = str(entry.get("field", ""))
    return _named(
        "" if name == "input" else name.removeprefix("input."),
        str(entry.get("type", "")),
        str(entry.get("description", "")),
    )


def _located_field(entry: Mapping[str, object]) -> RefusedField:
    """Read an entry in the way of the models' own servers: ``{"loc": [..., name], "msg", "type"}``."""
    place = entry.get("loc")
    name = str(place[-1]) if isinstance(place, list) and place else ""
    return _named("" if name == "input" else name, str(entry.get("type", "")), str(entry.get("msg", "")))


def _named(name: str, kind: str, description: str) -> RefusedField:
    """Take the name from the description where the field is only ``input`` ("prompt is required")."""
    described = _NAMED_IN_DESCRIPTION.match(description)
    if not name and described:
        name = described[1]
    return RefusedField(name, kind, description)


def _retry_after_s(
    headers: Mapping[str, str], layers: tuple[Mapping[str, object], ...], message: str
) -> float | None:
    """Return the wait that is asked for, in seconds: header, field or sentence, whichever there is first."""
    told = next((layer["retry_after"] for layer in layers if "retry_after" in layer), None)
    sentence = _RESETS_IN.search(message)
    candidates = (
        _header_wait_s(headers),
        _seconds(told),
        _seconds(sentence[1]) if sentence else None,
    )
    return next((wait for wait in candidates if wait is not None), None)


def _header_wait_s(headers: Mapping[str, str]) -> float | None:
    value = headers.get("Retry-After")
    seconds = _seconds(value)
    if value is None or seconds is not None:
        return seconds
    try:
        # Against the server's own clock, so that ours may be wrong.
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(headers["Date"])
    except (ValueError, KeyError, TypeError):
        return None
    return max(wait.total_seconds(), 0.0)


def _seconds(value: object) -> float | None:
    """Read a number of seconds: finite and not negative, else ``None``."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value).strip()
    return float(text) if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text) else None


def _by_code(refusal: _Refusal, message: str) -> ServiceError | None:
    """Read what the body says where it is plainer than the status."""
    if refusal.code in _NO_CREDIT_CODES:
        return OutOfCredit(message)
    if refusal.code in _NOT_KNOWN_CODES or "task_not_exist" in refusal.message:
        return NotKnownYet(message)
    # A malformed request may come back as HTTP 500 (docs/flux.md).
    if refusal.code == "invalid_request" or refusal.about_input:
        return InvalidInput(message, fields=refusal.fields)
    return None


def _by_status(answer: Answer, refusal: _Refusal, message: str) -> ServiceError:
    match answer.status:
        case 401 | 403:
            return Unauthorized(message)
        case 402:
            return OutOfCredit(message)
        case 404:
            return NotKnownYet(message)
        case 405:
            return NotOffered(message)
        case 429:
            return RateLimited(message, retry_after_s=refusal.retry_after_s)
        case status if status in _REFUSED_STATUSES:
            return InvalidInput(message, fields=refusal.fields)
        case status if status >= 500:
            return Unavailable(message)
        case _:
            return NonsenseAnswer(message)
