"""**Report picture**: asked, told to moderators, decided once by one of them, and done."""

import asyncio
from datetime import UTC, datetime

import discord
import pytest

from cogs.ui.verbs import Verb
from studio.moderation.decisions import Decision
from studio.moderation.rooms import Rooms
from studio.store.reports import ReportStore
from tests.scenarios.moderators import Moderators
from tests.scenarios.test_my_data import erased
from tests.scenarios.world import PATIENCE_S, World, told, walk

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
    # In another process, of which this one has not heard.
    reports, now = ReportStore(world.parts.store.lanes), datetime.now(UTC)
    _, is_first = await reports.decide(job.id, Decision.DISMISSED, by_id=world.stranger.id, now=now)
    assert is_first
    late = await moderators.press(post, "Remove and strike")
    assert "Another moderator has decided" in told(late)
    (after,) = moderators.posts
    assert f"<@{world.stranger.id}> dismissed this" in after.text
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
    await moderators.press(post, "Remove and strike")
    await moderators.until_told("removed the picture and gave its artist a strike")
    await world.until(lambda: world.is_gone(job))


async def test_what_many_report_is_one_post_and_says_so_when_the_picture_is_gone(world: World) -> None:
    moderators = await Moderators.of(world)
    job = await world.imagine()
    await world.finished(job)
    for who, reason in ((world.stranger, "it is rude"), (world.moderator, "it is mine")):
        form = await world.menu(world.raw(job), MENU, who=who)
        await world.hand_in(form, who=who, reason=reason)
        await moderators.until_told(reason)
    (post,) = moderators.posts
    assert "2 people reported" in post.text
    assert "it is rude" in post.text
    await world.press(job, Verb.DELETE)
    await moderators.until_told("The picture has been deleted meanwhile")
    (post,) = moderators.posts
    assert post.buttons == ["Give a strike", "Dismiss"]
    await moderators.press(post, "Give a strike")
    await moderators.until_told("gave its artist a strike")


async def test_what_cannot_be_told_in_one_channel_is_told_in_the_next(world: World) -> None:
    moderators = await Moderators.of(world)
    jobs = [await world.imagine(), await world.imagine()]
    for job, room in zip(jobs, (moderators.room, moderators.log), strict=True):
        await world.finished(job)
        gone = world.parts.bot.get_channel(room.id)
        assert isinstance(gone, discord.TextChannel)
        await gone.delete()
        form = await world.menu(world.raw(job), MENU, who=world.stranger)
        await world.hand_in(form, who=world.stranger, reason=REASON)
        if room is moderators.room:
            # Not as a line of the log: with what was said.
            await moderators.until_told(r"\[my\](face)", where=moderators.log)
    # Now there is none. Whatever is open comes into the next.
    await moderators.move("a new one")
    async with asyncio.timeout(PATIENCE_S):
        while len(moderators.posts) < len(jobs):
            await moderators.until_told("reported a picture of")
            await asyncio.sleep(0.01)
    for post in moderators.posts:
        await moderators.press(post, "Dismiss")
    assert not any(world.is_gone(job) for job in jobs)


async def test_what_is_said_once_the_channel_is_gone_is_told_in_the_next(world: World) -> None:
    moderators = await Moderators.of(world)
    job = await world.imagine()
    await world.finished(job)
    for who, reason, where in (
        (world.stranger, "it is rude", moderators.room),
        (world.moderator, "it is mine", moderators.log),
    ):
        form = await world.menu(world.raw(job), MENU, who=who)
        await world.hand_in(form, who=who, reason=reason)
        await moderators.until_told(reason, where=where)
        gone = world.parts.bot.get_channel(where.id)
        assert isinstance(gone, discord.TextChannel)
        await gone.delete()
    # The log's is the only one that is named anew.
    rooms = world.parts.services.moderation.rooms
    before, log = await rooms.rooms(world.server.id), world.server.create_text_channel("a new log")
    after = Rooms(log.id, before.moderators_id)
    await rooms.change(world.server.id, after, before=before, by_id=world.moderator.id)
    await moderators.until_told("2 people reported", "it is rude", "it is mine", where=log)


async def test_what_somebody_reported_who_is_forgotten_is_taken_back(world: World) -> None:
    moderators = await Moderators.of(world)
    jobs = [await world.imagine(who=world.stranger), await world.imagine(who=world.stranger)]
    for job, reporters in zip(jobs, ((world.artist,), (world.artist, world.moderator)), strict=True):
        await world.finished(job)
        for who in reporters:
            form = await world.menu(world.raw(job), MENU, who=who)
            await world.hand_in(form, who=who, reason=f"{who.id} says so")
            await moderators.until_told(f"{who.id} says so")
    assert len(moderators.posts) == len(jobs)
    await erased(world)
    async with asyncio.timeout(PATIENCE_S):
        while str(world.artist.id) in "".join(post.text for post in moderators.posts):
            world.parts.services.community.agenda.wake()
            await asyncio.sleep(0.01)
    (left,) = moderators.posts
    await moderators.press(left, "Dismiss")
    await moderators.until_told("dismissed")


async def test_a_decision_is_told_in_the_channel_that_moderators_have_left_too(world: World) -> None:
    moderators = await Moderators.of(world)
    job = await world.imagine()
    await world.finished(job)
    form = await world.menu(world.raw(job), MENU, who=world.stranger)
    await world.hand_in(form, who=world.stranger, reason=REASON)
    await moderators.until_told("reported a picture of")
    left = moderators.room
    await moderators.move("a new one")
    await moderators.until_told("reported a picture of")
    (post,) = moderators.posts
    await moderators.press(post, "Dismiss")
    await moderators.until_told("dismissed this", where=left)
    (before,) = world.messages(left.id)
    assert before.buttons == []


async def test_moderators_are_told_where_the_card_cannot_be_deleted(world: World) -> None:
    moderators = await Moderators.of(world)
    job = await world.imagine()
    await world.finished(job)
    form = await world.menu(world.raw(job), MENU, who=world.stranger)
    assert "Only the moderators" not in str(form.modal), "everybody sees their channel"
    await world.hand_in(form, who=world.stranger, reason=REASON)
    await moderators.until_told("reported a picture of")
    (post,) = moderators.posts
    world.env.inject_error(
        "DELETE", f"/channels/{world.channel.id}/messages/*", status=403, code=50001, times=None
    )
    await moderators.press(post, "Remove picture")
    await moderators.until_told("The card still stands there")
