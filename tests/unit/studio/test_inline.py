"""A picture that cannot be uploaded travels in its own address, short enough for the service."""

import io
from random import Random

from PIL import Image

from studio.inline import MAX_ADDRESS, inlined, is_inline, picture_in


def jpeg(side: int) -> bytes:
    written = io.BytesIO()
    noise = Random(1).randbytes(side * side * 3)
    Image.frombytes("RGB", (side, side), noise).save(written, "JPEG", quality=92, subsampling=0)
    return written.getvalue()


def test_a_small_picture_is_kept_as_it_is() -> None:
    body = jpeg(64)
    url = inlined(body)
    assert is_inline(url)
    assert picture_in(url) == body


def test_a_large_picture_is_made_smaller() -> None:
    body = jpeg(1440)
    url = inlined(body)
    assert len(body) > MAX_ADDRESS
    assert len(url) <= MAX_ADDRESS
    with Image.open(io.BytesIO(picture_in(url))) as smaller:
        assert smaller.format == "JPEG"


def test_other_addresses_hold_no_picture() -> None:
    assert not is_inline("https://cdn.discordapp.com/attachments/1/2/before.jpg")
    assert not is_inline(None)
