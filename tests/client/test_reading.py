"""Reading what lies at an address that the caller knows: whatever it is, no more than is wanted, no further."""

import aiohttp
import pytest

from flux import errors
from flux.fetching import read_once
from flux.hosts import AllowedHosts
from flux.http import Door
from tests.client.servers import ScriptedServer, answer, hang_up, silence

LIMIT = 100_000


async def read(url: str, *, timeout_s: float = 20, hosts: AllowedHosts | None = None) -> bytes:
    async with aiohttp.ClientSession() as session:
        door = Door(session, connect_s=5)
        return await read_once(door, url, hosts=hosts, timeout_s=timeout_s, max_bytes=LIMIT)


def link(server: ScriptedServer) -> str:
    return f"http://127.0.0.1:{server.port}/attachments/1/2/cat.heic?ex=6a&is=b%2F&hm=c"


@pytest.mark.parametrize("body", [b"", b"no picture at all", bytes(LIMIT)], ids=["empty", "text", "as much as is"])
async def test_whatever_lies_there_is_read(body: bytes) -> None:
    async with ScriptedServer(answer(200, text=body, media_type="image/heic")) as server:
        assert await read(link(server)) == body
        (seen,) = server.seen
    assert seen.path == "/attachments/1/2/cat.heic?ex=6a&is=b%2F&hm=c"
    assert "authorization" not in seen.headers


async def test_what_is_larger_is_not_read_to_its_end() -> None:
    async with ScriptedServer(answer(200, text=bytes(LIMIT + 1))) as server:
        with pytest.raises(errors.TooLarge):
            await read(link(server))
        assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (404, errors.PictureGone),
        (403, errors.PictureGone),
        (429, errors.RateLimited),
        (500, errors.Unavailable),
        (415, errors.BadPicture),
    ],
)
async def test_what_is_not_given_is_asked_for_once(status: int, fault: type[errors.ServiceError]) -> None:
    async with ScriptedServer(answer(status, text="no")) as server:
        with pytest.raises(fault):
            await read(link(server))
        assert len(server.seen) == 1


async def test_a_redirect_is_not_followed() -> None:
    async with ScriptedServer(hang_up) as other:
        moved = answer(302, text="", headers={"Location": f"http://127.0.0.1:{other.port}/latest/meta-data"})
        async with ScriptedServer(moved) as server:
            with pytest.raises(errors.ForeignHost):
                await read(link(server))
        assert other.connections == 0


async def test_somebody_who_never_answers_is_not_waited_for_for_ever() -> None:
    async with ScriptedServer(silence) as server:
        with pytest.raises(errors.Unavailable):
            await read(link(server), timeout_s=0.2)


@pytest.mark.parametrize("url", ["", "https://", "http://[::1", "file:///etc/passwd", "data:,x", "mailto:a@b"])
async def test_what_is_no_address_on_the_web_is_a_fault_like_others(url: str) -> None:
    with pytest.raises(errors.ServiceError):
        await read(url)


async def test_hosts_hold_where_they_are_given() -> None:
    async with ScriptedServer(answer(200, text=b"here")) as server:
        with pytest.raises(errors.ForeignHost):
            await read(link(server), hosts=AllowedHosts(("cdn.discordapp.com",)))
        assert server.connections == 0
