"""``/showcase``: what moderators may decide, and every refusal in both languages."""

import discord
import pytest
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult

from cogs.community.showcase_watch import ShowcaseWatch
from cogs.ui.verbs import Verb
from studio.community.exhibits import Mark, Stage
from studio.community.purposes import Channel, ShowcaseSettings
from studio.jobs import Job
from studio.store.showcase import ShowcaseStore
from tests.scenarios.test_my_data import erased
from tests.scenarios.world import World, told

STAR = "⭐"
RULE = ShowcaseSettings(emoji=STAR, threshold=1, keep=1)


@pytest.fixture(autouse=True)
def without_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let looks at the same message follow one another quickly."""
    monkeypatch.setattr("studio.community.looks._REST_S", 0.01)


@pytest.fixture
async def showcase(world: World) -> ChannelHandle:
    channel = world.server.create_text_channel("best")
    await world.env.settle()
    await world.parts.services.community.channels.set_up(Channel(channel.id, world.server.id, RULE))
    return channel


async def card(world: World, prompt: str = "a red fox") -> Job:
    job = await world.imagine(prompt)
    await world.finished(job)
    return await world.job(job)


def link(world: World, job: Job) -> str:
    assert job.card is not None
    return f"https://discord.com/channels/{world.server.id}/{job.card.channel_id}/{job.card.message_id}"


async def decide(
    world: World, what: str, named: str, *, by: str = "moderator", reason: str = "because"
) -> InteractionResult:
    who = world.moderator if by == "moderator" else world.stranger
    return await who.slash(world.channel, f"showcase {what}", card=named, reason=reason)


async def until_shown(world: World, showcase: ChannelHandle, many: int) -> None:
    await world.until(lambda: len(world.messages(showcase.id)) == many and watch(world).is_idle)


def watch(world: World) -> ShowcaseWatch:
    (found,) = [cog for cog in world.parts.bot.face.community.cogs if isinstance(cog, ShowcaseWatch)]
    return found


async def test_a_picture_that_people_like_is_shown(world: World, showcase: ChannelHandle) -> None:
    job = await card(world)
    await world.stranger.set_reaction(world.raw(job), STAR, reacted=True)
    await until_shown(world, showcase, 1)
    (copy,) = world.messages(showcase.id)
    assert f"<@{world.artist.id}>" in copy.text
    assert "a red fox" in copy.text
    assert copy.buttons == ["To the card"]
    assert (
        world.picture(copy.gallery[0]["media"]["url"]).size
        == world.picture(world.card(job).gallery[0]["media"]["url"]).size
    )
    await world.press(job, Verb.DELETE)
    await until_shown(world, showcase, 0)


async def test_a_copy_goes_with_its_artists_data(world: World, showcase: ChannelHandle) -> None:
    job = await card(world)
    await world.stranger.set_reaction(world.raw(job), STAR, reacted=True)
    await until_shown(world, showcase, 1)
    await erased(world)
    assert world.messages(showcase.id) == []
    assert not world.is_gone(job)


async def test_moderators_decide_whatever_the_reactions(world: World, showcase: ChannelHandle) -> None:
    store = ShowcaseStore(world.parts.store.lanes)
    job = await card(world)
    said = told(await decide(world, "force", link(world, job), reason="too good"))
    assert "is on its way" in said
    await until_shown(world, showcase, 1)
    exhibit = await store.exhibit(showcase.id, job.id)
    assert exhibit is not None
    assert exhibit.decision is not None
    assert (exhibit.mark, exhibit.decision.by_id, exhibit.decision.reason) == (
        Mark.FORCED,
        world.moderator.id,
        "too good",
    )
    # By its copy, and by a bare id, the same card is meant.
    (copy,) = world.messages(showcase.id)
    assert "leaves the showcase" in told(await decide(world, "remove", str(copy.id)))
    await until_shown(world, showcase, 0)
    assert "reactions decide about the picture again" in told(await decide(world, "release", link(world, job)))
    assert "stays as it is" in told(await decide(world, "freeze", link(world, job)))
    await world.stranger.set_reaction(world.raw(job), STAR, reacted=True)
    await world.env.settle()
    await until_shown(world, showcase, 0)
    frozen = await store.exhibit(showcase.id, job.id)
    assert frozen is not None
    assert (frozen.stage, frozen.mark) == (Stage.AWAY, Mark.FROZEN)
    await decide(world, "release", link(world, job))
    await until_shown(world, showcase, 1)


@pytest.mark.parametrize(
    ("locale", "refused"),
    [
        (
            "en-US",
            {
                "not-yours": "Only people who may manage messages decide",
                "not-a-card": "no public card of this server",
                "no-showcase": "No showcase of this server takes pictures from that channel",
                "not-showable": "stays where it is",
                "nothing-decided": "Nobody has decided about that picture",
            },
        ),
        (
            "ru",
            {
                "not-yours": "решают только те, кто может управлять сообщениями",
                "not-a-card": "не общедоступная карточка этого сервера",
                "no-showcase": "Ни одна витрина этого сервера не берёт картинки",
                "not-showable": "Эта картинка остаётся где есть",
                "nothing-decided": "никто не решал",
            },
        ),
    ],
    ids=["en", "ru"],
)
async def test_every_refusal_is_told(world: World, locale: str, refused: dict[str, str]) -> None:
    world.locales |= {world.moderator.id: locale, world.stranger.id: locale}
    job = await card(world)
    named = link(world, job)
    assert refused["no-showcase"] in told(await decide(world, "force", named))
    showcase = world.server.create_text_channel("best")
    await world.env.settle()
    await world.parts.services.community.channels.set_up(Channel(showcase.id, world.server.id, RULE))
    (command,) = [each for each in await world.parts.bot.tree.fetch_commands() if each.name == "showcase"]
    world.server.set_command_permissions(command, {world.stranger: True})
    for what in ("freeze", "force", "remove", "release"):
        # Where an admin has opened the command to everybody, the bot still asks for the permission.
        assert refused["not-yours"] in told(await decide(world, what, named, by="stranger"))
    assert refused["nothing-decided"] in told(await decide(world, "release", named))

    private = await world.imagine("secret", private=True)
    await world.finished(private)
    deleted = await card(world)
    await world.press(deleted, Verb.DELETE)
    said = await world.say("no card")
    elsewhere = f"https://discord.com/channels/1/{said.channel.id}/{job.card.message_id if job.card else 0}"
    for nothing in (
        link(world, await world.job(private)),
        link(world, deleted),
        str(said.id),
        elsewhere,
        "12",
        "a red fox",
        f"{named}/1",
        "9" * 19,
    ):
        assert refused["not-a-card"] in told(await decide(world, "force", nothing)), nothing

    dark = await world.age_restricted_channel()
    adult = await world.opened_by(world.command("a red fox", where=dark))
    await world.finished(adult)
    assert refused["not-showable"] in told(await decide(world, "force", link(world, await world.job(adult))))
    assert world.messages(showcase.id) == []


async def test_who_moderates_another_channel_decides_about_no_showcase(
    world: World, showcase: ChannelHandle
) -> None:
    job = await card(world)
    helper = world.server.add_member(world.env.create_user("helper"))
    own = world.server.create_text_channel(
        "own", overwrites={helper: discord.PermissionOverwrite(manage_messages=True)}
    )
    await world.env.settle()
    said = told(await helper.slash(own, "showcase force", card=link(world, job), reason="mine"))
    assert "Only people who may manage messages" in said
    await until_shown(world, showcase, 0)
