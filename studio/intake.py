"""Pictures that come in: checked by their content and made harmless, upright and small enough for the models.

Pure, and heavy on the CPU: ``Studio.read_picture`` calls it in a thread. Pictures that go out are
``studio.pictures_out``'s.
"""

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from flux.pictures import MediaType
from studio.errors import PictureProblem, PictureRefused

MAX_FILE_MB = 30
"""Largest file that is read, in MB (10^6 bytes)."""

MAX_MEGAPIXELS = 50
"""Most pixels that are decoded, in millions."""

LONGEST_SIDE = 1440
"""Where larger pictures are scaled down to: flux-dev does it itself, and no model makes use of more."""

_MEGA = 1_000_000
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")
_QUALITY = 92
_EIGHT_BITS = 255
_DEEP_MODES = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N"})
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


def read_picture(body: bytes) -> Intake:
    """Check a picture and write it anew: PNG, JPEG, WebP, AVIF, or the first frame of a GIF.

    Transparency becomes white. The result is a JPEG, at most 1440 pixels a side, and always well below 10 MiB.

    Raises:
        PictureRefused: it cannot be used; its ``reason`` says why.
    """
    if not body:
        raise PictureRefused(PictureProblem.EMPTY)
    if len(body) > MAX_FILE_MB * _MEGA:
        raise PictureRefused(PictureProblem.TOO_LARGE_FILE, MAX_FILE_MB)
    with _opened(body) as picture:
        if picture.width * picture.height > MAX_MEGAPIXELS * _MEGA:
            raise PictureRefused(PictureProblem.TOO_MANY_PIXELS, MAX_MEGAPIXELS)
        return _written(_normal(picture))


def size_of(body: bytes) -> tuple[int, int]:
    """Return width and height of a picture by its header, without decoding it.

    Raises:
        PictureRefused: it is no picture.
    """
    with _opened(body) as picture:
        return picture.size


@contextmanager
def _opened(body: bytes) -> Iterator[Image.Image]:
    """Open a picture and tell whatever Pillow finds wrong with it as a refusal."""
    try:
        with Image.open(io.BytesIO(body), formats=_FORMATS) as picture:
            yield picture
    except UnidentifiedImageError as exc:
        raise PictureRefused(PictureProblem.NOT_A_PICTURE) from exc
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as exc:
        raise PictureRefused(PictureProblem.TOO_MANY_PIXELS, MAX_MEGAPIXELS) from exc
    except _DECODING_FAULTS as exc:
        raise PictureRefused(PictureProblem.BROKEN) from exc


def _normal(picture: Image.Image) -> Image.Image:
    """Return the first frame as upright RGB within the largest sides."""
    # A JPEG can be decoded at a fraction of its size; twice the target keeps it sharp.
    picture.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
    picture.load()
    profile = picture.info.get("icc_profile")
    plain = _opaque(_upright(picture))
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return _in_srgb(plain, profile) if profile else plain.convert("RGB")


def _upright(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except _DECODING_FAULTS:
        # What the file says beside its pixels is broken, not the pixels.
        return picture.copy()


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


def _written(picture: Image.Image) -> Intake:
    # A picture with no history: what the file said beside its pixels stays behind.
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    written = io.BytesIO()
    bare.save(written, "JPEG", quality=_QUALITY, subsampling=0)
    return Intake(written.getvalue(), MediaType.JPEG, bare.width, bare.height)
