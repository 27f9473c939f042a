"""The fonts that come with Easel: which characters each has, and which one a character is drawn with.

How the files were made: docs/decisions/fonts.md. Another script is another file and a line in ``_FALLBACKS``.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from PIL import ImageFont

_FOLDER = Path(__file__).parent / "fonts"
_FALLBACKS = ("NotoEmoji-Medium", "NotoSansJP-Medium", "NotoSansSymbols2-Regular")
_NO_CHARACTER = 0xFFFF


class Weight(StrEnum):
    """How strong letters are; the value is the file of most of them."""

    REGULAR = "NotoSans-Regular"
    STRONG = "NotoSans-SemiBold"


def has(character: str) -> bool:
    """Say whether one of the fonts has a character."""
    return any(ord(character) in _characters(face) for face in (Weight.REGULAR, *_FALLBACKS))


def runs(text: str, weight: Weight, size: int) -> Iterator[tuple[str, ImageFont.FreeTypeFont]]:
    """Split a text into pieces, each with the font to draw it with."""
    for face, characters in groupby(text, lambda character: _face(character, weight)):
        yield "".join(characters), _font(face, size)


def font_file(face: str) -> Path:
    """Return where the file of a font is."""
    return _FOLDER / f"{face}.ttf"


def _face(character: str, weight: Weight) -> str:
    fitting = (face for face in (weight, *_FALLBACKS) if ord(character) in _characters(face))
    return next(fitting, weight)


@lru_cache(maxsize=64)
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    # The basic layout is the one that every Pillow has.
    return ImageFont.truetype(font_file(face), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _characters(face: str) -> frozenset[int]:
    """Read in a font which characters it has."""
    return frozenset(_listed(font_file(face).read_bytes()))


def _listed(font: bytes) -> Iterator[int]:
    """Yield what a font lists in its table of characters, in the two forms that subsetting writes."""
    table = _table(font, b"cmap")
    for number in range(_u16(font, table + 2)):
        start = table + _u32(font, table + 8 + 8 * number)
        match _u16(font, start):
            case 4:
                yield from _in_segments(font, start)
            case 12:
                yield from _in_groups(font, start)


def _table(font: bytes, name: bytes) -> int:
    entries = range(12, 12 + 16 * _u16(font, 4), 16)
    return next(_u32(font, entry + 8) for entry in entries if font[entry : entry + 4] == name)


def _in_segments(font: bytes, start: int) -> Iterator[int]:
    size = _u16(font, start + 6)
    for place in range(start + 14, start + 14 + size, 2):
        last, first = _u16(font, place), _u16(font, place + size + 2)
        yield from (code for code in range(first, last + 1) if code != _NO_CHARACTER)


def _in_groups(font: bytes, start: int) -> Iterator[int]:
    for number in range(_u32(font, start + 12)):
        group = start + 16 + 12 * number
        yield from range(_u32(font, group), _u32(font, group + 4) + 1)


def _u16(font: bytes, place: int) -> int:
    return int.from_bytes(font[place : place + 2], "big")


def _u32(font: bytes, place: int) -> int:
    return int.from_bytes(font[place : place + 4], "big")
