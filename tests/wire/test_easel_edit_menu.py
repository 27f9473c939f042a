"""Easel on the wire: the message menu **Edit picture**, on everything that pictures can stand in."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from cogs.picking import DISCORD_MEDIA_HOSTS
from tests.wire.discord import CannotDo, Form, Message
from tests.wire.discord.parts import embed, gallery, text
from tests.wire.easel import Scene, at_work, job_id, made
from tests.wire.edits import (
    MENU,
    arrived,
    came_from,
    done,
    edited,
    hand_in,
    link,
    pick,
    picture,
    same_picture,
    says_nothing,
    sent,
)

WHICH = "input_image"


@asynccontextmanager
async def tripwire() -> AsyncIterator[tuple[str, list[str]]]:
    """Run somebody's server; gives its address, and the list of what was asked of it."""
    asked: list[str] = []

    async def note(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(body=picture("white").body, content_type="image/png")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", note)
    async with TestServer(app) as server:
        yield str(server.make_url("/")), asked


def offered(form: Form) -> Sequence[str]:
    """Return what a form says of each picture that it offers."""
    options = form.field(WHICH).part["options"]
    return [option.get("description") or option["label"] for option in options]


def is_choice(form: Form) -> bool:
    return any(field.custom_id == WHICH for field in form.fields)


async def test_a_picture_of_somebodys_message(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        said = scene.ann.say(scene.art, "look", files=[picture("red")])
        shown = await scene.bob.menu(said, MENU)
        assert not is_choice(shown.form)
        card = await done(scene, await hand_in(scene.bob, shown, words="make it winter"))
        came_from(scene, card, "red")
        asked = sent(scene)
        assert (asked.model, asked.input["prompt"]) == ("flux-kontext-pro", "make it winter")
        assert asked.input["aspect_ratio"] == "match_input_image"
        assert int(asked.input["safety_tolerance"]) <= 2
        assert f"Version 2, made from [a picture]({link(said)}) by {scene.ann.mention}" in card.text
        assert scene.bob.mention in card.text
        assert scene.public() == [said, card]


async def test_several_are_offered_and_taken_as_chosen(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        given = ("red", "lime", "blue", "yellow", "white")
        said = scene.ann.say(scene.art, files=[*map(picture, given), scene.wire.upload("notes.txt", b"notes")])
        shown = await scene.bob.menu(said, MENU)
        assert offered(shown.form) == [f"{colour}.png" for colour in given]
        assert shown.form.field(WHICH).prefilled == ["1"]
        card = await done(scene, await hand_in(scene.bob, shown, "3", "1"))
        came_from(scene, card, "blue", "red")
        assert "Version 2, made from 2 pictures side by side" in card.text
        assert card.text.count(link(said)) == 2
        card = await pick(scene, scene.bob, said)
        came_from(scene, card, "red")
        card = await pick(scene, scene.bob, said, "2", "3", "4", "5")
        came_from(scene, card, "lime", "blue", "yellow", "white")
        with pytest.raises(CannotDo):
            await hand_in(scene.bob, shown, "1", "2", "3", "4", "5")


async def test_more_pictures_than_a_form_can_offer(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        addresses = [f"https://example.com/{number}.png" for number in range(30)]
        for address in addresses:
            scene.wire.elsewhere(address, picture("blue").body)
        galleries = [gallery(*addresses[start : start + 10]) for start in (0, 10, 20)]
        said = scene.server.bot("midway").say(scene.art, components=galleries)
        shown = await scene.ann.menu(said, MENU)
        assert len(offered(shown.form)) == 25
        came_from(scene, await done(scene, await hand_in(scene.ann, shown, "25")), "blue")


async def test_embeds_are_read_by_discords_own_address_only(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene, tripwire() as (elsewhere, asked):
        far = {
            colour: scene.wire.elsewhere(f"{elsewhere}{colour}.png", picture(colour).body)
            for colour in ("red", "blue", "lime")
        }
        midway = scene.server.bot("midway")
        said = midway.say(
            scene.art,
            files=[picture("yellow")],
            embeds=[
                embed(image=far["red"], thumbnail=far["blue"], title="news", url=f"{elsewhere}page"),
                embed(image="attachment://yellow.png", author={"name": "x", "icon_url": far["lime"]}),
            ],
        )
        card = await pick(scene, scene.ann, said, "1", "2", "3")
        came_from(scene, card, "red", "blue", "yellow")
        linked = scene.ann.say(scene.art, f"{far['lime']} is what I mean")
        came_from(scene, await pick(scene, scene.bob, linked), "lime")
        assert asked == []


async def test_galleries_of_other_bots(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene, tripwire() as (elsewhere, asked):
        far = scene.wire.elsewhere(f"{elsewhere}blue.png", picture("blue").body)
        thumbnail = {"type": 11, "media": {"url": "attachment://lime.png"}}
        section = {"type": 9, "components": [text("a section")], "accessory": thumbnail}
        container = {"type": 17, "components": [section, gallery("attachment://red.png", far)]}
        said = scene.server.bot("midway").say(
            scene.art, files=[picture("lime"), picture("red")], components=[text("new"), container]
        )
        card = await pick(scene, scene.ann, said, "1", "2", "3")
        came_from(scene, card, "lime", "red", "blue")
        assert asked == []


async def test_what_a_webhook_posted(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        said = scene.wire.webhook("news").say(
            scene.art, files=[picture("red"), picture("blue")], embeds=[embed(image="attachment://blue.png")]
        )
        came_from(scene, await pick(scene, scene.ann, said, "2", "1"), "blue", "red")


async def test_what_lies_with_others_is_not_even_looked_at(tmp_path: Path) -> None:
    """Here the proxy is at a host that the bot does not know for Discord's."""
    async with at_work(tmp_path, media_hosts=DISCORD_MEDIA_HOSTS) as scene, tripwire() as (elsewhere, asked):
        far = scene.wire.elsewhere(f"{elsewhere}blue.png", picture("blue").body)
        midway = scene.server.bot("midway")
        shown_in = [
            midway.say(scene.art, embeds=[embed(image=far, thumbnail=far)]),
            midway.say(scene.art, components=[gallery(far)]),
            scene.ann.say(scene.art, far),
        ]
        for said in [*shown_in, *(scene.ann.forward(each, to=scene.art) for each in shown_in)]:
            refusal = await (await scene.ann.menu(said, MENU)).message()
            assert refusal.is_ephemeral
            assert "no picture in that message" in refusal.text
        assert asked == scene.wire.downloads == []
        assert says_nothing(scene)
        # What Discord itself keeps needs no such look.
        said = midway.say(scene.art, files=[picture("red")], embeds=[embed(image=far)])
        came_from(scene, await pick(scene, scene.ann, said), "red")


async def test_a_copy_that_discord_has_not_got_is_not_fetched_from_its_host(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene, tripwire() as (elsewhere, asked):
        said = scene.server.bot("midway").say(scene.art, embeds=[embed(image=f"{elsewhere}blue.png")])
        refusal = await (await hand_in(scene.ann, await scene.ann.menu(said, MENU))).followup()
        assert refusal.is_ephemeral
        assert "make it snow" in refusal.text
        assert asked == []
        assert scene.flux.created == []
        assert scene.public() == [said]


async def test_a_message_without_pictures(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        _, live = await scene.held()
        files = [scene.wire.upload("notes.txt", b"notes"), scene.wire.upload("song.mp3", b"la la la")]
        for said in (
            scene.ann.say(scene.art, "only words"),
            scene.ann.say(scene.art, "other files", files=files),
            scene.ann.say(scene.art, "a link to https://example.com/page"),
            scene.server.bot("midway").say(scene.art, embeds=[embed(title="only words")]),
            live,
        ):
            refusal = await (await scene.bob.menu(said, MENU)).message()
            assert refusal.is_ephemeral
            assert "no picture in that message" in refusal.text
        assert scene.wire.downloads == []
        scene.flux.release()


# Forwards


async def test_a_forward_of_somebodys_pictures(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        hall = scene.server.channel("hall")
        said = scene.ann.say(scene.art, files=[picture("red"), picture("blue")])
        midway = scene.server.bot("midway")
        shown = midway.say(scene.art, files=[picture("lime")], components=[gallery("attachment://lime.png")])
        linked = midway.say(scene.art, files=[picture("yellow")], embeds=[embed(image="attachment://yellow.png")])
        card = await pick(scene, scene.ann, scene.bob.forward(said, to=hall), "2", "1")
        came_from(scene, card, "blue", "red")
        assert card.channel is hall
        # Whose it was Discord does not tell; where it was it does.
        assert f"[a picture]({link(said)}) by {scene.bob.mention}" in card.text
        came_from(scene, await pick(scene, scene.ann, scene.bob.forward(shown, to=hall)), "lime")
        came_from(scene, await pick(scene, scene.ann, scene.bob.forward(linked, to=hall)), "yellow")


async def test_a_forwarded_card_keeps_its_lineage(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        hall = scene.server.channel("hall")
        first = await edited(scene, picture("red"), num_outputs=2)
        forward = scene.bob.forward(first, to=hall)
        shown = await scene.bob.menu(forward, MENU)
        # The picture that it started from is not among them.
        assert len(offered(shown.form)) == 2
        card = await done(scene, await hand_in(scene.bob, shown, "2"))
        assert same_picture(arrived(scene).body, made(first)[1])
        (source,) = (await scene.until_ended(job_id(card))).sources
        assert (source.job_id, source.number) == (job_id(first), 2)
        assert f"Version 3, made from [version 2]({link(first)}) by {scene.ann.mention}" in card.text
        details = await (await scene.bob.press(card, "Details")).message()
        assert f"[version 2]({link(first)}) by {scene.ann.mention}" in details.text


# Between the form and its handing in


async def given_back(scene: Scene, shown_form: Form, words: str) -> Message:
    """Hand a form in that comes to nothing; return what its author is told."""
    handed = await scene.bob.submit(shown_form, {"prompt": words})
    refusal = await handed.followup()
    assert refusal.is_ephemeral
    assert words in refusal.text
    assert scene.flux.created == []
    assert says_nothing(scene)
    return refusal


async def test_a_picture_that_was_deleted_meanwhile_gives_the_words_back(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        said = scene.ann.say(scene.art, files=[picture("red")])
        form = (await scene.bob.menu(said, MENU)).form
        scene.wire.purge(said)
        assert "not there any more" in (await given_back(scene, form, "words that took a while")).text


async def test_an_address_that_ran_out_meanwhile_gives_the_words_back(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        said = scene.ann.say(scene.art, files=[picture("red"), picture("blue")])
        form = (await scene.bob.menu(said, MENU)).form
        scene.wire.expire_links()
        assert "not there any more" in (await given_back(scene, form, "words that took a while")).text
        # Opened anew it has fresh ones.
        came_from(scene, await pick(scene, scene.bob, said, "2"), "blue")


async def test_a_form_that_an_earlier_process_opened(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        said = scene.ann.say(scene.art, files=[picture("red"), picture("blue")])
        shown = await scene.bob.menu(said, MENU)
        await scene.restart()
        await scene.restart()
        card = await done(scene, await hand_in(scene.bob, shown, "2"))
        came_from(scene, card, "blue")
        assert scene.public() == [said, card]


async def test_a_form_is_for_whoever_opened_it(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        said = scene.ann.say(scene.art, files=[picture("red")])
        shown = await scene.bob.menu(said, MENU)
        refusal = await (await hand_in(scene.ann, shown, words="not mine")).message()
        assert refusal.is_ephemeral
        assert "form is too old" in refusal.text
        assert "not mine" in refusal.text
        assert scene.flux.created == []


async def test_a_form_of_yesterday_gives_the_words_back(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        said = scene.ann.say(scene.art, files=[picture("red")])
        shown = await scene.bob.menu(said, MENU)
        scene.time.pass_minutes(24 * 60 + 1)
        refusal = await (await hand_in(scene.bob, shown, words="words that took a while")).message()
        assert "form is too old" in refusal.text
        assert "words that took a while" in refusal.text
        assert scene.wire.downloads == []


async def test_a_form_without_words_is_refused(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        said = scene.ann.say(scene.art, files=[picture("red")])
        refusal = await (await hand_in(scene.bob, await scene.bob.menu(said, MENU), words="  ")).message()
        assert refusal.is_ephemeral
        assert "prompt is empty" in refusal.text
        assert scene.wire.downloads == []


# Whose language


async def test_the_menu_and_its_form_are_in_the_persons_language(tmp_path: Path) -> None:
    async with at_work(tmp_path, community=True) as scene:
        vera = scene.server.member("vera", locale="ru")
        said = scene.ann.say(scene.art, files=[picture("red"), picture("blue")])
        (menu,) = (command for command in scene.wire.world.commands[None] if command["name"] == MENU)
        assert menu["name_localizations"]["ru"] == "Править картинку"
        shown = await vera.menu(said, MENU)
        assert shown.form.title == "Править"
        assert not any(field.label.isascii() for field in shown.form.fields)
        # Everybody sees the card, so it is in the server's.
        card = await done(scene, await hand_in(vera, shown, "2", words="пусть будет зима"))
        came_from(scene, card, "blue")
        assert "Version 2" in card.text


async def test_a_card_in_russian(tmp_path: Path) -> None:
    async with at_work(tmp_path, community=True, locale="ru") as scene:
        said = scene.ann.say(scene.art, files=[picture("red"), picture("blue")])
        card = await pick(scene, scene.bob, said, "1")
        assert f"Версия 2, сделана из [картинки]({link(said)}) от {scene.ann.mention}" in card.text
        card = await pick(scene, scene.bob, said, "1", "2")
        assert "Версия 2, сделана из картинок, поставленных рядом (2)" in card.text
        card = await edited(scene, who=scene.bob)
        assert "сделана из [последней картинки]" in card.text
