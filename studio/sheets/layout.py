"""Where tiles and their captions stand on a sheet: in rows as wide as the sheet, in the order they came.

Pure geometry in whole pixels; nothing is drawn here. The rows are chosen so that the tiles are as large and as
alike as they can be on a screen. What does not fit is lowered, never left out.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import median_low
from typing import TypeAlias

FLATTEST = 3.0
"""Widest shape of a tile, as width by height; a picture beyond it has room above and below. Flux goes to 21:9."""

STEEPEST = 1 / FLATTEST
"""The same for high ones."""

UNEVEN = 1.25
"""How much higher than the usual row one may be; a row that would be more is as high as the usual one."""

SNUG = 0.06
"""How much of a lowered row may be blank for its tiles to be made a little wider instead, so that edges align."""

_SCREEN = 0.8
"""How high a screen is by its width: what is higher is shown smaller."""

_HEIGHTS_TRIED = 24

_Shapes: TypeAlias = Sequence[float]
_Breaks: TypeAlias = tuple[int, ...]
"""Where rows begin and end: 0, 3, 5 are a row of three and a row of two."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in pixels from the top left corner."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first pixel that is no longer in it."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first line that is no longer in it."""
        return self.top + self.height

    def moved(self, left: int, top: int) -> "Box":
        """Return the box elsewhere."""
        return Box(self.left + left, self.top + top, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Cell:
    """A tile's place: its picture and, right below it and as wide, its caption."""

    picture: Box
    caption: Box

    def moved(self, left: int, top: int) -> "Cell":
        """Return the cell elsewhere."""
        return Cell(self.picture.moved(left, top), self.caption.moved(left, top))


@dataclass(frozen=True, slots=True)
class Room:
    """What there is to fill, in pixels.

    No tile is narrower than ``narrowest``, so that its name can be read. ``gap`` is between tiles and rows.
    """

    width: int
    most_height: int
    gap: int
    caption: int
    narrowest: int
    highest_row: float = math.inf


def arrange(shapes: Sequence[float], room: Room) -> tuple[Cell, ...]:
    """Place tiles of these shapes (width by height) in the room, from its top left corner.

    Raises:
        ValueError: there are so many that nothing but captions would be seen.
    """
    kept = [min(max(shape, STEEPEST), FLATTEST) for shape in shapes]
    rows = _Rows(kept, room)
    ways = {rows.broken(height) for height in _heights_to_try(room)} if kept else set()
    placed = [cells for way in sorted(ways) if (cells := tuple(rows.placed(way)))]
    if kept and not placed:
        raise ValueError(f"no room for {len(kept)} tiles in {room.width} x {room.most_height} pixels")
    return max(placed, key=lambda cells: _worth(cells, kept, room), default=())


def height_of(cells: Sequence[Cell]) -> int:
    """Return how high a room's cells are together."""
    return max((cell.caption.bottom for cell in cells), default=0)


class _Rows:
    """The ways to break a sequence of tiles into rows."""

    def __init__(self, shapes: _Shapes, room: Room) -> None:
        self._shapes = shapes
        self._room = room
        most = (room.width + room.gap) // (room.narrowest + room.gap)
        self._heights = {
            (start, end): self._full_height(shapes[start:end])
            for start in range(len(shapes))
            for end in range(start + 1, min(start + most, len(shapes)) + 1)
        }

    def broken(self, height: float) -> _Breaks:
        """Return the way in which rows come nearest to a height; of equal ones, the last row is the shortest."""
        best: list[tuple[float, _Breaks]] = [(0.0, (0,))]
        for end in range(1, len(self._shapes) + 1):
            starts = [start for start in range(end) if (start, end) in self._heights]
            options = (
                (best[start][0] + (end - start) * math.log(self._heights[start, end] / height) ** 2, start)
                for start in starts
            )
            cost, start = min(options, key=lambda option: (round(option[0], 9), -option[1]))
            best.append((cost, (*best[start][1], end)))
        return best[-1][1]

    def placed(self, breaks: _Breaks) -> Iterator[Cell]:
        """Place the tiles, or none where there is no height for them."""
        spans = list(pairwise(breaks))
        heights = self._lowered([self._heights[span] for span in spans])
        if min(heights) < 1:
            return
        top = 0
        for (start, end), height in zip(spans, heights, strict=True):
            yield from self._row(self._shapes[start:end], height, top)
            top += int(height) + self._room.caption + self._room.gap

    def _full_height(self, shapes: _Shapes) -> float:
        """Return the height at which a row is as wide as the room, with no tile narrower than is allowed."""
        free = self._room.width - self._room.gap * (len(shapes) - 1)
        rising = sorted(shapes)
        # Were too few held at the narrowest width, or too many, the row would come out too wide.
        return min((free - held * self._room.narrowest) / sum(rising[held:]) for held in range(len(rising)))

    def _lowered(self, heights: Sequence[float]) -> list[float]:
        """Lower the rows that stand out, then the highest ones until all fit into the room."""
        usual = median_low(heights)
        even = [height if height <= UNEVEN * usual else usual for height in heights]
        most = min(_level(even, self._free_height(len(heights))), self._room.highest_row)
        return [min(height, most) for height in even]

    def _free_height(self, rows: int) -> float:
        return self._room.most_height - rows * self._room.caption - (rows - 1) * self._room.gap

    def _row(self, shapes: _Shapes, height: float, top: int) -> Iterator[Cell]:
        room = self._room
        widths = [max(shape * height, room.narrowest) for shape in shapes]
        full = room.width - room.gap * (len(shapes) - 1)
        if full * (1 - SNUG) <= sum(widths) < full:
            widths = [width * full / sum(widths) for width in widths]
        edges = accumulate(widths, initial=(full - sum(widths)) / 2)
        for number, (start, end) in enumerate(pairwise(edges)):
            # Halves are always rounded up, so that no tile loses a pixel and none gets two.
            left, right = int(start + 0.5), int(end + 0.5)
            picture = Box(left + number * room.gap, top, right - left, int(height))
            yield Cell(picture, Box(picture.left, picture.bottom, picture.width, room.caption))


def _heights_to_try(room: Room) -> Iterator[float]:
    """Yield heights of rows, from a whole sheet down to a tile that is as flat as it may be."""
    highest, lowest = room.width / STEEPEST, room.narrowest / FLATTEST
    for step in range(_HEIGHTS_TRIED):
        yield highest * (lowest / highest) ** (step / (_HEIGHTS_TRIED - 1))


def _level(heights: Sequence[float], total: float) -> float:
    """Return the level to which the highest have to be lowered for all to be no more than a total."""
    left = total
    rising = sorted(heights)
    for number, height in enumerate(rising):
        share = left / (len(rising) - number)
        if height > share:
            return share
        left -= height
    return math.inf


def _worth(cells: Sequence[Cell], shapes: _Shapes, room: Room) -> float:
    """Say how good a way is: how large the pictures are on a screen, and how little of it is blank.

    Of sizes it is the geometric mean, so that a large picture makes up for no tiny one.
    """
    high = height_of(cells)
    sides = (
        min(cell.picture.width, cell.picture.height * shape) / math.sqrt(shape)
        for cell, shape in zip(cells, shapes, strict=True)
    )
    side = sum(math.log(side) for side in sides) / len(cells)
    shown = min(1.0, _SCREEN * room.width / high)
    full = sum(cell.picture.width * (cell.caption.bottom - cell.picture.top) for cell in cells)
    return side + math.log(shown) + math.log(full / (room.width * high))
