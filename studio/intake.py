"""Pictures that come in: checked by their content and made harmless, upright and small enough for the models.

Pure, and heavy on the CPU: ``studio.reading`` calls it in threads. How several become one is
``studio.stitching``'s; pictures that go out are ``studio.pictures_out``'s.
"""

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import chain

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from flux.pictures import MediaType
from studio.errors import PictureProblem, PictureRefused

MAX_FILE_MB = 30
"""Largest file that is read, in MB (10^6 bytes)."""

MAX_FILE_BYTES = MAX_FILE_MB * 1_000_000

MAX_MEGAPIXELS = 50
"""Most pixels that are decoded, in millions."""

MAX_WEBP_MEGAPIXELS = 25
"""The same for WebP: its decoder takes 16 bytes a pixel, the others four to nine."""

MAX_SIDE = 16_384
"""Longest side that is decoded, in pixels: panoramas from phones have no more."""

LONGEST_SIDE = 1440
"""Where larger pictures are scaled down to: flux-dev does it itself, and no model makes use of more."""

_MEGA = 1_000_000
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")
_QUALITY = 92
_EIGHT_BITS = 255
_DEEP_MODES = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N"})
_SHARP = 2
"""How many times the wanted size a picture keeps while it is only averaged: what is left for the last step."""

_STRIP = 64
"""Rows of the result that are made at a time."""

# What decoders were seen to raise for files that were cut short or made to harm.
_DECODING_FAULTS = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    TypeError,
    MemoryError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Intake:
    """A picture as it goes to the service: upright, in sRGB, without metadata."""

    body: bytes
    media_type: MediaType
    width: int
    height: int


def plain(body: bytes) -> Image.Image:
    """Check a picture and return its pixels: of a PNG, JPEG, WebP, AVIF, GIF or, with its plug-in, HEIC.

    Of several frames it is the first. The result is upright RGB, at most 1440 pixels a side; transparency becomes
    white.

    Raises:
        PictureRefused: it cannot be used; its ``reason`` says why.
    """
    if not body:
        raise PictureRefused(PictureProblem.EMPTY)
    check_file(len(body))
    with _opened(body) as picture:
        _check_sides(picture)
        return _normal(picture)


def written(picture: Image.Image) -> Intake:
    """Write plain pixels as the JPEG that the service gets, always well below 10 MiB."""
    # A picture with no history: what its file said beside its pixels stays behind.
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    file = io.BytesIO()
    bare.save(file, "JPEG", quality=_QUALITY, subsampling=0)
    return Intake(file.getvalue(), MediaType.JPEG, bare.width, bare.height)


def check_file(size_bytes: int) -> None:
    """Look at the size of a file.

    Raises:
        PictureRefused: it is larger than is read.
    """
    if size_bytes > MAX_FILE_BYTES:
        raise PictureRefused(PictureProblem.TOO_LARGE_FILE, MAX_FILE_MB)


def size_of(body: bytes) -> tuple[int, int]:
    """Return width and height of a picture by its header, without decoding it.

    Raises:
        PictureRefused: it is no picture.
    """
    with _opened(body) as picture:
        return picture.size


@cache
def _formats() -> tuple[str, ...]:
    """Return the kinds of files that are read: HEIC is one where its plug-in is installed."""
    try:
        import pillow_heif
    except ImportError:
        return _FORMATS
    # The picture itself and nothing that comes with it: a thumbnail may show something else.
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    return (*_FORMATS, "HEIF")


@contextmanager
def _opened(body: bytes) -> Iterator[Image.Image]:
    """Open a picture and tell whatever Pillow finds wrong with it as a refusal."""
    try:
        with Image.open(io.BytesIO(body), formats=_formats()) as picture:
            yield picture
    except UnidentifiedImageError as exc:
        raise PictureRefused(PictureProblem.NOT_A_PICTURE) from exc
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as exc:
        raise PictureRefused(PictureProblem.TOO_MANY_PIXELS, MAX_MEGAPIXELS) from exc
    except _DECODING_FAULTS as exc:
        raise PictureRefused(PictureProblem.BROKEN) from exc


def _check_sides(picture: Image.Image) -> None:
    most = MAX_WEBP_MEGAPIXELS if picture.format == "WEBP" else MAX_MEGAPIXELS
    if picture.width * picture.height > most * _MEGA:
        raise PictureRefused(PictureProblem.TOO_MANY_PIXELS, most)
    if max(picture.size) > MAX_SIDE:
        raise PictureRefused(PictureProblem.TOO_LONG_SIDE, MAX_SIDE)


def _normal(picture: Image.Image) -> Image.Image:
    """Return the first frame as upright RGB within the largest sides."""
    scale = max(1.0, max(picture.size) / (_SHARP * LONGEST_SIDE))
    # A JPEG can be decoded at a fraction of its size.
    picture.draft("RGB", (int(picture.width / scale), int(picture.height / scale)))
    picture.load()
    small = _averaged(picture)
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    upright = _upright(small)
    profile = picture.info.get("icc_profile")
    return _in_srgb(upright, profile) if profile else upright.convert("RGB")


def _averaged(picture: Image.Image) -> Image.Image:
    """Return a picture opaque and nearer to its size, made in strips: a second one of full size has no room."""
    factor = max(1, max(picture.size) // (_SHARP * LONGEST_SIDE))
    rows = _STRIP * factor
    strips = (
        _opaque(picture.crop((0, top, picture.width, min(top + rows, picture.height)))).reduce(factor)
        for top in range(0, picture.height, rows)
    )
    first = next(strips)
    whole = Image.new(first.mode, (first.width, -(-picture.height // factor)))
    for number, strip in enumerate(chain([first], strips)):
        whole.paste(strip, (0, number * _STRIP))
    whole.info = picture.info
    return whole


def _upright(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except _DECODING_FAULTS:
        # What the file says beside its pixels is broken, not the pixels.
        return picture


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Turn the colours that a profile means into those that everybody assumes where there is none."""
    try:
        meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, meant, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        # Of another kind of colours, or broken: what viewers do then is to take no notice of it.
        return picture.convert("RGB")
    return converted or picture.convert("RGB")


def _opaque(picture: Image.Image) -> Image.Image:
    """Return grey, print colours or RGB, with eight bits each and nothing transparent."""
    if picture.mode in _DEEP_MODES:
        # Pillow cuts 16 bits off at 255 instead of scaling them.
        return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L").convert("RGB")
    if picture.has_transparency_data:
        white = Image.new("RGBA", picture.size, (_EIGHT_BITS,) * 4)
        return Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")
    return picture if picture.mode in {"L", "CMYK", "RGB"} else picture.convert("RGB")
