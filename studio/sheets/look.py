"""How sheets look: Discord's dark theme, and sizes in pixels for a sheet of 1600.

A chat shows a sheet at about a third of that, so nothing is written smaller than 26.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from studio.sheets.faces import Weight
from studio.sheets.writing import Colour, Script

WIDTH = 1600
MOST_HEIGHT = WIDTH * 5 // 4
"""Discord shows pictures up to this shape well; what is higher is made narrow."""

MARGIN = 48
FREE_WIDTH = WIDTH - 2 * MARGIN
CORNER = 16
HEADER_GAP = 28
CAPTION_GAP = 10

BACKGROUND: Colour = (30, 31, 34)
SURFACE: Colour = (43, 45, 49)
FAINT: Colour = (72, 75, 82)
TEXT: Colour = (242, 243, 245)
MUTED: Colour = (165, 170, 179)

TITLES = tuple(Script(Weight.STRONG, size, TEXT) for size in (64, 54, 46))
"""From the largest, for short titles, to the smallest."""

SUBTITLE = Script(Weight.REGULAR, 34, MUTED)

MEDALS: Mapping[int, Colour] = MappingProxyType({1: (240, 190, 74), 2: (196, 203, 214), 3: (205, 140, 92)})
NO_MEDAL: Colour = (128, 132, 142)
RING_GAP, RING = 4, 3
"""Both are less than half of what tiles are apart."""


@dataclass(frozen=True, slots=True)
class Density:
    """How captions are written, how far tiles are apart, and how narrow one may be for its name to be read."""

    name: Script
    note: Script
    gap: int
    narrowest: int

    @property
    def medal(self) -> int:
        """How large a medal is."""
        return self.name.size * 19 // 10


def _density(name_size: int, note_size: int, gap: int, narrowest: int) -> Density:
    name, note = Script(Weight.STRONG, name_size, TEXT), Script(Weight.REGULAR, note_size, MUTED)
    return Density(name, note, gap, narrowest)


_DENSITIES = ((4, _density(40, 32, 28, 300)), (12, _density(34, 28, 24, 220)), (30, _density(29, 26, 20, 170)))
_DENSEST = _density(26, 26, 16, 138)


def density(tiles: int) -> Density:
    """Return how a sheet of so many tiles is written."""
    return next((dense for most, dense in _DENSITIES if tiles <= most), _DENSEST)
