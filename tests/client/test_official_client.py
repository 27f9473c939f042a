"""The official ``replicate`` client works against the look-alike: a second reader of our stand-in."""

import asyncio
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from demo.look_alike import BLOCKED, Base, LookAlike, Options

if TYPE_CHECKING:
    # Imported late at run time: importing it warns.
    from replicate.client import Client

# The client rests on pydantic's v1 names, which warn under every later pydantic.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning:replicate.*")


@pytest.mark.parametrize("prefix", ["/replicate", ""], ids=["comet", "replicate"])
async def test_it_creates_polls_and_reads_the_output(prefix: str) -> None:
    async with LookAlike(Options(speed=20, sketches=True)) as service:
        prediction, picture = await asyncio.to_thread(_use_client, f"http://{service.output_host}{prefix}")
    assert prediction["status"] == "succeeded"
    assert prediction["progress"] == 1.0
    assert picture.startswith(b"RIFF")
    assert [created.model for created in service.created] == ["flux-schnell"]


async def test_its_blocking_run_returns_the_pictures() -> None:
    async with LookAlike(Options(speed=20, sketches=True)) as service:
        assert await asyncio.to_thread(_run, f"http://{service.output_host}", "a fox") == 2


async def test_it_reads_failures_and_refusals() -> None:
    from replicate.exceptions import ModelError, ReplicateError

    async with LookAlike(Options(speed=math.inf, sketches=True)) as service:
        base = f"http://{service.output_host}"
        service.when("nsfw", BLOCKED)
        with pytest.raises(ModelError, match="NSFW content"):
            await asyncio.to_thread(_run, base, "nsfw")
        with pytest.raises(ReplicateError, match="Must be less than or equal to 4"):
            await asyncio.to_thread(_run, base, "a fox", num_inference_steps=25)
    assert len(service.created) == 1


async def test_it_lists_and_cancels() -> None:
    options = Options(replicate=Base(lists=True, cancels=True))
    async with LookAlike(options) as service:
        assert await asyncio.to_thread(_cancel_the_first, f"http://{service.output_host}") == "canceled"


@contextmanager
def _client(base_url: str) -> Iterator["Client"]:
    from replicate.client import Client

    client = Client(api_token=Options().key, base_url=base_url)
    try:
        yield client
    finally:
        # It has no way to close what it opened.
        client._client.close()


def _use_client(base_url: str) -> tuple[dict[str, object], bytes]:
    with _client(base_url) as client:
        prediction = client.models.predictions.create(
            ("black-forest-labs", "flux-schnell"), input={"prompt": "a fox", "seed": 7}
        )
        prediction.wait()
        assert prediction.output is not None
        assert prediction.progress is not None
        (url,) = prediction.output
        body = client._client.get(url).content
        return {"status": prediction.status, "progress": prediction.progress.percentage}, body


def _run(base_url: str, prompt: str, **more: object) -> int:
    with _client(base_url) as client:
        output = client.run("black-forest-labs/flux-schnell", input={"prompt": prompt, "num_outputs": 2, **more})
        return len(list(output))


def _cancel_the_first(base_url: str) -> str:
    with _client(base_url) as client:
        client.models.predictions.create("black-forest-labs/flux-pro", input={"prompt": "a fox"})
        (listed,) = client.predictions.list().results
        listed.cancel()
        return str(client.predictions.get(listed.id).status)
