"""The queue as people see it: whose turn it is, what waiting cards tell, ``/queue``, and what is refused."""

from dataclasses import replace
from pathlib import Path

import pytest

from cogs.ui.verbs import Verb
from demo.look_alike import HELD
from studio.fairness import Rules
from studio.jobs import JobState, PredictionState
from tests.scenarios.world import World, living_world, told

WORDS = {
    "en-US": {
        "next": "Next in the queue.",
        "second": "In the queue, place 2.",
        "waits": "In the queue.",
        "room": "Not everything can be made at once: it waits for room.",
        "others": "Everybody has their turn: those before it come first.",
        "own": "Earlier requests of the same artist come first.",
        "running": "As many of this artist's are being made as may be while others wait.",
        "expected": "It should start within",
        "here": "In this server 3 picture requests wait, 1 is being made.",
        "all": "Everywhere 3 picture requests wait, 1 is being made.",
        "nothing": "Nothing of yours waits.",
        "idle": "In this server nothing waits, nothing is being made.",
        "full": "2 of your requests wait already, which is as many as may. Nothing was sent or charged.",
    },
    "ru": {
        "next": "Следующая в очереди.",
        "second": "В очереди, место 2.",
        "waits": "В очереди.",
        "room": "Всё сразу сделать нельзя: запрос ждёт, пока освободится место.",
        "others": "Очередь доходит до каждого: сначала те, кто раньше.",
        "own": "Сначала более ранние запросы того же автора.",
        "running": "Запросов этого автора уже делается столько, сколько можно, пока ждут другие.",
        "expected": "Начнётся примерно через",
        "here": "На этом сервере ждут 3 запроса, делается 1.",
        "all": "Во всех местах ждут 3 запроса, делается 1.",
        "nothing": "Из ваших запросов ни один не ждёт.",
        "idle": "На этом сервере никто не ждёт, ничего не делается.",
        "full": "Уже ждут 2 ваших запроса, больше нельзя. Ничего не отправлено, деньги не списаны.",
    },
}
locales = pytest.mark.parametrize("locale", ["en-US", "ru"])


def speak(world: World, locale: str) -> None:
    for who in (world.artist, world.stranger):
        world.locales[who.id] = locale


@locales
async def test_one_persons_many_delay_anothers_one_by_a_slot(busy_world: World, locale: str) -> None:
    world, words = busy_world, WORDS[locale]
    speak(world, locale)
    running, *greedy = [await world.imagine(f"fox {n}") for n in range(3)]
    await world.until_prediction(running, PredictionState.RUNNING)
    await world.until(lambda: words["next"] in world.card(greedy[0]).text)
    single = await world.imagine("a heron", who=world.stranger)

    await world.until(lambda: words["next"] in world.card(single).text)
    assert words["expected"] in world.card(single).text
    assert words["room"] in world.card(single).text
    await world.until(lambda: words["running"] in world.card(greedy[0]).text)
    assert words["waits"] in world.card(greedy[0]).text, "a place would say nothing"

    await world.press(running, Verb.CANCEL)
    await world.until_prediction(single, PredictionState.RUNNING)
    await world.until(lambda: words["next"] in world.card(greedy[0]).text)
    assert words["room"] in world.card(greedy[0]).text
    await world.until(lambda: words["own"] in world.card(greedy[1]).text)


async def test_the_order_and_the_cards_survive_a_restart(busy_world: World) -> None:
    world = busy_world
    running, *greedy = [await world.imagine(f"fox {n}") for n in range(3)]
    single = await world.imagine("a heron", who=world.stranger)
    await world.until_prediction(running, PredictionState.RUNNING)

    await world.restart()

    await world.until(lambda: "Next in the queue" in world.card(single).text)
    await world.until(lambda: all("As many of this artist's" in world.card(job).text for job in greedy))
    await world.press(running, Verb.CANCEL)
    await world.until_prediction(single, PredictionState.RUNNING)


@locales
async def test_the_queue_is_told_in_private(busy_world: World, locale: str) -> None:
    world, words = busy_world, WORDS[locale]
    speak(world, locale)
    running = await world.imagine("a red fox")
    waiting = [await world.imagine(prompt) for prompt in ("an otter", "a _shy_ @everyone")]
    await world.imagine("a heron", who=world.stranger)
    await world.until_prediction(running, PredictionState.RUNNING)

    shown = await world.artist.slash(world.channel, "queue")

    assert shown.response is not None
    assert shown.response.ephemeral
    text = told(shown)
    assert words["here"] in text
    assert words["all"] in text
    for job in waiting:
        card = (await world.job(job)).card
        assert card is not None
        assert f"/{card.channel_id}/{card.message_id})" in text
    assert "an otter" in text
    assert "a \\_shy\\_ @\u200beveryone" in text
    assert "heron" not in text, "what others asked for is theirs"
    assert words["expected"] in text

    nobody = await world.moderator.slash(world.channel, "queue")
    assert "Nothing of yours waits." in told(nobody)


@locales
async def test_an_empty_queue(world: World, locale: str) -> None:
    speak(world, locale)
    text = told(await world.artist.slash(world.channel, "queue"))
    assert WORDS[locale]["nothing"] in text
    assert WORDS[locale]["idle"] in text


async def test_a_private_job_is_listed_without_a_link(busy_world: World) -> None:
    world = busy_world
    await world.until_prediction(await world.imagine("a red fox"), PredictionState.RUNNING)
    await world.imagine("a secret", private=True)
    text = told(await world.artist.slash(world.channel, "queue"))
    assert "a secret" in text
    assert "](http" not in text


@locales
async def test_more_than_may_wait_are_refused_with_the_number(tmp_path: Path, locale: str) -> None:
    rules = replace(Rules.of(1), waiting_each=2)
    async with living_world(tmp_path, rules=rules, max_running=1) as world:
        speak(world, locale)
        world.flux.when("", HELD)
        running = await world.imagine("a red fox")
        await world.until_prediction(running, PredictionState.RUNNING)
        for _ in range(2):
            await world.imagine("an otter")
        refused = await world.command("one too many")
        assert WORDS[locale]["full"] in told(refused)
        await world.press(running, Verb.CANCEL)
        await world.until(lambda: len(world.flux.created) == 2)
        await world.imagine("now there is room")
        await world.imagine("a heron", who=world.stranger)


async def test_a_card_tells_that_the_service_is_asked_at_its_pace(tmp_path: Path) -> None:
    rules = Rules(creates_per_s=1e-6, burst=1)
    async with living_world(tmp_path, rules=rules) as world:
        world.flux.when("", HELD)
        await world.until_prediction(await world.imagine("a red fox"), PredictionState.RUNNING)
        waiting = await world.imagine("an otter")
        await world.until(lambda: "The service takes only so many requests at a time." in world.card(waiting).text)
        assert (await world.job(waiting)).state is JobState.QUEUED
