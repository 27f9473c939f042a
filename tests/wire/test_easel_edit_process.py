"""Easel on the wire: a message that names the bot, and a death or a broken line before its card stands."""

from pathlib import Path

import pytest

from studio.jobs import JobState
from tests.wire.crash.harness import Records, standing
from tests.wire.discord import Route
from tests.wire.easel import at_work
from tests.wire.edits import ask, came_from, picture, reply


def is_at(records: Records, state: JobState) -> bool:
    """Say whether the newest job is in a state."""
    job = records.job()
    return job is not None and job.state is state


@pytest.mark.parametrize("acted", [False, True], ids=["not shown", "shown"])
async def test_a_process_that_dies_before_it_knows_its_card(tmp_path: Path, *, acted: bool) -> None:
    async with standing(tmp_path) as ground:
        wire, flux, records = ground.wire, ground.flux, ground.records
        bot = await ground.start()
        words = f"{wire.bot.mention} make it snow"
        async with wire.held(Route.POST_MESSAGE, acted=acted) as hold:
            ground.ann.say(ground.art, words, files=[picture("red")])
            await ground.until(lambda: hold.waiting)
            await bot.kill()
            hold.drop()
        assert is_at(records, JobState.ACCEPTED)
        await ground.start()
        await ground.until(lambda: is_at(records, JobState.CANCELED))
        assert records.month() == (0, 0)
        assert len(ground.messages) == 1 + acted
        # Said once more it is made.
        ground.ann.say(ground.art, words, files=[picture("blue")])
        await ground.until(lambda: is_at(records, JobState.DONE))
        assert len(flux.created) == 1
        assert ground.pictures == 1


async def test_a_card_whose_answer_was_lost_stands_once(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        scene.wire.lose_answer(Route.POST_MESSAGE)
        asked = ask(scene, "make it snow", picture("red"))
        card = await reply(scene, asked)
        came_from(scene, card, "red")
        assert scene.public() == [asked, card]
        assert scene.ann.direct.messages == {}
