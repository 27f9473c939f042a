"""The world itself: people and the bot can do in it what they can do at Discord."""

from typing import Any

import discord
import pytest
from discord import ui

from tests.scenarios.world import World, picture, prefilled, told


async def test_people_send_pictures_and_the_bot_replies(world: World) -> None:
    said = await world.say("hello", files=[("cat.png", picture()), ("dog.png", picture())])
    await said.reply("seen", mention_author=False)
    await world.parts.bot.get_partial_messageable(world.channel.id).send("something else")
    assert [file.filename for file in said.attachments] == ["cat.png", "dog.png"]
    assert [reply.text for reply in world.replies(said)] == ["seen"]


async def test_people_reply_to_a_card(world: World) -> None:
    job = await world.imagine()
    card = await world.finished(job)
    said = await world.say("hello", reply_to=world.raw(job), who=world.stranger)
    assert said.author.id == world.stranger.id
    assert said.reference is not None
    assert said.reference.message_id == card.id


async def test_direct_messages_can_be_looked_at(world: World) -> None:
    person = await world.parts.bot.fetch_user(world.stranger.id)
    await person.send("psst")
    assert [message.text for message in world.direct(world.stranger)] == ["psst"]
    assert world.direct(world.artist) == []


async def test_message_menus_and_forms_with_several_to_choose(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = world.parts.bot
    handed_in: list[Any] = []

    async def look(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        names = [file.filename for file in message.attachments]
        offered = [discord.SelectOption(label=name, default=name != "c.png") for name in names]
        menu: ui.Select[Any] = ui.Select(custom_id="pictures", max_values=2, options=offered)
        form = ui.Modal(title="Look", custom_id="somebody-elses")
        await interaction.response.send_modal(form.add_item(ui.Label(text="Which", component=menu)))

    async def receive(interaction: discord.Interaction[Any]) -> None:
        if interaction.type is discord.InteractionType.modal_submit:
            handed_in.append(interaction.data)
            await interaction.response.send_message("seen", ephemeral=True)

    bot.tree.add_command(discord.app_commands.ContextMenu(name="Look", callback=look))
    await bot.tree.sync()
    monkeypatch.setattr(bot, "on_interaction", receive)
    names = ["a.png", "b.png", "c.png"]
    said = await world.say(files=[(name, picture()) for name in names], who=world.stranger)
    shown = await world.menu(said, "Look")
    assert prefilled(shown) == {"pictures": ["a.png", "b.png"]}
    assert told(await world.hand_in(shown, pictures=["a.png", "c.png"])) == "seen"
    assert told(await world.hand_in(await world.menu(said, "Look"))) == "seen"
    chosen = [form["components"][0]["component"]["values"] for form in handed_in]
    assert chosen == [["a.png", "c.png"], ["a.png", "b.png"]]


async def test_age_restricted_channels_are_known_as_such(world: World) -> None:
    dark = await world.age_restricted_channel()
    job = await world.opened_by(world.command(where=dark))
    await world.finished(job)
    await world.restart()
    for channel, restricted in ((dark, True), (world.channel, False)):
        seen = world.parts.bot.get_channel(channel.id)
        assert isinstance(seen, discord.TextChannel)
        assert seen.is_nsfw() is restricted
    assert world.messages() == []
    assert [message.id for message in world.messages(dark.id)] == [world.card(job).id]


async def test_a_refusal_opens_no_job(world: World) -> None:
    refused = world.command(model="flux-schnell", raw=True)
    with pytest.raises(AssertionError, match=r"no job was opened: .*flux-1\.1-pro-ultra"):
        await world.opened_by(refused)
