"""Which addresses pictures may be fetched from."""

import pytest
from yarl import URL

from flux.hosts import AllowedHosts, is_pattern

USUAL = AllowedHosts(("replicate.delivery", "*.replicate.delivery"))
LOCAL = AllowedHosts(("127.0.0.1:8080", "[::1]:8080", "localhost", " *.Pictures.example:8443 "))


@pytest.mark.parametrize(
    "url",
    [
        "https://replicate.delivery/a.png",
        "https://Replicate.Delivery/a.png",
        "https://replicate.delivery:443/a.png",
        "https://pbxt.replicate.delivery/a.png",
        "https://a.b.replicate.delivery/a.png",
    ],
)
def test_the_services_own_hosts(url: str) -> None:
    assert USUAL.allow(URL(url))


@pytest.mark.parametrize(
    "url",
    [
        "http://replicate.delivery/a.png",
        "https://replicate.delivery:444/a.png",
        "https://evilreplicate.delivery/a.png",
        "https://replicate.delivery.evil.example/a.png",
        "https://replicate.delivery@evil.example/a.png",
        "https://user@replicate.delivery/a.png",
        "ftp://replicate.delivery/a.png",
        "data:image/png;base64,AAAA",
        "/a.png",
    ],
)
def test_nothing_else(url: str) -> None:
    assert not USUAL.allow(URL(url))


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://127.0.0.1:8080/a.png", True),
        ("http://[::1]:8080/a.png", True),
        ("http://localhost/a.png", True),
        ("http://127.0.0.1/a.png", False),
        ("http://127.0.0.1:8081/a.png", False),
        ("https://cdn.pictures.example:8443/a.png", True),
        ("https://pictures.example:8443/a.png", False),
        ("http://cdn.pictures.example:8443/a.png", False),
    ],
)
def test_ports_and_plain_http(url: str, allowed: bool) -> None:
    assert LOCAL.allow(URL(url)) is allowed


@pytest.mark.parametrize("pattern", [*USUAL.patterns, *LOCAL.patterns])
def test_patterns(pattern: str) -> None:
    assert is_pattern(pattern)


@pytest.mark.parametrize(
    "text",
    ["https://a.example", "a.example/out", "a.example:", "a.example:x", "a.example:70000", "a b", "*", "[::1", ""],
)
def test_what_is_no_pattern(text: str) -> None:
    assert not is_pattern(text)
