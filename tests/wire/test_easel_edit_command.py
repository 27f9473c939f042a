"""Easel on the wire: ``/edit``, with one to four pictures, and without one."""

from pathlib import Path

import pytest

from tests.wire.discord import Refusal, Route
from tests.wire.easel import Scene, at_work, is_done, is_live, made, opened
from tests.wire.edits import (
    OPTIONS,
    arrived,
    before,
    came_from,
    colours,
    done,
    edited,
    link,
    picture,
    same_picture,
    says_nothing,
    sent,
)

GONE = 10008


async def told_by_edit(scene: Scene, **options: str) -> str:
    """Let Ann use ``/edit`` without a picture; return what she is told in private."""
    refusal = await (await scene.ann.slash(scene.art, "edit", prompt="make it snow", **options)).followup()
    assert refusal.is_ephemeral
    return refusal.text


async def test_a_picture_is_changed_as_the_words_say(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        card = await edited(scene, picture("red", (96, 48)), words="make it winter")
        came_from(scene, card, "red")
        asked = sent(scene)
        assert asked.model == "flux-kontext-pro"
        assert asked.input["prompt"] == "make it winter"
        assert asked.input["aspect_ratio"] == "match_input_image"
        assert int(asked.input["safety_tolerance"]) <= 2
        (after,) = made(card)
        width, height = opened(after).size
        assert abs(width / height - 2) < 0.1
        assert [shown.description for shown in card.pictures] == [
            "The picture that this started from",
            "make it winter",
        ]
        assert "make it winter" in card.text
        # What simply came with the request needs no telling.
        assert "ersion" not in card.text


@pytest.mark.parametrize(
    "given", [("red", "blue"), ("lime", "red", "yellow"), ("blue", "yellow", "red", "lime")], ids=len
)
async def test_several_pictures_are_put_side_by_side_in_their_order(
    tmp_path: Path, given: tuple[str, ...]
) -> None:
    async with at_work(tmp_path) as scene:
        card = await edited(scene, *map(picture, given))
        came_from(scene, card, *given)
        assert (arrived(scene).size_px) == (64 * len(given), 64)
        assert len(scene.flux.created) == 1


async def test_pictures_of_different_shapes_get_one_height(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        card = await edited(scene, picture("red", (50, 100)), picture("blue", (400, 200)))
        assert before(card) is arrived(scene)
        assert arrived(scene).size_px == (50 + 200, 100)
        assert colours(arrived(scene).body, 5) == ["red", *["blue"] * 4]


async def test_a_gap_between_the_options_is_no_picture(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        shown = await scene.ann.slash(
            scene.art, "edit", prompt="make it snow", input_image_4=picture("red"), input_image_2=picture("blue")
        )
        came_from(scene, await shown.message(is_done), "blue", "red")


async def test_its_options_reach_the_service(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        shown = await scene.ann.slash(
            scene.art,
            "edit",
            prompt="make it snow",
            input_image=picture("red"),
            model="flux-kontext-max",
            aspect_ratio="16:9",
            num_outputs=2,
            seed=7,
            output_format="jpg",
            private=True,
        )
        card = await shown.message(is_done)
        assert card.is_ephemeral
        assert says_nothing(scene)
        assert len(made(card)) == 2
        assert [asked.input["seed"] for asked in scene.flux.created] == [7, 8]
        assert {asked.model for asked in scene.flux.created} == {"flux-kontext-max"}
        assert {asked.input["aspect_ratio"] for asked in scene.flux.created} == {"16:9"}
        assert {asked.input["output_format"] for asked in scene.flux.created} == {"jpg"}
        # One upload serves both.
        assert before(card) is arrived(scene, 0)
        assert before(card) is arrived(scene, 1)


async def test_only_models_that_edit_are_offered_and_taken(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        offered = await scene.ann.complete(scene.art, "edit", "model", typed="", prompt="x")
        assert [choice.value for choice in offered] == ["flux-kontext-pro", "flux-kontext-max"]
        ratios = await scene.ann.complete(scene.art, "edit", "aspect_ratio", typed="input", prompt="x")
        assert [choice.value for choice in ratios] == ["match_input_image"]
        for model in ("flux-dev", "flux-0"):
            shown = await scene.ann.slash(scene.art, "edit", prompt="x", model=model, input_image=picture("red"))
            refusal = await shown.message()
            assert refusal.is_ephemeral
            assert "flux-kontext-pro" in refusal.text
        assert scene.wire.downloads == []
        assert says_nothing(scene)


@pytest.mark.parametrize("bad", [0, 3])
async def test_one_bad_file_among_several_spends_nothing(tmp_path: Path, bad: int) -> None:
    async with at_work(tmp_path) as scene:
        files = [picture(colour) for colour in ("red", "blue", "lime", "yellow")]
        files[bad] = scene.wire.upload("cat.png", b"no picture at all")
        given = dict(zip(OPTIONS, files, strict=True))
        refusal = await (await scene.ann.slash(scene.art, "edit", prompt="make it snow", **given)).followup()
        assert refusal.is_ephemeral
        assert "not a picture" in refusal.text
        assert says_nothing(scene)
        assert scene.flux.created == []


# Without a picture


async def test_the_last_picture_in_the_channel_is_taken_and_named(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        await done(scene, await scene.imagine("an owl"))
        last = await done(scene, await scene.imagine("a red fox", num_outputs=2))
        # Neither somebody else's nor one in another channel is Ann's last one here.
        await done(scene, await scene.imagine("a blue fish", scene.bob))
        hall = scene.server.channel("hall")
        await done(scene, await scene.ann.slash(hall, "imagine", prompt="a green hill"))
        card = await edited(scene)
        assert before(card) is arrived(scene)
        assert opened(before(card).body).size == opened(made(last)[0]).size
        assert same_picture(before(card).body, made(last)[0])
        assert "Nothing was attached" in card.text
        assert link(last) in card.text
        assert scene.ann.mention in card.text
        assert "Version 2" in card.text


async def test_an_edit_is_the_last_picture_of_whoever_made_it(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        first = await edited(scene, picture("red"))
        second = await edited(scene)
        assert same_picture(before(second).body, made(first)[0])
        assert "Version 3" in second.text
        assert link(first) in second.text


async def test_there_is_no_last_picture_yet(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        await done(scene, await scene.imagine("a blue fish", scene.bob))
        await done(scene, await scene.imagine("a secret", private=True))
        _, live = await scene.held("a slow fox")
        shown = await scene.ann.slash(scene.art, "edit", prompt="make it snow")
        refusal = await shown.message()
        assert refusal.is_ephemeral
        assert "no picture in this channel yet" in refusal.text
        assert is_live(live)
        assert len(scene.flux.created) == 3
        scene.flux.release()


async def test_a_private_picture_is_never_the_last_one(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        public = await done(scene, await scene.imagine("a red fox"))
        await done(scene, await scene.imagine("a secret", private=True))
        card = await edited(scene)
        assert same_picture(before(card).body, made(public)[0])
        assert link(public) in card.text


async def test_a_last_picture_that_was_taken_back_is_not_the_last_one(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        first = await done(scene, await scene.imagine("a red fox"))
        second = await done(scene, await scene.imagine("a blue fish"))
        await scene.ann.press(second, "Delete")
        await scene.wire.until(lambda: second.is_deleted)
        card = await edited(scene)
        assert same_picture(before(card).body, made(first)[0])


async def test_the_message_of_the_last_picture_was_deleted(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        scene.foreseen |= {GONE}
        last = await done(scene, await scene.imagine("a red fox"))
        scene.wire.forget(last)
        assert "not there any more" in await told_by_edit(scene)
        assert says_nothing(scene)
        assert len(scene.flux.created) == 1


async def test_a_last_picture_that_the_bot_may_not_read(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        scene.foreseen |= {50013}
        await done(scene, await scene.imagine("a red fox"))
        scene.server.deny(scene.art, "read_message_history")
        assert "Discord did not hand the picture over" in await told_by_edit(scene)
        assert len(scene.flux.created) == 1


async def test_a_last_picture_in_a_server_that_does_not_have_the_bot(tmp_path: Path) -> None:
    async with at_work(tmp_path, private_use="all") as scene:
        # The bot itself may read nothing there.
        scene.foreseen |= {50001}
        elsewhere = scene.wire.server("Elsewhere", installed=False)
        hall, eve = elsewhere.channel("hall"), elsewhere.member("eve")
        await done(scene, await eve.slash(hall, "imagine", prompt="a red fox"))
        refusal = await (await eve.slash(hall, "edit", prompt="make it snow")).followup()
        assert refusal.is_ephemeral
        assert "attach the picture" in refusal.text
        card = await done(scene, await eve.slash(hall, "edit", prompt="make it snow", input_image=picture("red")))
        came_from(scene, card, "red")


async def test_a_last_picture_while_discord_falters(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        scene.foreseen |= {0}
        await done(scene, await scene.imagine("a red fox"))
        scene.wire.refuse(Route.GET_MESSAGE, Refusal(400, 0, "400: Bad Request"))
        assert "Discord did not hand the picture over" in await told_by_edit(scene)
        assert len(scene.flux.created) == 1


async def test_the_last_picture_of_direct_messages(tmp_path: Path) -> None:
    async with at_work(tmp_path, private_use="all") as scene:
        place = scene.ann.direct
        last = await done(scene, await scene.ann.slash(place, "imagine", prompt="a red fox"))
        card = await done(scene, await scene.ann.slash(place, "edit", prompt="make it snow"))
        assert same_picture(before(card).body, made(last)[0])
        assert link(last) in card.text


async def test_a_last_picture_stays_the_last_one_over_a_restart_and_a_day(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        last = await done(scene, await scene.imagine("a red fox"))
        scene.pass_quarter_of_an_hour()
        scene.wire.expire_links()
        await scene.restart()
        card = await edited(scene)
        assert same_picture(before(card).body, made(last)[0])
