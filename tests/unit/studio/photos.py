"""Picture files as people give them: of every kind, with what cameras write beside the pixels, and lying ones."""

import io
import struct
import zlib

import pillow_heif
from PIL import ExifTags, Image, features

pillow_heif.register_heif_opener()

KINDS = ["PNG", "JPEG", "WEBP", "GIF", *(["AVIF"] if features.check("avif") else []), "HEIF"]
"""What is read, as Pillow names it."""

TURNS = {
    1: (),
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_90),
    6: (Image.Transpose.ROTATE_90,),
    7: (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_270),
    8: (Image.Transpose.ROTATE_270,),
}
"""How a camera that is held that way (EXIF's orientation) sees an upright picture."""

_START_OF_FRAME = b"\xff\xc0"
_IMAGE_BLOCK = b"\x2c"


def encoded(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """Write a picture."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def by_camera(picture: Image.Image, kind: str, orientation: int) -> bytes:
    """Write an upright picture as a camera that is held differently does: turned, saying so, and saying where."""
    for turn in TURNS[orientation]:
        picture = picture.transpose(turn)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Artist] = "somebody"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (59.0, 56.0, 19.0), 3: "E", 4: (30.0, 18.0, 51.0)})
    return encoded(picture, kind, exif=exif.tobytes())


def chunk(name: bytes, body: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def claiming(kind: str, width: int, height: int) -> bytes:
    """Return a small file of a kind that claims to be of this size."""
    file = bytearray(encoded(Image.new("RGB", (64, 64), "teal"), kind, **_PLAINLY.get(kind, {})))
    match kind:
        case "PNG":
            header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
            return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"")
        case "JPEG":
            place = file.index(_START_OF_FRAME) + 5
            file[place : place + 4] = struct.pack(">HH", height, width)
        case "WEBP":
            file[21:25] = struct.pack("<I", (width - 1) | (height - 1) << 14)
        case "GIF":
            size = struct.pack("<HH", width, height)
            place = file.index(_IMAGE_BLOCK) + 5
            file[6:10] = file[place : place + 4] = size
        case _:
            place = file.index(b"ispe") + 8
            file[place : place + 8] = struct.pack(">II", width, height)
    return bytes(file)


_PLAINLY: dict[str, dict[str, object]] = {"WEBP": {"lossless": True}}
