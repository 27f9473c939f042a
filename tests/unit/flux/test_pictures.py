"""What bytes are a picture, and what its file is called."""

import pytest

from flux.pictures import MediaType, is_whole, sniff

WEBP = b"RIFF\x0c\x00\x00\x00WEBPVP8 ...."


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
        (b"\xff\xd8\xff\xe0", MediaType.JPEG),
        (WEBP, MediaType.WEBP),
        (b"RIFF\x0c\x00\x00\x00WAVE", None),
        (b"\xff\xd8", None),
        (b"GIF89a", None),
        (b"", None),
    ],
)
def test_sniff(body: bytes, media_type: MediaType | None) -> None:
    assert sniff(body) is media_type


@pytest.mark.parametrize(
    ("body", "media_type", "whole"),
    [
        (b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82", MediaType.PNG, True),
        (b"\x89PNG\r\n\x1a\n....IEND\xaeB`", MediaType.PNG, False),
        (b"\xff\xd8\xff..\xff\xda..\xff\xd9\0\0", MediaType.JPEG, True),
        (b"\xff\xd8\xff..\xff\xda..\xff", MediaType.JPEG, False),
        (b"\xff\xd8\xff..\xff\xda..\xff\xd9..\xff\xda..", MediaType.JPEG, False),
        (WEBP, MediaType.WEBP, True),
        (WEBP[:-1], MediaType.WEBP, False),
    ],
)
def test_is_whole(body: bytes, media_type: MediaType, whole: bool) -> None:
    assert is_whole(body, media_type) is whole


def test_file_names_end_by_kind() -> None:
    assert [kind.suffix for kind in MediaType] == [".png", ".jpg", ".webp"]
