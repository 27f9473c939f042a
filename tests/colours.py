"""Which colours a picture shows from left to right: how tests see which pictures went into it, in what order."""

import io
from collections.abc import Iterator
from itertools import groupby

from PIL import Image, ImageColor

PLAIN = ("red", "lime", "blue", "yellow", "magenta", "cyan", "black", "white")
"""Colours that can be told apart whatever a lossy format does to them; a sketch's frame has none of them."""

_NEAR = 90
_LEAST_PART = 0.02


def stripes(body: bytes) -> list[str]:
    """Return the plain colours across the middle of a picture, from left to right."""
    with Image.open(io.BytesIO(body)) as picture:
        row = picture.convert("RGB").crop((0, picture.height // 2, picture.width, picture.height // 2 + 1))
    return [name for name, length in _runs(row) if name is not None and length >= _LEAST_PART * row.width]


def _runs(row: Image.Image) -> Iterator[tuple[str | None, int]]:
    pixels = [row.getpixel((x, 0)) for x in range(row.width)]
    for name, run in groupby(map(_name, pixels)):
        yield name, len(list(run))


def _name(pixel: object) -> str | None:
    assert isinstance(pixel, tuple)
    distances = {
        name: sum((a - b) ** 2 for a, b in zip(pixel, ImageColor.getrgb(name), strict=True)) for name in PLAIN
    }
    nearest = min(PLAIN, key=distances.__getitem__)
    return nearest if distances[nearest] <= _NEAR**2 else None
