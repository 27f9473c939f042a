"""Easel on the wire: outside servers that have it, where the operator lets it be used."""

from pathlib import Path

import pytest

from demo.look_alike import HELD
from tests.wire.discord import CannotDo
from tests.wire.easel import at_work, is_done, is_live, made


async def test_a_picture_in_direct_messages(tmp_path: Path) -> None:
    async with at_work(tmp_path, private_use="all") as scene:
        card = await (await scene.ann.slash(scene.ann.direct, "imagine", prompt="a red fox")).message(is_done)
        assert len(made(card)) == 1
        again = await (await scene.ann.press(card, "Again")).message(is_done)
        assert again.channel is scene.ann.direct


async def test_a_picture_in_a_server_that_does_not_have_it(tmp_path: Path) -> None:
    async with at_work(tmp_path, private_use="all") as scene:
        elsewhere = scene.wire.server("Elsewhere", installed=False)
        hall, eve = elsewhere.channel("hall"), elsewhere.member("eve")
        card = await (await eve.slash(hall, "imagine", prompt="a red fox")).message(is_done)
        assert len(made(card)) == 1


async def test_what_is_late_in_a_server_that_does_not_have_it_comes_by_direct_message(tmp_path: Path) -> None:
    async with at_work(tmp_path, private_use="all") as scene:
        # The bot itself may do nothing there.
        scene.foreseen = {10003, 10008, 50001}
        elsewhere = scene.wire.server("Elsewhere", installed=False)
        hall, eve = elsewhere.channel("hall"), elsewhere.member("eve")
        scene.flux.when("fox", HELD)
        shown = await eve.slash(hall, "imagine", prompt="a red fox")
        card = await shown.message(is_live)
        await scene.flux.until(lambda: len(scene.flux.created) == 1)
        scene.pass_quarter_of_an_hour()
        scene.flux.release()
        brought = await scene.direct(eve, made)
        assert len(made(brought)) == 1
        assert made(card) == []


async def test_nothing_is_offered_there_unless_the_operator_says_so(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        with pytest.raises(CannotDo):
            await scene.ann.slash(scene.ann.direct, "imagine", prompt="a red fox")


async def test_for_owners_only(tmp_path: Path) -> None:
    async with at_work(tmp_path, private_use="owners") as scene:
        shown = await scene.ann.slash(scene.ann.direct, "imagine", prompt="a red fox")
        assert "owners" in (await shown.message()).text
        owner = scene.wire.owner
        await (await owner.slash(owner.direct, "imagine", prompt="a red fox")).message(is_done)
        assert len(scene.flux.created) == 1
