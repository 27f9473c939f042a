"""The log's two forms, and whom it listens to."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

import logs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Somewhere to log to; the logging of the tests themselves is put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield io.StringIO()
    root.handlers[:] = handlers
    root.setLevel(level)


def test_text_is_one_line_an_event(stream: io.StringIO) -> None:
    logs.set_up("INFO", "text", stream=stream)
    logging.getLogger("studio").info("job=%s accepted", "abc")
    logging.getLogger("studio").debug("not this")
    (line,) = stream.getvalue().splitlines()
    assert line.endswith("INFO    studio: job=abc accepted")


def test_json_is_one_object_a_line_with_its_traceback(stream: io.StringIO) -> None:
    logs.set_up("INFO", "json", stream=stream)
    try:
        int("рыжая лиса")
    except ValueError:
        logging.getLogger("studio").exception("reference=%s failed", "xyz")
    (line,) = stream.getvalue().splitlines()
    told = json.loads(line)
    assert (told["level"], told["logger"], told["message"]) == ("ERROR", "studio", "reference=xyz failed")
    assert "рыжая лиса" in told["error"]
    assert told["time"].endswith("+00:00")


def test_libraries_are_heard_from_warning_on(stream: io.StringIO) -> None:
    logs.set_up("DEBUG", "text", stream=stream)
    logging.getLogger("discord.http").debug("POST /webhooks/1/a-token")
    logging.getLogger("aiohttp.access").info("GET /signed?hm=1")
    logging.getLogger("discord.gateway").warning("heard")
    assert [line.rsplit(" ", 1)[1] for line in stream.getvalue().splitlines()] == ["heard"]


def test_libraries_are_no_louder_than_the_rest(stream: io.StringIO) -> None:
    logs.set_up("ERROR", "text", stream=stream)
    logging.getLogger("discord.gateway").warning("not this")
    assert stream.getvalue() == ""
