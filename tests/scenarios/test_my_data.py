"""``/privacy``: somebody has all that is theirs handed over, and has it deleted; in both languages."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from simcord.results import ResponseMessage

from cogs.ui.verbs import Verb
from studio import privacy
from studio.clock import Clock
from studio.export import files
from studio.jobs import JobState
from studio.privacy import ANSWER_WITHIN
from tests.scenarios.world import Message, World, living_world, told


@dataclass
class Labels:
    """The buttons, and what the answers begin with."""

    download: str
    erase: str
    confirm: str
    keep: str
    asked: str
    gone: str
    no_record: str


ENGLISH = Labels(
    "Download my data",
    "Delete my data",
    "Delete all of it",
    "Keep it",
    "Delete all your data, on every server?",
    "Your data are deleted",
    "no record of this card",
)
RUSSIAN = Labels(
    "Скачать мои данные",
    "Удалить мои данные",
    "Удалить всё",
    "Оставить",
    "Удалить все ваши данные, на всех серверах?",
    "Ваши данные удалены",
    "больше нет записей",
)
LANGUAGES = pytest.mark.parametrize(("locale", "says"), [("en-US", ENGLISH), ("ru", RUSSIAN)], ids=["en", "ru"])


@LANGUAGES
async def test_a_person_is_handed_their_data_and_nobody_else_sees_it(
    world: World, locale: str, says: Labels
) -> None:
    world.locales[world.artist.id] = locale
    job = await world.imagine("a heron in a top hat")
    await world.finished(job)
    await world.finished(await world.imagine("not theirs", who=world.stranger))
    panel = await opened(world)

    handed = await world.artist.click(panel, label=says.download)

    answer = handed.response
    assert answer is not None
    assert answer.ephemeral
    (file,) = answer.attachments
    data: Any = json.loads(world.env.backend.cdn.get(str(file.url)) or b"")
    assert [each["options"]["prompt"] for each in data["jobs"]] == ["a heron in a top hat"]
    assert job.card is not None
    assert data["jobs"][0]["card"].endswith(f"/{job.card.channel_id}/{job.card.message_id}")
    assert data["person_id"] == str(world.artist.id)


async def test_what_is_too_much_for_one_file_comes_in_several(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privacy, "files", partial(files, most_bytes=800))
    prompts = ["a heron in a top hat", "a fox"]
    for prompt in prompts:
        await world.finished(await world.imagine(prompt))

    await world.artist.click(await opened(world), label=ENGLISH.download)

    handed = [message for message in world.messages() if message.ephemeral and "part" in message.text]
    assert len(handed) > 1
    assert [f"part {n} of {len(handed)}" in each.text for n, each in enumerate(handed, start=1)] == [True] * len(
        handed
    )


@LANGUAGES
async def test_a_person_has_their_data_deleted(world: World, locale: str, says: Labels) -> None:
    world.locales[world.artist.id] = locale
    job = await world.imagine()
    await world.finished(job)
    other = await world.imagine(who=world.stranger)
    await world.finished(other)
    panel = await opened(world)

    await world.artist.click(panel, label=says.erase)
    assert says.asked in shown(world).text
    await world.artist.click(panel, label=says.keep)
    assert says.download in shown(world).buttons, "who keeps their data is where they were"
    await world.artist.click(panel, label=says.erase)
    await world.artist.click(panel, label=says.confirm)

    await world.until(lambda: says.gone in shown(world).text)
    assert shown(world).buttons == []
    assert await world.parts.store.job(job.id) is None
    assert await world.parts.store.job(other.id) is not None
    assert f"easel:1:again:{job.id}" in world.card(job).custom_ids.values(), "what stands in Discord stays there"
    assert says.no_record in told(await world.press(job, Verb.AGAIN))
    assert "no record of this card" in told(await world.press(job, Verb.DELETE, who=world.stranger))
    await world.press(job, Verb.DELETE)
    assert world.is_gone(job), "whoever asked for a card may take it away all the same"


async def test_a_moderator_deletes_a_card_that_nothing_is_known_of(world: World) -> None:
    job = await world.imagine()
    await world.finished(job)
    await erased(world)
    await world.press(job, Verb.DELETE, who=world.moderator)
    assert world.is_gone(job)


async def test_what_waits_and_runs_is_cancelled_first(busy_world: World) -> None:
    world = busy_world
    jobs = [await world.imagine(), await world.imagine()]
    await world.until_state(jobs[0], JobState.WORKING)
    await erased(world)
    for job in jobs:
        assert await world.parts.store.job(job.id) is None
        assert "Cancelled" in world.card(job).text, "its card says so all the same"
    assert (await world.parts.store.spent_this_month()).total_micro_usd == 0
    world.flux.release()
    await world.until_state(await world.imagine(), JobState.WORKING)


@dataclass
class Now:
    """A wall clock that is put forward by hand."""

    time: datetime = field(default_factory=lambda: datetime.now(UTC))


async def test_a_question_that_is_too_old_deletes_nothing(tmp_path: Path) -> None:
    now = Now()
    async with living_world(tmp_path, clock=Clock(now=lambda: now.time)) as world:
        job = await world.imagine()
        await world.finished(job)
        panel = await opened(world)
        await world.artist.click(panel, label=ENGLISH.erase)
        now.time += ANSWER_WITHIN + timedelta(seconds=1)
        refused = await world.artist.click(panel, label=ENGLISH.confirm)
        assert "too old to count" in told(refused)
        assert await world.parts.store.job(job.id) is not None


async def test_what_is_faded_can_be_edited_and_deleted_and_no_more(tmp_path: Path) -> None:
    now = Now()
    async with living_world(tmp_path, clock=Clock(now=lambda: now.time)) as world:
        job = await world.imagine()
        await world.finished(job)
        now.time += timedelta(days=2)
        await world.parts.services.retention.remember_for(world.server.id, 1, before=None, by_id=1)
        while not (await world.job(job)).faded:  # noqa: ASYNC110 - told by the store
            await asyncio.sleep(0.01)
        for verb in (Verb.AGAIN, Verb.REMIX, Verb.DETAILS):
            assert "forgets after a while" in told(await world.press(job, verb))
        world.locales[world.stranger.id] = "ru"
        assert "бот через некоторое время забывает" in told(await world.press(job, Verb.AGAIN, who=world.stranger))
        edited = await world.press(job, Verb.EDIT)
        await world.finished(await world.opened_by(world.hand_in(edited, prompt="make it snow")))
        await world.press(job, Verb.DELETE)
        assert world.is_gone(job)


async def opened(world: World) -> ResponseMessage:
    """Let the artist open ``/privacy``."""
    panel = await world.artist.slash(world.channel, "privacy")
    assert panel.response is not None
    return panel.response


async def erased(world: World) -> None:
    """Let the artist have all their data deleted."""
    panel = await opened(world)
    await world.artist.click(panel, label=ENGLISH.erase)
    await world.artist.click(panel, label=ENGLISH.confirm)
    await world.until(lambda: ENGLISH.gone in shown(world).text)


def shown(world: World) -> Message:
    """Return the private answer that was made last."""
    return [message for message in world.messages() if message.ephemeral][-1]
