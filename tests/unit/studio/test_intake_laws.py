"""Laws of pictures that come in: whatever is given, what reaches the service is upright, plain, within limits."""

import io

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from flux.pictures import MediaType
from studio.intake import LONGEST_SIDE, Intake, plain, written
from tests.unit.studio.photos import KINDS, TURNS, by_camera

_MODES = {
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    "JPEG": ("L", "RGB", "CMYK"),
    "WEBP": ("RGB", "RGBA"),
    "GIF": ("1", "L", "P"),
    "AVIF": ("L", "RGB", "RGBA"),
    "HEIF": ("L", "RGB", "RGBA"),
}
_QUARTERS = ((0, 0, 0), (255, 255, 255), (220, 0, 0), (120, 120, 255))
_SIDES = st.integers(24, 120)
_ORIENTATIONS = st.sampled_from(sorted(TURNS))


def quartered(width: int, height: int) -> Image.Image:
    """Paint every quarter in a colour of its own."""
    picture = Image.new("RGB", (width, height))
    pen = ImageDraw.Draw(picture)
    for number, colour in enumerate(_QUARTERS):
        left, top = number % 2 * (width // 2), number // 2 * (height // 2)
        pen.rectangle((left, top, width, height), fill=colour)
    return picture


def in_mode(picture: Image.Image, mode: str) -> Image.Image:
    match mode:
        case "1":
            return picture.convert("1", dither=Image.Dither.NONE)
        case "P":
            return picture.convert("P", palette=Image.Palette.ADAPTIVE)
        case "I;16":
            return picture.convert("L").convert("I").point(lambda value: value * 257).convert("I;16")
        case _:
            return picture.convert(mode)


def centres(picture: Image.Image) -> list[tuple[int, ...]]:
    """Return the colours in the middle of the quarters."""
    colours = []
    for down in (1, 3):
        for along in (1, 3):
            pixel = picture.getpixel((picture.width * along // 4, picture.height * down // 4))
            assert isinstance(pixel, tuple)
            colours.append(pixel)
    return colours


def alike(these: list[tuple[int, ...]], those: list[tuple[int, ...]]) -> bool:
    return all(
        abs(a - b) <= 30 for one, other in zip(these, those, strict=True) for a, b in zip(one, other, strict=True)
    )


def is_bare(intake: Intake) -> bool:
    """Tell whether a JPEG holds nothing beside its pixels: no EXIF, profile, XMP or comment."""
    picture = Image.open(io.BytesIO(intake.body))
    beside = {name for name in map(str, picture.info) if not name.startswith("jfif")}
    return not beside and not picture.getexif() and picture.mode == "RGB"


@settings(max_examples=150)
@given(st.data(), st.sampled_from(KINDS), _SIDES, _SIDES, _ORIENTATIONS)
def test_what_reaches_the_service_is_upright_and_plain(
    data: st.DataObject, kind: str, width: int, height: int, orientation: int
) -> None:
    mode = data.draw(st.sampled_from(_MODES[kind]))
    picture = in_mode(quartered(width, height), mode)
    # A GIF cannot say how the camera was held.
    body = by_camera(picture, kind, 1 if kind == "GIF" else orientation)
    pixels = plain(body)
    intake = written(pixels)
    assert intake.media_type is MediaType.JPEG
    assert (intake.width, intake.height) == pixels.size == (width, height)
    assert is_bare(intake)
    assert b"somebody" not in intake.body
    shown = picture if mode != "I;16" else quartered(width, height).convert("L")
    assert alike(centres(Image.open(io.BytesIO(intake.body))), centres(shown.convert("RGB")))


@settings(max_examples=60)
@given(st.integers(1, 3_200), st.integers(1, 3_200))
def test_what_reaches_the_service_is_within_its_limits(width: int, height: int) -> None:
    made = plain(by_camera(Image.new("L", (width, height), 90), "PNG", 6))
    assert max(made.size) == min(LONGEST_SIDE, max(width, height))
    assert min(made.size) >= 1
    assert abs(made.width * height - made.height * width) <= max(width, height), "its shape stays"
