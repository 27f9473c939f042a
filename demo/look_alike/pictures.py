"""Pictures in and out of the look-alike: fetching what was given by URL, finishing what was asked for."""

import base64
import io
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes, urlsplit

import aiohttp
from PIL import Image
from yarl import URL

from demo.look_alike.drawing import Subject, draw, sketch
from demo.look_alike.runs import Run
from demo.look_alike.sizes import Size, picture_size

MEDIA_TYPES: Mapping[str, str] = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
"""The media type of each ``output_format``."""

_PILLOW_FORMATS: Mapping[str, str] = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
_TIMEOUT = aiohttp.ClientTimeout(total=30)


class UnreadablePicture(Exception):
    """A given picture that could not be fetched or is none; the message goes into the prediction's ``error``."""


async def fetch_given(session: aiohttp.ClientSession, url: str, hosts: Mapping[str, str]) -> bytes:
    """Return the bytes of a picture given by URL or data URI; ``hosts`` says which hosts are answered elsewhere.

    Raises:
        UnreadablePicture: there is no picture at that address.
    """
    try:
        body = _in_data_uri(url) if url.startswith("data:") else await _get(session, _rewritten(url, hosts))
        size_of(body)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as exc:
        raise UnreadablePicture(f"Failed to read the input image: {exc}") from exc
    return body


def finished(run: Run, number: int, *, plain: bool) -> bytes:
    """Return a picture of a prediction as a file in the format that was asked for; CPU work of some 0.3 s."""
    given = size_of(run.picture) if run.picture is not None else None
    subject = Subject(
        prompt=str(run.input["prompt"]),
        model=run.model.name,
        seed=run.seed,
        number=number,
        ratio=str(run.input.get("aspect_ratio", run.model.fields["aspect_ratio"].default)),
        size=picture_size(run.model, run.input, given),
        given=run.picture,
    )
    image = sketch(subject) if plain else draw(subject)
    return _encoded(image, run.suffix, int(run.input.get("output_quality", 80)))


def size_of(picture: bytes) -> Size:
    """Return width and height of an encoded picture, in pixels."""
    with Image.open(io.BytesIO(picture)) as image:
        return image.size


async def _get(session: aiohttp.ClientSession, url: URL) -> bytes:
    async with session.get(url, timeout=_TIMEOUT) as response:
        response.raise_for_status()
        return await response.read()


def _rewritten(url: str, hosts: Mapping[str, str]) -> URL:
    elsewhere = hosts.get(urlsplit(url).netloc)
    return URL(url) if elsewhere is None else URL(elsewhere).join(URL(URL(url).raw_path_qs, encoded=True))


def _in_data_uri(url: str) -> bytes:
    head, _, payload = url.partition(",")
    body = unquote_to_bytes(payload)
    return base64.b64decode(body, validate=True) if head.endswith(";base64") else body


def _encoded(image: Image.Image, suffix: str, quality: int) -> bytes:
    buffer = io.BytesIO()
    options: Mapping[str, int] = {"compress_level": 1} if suffix == "png" else {"quality": quality}
    image.save(buffer, _PILLOW_FORMATS[suffix], **options)
    return buffer.getvalue()
