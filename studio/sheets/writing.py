"""Lines of text, each drawn within the width that it was given, so that none can reach over its neighbour.

Which characters are drawn is ``studio.sheets.characters``' affair, with which font ``studio.sheets.faces``'.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

from PIL import Image, ImageDraw

from studio.sheets.characters import ELLIPSIS, drawable, is_known
from studio.sheets.faces import Weight, has, runs

Colour: TypeAlias = tuple[int, int, int]

# In parts of its size, as Noto Sans needs them: they hold two accents above a capital letter.
_ASCENT = 1.1
_LINE = 1.4
_CAPITAL = 0.714
_INK = 255


@dataclass(frozen=True, slots=True)
class Script:
    """How text is written: weight, size in pixels, colour."""

    weight: Weight
    size: int
    colour: Colour

    @property
    def height(self) -> int:
        """Height of a line."""
        return math.ceil(_LINE * self.size)


@dataclass(frozen=True, slots=True)
class Line:
    """A text in its script; an empty one takes no room."""

    text: str
    script: Script


def height_of_lines(lines: Iterable[Line]) -> int:
    """Return how high lines are, one below the other."""
    return sum(line.script.height for line in lines if line.text)


def write(sheet: Image.Image, lines: Iterable[Line], *, left: int, top: int, width: int) -> None:
    """Write lines into a sheet, one below the other."""
    for line in lines:
        if line.text:
            sheet.paste(line.script.colour, (left, top), mask_of(line.text, line.script, width))
            top += line.script.height


def write_centred(sheet: Image.Image, line: Line, *, middle: tuple[int, int]) -> None:
    """Write a short text of capitals or digits around a point."""
    width = math.ceil(length(line.text, line.script))
    rise = round((_ASCENT - _CAPITAL / 2) * line.script.size)
    write(sheet, [line], left=middle[0] - width // 2, top=middle[1] - rise, width=width)


def mask_of(text: str, script: Script, width: int) -> Image.Image:
    """Return a line as a mask, ``width`` wide and as high as a line, from its left edge."""
    mask = Image.new("L", (width, script.height))
    pen = ImageDraw.Draw(mask)
    left = 0.0
    for piece, font in runs(cut(text, script, width), script.weight, script.size):
        pen.text((left, round(_ASCENT * script.size)), piece, font=font, fill=_INK, anchor="ls")
        left += font.getlength(piece)
    return mask


def cut(text: str, script: Script, width: int) -> str:
    """Return what is drawn of a text in a width: all of it, or its beginning and an ellipsis."""
    whole = drawable(text, has)
    if length(whole, script) <= width:
        return whole
    room = width - length(ELLIPSIS, script)
    # There is no kerning in the basic layout, so that lengths add up.
    ends = accumulate(length(character, script) for character in whole)
    return whole[: sum(end <= room for end in ends)].rstrip() + ELLIPSIS


def length(text: str, script: Script) -> float:
    """Return how long a drawable text is."""
    return sum(font.getlength(piece) for piece, font in runs(text, script.weight, script.size))


def is_legible(text: str) -> bool:
    """Say whether a name will be recognised by what is drawn of it: not every script has a font here."""
    return is_known(text, has)


def roomiest(text: str, scripts: Sequence[Script], width: int) -> Script:
    """Return the first script in which a text need not be cut, else the last."""
    whole = drawable(text, has)
    return next((script for script in scripts if length(whole, script) <= width), scripts[-1])
