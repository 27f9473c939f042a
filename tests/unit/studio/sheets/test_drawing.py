"""Sheets as they are drawn: pictures whole and in their places, names below them, broken files quietly shown."""

import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from studio.sheets import MOST_TILES, Place, Tile, contact_sheet, look, pages, winners
from tests.unit.studio.photos import claiming, encoded

RED, GREEN, BLUE, PLUM = (200, 40, 40), (40, 160, 60), (40, 70, 200), (150, 60, 150)
_NEAR = 24


def solid(colour: tuple[int, int, int], size: tuple[int, int] = (256, 256)) -> bytes:
    return encoded(Image.new("RGB", size, colour))


def opened(sheet: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(sheet))
    assert picture.format == "JPEG"
    return picture.convert("RGB")


def place_of(sheet: Image.Image, colour: tuple[int, int, int]) -> tuple[int, int, int, int]:
    """Return where a colour is: left, top, right, bottom."""
    apart = ImageChops.difference(sheet, Image.new("RGB", sheet.size, colour))
    furthest = max_of_bands(apart).point([255 if value < _NEAR else 0 for value in range(256)])
    # A single pixel of another picture's edge may be near it.
    box = furthest.reduce(4).point([255 if value > 200 else 0 for value in range(256)]).getbbox()
    assert box is not None, "it is nowhere"
    return box[0] * 4, box[1] * 4, box[2] * 4, box[3] * 4


def max_of_bands(picture: Image.Image) -> Image.Image:
    red, green, blue = picture.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def changed(one: bytes, other: bytes) -> tuple[int, int, int, int]:
    """Return where two sheets differ by more than JPEG's noise."""
    difference = max_of_bands(ImageChops.difference(opened(one), opened(other)))
    box = difference.point([255 if value > 40 else 0 for value in range(256)]).getbbox()
    assert box is not None, "they are the same"
    return box


def three(names: Sequence[str] = ("Wanda", "Ёжик", "🦊")) -> list[Tile]:
    return [Tile(solid(colour), name) for colour, name in zip((RED, GREEN, BLUE), names, strict=True)]


@pytest.mark.parametrize("count", [1, 2, 3, 5, 7, 24, MOST_TILES])
def test_a_sheet_is_of_a_shape_that_chats_show_well(count: int) -> None:
    sizes = [(210, 90), (90, 210), (160, 90), (100, 100), (80, 100), (900, 3)]
    tiles = [Tile(solid(RED, sizes[number % 6]), f"Имя {number} 🦊", "note") for number in range(count)]
    sheet = opened(contact_sheet(tiles, title="Сны о море", subtitle="Тема недели"))
    assert sheet.width == look.WIDTH
    assert 600 <= sheet.height <= look.MOST_HEIGHT == look.WIDTH * 5 / 4


def test_pictures_are_in_their_order_and_whole() -> None:
    sheet = opened(contact_sheet(three(), title="Three"))
    places = [place_of(sheet, colour) for colour in (RED, GREEN, BLUE)]
    assert places == sorted(places)
    for left, top, right, bottom in places:
        assert abs((right - left) - (bottom - top)) <= 8, "a square stays one"


def test_a_picture_that_is_too_narrow_for_its_name_is_shown_whole() -> None:
    tiles = [Tile(solid(RED, (60, 600)), "Wanda"), *(Tile(solid(GREEN, (300, 100)), "Ёжик") for _ in range(6))]
    left, top, right, bottom = place_of(opened(contact_sheet(tiles, title="Narrow")), RED)
    assert (bottom - top) / (right - left) == pytest.approx(10, rel=0.35)


def test_a_name_is_below_its_picture_and_reaches_no_other() -> None:
    plain = three(("Wanda", "", "🦊"))
    sheet = opened(contact_sheet(plain, title="Names"))
    left, _, right, bottom = place_of(sheet, GREEN)
    for name in ("W" * 32, "Константинопольский-Заславский", "🌊" * 32, "田" * 32, "\u202eevil" * 8):
        named = contact_sheet(three(("Wanda", name, "🦊")), title="Names")
        box = changed(contact_sheet(plain, title="Names"), named)
        assert box[0] >= left - 4
        assert box[2] <= right + 4
        assert bottom <= box[1] < box[3] <= bottom + look.CAPTION_GAP + look.density(3).name.height + 4
        assert box[2] - box[0] > 0.8 * (right - left), "as much of it as there is room for"


def test_every_word_is_seen() -> None:
    tile = Tile(solid(RED), "Wanda", "14 голосов")
    full = contact_sheet([tile], title="Итоги", subtitle="Конкурс")
    _, top, _, bottom = place_of(opened(full), RED)
    assert changed(full, contact_sheet([tile], title="Итого", subtitle="Конкурс"))[3] < top
    assert changed(full, contact_sheet([tile], title="Итоги", subtitle="Концерт"))[3] < top
    note = changed(
        full, contact_sheet([Tile(tile.picture, "Wanda", "15 голосов")], title="Итоги", subtitle="Конкурс")
    )
    assert note[1] > bottom


def truncated() -> bytes:
    return encoded(Image.effect_noise((300, 300), 80).convert("RGB"), "JPEG")[:9_000]


@pytest.mark.parametrize(
    "picture",
    [b"", b"\x89PNG\r\n\x1a\n", b"no picture at all", truncated(), claiming("PNG", 30_000, 30_000)],
    ids=["empty", "header", "text", "cut-short", "enormous"],
)
def test_a_broken_picture_becomes_a_quiet_placeholder(picture: bytes) -> None:
    whole = three()
    tiles = [whole[0], Tile(picture, "Ёжик"), whole[2]]
    sheet = opened(contact_sheet(tiles, title="Three"))
    red, blue = place_of(sheet, RED), place_of(sheet, BLUE)
    between = sheet.crop((red[2] + 40, red[1] + 40, blue[0] - 40, red[3] - 40))
    bright = max_of_bands(between).point([255 if value > 90 else 0 for value in range(256)])
    assert bright.getbbox() is None, "nothing shines"
    assert place_of(between, look.SURFACE)
    assert place_of(between, look.FAINT)


def test_who_came_first_is_largest_and_above_the_others() -> None:
    places = [Place(3, Tile(solid(BLUE), "c")), Place(1, Tile(solid(RED), "a")), Place(2, Tile(solid(GREEN), "b"))]
    sheet = opened(winners(places, title="Results"))
    first, second, third = (place_of(sheet, colour) for colour in (RED, GREEN, BLUE))
    assert first[3] < second[1] == third[1]
    assert second[2] < third[0]
    assert first[3] - first[1] > 1.3 * (second[3] - second[1])
    assert sheet.height <= sheet.width


def test_two_who_tie_stand_alike() -> None:
    one, two = Tile(solid(RED), "a", "12"), Tile(solid(GREEN), "b", "12")
    places = [Place(1, one), Place(1, two), Place(3, Tile(solid(BLUE), "c", "9"))]
    sheet = opened(winners(places, title="Results"))
    first, second, third = (place_of(sheet, colour) for colour in (RED, GREEN, BLUE))
    assert first[1::2] == second[1::2]
    assert first[2] < second[0]
    assert third[1] > first[3]


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_a_medal_has_its_colour_and_a_number(rank: int) -> None:
    sheet = opened(winners([Place(rank, Tile(solid(PLUM), "a"))], title=""))
    picture = place_of(sheet, PLUM)
    corner = sheet.crop((picture[0], picture[1], picture[0] + 140, picture[1] + 140))
    left, top, right, bottom = place_of(corner, look.MEDALS[rank])
    assert 60 <= right - left <= 84
    assert abs((right - left) - (bottom - top)) <= 8
    inside = corner.crop((left + 16, top + 16, right - 16, bottom - 16))
    assert place_of(inside, look.BACKGROUND)


@pytest.mark.parametrize(("rank", "other"), [(1, 2), (4, 5), (4, 12)])
def test_every_rank_has_its_own_number(rank: int, other: int) -> None:
    one, two = (winners([Place(which, Tile(solid(PLUM), "a"))], title="") for which in (rank, other))
    box, picture = changed(one, two), place_of(opened(one), PLUM)
    assert rank < 4 or (picture[0] < box[0] and box[2] < picture[0] + 120), "it is all that differs"


@pytest.mark.parametrize("firsts", [1, 2, 30, 59, MOST_TILES])
def test_many_places_have_room(firsts: int) -> None:
    places = [
        Place(1 if number < firsts else firsts + 1, Tile(solid(RED if number < firsts else BLUE), "Ёжик", "1"))
        for number in range(MOST_TILES)
    ]
    sheet = opened(winners(places, title="Results", subtitle="60"))
    assert sheet.height <= look.MOST_HEIGHT
    first = place_of(sheet, RED)
    assert firsts == MOST_TILES or place_of(sheet, BLUE)[1] > first[3]


def test_the_largest_sheets_are_small_files() -> None:
    noise = encoded(Image.effect_noise((1_440, 1_440), 120).convert("RGB"), "JPEG", quality=95)
    assert len(contact_sheet([Tile(noise, "W" * 32)] * 2, title="W" * 60)) < 4_000_000
    assert len(contact_sheet([Tile(noise, "W" * 32, "W" * 99)] * 12, title="W" * 60)) < 4_000_000


def test_sheets_drawn_at_the_same_time_are_the_same() -> None:
    def draw(number: int) -> bytes:
        return contact_sheet(three(("Wanda", f"Ёжик {number % 2}", "🦊🌸 ツ ♛")), title="Threads")

    alone = [draw(0), draw(1)]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(draw, range(12)))
    assert together == alone * 6


@pytest.mark.parametrize("count", [0, MOST_TILES + 1])
def test_no_tiles_and_too_many_are_refused(count: int) -> None:
    tiles = [Tile(b"", "a")] * count
    with pytest.raises(ValueError, match="1 to 60 tiles"):
        contact_sheet(tiles, title="")
    with pytest.raises(ValueError, match="1 to 60 tiles"):
        winners([Place(1, tile) for tile in tiles], title="")


@given(st.integers(0, 500))
def test_pages_hold_everything_once_and_are_about_as_full(count: int) -> None:
    tiles = [Tile(b"", str(number)) for number in range(count)]
    parts = list(pages(tiles))
    assert [tile for part in parts for tile in part] == tiles
    sizes = [len(part) for part in parts]
    assert len(sizes) == -(-count // MOST_TILES)
    assert all(1 <= size <= MOST_TILES and sizes[0] <= size <= sizes[0] + 1 for size in sizes)
