"""Makes finished pictures fit where they are shown: what is too large is written again as a smaller JPEG.

Pure, and heavy on the CPU: call it in a thread. Pictures that come in are ``studio.intake``'s.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from flux.pictures import MediaType

_QUALITIES = (92, 85, 75)
_SCALES = (1.0, 0.75, 0.5, 0.25)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A picture as it can be sent; ``shrunk`` says that it is no longer what the service made."""

    body: bytes
    media_type: MediaType
    shrunk: bool


def fit(body: bytes, media_type: MediaType, *, limit_bytes: int) -> Fitted:
    """Return the picture itself where it fits, else the best JPEG of it that does.

    Raises:
        ValueError: not even a quarter of its size fits.
    """
    if len(body) <= limit_bytes:
        return Fitted(body, media_type, shrunk=False)
    for smaller in _smaller(body):
        if len(smaller) <= limit_bytes:
            return Fitted(smaller, MediaType.JPEG, shrunk=True)
    raise ValueError(f"no JPEG of this picture fits into {limit_bytes} bytes")


def _smaller(body: bytes) -> Iterator[bytes]:
    with Image.open(io.BytesIO(body)) as picture:
        original = picture.convert("RGB")
    for scale in _SCALES:
        sides = (max(1, round(original.width * scale)), max(1, round(original.height * scale)))
        scaled = original if scale == 1 else original.resize(sides, Image.Resampling.LANCZOS)
        for quality in _QUALITIES:
            written = io.BytesIO()
            scaled.save(written, "JPEG", quality=quality)
            yield written.getvalue()
