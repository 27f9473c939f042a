"""A picture inside its own address: what the service gets where the picture cannot be uploaded to Discord.

Pure, and heavy on the CPU where it has to be made smaller: ``Studio.inline_picture`` calls it in a thread.
"""

import base64
from collections.abc import Mapping
from typing import TypeVar

from flux.pictures import MediaType
from studio.pictures_out import fit

MAX_ADDRESS = 256_000
"""Longest data URI that the service takes, in characters."""

T = TypeVar("T")

_START = "data:image/jpeg;base64,"


def inlined(body: bytes) -> str:
    """Return a JPEG as a data URI, made smaller where it would be too long."""
    fitted = fit(body, MediaType.JPEG, limit_bytes=(MAX_ADDRESS - len(_START)) // 4 * 3)
    return _START + base64.b64encode(fitted.body).decode("ascii")


def is_inline(url: str | None) -> bool:
    """Say whether an address holds its picture itself, so that no card shows it."""
    return url is not None and url.startswith(_START)


def without_pictures(sent: Mapping[str, T]) -> dict[str, T]:
    """Return what was sent to the service, but for addresses that hold pictures."""
    return {name: value for name, value in sent.items() if not (isinstance(value, str) and is_inline(value))}


def picture_in(url: str) -> bytes:
    """Return the picture that an inline address holds."""
    return base64.b64decode(url.removeprefix(_START))
