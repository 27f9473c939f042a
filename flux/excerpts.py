"""The service's own words, made fit for a line of the log. Pure.

What they mean stands in ``flux.answers`` and ``flux.failures``.
"""

import re

_LENGTH = 300
_SIGNATURE = re.compile(r"(https?://[^\s?#\"'<>]{1,2000})[?#][^\s\"'<>]*")


def excerpt(text: str, *, secret: str = "") -> str:
    """Return the beginning of a text on one line: at most 300 characters, no ``secret``, no signature of a URL."""
    clean = text.replace(secret, "***") if secret else text
    return _SIGNATURE.sub(r"\1?***", " ".join(clean.split()))[:_LENGTH]
