"""Whatever goes wrong while somebody is answered is told to them, with a reference that is in the log."""

import re

import pytest
from discord import NotFound

from cogs.ui.verbs import Verb
from demo.look_alike import HELD
from studio.jobs import JobState
from tests.scenarios.world import World, told

REFERENCE = re.compile(r"`([a-z2-7]+)`")


class Unforeseen(Exception):
    """Something that nobody has thought of."""


def broken(*_arguments: object, **_named: object) -> None:
    raise Unforeseen


async def test_an_unforeseen_error_of_a_command_is_told_with_its_reference(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(world.parts.services.studio, "check", broken)
    answer = told(await world.command())
    (reference,) = REFERENCE.findall(answer)
    assert f"reference={reference}" in caplog.text
    assert "Unforeseen" in caplog.text
    world.expect(Unforeseen)


async def test_an_unforeseen_error_of_a_button_is_told_too(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    job = await world.imagine()
    await world.finished(job)
    monkeypatch.setattr(world.parts.services.studio, "again", broken)
    (reference,) = REFERENCE.findall(told(await world.press(job, Verb.AGAIN)))
    assert f"reference={reference}" in caplog.text


async def test_an_unforeseen_error_of_a_form_is_told_with_the_text(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    job = await world.imagine()
    await world.finished(job)
    shown = await world.press(job, Verb.REMIX)
    monkeypatch.setattr(world.parts.services.studio, "remix", broken)
    answer = told(await world.hand_in(shown, prompt="a long description"))
    (reference,) = REFERENCE.findall(answer)
    assert f"reference={reference}" in caplog.text
    assert "a long description" in answer


async def test_an_error_after_the_answer_has_begun_leaves_nothing_in_public(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.parts.services.studio, "submit", broken)
    answer = told(await world.command())
    assert REFERENCE.search(answer)
    assert [message.ephemeral for message in world.messages()] == [True]
    world.expect(Unforeseen)


async def test_a_card_that_could_not_be_shown_runs_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.parts.bot.face.presenter, "view", broken)
    result = await world.command()
    assert REFERENCE.search(told(result))
    job = await world.newest()
    assert job.state is JobState.CANCELED
    assert world.flux.creates == 0
    assert (await world.parts.store.spent_this_month()).held_micro_usd == 0
    world.expect(Unforeseen)


async def test_trouble_with_one_card_is_logged_and_the_pictures_arrive(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world.flux.when("fox", HELD)
    job = await world.imagine("a red fox")
    monkeypatch.setattr(world.parts.bot.face.presenter, "view", broken)
    await world.until(lambda: len(world.flux.created) == 1 and f"job={job.id} reference=" in caplog.text)
    world.flux.release()
    card = await world.finished(job)
    assert len(card.gallery) == 1


async def test_an_interaction_that_is_over_is_no_error(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062)
    await world.artist.slash(world.channel, "imagine", prompt="a red fox")
    assert world.opened == []
    assert not [record for record in caplog.records if record.levelname in {"ERROR", "WARNING"}]
    world.expect(NotFound)
