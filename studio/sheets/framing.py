"""A tile's picture in its frame: whole, with round corners, and a quiet sign where there is none to show.

The file is checked and decoded by ``studio.intake``, like every picture that comes in.
"""

from functools import cache

from PIL import Image, ImageDraw, ImageOps

from studio.errors import PictureRefused
from studio.intake import plain, size_of
from studio.sheets.layout import Box
from studio.sheets.look import CORNER, FAINT, SURFACE

_SHAPE_OF_NOTHING = 1.0
_CROPPED = 1.1
"""How much of a side may be cut off so that a picture fills a frame of nearly its shape."""

_FINE = 4
"""Curves are drawn so many times larger."""

_OPAQUE = 255


def shape_of(picture: bytes) -> float:
    """Return a picture's width by its height, as its header has them; a square's where it is no picture."""
    try:
        width, height = size_of(picture)
    except PictureRefused:
        return _SHAPE_OF_NOTHING
    return width / height


def put(sheet: Image.Image, picture: bytes, box: Box) -> None:
    """Draw a picture into a sheet."""
    size = (box.width, box.height)
    sheet.paste(_framed(picture, size), (box.left, box.top), rounded(size))


def _framed(picture: bytes, size: tuple[int, int]) -> Image.Image:
    try:
        pixels = plain(picture)
    except PictureRefused:
        return _nothing(size)
    if _nearly(pixels.size, size):
        return ImageOps.fit(pixels, size, Image.Resampling.LANCZOS)
    return _on_a_mat(pixels, size)


def _on_a_mat(pixels: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Show a picture whole in the middle of a frame of another shape."""
    scale = min(size[0] / pixels.width, size[1] / pixels.height)
    width, height = max(1, round(pixels.width * scale)), max(1, round(pixels.height * scale))
    mat = Image.new("RGB", size, SURFACE)
    whole = pixels.resize((width, height), Image.Resampling.LANCZOS)
    mat.paste(whole, ((size[0] - width) // 2, (size[1] - height) // 2))
    return mat


def _nearly(one: tuple[int, int], other: tuple[int, int]) -> bool:
    ratio = one[0] * other[1] / (one[1] * other[0])
    return 1 / _CROPPED <= ratio <= _CROPPED


def _nothing(size: tuple[int, int]) -> Image.Image:
    """Draw what stands for a picture that is not there: a little landscape in outline."""
    frame = Image.new("RGB", size, SURFACE)
    side = max(1, min(min(size) * 2 // 5, 160))
    frame.paste(FAINT, ((size[0] - side) // 2, (size[1] - side) // 2), _landscape(side))
    return frame


def _landscape(side: int) -> Image.Image:
    large = side * _FINE
    mask = Image.new("L", (large, large))
    pen = ImageDraw.Draw(mask)
    line = max(1, large // 14)
    pen.rounded_rectangle((0, large // 8, large - 1, large * 7 // 8), large // 8, outline=_OPAQUE, width=line)
    pen.ellipse((large * 22 // 100, large * 28 // 100, large * 38 // 100, large * 44 // 100), fill=_OPAQUE)
    ridge = [(12, 80), (38, 54), (52, 66), (70, 44), (88, 62), (88, 80)]
    pen.polygon([(large * x // 100, large * y // 100) for x, y in ridge], fill=_OPAQUE)
    return mask.resize((side, side), Image.Resampling.LANCZOS)


def rounded(size: tuple[int, int], radius: int = CORNER) -> Image.Image:
    """Return a mask of a rectangle with round corners."""
    mask = Image.new("L", size, _OPAQUE)
    corner = min(radius, *(side // 2 for side in size))
    if corner:
        left_top = _corner(corner)
        left_bottom = ImageOps.flip(left_top)
        right, bottom = size[0] - corner, size[1] - corner
        mask.paste(left_top, (0, 0))
        mask.paste(left_bottom, (0, bottom))
        mask.paste(ImageOps.mirror(left_top), (right, 0))
        mask.paste(ImageOps.mirror(left_bottom), (right, bottom))
    return mask


@cache
def _corner(radius: int) -> Image.Image:
    large = radius * _FINE
    quarter = Image.new("L", (large, large))
    ImageDraw.Draw(quarter).ellipse((0, 0, 2 * large, 2 * large), fill=_OPAQUE)
    return quarter.resize((radius, radius), Image.Resampling.LANCZOS)
