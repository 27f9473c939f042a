"""Several pictures side by side; the laws are in ``test_intake_laws``."""

import pytest
from PIL import Image

from studio.intake import LONGEST_SIDE
from studio.stitching import side_by_side


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
