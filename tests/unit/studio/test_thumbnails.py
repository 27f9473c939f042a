"""Small pictures: of every shape, never larger than they may be, and none of what is private."""

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from studio.thumbnails import MAX_SIDE, thumbnail
from tests.unit.studio.conftest import Rig, request
from tests.unit.studio.fakes import png


@given(st.integers(1, 1600), st.integers(1, 1600), st.sampled_from(["PNG", "JPEG", "WEBP"]))
def test_it_keeps_the_shape_within_the_limit(width: int, height: int, kind: str) -> None:
    written = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(written, kind)
    with Image.open(io.BytesIO(thumbnail(written.getvalue()))) as small:
        assert small.format == "WEBP"
        assert max(small.size) == min(MAX_SIDE, max(width, height))
        scale = min(1.0, MAX_SIDE / max(width, height))
        assert abs(small.width - width * scale) <= 1
        assert abs(small.height - height * scale) <= 1


def test_what_is_no_picture_is_told() -> None:
    with pytest.raises(OSError, match="cannot identify"):
        thumbnail(b"no picture")


async def test_what_everybody_saw_leaves_a_small_picture_until_it_is_deleted(rig: Rig) -> None:
    rig.flux.pictures["https://pictures.test/p1/0"] = png(1024, 768)
    job = await rig.queued(request("flux-schnell"))
    async with rig.running():
        await rig.ended(job.id)
    small = await rig.store.thumbnail(job.id, 1)
    assert small is not None
    assert Image.open(io.BytesIO(small)).size == (512, 384)
    assert await rig.store.thumbnail(job.id, 2) is None

    await rig.studio.delete(job.id, by_id=1)
    assert await rig.store.thumbnail(job.id, 1) is None
    await rig.store.keep_thumbnails(job.id, [small])
    assert await rig.store.thumbnail(job.id, 1) is None


async def test_what_is_private_leaves_none(rig: Rig) -> None:
    job = await rig.queued(replace(request("flux-schnell"), private=True))
    async with rig.running():
        await rig.ended(job.id)
    assert await rig.store.thumbnail(job.id, 1) is None
