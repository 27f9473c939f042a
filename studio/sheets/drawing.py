"""Pictures made of pictures: a contact sheet of what was made, and the winners of a contest.

Heavy on the CPU: call it in a thread. One tile is decoded at a time. Every word on a sheet is handed in.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from PIL import Image

from studio.sheets import look
from studio.sheets.framing import put, shape_of
from studio.sheets.layout import Box, Cell, Room, arrange, height_of
from studio.sheets.medals import draw_medal, draw_ring
from studio.sheets.writing import Line, height_of_lines, roomiest, write

MOST_TILES = 60
"""Most tiles of a sheet: with more, names could not be read."""

_QUALITY = 90

_FEW_PLACES = 12
"""So many make a square at most, which a chat shows larger than a higher one."""

_WEIGHT_OF_FIRST = 6
"""How many of the others one who came first takes the height of."""

_LEAST_FOR_FIRSTS, _MOST_FOR_FIRSTS = 0.3, 0.62
"""How much of the height is theirs, where there are others."""

_STEP = 0.72
"""How high the others' pictures are at most, by the lowest of the first."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A picture's file, who made it, and a line below the name. An empty or broken picture is shown as missing."""

    picture: bytes
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody came in a contest, from 1; those who tie have the same rank. Votes are the tile's note."""

    rank: int
    tile: Tile


def contact_sheet(tiles: Sequence[Tile], *, title: str, subtitle: str = "") -> bytes:
    """Draw tiles in their order, as a JPEG.

    Raises:
        ValueError: there is none, or there are more than ``MOST_TILES``.
    """
    _check(len(tiles))
    header = _header(title, subtitle)
    return _drawn(header, tiles, arrange(_shapes(tiles), _room(header, tiles, look.MOST_HEIGHT)))


def winners(places: Sequence[Place], *, title: str, subtitle: str = "") -> bytes:
    """Draw the places of a contest, those who came first largest and above the others, as a JPEG.

    Raises:
        ValueError: there is none, or there are more than ``MOST_TILES``.
    """
    _check(len(places))
    header = _header(title, subtitle)
    ranked = sorted(places, key=lambda place: place.rank)
    ranks = [place.rank for place in ranked]
    tiles = [place.tile for place in ranked]
    return _drawn(header, tiles, _stepped(header, tiles, ranks.count(ranks[0])), ranks)


def pages(tiles: Sequence[Tile]) -> Iterator[Sequence[Tile]]:
    """Yield the tiles of each sheet where there are more than one holds: about as many on every one."""
    sheets = -(-len(tiles) // MOST_TILES)
    for number in range(sheets):
        yield tiles[len(tiles) * number // sheets : len(tiles) * (number + 1) // sheets]


def _check(tiles: int) -> None:
    if not 1 <= tiles <= MOST_TILES:
        raise ValueError(f"a sheet has 1 to {MOST_TILES} tiles, not {tiles}")


def _header(title: str, subtitle: str) -> tuple[Line, ...]:
    script = roomiest(title, look.TITLES, look.FREE_WIDTH)
    return Line(title, script), Line(subtitle, look.SUBTITLE)


def _caption(tile: Tile, dense: look.Density) -> tuple[Line, ...]:
    return Line(tile.name, dense.name), Line(tile.note, dense.note)


def _shapes(tiles: Sequence[Tile]) -> list[float]:
    return [shape_of(tile.picture) for tile in tiles]


def _top(header: Sequence[Line]) -> int:
    """Return where the tiles begin."""
    lines = height_of_lines(header)
    return look.MARGIN + (lines + look.HEADER_GAP if lines else 0)


def _room(header: Sequence[Line], tiles: Sequence[Tile], most_height: int) -> Room:
    dense = look.density(len(tiles))
    captions = max(height_of_lines(_caption(tile, dense)) for tile in tiles)
    return Room(
        width=look.FREE_WIDTH,
        most_height=most_height - look.MARGIN - _top(header),
        gap=dense.gap,
        caption=captions + (look.CAPTION_GAP if captions else 0),
        narrowest=dense.narrowest,
    )


def _stepped(header: Sequence[Line], tiles: Sequence[Tile], firsts: int) -> tuple[Cell, ...]:
    """Place the first tiles, and the others below them in lower rows."""
    room = _room(header, tiles, look.WIDTH if len(tiles) <= _FEW_PLACES else look.MOST_HEIGHT)
    shapes = _shapes(tiles)
    if firsts == len(tiles):
        return arrange(shapes, room)
    weight = firsts * _WEIGHT_OF_FIRST / (firsts * _WEIGHT_OF_FIRST + len(tiles) - firsts)
    share = min(max(weight, _LEAST_FOR_FIRSTS), _MOST_FOR_FIRSTS)
    first = arrange(shapes[:firsts], replace(room, most_height=int(room.most_height * share)))
    below = height_of(first) + room.gap
    lowest = min(cell.picture.height for cell in first)
    left = replace(room, most_height=room.most_height - below, highest_row=int(lowest * _STEP))
    return first + tuple(cell.moved(0, below) for cell in arrange(shapes[firsts:], left))


def _drawn(
    header: Sequence[Line], tiles: Sequence[Tile], cells: Sequence[Cell], ranks: Sequence[int] = ()
) -> bytes:
    top = _top(header)
    sheet = Image.new("RGB", (look.WIDTH, top + height_of(cells) + look.MARGIN), look.BACKGROUND)
    write(sheet, header, left=look.MARGIN, top=look.MARGIN, width=look.FREE_WIDTH)
    dense = look.density(len(tiles))
    for number, (tile, cell) in enumerate(zip(tiles, cells, strict=True)):
        placed = cell.moved(look.MARGIN, top)
        if ranks and ranks[number] == ranks[0]:
            draw_ring(sheet, ranks[number], placed.picture)
        put(sheet, tile.picture, placed.picture)
        if ranks:
            draw_medal(sheet, ranks[number], placed.picture, size=dense.medal)
        _write_caption(sheet, _caption(tile, dense), placed.caption)
    file = io.BytesIO()
    # At full colour: halved, it frays the letters.
    sheet.save(file, "JPEG", quality=_QUALITY, subsampling=0)
    return file.getvalue()


def _write_caption(sheet: Image.Image, lines: Sequence[Line], box: Box) -> None:
    write(sheet, lines, left=box.left, top=box.top + look.CAPTION_GAP, width=box.width)
