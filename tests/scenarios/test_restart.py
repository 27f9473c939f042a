"""A card is a projection of the store: it works after any number of restarts."""

from cogs.ui.verbs import Verb
from demo.look_alike import HELD
from studio.jobs import JobState
from tests.scenarios.world import World, told


async def test_the_buttons_of_an_old_card_work_after_a_restart(world: World) -> None:
    job = await world.imagine("a red fox")
    await world.finished(job)
    await world.restart()
    assert "a red fox" in told(await world.press(job, Verb.DETAILS))
    await world.press(job, Verb.AGAIN)
    await world.finished(await world.newest())


async def test_a_running_job_is_finished_by_the_next_process(world: World) -> None:
    world.flux.when("fox", HELD)
    job = await world.imagine("a red fox")
    await world.until(lambda: len(world.flux.created) == 1)
    await world.until_state(job, JobState.WORKING)
    await world.restart()
    world.flux.release()
    card = await world.finished(job)
    assert len(card.gallery) == 1
    assert len(world.flux.created) == 1
