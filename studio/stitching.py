"""Several pictures as one, side by side, for models that take only one.

Pure, and heavy on the CPU. The pictures come from ``studio.intake``, which also writes the result.
"""

import math
from collections.abc import Sequence

from PIL import Image

from studio.intake import LONGEST_SIDE

MOST_PIXELS = LONGEST_SIDE**2
"""Most pixels of the result, which may be wider than a single picture."""


def side_by_side(pictures: Sequence[Image.Image]) -> Image.Image:
    """Return plain pictures from left to right in one of their common height, with nothing between them.

    None is enlarged: the height is that of the lowest, or less where the result would have too many pixels. A
    single picture is returned as it is.
    """
    if len(pictures) == 1:
        return pictures[0]
    height = _height(pictures)
    widths = _widths(pictures, height)
    joined = Image.new("RGB", (sum(widths), height))
    left = 0
    for picture, width in zip(pictures, widths, strict=True):
        joined.paste(picture.resize((width, height), Image.Resampling.LANCZOS), (left, 0))
        left += width
    return joined


def _height(pictures: Sequence[Image.Image]) -> int:
    lowest = min(picture.height for picture in pictures)
    width_by_height = sum(picture.width / picture.height for picture in pictures)
    height = max(1, min(lowest, math.isqrt(int(MOST_PIXELS / width_by_height))))
    # Widths are whole pixels, so that estimate may be a little too much.
    while height > 1 and sum(_widths(pictures, height)) * height > MOST_PIXELS:
        height -= 1
    return height


def _widths(pictures: Sequence[Image.Image], height: int) -> list[int]:
    return [max(1, round(picture.width * height / picture.height)) for picture in pictures]
