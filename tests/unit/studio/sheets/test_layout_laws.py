"""Laws of a sheet's geometry: whatever shapes come, each tile has its place, and every name its room."""

from itertools import combinations, groupby, pairwise
from statistics import median_low

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.sheets import MOST_TILES, look
from studio.sheets.layout import FLATTEST, SNUG, STEEPEST, UNEVEN, Box, Cell, Room, arrange, height_of

FLUX = [21 / 9, 16 / 9, 3 / 2, 4 / 3, 5 / 4, 1, 4 / 5, 3 / 4, 2 / 3, 9 / 16, 9 / 21]
SHAPES = st.lists(st.sampled_from(FLUX) | st.floats(0.001, 1_000), min_size=1, max_size=MOST_TILES)


@st.composite
def rooms(draw: st.DrawFn, tiles: int) -> Room:
    """Draw a room that holds so many tiles, if only just."""
    narrowest, gap, caption = draw(st.integers(60, 300)), draw(st.integers(0, 40)), draw(st.integers(0, 110))
    width = draw(st.integers(max(400, narrowest), 2_400))
    columns = (width + gap) // (narrowest + gap)
    least = -(-tiles // columns) * (caption + gap + 20)
    most_height = least + draw(st.integers(0, 2_400))
    highest_row = draw(st.just(float("inf")) | st.integers(20, 2_000))
    return Room(width, most_height, gap, caption, narrowest, highest_row)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[list[float], Room, tuple[Cell, ...]]:
    shapes = draw(SHAPES)
    room = draw(rooms(len(shapes)))
    return shapes, room, arrange(shapes, room)


def rows_of(cells: tuple[Cell, ...]) -> list[list[Cell]]:
    return [list(row) for _, row in groupby(cells, key=lambda cell: cell.picture.top)]


def apart(one: Box, other: Box) -> bool:
    beside = one.right <= other.left or other.right <= one.left
    return beside or one.bottom <= other.top or other.bottom <= one.top


@settings(max_examples=300)
@given(sheets())
def test_nothing_overlaps_and_nothing_is_outside(sheet: tuple[list[float], Room, tuple[Cell, ...]]) -> None:
    shapes, room, cells = sheet
    assert len(cells) == len(shapes)
    boxes = [box for cell in cells for box in (cell.picture, cell.caption)]
    assert all(box.left >= 0 and box.top >= 0 and box.right <= room.width for box in boxes)
    assert all(cell.picture.width >= 1 and cell.picture.height >= 1 for cell in cells)
    assert height_of(cells) <= room.most_height
    assert all(apart(one, other) for one, other in combinations(boxes, 2))


@settings(max_examples=300)
@given(sheets())
def test_captions_are_right_below_and_wide_enough(sheet: tuple[list[float], Room, tuple[Cell, ...]]) -> None:
    _, room, cells = sheet
    for cell in cells:
        assert cell.caption == Box(cell.picture.left, cell.picture.bottom, cell.picture.width, room.caption)
        assert cell.caption.width >= room.narrowest


@settings(max_examples=300)
@given(sheets())
def test_the_order_is_that_of_reading(sheet: tuple[list[float], Room, tuple[Cell, ...]]) -> None:
    _, room, cells = sheet
    rows = rows_of(cells)
    for above, below in pairwise(rows):
        assert below[0].picture.top == above[0].caption.bottom + room.gap
    for row in rows:
        assert len({cell.picture.height for cell in row}) == 1
        assert all(right.picture.left - left.picture.right == room.gap for left, right in pairwise(row))
        blank_left, blank_right = row[0].picture.left, room.width - row[-1].picture.right
        assert abs(blank_left - blank_right) <= 1, "a row that is not full is in the middle"


@settings(max_examples=300)
@given(sheets())
def test_no_row_stands_out(sheet: tuple[list[float], Room, tuple[Cell, ...]]) -> None:
    _, room, cells = sheet
    heights = [row[0].picture.height for row in rows_of(cells)]
    assert max(heights) <= UNEVEN * (median_low(heights) + 1)
    assert max(heights) <= room.highest_row


@settings(max_examples=300)
@given(sheets())
def test_tiles_keep_the_shapes_of_their_pictures(sheet: tuple[list[float], Room, tuple[Cell, ...]]) -> None:
    shapes, room, cells = sheet
    for shape, cell in zip(shapes, cells, strict=True):
        # One that would be too narrow for its name is wider than its picture.
        wanted = max(min(max(shape, STEEPEST), FLATTEST) * cell.picture.height, room.narrowest)
        most = (wanted + FLATTEST) / (1 - SNUG) + 1
        assert wanted - 1 <= cell.picture.width <= most


@pytest.mark.parametrize(
    ("tiles", "rows"),
    [
        (1, [1]),
        (2, [2]),
        (3, [3]),
        (5, [3, 2]),
        (7, [4, 3]),
        (12, [4, 4, 4]),
        (24, [6, 6, 6, 6]),
        (60, [9, 9, 9, 9, 9, 9, 6]),
    ],
)
def test_squares_stand_as_one_would_put_them(tiles: int, rows: list[int]) -> None:
    assert [len(row) for row in rows_of(arrange([1.0] * tiles, room_of_a_sheet(tiles)))] == rows


@pytest.mark.parametrize("shape", [*FLUX, 0.001, 1_000])
def test_a_sheet_has_room_for_as_many_as_it_takes(shape: float) -> None:
    for tiles in range(1, MOST_TILES + 1):
        room = room_of_a_sheet(tiles)
        cells = arrange([shape] * tiles, room)
        assert height_of(cells) <= room.most_height
        assert min(cell.picture.height for cell in cells) >= 45, tiles


def test_a_picture_alone_is_as_large_as_the_room() -> None:
    room = room_of_a_sheet(1)
    (wide,), (high,) = arrange([16 / 9], room), arrange([9 / 21], room)
    assert wide.picture.width == room.width
    assert high.caption.bottom == room.most_height


def test_more_than_the_room_holds_are_refused() -> None:
    with pytest.raises(ValueError, match="no room for 40 tiles"):
        arrange([1.0] * 40, Room(width=400, most_height=300, gap=10, caption=40, narrowest=100))


def test_no_tiles_take_no_room() -> None:
    assert arrange([], room_of_a_sheet(1)) == ()
    assert height_of(()) == 0


def room_of_a_sheet(tiles: int) -> Room:
    """Return the room of a contact sheet with a title, a subtitle and notes."""
    dense = look.density(tiles)
    caption = dense.name.height + dense.note.height + look.CAPTION_GAP
    return Room(look.FREE_WIDTH, 1_750, dense.gap, caption, dense.narrowest)
