"""What is too large to be shown is made smaller, and only that."""

import io
from random import Random

import pytest
from PIL import Image

from flux.pictures import MediaType
from studio.pictures_out import fit


def noise(side: int) -> bytes:
    """Draw a picture that hardly compresses."""
    written = io.BytesIO()
    Image.frombytes("RGB", (side, side), Random(1).randbytes(side * side * 3)).save(written, "PNG")
    return written.getvalue()


def test_what_fits_is_left_alone() -> None:
    body = noise(32)
    assert fit(body, MediaType.PNG, limit_bytes=len(body)) == fit(body, MediaType.PNG, limit_bytes=10**9)
    fitted = fit(body, MediaType.PNG, limit_bytes=len(body))
    assert (fitted.body, fitted.media_type, fitted.shrunk) == (body, MediaType.PNG, False)


@pytest.mark.parametrize("share", [0.9, 0.5, 0.2, 0.05])
def test_what_does_not_fit_becomes_the_best_jpeg_that_does(share: float) -> None:
    body = noise(256)
    limit_bytes = int(len(body) * share)
    fitted = fit(body, MediaType.PNG, limit_bytes=limit_bytes)
    assert len(fitted.body) <= limit_bytes
    assert (fitted.media_type, fitted.shrunk) == (MediaType.JPEG, True)
    with Image.open(io.BytesIO(fitted.body)) as smaller:
        assert smaller.format == "JPEG"
        assert smaller.width == smaller.height


def test_a_little_too_large_keeps_its_size_in_pixels() -> None:
    body = noise(256)
    with Image.open(io.BytesIO(fit(body, MediaType.PNG, limit_bytes=len(body) - 1).body)) as smaller:
        assert smaller.size == (256, 256)


def test_a_limit_that_nothing_meets_is_an_error() -> None:
    with pytest.raises(ValueError, match="fits into 10 bytes"):
        fit(noise(64), MediaType.PNG, limit_bytes=10)
