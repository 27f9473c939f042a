"""Strikes: given and taken back by moderators, told in person, and in the way of who has too many."""

import asyncio

import pytest
from simcord.results import ResponseMessage

from cogs.ui.verbs import Verb, custom_id
from demo.look_alike import BLOCKED
from studio.jobs import JobState
from tests.scenarios.moderators import Moderators
from tests.scenarios.test_edit import painted
from tests.scenarios.world import PATIENCE_S, SERVER_ID, World, told

MENU = "Strikes"


@pytest.mark.parametrize(
    ("locale", "give", "back", "warned", "refused", "taken"),
    [
        (
            "en-US",
            "Give a strike",
            "Take back",
            "It is a warning.",
            "Because of strikes nothing new",
            "has taken it back",
        ),
        (
            "ru",
            "Дать страйк",
            "Снять",
            "Это предупреждение.",
            "Из-за страйков ничего нового",
            "Модератор его снял",
        ),
    ],
    ids=["en", "ru"],
)
async def test_who_has_too_many_waits_until_one_is_taken_back(
    world: World, locale: str, give: str, back: str, warned: str, refused: str, taken: str
) -> None:
    await Moderators.of(world, locale=locale)
    for who in (world.moderator, world.artist):
        world.locales[who.id] = locale
    job = await world.imagine()
    await world.finished(job)
    shown = await world.menu(world.raw(job), MENU, who=world.moderator)
    assert f"<@{world.artist.id}>" in told(shown)
    assert shown.response is not None
    for reason in ("the first", "the second"):
        form = await world.moderator.click(shown.response, label=give)
        await world.hand_in(form, who=world.moderator, reason=reason)
    await until_told_in_person(world, warned)
    said = told(await world.command())
    assert refused in said
    assert "the second" in said
    assert len(world.opened) == 1
    panel = next(message for message in world.messages() if give in message.buttons)
    assert "the second" in panel.text
    assert back in panel.buttons
    newest = (await world.parts.services.moderation.discipline.of_person(world.server.id, world.artist.id))[
        -1
    ].strike
    await world.moderator.click(shown.response, custom_id=custom_id(Verb.FORGIVE, newest.id))
    await world.finished(await world.imagine("again"))
    await until_told_in_person(world, taken)


async def test_repeated_safety_blocks_are_a_strike(world: World) -> None:
    moderators = await Moderators.of(world)
    world.flux.when("bad", BLOCKED)
    jobs = [await world.imagine("bad things") for _ in range(3)]
    for job in jobs:
        await world.failed(job, JobState.BLOCKED)
    text = await moderators.until_told("got a strike", where=moderators.log)
    assert text.count("got a strike") == 1
    assert text.count("blocked a request of") == 3
    await until_told_in_person(world, "3 requests within a day were blocked")
    shown = await world.menu(world.raw(jobs[0]), MENU, who=world.moderator)
    assert f"**Strikes of <@{world.artist.id}>**: 1 that counts." in told(shown)


async def test_who_lets_the_bot_write_nothing_is_warned_when_they_ask(world: World) -> None:
    discipline = world.parts.services.moderation.discipline
    world.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, times=None)
    await discipline.give(SERVER_ID, world.artist.id, by_id=world.moderator.id, reason="that was rude")
    await until_untold(world)
    # Nor can they be told where they name the bot: everybody would read it.
    await world.say(f"{world.mention} make it snow", files=[painted("red")])
    await world.until(lambda: any("cannot write to you" in each.text for each in world.messages(world.channel.id)))
    assert not any("that was rude" in each.text for each in world.messages(world.channel.id))
    await until_untold(world)
    said = told(await world.command())
    assert "You have a strike on this server" in said
    assert "that was rude" in said
    await world.finished(await world.imagine("again"))


async def test_strikes_are_those_of_whoever_wrote_and_for_moderators_only(world: World) -> None:
    moderators = await Moderators.of(world)
    await moderators.until_told("the channel of the audit log", where=moderators.log)
    stored = next(iter(world.env.backend.messages[moderators.log.id].values()))
    shown = await world.menu(ResponseMessage(world.env, stored), MENU, who=world.moderator)
    assert "nobody's pictures" in told(shown)
    said = await world.say("I wrote this")
    shown = await world.menu(said, MENU, who=world.moderator)
    assert f"<@{world.artist.id}>" in told(shown)
    # Whom an admin lets see the menu is no moderator for that.
    command = next(each for each in await world.parts.bot.tree.fetch_commands() if each.name == MENU)
    world.server.set_command_permissions(command.id, {world.stranger: True})
    assert "A strike holds on the whole server" in told(await world.menu(said, MENU, who=world.stranger))


async def until_untold(world: World) -> None:
    discipline = world.parts.services.moderation.discipline
    async with asyncio.timeout(PATIENCE_S):
        while not (await discipline.of_person(SERVER_ID, world.artist.id))[0].strike.untold:
            world.parts.services.community.agenda.wake()
            await asyncio.sleep(0.01)


async def until_told_in_person(world: World, said: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not any(said in message.text for message in world.direct(world.artist)):
            world.parts.services.community.agenda.wake()
            await asyncio.sleep(0.01)
