"""The colours that the demo draws with."""

from dataclasses import dataclass
from typing import TypeAlias

Colour: TypeAlias = tuple[int, int, int]
"""Red, green and blue, 0..255."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a picture: ``sky`` from top to horizon, ``sun`` for what shines, ``near`` for the front."""

    sky: tuple[Colour, ...]
    sun: Colour
    near: Colour
    starry: bool = False


def colour(code: str) -> Colour:
    """Read ``rrggbb``."""
    red, green, blue = bytes.fromhex(code)
    return red, green, blue


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return a colour between two; ``share`` is how much of the second, 0..1."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _palette(sky: str, sun: str, near: str, *, starry: bool = False) -> Palette:
    return Palette(tuple(colour(code) for code in sky.split()), colour(sun), colour(near), starry)


PALETTES = (
    _palette("1b1b4b 4b2a7b b14a8c ff8a6b ffd9a0", "fff1d0", "1a1030", starry=True),
    _palette("0b1d3a 1f4e79 4f9bb8 a8d8d0 fbe8c8", "fffbe8", "0a2030"),
    _palette("2a1a5e f45866 f99e5a fcd581 fff0c9", "fffdf0", "2b1238"),
    _palette("061826 0b3c49 13796a 5cc98b d8f5b8", "f4ffd8", "03141a", starry=True),
    _palette("3b1c5a 7a3e9d c77dd6 f6b6d2 ffe8ee", "ffffff", "281040"),
    _palette("10213f 28527a 8ac4d0 f4d160 fbeeac", "fffae0", "10213f"),
    _palette("120c2c 3a1c71 d76d77 ffaf7b ffdcb0", "fff6e0", "140820", starry=True),
    _palette("0d2438 1e5f74 fcdab7 f7b787 ee8572", "fff7ea", "0d2438"),
)
