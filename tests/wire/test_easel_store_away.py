"""Easel on the wire: a database that is away is told to whoever asks for something, and costs nothing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.postgres import Postgres
from tests.store.line import Line
from tests.wire.discord import Message, Person, Shown
from tests.wire.easel import Scene, at_work, is_done, is_live, job_id, made
from tests.wire.edits import MENU, ask, came_from, hand_in, picture, replied, says_nothing
from tests.words import LANGUAGES

LOCALES = ("en-US", "ru")
VERBS = ("again", "remix", "edit", "details", "delete")


@pytest.fixture
async def line(postgres: Postgres) -> AsyncIterator[Line]:
    async with Line(postgres) as opened:
        yield opened


async def press(who: Person, card: Message, verb: str) -> Shown:
    return await who.press(card, f"easel:1:{verb}:{job_id(card)}")


async def is_told(scene: Scene, shown: Shown, locale: str) -> str:
    """Wait for the private answer to something that could not be done; return it."""
    told = await scene.wire.until(lambda: next(filter(_is_private, _answers(shown)), None))
    assert LANGUAGES.words(locale)("refusal-store-unavailable") in told.text
    return told.text


def _answers(shown: Shown) -> list[Message]:
    first = shown.interaction.message
    return [*([] if first is None else [first]), *shown.interaction.followups]


def _is_private(message: Message) -> bool:
    return message.is_ephemeral and not message.is_loading


@pytest.mark.parametrize("locale", LOCALES)
async def test_whoever_asks_is_told_and_nothing_is_spent(
    tmp_path: Path, line: Line, server_url: str, locale: str
) -> None:
    async with at_work(tmp_path, database_url=line.url(server_url)) as scene:
        # The store says once that it does not serve.
        scene.foreseen_errors = True
        vera = scene.server.member("vera", locale=locale)
        card = await (await scene.imagine("a red fox", vera)).message(is_done)
        await scene.until_ended(job_id(card))
        form = (await press(vera, card, "remix")).form
        await line.down()
        for verb in VERBS:
            await is_told(scene, await press(vera, card, verb), locale)
        handed_in = await vera.submit(form, {"prompt": "words that took a while"})
        assert "words that took a while" in await is_told(scene, handed_in, locale)
        await is_told(scene, await scene.imagine("a blue fish", vera), locale)
        assert scene.public() == [card]
        assert len(scene.flux.created) == len(made(card)) == 1
        await line.up()
        again = await (await press(vera, card, "again")).message(is_done)
        await scene.until_ended(job_id(again))
        assert (await scene.parts.store.spent_this_month()).held_micro_usd == 0


@pytest.mark.parametrize("locale", LOCALES)
async def test_whoever_wants_to_edit_is_told(tmp_path: Path, line: Line, server_url: str, locale: str) -> None:
    url = line.url(server_url)
    async with at_work(tmp_path, community=True, locale=locale, database_url=url) as scene:
        scene.foreseen_errors = True
        vera = scene.server.member("vera", locale=locale)
        said = scene.ann.say(scene.art, files=[picture("red")])
        form = await vera.menu(said, MENU)
        panel = await (await vera.slash(scene.art, "privacy")).message()
        await line.down()
        for asked in (
            vera.menu(said, MENU),
            vera.slash(scene.art, "edit", prompt="make it snow"),
            vera.slash(scene.art, "edit", prompt="make it snow", input_image=picture("red")),
            vera.slash(scene.art, "privacy"),
            vera.press(panel, "easel:1:forbid:edits"),
        ):
            await is_told(scene, await asked, locale)
        told = await is_told(scene, await hand_in(vera, form, words="words that took a while"), locale)
        assert "words that took a while" in told
        ask(scene, "make it snow", picture("red"), who=vera)
        refusal = await scene.direct(vera)
        assert refusal.text == LANGUAGES.words(locale)("refusal-store-unavailable")
        assert says_nothing(scene)
        assert scene.flux.created == []
        await line.up()
        came_from(scene, await replied(scene, ask(scene, "make it snow", picture("blue"), who=vera)), "blue")


async def test_what_was_being_made_is_not_lost(tmp_path: Path, line: Line, server_url: str) -> None:
    async with at_work(tmp_path, database_url=line.url(server_url)) as scene:
        # The store says once that it does not serve.
        scene.foreseen_errors = True
        shown, card = await scene.held()
        assert is_live(card)
        await line.down()
        await is_told(scene, await press(scene.ann, card, "cancel"), "en-US")
        scene.flux.release()
        await line.up()
        assert await shown.message(is_done, within_s=20) is card
        assert len(made(card)) == 1
