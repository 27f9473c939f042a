"""``/channel``: a purpose in one step, what it is for in the channel, every refusal, and its end."""

from typing import Any

import discord
import pytest
from discord import Permissions
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult

from studio.community.purposes import (
    Channel,
    ContestSettings,
    Every,
    ShowcaseSettings,
    StudioSettings,
    ThemeSettings,
)
from tests.scenarios.world import Message, World, told

RUSSIAN = "ru"


@pytest.fixture
def admin(world: World) -> MemberActor:
    may = Permissions.all_channel() | Permissions(manage_guild=True)
    role = world.server.create_role("Admins", permissions=may)
    world.env.backend.edit_role(world.server.id, role.id, {"position": 100})
    return world.server.add_member(world.env.create_user("admin"), roles=[role])


def bot_without(world: World, **lacking: bool) -> None:
    """Take permissions from the bot on the whole server."""
    backend = world.env.backend
    guild = backend.get_guild(world.server.id)
    member = guild.members[backend.bot_user.id]
    for role_id in [guild.id, *member.role_ids]:
        role = guild.roles[role_id]
        backend.edit_role(guild.id, role_id, {"permissions": role.permissions & ~Permissions(**lacking).value})


async def setup(
    world: World, admin: MemberActor, purpose: str, *, where: ChannelHandle | None = None, **options: Any
) -> InteractionResult:
    return await admin.slash(where or world.channel, "channel setup", purpose=purpose, **options)


async def change(world: World, admin: MemberActor, **options: Any) -> InteractionResult:
    return await admin.slash(world.channel, "channel change", **options)


async def set_up(world: World, channel_id: int | None = None) -> Channel:
    found = await world.parts.services.community.channels.channel(channel_id or world.channel.id)
    assert found is not None
    return found


def guide(world: World, channel: Channel) -> Message:
    return next(message for message in world.messages(channel.id) if message.id == channel.guide_id)


def pinned(world: World, channel: Channel) -> bool:
    assert channel.guide_id is not None
    return bool(world.env.backend.messages[channel.id][channel.guide_id].pinned)


async def test_a_studio_is_set_up_in_one_step(world: World, admin: MemberActor) -> None:
    answer = told(
        await setup(
            world,
            admin,
            "studio",
            models="flux-dev, flux-kontext-pro",
            model="flux-dev",
            aspect_ratio="16:9",
            style="an oil painting of {prompt}",
            num_outputs=2,
            threads=True,
        )
    )
    channel = await set_up(world)
    assert channel.settings == StudioSettings(
        ("flux-dev", "flux-kontext-pro"), "flux-dev", "16:9", "an oil painting of {prompt}", False, 2, True
    )
    assert f"<#{world.channel.id}> has its purpose now: studio." in answer
    shown = guide(world, channel).text
    for said in (
        "This is a studio",
        "/imagine",
        "flux-dev, flux-kontext-pro",
        "16:9",
        "oil painting",
        "2 pictures",
    ):
        assert said in shown
    assert pinned(world, channel)


async def test_words_of_the_guide_are_those_of_the_server(world: World, admin: MemberActor) -> None:
    world.locales[admin.id] = RUSSIAN
    answer = told(
        await setup(world, admin, "theme", every="week", weekday="4", at="18:30", time_zone="europe/berlin")
    )
    channel = await set_up(world)
    assert channel.settings == ThemeSettings(Every.WEEK, at=channel.settings.at, weekday=4)  # type: ignore[union-attr]
    assert (await world.parts.services.community.servers.time_zone(world.server.id)).key == "Europe/Berlin"
    assert "Новая тема каждую пятницу в 18:30 (Europe/Berlin)" in answer
    assert "Новая тема каждую пятницу в 18:30 (Europe/Berlin)" in guide(world, channel).text


async def test_a_new_channel_is_created_for_it(world: World, admin: MemberActor) -> None:
    before = set(world.server.channels)
    answer = told(await setup(world, admin, "showcase", name="best of", emoji="🌟", threshold=4))
    (name,) = set(world.server.channels) - before
    created = world.server.channels[name]
    channel = await set_up(world, created.id)
    assert channel.settings == ShowcaseSettings(emoji="🌟", threshold=4)
    assert f"<#{created.id}>" in answer
    assert pinned(world, channel)
    there = world.parts.bot.get_channel(created.id)
    assert isinstance(there, discord.TextChannel)
    everybody = there.overwrites_for(there.guild.default_role)
    assert (everybody.view_channel, everybody.send_messages) == (True, False)
    assert there.permissions_for(there.guild.me).send_messages


@pytest.mark.parametrize("purpose", ["studio", "theme", "contest"])
async def test_in_other_channels_everybody_may_take_part(world: World, admin: MemberActor, purpose: str) -> None:
    await setup(world, admin, purpose, name="together")
    there = next(c for c in world.parts.bot.get_all_channels() if c.name == "together")
    assert isinstance(there, discord.TextChannel)
    everybody = there.overwrites_for(there.guild.default_role)
    assert (everybody.view_channel, everybody.send_messages, everybody.use_application_commands) == (True,) * 3


async def test_another_channel_may_be_named(world: World, admin: MemberActor) -> None:
    other = world.server.create_text_channel("contests")
    role = world.server.create_role("Winners")
    await setup(world, admin, "contest", channel=other, role=role)
    assert (await set_up(world, other.id)).settings == ContestSettings(role_id=role.id)
    assert await world.parts.services.community.channels.channel(world.channel.id) is None


REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    (
        "theme",
        {"models": "flux-dev", "emoji": "⭐"},
        "models, emoji say nothing about a theme channel",
        "every, at, w",
    ),
    ("studio", {"at": "18:00"}, "at says nothing about a studio", "models, model"),
    ("studio", {"models": "flux-9"}, "There is no model flux-9", "flux-schnell"),
    ("studio", {"models": "flux-pro", "model": "flux-dev"}, "flux-dev would be the usual model", "flux-pro"),
    ("studio", {"aspect_ratio": "7:1"}, "7:1 is no shape that flux-schnell", "16:9"),
    ("studio", {"style": "oil painting"}, "no place for what people ask for", "{prompt}"),
    ("studio", {"style": "{prompt}" + "x" * 300}, "308 characters", "300"),
    ("studio", {"hide_style": True}, "no style to hide", "style"),
    ("theme", {"at": "noon"}, "noon is no time of day", "18:00"),
    ("theme", {"weekday": "3"}, "only for a theme a week", "every: week"),
    ("theme", {"time_zone": "Berlin"}, "no time zone called Berlin", "Europe/Berlin"),
    ("showcase", {"emoji": "star"}, "star is not one emoji", "emoji"),
    ("showcase", {"threshold": 3, "keep": 4}, "come with 3 reactions cannot need 4", "up to 3"),
    ("showcase", {"sources": "pictures"}, "pictures is no list of channels", "#"),
    ("showcase", {"sources": "<#81384788765712999>"}, "no channel of this server", "Choose others"),
]


@pytest.mark.parametrize(("purpose", "options", "wrong", "right"), REFUSED, ids=lambda value: str(value)[:40])
async def test_what_does_not_fit_is_refused_exactly(
    world: World, admin: MemberActor, purpose: str, options: dict[str, Any], wrong: str, right: str
) -> None:
    answer = told(await setup(world, admin, purpose, **options))
    assert wrong in answer
    assert right in answer
    assert "Nothing was" in answer
    assert await world.parts.services.community.channels.of_server(world.server.id) == ()
    assert len(world.messages()) == 1, "only the refusal"


@pytest.mark.parametrize(("purpose", "options", "wrong", "right"), REFUSED, ids=lambda value: str(value)[:40])
async def test_it_is_refused_in_russian_too(
    world: World, admin: MemberActor, purpose: str, options: dict[str, Any], wrong: str, right: str
) -> None:
    del wrong, right
    world.locales[admin.id] = RUSSIAN
    answer = told(await setup(world, admin, purpose, **options))
    assert "Ничего не изменено" in answer or "Ничего не отправлено" in answer


async def test_a_channel_and_a_name_are_one_too_many(world: World, admin: MemberActor) -> None:
    answer = told(await setup(world, admin, "studio", channel=world.channel, name="new"))
    assert "Give one of them" in answer
    assert list(world.server.channels) == ["pictures"]


async def test_a_channel_has_one_purpose(world: World, admin: MemberActor) -> None:
    await setup(world, admin, "studio")
    answer = told(await setup(world, admin, "theme"))
    assert "has a purpose already" in answer
    assert (await set_up(world)).settings == StudioSettings()


async def test_a_thread_has_none(world: World, admin: MemberActor) -> None:
    thread = await thread_of(world, admin)
    assert "Only a text channel" in told(await setup(world, admin, "studio", where=thread))


async def test_a_showcase_does_not_watch_itself(world: World, admin: MemberActor) -> None:
    answer = told(await setup(world, admin, "showcase", sources=f"<#{world.channel.id}>"))
    assert "cannot watch itself" in answer


@pytest.mark.parametrize(
    ("options", "lacking", "said"),
    [
        ({}, "send_messages", "in that channel. It lacks: Send Messages."),
        ({}, "attach_files", "in that channel. It lacks: Attach Files."),
        ({"threads": True}, "create_public_threads", "in that channel. It lacks: Create Public Threads."),
        ({"name": "new"}, "manage_channels", "on this server. It lacks: Manage Channels."),
        ({"name": "new"}, "view_channel", "It lacks: View Channel."),
    ],
)
async def test_what_the_bot_may_not_do_is_told_before_it_does_anything(
    world: World, admin: MemberActor, options: dict[str, Any], lacking: str, said: str
) -> None:
    bot_without(world, **{lacking: True})
    await world.env.settle()
    answer = told(await setup(world, admin, "studio", **options))
    assert said in answer
    assert list(world.server.channels) == ["pictures"]
    assert await world.parts.services.community.channels.of_server(world.server.id) == ()


async def test_a_role_that_the_bot_cannot_give_is_refused(world: World, admin: MemberActor) -> None:
    role = world.server.create_role("Winners")
    world.env.backend.edit_role(world.server.id, role.id, {"position": 99})
    await world.env.settle()
    answer = told(await setup(world, admin, "contest", role=role))
    assert f"cannot give people <@&{role.id}>" in answer
    assert "above the bot's own" in answer
    bot_without(world, manage_roles=True)
    await world.env.settle()
    assert "may not manage roles" in told(await setup(world, admin, "contest", role=role))


async def test_nobody_gets_a_role_given_that_they_could_not_give(world: World, admin: MemberActor) -> None:
    high = world.server.create_role("Moderators", permissions=Permissions(manage_messages=True))
    world.env.backend.edit_role(world.server.id, high.id, {"position": 50, "mentionable": True})
    backend = world.env.backend
    for own in backend.get_guild(world.server.id).members[backend.bot_user.id].role_ids:
        backend.edit_role(world.server.id, own, {"position": 90})
    keepers = world.server.create_role("Keepers", permissions=Permissions(manage_channels=True))
    keeper = world.server.add_member(world.env.create_user("keeper"), roles=[keepers])
    await world.env.settle()
    refusal = f"could not give people <@&{high.id}> yourself"
    for purpose in ("theme", "contest"):
        assert refusal in told(await setup(world, keeper, purpose, role=high))
    # Whoever may give roles may give those below their own.
    world.env.backend.edit_role(
        world.server.id, keepers.id, {"permissions": Permissions(manage_channels=True, manage_roles=True).value}
    )
    await world.env.settle()
    assert refusal in told(await setup(world, keeper, "theme", role=high))
    assert await world.parts.services.community.channels.of_server(world.server.id) == ()
    world.env.backend.edit_role(world.server.id, keepers.id, {"position": 60})
    await world.env.settle()
    assert "has its purpose" in told(await setup(world, keeper, "theme", role=high))
    assert (await set_up(world)).settings == ThemeSettings(role_id=high.id)
    # A change of anything else asks nobody for the right to the role.
    world.env.backend.edit_role(world.server.id, keepers.id, {"position": 40})
    await world.env.settle()
    await change(world, keeper, every="week")
    assert refusal in told(await change(world, keeper, role=high))
    # The way out stays open.
    await change(world, keeper, role=world.server.default_role)
    assert (await set_up(world)).settings == ThemeSettings(every=Every.WEEK)


async def test_whoever_keeps_another_channel_decides_about_nothing_here(world: World, admin: MemberActor) -> None:
    keeper = world.server.add_member(world.env.create_user("keeper"))
    own = world.server.create_text_channel(
        "own", overwrites={keeper: discord.PermissionOverwrite(manage_channels=True)}
    )
    free = world.server.create_text_channel("free")
    await world.env.settle()
    await setup(world, admin, "contest")
    use, refusal = keeper.slash, "may manage that channel"
    assert refusal in told(await use(own, "channel setup", purpose="studio", channel=free))
    assert refusal in told(await use(own, "channel setup", purpose="studio", name="new"))
    assert refusal in told(await use(own, "channel change", channel=world.channel, time_zone="Asia/Tokyo"))
    assert refusal in told(await use(own, "channel close", channel=world.channel))
    assert [each.id for each in await world.parts.services.community.channels.of_server(world.server.id)] == [
        world.channel.id
    ]
    await use(own, "channel setup", purpose="studio")
    assert (await set_up(world, own.id)).settings == StudioSettings()


async def test_a_role_that_nobody_would_hear_of_is_refused(world: World, admin: MemberActor) -> None:
    quiet = world.server.create_role("Painters")
    bot_without(world, mention_everyone=True)
    await world.env.settle()
    answer = told(await setup(world, admin, "theme", role=quiet))
    assert f"A mention of <@&{quiet.id}> would tell nobody" in answer
    loud = world.server.create_role("Painters", mentionable=True)
    await setup(world, admin, "theme", role=loud)
    assert (await set_up(world)).settings == ThemeSettings(role_id=loud.id)


async def test_a_role_that_is_gone_is_told_and_can_be_taken_away(world: World, admin: MemberActor) -> None:
    role = world.server.create_role("Winners")
    await setup(world, admin, "contest", role=role)
    world.env.backend.delete_role(world.server.id, role.id)
    await world.env.settle()
    assert (await set_up(world)).settings == ContestSettings(), "the bot has heard of it"
    await world.parts.services.community.channels.change(world.channel.id, ContestSettings(role.id))
    assert "is not there any more" in told(await change(world, admin, time_zone="Europe/Berlin"))
    await change(world, admin, role=world.server.default_role)
    assert (await set_up(world)).settings == ContestSettings()


async def test_where_pins_are_not_allowed_the_answer_says_so(world: World, admin: MemberActor) -> None:
    bot_without(world, manage_messages=True, pin_messages=True)
    await world.env.settle()
    answer = told(await setup(world, admin, "studio"))
    channel = await set_up(world)
    assert not pinned(world, channel)
    assert "Pin it yourself" in answer


async def test_a_change_touches_what_was_given_and_the_guide(world: World, admin: MemberActor) -> None:
    await setup(world, admin, "studio", models="flux-dev,flux-pro", num_outputs=2)
    first = await set_up(world)
    answer = told(await change(world, admin, model="flux-pro", num_outputs=4))
    second = await set_up(world)
    assert second.settings == StudioSettings(("flux-dev", "flux-pro"), "flux-pro")
    assert second.guide_id == first.guide_id
    assert "Usual model: flux-pro" in guide(world, second).text
    assert "2 pictures" not in guide(world, second).text
    assert f"<#{world.channel.id}> was changed" in answer


async def test_a_guide_that_was_deleted_comes_back_with_the_next_change(world: World, admin: MemberActor) -> None:
    await setup(world, admin, "studio")
    first = await set_up(world)
    assert first.guide_id is not None
    world.env.backend.delete_message(world.channel.id, first.guide_id)
    await change(world, admin, model="flux-pro")
    second = await set_up(world)
    assert second.guide_id not in {None, first.guide_id}
    assert pinned(world, second)


async def test_a_change_of_nothing_names_what_can_be_changed(world: World, admin: MemberActor) -> None:
    await setup(world, admin, "contest")
    assert "You can give: role, time_zone" in told(await change(world, admin))


async def test_a_change_that_does_not_fit_changes_nothing(world: World, admin: MemberActor) -> None:
    await setup(world, admin, "studio", models="flux-dev")
    assert "not among the models" in told(await change(world, admin, model="flux-pro"))
    assert (await set_up(world)).settings == StudioSettings(("flux-dev",))


@pytest.mark.parametrize("command", ["change", "close", "show"])
async def test_a_channel_without_a_purpose_is_told_so(world: World, admin: MemberActor, command: str) -> None:
    options = {"channel": world.channel} if command == "show" else {}
    answer = told(await admin.slash(world.channel, f"channel {command}", **options))
    assert "has no purpose" in answer


async def test_all_channels_of_the_server_are_shown(world: World, admin: MemberActor) -> None:
    assert "No channel of this server" in told(await admin.slash(world.channel, "channel show"))
    other = world.server.create_text_channel("best")
    await setup(world, admin, "studio", style="secret words {prompt}", hide_style=True)
    await setup(world, admin, "showcase", channel=other, sources=f"<#{world.channel.id}>")
    answer = told(await admin.slash(world.channel, "channel show"))
    assert f"<#{world.channel.id}>: studio" in answer
    assert f"<#{other.id}>: showcase" in answer
    assert "kept secret" in answer
    assert "secret words" not in answer
    only = told(await admin.slash(world.channel, "channel show", channel=other))
    assert f"Watches: <#{world.channel.id}>" in only
    assert "studio" not in only


async def test_a_purpose_ends_once_that_is_confirmed(world: World, admin: MemberActor) -> None:
    await setup(world, admin, "studio")
    channel = await set_up(world)
    asked = await admin.slash(world.channel, "channel close")
    assert "All pictures stay" in told(asked)
    assert await set_up(world) == channel
    assert asked.response is not None
    await admin.click(asked.response, label="End its purpose")
    assert await world.parts.services.community.channels.channel(world.channel.id) is None
    assert channel.guide_id not in {message.id for message in world.messages()}
    assert "has no purpose any more" in world.messages()[-1].text


async def test_the_question_still_works_after_a_restart(world: World, admin: MemberActor) -> None:
    await setup(world, admin, "studio")
    asked = await admin.slash(world.channel, "channel close")
    await world.restart()
    assert asked.response is not None
    await admin.click(asked.response, label="End its purpose")
    assert await world.parts.services.community.channels.channel(world.channel.id) is None


async def test_a_deleted_channel_takes_its_purpose_with_it(world: World, admin: MemberActor) -> None:
    other = world.server.create_text_channel("gone soon")
    await setup(world, admin, "studio", channel=other)
    world.env.backend.delete_channel(other.id)
    await world.env.settle()
    assert await world.parts.services.community.channels.channel(other.id) is None


async def test_one_that_was_deleted_while_the_bot_was_away_is_forgotten_when_it_is_met(
    world: World, admin: MemberActor
) -> None:
    await world.parts.services.community.channels.set_up(Channel(5, world.server.id, StudioSettings()))
    assert "No channel of this server" in told(await admin.slash(world.channel, "channel show"))
    assert await world.parts.services.community.channels.channel(5) is None


async def test_who_may_not_manage_channels_has_no_such_command(world: World) -> None:
    assert "channel setup" not in world.stranger.available_commands(world.channel)


async def complete(world: World, admin: MemberActor, option: str, typed: str, **filled: Any) -> list[str]:
    offered = await admin.autocomplete(
        world.channel, "channel setup", option, typed, **{"purpose": "studio", **filled}
    )
    return [str(choice["value"]) for choice in offered]


async def test_typing_is_helped(world: World, admin: MemberActor) -> None:
    assert "all" in await complete(world, admin, "models", "")
    assert "flux-dev, flux-pro" in await complete(world, admin, "models", "flux-dev, pro")
    assert await complete(world, admin, "models", "flux-dev, flux-d") == []
    assert "flux-kontext-max" in await complete(world, admin, "model", "kontext")
    assert "21:9" in await complete(world, admin, "aspect_ratio", "")
    assert "21:9" not in await complete(world, admin, "aspect_ratio", "", model="flux-pro")
    assert "custom" not in await complete(world, admin, "aspect_ratio", "", model="flux-pro")
    assert (await complete(world, admin, "time_zone", "berl"))[0] == "Europe/Berlin"
    assert len(await complete(world, admin, "time_zone", "")) == 25


async def thread_of(world: World, who: MemberActor) -> ChannelHandle:
    """Open a thread in the channel, as a person does."""
    said = await who.send(world.channel, "let us talk")
    thread = world.env.backend.create_thread(world.channel.id, "talk", who.id, message_id=said.id)
    await world.env.settle()
    return ChannelHandle(world.env, world.server, thread)


async def test_the_time_zone_is_for_those_who_manage_the_server(world: World, admin: MemberActor) -> None:
    keepers = world.server.create_role("Keepers", permissions=Permissions(manage_channels=True))
    keeper = world.server.add_member(world.env.create_user("keeper"), roles=[keepers])
    refusal = "only people with the permission Manage Server can set it"
    assert refusal in told(await setup(world, keeper, "theme", time_zone="Pacific/Kiritimati"))
    await setup(world, keeper, "theme")
    assert refusal in told(await change(world, keeper, time_zone="Pacific/Kiritimati"))
    assert "18:00 (UTC)" in guide(world, await set_up(world)).text


async def test_a_new_time_zone_is_told_by_every_guide(world: World, admin: MemberActor) -> None:
    other = world.server.create_text_channel("other")
    await world.env.settle()
    await setup(world, admin, "theme")
    await setup(world, admin, "contest", channel=other, time_zone="Asia/Tokyo")
    assert "18:00 (Asia/Tokyo)" in guide(world, await set_up(world)).text
