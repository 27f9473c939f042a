"""Editing pictures, by each way in: which picture is sent, what the card tells of it, and who is refused.

Every container and every hitch is in ``tests/wire``; here are the ways as people go them.
"""

import io
from typing import Any

import pytest
from PIL import Image

from cogs.ui.forms import WHICH
from cogs.ui.verbs import Verb
from studio.jobs import Job
from tests.colours import stripes
from tests.scenarios.world import Message, World, fields, told

MENU = "Edit picture"


def painted(colour: str) -> tuple[str, bytes]:
    """Return a picture of one colour, as a person would upload it."""
    written = io.BytesIO()
    Image.new("RGB", (240, 240), colour).save(written, "PNG")
    return f"{colour}.png", written.getvalue()


def colours(world: World, url: str) -> list[str]:
    """Return the colours that an upload shows, from left to right."""
    body = world.env.backend.cdn.get(url)
    assert body is not None
    return stripes(body)


def before_and_after(world: World, card: Message) -> tuple[list[str], list[str]]:
    """Return the colours of what a card started from, which is what was sent, and of what came of it."""
    assert card.before is not None
    assert world.flux.created[-1].input["input_image"] == card.before
    return colours(world, card.before), colours(world, card.gallery[0]["media"]["url"])


def link(job: Job) -> str:
    assert job.card is not None
    return f"https://discord.com/channels/{job.place.server_id}/{job.card.channel_id}/{job.card.message_id}"


async def test_an_attached_picture_is_edited(world: World) -> None:
    job = await world.opened_by(world.command("make it snow", name="edit", input_image=painted("red")))
    card = await world.finished(job)
    assert before_and_after(world, card) == (["red"], ["red"])
    sent = world.flux.created[0]
    assert (sent.model, sent.input["prompt"]) == ("flux-kontext-pro", "make it snow")
    assert (sent.input["aspect_ratio"], sent.input["safety_tolerance"]) == ("match_input_image", 2)
    assert "made from" not in card.text, "it came with the request"


async def test_several_pictures_stand_side_by_side_in_their_order(world: World) -> None:
    first, second, third = (painted(colour) for colour in ("blue", "red", "yellow"))
    pictures: dict[str, Any] = {"input_image": first, "input_image_2": second, "input_image_3": third}
    job = await world.opened_by(world.command("join them", name="edit", model="flux-kontext-max", **pictures))
    card = await world.finished(job)
    assert before_and_after(world, card) == (["blue", "red", "yellow"], ["blue", "red", "yellow"])
    assert world.flux.created[0].model == "flux-kontext-max"


@pytest.mark.parametrize(
    ("locale", "said"), [("en-US", ("Version 3", "Nothing was attached")), ("ru", ("Версия 3", "не приложили"))]
)
async def test_without_a_picture_it_is_ones_last_that_everybody_sees(
    world: World, locale: str, said: tuple[str, str]
) -> None:
    world.locales[world.artist.id] = locale
    first = await world.opened_by(world.command("snow", name="edit", input_image=painted("red")))
    await world.finished(first)
    for who, private in ((world.artist, True), (world.stranger, False)):
        await world.finished(await world.imagine(who=who, private=private))
    job = await world.opened_by(world.command("rain", name="edit"))
    card = await world.finished(job)
    assert before_and_after(world, card) == (["red"], ["red"])
    assert all(part in card.text for part in (*said, link(first), world.artist.mention))


@pytest.mark.parametrize(
    ("locale", "said"),
    [("en-US", "Version 2, made from [a picture]"), ("ru", "Версия 2, сделана из [картинки]")],
)
async def test_the_message_menu_asks_which_picture_and_what_to_change(
    world: World, locale: str, said: str
) -> None:
    world.locales[world.artist.id] = locale
    message = await world.say("look", who=world.stranger, files=[painted("red"), painted("blue")])
    form = await world.menu(message, MENU)
    assert [option.get("description") for option in fields(form)[WHICH]["options"]] == ["red.png", "blue.png"]
    handed_in = world.hand_in(form, prompt="make it night", input_image="2", model="flux-kontext-max")
    card = await world.finished(await world.opened_by(handed_in))
    assert before_and_after(world, card) == (["blue"], ["blue"])
    assert f"{said}({message.jump_url})" in card.text
    assert world.stranger.mention in card.text


async def test_a_chain_of_edits_is_told_and_can_be_followed_back(world: World) -> None:
    message = await world.say(f"{world.mention} make it snow", files=[painted("red")])
    first = await world.newest()
    assert [reply.id for reply in world.replies(message)] == [(await world.finished(first)).id]
    form = await world.press(first, Verb.EDIT, who=world.stranger)
    assert WHICH not in fields(form)
    second = await world.opened_by(world.hand_in(form, who=world.stranger, prompt="make it night"))
    await world.finished(second)
    third = await world.opened_by(world.say(f"{world.mention} make it rain", reply_to=world.raw(second)))
    card = await world.finished(third)
    assert before_and_after(world, card) == (["red"], ["red"])
    assert f"Version 4, made from [version 3]({link(second)}) by {world.stranger.mention}" in card.text
    details = told(await world.press(third, Verb.DETAILS))
    assert f"[version 3]({link(second)}) by {world.stranger.mention}: make it night" in details
    assert f"[version 2]({link(first)}) by {world.artist.mention}: make it snow" in details
    assert f"first there was [a picture]({message.jump_url}) by {world.artist.mention}" in details


async def test_a_message_is_answered_in_the_language_of_its_authors_last_card(world: World) -> None:
    world.locales[world.artist.id] = "ru"
    await world.finished(await world.imagine())
    await world.say(f"{world.mention} пусть пойдёт снег", files=[painted("red")])
    card = await world.finished(await world.newest())
    assert "Править" in card.buttons
    refused = await world.say(f"{world.mention}", files=[painted("red")])
    assert world.replies(refused) == []
    assert "Ничего не отправлено" in world.direct(world.artist)[-1].text


@pytest.mark.parametrize(
    ("locale", "none_yet", "none_there"),
    [
        ("en-US", "no picture in this channel yet", "no picture in that message"),
        ("ru", "ещё ни одной", "нет картинки"),
    ],
)
async def test_where_there_is_no_picture_nothing_is_opened(
    world: World, locale: str, none_yet: str, none_there: str
) -> None:
    world.locales[world.artist.id] = locale
    assert none_yet in told(await world.command("snow", name="edit"))
    said = await world.say("hello", who=world.stranger)
    assert none_there in told(await world.menu(said, MENU))
    assert world.opened == []
    assert all(message.ephemeral or message.id == said.id for message in world.messages())


async def test_a_model_that_does_not_edit_is_refused_with_those_that_do(world: World) -> None:
    refused = told(await world.command("snow", name="edit", model="flux-dev", input_image=painted("red")))
    assert "flux-kontext-pro, flux-kontext-max" in refused
    assert world.opened == []


async def test_a_picture_from_an_age_restricted_channel_stays_there(world: World) -> None:
    dark = await world.age_restricted_channel()
    job = await world.opened_by(world.command(where=dark))
    await world.finished(job)
    there = await world.opened_by(world.hand_in(await world.press(job, Verb.EDIT), prompt="snow"))
    await world.finished(there)
    assert there.place.age_restricted
    for made in (job, there):
        carried = await world.stranger.forward(world.raw(made), world.channel)
        assert "age-restricted" in told(await world.menu(carried, MENU))


async def test_a_card_that_was_deleted_is_gone_wherever_it_was_forwarded_to(world: World) -> None:
    job = await world.imagine()
    await world.finished(job)
    carried = await world.stranger.forward(world.raw(job), world.channel)
    edit = await world.opened_by(world.hand_in(await world.menu(carried, MENU), prompt="snow"))
    assert f"made from [version 1]({link(job)})" in (await world.finished(edit)).text
    await world.press(job, Verb.DELETE)
    assert "not there any more" in told(await world.menu(carried, MENU))


async def offered(world: World, option: str, typed: str = "", **filled: object) -> list[str]:
    choices = await world.artist.autocomplete(world.channel, "edit", option, typed, **filled)
    return [str(choice["value"]) for choice in choices]


async def test_the_models_that_edit_are_offered_with_their_shapes(world: World) -> None:
    assert await offered(world, "model") == ["flux-kontext-pro", "flux-kontext-max"]
    assert await offered(world, "model", "max") == ["flux-kontext-max"]
    assert "match_input_image" in await offered(world, "aspect_ratio")
    assert await offered(world, "aspect_ratio", "2:1", model="flux-kontext-max") == ["2:1"]
