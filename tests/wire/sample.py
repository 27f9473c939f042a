"""A small discord.py bot that does on the wire what picture bots do; the subject of the tool's own tests."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any, Self

import discord
from discord import app_commands, ui
from PIL import Image

from tests.wire.discord import Wire

Interaction = discord.Interaction[Any]


def png(colour: str = "teal", size: tuple[int, int] = (8, 6)) -> bytes:
    """Return a real, small picture."""
    body = BytesIO()
    Image.new("RGB", size, colour).save(body, "PNG")
    return body.getvalue()


class CardView(ui.LayoutView):
    """A card: a line of text, pictures if there are any, and buttons."""

    def __init__(self, text: str, *buttons: "Press", pictures: tuple[str, ...] = ()) -> None:
        super().__init__(timeout=None)
        self.add_item(ui.TextDisplay(text))
        if pictures:
            items = [discord.MediaGalleryItem(f"attachment://{name}", description=text) for name in pictures]
            self.add_item(ui.Container(ui.MediaGallery(*items), accent_colour=0x336699))
        if buttons:
            self.add_item(ui.ActionRow(*buttons))


class Press(ui.DynamicItem[ui.Button[Any]], template=re.compile(r"sample:(?P<verb>[a-z]+)")):
    """A button that works in any process."""

    def __init__(self, verb: str) -> None:
        super().__init__(ui.Button(label=verb.title(), custom_id=f"sample:{verb}"))
        self.verb = verb

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Self:
        return cls(match["verb"])

    async def callback(self, interaction: Interaction) -> None:
        if self.verb == "remix":
            await interaction.response.send_modal(Remix())
        elif self.verb == "update":
            await interaction.response.edit_message(view=CardView("updated", Press("update")))
        else:
            await interaction.response.send_message(f"only you see {self.verb}", ephemeral=True)


class Remix(ui.Modal, title="Remix"):
    """A form with a text and a file."""

    prompt: ui.Label[Any] = ui.Label(
        text="Prompt", component=ui.TextInput(default="as before", custom_id="prompt")
    )
    picture: ui.Label[Any] = ui.Label(text="Picture", component=ui.FileUpload(custom_id="picture", required=False))

    async def on_submit(self, interaction: Interaction) -> None:
        assert isinstance(self.prompt.component, ui.TextInput)
        assert isinstance(self.picture.component, ui.FileUpload)
        names = [file.filename for file in self.picture.component.values]
        await interaction.response.send_message(f"{self.prompt.component.value} {names}")


class Sample(discord.AutoShardedClient):
    """The bot."""

    def __init__(self, **options: Any) -> None:
        super().__init__(intents=discord.Intents.default(), guild_ready_timeout=0.05, **options)
        self.tree = app_commands.CommandTree(self)
        self.anything = asyncio.Event()
        self.heard: list[discord.Message] = []
        self.targets: list[discord.Message] = []
        self.reactions: list[discord.RawReactionActionEvent] = []
        self.seen_edits: list[int] = []
        self.seen_deletions: list[int] = []

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Press)
        self.tree.add_command(imagine)
        self.tree.add_command(hello)
        self.tree.add_command(quiet)
        self.tree.add_command(edit_picture)
        self.tree.add_command(choose_picture)
        self.tree.add_command(Channel())
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify at once: this Discord takes sixteen shards at a time."""

    async def on_socket_event_type(self, event: str) -> None:
        self.anything.set()

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)
        self.anything.set()

    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        self.reactions.append(event)
        self.anything.set()

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        self.seen_edits.append(event.message_id)
        self.anything.set()

    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        self.seen_deletions.append(event.message_id)
        self.anything.set()


@app_commands.command()
async def imagine(
    interaction: Interaction,
    prompt: app_commands.Range[str, 1, 100],
    model: str = "schnell",
    num_outputs: app_commands.Range[int, 1, 4] = 1,
    input_image: discord.Attachment | None = None,
) -> None:
    """Make pictures: deferred, then one card with a gallery."""
    await interaction.response.defer()
    pictures = [discord.File(BytesIO(png()), f"{number}.png") for number in range(num_outputs)]
    if input_image is not None:
        pictures.append(discord.File(BytesIO(await input_image.read()), "before.png"))
    names = tuple(picture.filename for picture in pictures)
    await interaction.edit_original_response(view=CardView(prompt, Press("working")))
    card = CardView(
        f"{prompt} {model} {interaction.locale} {interaction.guild_locale}", *_buttons(), pictures=names
    )
    await interaction.edit_original_response(view=card, attachments=pictures)


def _buttons() -> tuple[Press, ...]:
    return Press("details"), Press("remix"), Press("update")


@imagine.autocomplete("model")
async def _models(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    names = ("schnell", "dev", "pro")
    return [app_commands.Choice(name=name.upper(), value=name) for name in names if name.startswith(current)]


@app_commands.command()
async def hello(interaction: Interaction) -> None:
    """Answer at once, then say one more thing."""
    await interaction.response.send_message("hello")
    await interaction.followup.send("and more", ephemeral=True)


@app_commands.command()
async def quiet(interaction: Interaction) -> None:
    """Never answer."""


@app_commands.context_menu(name="Edit picture")
async def edit_picture(interaction: Interaction, message: discord.Message) -> None:
    interaction.client.targets.append(message)
    names = [file.filename for file in message.attachments]
    await interaction.response.send_message(f"{message.content} {names}", ephemeral=True)


class Pick(ui.Modal, title="Choose"):
    """A form with a text and a menu of which several can be chosen."""

    words: ui.TextDisplay[Any] = ui.TextDisplay("Which of them?")
    pictures: ui.Label[Any] = ui.Label(
        text="Which picture",
        component=ui.Select(
            custom_id="pictures", max_values=3, options=[discord.SelectOption(label=n, value=n) for n in "1234"]
        ),
    )

    async def on_submit(self, interaction: Interaction) -> None:
        assert isinstance(self.pictures.component, ui.Select)
        await interaction.response.send_message(f"{self.pictures.component.values} {interaction.message}")


@app_commands.context_menu(name="Choose picture")
async def choose_picture(interaction: Interaction, message: discord.Message) -> None:
    await interaction.response.send_modal(Pick())


class Channel(app_commands.Group):
    """A group, for subcommands."""

    def __init__(self) -> None:
        super().__init__(name="channel", description="Channels")

    @app_commands.command(description="Set one up")
    async def setup(self, interaction: Interaction, theme: str) -> None:
        await interaction.response.send_message(f"theme {theme}")


@asynccontextmanager
async def running(wire: Wire, *, shards: int = 1, **options: Any) -> AsyncIterator[Sample]:
    """Run the bot on a wire that discord.py has been turned to."""
    async with Sample(shard_count=shards, **options) as bot:
        task = asyncio.create_task(bot.start(wire.token))
        await wire.ready(shards)
        await bot.wait_until_ready()
        yield bot
        await bot.close()
        await task
