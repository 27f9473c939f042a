"""Pictures that come in: every kind is read, made upright and plain, or refused with a reason."""

import io
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

from flux.pictures import MediaType
from studio import intake as intake_module
from studio.errors import PictureProblem, PictureRefused
from studio.intake import LONGEST_SIDE, MAX_SIDE, Intake, plain, size_of, written
from tests.unit.studio.fakes import png
from tests.unit.studio.photos import KINDS, claiming, encoded

_ARTIST = 0x013B
_COLOURS = ((200, 30, 30), (30, 160, 60), (40, 60, 200), (230, 210, 40))


def read(body: bytes) -> Intake:
    return written(plain(body))


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
        read(body)
    return refused.value.reason


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_read(kind: str) -> None:
    intake = read(encoded(Image.new("RGB", (64, 48), (200, 30, 30)), kind))
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
    intake = read(encoded(Image.new(mode, (32, 32), colour)))
    assert near(middle(intake), wanted)


def test_print_colours_are_normalised() -> None:
    intake = read(encoded(Image.new("CMYK", (32, 32), (0, 255, 255, 0)), "JPEG"))
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
    intake = read(encoded(picture, icc_profile=swapped_profile()))
    assert near(middle(intake), (0, 255, 0))


@pytest.mark.parametrize(("mode", "colour"), [("RGB", (255, 0, 0)), ("L", 120), ("CMYK", (0, 255, 255, 0))])
@pytest.mark.parametrize("profile", [b"no profile", swapped_profile()], ids=["broken", "of other colours"])
def test_a_profile_that_cannot_be_used_changes_nothing(
    mode: str, colour: int | tuple[int, ...], profile: bytes
) -> None:
    if mode == "RGB":
        profile = profile[:64]
    picture = Image.new(mode, (32, 32), colour)
    plain, told = encoded(picture, "JPEG"), encoded(picture, "JPEG", icc_profile=profile)
    assert middle(read(told)) == middle(read(plain))


def test_a_transparent_palette_becomes_white() -> None:
    picture = Image.new("P", (32, 32), 0)
    picture.putpalette([10, 20, 30] + [0] * 765)
    assert near(middle(read(encoded(picture, transparency=0))), (255, 255, 255))


def test_a_picture_with_a_broken_header_beside_it_is_read_as_it_lies() -> None:
    intake = read(encoded(Image.new("RGB", (32, 16), "red"), "WEBP", exif=b"Exif\0\0MM\0*bad"))
    assert (intake.width, intake.height) == (32, 16)


def test_nothing_is_left_of_what_the_file_said_beside_its_pixels() -> None:
    exif = Image.Exif()
    exif[_ARTIST] = "somebody"
    text = PngInfo()
    text.add_text("Comment", "secret place")
    picture = Image.new("RGB", (32, 32), "red")
    for body in (
        encoded(picture, "JPEG", exif=exif, comment=b"secret place", icc_profile=b"secret profile"),
        encoded(picture, "PNG", exif=exif, pnginfo=text),
        encoded(picture, "WEBP", exif=exif, xmp=b"secret place"),
    ):
        intake = read(body)
        assert b"secret" not in intake.body
        assert b"somebody" not in intake.body
        assert not Image.open(io.BytesIO(intake.body)).getexif()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "JPEG"])
def test_the_first_frame_of_an_animation_is_taken(kind: str) -> None:
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "blue")]
    body = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    assert near(middle(read(body)), (255, 0, 0))


@pytest.mark.parametrize(
    ("size", "wanted"),
    [((3000, 1500), (1440, 720)), ((100, 5000), (29, 1440)), ((1440, 1440), (1440, 1440)), ((1, 1), (1, 1))],
)
def test_large_pictures_are_scaled_down(size: tuple[int, int], wanted: tuple[int, int]) -> None:
    intake = read(encoded(Image.new("RGB", size, "teal")))
    assert (intake.width, intake.height) == wanted


@pytest.mark.parametrize("size", [(5761, 4003), (2881, 100), (700, 8001)])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "I;16"])
def test_a_picture_made_in_strips_looks_like_one_made_at_once(mode: str, size: tuple[int, int]) -> None:
    slope = Image.linear_gradient("L").resize(size).rotate(180)
    ImageDraw.Draw(slope).ellipse((10, 10, size[0] // 2, size[1] - 10), fill=90)
    made = plain(encoded(_in_mode(slope, mode), "PNG", compress_level=1)).convert("L")
    at_once = slope.resize(made.size, Image.Resampling.LANCZOS)
    differing = ImageChops.difference(made, at_once).histogram()
    # An edge may differ a little, a row in the wrong place by far more.
    assert max(by for by, pixels in enumerate(differing) if pixels) <= 40
    assert sum(by * pixels for by, pixels in enumerate(differing)) <= made.width * made.height


def _in_mode(grey: Image.Image, mode: str) -> Image.Image:
    if mode == "I;16":
        return grey.convert("I").point(lambda value: value * 257).convert("I;16")
    return grey.convert(mode)


def test_noise_at_full_size_stays_below_ten_megabytes() -> None:
    noise = Image.effect_noise((LONGEST_SIDE, LONGEST_SIDE), 200)
    assert len(read(encoded(Image.merge("RGB", (noise, noise.rotate(90), noise.rotate(180))))).body) < 10**7


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", PictureProblem.EMPTY),
        (b"hello", PictureProblem.NOT_A_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PictureProblem.NOT_A_PICTURE),
        (bytes(30_000_001), PictureProblem.TOO_LARGE_FILE),
        (claiming("PNG", 10_000, 5_001), PictureProblem.TOO_MANY_PIXELS),
        (claiming("PNG", 10_000, 12_000), PictureProblem.TOO_MANY_PIXELS),
        (claiming("PNG", 100_000, 100_000), PictureProblem.TOO_MANY_PIXELS),
        (claiming("PNG", MAX_SIDE, 1), PictureProblem.BROKEN),
        (claiming("PNG", MAX_SIDE + 1, 1), PictureProblem.TOO_LONG_SIDE),
        (claiming("PNG", 1, MAX_SIDE + 1), PictureProblem.TOO_LONG_SIDE),
        (claiming("PNG", 64, 64), PictureProblem.BROKEN),
        (claiming("WEBP", 5_000, 5_001), PictureProblem.TOO_MANY_PIXELS),
    ],
    ids=[
        *("empty", "text", "svg", "large-file", "50-mp", "120-mp", "10-gp"),
        *("longest-side", "long-strip", "high-strip", "no-pixels", "webp-25-mp"),
    ],
)
def test_what_cannot_be_used_is_refused(body: bytes, reason: PictureProblem) -> None:
    assert refusal(body) is reason


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "WEBP"])
def test_what_claims_to_be_huge_is_never_decoded(kind: str) -> None:
    # libavif has a limit of its own and will not even open it.
    assert refusal(claiming(kind, 20_000, 20_000)) in {
        PictureProblem.TOO_MANY_PIXELS,
        *({PictureProblem.NOT_A_PICTURE} if kind == "AVIF" else ()),
    }


def test_a_limit_is_told_with_the_refusal() -> None:
    with pytest.raises(PictureRefused) as refused:
        plain(claiming("WEBP", 6_000, 6_000))
    assert refused.value.params() == {"reason": "too-many-pixels", "limit": 25}


@pytest.fixture
def without_plugin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    intake_module._formats.cache_clear()
    yield
    intake_module._formats.cache_clear()


@pytest.mark.usefixtures("without_plugin")
def test_without_its_plugin_only_heic_is_not_read() -> None:
    picture = Image.new("RGB", (32, 32), "teal")
    assert refusal(encoded(picture, "HEIF")) is PictureProblem.NOT_A_PICTURE
    assert read(encoded(picture, "JPEG")).width == 32


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO"])
def test_other_kinds_are_refused(kind: str) -> None:
    assert refusal(encoded(Image.new("RGB", (32, 32)), kind)) is PictureProblem.NOT_A_PICTURE


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_was_cut_short_is_refused(kind: str) -> None:
    whole = encoded(Image.effect_noise((200, 200), 90).convert("RGB"), kind)
    assert refusal(whole[: len(whole) // 2]) in {PictureProblem.BROKEN, PictureProblem.NOT_A_PICTURE}


@settings(max_examples=60)
@given(st.sampled_from(KINDS), st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_damaged_files_are_read_or_refused_and_nothing_else(kind: str, place: int, damage: bytes) -> None:
    body = bytearray(encoded(Image.new("RGB", (20, 20), "teal"), kind))
    body[place : place + len(damage)] = damage
    try:
        assert read(bytes(body)).media_type is MediaType.JPEG
    except PictureRefused as refused:
        assert refused.reason in PictureProblem


def test_the_size_is_read_from_the_header() -> None:
    assert size_of(png(30, 20)) == (30, 20)
    with pytest.raises(PictureRefused):
        size_of(b"nothing")
