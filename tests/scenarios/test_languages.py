"""Russian and English: whose language a card has, and whose a private answer."""

import discord

from cogs.ui.verbs import Verb
from demo.look_alike import FAILED
from tests.scenarios.world import World, told


async def test_the_card_speaks_the_artists_language(world: World) -> None:
    world.locales[world.artist.id] = "ru"
    job = await world.imagine("рыжая лиса")
    card = await world.finished(job)
    assert card.buttons == ["Ещё раз", "Изменить запрос", "Править", "Подробности", "Удалить"]
    assert job.locale == "ru"
    assert card.gallery[0]["description"] == "рыжая лиса"


async def test_in_a_community_server_the_card_speaks_the_servers_language(world: World) -> None:
    guild = world.parts.bot.get_guild(world.server.id)
    assert isinstance(guild, discord.Guild)
    guild.features.append("COMMUNITY")
    world.server_locale = "ru"
    job = await world.imagine()
    assert job.locale == "ru"
    private = await world.imagine(private=True)
    assert private.locale == "en-US"


async def test_private_answers_speak_the_readers_language(world: World) -> None:
    world.locales[world.stranger.id] = "ru"
    job = await world.imagine()
    await world.finished(job)
    details = told(await world.press(job, Verb.DETAILS, who=world.stranger))
    assert "Модель" in details
    refusal = told(await world.press(job, Verb.DELETE, who=world.stranger))
    assert "автор" in refusal


async def test_failures_and_refusals_are_told_in_russian(world: World) -> None:
    world.locales[world.artist.id] = "ru"
    world.flux.when("лиса", FAILED)
    job = await world.imagine("лиса")
    card = await world.failed(job)
    assert "Повторить" in card.buttons
    answer = told(await world.command("лиса", model="flux-schnell", raw=True))
    assert "flux-1.1-pro-ultra" in answer
    assert "Ничего" in answer


async def test_model_lines_are_offered_in_the_persons_language(world: World) -> None:
    english = await world.artist.autocomplete(world.channel, "imagine", "model", "dev")
    world.locales[world.artist.id] = "ru"
    russian = await world.artist.autocomplete(world.channel, "imagine", "model", "dev")
    assert [choice["value"] for choice in english] == [choice["value"] for choice in russian] == ["flux-dev"]
    assert english[0]["name"] != russian[0]["name"]
