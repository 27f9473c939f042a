"""``/channel setup`` on sockets: a channel with its permissions, its guide, its pin; and threads of creations."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from studio.community.purposes import Channel as Purposed
from studio.community.purposes import ShowcaseSettings, StudioSettings
from tests.wire.discord import Channel, Message, Permission, Person, Route
from tests.wire.discord.world import EVERYONE
from tests.wire.easel import PATIENCE_S, Scene, at_work, is_done, photo

ADMIN = EVERYONE | Permission.MANAGE_CHANNELS


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with at_work(tmp_path) as scene:
        yield scene


@pytest.fixture
def admin(scene: Scene) -> Person:
    return scene.server.member("admin", permissions=ADMIN)


async def empowered(scene: Scene, *permissions: str) -> None:
    """Give the bot permissions, and wait until it knows."""
    scene.server.empower(*permissions)

    def knows() -> bool:
        server = scene.parts.bot.get_guild(scene.server.id)
        return server is not None and all(getattr(server.me.guild_permissions, name) for name in permissions)

    await heard(knows)


async def set_up(scene: Scene, channel_id: int) -> Purposed:
    found = await scene.parts.services.community.channels.channel(channel_id)
    assert found is not None
    return found


def guide(scene: Scene, place: Channel) -> Message:
    (message,) = scene.public(place)
    return message


def created(scene: Scene) -> Channel:
    return list(scene.server.server.channels.values())[-1]


async def test_a_channel_is_created_with_its_guide_pinned(scene: Scene, admin: Person) -> None:
    await empowered(scene, "manage_channels", "pin_messages")
    shown = await admin.slash(scene.art, "channel setup", purpose="showcase", name="Best of all", threshold=4)
    answer = await shown.message(lambda message: "has its purpose" in message.text)
    place = created(scene)
    channel = await set_up(scene, place.id)
    assert answer.is_ephemeral
    assert f"<#{place.id}>" in answer.text
    assert (place.name, channel.settings) == ("best-of-all", ShowcaseSettings(threshold=4))
    message = guide(scene, place)
    assert (message.id, message.is_pinned) == (channel.guide_id, True)
    assert message.mentions == []
    (body,) = [exchange.body for exchange in scene.wire.to(Route.CREATE_CHANNEL)]
    everybody, bot = body["permission_overwrites"]
    assert int(everybody["deny"]) == Permission.of("send_messages", "create_public_threads")
    assert Permission.SEND_MESSAGES in Permission(int(bot["allow"]))


async def test_where_the_bot_may_create_nothing_it_says_what_it_lacks(scene: Scene, admin: Person) -> None:
    before = dict(scene.server.server.channels)
    shown = await admin.slash(scene.art, "channel setup", purpose="studio", name="new")
    answer = await shown.message()
    assert "on this server. It lacks: Manage Channels." in answer.text
    assert scene.server.server.channels == before
    assert scene.wire.to(Route.CREATE_CHANNEL) == []


async def test_where_it_may_not_write_it_says_so_and_does_nothing(scene: Scene, admin: Person) -> None:
    other = scene.server.channel("quiet")
    scene.server.deny(other, "send_messages")
    # The bot has heard of it once it has heard of what came later.
    later = scene.server.channel("later")
    await heard(lambda: scene.parts.bot.get_channel(later.id) is not None)
    shown = await admin.slash(scene.art, "channel setup", purpose="studio", channel=other)
    assert "in that channel. It lacks: Send Messages." in (await shown.message()).text
    assert await scene.parts.services.community.channels.channel(other.id) is None


async def heard(knows: Callable[[], bool]) -> None:
    """Wait until the bot has heard of something."""
    async with asyncio.timeout(PATIENCE_S):
        while not knows():  # noqa: ASYNC110 - what the bot knows has no event
            await asyncio.sleep(0.01)


async def test_where_it_may_not_pin_it_says_so(scene: Scene, admin: Person) -> None:
    scene.foreseen.add(50013)
    shown = await admin.slash(scene.art, "channel setup", purpose="studio")
    answer = await shown.message(lambda message: "has its purpose" in message.text)
    assert "Pin it yourself" in answer.text
    assert not guide(scene, scene.art).is_pinned
    assert (await set_up(scene, scene.art.id)).guide_id == guide(scene, scene.art).id


async def test_the_next_change_pins_what_could_not_be_pinned(scene: Scene, admin: Person) -> None:
    scene.foreseen.add(50013)
    shown = await admin.slash(scene.art, "channel setup", purpose="studio")
    await shown.message(lambda message: "has its purpose" in message.text)
    await empowered(scene, "pin_messages")
    shown = await admin.slash(scene.art, "channel change", num_outputs=2)
    answer = await shown.message(lambda message: "was changed" in message.text)
    assert "Pin" not in answer.text
    assert guide(scene, scene.art).is_pinned
    assert "2 pictures" in guide(scene, scene.art).text


async def test_a_channel_whose_setup_fails_goes_again(
    scene: Scene, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await empowered(scene, "manage_channels", "pin_messages")
    scene.foreseen_errors = True

    async def fails(*_: object) -> Purposed:
        raise RuntimeError("the store falls over")

    monkeypatch.setattr(scene.parts.services.community.setting_up, "set_up", fails)
    before = set(scene.server.server.channels)
    shown = await admin.slash(scene.art, "channel setup", purpose="studio", name="new")
    assert "went wrong" in (await shown.message(lambda message: "wrong" in message.text)).text
    assert len(scene.wire.to(Route.CREATE_CHANNEL)) == len(scene.wire.to(Route.DELETE_CHANNEL)) == 1
    assert set(scene.server.server.channels) == before


async def test_a_purpose_ends_and_its_guide_goes(scene: Scene, admin: Person) -> None:
    await empowered(scene, "pin_messages")
    shown = await admin.slash(scene.art, "channel setup", purpose="studio")
    await shown.message(lambda message: "has its purpose" in message.text)
    asked = await (await admin.slash(scene.art, "channel close")).message()
    await scene.restart()
    await admin.press(asked, "End its purpose")
    await scene.wire.until(lambda: not scene.public() or None, within_s=PATIENCE_S)
    assert "has no purpose any more" in asked.text
    assert await scene.parts.services.community.channels.channel(scene.art.id) is None


async def preset(scene: Scene, **settings: object) -> None:
    await scene.parts.services.community.channels.set_up(
        Purposed(scene.art.id, scene.server.id, StudioSettings(**settings))  # type: ignore[arg-type]  # its fields
    )


def threads(scene: Scene) -> list[Channel]:
    return [channel for channel in scene.server.server.channels.values() if channel.parent is scene.art]


async def test_a_creation_gets_a_thread_that_is_named_by_its_prompt(scene: Scene) -> None:
    await preset(scene, threads=True)
    card = await (await scene.imagine("@everyone a <@1> fox\nin snow " + "x" * 200)).message(is_done)
    (thread,) = threads(scene)
    assert thread.id == card.id
    assert thread.name.startswith("@everyone a <@1> fox in snow xx")
    assert len(thread.name) == 100


async def test_a_reply_to_a_message_gets_one_too_and_presets_hold_in_it(scene: Scene) -> None:
    await preset(scene, threads=True, models=("flux-kontext-max",), style="{prompt}, in oil")
    said = scene.ann.say(scene.art, f"{scene.wire.bot.mention} make it snow", files=[photo()])
    card = await scene.wire.until(
        lambda: next((m for m in scene.public() if m.reply_to is said and is_done(m)), None), within_s=PATIENCE_S
    )
    (thread,) = threads(scene)
    assert thread.id == card.id
    await (await scene.ann.slash(thread, "imagine", prompt="a hen")).message(is_done)
    assert [created.input["prompt"] for created in scene.flux.created] == ["make it snow, in oil", "a hen, in oil"]
    assert {created.model for created in scene.flux.created} == {"flux-kontext-max"}
    assert len(threads(scene)) == 1, "there are no threads in threads"


async def test_a_thread_that_the_bot_has_heard_nothing_of_is_as_its_channel(scene: Scene) -> None:
    await preset(scene, models=("flux-kontext-max",))
    # As one that was put away long ago and that somebody writes in again.
    server = scene.server.server
    thread = Channel(scene.wire.world.new_id(), "old", server, parent=scene.art)
    scene.wire.world.channels[thread.id] = server.channels[thread.id] = thread
    said = scene.ann.say(thread, f"{scene.wire.bot.mention} make it snow", files=[photo()])
    await scene.wire.until(
        lambda: next((m for m in scene.public(thread) if m.reply_to is said and is_done(m)), None),
        within_s=PATIENCE_S,
    )
    assert [created.model for created in scene.flux.created] == ["flux-kontext-max"]


async def test_a_thread_that_cannot_be_made_does_no_harm(scene: Scene) -> None:
    scene.foreseen.add(50013)
    await preset(scene, threads=True)
    scene.server.deny(scene.art, "create_public_threads")
    card = await (await scene.imagine("a fox")).message(is_done)
    assert len(card.pictures) == 1
    assert threads(scene) == []


async def test_a_private_creation_gets_none(scene: Scene) -> None:
    await preset(scene, threads=True)
    card = await (await scene.imagine("a fox", private=True)).message(is_done)
    assert card.is_ephemeral
    assert scene.wire.to(Route.START_THREAD) == []


async def test_a_refusal_by_the_channel_is_the_first_answer_and_private(scene: Scene) -> None:
    await preset(scene, models=("flux-schnell",))
    shown = await scene.imagine("a fox", model="flux-dev")
    answer = await shown.message()
    assert answer.is_ephemeral
    assert "flux-dev is not used in this channel" in answer.text
    assert scene.public() == []
