"""The stage holds the real bot: what is uploaded reaches the service, and time goes on as it really does."""

import io
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from PIL import Image
from simcord.backend.errors import SetupError

from demo.stage import Stage, staged
from demo.uploads import Uploads
from flux.models import CATALOGUE


async def _imagine(stage: Stage, **options: object) -> None:
    """Use the command as soon as the page is not being published anew."""
    while True:
        try:
            await stage.you.slash(stage.channel, "imagine", **options)
        except SetupError as error:
            assert "overlaps" in str(error)
        else:
            return


def _png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(buffer, "PNG")
    return buffer.getvalue()


async def test_an_uploaded_picture_reaches_the_service(tmp_path: Path) -> None:
    async with staged(tmp_path, speed=20, sketches=True) as stage:
        await _imagine(stage, prompt="make it blue", input_image=("fox.png", _png()))
        service = stage.look_alike
        await service.until(lambda: any(made.model == "flux-kontext-pro" for made in service.created))
        created = next(made for made in service.created if made.model == "flux-kontext-pro")
        # The picture is fetched only from a prediction that succeeded, and that only with its input.
        await service.until(lambda: any(created.id in fetched.path for fetched in service.fetched))
        assert all(fetched.authorization is None for fetched in service.fetched)


async def test_every_model_makes_its_pictures(tmp_path: Path) -> None:
    async with staged(tmp_path, speed=20, sketches=True) as stage:
        for model in CATALOGUE:
            await _imagine(stage, prompt=f"a fox by {model.name}", model=model.name, num_outputs=2)
        # Two pictures a model and the one of the other member.
        await stage.look_alike.until(lambda: len(stage.look_alike.fetched) == 2 * len(CATALOGUE) + 1)
        assert {created.model for created in stage.look_alike.created} == {model.name for model in CATALOGUE}


async def test_the_simulated_time_is_the_real_time(tmp_path: Path) -> None:
    async with staged(tmp_path, sketches=True) as stage:
        assert abs((stage.env.now() - datetime.now(UTC)).total_seconds()) < 60


async def test_uploads_are_served_under_their_own_path() -> None:
    async with Uploads() as uploads, aiohttp.ClientSession() as session:
        async with session.get(uploads.base / "attachments/1/fox.png") as response:
            assert response.status == 404
        uploads.find = {"https://cdn.simcord.invalid/attachments/1/fox.png": b"fox"}.get
        async with session.get(uploads.base / "attachments/1/fox.png") as response:
            assert await response.read() == b"fox"
