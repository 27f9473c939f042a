"""Easel on the wire: rate limits slow progress down, and never keep pictures from those they are for."""

import asyncio
from pathlib import Path

import pytest

from tests.wire.discord import Refusal, Route
from tests.wire.discord.journal import Exchange
from tests.wire.easel import PATIENCE_S, at_work, is_done, made


def too_many(exchanges: list[Exchange]) -> int:
    return len([each for each in exchanges if each.status == 429])


async def test_a_storm_on_edits_slows_progress_and_every_picture_arrives(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        jobs = [await scene.held(f"fox {number}") for number in range(6)]
        scene.wire.storm(Route.EDIT_ANSWER, seconds=1)
        await scene.wire.until(lambda: too_many(scene.wire.to(Route.EDIT_ANSWER)) >= 1)
        scene.flux.release()
        await asyncio.gather(*(shown.message(is_done, within_s=PATIENCE_S) for shown, _ in jobs))
        assert [len(made(card)) for _, card in jobs] == [1] * 6
        assert scene.public() == [card for _, card in jobs]
        # Each message waits as it was told: it is not asked again and again.
        assert too_many(scene.wire.to(Route.EDIT_ANSWER)) <= 2 * len(jobs)


@pytest.mark.parametrize("scope", ["shared", "global"])
async def test_a_storm_after_the_quarter_of_an_hour(tmp_path: Path, scope: str) -> None:
    async with at_work(tmp_path) as scene:
        jobs = [await scene.held(f"fox {number}") for number in range(3)]
        scene.pass_quarter_of_an_hour()
        scene.wire.storm(Route.EDIT_MESSAGE, seconds=1, scope=scope)
        scene.flux.release()
        await asyncio.gather(*(shown.message(is_done, within_s=PATIENCE_S) for shown, _ in jobs))
        assert [len(made(card)) for _, card in jobs] == [1] * 3


async def test_a_small_bucket_is_not_overdrawn(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        scene.wire.limit(Route.EDIT_ANSWER, requests=3, per_s=0.5)
        jobs = [await scene.held(f"fox {number}") for number in range(4)]
        for _, card in jobs:
            await scene.until_edited(card)
        scene.flux.release()
        await asyncio.gather(*(shown.message(is_done, within_s=PATIENCE_S) for shown, _ in jobs))
        assert too_many(scene.wire.to(Route.EDIT_ANSWER)) == 0


async def test_a_message_that_takes_no_progress_holds_no_pictures_up(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        slow_shown, slow = await scene.held("a slow fox")
        shown, card = await scene.held("a red fox")
        slow_token = slow_shown.interaction.token
        # As Cloudflare refuses, which says nothing of how long.
        no = Refusal(429, 0, "You are being blocked from accessing our API temporarily.")
        scene.wire.refuse(
            Route.EDIT_ANSWER,
            no,
            where=lambda call: call.ids["webhook_token"] == slow_token and not call.body.files,
            times=100,
        )
        await scene.wire.until(lambda: too_many(scene.wire.to(Route.EDIT_ANSWER)) == 1)
        await scene.until_edited(card)
        scene.flux.release()
        await shown.message(is_done)
        await slow_shown.message(is_done)
        assert len(made(card)) == len(made(slow)) == 1
        # After a refusal there is no progress on that message, only its pictures.
        assert too_many(scene.wire.to(Route.EDIT_ANSWER)) == 1
        # Discord's document knows no such answer.
        assert all("answer 429" in fault for fault in scene.wire.faults)
        scene.wire.faults.clear()


async def test_the_shared_limit_of_a_channel_is_kept_for_pictures(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        jobs = [await scene.held(f"fox {number}") for number in range(3)]
        scene.time.pass_minutes(16)
        # One limit for the channel, whoever's job it is: what progress takes of it, pictures would wait for.
        scene.wire.limit(Route.EDIT_MESSAGE, requests=4, per_s=60)
        reads = scene.flux.reads
        async with asyncio.timeout(PATIENCE_S):
            await scene.flux.until(lambda: scene.flux.reads > reads + 60)
        scene.flux.release()
        await asyncio.gather(*(shown.message(is_done) for shown, _ in jobs))
        edits = scene.wire.to(Route.EDIT_MESSAGE)
        assert len([each for each in edits if each.file_count]) == 3
        assert too_many(edits) == 0
