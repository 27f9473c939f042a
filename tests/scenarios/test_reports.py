"""**Report picture**: asked, told to moderators, decided once by one of them, and done."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import pytest

from studio.moderation.decisions import Decision
from studio.store.reports import ReportStore
from tests.scenarios.arena import Now
from tests.scenarios.moderators import Moderators
from tests.scenarios.world import World, living_world, told, walk

MENU = "Report picture"
REASON = "it shows [my](face)"


@pytest.mark.parametrize(
    ("locale", "thanks", "title", "remove", "removed"),
    [
        ("en-US", "Thank you.", "reported a picture of", "Remove picture", "removed the picture"),
        ("ru", "Спасибо.", "жалуется на картинку", "Убрать картинку", "картинка убрана"),
    ],
    ids=["en", "ru"],
)
async def test_what_is_reported_is_removed_by_a_moderator(
    world: World, locale: str, thanks: str, title: str, remove: str, removed: str
) -> None:
    moderators = await Moderators.of(world, locale=locale)
    world.locales[world.stranger.id] = locale
    job = await world.imagine()
    await world.finished(job)
    form = await world.menu(world.raw(job), MENU, who=world.stranger)
    assert thanks in told(await world.hand_in(form, who=world.stranger, reason=REASON))
    text = await moderators.until_told(title)
    assert r"it shows \[my\](face)" in text
    (post,) = moderators.posts
    refused = await moderators.press(post, remove, who=world.stranger)
    assert told(refused)
    assert not world.is_gone(job)
    await moderators.press(post, remove)
    await moderators.until_told(removed)
    await world.until(lambda: world.is_gone(job))
    (after,) = moderators.posts
    assert after.id == post.id
    assert after.buttons == []
    assert f"<@{world.moderator.id}>" in after.text


async def test_two_moderators_at_once_decide_once(world: World) -> None:
    moderators = await Moderators.of(world)
    job = await world.imagine()
    await world.finished(job)
    form = await world.menu(world.raw(job), MENU, who=world.stranger)
    await world.hand_in(form, who=world.stranger, reason=REASON)
    await moderators.until_told("reported a picture of")
    (post,) = moderators.posts
    report_id = post.custom_ids["Dismiss"].rpartition(":")[2]
    # In another process, of which this one has not heard.
    reports, now = ReportStore(world.parts.store.lanes), datetime.now(UTC)
    assert await reports.decide(report_id, Decision.DISMISSED, by_id=world.stranger.id, now=now)
    late = await moderators.press(post, "Strike")
    assert "Another moderator has decided" in told(late)
    (after,) = moderators.posts
    assert f"<@{world.stranger.id}> dismissed the report" in after.text
    assert after.buttons == []
    assert not world.is_gone(job)
    assert await world.parts.services.moderation.discipline.of_person(world.server.id, world.artist.id) == []


async def test_once_and_only_where_somebody_reads_it(world: World) -> None:
    job = await world.imagine()
    await world.finished(job)
    refused = await world.menu(world.raw(job), MENU, who=world.stranger)
    assert "This server has named no channel" in told(refused)
    moderators = await Moderators.of(world)
    for said in ("Thank you.", "You have reported this picture before"):
        form = await world.menu(world.raw(job), MENU, who=world.stranger)
        assert said in told(await world.hand_in(form, who=world.stranger, reason=REASON))
    posted = await world.say("no picture of the bot's")
    assert "No picture of this bot" in told(await world.menu(posted, MENU, who=world.stranger))
    await moderators.until_told("reported a picture of")
    await world.restart()
    (post,) = moderators.posts
    links = [c["content"] for c in walk(post.components) if "discord.com/channels" in str(c.get("content"))]
    assert links
    await moderators.press(post, "Strike")
    await moderators.until_told("removed the picture and gave its artist a strike")
    await world.until(lambda: world.is_gone(job))


async def test_what_could_not_be_told_is_told_in_the_next_channel(tmp_path: Path) -> None:
    now = Now()
    async with living_world(tmp_path, clock=now.clock()) as world:
        moderators = await Moderators.of(world)
        job = await world.imagine()
        await world.finished(job)
        gone = world.parts.bot.get_channel(moderators.room.id)
        assert isinstance(gone, discord.TextChannel)
        await gone.delete()
        form = await world.menu(world.raw(job), MENU, who=world.stranger)
        await world.hand_in(form, who=world.stranger, reason=REASON)
        await moderators.until_told("reported a picture of", where=moderators.log)
        await moderators.move("a new one")
        now.time += timedelta(minutes=10)
        await moderators.until_told("reported a picture of")
        (post,) = moderators.posts
        await moderators.press(post, "Dismiss")
        assert not world.is_gone(job)
