"""Easel on the wire: from a slash command to the pictures, in both languages, in public and in private."""

from pathlib import Path

import pytest

from demo.look_alike import BLOCKED
from tests.colours import stripes
from tests.wire.discord import Route
from tests.wire.easel import at_work, is_done, is_failed, made, opened, photo
from tests.words import LANGUAGES


async def test_a_picture_in_a_server(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        shown = await scene.imagine("a lighthouse at dusk", aspect_ratio="16:9")
        card = await shown.message(is_done)
        (picture,) = card.pictures
        assert picture.description == "a lighthouse at dusk"
        (body,) = made(card)
        assert opened(body).size == (1344, 768)
        assert scene.bob.sees(card)
        assert scene.public() == [card]
        assert "a lighthouse at dusk" in card.text
        assert {"Again", "Details", "Delete"} <= set(card.labels)
        assert all(fetched.authorization is None for fetched in scene.flux.fetched)


async def test_four_pictures_of_a_model_that_makes_one_at_a_time(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        shown = await scene.imagine(model="flux-kontext-pro", num_outputs=4)
        card = await shown.message(is_done)
        assert len(set(made(card))) == 4
        assert len(scene.flux.created) == 4


async def test_a_community_server_has_its_own_language(tmp_path: Path) -> None:
    async with at_work(tmp_path, community=True, locale="ru") as scene:
        shown = await scene.imagine("маяк")
        card = await shown.message(is_done)
        assert {"Ещё раз", "Подробности", "Удалить"} <= set(card.labels)
        # What only Ann sees is in hers.
        private = await (await scene.ann.press(card, "Подробности")).message()
        assert "Everything needed" in private.text


async def test_elsewhere_a_card_has_its_artists_language(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        vera = scene.server.member("vera", locale="ru")
        russian = await (await scene.imagine("маяк", vera)).message(is_done)
        english = await (await scene.imagine("a lighthouse")).message(is_done)
        assert "Ещё раз" in russian.labels
        assert "Again" in english.labels


async def test_a_private_picture_is_seen_by_its_artist_only(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        shown = await scene.imagine(private=True)
        card = await shown.message(is_done)
        assert card.is_ephemeral
        assert scene.ann.sees(card)
        assert not scene.bob.sees(card)
        assert not scene.moderator.sees(card)
        assert len(made(card)) == 1
        assert scene.public() == []
        assert scene.wire.to(Route.POST_MESSAGE) == []


async def test_a_given_picture_reaches_the_service_and_stays_on_the_card(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        shown = await scene.imagine("make it snow", input_image=photo(colour="red"))
        card = await shown.message(is_done)
        before, after = card.pictures
        assert before.attachment is not None
        assert before.attachment.filename == "before.jpg"
        assert after.description == "make it snow"
        (created,) = scene.flux.created
        assert created.model == "flux-kontext-pro"
        # It is fetched from Discord's CDN by the service itself, or the prediction would have failed.
        assert str(created.input["input_image"]).startswith(f"{scene.wire.world.address}/attachments/")
        assert scene.flux.status_of(created.id) == "succeeded"
        assert scene.flux.given(created.id) == before.attachment.body
        assert stripes(before.attachment.body) == stripes(made(card)[0]) == ["red"]
        # The shape is that of the picture that came with the request.
        width, height = opened(made(card)[0]).size
        assert abs(width / height - 320 / 200) < 0.1


async def test_a_file_that_is_no_picture_is_refused_in_private(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        shown = await scene.imagine("make it snow", input_image=scene.wire.upload("cat.png", b"no picture"))
        refusal = await shown.followup()
        assert refusal.is_ephemeral
        assert "not a picture" in refusal.text
        assert scene.public() == []
        assert scene.flux.created == []


@pytest.mark.parametrize("status", [404, 500])
@pytest.mark.parametrize("locale", ["en-US", "ru"])
async def test_a_file_that_discord_does_not_hand_over_costs_nothing(
    tmp_path: Path, locale: str, status: int
) -> None:
    async with at_work(tmp_path) as scene:
        vera = scene.server.member("vera", locale=locale)
        scene.wire.refuse_download(status)
        refusal = await (await scene.imagine("make it snow", vera, input_image=photo())).followup()
        assert refusal.is_ephemeral
        assert LANGUAGES.words(locale)("refusal-picture-not-read") in refusal.text
        assert scene.public() == []
        assert scene.flux.created == []
        # Another try is all it takes.
        await (await scene.imagine("make it snow", vera, input_image=photo())).message(is_done)


async def test_a_card_whose_picture_is_gone_cannot_be_made_again(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        card = await (await scene.imagine("make it snow", input_image=photo())).message(is_done)
        scene.wire.refuse_download(404)
        refusal = await (await scene.bob.press(card, "Again")).followup()
        assert refusal.is_ephemeral
        assert "no record of this card" in refusal.text
        assert scene.public() == [card]
        assert len(scene.flux.created) == 1


async def test_a_failure_is_told_on_the_card(tmp_path: Path) -> None:
    async with at_work(tmp_path) as scene:
        scene.flux.when("fox", BLOCKED)
        card = await (await scene.imagine()).message(is_failed)
        assert "safety filter" in card.text
        assert made(card) == []
