"""Pictures that come in: every kind is read, made upright and plain, or refused with a reason."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw, features
from PIL.PngImagePlugin import PngInfo

from flux.pictures import MediaType
from studio.errors import PictureProblem, PictureRefused
from studio.intake import LONGEST_SIDE, Intake, read_picture, size_of
from tests.unit.studio.fakes import png

_ORIENTATION = 0x0112
_ARTIST = 0x013B
_KINDS = ["PNG", "JPEG", "WEBP", "GIF", *(["AVIF"] if features.check("avif") else [])]


def written(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def pixels(intake: Intake) -> Image.Image:
    return Image.open(io.BytesIO(intake.body)).convert("RGB")


def middle(intake: Intake) -> tuple[int, ...]:
    pixel = pixels(intake).getpixel((intake.width // 2, intake.height // 2))
    assert isinstance(pixel, tuple)
    return pixel


def near(pixel: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= 6 for a, b in zip(pixel, wanted, strict=True))


def refusal(body: bytes) -> PictureProblem:
    with pytest.raises(PictureRefused) as refused:
        read_picture(body)
    return refused.value.reason


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds no pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"")


@pytest.mark.parametrize("kind", _KINDS)
def test_every_kind_is_read(kind: str) -> None:
    intake = read_picture(written(Image.new("RGB", (64, 48), (200, 30, 30)), kind))
    assert (intake.width, intake.height, intake.media_type) == (64, 48, MediaType.JPEG)
    assert pixels(intake).size == (64, 48)
    assert near(middle(intake), (200, 30, 30))


MODES = [
    ("1", 1, (255, 255, 255)),
    ("L", 120, (120, 120, 120)),
    ("P", 0, (0, 0, 0)),
    ("LA", (120, 255), (120, 120, 120)),
    ("RGBA", (200, 30, 30, 255), (200, 30, 30)),
    ("RGBA", (200, 30, 30, 0), (255, 255, 255)),
    ("RGBA", (0, 0, 0, 128), (127, 127, 127)),
    ("I;16", 120 * 257, (120, 120, 120)),
]


@pytest.mark.parametrize(("mode", "colour", "wanted"), MODES)
def test_colours_are_normalised(mode: str, colour: int | tuple[int, ...], wanted: tuple[int, ...]) -> None:
    intake = read_picture(written(Image.new(mode, (32, 32), colour)))
    assert near(middle(intake), wanted)


def test_print_colours_are_normalised() -> None:
    intake = read_picture(written(Image.new("CMYK", (32, 32), (0, 255, 255, 0)), "JPEG"))
    assert middle(intake)[0] > 200
    assert pixels(intake).mode == "RGB"


def swapped_profile() -> bytes:
    """A profile like sRGB whose red and green have changed places."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_the_colours_that_a_profile_means_are_kept(mode: str) -> None:
    picture = Image.new("RGB", (32, 32), (255, 0, 0)).convert(mode)
    intake = read_picture(written(picture, icc_profile=swapped_profile()))
    assert near(middle(intake), (0, 255, 0))


@pytest.mark.parametrize(("mode", "colour"), [("RGB", (255, 0, 0)), ("L", 120), ("CMYK", (0, 255, 255, 0))])
@pytest.mark.parametrize("profile", [b"no profile", swapped_profile()], ids=["broken", "of other colours"])
def test_a_profile_that_cannot_be_used_changes_nothing(
    mode: str, colour: int | tuple[int, ...], profile: bytes
) -> None:
    if mode == "RGB":
        profile = profile[:64]
    picture = Image.new(mode, (32, 32), colour)
    plain, told = written(picture, "JPEG"), written(picture, "JPEG", icc_profile=profile)
    assert middle(read_picture(told)) == middle(read_picture(plain))


def test_a_transparent_palette_becomes_white() -> None:
    picture = Image.new("P", (32, 32), 0)
    picture.putpalette([10, 20, 30] + [0] * 765)
    assert near(middle(read_picture(written(picture, transparency=0))), (255, 255, 255))


def test_a_picture_is_turned_upright() -> None:
    picture = Image.new("RGB", (64, 32), "white")
    ImageDraw.Draw(picture).rectangle((0, 0, 15, 31), fill="black")
    exif = Image.Exif()
    exif[_ORIENTATION] = 6
    intake = read_picture(written(picture, "JPEG", exif=exif))
    assert (intake.width, intake.height) == (32, 64)
    assert near(pixels(intake).getpixel((16, 4)), (0, 0, 0))  # type: ignore[arg-type]  # RGB pixels are tuples


def test_a_picture_with_a_broken_header_beside_it_is_read_as_it_lies() -> None:
    intake = read_picture(written(Image.new("RGB", (32, 16), "red"), "WEBP", exif=b"Exif\0\0MM\0*bad"))
    assert (intake.width, intake.height) == (32, 16)


def test_nothing_is_left_of_what_the_file_said_beside_its_pixels() -> None:
    exif = Image.Exif()
    exif[_ARTIST] = "somebody"
    text = PngInfo()
    text.add_text("Comment", "secret place")
    picture = Image.new("RGB", (32, 32), "red")
    for body in (
        written(picture, "JPEG", exif=exif, comment=b"secret place", icc_profile=b"secret profile"),
        written(picture, "PNG", exif=exif, pnginfo=text),
        written(picture, "WEBP", exif=exif, xmp=b"secret place"),
    ):
        intake = read_picture(body)
        assert b"secret" not in intake.body
        assert b"somebody" not in intake.body
        assert not Image.open(io.BytesIO(intake.body)).getexif()


def test_the_first_frame_of_an_animation_is_taken() -> None:
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "blue")]
    body = written(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert near(middle(read_picture(body)), (255, 0, 0))


@pytest.mark.parametrize(
    ("size", "wanted"),
    [((3000, 1500), (1440, 720)), ((100, 5000), (29, 1440)), ((1440, 1440), (1440, 1440)), ((1, 1), (1, 1))],
)
def test_large_pictures_are_scaled_down(size: tuple[int, int], wanted: tuple[int, int]) -> None:
    intake = read_picture(written(Image.new("RGB", size, "teal")))
    assert (intake.width, intake.height) == wanted


def test_noise_at_full_size_stays_below_ten_megabytes() -> None:
    noise = Image.effect_noise((LONGEST_SIDE, LONGEST_SIDE), 200)
    assert (
        len(read_picture(written(Image.merge("RGB", (noise, noise.rotate(90), noise.rotate(180))))).body) < 10**7
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", PictureProblem.EMPTY),
        (b"hello", PictureProblem.NOT_A_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PictureProblem.NOT_A_PICTURE),
        (bytes(30_000_001), PictureProblem.TOO_LARGE_FILE),
        (png_header(10_000, 5_001), PictureProblem.TOO_MANY_PIXELS),
        (png_header(10_000, 12_000), PictureProblem.TOO_MANY_PIXELS),
        (png_header(100_000, 100_000), PictureProblem.TOO_MANY_PIXELS),
        (png_header(64, 64), PictureProblem.BROKEN),
    ],
    ids=["empty", "text", "svg", "large-file", "50-mp", "120-mp", "10-gp", "no-pixels"],
)
def test_what_cannot_be_used_is_refused(body: bytes, reason: PictureProblem) -> None:
    assert refusal(body) is reason


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO"])
def test_other_kinds_are_refused(kind: str) -> None:
    assert refusal(written(Image.new("RGB", (32, 32)), kind)) is PictureProblem.NOT_A_PICTURE


@pytest.mark.parametrize("kind", _KINDS)
def test_a_file_that_was_cut_short_is_refused(kind: str) -> None:
    whole = written(Image.effect_noise((200, 200), 90).convert("RGB"), kind)
    assert refusal(whole[: len(whole) // 2]) in {PictureProblem.BROKEN, PictureProblem.NOT_A_PICTURE}


@settings(max_examples=60)
@given(st.sampled_from(_KINDS), st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_damaged_files_are_read_or_refused_and_nothing_else(kind: str, place: int, damage: bytes) -> None:
    body = bytearray(written(Image.new("RGB", (20, 20), "teal"), kind))
    body[place : place + len(damage)] = damage
    try:
        assert read_picture(bytes(body)).media_type is MediaType.JPEG
    except PictureRefused as refused:
        assert refused.reason in PictureProblem


def test_the_size_is_read_from_the_header() -> None:
    assert size_of(png(30, 20)) == (30, 20)
    with pytest.raises(PictureRefused):
        size_of(b"nothing")
