"""How the log looks: one line an event, as text for people or as JSON for machines, on standard error.

What is logged is decided where it happens; tokens, prompts and signed URLs are logged nowhere.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

_TEXT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_CHATTY = ("discord", "aiohttp", "alembic", "PIL", "sqlalchemy")


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a traceback is one string in it."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up(level: str, form: str, *, stream: TextIO | None = None) -> None:
    """Send the log to a stream (standard error where none is given), as ``text`` or ``json``.

    Libraries are heard from WARNING on at most, so that a request's URL with a token in it is never written.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else logging.Formatter(_TEXT))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))
