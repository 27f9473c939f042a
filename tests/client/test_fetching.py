"""Fetching finished pictures: from where, how much, and what is taken for a picture."""

import io

import pytest
from PIL import Image

from flux import errors
from flux.pictures import MAX_PICTURE_BYTES, MediaType
from tests.client.conftest import Clients, Time
from tests.client.servers import Act, ScriptedServer, answer, hang_up


def picture(kind: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (48, 32), "teal").save(file, kind)
    return file.getvalue()


def link(server: ScriptedServer) -> str:
    return f"http://127.0.0.1:{server.port}/xezq/out-0.png?sig=a%2Fb%3D"


@pytest.mark.parametrize(
    ("kind", "media_type"), [("PNG", MediaType.PNG), ("JPEG", MediaType.JPEG), ("WEBP", MediaType.WEBP)]
)
async def test_a_picture_is_known_by_its_content(clients: Clients, kind: str, media_type: MediaType) -> None:
    body = picture(kind)
    async with ScriptedServer(answer(200, text=body, media_type="text/plain")) as server:
        fetched = await clients.on(server).fetch(link(server))
        (seen,) = server.seen
    assert fetched.body == body
    assert fetched.media_type is media_type
    assert "authorization" not in seen.headers
    assert seen.path == "/xezq/out-0.png?sig=a%2Fb%3D"


@pytest.mark.parametrize(
    "first",
    [hang_up, answer(500, text=""), answer(429, {}), answer(200, text=picture("PNG"), cut=20)],
    ids=["hangs up", "500", "429", "cut"],
)
async def test_a_passing_fault_is_tried_again(clients: Clients, first: Act) -> None:
    async with ScriptedServer(first, answer(200, text=picture("PNG"))) as server:
        assert (await clients.on(server).fetch(link(server))).media_type is MediaType.PNG
        assert len(server.seen) == 2


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_a_body_that_ends_early_is_noticed_without_a_length_too(clients: Clients, kind: str) -> None:
    async with ScriptedServer(answer(200, text=picture(kind)[:-20])) as server:
        with pytest.raises(errors.CutShort):
            await clients.on(server).fetch(link(server))
        assert len(server.seen) == 5


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>gone</html>", b"GIF89a" + bytes(50), b"RIFF\x04\0\0\0WAVE"],
    ids=["empty", "HTML", "GIF", "WAVE"],
)
async def test_what_is_no_picture_is_refused_whatever_it_says(clients: Clients, body: bytes) -> None:
    async with ScriptedServer(answer(200, text=body, media_type="image/png")) as server:
        with pytest.raises(errors.BadPicture):
            await clients.on(server).fetch(link(server))
        assert len(server.seen) == 1


async def test_no_more_than_the_limit_is_read(clients: Clients) -> None:
    endless = picture("PNG") + bytes(MAX_PICTURE_BYTES)
    async with ScriptedServer(answer(200, text=endless)) as server:
        with pytest.raises(errors.BadPicture, match="more than"):
            await clients.on(server).fetch(link(server))
        assert len(server.seen) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/a.png",
        "http://replicate.delivery/a.png",
        "https://replicate.delivery.evil.example/a.png",
        "https://user:pass@replicate.delivery/a.png",
        "https://replicate.delivery:8443/a.png",
        "http://127.0.0.1/a.png",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://",
        "http://[::1",
        "",
    ],
)
async def test_nothing_is_fetched_from_elsewhere(clients: Clients, time: Time, url: str) -> None:
    async with ScriptedServer(hang_up) as server:
        hosts = ["replicate.delivery", "*.replicate.delivery", f"127.0.0.1:{server.port}"]
        with pytest.raises(errors.ForeignHost) as caught:
            await clients.on(server, output_hosts=hosts).fetch(url)
    assert caught.value.url == url
    assert time.waits_s == []


async def test_a_redirect_is_not_followed_and_its_host_is_told(clients: Clients) -> None:
    async with ScriptedServer(hang_up) as other:
        moved = answer(302, text="", headers={"Location": f"http://localhost:{other.port}/a.png"})
        async with ScriptedServer(moved) as server:
            with pytest.raises(errors.ForeignHost) as caught:
                await clients.on(server).fetch(link(server))
            assert caught.value.url == link(server)
        assert other.connections == 0
    assert caught.value.host == "localhost"
