"""A finished picture as bytes: what it is by its content, and whether all of it is there. Pure.

Names and declared types are not trusted. Decoding is not done here.
"""

from dataclasses import dataclass
from enum import StrEnum

MAX_PICTURE_BYTES = 50 * 1024 * 1024
"""Most that is read of one picture."""

_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_END = b"IEND\xaeB`\x82"
_JPEG_START = b"\xff\xd8\xff"
_JPEG_SCAN = b"\xff\xda"
_JPEG_END = b"\xff\xd9"


class MediaType(StrEnum):
    """The kinds of pictures that Flux models make."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"

    @property
    def suffix(self) -> str:
        """How a file of this kind ends, with its dot."""
        return _SUFFIXES[self]


_SUFFIXES = {MediaType.PNG: ".png", MediaType.JPEG: ".jpg", MediaType.WEBP: ".webp"}


@dataclass(frozen=True, slots=True)
class FetchedPicture:
    """A picture as it came from the service."""

    body: bytes
    media_type: MediaType


def sniff(body: bytes) -> MediaType | None:
    """Say what kind of picture this is by its first bytes; ``None`` where it is none of ours."""
    if body.startswith(_PNG_START):
        return MediaType.PNG
    if body.startswith(_JPEG_START):
        return MediaType.JPEG
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return MediaType.WEBP
    return None


def is_whole(body: bytes, media_type: MediaType) -> bool:
    """Say whether the picture has its end: a server that closes early need not have told the length."""
    match media_type:
        case MediaType.PNG:
            return _PNG_END in body
        case MediaType.JPEG:
            # A preview in its header has an end of its own, but the picture's scan comes after that.
            return body.rfind(_JPEG_END) > body.rfind(_JPEG_SCAN) > 0
        case MediaType.WEBP:
            return len(body) >= 8 + int.from_bytes(body[4:8], "little")
