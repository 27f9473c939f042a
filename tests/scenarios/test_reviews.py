"""Review mode: moderators see pictures first and decide once; until then, and if they say no, nobody else does."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from simcord.results import ResponseMessage

from cogs.ui.verbs import Verb
from studio.community.contest_errors import NoPublicPicture
from studio.jobs import Job, JobState, Review, Verdict
from studio.moderation.reviews import WAITS_FOR
from studio.moderation.rooms import Subject
from studio.rulebook import Manner
from studio.store.agenda import AgendaStore
from studio.store.forgetting import ForgettingStore
from studio.store.posts import PostStore
from studio.store.reviews import ReviewStore
from tests.scenarios.arena import Now
from tests.scenarios.moderators import Moderators
from tests.scenarios.test_my_data import erased
from tests.scenarios.world import PATIENCE_S, SERVER_ID, Message, World, living_world, picture, told, walk


async def reviewing(world: World, *, locale: str = "en-US") -> Moderators:
    """Let moderators look first at what is made in the world's channel."""
    moderators = await Moderators.of(world, locale=locale)
    await world.parts.services.moderation.rooms.set_reviewed(
        SERVER_ID, Subject.CHANNEL, world.channel.id, on=True, by_id=world.moderator.id
    )
    return moderators


async def held(moderators: Moderators, title: str = "wait for you", **options: Any) -> tuple[Job, Message]:
    """Let the artist ask for a picture, and wait until moderators are shown it; return the job and their post."""
    job = await moderators.world.imagine(**options)
    await moderators.world.until_state(job, JobState.REVIEWING)
    await moderators.until_told(title)
    return job, moderators.posts[-1]


def shown_by(world: World, message: Message) -> list[str]:
    """Return the addresses of all that a message shows or has attached."""
    (stored,) = (each[message.id] for each in world.env.backend.messages.values() if message.id in each)
    return [*(str(item["media"]["url"]) for item in message.gallery), *map(str, stored.attachments)]


@pytest.mark.parametrize(
    ("locale", "waits", "may", "title", "approve", "approved"),
    [
        (
            *("en-US", "a moderator looks at them", ("Details", "Delete")),
            *("wait for you", "Approve", "let them be shown"),
        ),
        ("ru", "сначала смотрит модератор", ("Подробности", "Удалить"), "ждут вас", "Одобрить", "показаны"),
    ],
    ids=["en", "ru"],
)
async def test_what_is_approved_comes_and_nobody_saw_it_before(
    world: World, locale: str, waits: str, may: tuple[str, str], title: str, approve: str, approved: str
) -> None:
    moderators = await reviewing(world, locale=locale)
    job, post = await held(moderators, title, num_outputs=2)
    await world.until(lambda: waits in world.card(job).text)
    card = world.card(job)
    assert (shown_by(world, card), card.buttons) == ([], list(may))
    assert len(post.gallery) == 2
    assert all(item["spoiler"] for item in post.gallery)
    assert told(await moderators.press(post, approve, who=world.stranger))
    assert (await world.job(job)).state is JobState.REVIEWING
    await moderators.press(post, approve)
    finished = await world.finished(job)
    assert len(finished.gallery) == 2
    assert not any(item.get("spoiler") for item in finished.gallery)
    await moderators.until_told(approved)
    (after,) = moderators.posts
    assert (shown_by(world, after), after.buttons) == ([], [])


async def test_what_waits_goes_with_its_artists_data(world: World) -> None:
    moderators = await reviewing(world)
    job, _ = await held(moderators)
    await erased(world)
    assert await world.parts.store.job(job.id) is None
    (post,) = moderators.posts
    assert (shown_by(world, post), post.buttons) == ([], [])


async def test_what_was_only_given_is_not_shown_before_moderators_look(world: World) -> None:
    moderators = await reviewing(world)
    job, post = await held(moderators, prompt="make it night", input_image=("photo.png", picture()))
    assert (shown_by(world, world.card(job)), world.card(job).before) == ([], None)
    assert str(world.flux.created[0].input["input_image"]).startswith("data:image/jpeg;base64,")
    await moderators.press(post, "Approve")
    finished = await world.finished(job)
    assert len(finished.gallery) == 1
    edit = await world.opened_by(world.command("make it snow", name="edit"))
    assert world.card(edit).before is not None, "everybody there has seen it"


async def test_nothing_leads_to_what_waits(world: World) -> None:
    moderators = await reviewing(world)
    job, post = await held(moderators)
    raw = world.env.backend.messages[moderators.room.id][post.id]
    for message in (world.raw(job), ResponseMessage(world.env, raw)):
        edit = await world.menu(message, "Edit picture", who=world.moderator)
        assert "There is no picture in that message" in told(edit)
        entered = await world.menu(message, "Submit picture")
        assert told(entered)
    last = await world.command("snow", name="edit")
    assert "you have made no picture in this channel yet" in told(last)
    contests = world.parts.services.community.contests
    for job_id in (job.id, None):
        with pytest.raises(NoPublicPicture):
            await contests.picture_of(world.artist.id, SERVER_ID, job_id)
    assert await world.parts.store.thumbnail(job.id, 1) is None
    assert world.opened == [job.id]


async def test_a_spoiler_is_one_on_the_card(world: World) -> None:
    moderators = await reviewing(world)
    job, post = await held(moderators)
    await moderators.press(post, "Spoiler")
    finished = await world.finished(job)
    assert [item["spoiler"] for item in finished.gallery] == [True]
    await moderators.until_told("as spoilers")
    await world.parts.services.moderation.rooms.set_reviewed(
        SERVER_ID, Subject.CHANNEL, world.channel.id, on=False, by_id=world.moderator.id
    )
    edit = await world.opened_by(world.command("make it snow", name="edit"))
    shown = await world.finished(edit)
    pictures = [part for part in walk(shown.components) if part.get("type") in {11, 12}]
    hidden = [each["spoiler"] for part in pictures for each in part.get("items", [part])]
    assert hidden == [True, True], "what it started from, and what it is"


async def test_who_asked_for_it_may_take_it_back_while_it_waits(world: World) -> None:
    moderators = await reviewing(world)
    job, _ = await held(moderators)
    assert "has not let these pictures be shown" in told(await world.press(job, Verb.DELETE, who=world.stranger))
    await world.press(job, Verb.DELETE)
    assert world.is_gone(job)
    await moderators.until_told("The card was deleted before anybody decided")
    (after,) = moderators.posts
    assert (shown_by(world, after), after.buttons) == ([], [])


async def test_posts_are_in_the_language_that_the_server_has_set(world: World) -> None:
    moderators = await reviewing(world)
    rules = world.parts.services.community.rules
    await rules.change_manner(SERVER_ID, Manner("ru"), before=Manner().mark, by_id=world.moderator.id)
    await held(moderators, "ждут вас")


async def test_where_moderators_cannot_be_shown_anything_the_log_tells(world: World) -> None:
    moderators = await reviewing(world)
    world.env.inject_error("POST", f"/channels/{moderators.room.id}/messages", status=403, code=50013, times=None)
    job = await world.imagine()
    await world.until_state(job, JobState.REVIEWING)
    await moderators.until_told("moderators cannot be shown them", where=moderators.log)
    assert moderators.posts == []


@pytest.mark.parametrize(("button", "strikes"), [("Reject", 0), ("Strike", 1)])
async def test_what_is_rejected_tells_why_and_what_it_cost(world: World, button: str, strikes: int) -> None:
    moderators = await reviewing(world)
    job, post = await held(moderators)
    form = await moderators.press(post, button)
    await world.hand_in(form, who=world.moderator, reason="too much of *it*")
    await world.until_state(job, JobState.REJECTED)
    await world.until(lambda: "did not let these pictures be shown" in world.card(job).text)
    card = world.card(job)
    assert r"too much of \*it\*" in card.text
    assert "They were made and paid for all the same" in card.text
    assert (shown_by(world, card), card.buttons) == ([], ["Details", "Delete"])
    await moderators.until_told("did not let them be shown")
    (after,) = moderators.posts
    assert (shown_by(world, after), after.buttons) == ([], [])
    assert "has not let these pictures be shown" in told(await world.press(job, Verb.DETAILS, who=world.stranger))
    assert "Everything needed to make it again" in told(await world.press(job, Verb.DETAILS))
    found = await world.parts.services.moderation.discipline.of_person(SERVER_ID, world.artist.id)
    assert len(found) == strikes
    await world.press(job, Verb.DELETE)
    assert world.is_gone(job)


async def test_it_waits_over_a_restart_and_two_decide_once(world: World) -> None:
    moderators = await reviewing(world)
    job, post = await held(moderators)
    form = await moderators.press(post, "Reject")
    await world.restart()
    # In another process, of which this one has not heard: it approves, and dies before anything is shown.
    review, now = Review(Verdict.APPROVED, world.stranger.id), datetime.now(UTC)
    _, first = await ReviewStore(world.parts.store.lanes).judge(job.id, review, now=now)
    assert first
    late = await world.hand_in(form, who=world.moderator, reason="too late")
    assert "has been decided before" in told(late)
    await world.restart()
    finished = await world.finished(job)
    assert len(finished.gallery) == 1
    assert f"<@{world.stranger.id}>" in await moderators.until_told("let them be shown")
    assert len(moderators.posts) == 1


async def test_at_what_nobody_looks_is_given_up(tmp_path: Path) -> None:
    now = Now()
    async with living_world(tmp_path, clock=now.clock()) as world:
        moderators = await reviewing(world)
        job, _ = await held(moderators)
        now.time += WAITS_FOR
        await moderators.until_told("Nobody decided in time")
        await world.until(lambda: "No moderator looked at these pictures in time" in world.card(job).text)
        (after,) = moderators.posts
        assert (shown_by(world, after), after.buttons) == ([], [])


async def test_moderators_who_move_find_what_waits_in_the_new_channel(world: World) -> None:
    moderators = await reviewing(world)
    job, old = await held(moderators)
    former = moderators.room
    await moderators.move("a new one")
    await moderators.until_told("wait for you")
    (post,) = moderators.posts
    await world.until(lambda: old.id not in world.env.backend.messages[former.id])
    await moderators.press(post, "Approve")
    assert len((await world.finished(job)).gallery) == 1


async def test_a_post_that_somebody_deletes_comes_again(tmp_path: Path) -> None:
    now = Now()
    async with living_world(tmp_path, clock=now.clock()) as world:
        moderators = await reviewing(world)
        job, post = await held(moderators)
        stored = world.env.backend.messages[moderators.room.id][post.id]
        await world.moderator.delete(ResponseMessage(world.env, stored))
        agenda = AgendaStore(world.parts.store.lanes)
        async with asyncio.timeout(PATIENCE_S):
            while (await agenda.next_due_at([SERVER_ID]) or now.time) <= now.time:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.01)
        now.time += timedelta(hours=1)
        await moderators.until_told("wait for you")
        (again,) = moderators.posts
        await moderators.press(again, "Approve")
        assert len((await world.finished(job)).gallery) == 1


async def test_of_what_is_forgotten_nothing_stays_with_moderators_however_late(world: World) -> None:
    moderators = await reviewing(world)
    job, _ = await held(moderators)
    # As where Discord was away for so long that nobody waited for it.
    lanes, now = world.parts.store.lanes, datetime.now(UTC)
    judged = ReviewStore(lanes).judge(job.id, Review(Verdict.WITHDRAWN), now=now)
    await asyncio.gather(judged, ForgettingStore(lanes).forget_jobs([job.id], now))
    world.parts.services.community.agenda.wake()
    await world.until(lambda: moderators.posts == [])
    async with asyncio.timeout(PATIENCE_S):
        while await PostStore(lanes).begun("review-"):  # noqa: ASYNC110 - told by the store
            await asyncio.sleep(0.01)


async def test_roles_are_reviewed_wherever_they_are(world: World) -> None:
    moderators = await Moderators.of(world)
    await world.parts.services.moderation.rooms.set_reviewed(
        SERVER_ID, Subject.ROLE, SERVER_ID, on=True, by_id=world.moderator.id
    )
    job, _ = await held(moderators, who=world.stranger)
    assert job.artist_id == world.stranger.id


async def test_private_pictures_are_nobodys_but_the_artists(world: World) -> None:
    moderators = await reviewing(world)
    job = await world.imagine(private=True)
    await world.finished(job)
    assert moderators.posts == []
    assert [c for c in walk(world.card(job).components) if c.get("type") == 12]
