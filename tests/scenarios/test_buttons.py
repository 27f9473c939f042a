"""The buttons of a card: who may press them and what they do."""

import pytest

from cogs.ui.verbs import VERSION, CustomId, Verb
from demo.look_alike import HELD
from studio.jobs import JobState
from tests.scenarios.world import World, picture, told


async def test_cancel_while_it_runs_ends_the_job_at_once_and_drops_what_comes(world: World) -> None:
    world.flux.when("fox", HELD)
    job = await world.imagine()
    await world.until(lambda: len(world.flux.created) == 1)
    await world.until_state(job, JobState.WORKING)
    await world.press(job, Verb.CANCEL)
    await world.until_state(job, JobState.CANCELED)
    await world.until(lambda: "Retry" in world.card(job).buttons)
    assert "Cancelled" in world.card(job).text
    world.flux.release()
    assert (await world.job(job)).pictures == ()
    assert (await world.parts.store.spent_this_month()).held_micro_usd == 0


async def test_cancel_in_the_queue_sends_nothing(busy_world: World) -> None:
    world = busy_world
    await world.imagine("the first fox")
    waiting = await world.imagine("the second fox")
    assert "Cancel" in world.card(waiting).buttons
    await world.press(waiting, Verb.CANCEL)
    await world.until_state(waiting, JobState.CANCELED)
    await world.until(lambda: "Nothing was sent" in world.card(waiting).text)
    world.flux.release()
    assert [created.input["prompt"] for created in world.flux.created] == ["the first fox"]


@pytest.mark.parametrize("verb", [Verb.CANCEL, Verb.DELETE])
async def test_strangers_may_neither_cancel_nor_delete(world: World, verb: Verb) -> None:
    world.flux.when("fox", HELD)
    job = await world.imagine()
    if verb is Verb.DELETE:
        await world.press(job, Verb.CANCEL)
        await world.until(lambda: "Delete" in world.card(job).buttons)
    result = await world.press(job, verb, who=world.stranger)
    assert "Only the artist" in told(result)
    assert not (await world.job(job)).deleted
    assert not world.is_gone(job)


async def test_a_moderator_may_delete(world: World) -> None:
    job = await world.imagine()
    await world.finished(job)
    await world.press(job, Verb.DELETE, who=world.moderator)
    assert world.is_gone(job)
    assert (await world.job(job)).deleted


async def test_again_is_for_everybody_and_takes_a_new_seed(world: World) -> None:
    job = await world.imagine(seed=5)
    await world.finished(job)
    await world.press(job, Verb.AGAIN, who=world.stranger)
    again = await world.newest()
    await world.finished(again)
    assert again.artist_id == world.stranger.id
    assert world.flux.created[0].input["seed"] == 5
    assert again.predictions[0].input["seed"] != 5
    assert not world.is_gone(job)


async def test_again_takes_the_picture_from_the_card(world: World) -> None:
    job = await world.imagine("make it night", input_image=("photo.png", picture()))
    await world.finished(job)
    await world.press(job, Verb.AGAIN)
    again = await world.newest()
    card = await world.finished(again)
    first, second = world.flux.created
    assert card.before is not None
    assert second.input["input_image"] == card.before
    assert second.input["input_image"] != first.input["input_image"]


async def test_details_are_told_in_private_and_name_everything(world: World) -> None:
    job = await world.imagine("a red fox", seed=99)
    await world.finished(job)
    result = await world.press(job, Verb.DETAILS, who=world.stranger)
    text = told(result)
    assert "a red fox" in text
    assert "99" in text
    assert world.flux.created[0].id in text


async def test_retry_is_for_everybody_and_keeps_the_seed(world: World) -> None:
    world.flux.when("fox", HELD)
    job = await world.imagine()
    await world.press(job, Verb.CANCEL)
    await world.until(lambda: "Retry" in world.card(job).buttons)
    await world.until_state(job, JobState.CANCELED)
    await world.press(job, Verb.RETRY, who=world.stranger)
    retry = await world.newest()
    assert retry.artist_id == world.stranger.id
    assert retry.predictions[0].seed == job.predictions[0].seed


@pytest.mark.parametrize(
    ("pressed", "words"),
    [
        (CustomId(VERSION + 1, "again", "abc"), "older version"),
        (CustomId(VERSION, "enhance", "abc"), "older version"),
        (CustomId(VERSION, "again", "abc"), "no record"),
    ],
    ids=str,
)
async def test_a_button_that_is_not_understood_explains_itself(
    world: World, pressed: CustomId, words: str
) -> None:
    job = await world.imagine()
    await world.finished(job)
    world.change_button(job, "Again", str(pressed))
    result = await world.artist.click(world.raw(job), custom_id=str(pressed))
    assert words in told(result)
    assert world.opened == [job.id]


@pytest.mark.parametrize("verb", [Verb.AGAIN, Verb.REMIX, Verb.DETAILS, Verb.DELETE])
@pytest.mark.parametrize("who", ["stranger", "moderator"])
async def test_a_private_job_is_its_artists_alone(world: World, verb: Verb, who: str) -> None:
    """Nobody else sees the card; a button that was forged tells nothing."""
    hidden = await world.imagine("a secret fox", private=True)
    await world.finished(hidden)
    public = await world.imagine("a cat")
    await world.finished(public)
    forged = str(CustomId(VERSION, verb.value, hidden.id))
    world.change_button(public, "Again", forged)
    result = await getattr(world, who).click(world.raw(public), custom_id=forged)
    assert "no record" in told(result)
    assert "secret" not in told(result)
    assert not (await world.job(hidden)).deleted
    assert len(world.opened) == 2


@pytest.mark.parametrize("verb", [Verb.AGAIN, Verb.REMIX])
async def test_while_the_bot_is_stopping_nothing_new_begins(world: World, verb: Verb) -> None:
    job = await world.imagine()
    await world.finished(job)
    await world.parts.services.runner.stop()
    if verb is Verb.REMIX:
        result = await world.hand_in(await world.press(job, verb), prompt="a long description")
        assert "a long description" in told(result)
    else:
        result = await world.press(job, verb)
    assert "about to restart" in told(result)
    assert world.opened == [job.id]
    assert "a red fox" in told(await world.press(job, Verb.DETAILS))


async def test_what_is_left_of_a_deleted_card_can_still_be_deleted(world: World) -> None:
    job = await world.imagine()
    await world.finished(job)
    await world.parts.services.studio.delete(job.id, by_id=1)
    assert "no record" in told(await world.press(job, Verb.AGAIN))
    assert "Only the artist" in told(await world.press(job, Verb.DELETE, who=world.stranger))
    await world.press(job, Verb.DELETE)
    assert world.is_gone(job)
