"""A channel's presets hold for every way to a picture there, in its threads too, and after a restart."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import pytest
from simcord.builders import ChannelHandle

from cogs.ui.forms import MODEL, PICTURES, RATIO
from cogs.ui.limits import check_modal
from cogs.ui.verbs import Verb
from demo.look_alike import HELD, INTERRUPTED
from studio.community.purposes import Channel, StudioSettings
from studio.jobs import Job, PredictionState
from tests.scenarios.world import World, fields, picture, prefilled, told

STYLE = "an oil painting of {prompt}, by night"
PRESETS = StudioSettings(
    models=("flux-dev", "flux-kontext-max"),
    model="flux-dev",
    aspect_ratio="16:9",
    style=STYLE,
    max_pictures=2,
)
MENU = "Edit picture"
PHOTO = ("photo.png", picture())

Way: TypeAlias = Callable[[World], Awaitable[Job]]


async def preset(world: World, settings: StudioSettings = PRESETS, channel_id: int | None = None) -> None:
    """Give the channel presets, as ``/channel setup`` does."""
    channels = world.parts.services.community.channels
    channel = Channel(channel_id or world.channel.id, world.server.id, settings)
    if await channels.channel(channel.id) is None:
        await channels.set_up(channel)
    else:
        await channels.change(channel.id, settings)


async def by_imagine(world: World) -> Job:
    return await world.imagine("a fox")


async def by_imagine_privately(world: World) -> Job:
    return await world.imagine("a fox", private=True)


async def by_edit(world: World) -> Job:
    return await world.opened_by(world.command("a fox", name="edit", input_image=PHOTO))


async def by_mention(world: World) -> Job:
    return await world.opened_by(world.say(f"{world.mention} a fox", files=[PHOTO]))


async def by_menu(world: World) -> Job:
    said = await world.say("look", files=[PHOTO], who=world.stranger)
    return await world.opened_by(world.hand_in(await world.menu(said, MENU), prompt="a fox"))


async def by_edit_of_a_card(world: World) -> Job:
    job = await world.imagine("a hen")
    await world.finished(job)
    return await world.opened_by(world.hand_in(await world.press(job, Verb.EDIT), prompt="a fox"))


async def by_remix(world: World) -> Job:
    job = await world.imagine("a hen")
    await world.finished(job)
    return await world.opened_by(world.hand_in(await world.press(job, Verb.REMIX), prompt="a fox"))


async def by_again(world: World) -> Job:
    job = await by_imagine(world)
    await world.finished(job)
    return await world.opened_by(world.press(job, Verb.AGAIN))


async def by_retry(world: World) -> Job:
    world.flux.when("fox", INTERRUPTED)
    job = await by_imagine(world)
    await world.failed(job)
    return await world.opened_by(world.press(job, Verb.RETRY))


FROM_WORDS = (by_imagine, by_imagine_privately, by_remix, by_again)
WITH_A_PICTURE = (by_edit, by_mention, by_menu, by_edit_of_a_card)


@pytest.mark.parametrize("locale", ["en-US", "ru"])
@pytest.mark.parametrize("way", [*FROM_WORDS, *WITH_A_PICTURE], ids=lambda way: way.__name__)
async def test_what_is_sent_obeys_the_channel(world: World, way: Way, locale: str) -> None:
    world.locales[world.artist.id] = locale
    await preset(world)
    job = await way(world)
    card = await world.finished(job)
    sent = world.flux.created[-1]
    assert sent.model == ("flux-kontext-max" if way in WITH_A_PICTURE else "flux-dev")
    assert sent.input["prompt"] == "an oil painting of a fox, by night"
    assert sent.input["aspect_ratio"] == "16:9"
    # The artist's own words stay theirs wherever they are shown.
    assert "> a fox\n" in f"{card.text}\n"
    assert [item["description"] for item in card.gallery] == ["a fox"]
    assert (await world.job(job)).options.prompt == "a fox"
    assert STYLE in card.text.replace("\\", "")
    if not job.private:
        details = told(await world.press(job, Verb.DETAILS))
        assert STYLE in details
        assert "```\na fox\n```" in details
        assert prefilled(await world.press(job, Verb.REMIX))["prompt"] == "a fox"


async def test_a_request_that_failed_is_retried_by_the_presets(world: World) -> None:
    await preset(world)
    job = await by_retry(world)
    assert [p.input["prompt"] for p in job.predictions] == ["an oil painting of a fox, by night"]
    assert job.model == "flux-dev"


@pytest.mark.parametrize("way", [by_imagine, by_edit_of_a_card], ids=lambda way: way.__name__)
async def test_a_hidden_style_is_shown_nowhere(world: World, way: Way) -> None:
    await preset(world, StudioSettings(style=STYLE, style_hidden=True))
    job = await way(world)
    await world.finished(job)
    assert world.flux.created[-1].input["prompt"] == "an oil painting of a fox, by night"
    told(await world.press(job, Verb.DETAILS))
    prefilled(await world.press(job, Verb.REMIX))
    shown = str([message.components for message in world.messages()])
    assert "a fox" in shown
    assert "oil painting" not in shown
    requests = [str(request.json) for request in world.env.http_requests]
    assert not any("oil painting" in request for request in requests)


async def test_elsewhere_the_style_stays_behind(world: World) -> None:
    await preset(world)
    job = await by_imagine(world)
    await world.finished(job)
    await preset(world, StudioSettings(style="{prompt}, in chalk"))
    again = await world.opened_by(world.press(job, Verb.AGAIN))
    await world.finished(again)
    assert world.flux.created[-1].input["prompt"] == "a fox, in chalk"


async def test_a_model_that_was_allowed_then_is_refused_now(world: World) -> None:
    job = await by_imagine(world)
    await world.finished(job)
    await preset(world)
    answer = told(await world.press(job, Verb.AGAIN))
    assert "flux-schnell is not used in this channel" in answer
    assert "flux-dev, flux-kontext-max" in answer
    assert len(world.opened) == 1


@pytest.mark.parametrize(
    ("locale", "said"),
    [("en-US", "Take one of: flux-dev, flux-kontext-max"), ("ru", "Возьмите одну из: flux-dev")],
)
async def test_another_model_is_refused_with_those_allowed(world: World, locale: str, said: str) -> None:
    world.locales[world.artist.id] = locale
    await preset(world)
    assert said in told(await world.command("a fox", model="flux-pro"))
    edit = told(await world.command("a fox", name="edit", model="flux-kontext-pro", input_image=PHOTO))
    assert "flux-kontext-pro" in edit
    assert "flux-kontext-max" in edit
    assert "flux-dev" not in edit, "it does not edit"
    assert world.opened == []


async def test_more_pictures_are_refused_with_the_limit(world: World) -> None:
    await preset(world)
    assert "up to 2" in told(await world.command("a fox", num_outputs=3))
    job = await world.imagine("a fox", num_outputs=2)
    assert len((await world.finished(job)).gallery) == 2


async def test_without_a_model_for_pictures_there_are_no_edits(world: World) -> None:
    job = await by_imagine(world)
    await world.finished(job)
    await preset(world, StudioSettings(models=("flux-schnell",)))
    said = await world.say("look", files=[PHOTO])
    for answer in (
        told(await world.command("a fox", name="edit", input_image=PHOTO)),
        told(await world.command("a fox", input_image=PHOTO)),
        told(await world.menu(said, MENU)),
        told(await world.press(job, Verb.EDIT)),
    ):
        assert "None of the models you may use in this channel" in answer
        assert "flux-schnell" in answer
    await world.say(f"{world.mention} a fox", files=[PHOTO])
    assert "None of the models you may use in this channel edits" in world.direct(world.artist)[-1].text
    assert len(world.opened) == 1
    await world.finished(await by_imagine(world))


async def test_a_picture_that_comes_with_words_takes_a_model_that_starts_from_it(world: World) -> None:
    await preset(world)
    job = await world.imagine("a fox", input_image=PHOTO)
    await world.finished(job)
    assert world.flux.created[-1].model == "flux-dev"


async def test_what_a_person_chooses_counts(world: World) -> None:
    await preset(world)
    job = await world.imagine("a fox", model="flux-kontext-max", aspect_ratio="2:1")
    await world.finished(job)
    sent = world.flux.created[-1]
    assert (sent.model, sent.input["aspect_ratio"]) == ("flux-kontext-max", "2:1")


async def test_other_channels_are_as_they_were(world: World) -> None:
    other = world.server.create_text_channel("elsewhere")
    await preset(world, channel_id=other.id)
    job = await by_imagine(world)
    card = await world.finished(job)
    assert world.flux.created[-1].model == "flux-schnell"
    assert world.flux.created[-1].input["prompt"] == "a fox"
    assert "oil painting" not in card.text


async def test_a_thread_is_as_its_channel(world: World) -> None:
    await preset(world)
    said = await world.say("let us talk")
    thread = world.env.backend.create_thread(world.channel.id, "talk", world.artist.id, message_id=said.id)
    await world.env.settle()
    there = ChannelHandle(world.env, world.server, thread)
    job = await world.opened_by(world.command("a fox", where=there))
    await world.finished(job)
    assert world.flux.created[-1].input["prompt"] == "an oil painting of a fox, by night"
    mentioned = await world.opened_by(world.say(f"{world.mention} a fox", files=[PHOTO], where=there))
    await world.finished(mentioned)
    assert world.flux.created[-1].model == "flux-kontext-max"
    assert "is not used in this channel" in told(await world.command("a fox", where=there, model="flux-pro"))


async def test_a_job_that_waits_runs_as_it_was_asked_for_whatever_the_channel_says_then(world: World) -> None:
    await preset(world)
    job = await by_imagine(world)
    await world.parts.services.community.channels.close(world.channel.id)
    await world.restart()
    card = await world.finished(job)
    assert world.flux.created[-1].input["prompt"] == "an oil painting of a fox, by night"
    assert "oil painting" in card.text


async def complete(world: World, command: str, option: str, **filled: Any) -> list[tuple[str, str]]:
    offered = await world.artist.autocomplete(world.channel, command, option, "", **{"prompt": "x", **filled})
    return [(str(choice["value"]), str(choice["name"])) for choice in offered]


async def test_typing_offers_what_is_allowed_and_marks_what_is_usual(world: World) -> None:
    await preset(world)
    models = await complete(world, "imagine", "model")
    assert [value for value, _ in models] == ["flux-dev", "flux-kontext-max"]
    assert [value for value, name in models if "usual here" in name] == ["flux-dev"]
    ratios = await complete(world, "imagine", "aspect_ratio")
    assert [value for value, name in ratios if "usual here" in name] == ["16:9"]
    assert [value for value, _ in await complete(world, "edit", "model")] == ["flux-kontext-max"]
    assert ("16:9", "16:9 · usual here") in await complete(world, "edit", "aspect_ratio")


async def test_without_presets_nothing_is_marked(world: World) -> None:
    for command in ("imagine", "edit"):
        for option in ("model", "aspect_ratio"):
            lines = await complete(world, command, option)
            assert lines
            assert not any("usual here" in name for _, name in lines)


async def test_forms_offer_what_is_allowed(world: World) -> None:
    before = await world.imagine("a fox", model="flux-pro", aspect_ratio="3:2", num_outputs=4)
    await world.finished(before)
    await preset(world)
    shown = await world.press(before, Verb.REMIX)
    assert [option["value"] for option in fields(shown)[MODEL]["options"]] == ["flux-dev", "flux-kontext-max"]
    assert [option["value"] for option in fields(shown)[PICTURES]["options"]] == ["1", "2"]
    assert (prefilled(shown)[MODEL], prefilled(shown)[RATIO], prefilled(shown)[PICTURES]) == (
        "flux-dev",
        "3:2",
        "2",
    )
    assert "as usual in this channel: 16:9" in str(shown.modal)
    assert shown.modal is not None
    assert check_modal(shown.modal) == []
    await world.finished(await world.opened_by(world.hand_in(shown)))
    assert (world.flux.created[-1].model, world.flux.created[-1].input["num_outputs"]) == ("flux-dev", 2)
    edit = await world.press(before, Verb.EDIT)
    assert [option["value"] for option in fields(edit)[MODEL]["options"]] == ["flux-kontext-max"]


def threads(world: World) -> list[tuple[str | None, int]]:
    """Return the names of all threads of the channel, and the messages that they belong to."""
    found = (c for c in world.env.backend.channels.values() if c.parent_id == world.channel.id and c.is_thread)
    return [(thread.name, thread.id) for thread in found]


async def test_every_creation_gets_a_thread(world: World) -> None:
    await preset(world, StudioSettings(threads=True))
    job = await world.imagine("@everyone a fox\nin the <#1> snow " + "x" * 200)
    await world.finished(job)
    assert job.card is not None
    ((name, thread_id),) = threads(world)
    # Discord gives a thread the id of its message.
    assert thread_id == job.card.message_id
    assert name is not None
    assert name.startswith("@everyone a fox in the <#1> snow xxx")
    assert len(name) == 100


@pytest.mark.parametrize("was_made", [True, False])
async def test_a_thread_that_a_death_left_out_is_made_with_the_picture(world: World, was_made: bool) -> None:
    await preset(world, StudioSettings(threads=True))
    world.flux.when("fox", HELD)
    job = await by_imagine(world)
    await world.until_prediction(job, PredictionState.RUNNING)
    ((name, thread_id),) = threads(world)
    if not was_made:
        world.env.backend.delete_channel(thread_id)
    await world.restart()
    world.flux.release()
    await world.finished(job)
    await world.until(lambda: threads(world) == [(name, thread_id)])


async def test_private_creations_get_none(world: World) -> None:
    await preset(world, StudioSettings(threads=True))
    await world.finished(await world.imagine("a fox", private=True))
    assert threads(world) == []


async def test_where_no_thread_can_be_made_the_picture_comes_all_the_same(world: World) -> None:
    await preset(world, StudioSettings(threads=True))
    backend = world.env.backend
    for role in backend.get_guild(world.server.id).roles.values():
        backend.edit_role(world.server.id, role.id, {"permissions": role.permissions & ~(1 << 35)})
    await world.env.settle()
    card = await world.finished(await by_imagine(world))
    assert len(card.gallery) == 1
    assert threads(world) == []
