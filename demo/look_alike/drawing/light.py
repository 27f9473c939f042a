"""The soft things of a picture: gradients, noise, glows, haze. Pure functions over Pillow images."""

from collections.abc import Sequence
from random import Random
from typing import TypeAlias

from PIL import Image, ImageChops, ImageDraw

from demo.look_alike.drawing.palettes import Colour

Size: TypeAlias = tuple[int, int]

_SMOOTH = Image.Resampling.BICUBIC
_RIM = 180
"""Where Pillow's radial gradient is at the middle of its edges; its corners have 255."""


def vertical(size: Size, colours: Sequence[Colour]) -> Image.Image:
    """Return a gradient from the first colour at the top to the last at the bottom."""
    column = Image.new("RGB", (1, len(colours)))
    column.putdata(list(colours))
    return column.resize(size, _SMOOTH)


def mesh(size: Size, colours: Sequence[Colour], random: Random) -> Image.Image:
    """Return colours that flow into each other in all directions."""
    spots = Image.new("RGB", (4, 4))
    spots.putdata([random.choice(colours) for _ in range(16)])
    return spots.resize(size, _SMOOTH)


def noise(size: Size, cells: Size, random: Random) -> Image.Image:
    """Return smooth grey noise with this many cells across and down."""
    return Image.frombytes("L", cells, random.randbytes(cells[0] * cells[1])).resize(size, _SMOOTH)


def clouds(size: Size, random: Random) -> Image.Image:
    """Return a mask of long soft clouds."""
    broad = noise(size, (5, 14), random)
    fine = noise(size, (14, 40), random)
    thin = Image.blend(broad, fine, 0.35).point([max(0, min(150, (value - 128) * 3)) for value in range(256)])
    return ImageChops.multiply(
        thin, Image.linear_gradient("L").point([min(255, value * 2) for value in range(256)]).resize(size, _SMOOTH)
    )


def glow(picture: Image.Image, centre: tuple[float, float], radius: float, tint: Colour, strength: float) -> None:
    """Let light shine from a point of the picture; ``strength`` is 0..1 at its centre."""
    side = max(2, round(radius * 2))
    fade = [round(255 * strength * max(0.0, 1 - value / _RIM) ** 2) for value in range(256)]
    mask = Image.radial_gradient("L").point(fade).resize((side, side), _SMOOTH)
    picture.paste(tint, (round(centre[0] - radius), round(centre[1] - radius)), mask)


def disc(picture: Image.Image, centre: tuple[float, float], radius: float, tint: Colour) -> None:
    """Draw a disc with a smooth edge."""
    side = max(2, round(radius * 2))
    large = Image.new("L", (side * 3, side * 3))
    ImageDraw.Draw(large).ellipse((0, 0, side * 3 - 1, side * 3 - 1), fill=255)
    mask = large.resize((side, side), Image.Resampling.LANCZOS)
    picture.paste(tint, (round(centre[0] - radius), round(centre[1] - radius)), mask)


def stars(picture: Image.Image, random: Random, *, lowest: float) -> None:
    """Scatter stars over the upper part of a picture, down to ``lowest`` (0..1)."""
    width, height = picture.size
    for _ in range(width * height // 9000):
        reach = random.random() ** 1.5 * lowest
        centre = (random.random() * width, reach * height)
        glow(picture, centre, random.choice((2, 2, 3, 4, 6)), (255, 255, 255), 0.95 * (1 - reach))


def add_vignette(picture: Image.Image) -> Image.Image:
    """Darken the corners a little."""
    shade = Image.radial_gradient("L").point([255 - max(0, value - 110) // 3 for value in range(256)])
    return ImageChops.multiply(picture, shade.resize(picture.size, _SMOOTH).convert("RGB"))
