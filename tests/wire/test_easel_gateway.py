"""Easel on the wire: the gateway breaks in mid-job, and nobody notices."""

from pathlib import Path

from tests.wire.easel import at_work, is_done, is_live, made


async def test_a_gateway_that_drops_and_resumes_in_mid_job(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        shown, card = await scene.held()
        scene.wire.drop_gateway()
        scene.flux.release()
        assert await shown.message(is_done) is card
        await scene.wire.until(lambda: scene.wire.gateway.resumed == 1)
        assert "a red fox" in (await (await scene.ann.press(card, "Details")).message()).text
        assert len(made(card)) == 1


async def test_a_session_that_is_invalidated_in_mid_job(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        before = set(scene.wire.gateway.sessions)
        shown, card = await scene.held()
        scene.wire.invalidate_sessions()
        await scene.wire.until(lambda: set(scene.wire.gateway.sessions) - before and scene.wire.gateway.ready(1))
        scene.flux.release()
        assert await shown.message(is_done) is card
        assert "a red fox" in (await (await scene.ann.press(card, "Details")).message()).text
        assert scene.wire.gateway.resumed == 0


async def test_both_shards_break_and_each_server_is_served_again(tmp_path: Path) -> None:
    async with at_work(tmp_path, shards=2) as scene:
        other = scene.wire.server("Annex")
        hall, eve = other.channel("hall"), other.member("eve")
        first, _ = await scene.held()
        second = await eve.slash(hall, "imagine", prompt="a red fox")
        await second.message(is_live)
        await scene.flux.until(lambda: len(scene.flux.created) == 2)
        scene.wire.drop_gateway()
        scene.flux.release()
        await first.message(is_done)
        await second.message(is_done)
        await scene.wire.until(lambda: scene.wire.gateway.resumed == 2)
        await (await scene.imagine("a blue fish")).message(is_done)
        await (await eve.slash(hall, "imagine", prompt="a blue fish")).message(is_done)
