"""``/leaderboard``, ``/artist`` and staying off them: what everybody sees, and what only one person does."""

import io
from types import SimpleNamespace

import discord
import pytest
from PIL import Image
from simcord.results import InteractionResult

from cogs.ui.verbs import Verb
from studio.community.purposes import Channel, ShowcaseSettings
from tests.scenarios.world import Message, World, told

STAR = "⭐"


def public(world: World) -> Message:
    """Return the last answer that everybody sees."""
    return [message for message in world.messages() if not message.ephemeral][-1]


async def made(world: World, **pictures: int) -> None:
    """Let people make pictures."""
    for who, many in pictures.items():
        for _ in range(many):
            await world.finished(await world.imagine(who=getattr(world, who)))


async def choose(world: World, who: str, label: str) -> None:
    shown: InteractionResult = await getattr(world, who).slash(world.channel, "privacy")
    assert shown.response is not None
    await getattr(world, who).click(shown.response, label=label)


@pytest.mark.parametrize(
    ("locale", "title", "empty"),
    [
        ("en-US", "**Creations** · this month", "Nobody has a place"),
        ("ru", "**Создано** · этот месяц", "ни у кого нет места"),
    ],
    ids=["en", "ru"],
)
async def test_a_board_is_for_everybody_and_pings_nobody(
    world: World, locale: str, title: str, empty: str
) -> None:
    world.locales[world.artist.id] = locale
    await world.artist.slash(world.channel, "leaderboard")
    assert title in public(world).text
    assert empty in public(world).text
    await made(world, artist=2, stranger=1, moderator=1)
    await world.artist.slash(world.channel, "leaderboard")
    people = sorted([world.stranger.id, world.moderator.id])
    assert f"**1.** <@{world.artist.id}> · 2" in public(world).text
    assert f"**2.** <@{people[0]}>, <@{people[1]}> · 1" in public(world).text


async def test_what_is_private_or_deleted_does_not_count(world: World) -> None:
    await made(world, artist=1)
    deleted = await world.imagine()
    await world.finished(deleted)
    await world.press(deleted, Verb.DELETE)
    await world.finished(await world.imagine(private=True))
    for span in ("week", "month", "all"):
        await world.artist.slash(world.channel, "leaderboard", what="made", span=span)
        assert f"<@{world.artist.id}> · 1" in public(world).text


async def test_every_measure_can_be_asked_for(world: World) -> None:
    await made(world, artist=1)
    for measure in world.parts.services.community.recognition.measures:
        await world.artist.slash(world.channel, "leaderboard", what=measure.value)
        assert ("**1.**" in public(world).text) is (measure.value == "made")


async def test_who_stays_off_the_lists_is_seen_by_nobody_else(world: World) -> None:
    await made(world, artist=2, stranger=1)
    await choose(world, "artist", "Keep me off the lists")
    await world.stranger.slash(world.channel, "leaderboard")
    assert f"<@{world.artist.id}>" not in public(world).text
    assert f"**1.** <@{world.stranger.id}> · 1" in public(world).text
    refused = await world.stranger.slash(world.channel, "artist", person=world.artist)
    assert "has chosen not to be shown" in told(refused)
    own = told(await world.artist.slash(world.channel, "artist"))
    assert "Creations: **2**" in own
    assert "Only you see this" in own

    await choose(world, "artist", "Put me on the lists")
    await world.stranger.slash(world.channel, "artist", person=world.artist)
    assert "Creations: **2**" in public(world).text


async def hidden_from_the_bot(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at an artist whose best pictures are where the bot may not look (any more)."""

    async def refuse(*_: object) -> None:
        answer = SimpleNamespace(status=403, reason="Forbidden")
        raise discord.Forbidden(answer, {"code": 50001, "message": "Missing Access"})

    with monkeypatch.context() as patch:
        patch.setattr("cogs.community.recognition.channel_of", refuse)
        await world.stranger.slash(world.channel, "artist", person=world.artist)
    assert "Creations: **2**" in public(world).text
    assert "Best picture" not in public(world).text
    await world.stranger.slash(world.channel, "artist", person=world.artist)


async def test_an_artist_is_told_of_with_the_best_picture(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.community.looks._REST_S", 0.01)
    await world.stranger.slash(world.channel, "artist", person=world.artist)
    assert "Nothing made" in public(world).text
    showcase = world.server.create_text_channel("best")
    await world.env.settle()
    rule = ShowcaseSettings(emoji=STAR, threshold=1, keep=1)
    await world.parts.services.community.channels.set_up(Channel(showcase.id, world.server.id, rule))
    jobs = [await world.imagine(prompt) for prompt in ("a fox", "an owl")]
    for job in jobs:
        await world.finished(job)
        await world.stranger.set_reaction(world.raw(job), STAR, reacted=True)
    await world.moderator.set_reaction(world.raw(jobs[1]), STAR, reacted=True)
    await world.until(lambda: any("**2**" in message.text for message in world.messages(showcase.id)))
    await world.stranger.slash(world.channel, "artist", person=world.artist)
    shown = public(world)
    for line in ("Creations: **2**", "In the showcase: **2**", "Favourite model: flux-schnell", "Active since"):
        assert line in shown.text, shown.text
    best = (await world.job(jobs[1])).card
    assert best is not None
    assert (
        f"[Best picture](https://discord.com/channels/{world.server.id}/{best.channel_id}/{best.message_id})"
        in (shown.text)
    )
    assert "2 reactions" in shown.text
    await hidden_from_the_bot(world, monkeypatch)
    assert shown.before is not None
    body = world.env.backend.cdn.get(shown.before)
    assert body is not None
    with Image.open(io.BytesIO(body)) as small:
        assert max(small.size) <= 512
