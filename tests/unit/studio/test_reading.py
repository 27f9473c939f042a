"""Reading given pictures: in their order, a few at a time, and with every fault told as what it is."""

import asyncio
import io

import pytest
from PIL import Image

from flux.errors import CutShort, ForeignHost, PictureGone, RateLimited, ServiceError, TooLarge, Unavailable
from studio.errors import PictureNotRead, PictureProblem, PictureRefused
from studio.inline import is_inline
from studio.reading import Reading, ReadPicture
from tests.unit.studio.fakes import png
from tests.unit.studio.photos import encoded

ROOM = 4
"""How many requests may have a file in memory."""


def lying_there(body: bytes) -> ReadPicture:
    async def read() -> bytes:
        return body

    return read


def failing(fault: Exception) -> ReadPicture:
    async def read() -> bytes:
        raise fault

    return read


def solid(size: tuple[int, int], colour: str) -> ReadPicture:
    return lying_there(encoded(Image.new("RGB", size, colour)))


class Gate:
    """Reads that wait at a gate, and how many of them there are; ``full`` says that there is no more room."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.full = asyncio.Event()
        self.inside = 0
        self.most = 0
        self.begun = 0

    async def read(self) -> bytes:
        self.begun += 1
        self.inside += 1
        self.most = max(self.most, self.inside)
        if self.inside == ROOM:
            self.full.set()
        try:
            await self.open.wait()
            return png(32, 24)
        finally:
            self.inside -= 1


async def test_one_picture_stays_one() -> None:
    intake = await Reading().read([lying_there(png(60, 40))])
    assert (intake.width, intake.height) == (60, 40)


async def test_several_become_one_in_their_order() -> None:
    reads = [solid((40, 40), "red"), solid((80, 80), "blue"), solid((20, 40), "lime")]
    intake = await Reading().read(reads)
    assert (intake.width, intake.height) == (40 + 40 + 20, 40)
    joined = Image.open(io.BytesIO(intake.body))
    strongest = [max(range(3), key=lambda n: joined.getpixel((x, 20))[n]) for x in (20, 60, 90)]  # type: ignore[index]  # RGB
    assert strongest == [0, 2, 1]


async def test_no_more_than_a_few_files_are_in_memory() -> None:
    reading, gate = Reading(), Gate()
    asked = [asyncio.create_task(reading.read([gate.read, gate.read])) for _ in range(3 * ROOM)]
    await gate.full.wait()
    for _ in range(50):
        await asyncio.sleep(0)
    assert (gate.inside, gate.begun) == (ROOM, ROOM), "a request reads its pictures one after the other"
    gate.open.set()
    assert {(intake.width, intake.height) for intake in await asyncio.gather(*asked)} == {(64, 24)}
    assert gate.most == ROOM
    assert gate.begun == 6 * ROOM


async def test_a_request_that_is_given_up_makes_room() -> None:
    reading, gate = Reading(), Gate()
    waiting = [asyncio.create_task(reading.read([gate.read])) for _ in range(ROOM)]
    await gate.full.wait()
    for task in waiting:
        task.cancel()
    assert (await reading.read([lying_there(png())])).width == 8
    await asyncio.gather(*waiting, return_exceptions=True)


@pytest.mark.parametrize(
    "fault",
    [
        Unavailable("HTTP 500"),
        RateLimited("HTTP 429", retry_after_s=3),
        PictureGone("HTTP 404"),
        ForeignHost("https://a.test/b", "a.test"),
        CutShort("the answer ended early"),
    ],
)
async def test_what_could_not_be_had_is_told_as_such(fault: ServiceError) -> None:
    with pytest.raises(PictureNotRead):
        await Reading().read([lying_there(png()), failing(fault)])


async def test_a_file_that_turns_out_too_large_is_told_with_the_limit() -> None:
    with pytest.raises(PictureRefused) as refused:
        await Reading().read([failing(TooLarge("more than it may"))])
    assert (refused.value.reason, refused.value.limit) == (PictureProblem.TOO_LARGE_FILE, 30)


async def test_a_picture_that_cannot_be_used_stops_the_others() -> None:
    gate = Gate()
    with pytest.raises(PictureRefused) as refused:
        await Reading().read([lying_there(b"text, whatever its name"), gate.read])
    assert refused.value.reason is PictureProblem.NOT_A_PICTURE
    assert gate.begun == 0


async def test_a_picture_can_be_put_into_its_address() -> None:
    reading = Reading()
    intake = await reading.read([lying_there(png())])
    assert is_inline(await reading.inline(intake))
