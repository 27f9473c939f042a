"""A showcase on the wire: what people's reactions, deletions and moderators make of it, in the whole bot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from cogs.community.showcase_watch import ShowcaseWatch
from studio.community.exhibits import Stage
from studio.community.purposes import Channel as Purposed
from studio.community.purposes import ShowcaseSettings
from studio.store.showcase import ShowcaseStore
from tests.wire.discord import Channel, Message, Person, Refusal, Route
from tests.wire.easel import PATIENCE_S, Scene, at_work, is_done, job_id, made, photo

STAR = "⭐"
RULE = ShowcaseSettings(emoji=STAR, threshold=3, keep=2, age_days=30)


@pytest.fixture(autouse=True)
def without_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let looks at the same message follow one another quickly."""
    monkeypatch.setattr("studio.community.looks._REST_S", 0.01)


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with at_work(tmp_path) as scene:
        yield scene


@pytest.fixture
def crowd(scene: Scene) -> list[Person]:
    return [scene.server.member(f"fan-{number}") for number in range(6)]


async def opened(scene: Scene, settings: ShowcaseSettings = RULE, name: str = "best") -> Channel:
    """Open a showcase."""
    channel = scene.server.channel(name)
    await scene.parts.services.community.channels.set_up(Purposed(channel.id, scene.server.id, settings))
    return channel


async def card_of(scene: Scene, prompt: str = "a red fox", who: Person | None = None) -> Message:
    return await (await scene.imagine(prompt, who)).message(is_done)


async def copy_in(scene: Scene, showcase: Channel, text: str = "") -> Message:
    """Wait until a copy with this text stands in a showcase."""
    return await scene.wire.until(
        lambda: next((each for each in scene.public(showcase) if text in each.text), None), within_s=PATIENCE_S
    )


async def until_none(scene: Scene, showcase: Channel) -> None:
    await scene.wire.until(lambda: not scene.public(showcase) or None, within_s=PATIENCE_S)


async def at_rest(scene: Scene) -> None:
    """Wait until nobody looks at anything any more."""
    (watch,) = [cog for cog in scene.parts.bot.face.community.cogs if isinstance(cog, ShowcaseWatch)]
    async with asyncio.timeout(PATIENCE_S):
        # What was told before this message has been heard when this is.
        hearing = asyncio.create_task(scene.parts.bot.wait_for("message"))
        await asyncio.sleep(0)
        scene.bob.say(scene.art, "hm")
        await hearing
        while not watch.is_idle:  # noqa: ASYNC110 - nobody outside needs to know
            await asyncio.sleep(0.01)


async def stage(scene: Scene, showcase: Channel, card: Message) -> Stage:
    exhibit = await ShowcaseStore(scene.parts.store.lanes).exhibit(showcase.id, job_id(card))
    return Stage.AWAY if exhibit is None else exhibit.stage


async def test_a_picture_comes_stays_goes_and_comes_again(scene: Scene, crowd: list[Person]) -> None:
    showcase = await opened(scene)
    card = await card_of(scene)
    # Neither the artist nor other bots count.
    scene.ann.react(card, STAR)
    scene.server.bot("midway").react(card, STAR)
    crowd[0].react(card, STAR)
    crowd[1].react(card, STAR)
    crowd[1].react(card, "🔥")
    await at_rest(scene)
    assert scene.public(showcase) == []

    crowd[2].react(card, STAR)
    copy = await copy_in(scene, showcase)
    await at_rest(scene)
    assert "**3**" in copy.text
    assert scene.ann.mention in copy.text
    assert "a red fox" in copy.text
    assert f"/{scene.server.id}/{card.channel.id}/{card.id}" in str(copy.components)
    assert made(copy) == made(card)
    assert copy.pictures[0].description == "a red fox"
    assert copy.mentions == []

    crowd[3].react(card, STAR)
    await scene.wire.until(lambda: "**4**" in copy.text, within_s=PATIENCE_S)
    assert made(copy) == made(card)
    for fan in (crowd[3], crowd[2]):
        fan.unreact(card, STAR)
    await scene.wire.until(lambda: "**2**" in copy.text, within_s=PATIENCE_S)
    assert not copy.is_deleted, "between the thresholds it stays"

    crowd[1].unreact(card, STAR)
    await until_none(scene, showcase)
    crowd[1].react(card, STAR)
    await at_rest(scene)
    assert scene.public(showcase) == [], "between the thresholds it stays away"
    crowd[2].react(card, STAR)
    again = await copy_in(scene, showcase)
    await at_rest(scene)
    assert scene.public(showcase) == [again]
    assert again is not copy


async def test_who_reacts_before_the_picture_is_there_counts(
    scene: Scene, crowd: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.community.looks._FIRST_RETRY_S", 0.01)
    showcase = await opened(scene)
    _, card = await scene.held("a slow fox")
    for fan in crowd[:3]:
        fan.react(card, STAR)
    scene.flux.release()
    copy = await copy_in(scene, showcase)
    assert made(copy) == made(card)
    await at_rest(scene)


async def test_new_rules_hold_for_what_is_there(scene: Scene, crowd: list[Person]) -> None:
    card = await card_of(scene)
    for fan in crowd[:3]:
        fan.react(card, STAR)
    showcase = await opened(scene)
    scene.parts.services.community.agenda.wake()
    copy = await copy_in(scene, showcase)
    await at_rest(scene)
    await scene.parts.services.community.channels.change(showcase.id, replace(RULE, threshold=9, keep=4))
    scene.parts.services.community.agenda.wake()
    await until_none(scene, showcase)
    assert copy.is_deleted
    await scene.parts.services.community.channels.change(showcase.id, replace(RULE, threshold=2, keep=2))
    scene.parts.services.community.agenda.wake()
    await copy_in(scene, showcase)
    await at_rest(scene)


async def test_a_closed_showcase_still_takes_down_what_must_go(scene: Scene, crowd: list[Person]) -> None:
    showcase = await opened(scene)
    cards = [await card_of(scene, prompt) for prompt in ("a fox", "an owl", "a bat")]
    for card in cards[:2]:
        for fan in crowd[:3]:
            fan.react(card, STAR)
        await copy_in(scene, showcase, "fox" if card is cards[0] else "owl")
    await at_rest(scene)
    await scene.parts.services.community.channels.close(showcase.id)
    # Reactions bring and take nothing more, and nothing is counted anew.
    for fan in crowd[:3]:
        fan.unreact(cards[0], STAR)
        fan.react(cards[2], STAR)
    await at_rest(scene)
    assert sorted("**3**" in copy.text for copy in scene.public(showcase)) == [True, True]
    await scene.ann.press(cards[0], "Delete")
    await scene.wire.until(lambda: len(scene.public(showcase)) == 1, within_s=PATIENCE_S)
    link = f"https://discord.com/channels/{scene.server.id}/{showcase.id}/{scene.public(showcase)[0].id}"
    await scene.moderator.slash(scene.art, "showcase remove", card=link, reason="enough")
    await until_none(scene, showcase)
    await at_rest(scene)


async def test_it_goes_with_its_card(scene: Scene, crowd: list[Person]) -> None:
    showcase = await opened(scene)
    by_button, by_hand, with_channel = [await card_of(scene, prompt) for prompt in ("a fox", "an owl", "a bat")]
    for card in (by_button, by_hand, with_channel):
        for fan in crowd[:3]:
            fan.react(card, STAR)
        await copy_in(scene, showcase, card.text.splitlines()[1])
    await scene.ann.press(by_button, "Delete")
    await scene.wire.until(lambda: len(scene.public(showcase)) == 2, within_s=PATIENCE_S)
    scene.moderator.delete(by_hand)
    await scene.wire.until(lambda: len(scene.public(showcase)) == 1, within_s=PATIENCE_S)
    scene.foreseen |= {10008, 10003}
    scene.server.close(scene.art)
    await until_none(scene, showcase)


async def test_reactions_that_a_moderator_takes_off_are_gone(scene: Scene, crowd: list[Person]) -> None:
    showcase = await opened(scene)
    card = await card_of(scene)
    for emoji in (STAR, None):
        for fan in crowd[:3]:
            fan.react(card, STAR)
        await copy_in(scene, showcase)
        scene.moderator.clear(card, emoji)
        await until_none(scene, showcase)


async def test_emoji_of_the_server_and_those_with_a_variation_count(scene: Scene, crowd: list[Person]) -> None:
    own = await opened(scene, ShowcaseSettings(emoji="<:gold:123456789012345678>", threshold=2, keep=1), "gold")
    heart = await opened(scene, ShowcaseSettings(emoji="❤", threshold=2, keep=1), "hearts")
    card = await card_of(scene)
    for fan in crowd[:2]:
        fan.react(card, "gold:123456789012345678")
    await copy_in(scene, own)
    await at_rest(scene)
    assert scene.public(heart) == []
    for fan in crowd[:2]:
        fan.react(card, "❤\ufe0f")
    await copy_in(scene, heart)


async def test_an_edit_names_the_artists_of_what_it_was_made_from(scene: Scene, crowd: list[Person]) -> None:
    showcase = await opened(scene)
    first = await card_of(scene, "a red fox", scene.bob)
    form = (await scene.ann.press(first, "Edit")).form
    edit = await (await scene.ann.submit(form, {"What to change": "make it winter"})).message(is_done)
    for fan in crowd[:3]:
        fan.react(edit, STAR)
    copy = await copy_in(scene, showcase)
    assert f"**{scene.ann.mention}**" in copy.text
    assert f"Made from a picture by {scene.bob.mention}" in copy.text
    assert made(copy) == made(edit)
    assert len(copy.pictures) == 1, "the picture before is not shown"


async def test_what_was_missed_while_away_is_found_at_the_start(scene: Scene, crowd: list[Person]) -> None:
    showcase = await opened(scene)
    goes, comes, vanishes, quiet = [await card_of(scene, f"picture {n}") for n in range(4)]
    for card in (goes, vanishes):
        for fan in crowd[:3]:
            fan.react(card, STAR)
    await scene.wire.until(lambda: len(scene.public(showcase)) == 2, within_s=PATIENCE_S)
    await at_rest(scene)
    await scene.stop()
    scene.foreseen.add(10008)
    scene.moderator.clear(goes)
    scene.wire.forget(vanishes)
    for fan in crowd[:3]:
        fan.react(comes, STAR)
    looked_at = len(scene.wire.to(Route.GET_MESSAGE))
    await scene.start()
    await scene.wire.until(
        lambda: (
            (
                [each for each in scene.public(showcase) if "picture 1" in each.text] == scene.public(showcase)
                and scene.public(showcase)
            )
            or None
        ),
        within_s=PATIENCE_S,
    )
    asked = [each.path for each in scene.wire.to(Route.GET_MESSAGE)[looked_at:]]
    assert not any(str(quiet.id) in path for path in asked), "what has no reactions is not looked at"


async def test_nothing_leaves_a_channel_for_adults_or_a_hidden_one(scene: Scene, crowd: list[Person]) -> None:
    showcase = await opened(scene)
    dark, club = scene.server.channel("dark", nsfw=True), scene.server.channel("club")
    scene.server.hide(club, scene.ann, *crowd[:3])
    cards = [
        await (await scene.ann.slash(channel, "imagine", prompt="a red fox")).message(is_done)
        for channel in (dark, club)
    ]
    for card in cards:
        for fan in crowd[:3]:
            fan.react(card, STAR)
    await at_rest(scene)
    assert scene.public(showcase) == []

    # One that is hidden in the very same way may show what is in the club.
    lounge = await opened(scene, name="lounge")
    scene.server.hide(lounge, scene.ann, *crowd[:3])
    crowd[2].unreact(cards[1], STAR)
    crowd[2].react(cards[1], STAR)
    await copy_in(scene, lounge)
    await at_rest(scene)
    assert scene.public(showcase) == []
    # It is not hidden in the same way any more: more people see it.
    scene.server.hide(lounge, scene.ann, *crowd[:4])
    await until_none(scene, lounge)


async def test_a_channel_that_becomes_one_for_adults_takes_its_pictures_back(
    scene: Scene, crowd: list[Person]
) -> None:
    showcase = await opened(scene)
    card = await card_of(scene)
    for fan in crowd[:3]:
        fan.react(card, STAR)
    await copy_in(scene, showcase)
    scene.server.restrict_age(scene.art)
    await until_none(scene, showcase)


async def test_what_is_no_card_is_not_shown(scene: Scene, crowd: list[Person]) -> None:
    showcase = await opened(scene)
    said = scene.bob.say(scene.art, "look", files=[photo()])
    for fan in crowd[:3]:
        fan.react(said, STAR)
    await at_rest(scene)
    assert scene.public(showcase) == []


async def test_only_the_channels_that_are_watched_count(scene: Scene, crowd: list[Person]) -> None:
    other = scene.server.channel("other")
    showcase = await opened(scene, ShowcaseSettings(threshold=1, keep=1, sources=(other.id,)))
    card = await card_of(scene)
    crowd[0].react(card, STAR)
    await at_rest(scene)
    assert scene.public(showcase) == []
    thread = scene.server.thread(other, "sketches")
    in_thread = await (await scene.ann.slash(thread, "imagine", prompt="an owl")).message(is_done)
    crowd[0].react(in_thread, STAR)
    await copy_in(scene, showcase, "an owl")


async def test_a_picture_that_is_too_old_neither_comes_nor_goes(scene: Scene, crowd: list[Person]) -> None:
    showcase = await opened(scene)
    shown, late = [await card_of(scene, prompt) for prompt in ("a fox", "an owl")]
    for fan in crowd[:3]:
        fan.react(shown, STAR)
    copy = await copy_in(scene, showcase)
    await scene.until_ended(job_id(late))
    scene.time.pass_minutes(31 * 24 * 60)
    # Its card is looked at once it is deleted.
    scene.foreseen.add(10008)
    for fan in crowd[:3]:
        fan.react(late, STAR)
        fan.unreact(shown, STAR)
    await at_rest(scene)
    assert scene.public(showcase) == [copy]
    scene.moderator.delete(shown)
    await until_none(scene, showcase)


async def test_a_copy_that_somebody_deletes_does_not_come_again(scene: Scene, crowd: list[Person]) -> None:
    showcase = await opened(scene)
    card = await card_of(scene)
    for fan in crowd[:3]:
        fan.react(card, STAR)
    # Where that is noticed only when the copy is to be changed.
    scene.foreseen.add(10008)
    scene.moderator.delete(await copy_in(scene, showcase))
    await at_rest(scene)
    crowd[3].react(card, STAR)
    await at_rest(scene)
    assert scene.public(showcase) == []
    link = f"https://discord.com/channels/{scene.server.id}/{card.channel.id}/{card.id}"
    await scene.moderator.slash(scene.art, "showcase release", card=link, reason="by mistake")
    await copy_in(scene, showcase)


async def test_an_outage_of_discord_is_waited_for(
    scene: Scene, crowd: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.community.looks._FIRST_RETRY_S", 0.05)
    scene.foreseen_errors = True
    # The second try to delete finds that the first has worked.
    scene.foreseen |= {0, 10008}
    showcase = await opened(scene)
    card = await card_of(scene)
    # Of the faults of Discord's side one that the library does not try again by itself, for half a minute.
    down = Refusal(503, 0, "down")
    scene.wire.refuse(Route.POST_MESSAGE, down, times=2)
    scene.wire.lose_answer(Route.DELETE_MESSAGE)
    for fan in crowd[:3]:
        fan.react(card, STAR)
    await copy_in(scene, showcase)
    await at_rest(scene)
    assert len(scene.public(showcase)) == 1
    for fan in crowd[:3]:
        fan.unreact(card, STAR)
    await until_none(scene, showcase)
    await at_rest(scene)
    assert await stage(scene, showcase, card) is Stage.AWAY


@pytest.fixture
async def shared(tmp_path: Path, server_url: str) -> AsyncIterator[Scene]:
    async with at_work(tmp_path, database_url=server_url) as scene:
        yield scene


async def test_two_processes_show_one_copy(shared: Scene) -> None:
    scene = shared
    crowd = [scene.server.member(f"fan-{number}") for number in range(6)]
    showcase = await opened(scene)
    cards = [await card_of(scene, f"picture {number}") for number in range(4)]
    other = replace(scene, random=Random(99), _parts=None, _life=AsyncExitStack())
    await other.start()
    # Both delete the same copy, one of them in vain; or one looks for what the other has just deleted.
    scene.foreseen.add(10008)
    try:
        for _ in range(3):
            for card in cards:
                for fan in crowd[:3]:
                    fan.react(card, STAR)
            await scene.wire.until(lambda: len(scene.public(showcase)) >= len(cards) or None, within_s=PATIENCE_S)
            await at_rest(scene)
            await at_rest(other)
            texts = [each.text for each in scene.public(showcase)]
            assert sorted(text.rpartition("picture ")[2][0] for text in texts) == ["0", "1", "2", "3"]
            for card in cards:
                scene.moderator.clear(card)
            await until_none(scene, showcase)
            await at_rest(scene)
            await at_rest(other)
            assert {await stage(scene, showcase, card) for card in cards} == {Stage.AWAY}
        sent = [each for each in scene.wire.to(Route.POST_MESSAGE) if str(showcase.id) in each.path]
        assert len(sent) >= 3 * len(cards)
        # What one of them was told of its bucket the other does not know: each has a limiter of its own.
        scene.wire.faults[:] = [fault for fault in scene.wire.faults if "exhausted bucket" not in fault]
    finally:
        await other.stop()
