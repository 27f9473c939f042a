"""Answers read: bare and in envelopes, whole and strange, and refusals of both kinds."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux.answers import asked_wait_s, prediction_in, service_error, unknown_fields
from flux.errors import InvalidInput, NoChannel, OutOfCredit, RefusedField, ServiceError, Unauthorized
from flux.http import Answer
from flux.predictions import Prediction, Status

URL = "https://replicate.delivery/xezq/a/out-0.webp"
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def refusal(status: int, body: object, headers: dict[str, str] | None = None) -> Answer:
    return Answer(status, "application/json", headers or {}, json.dumps(body).encode())


def read(**bare: object) -> Prediction:
    found = prediction_in({"id": "abc", **bare})
    assert found is not None
    return found


def wrapped(inner: object, **outer: object) -> Prediction:
    found = prediction_in({"code": "success", "message": "", "data": {"task_id": "t1", **outer, "data": inner}})
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("output", "outputs"),
    [
        (URL, (URL,)),
        ([URL, URL + "?2"], (URL, URL + "?2")),
        ([URL, URL], (URL,)),
        ({"url": URL}, (URL,)),
        ({"images": [{"url": URL, "width": 1024}]}, (URL,)),
        (None, ()),
        ("", ()),
        ([None, "", 7], ()),
        (7, ()),
    ],
)
def test_output_shapes(output: object, outputs: tuple[str, ...]) -> None:
    assert read(output=output).outputs == outputs


@pytest.mark.parametrize(
    ("word", "status", "ended"),
    [
        ("starting", Status.STARTING, False),
        ("processing", Status.PROCESSING, False),
        ("succeeded", Status.SUCCEEDED, True),
        ("failed", Status.FAILED, True),
        ("canceled", Status.CANCELED, True),
        ("aborted", Status.ABORTED, True),
        ("NOT_START", Status.STARTING, False),
        ("SUBMITTED", Status.STARTING, False),
        ("QUEUED", Status.STARTING, False),
        ("IN_PROGRESS", Status.PROCESSING, False),
        ("SUCCESS", Status.SUCCEEDED, True),
        ("FAILURE", Status.FAILED, True),
        ("dreaming", Status.UNKNOWN, False),
        (None, Status.UNKNOWN, False),
        (3, Status.UNKNOWN, False),
    ],
)
def test_statuses(word: object, status: Status, ended: bool) -> None:
    prediction = read(status=word)
    assert prediction.status is status
    assert prediction.status.ended is ended


def test_a_bare_answer() -> None:
    logs = "Using seed: 62182\n 75%|███████▌  | 3/4 [00:00<00:00, 15.38it/s]\n"
    prediction = read(
        status="processing", logs=logs, error=None, output=None, metrics={}, version=None, new_field=[1]
    )
    assert prediction.seed == 62182
    assert prediction.percent(4) == 75
    assert prediction.error is None


@pytest.mark.parametrize("logs", [None, "", 4, ["a"]])
def test_logs_may_be_missing(logs: object) -> None:
    prediction = read(logs=logs)
    assert (prediction.logs, prediction.seed, prediction.percent(4)) == ("", None, None)


def test_an_envelope_around_a_finished_prediction() -> None:
    inner = {"id": "q4chw5", "status": "succeeded", "output": [URL], "logs": "Using seed: 5\n"}
    prediction = wrapped(inner, action="generate", status="SUCCESS", fail_reason="", progress="100%")
    assert prediction.id == "t1"
    assert prediction.status is Status.SUCCEEDED
    assert prediction.outputs == (URL,)
    assert prediction.seed == 5
    assert prediction.percent(4) == 100


def test_an_envelope_that_is_still_empty() -> None:
    prediction = wrapped(None, status="IN_PROGRESS", fail_reason="", progress="42%")
    assert prediction.status is Status.PROCESSING
    assert prediction.error is None
    assert prediction.percent(4) == 42


def test_an_envelope_of_a_failure() -> None:
    prediction = wrapped(None, status="FAILURE", fail_reason="NSFW content detected.", progress="100%")
    assert prediction.status is Status.FAILED
    assert prediction.error == "NSFW content detected."


def test_an_envelope_that_gave_up_outweighs_what_is_inside() -> None:
    prediction = wrapped({"id": "q", "status": "processing"}, status="FAILURE", fail_reason="timeout")
    assert prediction.status is Status.FAILED
    assert prediction.error == "timeout"


@pytest.mark.parametrize("outer", ["SUCCESS", "IN_PROGRESS", "odd"])
def test_what_is_inside_outweighs_an_envelope_ahead_or_behind(outer: str) -> None:
    assert wrapped({"id": "q", "status": "processing"}, status=outer).status is Status.PROCESSING
    assert wrapped({"id": "q", "status": "succeeded"}, status=outer).status is Status.SUCCEEDED


def test_the_log_outweighs_the_progress_of_the_envelope() -> None:
    inner = {"id": "q", "status": "processing", "logs": " 50%|█ | 2/4 [00:00]"}
    assert wrapped(inner, status="IN_PROGRESS", progress="30%").percent(4) == 50


@pytest.mark.parametrize("progress", ["", None, "soon", "-4%", "²%", "1e3"])
def test_a_progress_that_is_none(progress: object) -> None:
    assert wrapped(None, status="IN_PROGRESS", progress=progress).percent(4) is None


@pytest.mark.parametrize(
    "payload",
    [None, [], "abc", 7, {}, {"id": ""}, {"id": 4}, {"id": "../x"}, {"data": {}}, {"code": "no", "data": "t1"}],
)
def test_no_prediction(payload: object) -> None:
    assert prediction_in(payload) is None


@given(st.dictionaries(st.sampled_from(["id", "status", "output", "error", "logs", "data", "code"]), JSON_VALUES))
def test_no_payload_breaks_the_reading(payload: dict[str, object]) -> None:
    prediction_in(payload)
    service_error(refusal(500, payload), secret="k")
    assert read(**{**payload, "id": "abc"}).id == "abc"


def test_what_was_paid_for_is_not_lost_to_a_strange_answer() -> None:
    deep: list[object] = []
    for _ in range(900):
        deep = [deep]
    prediction = read(
        status="succeeded",
        output=[deep, URL],
        logs="\ud800 Using seed: " + "9" * 5000,
        error="\ud800",
    )
    assert prediction.outputs == (URL,)
    assert prediction.seed is None
    assert prediction.error == "?"
    assert wrapped(None, status="SUCCESS", progress="9" * 5000).id == "t1"


def test_captured_422_names_its_fields() -> None:
    body = {
        "detail": "- input: prompt is required\n- input.num_inference_steps: Must be less than or equal to 4\n",
        "status": 422,
        "title": "Input validation failed",
        "invalid_fields": [
            {"type": "required", "field": "input", "description": "prompt is required"},
            {
                "type": "number_lte",
                "field": "input.num_inference_steps",
                "description": "Must be less than or equal to 4",
            },
        ],
    }
    told = (
        RefusedField("prompt", "required", "prompt is required"),
        RefusedField("num_inference_steps", "number_lte", "Must be less than or equal to 4"),
    )
    error = service_error(refusal(422, body), secret="k")
    assert isinstance(error, InvalidInput)
    assert error.fields == told
    assert unknown_fields(error) == frozenset()
    quoted = {"error": {"message": json.dumps(body), "type": "comet_api_error", "code": ""}}
    passed_on = service_error(refusal(500, quoted), secret="k")
    assert isinstance(passed_on, InvalidInput)
    assert passed_on.fields == told


@pytest.mark.parametrize(
    "body",
    [
        {
            "invalid_fields": [
                {
                    "type": "additional_property_not_allowed",
                    "field": "input",
                    "description": "Additional property guidance is not allowed",
                }
            ]
        },
        {"detail": "- input: Additional property guidance is not allowed\n"},
        {"detail": [{"loc": ["body", "input", "guidance"], "msg": "nope", "type": "extra_forbidden"}]},
        {"detail": [{"loc": ["input", "guidance"], "msg": "extra fields not permitted", "type": "value_error"}]},
        {"detail": "- input.guidance: Unknown field\n"},
    ],
)
def test_unknown_fields_are_told_from_wrong_values(body: object) -> None:
    error = service_error(refusal(422, body), secret="sk-1")
    assert isinstance(error, InvalidInput)
    assert unknown_fields(error) == {"guidance"}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (403, {"error": {"code": "insufficient_user_quota", "message": "m"}}, OutOfCredit),
        (401, {"error": {"code": "", "message": "invalid token"}}, Unauthorized),
        (503, {"error": {"code": "model_not_found", "message": "m"}}, NoChannel),
        (503, {"message": "No available channel for model"}, NoChannel),
        (500, {"error": {"code": "invalid_request", "message": "m"}}, InvalidInput),
    ],
)
def test_what_the_body_says_outweighs_the_status(status: int, body: object, kind: type[ServiceError]) -> None:
    assert type(service_error(refusal(status, body), secret="k")) is kind


def test_messages_are_trimmed_and_without_the_key() -> None:
    error = service_error(refusal(401, {"detail": "no sk-1 here\n" + "x" * 999}), secret="sk-1")
    assert str(error).startswith("HTTP 401: no *** here x")
    assert len(str(error)) < 320


def test_no_part_of_the_key_is_left_where_a_message_is_cut() -> None:
    assert "sk-" not in str(service_error(refusal(401, {"detail": "x" * 296 + "sk-123456"}), secret="sk-123456"))


def test_the_words_for_a_field_are_trimmed_and_without_the_key() -> None:
    entry = {"type": "format", "field": "input.image", "description": "no sk-1 " + "x" * 999}
    error = service_error(refusal(422, {"invalid_fields": [entry]}), secret="sk-1")
    assert isinstance(error, InvalidInput)
    assert error.fields[0].description.startswith("no *** x")
    assert len(error.fields[0].description) == 300


DATE = "Sun, 22 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "body", "wait_s"),
    [
        ({"Retry-After": "7"}, {"retry_after": 9}, 7),
        ({"Retry-After": "Sun, 22 Nov 2026 10:00:45 GMT", "Date": DATE}, {}, 45),
        ({"Retry-After": "Sun, 22 Nov 2026 09:00:00 GMT", "Date": DATE}, {}, 0),
        ({"Retry-After": "Sun, 22 Nov 2026 10:00:45 GMT"}, {}, None),
        ({"Retry-After": "soon", "Date": DATE}, {"retry_after": 2.5}, 2.5),
        ({}, {"retry_after": 9}, 9),
        ({}, {"detail": "Request was throttled. Your rate limit resets in ~30s."}, 30),
        ({}, {"retry_after": -1}, None),
        ({}, {"retry_after": True}, None),
        ({"Retry-After": "nan"}, {"retry_after": "inf"}, None),
        ({}, {}, None),
    ],
)
def test_the_wait_that_is_asked_for(headers: dict[str, str], body: object, wait_s: float | None) -> None:
    assert asked_wait_s(refusal(429, body, headers)) == wait_s
