"""The photograph that the demo's second member posts: a lake in the mountains, drawn at the start."""

import io
from random import Random

from PIL import Image, ImageChops

from demo.look_alike.drawing.light import add_vignette
from demo.look_alike.drawing.palettes import Palette, colour
from demo.look_alike.drawing.scenes import lake

_SIZE = (1392, 752)
_SEED = 4
_GRAIN = 18
_NOON = Palette(
    sky=tuple(colour(code) for code in ("3f78b5", "6ba3d6", "a4cbe6", "d3e6ee", "eef0e6")),
    sun=colour("fffdf2"),
    near=colour("1f3a2c"),
)


def photograph() -> bytes:
    """Return it as a JPEG file; takes some 0.3 s."""
    random = Random(_SEED)
    file = io.BytesIO()
    _grainy(add_vignette(lake(_SIZE, _NOON, random)), random).save(file, "JPEG", quality=90)
    return file.getvalue()


def _grainy(picture: Image.Image, random: Random) -> Image.Image:
    """Add a little noise, as a camera does."""
    grain = Image.frombytes("L", picture.size, random.randbytes(picture.width * picture.height))
    faint = grain.point([128 + (value - 128) * _GRAIN // 128 for value in range(256)])
    return ImageChops.soft_light(picture, faint.convert("RGB"))
