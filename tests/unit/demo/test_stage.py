"""The stage holds the real bot: what is uploaded reaches the service, and time goes on as it really does.

At the start somebody has posted a picture and had it edited.
"""

import io
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from PIL import Image
from simcord.backend.errors import SetupError

from demo.photograph import photograph
from demo.stage import SECOND_MEMBER_EDITS, SECOND_MEMBER_POSTS, SECOND_MEMBER_SAYS, Stage, staged
from demo.uploads import Uploads
from flux.models import CATALOGUE
from tests.colours import stripes
from tests.words import LANGUAGES


async def _imagine(stage: Stage, **options: object) -> None:
    """Use the command as soon as the page is not being published anew."""
    while True:
        try:
            await stage.you.slash(stage.channel, "imagine", **options)
        except SetupError as error:
            assert "overlaps" in str(error)
        else:
            return


async def _given(stage: Stage, prompt: str) -> bytes:
    """Return the picture that the service got with a prompt, once the result has been fetched from it."""
    service = stage.look_alike

    def asked() -> str:
        return next((created.id for created in service.created if created.input["prompt"] == prompt), "none yet")

    await service.until(lambda: any(asked() in fetched.path for fetched in service.fetched))
    given = service.given(asked())
    assert given is not None
    return given


def _faint(picture: bytes) -> list[int]:
    """Return a picture as a few shades of grey: enough to know it again."""
    with Image.open(io.BytesIO(picture)) as image:
        return list(image.convert("L").resize((6, 4), Image.Resampling.BOX).tobytes())


def _png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(buffer, "PNG")
    return buffer.getvalue()


async def test_an_uploaded_picture_reaches_the_service(tmp_path: Path) -> None:
    async with staged(tmp_path, speed=20, sketches=True, is_busy=False, languages=LANGUAGES) as stage:
        await _imagine(stage, prompt="make it blue", input_image=("fox.png", _png()))
        assert stripes(await _given(stage, "make it blue")) == ["red"]
        assert all(fetched.authorization is None for fetched in stage.look_alike.fetched)


async def test_it_starts_with_a_picture_that_was_edited(tmp_path: Path) -> None:
    async with staged(tmp_path, speed=20, sketches=True, is_busy=False, languages=LANGUAGES) as stage:
        given = await _given(stage, SECOND_MEMBER_EDITS)
        assert _faint(given) == pytest.approx(_faint(photograph()), abs=3)
        posted, card, said = stage.channel.history()
        assert posted.content == SECOND_MEMBER_POSTS
        assert said.content.startswith(SECOND_MEMBER_SAYS.partition("{")[0])
        assert all(page.url in said.content for page in stage.pages.by_name.values() if page is not stage.preview)
        assert len(posted.attachments) == 1
        assert posted.jump_url in str([component.to_dict() for component in card.components])


def test_the_photograph_is_always_the_same() -> None:
    assert photograph() == photograph()


async def test_every_model_makes_its_pictures(tmp_path: Path) -> None:
    async with staged(tmp_path, speed=20, sketches=True, is_busy=False, languages=LANGUAGES) as stage:
        for model in CATALOGUE:
            await _imagine(stage, prompt=f"a fox by {model.name}", model=model.name, num_outputs=2)
        # Two pictures a model and the one of the other member.
        await stage.look_alike.until(lambda: len(stage.look_alike.fetched) == 2 * len(CATALOGUE) + 1)
        assert {created.model for created in stage.look_alike.created} == {model.name for model in CATALOGUE}


async def test_the_simulated_time_is_the_real_time(tmp_path: Path) -> None:
    async with staged(tmp_path, sketches=True, languages=LANGUAGES) as stage:
        assert abs((stage.env.now() - datetime.now(UTC)).total_seconds()) < 60


async def test_uploads_are_served_under_their_own_path() -> None:
    async with Uploads() as uploads, aiohttp.ClientSession() as session:
        async with session.get(uploads.base / "attachments/1/fox.png") as response:
            assert response.status == 404
        uploads.find = {"https://cdn.simcord.invalid/attachments/1/fox.png": b"fox"}.get
        async with session.get(uploads.base / "attachments/1/fox.png") as response:
            assert await response.read() == b"fox"
