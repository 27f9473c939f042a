"""What tests of edits on the wire share: pictures that can be told apart, and what arrived at the service."""

import io
from collections.abc import Callable, Sequence

from PIL import Image, ImageColor

from demo.look_alike.service import Created
from tests.wire.discord import Channel, Message, Person, Shown, Upload
from tests.wire.discord.people import Option
from tests.wire.discord.world import Attachment
from tests.wire.easel import PATIENCE_S, Scene, is_done, job_id, opened

MENU = "Edit picture"
OPTIONS = ("input_image", "input_image_2", "input_image_3", "input_image_4")
COLOURS = ("red", "lime", "blue", "yellow", "black", "white")
SIDE = 64
"""Width and height of pictures that are told apart, in pixels."""


def picture(colour: str, size: tuple[int, int] = (SIDE, SIDE)) -> Upload:
    """Return a picture of one colour, which is its name."""
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, "PNG")
    return Upload(f"{colour}.png", written.getvalue())


def colours(body: bytes, count: int = 1) -> list[str]:
    """Return the colours of so many pictures of one width, side by side, from left to right."""
    image = opened(body).convert("RGB")
    middles = ((2 * number + 1) * image.width // (2 * count) for number in range(count))
    return [_nearest(image.getpixel((x, image.height // 2))) for x in middles]


def parts(body: bytes, count: int) -> list[bytes]:
    """Return so many pictures of one width, side by side, from left to right, as files of their own."""
    image, files = opened(body), []
    for number in range(count):
        file = io.BytesIO()
        width = image.width // count
        image.crop((number * width, 0, (number + 1) * width, image.height)).save(file, "PNG")
        files.append(file.getvalue())
    return files


def same_picture(one: bytes, other: bytes) -> bool:
    """Say whether two files show the same, each of them in one colour; one may be a JPEG of the other."""
    first, second = (opened(body).convert("RGB").resize((1, 1)).getpixel((0, 0)) for body in (one, other))
    assert isinstance(first, tuple)
    assert isinstance(second, tuple)
    return all(abs(ours - theirs) <= 8 for ours, theirs in zip(first, second, strict=True))


def sent(scene: Scene, number: int = -1) -> Created:
    """Return what the service was asked for, the last time unless it is said."""
    return scene.flux.created[number]


def arrived(scene: Scene, number: int = -1) -> Attachment:
    """Return the file that the service was given: it has fetched that itself."""
    created = sent(scene, number)
    assert scene.flux.status_of(created.id) == "succeeded"
    file = scene.wire.world.at(str(created.input["input_image"]))
    assert isinstance(file, Attachment)
    return file


def before(card: Message) -> Attachment:
    """Return the picture that a card shows as its "before"."""
    file = card.pictures[0].attachment
    assert file is not None
    assert file.filename == "before.jpg"
    return file


def came_from(scene: Scene, card: Message, *expected: str) -> None:
    """Assert which pictures the last edit started from, in their order, and that its card shows just these."""
    assert colours(arrived(scene).body, len(expected)) == list(expected)
    assert before(card) is arrived(scene)


def link(message: Message) -> str:
    """Return the address of a message, as Discord's clients open it."""
    place = "@me" if message.channel.server is None else message.channel.server.id
    return f"https://discord.com/channels/{place}/{message.channel.id}/{message.id}"


async def done(scene: Scene, shown: Shown) -> Message:
    """Wait for a finished card, and until that is written: the pictures stand a moment before."""
    card = await shown.message(is_done)
    await scene.until_ended(job_id(card))
    return card


async def edited(
    scene: Scene, *uploads: Upload, who: Person | None = None, words: str = "make it snow", **options: Option
) -> Message:
    """Let somebody, Ann unless it is said, edit pictures by the command; return the card."""
    given = dict(zip(OPTIONS, uploads, strict=False))
    return await done(scene, await (who or scene.ann).slash(scene.art, "edit", prompt=words, **given, **options))


async def pick(scene: Scene, who: Person, message: Message, *numbers: str, words: str = "make it snow") -> Message:
    """Edit pictures of a message by its menu; return the card."""
    return await done(scene, await hand_in(who, await who.menu(message, MENU), *numbers, words=words))


async def hand_in(who: Person, shown: Shown, *numbers: str, words: str = "make it snow") -> Shown:
    """Hand in a form that asks what to change, with these pictures chosen in it where it offers several."""
    return await who.submit(shown.form, {"prompt": words, **({"input_image": numbers} if numbers else {})})


def ask(
    scene: Scene,
    words: str = "make it snow",
    *files: Upload,
    who: Person | None = None,
    channel: Channel | None = None,
    reply_to: Message | None = None,
) -> Message:
    """Let somebody, Ann unless it is said, name the bot in a message of theirs."""
    text = f"{scene.wire.bot.mention} {words}"
    return (who or scene.ann).say(channel or scene.art, text, files=files, reply_to=reply_to)


async def reply(scene: Scene, asked: Message, fact: Callable[[Message], bool] = is_done) -> Message:
    """Wait for the card that replies to a message."""

    def found() -> Message | None:
        replies = (each for each in scene.public(asked.channel) if each.reply_to is asked)
        return next((each for each in replies if each.author is scene.wire.bot and fact(each)), None)

    return await scene.wire.until(found, within_s=PATIENCE_S)


async def replied(scene: Scene, asked: Message) -> Message:
    """Wait for the finished card that replies to a message, and until that is written."""
    card = await reply(scene, asked)
    await scene.until_ended(job_id(card))
    return card


async def told(scene: Scene, who: Person, words: str) -> Message:
    """Wait for what somebody is told by direct message."""
    return await scene.direct(who, lambda message: words in message.text)


def says_nothing(scene: Scene, channel: Channel | None = None) -> bool:
    """Say whether everybody in a channel sees nothing of the bot."""
    return not [each for each in scene.public(channel) if each.author is scene.wire.bot]


def _nearest(pixel: float | Sequence[int] | None) -> str:
    assert isinstance(pixel, tuple)

    def distance(colour: str) -> int:
        return sum((ours - theirs) ** 2 for ours, theirs in zip(pixel, ImageColor.getrgb(colour), strict=False))

    return min(COLOURS, key=distance)
