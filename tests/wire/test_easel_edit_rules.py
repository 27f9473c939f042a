"""Easel on the wire: which pictures may not be edited where, and by whom; what their artists choose about that."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from demo.look_alike import FAILED
from tests.wire.discord import Message, Person, Shown
from tests.wire.discord.world import walk
from tests.wire.easel import Scene, at_work, is_failed, job_id
from tests.wire.edits import (
    MENU,
    ask,
    before,
    came_from,
    done,
    edited,
    hand_in,
    link,
    pick,
    picture,
    reply,
    says_nothing,
    told,
)

FORBID, ALLOW = "Forbid others to edit my pictures", "Let others edit my pictures"
HIDE = "Keep me off the lists"
DATA = ("Download my data", "Delete my data")


async def refused(shown: Shown, words: str) -> None:
    """Assert that something is refused at once, in private."""
    refusal = await shown.message()
    assert refusal.is_ephemeral
    assert words in refusal.text


# What is from a channel for adults only


async def test_what_is_for_adults_only_can_be_edited_where_it_is(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        dark = scene.server.channel("dark", nsfw=True)
        thread = scene.server.thread(dark, "darker")
        for place in (dark, thread):
            said = scene.ann.say(place, files=[picture("red")])
            first = await pick(scene, scene.bob, said)
            second = await reply(scene, ask(scene, reply_to=first, channel=place))
            await scene.until_ended(job_id(second))
            third = await done(scene, await scene.ann.slash(place, "edit", prompt="make it snow"))
            assert "Version 4" in third.text
            assert first.channel is second.channel is third.channel is place


async def test_it_is_not_carried_elsewhere_by_a_forward(tmp_path: Path) -> None:
    async with at_work(tmp_path, message_content="on") as scene:
        dark = scene.server.channel("dark", nsfw=True)
        thread = scene.server.thread(dark, "darker")
        said = scene.ann.say(dark, files=[picture("red")])
        deep = scene.ann.say(thread, files=[picture("red")])
        card = await pick(scene, scene.bob, said)
        child = await done(scene, await hand_in(scene.bob, await scene.bob.press(card, "Edit")))
        downloads = len(scene.wire.downloads)
        for source in (said, deep, card, child):
            forward = scene.ann.forward(source, to=scene.art)
            await refused(await scene.ann.menu(forward, MENU), "age-restricted")
            ask(scene, reply_to=forward, who=scene.bob)
            await told(scene, scene.bob, "age-restricted")
            scene.bob.direct.messages.clear()
            # By way of another channel it is the same picture.
            again = scene.ann.forward(forward, to=scene.server.channel("hall"))
            await refused(await scene.ann.menu(again, MENU), "age-restricted")
        assert says_nothing(scene)
        assert len(scene.wire.downloads) == downloads
        assert len(scene.flux.created) == 2


async def test_nor_by_a_link(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        dark = scene.server.channel("dark", nsfw=True)
        said = scene.ann.say(dark, files=[picture("red")])
        address = scene.wire.world.link(said.attachments[0])
        linked = scene.ann.say(scene.art, f"look {address}")
        await refused(await scene.bob.menu(linked, MENU), "age-restricted")
        # There it may be linked to, and come back to.
        came_from(scene, await pick(scene, scene.bob, scene.ann.say(dark, address)), "red")
        card = await pick(scene, scene.bob, scene.ann.forward(linked, to=dark))
        came_from(scene, card, "red")
        assert f"made from a picture by {scene.ann.mention}" in card.text


async def test_nor_what_was_only_shown_there(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        dark = scene.server.channel("dark", nsfw=True)
        far = scene.wire.elsewhere("https://example.com/red.png", picture("red").body)
        forward = scene.ann.forward(scene.ann.say(dark, far), to=scene.art)
        await refused(await scene.bob.menu(forward, MENU), "age-restricted")


async def test_nor_among_others(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        dark = scene.server.channel("dark", nsfw=True)
        address = scene.wire.world.link(scene.ann.say(dark, files=[picture("red")]).attachments[0])
        said = scene.ann.say(scene.art, address, files=[picture("blue")])
        refusal = await (await hand_in(scene.bob, await scene.bob.menu(said, MENU), "1", "2")).message()
        assert "age-restricted" in refusal.text
        assert "make it snow" in refusal.text
        came_from(scene, await pick(scene, scene.bob, said, "1"), "blue")


async def test_what_was_made_before_the_channel_was_for_adults_only(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        hall = scene.server.channel("hall")
        said = scene.ann.say(scene.art, files=[picture("red")])
        card = await pick(scene, scene.bob, said)
        forwards = [scene.ann.forward(each, to=hall) for each in (said, card)]
        scene.server.restrict_age(scene.art)
        for forward in forwards:
            await refused(await scene.ann.menu(forward, MENU), "age-restricted")
        assert says_nothing(scene, hall)


async def test_nor_what_was_made_while_it_was(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        dark = scene.server.channel("dark", nsfw=True)
        card = await done(scene, await scene.ann.slash(dark, "imagine", prompt="a red fox"))
        scene.server.restrict_age(dark, nsfw=False)
        # Nor what comes of it later.
        child = await done(scene, await hand_in(scene.bob, await scene.bob.press(card, "Edit")))
        for source in (card, child):
            forward = scene.ann.forward(source, to=scene.art)
            await refused(await scene.ann.menu(forward, MENU), "age-restricted")


async def test_the_last_picture_is_that_of_the_channel(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        dark = scene.server.channel("dark", nsfw=True)
        await done(scene, await scene.ann.slash(dark, "imagine", prompt="a red fox"))
        await refused(
            await scene.ann.slash(scene.art, "edit", prompt="make it snow"), "no picture in this channel"
        )


# What its artist does not want


async def forbid(scene: Scene, who: Person) -> None:
    """Let somebody forbid others to edit their pictures."""
    panel = await (await who.slash(scene.art, "privacy")).message()
    await who.press(panel, FORBID)
    await scene.wire.until(lambda: "may not edit" in panel.text)


async def test_the_switch_shows_what_holds_and_keeps_it(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        panel = await (await scene.ann.slash(scene.art, "privacy")).message()
        assert panel.is_ephemeral
        assert "Others may edit your pictures" in panel.text
        assert panel.labels == [FORBID, HIDE, *DATA]
        await scene.ann.press(panel, FORBID)
        assert "Others may not edit your pictures" in panel.text
        assert panel.labels == [ALLOW, HIDE, *DATA]
        await scene.restart()
        panel = await (await scene.ann.slash(scene.art, "privacy")).message()
        assert "Others may not edit your pictures" in panel.text
        # A panel of before the restart serves too, and each is its reader's own.
        assert "Others may edit" in (await (await scene.bob.slash(scene.art, "privacy")).message()).text
        await scene.ann.press(panel, ALLOW)
        assert "Others may edit your pictures" in panel.text
        await scene.ann.press(panel, FORBID)
        assert panel.labels == [ALLOW, HIDE, *DATA]
        assert scene.public() == []


async def test_the_switch_in_russian(tmp_path: Path) -> None:
    async with at_work(tmp_path, community=True) as scene:
        vera = scene.server.member("vera", locale="ru")
        panel = await (await vera.slash(scene.art, "privacy")).message()
        await vera.press(panel, "Запретить другим править мои картинки")
        assert "Другим нельзя править ваши картинки" in panel.text
        assert panel.labels[0] == "Разрешить другим править мои картинки"


async def test_there_is_nothing_else_to_choose(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        panel = await (await scene.ann.slash(scene.art, "privacy")).message()
        button = next(part for part in walk(panel.components) if part["type"] == 2)
        button["custom_id"] = "easel:1:forbid:everything"
        await refused(await scene.ann.press(panel, button["custom_id"]), "older version")


Way = Callable[[Scene, Message, Message], Awaitable[None]]
"""Tries to edit what Ann said, or a card of hers, as Bob."""


async def by_menu(scene: Scene, said: Message, card: Message) -> None:
    for message in (said, card, scene.bob.forward(card, to=scene.art)):
        await refused(await scene.bob.menu(message, MENU), "does not want others to edit")


async def by_mention(scene: Scene, said: Message, card: Message) -> None:
    for message in (said, card):
        ask(scene, who=scene.bob, reply_to=message)
        await told(scene, scene.bob, "does not want others to edit")
        scene.bob.direct.messages.clear()
    ask(scene, "make it snow", picture("blue"), who=scene.bob, reply_to=card)
    await told(scene, scene.bob, "does not want others to edit")


async def by_button(scene: Scene, said: Message, card: Message) -> None:
    await refused(await scene.bob.press(card, "Edit"), "does not want others to edit")


@pytest.mark.parametrize("way", [by_menu, by_mention, by_button])
async def test_nobody_else_can_edit_what_its_artist_forbids(tmp_path: Path, way: Way) -> None:
    async with at_work(tmp_path, message_content="on") as scene:
        said = scene.ann.say(scene.art, files=[picture("red")])
        card = await edited(scene, picture("lime"))
        await forbid(scene, scene.ann)
        await scene.restart()
        downloads = len(scene.wire.downloads)
        await way(scene, said, card)
        assert len(scene.wire.downloads) == downloads
        assert len(scene.flux.created) == 1
        assert [each for each in scene.public() if each.author is scene.wire.bot] == [card]


async def test_the_artist_still_can_in_every_way(tmp_path: Path) -> None:
    async with at_work(tmp_path, message_content="on") as scene:
        await forbid(scene, scene.ann)
        said = scene.ann.say(scene.art, files=[picture("red")])
        came_from(scene, await pick(scene, scene.ann, said), "red")
        first = await edited(scene, picture("lime"))
        await edited(scene)
        await done(scene, await hand_in(scene.ann, await scene.ann.press(first, "Edit")))
        for target in (said, first):
            await scene.until_ended(job_id(await reply(scene, ask(scene, reply_to=target))))
        again = await done(scene, await scene.ann.press(first, "Again"))
        came_from(scene, again, "lime")
        # And others can with what is not hers, and with her words.
        await done(scene, await scene.bob.press(await done(scene, await scene.imagine()), "Again"))
        assert len(scene.flux.created) == 9


async def test_an_edit_of_theirs_is_not_made_again(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        said = scene.ann.say(scene.art, files=[picture("red")])
        card = await pick(scene, scene.bob, said)
        scene.flux.when("rain", FAILED)
        shown = await hand_in(scene.bob, await scene.bob.menu(said, MENU), words="make it rain")
        failed = await shown.message(is_failed)
        remix = await scene.bob.press(card, "Remix")
        await forbid(scene, scene.ann)
        for who in (scene.bob, scene.moderator):
            await refused(await who.press(card, "Again"), "does not want others to edit")
            await refused(await who.press(failed, "Retry"), "does not want others to edit")
        handed = await scene.bob.submit(remix.form, {"prompt": "words that took a while"})
        await refused(handed, "words that took a while")
        assert len(scene.flux.created) == 2
        # To her it is still open.
        again = await done(scene, await scene.ann.press(card, "Again"))
        assert before(again).body
        assert link(said) in again.text


async def test_a_form_that_was_open_when_it_was_forbidden(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        said = scene.ann.say(scene.art, files=[picture("red")])
        card = await edited(scene, picture("lime"))
        forms = [await scene.bob.menu(said, MENU), await scene.bob.press(card, "Edit")]
        await forbid(scene, scene.ann)
        for form in forms:
            handed = await hand_in(scene.bob, form, words="words that took a while")
            await refused(handed, "does not want others to edit")
            await refused(handed, "words that took a while")
        assert len(scene.flux.created) == 1
