"""The tool with hikari, which reads the protocol on its own: what discord.py forgives does not pass here."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import hikari

from tests.wire.discord import Route, Wire
from tests.wire.sample import png


async def test_it_logs_in_receives_posts_a_file_and_edits_through_it(wire: Wire) -> None:
    gallery = wire.server("Gallery", community=True, locale="ru")
    art = gallery.channel("art")
    ann = gallery.member("ann")
    async with _running(wire) as (bot, events):
        said = ann.say(art, f"<@{wire.bot.id}> hello", files=[wire.upload("cat.png", png("red"))])
        heard = await events.get()
        sent = await bot.rest.create_message(art.id, "hi", attachment=hikari.Bytes(png(), "a.png"))
        edited = await bot.rest.edit_message(art.id, sent.id, "hi again", attachment=hikari.Bytes(png(), "b.png"))
        fetched = await bot.rest.fetch_message(art.id, said.id)
        read = await heard.message.attachments[0].read()
    assert heard.message.content == f"<@{wire.bot.id}> hello"
    assert (heard.message.attachments[0].width, heard.message.attachments[0].height) == (8, 6)
    assert read == png("red")
    assert fetched.content == heard.message.content
    assert [file.filename for file in sent.attachments] == ["a.png"]
    assert [file.filename for file in edited.attachments] == ["b.png"]
    assert art.messages[sent.id].text == "hi again"


async def test_it_answers_a_command_with_a_card_and_a_private_follow_up(wire: Wire) -> None:
    gallery = wire.server("Gallery")
    art, ann = gallery.channel("art"), gallery.member("ann", locale="ru")
    async with _running(wire) as (bot, _):
        await bot.rest.set_application_commands(
            wire.world.application_id, [bot.rest.slash_command_builder("hello", "Say hello")]
        )

        @bot.listen(hikari.InteractionCreateEvent)
        async def answer(event: hikari.InteractionCreateEvent) -> None:
            interaction = event.interaction
            assert isinstance(interaction, hikari.CommandInteraction)
            await interaction.create_initial_response(hikari.ResponseType.DEFERRED_MESSAGE_CREATE)
            gallery = hikari.impl.MediaGalleryComponentBuilder()
            gallery.add_media_gallery_item(hikari.Bytes(png(), "a.png"), description="alt")
            text = hikari.impl.TextDisplayComponentBuilder(content=f"privet {interaction.locale}")
            await interaction.edit_initial_response(components=[text, gallery])
            await interaction.execute("only you", flags=hikari.MessageFlag.EPHEMERAL)

        shown = await ann.slash(art, "hello")
        card = await shown.message()
        private = await shown.followup()
    assert card.text == "privet ru"
    assert [picture.description for picture in card.pictures] == ["alt"]
    assert private.is_ephemeral
    assert private.text == "only you"


async def test_it_resumes_and_waits_for_its_buckets(wire: Wire) -> None:
    gallery = wire.server("Gallery")
    art, ann = gallery.channel("art"), gallery.member("ann")
    wire.limit(Route.POST_MESSAGE, requests=2, per_s=0.3)
    async with _running(wire) as (bot, events):
        async with wire.gateway_held():
            said = ann.say(art, f"<@{wire.bot.id}> while you were away")
        heard = await events.get()
        await asyncio.gather(*(bot.rest.create_message(art.id, f"{number}") for number in range(4)))
    assert heard.message.id == said.id
    assert (wire.gateway.identified, wire.gateway.resumed) == (1, 1)
    assert 429 not in {exchange.status for exchange in wire.to(Route.POST_MESSAGE)}


async def test_it_takes_as_many_shards_as_are_recommended() -> None:
    async with Wire(shards=2) as wire:
        first, second = wire.server("First"), wire.server("Second")
        async with _running(wire) as (_, events):
            for place in (first, second):
                place.member("ann").say(place.channel("art"), f"<@{wire.bot.id}>")
            shards = {(await events.get()).shard.id, (await events.get()).shard.id}
    assert shards == {0, 1}


@asynccontextmanager
async def _running(
    wire: Wire,
) -> AsyncIterator[tuple[hikari.GatewayBot, "asyncio.Queue[hikari.GuildMessageCreateEvent]"]]:
    """Run a hikari bot and give it with the messages of people that it hears."""
    bot = hikari.GatewayBot(
        wire.token,
        rest_url=wire.api_url,
        banner=None,
        logs=None,
        intents=hikari.Intents.GUILDS | hikari.Intents.GUILD_MESSAGES,
    )
    events: asyncio.Queue[hikari.GuildMessageCreateEvent] = asyncio.Queue()

    @bot.listen(hikari.GuildMessageCreateEvent)
    async def hear(event: hikari.GuildMessageCreateEvent) -> None:
        if event.is_human:
            events.put_nowait(event)

    await bot.start(check_for_updates=False)
    try:
        yield bot, events
    finally:
        await bot.close()
