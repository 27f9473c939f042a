"""Easel on the wire: whose turn it is, what waiting cards show while the queue moves, and ``/queue``."""

from pathlib import Path

import pytest

from demo.look_alike import HELD
from tests.wire.discord import Message
from tests.wire.easel import PATIENCE_S, Scene, at_work, is_done, is_live


async def until_done(scene: Scene, card: Message) -> None:
    """Let everything end that is at the service or comes there, until a card has its pictures."""

    def is_there() -> bool:
        scene.flux.release()
        return is_done(card)

    await scene.wire.until(is_there, within_s=PATIENCE_S)


@pytest.mark.parametrize(
    ("locale", "next_one", "passed_over", "when", "waiting"),
    [
        (
            "en-US",
            "Next in the queue.",
            "In the queue.",
            "It should start within",
            "3 picture requests wait, 1 is being",
        ),
        ("ru", "Следующая в очереди.", "В очереди.", "Начнётся примерно через", "ждут 3 запроса, делается 1"),
    ],
    ids=["en", "ru"],
)
async def test_ones_single_request_comes_before_anothers_many(
    tmp_path: Path, locale: str, next_one: str, passed_over: str, when: str, waiting: str
) -> None:
    async with at_work(tmp_path, community=True, locale=locale, max_running=1) as scene:
        ann = scene.server.member("anna", locale=locale)
        await scene.held("fox 0", ann)
        scene.flux.when("", HELD)
        greedy = [await (await scene.imagine(f"fox {n}", ann)).message(is_live) for n in (1, 2)]
        await scene.wire.until(lambda: next_one in greedy[0].text)
        single = await (await scene.imagine("a heron", scene.bob)).message(is_live)
        await scene.wire.until(lambda: next_one in single.text and when in single.text)
        await scene.wire.until(lambda: passed_over in greedy[0].text)

        told = await (await ann.slash(scene.art, "queue")).message()
        assert told.is_ephemeral
        assert waiting in told.text
        assert all(f"/{card.channel.id}/{card.id})" in told.text for card in greedy)
        assert "heron" not in told.text

        await until_done(scene, single)
        prompts = [each.input["prompt"] for each in scene.flux.created]
        assert prompts[:2] == ["fox 0", "a heron"]


async def test_the_queue_in_direct_messages(tmp_path: Path) -> None:
    async with at_work(tmp_path, private_use="all", max_running=1) as scene:
        await scene.held("fox 0", scene.bob)
        shown = await scene.ann.slash(scene.ann.direct, "imagine", prompt="an otter")
        card = await shown.message(lambda card: "Next in the queue." in card.text)
        told = await (await scene.ann.slash(scene.ann.direct, "queue")).message()
        assert "Everywhere 1 picture request waits, 1 is being made." in told.text
        assert "In this server" not in told.text
        assert f"https://discord.com/channels/@me/{scene.ann.direct.id}/{card.id})" in told.text
        await until_done(scene, card)


async def test_it_is_not_told_where_private_use_is_off(tmp_path: Path) -> None:
    async with at_work(tmp_path, private_use="owners") as scene:
        shown = await scene.ann.slash(scene.ann.direct, "queue")
        assert "owners" in (await shown.message()).text
