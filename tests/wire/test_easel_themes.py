"""Themes of two processes that share one PostgreSQL and one Discord: each post stands once, whoever makes it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from random import Random

import discord
import pytest

from cogs.community.names import Names
from studio.community import agenda as module
from studio.community.purposes import Channel, ThemeSettings
from studio.store.agenda import AgendaStore
from tests.wire.discord import Message, Route
from tests.wire.easel import PATIENCE_S, Scene, at_work, is_done

DAYS = 12
POSTS = {"Theme of the day": "theme", "goes on until": "reminder", "What was made": "recap"}


@pytest.fixture
async def scene(tmp_path: Path, server_url: str) -> AsyncIterator[Scene]:
    async with at_work(tmp_path, database_url=server_url) as scene:
        yield scene


@pytest.fixture
async def other(scene: Scene) -> AsyncIterator[Scene]:
    """Another process with another random: what the two choose by themselves is not the same."""
    other = replace(scene, random=Random(99), _parts=None, _life=AsyncExitStack())
    await other.start()
    yield other
    await other.stop()


async def set_up(scene: Scene, *themes: str) -> None:
    parts = scene.parts.services.community
    soon = scene.time.clock.now() + timedelta(hours=1)
    settings = ThemeSettings(at=time(soon.hour, soon.minute))
    await parts.channels.set_up(Channel(scene.art.id, scene.server.id, settings))
    await parts.themes.add(await parts.themes.of_id(scene.server.id, scene.art.id), "\n".join(themes), by_id=1)


def posted(scene: Scene) -> list[tuple[str, Message]]:
    """Return every post about themes, with what it is."""
    return [(kind, message) for message in scene.public() for text, kind in POSTS.items() if text in message.text]


async def settled(*scenes: Scene) -> None:
    """Wake the processes, in this order, until nothing is due any more."""
    agenda = AgendaStore(scenes[0].parts.store.lanes)
    server = scenes[0].server.id
    async with asyncio.timeout(PATIENCE_S):
        while not all(server in each.parts.bot.served() for each in scenes):  # noqa: ASYNC110 - no event says so
            await asyncio.sleep(0.02)
        while (due_at := await agenda.next_due_at([server])) is not None and due_at <= scenes[0].time.clock.now():
            for each in scenes:
                each.parts.services.community.agenda.wake()
            await asyncio.sleep(0.02)


def counting(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note each channel that a process turns to in order to post."""
    turned: list[int] = []
    turn_to = scene.parts.bot.get_partial_messageable

    def noted(channel_id: int) -> discord.PartialMessageable:
        turned.append(channel_id)
        return turn_to(channel_id)

    monkeypatch.setattr(scene.parts.bot, "get_partial_messageable", noted)
    return turned


async def test_two_processes_post_once_for_each_due_time(
    scene: Scene, other: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Both hear of what a person does; Discord takes the first answer.
    scene.foreseen.add(40060)
    ours, theirs = counting(scene, monkeypatch), counting(other, monkeypatch)
    await set_up(scene, *(f"theme {number}" for number in range(DAYS)))
    scene.time.pass_minutes(61)
    await settled(scene, other)
    for _ in range(DAYS - 1):
        shown = await scene.imagine("a red fox")
        await shown.message(is_done)
        for turn in range(4):
            scene.time.pass_minutes(6 * 60)
            await settled(*((scene, other) if turn % 2 else (other, scene)))
    kinds = Counter(kind for kind, _ in posted(scene))
    # The last theme has not been on for long enough to be reminded of, the last but one not over for long enough.
    assert kinds == {"theme": DAYS, "reminder": DAYS - 1, "recap": DAYS - 2}
    texts = {message.text for kind, message in posted(scene) if kind == "theme"}
    assert len(texts) == DAYS
    assert len(scene.wire.to(Route.POST_MESSAGE)) == len(posted(scene)), "none was even tried twice"
    assert ours, "one of them has done it all"
    assert theirs, "one of them has done it all"


async def test_a_post_whose_answer_is_lost_stands_once_whoever_looks_for_it(
    scene: Scene, other: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.foreseen_errors = True
    monkeypatch.setattr(module, "_FIRST_RETRY_S", 0.02)
    await set_up(scene, "a fox", "rain", "snow")
    for minutes in (61, 24 * 60, 24 * 60):
        scene.wire.lose_answer(Route.POST_MESSAGE, times=2)
        scene.time.pass_minutes(minutes)
        await settled(scene, other)
    assert Counter(kind for kind, _ in posted(scene)) == {"theme": 3}


async def test_what_one_process_leaves_the_other_goes_on_with(scene: Scene, other: Scene) -> None:
    await set_up(scene, "a fox", "rain", "snow", "fog")
    scene.time.pass_minutes(61)
    await settled(scene, other)
    await scene.stop()
    scene.time.pass_minutes(24 * 60)
    await settled(other)
    await scene.start()
    scene.time.pass_minutes(24 * 60)
    await settled(scene, other)
    assert Counter(kind for kind, _ in posted(scene)) == {"theme": 3}


async def test_people_are_called_as_in_the_server_and_who_is_gone_by_what_is_left(scene: Scene) -> None:
    scene.foreseen.update({10007, 10013})
    left = scene.wire.person("left")
    people = (scene.ann.id, left.id, 12345)
    called = await Names(scene.parts.bot).of(scene.server.id, people, unknown="somebody")
    assert called == {scene.ann.id: "Ann", left.id: "Left", 12345: "somebody"}


async def test_a_skipped_theme_whose_post_is_gone_holds_up_nothing(scene: Scene) -> None:
    scene.foreseen.add(10008)
    await set_up(scene, "a fox", "rain")
    scene.time.pass_minutes(61)
    await settled(scene)
    ((_, post),) = posted(scene)
    scene.wire.forget(post)
    themes = scene.parts.services.community.themes
    scene.time.pass_minutes(1)
    await themes.skip(await themes.of_id(scene.server.id, scene.art.id), by_id=1)
    await settled(scene)
    ((_, other),) = posted(scene)
    assert other.text != post.text
