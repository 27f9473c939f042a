"""Several pictures side by side: in their order, of one height, with no more pixels than a large one has."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from studio.intake import LONGEST_SIDE
from studio.stitching import MOST_PIXELS, side_by_side

_SOLID = [(250, 0, 0), (0, 160, 0), (0, 0, 250), (250, 220, 0)]
_SIZES = st.lists(st.tuples(st.integers(1, LONGEST_SIDE), st.integers(1, LONGEST_SIDE)), min_size=1, max_size=4)


def solid(size: tuple[int, int], colour: str = "red") -> Image.Image:
    return Image.new("RGB", size, colour)


def test_one_picture_stays_as_it_is() -> None:
    picture = solid((300, 200))
    assert side_by_side([picture]) is picture


def test_the_lowest_gives_the_height() -> None:
    joined = side_by_side([solid((400, 200)), solid((300, 300), "blue")])
    assert joined.size == (400 + 200, 200)
    assert joined.getpixel((399, 100)) == (255, 0, 0)
    assert joined.getpixel((400, 100)) == (0, 0, 255)


def test_the_result_may_be_wider_than_one_picture_but_has_no_more_pixels() -> None:
    joined = side_by_side([solid((LONGEST_SIDE, LONGEST_SIDE))] * 4)
    assert joined.size == (LONGEST_SIDE * 2, LONGEST_SIDE // 2)


@pytest.mark.parametrize("strip", [(LONGEST_SIDE, 1), (1, LONGEST_SIDE)])
def test_strips_leave_something_of_everybody(strip: tuple[int, int]) -> None:
    joined = side_by_side([solid(strip), solid((LONGEST_SIDE, LONGEST_SIDE), "blue"), solid(strip, "lime")])
    assert joined.getpixel((0, 0)) == (255, 0, 0)
    assert joined.getpixel((joined.width - 1, 0)) == (0, 255, 0)


@settings(max_examples=100)
@given(_SIZES)
@example([(48, 1374), (1051, 1362), (1418, 1277)])  # whole pixels make it a little wider than reckoned
@example([(LONGEST_SIDE, 1)] * 4)
def test_pictures_side_by_side_keep_their_order_and_share_their_height(sizes: list[tuple[int, int]]) -> None:
    pictures = [Image.new("RGB", size, colour) for size, colour in zip(sizes, _SOLID, strict=False)]
    joined = side_by_side(pictures)
    assert joined.width * joined.height <= MOST_PIXELS
    assert 1 <= joined.height <= min(height for _, height in sizes), "none is enlarged"
    rows = [joined.getpixel((x, y)) for y in {0, joined.height - 1} for x in range(joined.width)]
    half = rows[: joined.width]
    assert rows in (half, half * 2), "every picture reaches from top to bottom"
    seen = [colour for number, colour in enumerate(half) if number == 0 or half[number - 1] != colour]
    assert seen == [picture.getpixel((0, 0)) for picture in pictures]
    for (width, height), colour in zip(sizes, _SOLID, strict=False):
        assert half.count(colour) == max(1, round(width * joined.height / height)), "its shape stays"


@settings(max_examples=40)
@given(_SIZES)
def test_no_pixels_are_given_away(sizes: list[tuple[int, int]]) -> None:
    joined = side_by_side([Image.new("RGB", size) for size in sizes])
    lowest = min(height for _, height in sizes)
    if joined.height < lowest:
        one_more = [max(1, round(width * (joined.height + 2) / height)) for width, height in sizes]
        assert sum(one_more) * (joined.height + 2) > MOST_PIXELS * 0.99
