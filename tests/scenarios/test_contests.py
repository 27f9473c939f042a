"""Contests: the whole of one as people see it, and everything that they are refused, in both languages."""

from datetime import timedelta
from types import SimpleNamespace

import discord
import pytest
from discord import PermissionOverwrite

from cogs.ui.verbs import Verb
from studio.community.contest import Rules
from studio.community.contest_errors import NoContest
from studio.community.contests import Call
from studio.community.purposes import Channel, ContestSettings
from tests.scenarios.arena import ENTRIES, VOTING, Arena
from tests.scenarios.world import SERVER_ID, fields, told

MENU = "Submit picture"
SUBMIT = "Submit"


async def test_a_contest_from_its_opening_to_its_results(arena: Arena) -> None:
    world = arena.world
    champions = world.server.create_role("Champions", position=999)
    await arena.opened(reward=champions, blind=True)
    opening = arena.posts[-1]
    assert "Foxes in the snow" in opening.text
    assert f"<@&{champions.id}>" in opening.text

    job = await arena.finished("a fox asleep", who=world.artist)
    assert SUBMIT in world.card(job).buttons
    entered = await world.press(job, Verb.SUBMIT)
    assert "Entered" in told(entered)
    assert len(arena.page(entered).gallery) == 1
    assert arena.page(entered).gallery[0]["description"] == "a fox asleep"
    await arena.entered(world.stranger, "a fox awake")
    own = await arena.click(opening, "See entries", world.artist)
    assert "1 of 1" in told(own)
    assert "a fox asleep" in told(own), "only one's own before the voting"

    await arena.pass_time(ENTRIES)
    voting = await arena.post("2 pictures were entered")
    assert "See entries" in voting.buttons
    shown = await arena.click(voting, "See entries", world.moderator)
    assert "of 2" in told(shown)
    assert f"<@{world.artist.id}>" not in told(shown), "it is blind"
    if "a fox asleep" not in told(shown):
        await arena.click(shown, "Next entry", world.moderator)
    assert "a fox asleep" in arena.page(shown).text
    assert "You have 3 votes left" in arena.page(shown).text
    await arena.click(shown, "Vote", world.moderator)
    assert "You have voted for this one" in arena.page(shown).text
    assert "You have 2 votes left" in arena.page(shown).text
    await arena.click(shown, "Take the vote back", world.moderator)
    assert "You have 3 votes left" in arena.page(shown).text
    await arena.click(shown, "Vote", world.moderator)

    await arena.pass_time(VOTING)
    results = await arena.post("is over")
    assert f"**1.** <@{world.artist.id}> · 1 vote" in results.text
    assert "2 entries, 1 vote by 1 person" in results.text
    assert len(results.gallery) == 1
    assert world.picture(results.gallery[0]["media"]["url"]).width > 500
    member = world.env.backend.get_guild(world.server.id).members[world.artist.id]
    assert champions.id not in member.role_ids, "the bot may not give it"
    direct = world.messages(arena.host.user.dm_channel.id)
    assert "the bot may not give **Champions**" in direct[-1].text
    assert str(results.id) in direct[-1].text
    after = await arena.click(results, "See entries", world.stranger)
    assert f"<@{world.artist.id}>" in told(after) or f"<@{world.stranger.id}>" in told(after)
    assert "Vote" not in arena.page(after).buttons
    listed = await world.artist.slash(arena.channel, "contest list")
    assert f"<@{world.artist.id}>" in told(listed)


async def test_the_reward_is_given_where_the_bot_may(arena: Arena) -> None:
    world = arena.world
    champions = world.server.create_role("Champions")
    await arena.opened(reward=champions)
    await arena.entered(world.artist)
    await arena.pass_time(ENTRIES)
    shown = await arena.click(await arena.post("was entered"), "See entries", world.stranger)
    await arena.click(shown, "Vote", world.stranger)
    await arena.pass_time(VOTING)
    await arena.post("is over")
    guild = world.env.backend.get_guild(world.server.id)
    assert champions.id in guild.members[world.artist.id].role_ids


async def test_a_reward_that_the_host_could_not_give_is_refused(arena: Arena) -> None:
    world = arena.world
    high = world.server.create_role("Moderators")
    world.env.backend.edit_role(world.server.id, high.id, {"position": 2_000})
    await world.env.settle()
    assert "could not give people" in told(await arena.create(reward=high))
    assert "cannot give people" in told(await arena.create(reward=world.server.default_role))
    with pytest.raises(NoContest):
        await arena.running()


async def test_results_are_told_whatever_discord_says_to_the_reward(
    arena: Arena, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = arena.world

    async def refuse(*_: object, **__: object) -> None:
        answer = SimpleNamespace(status=400, reason="Bad Request")
        raise discord.HTTPException(answer, {"code": 50028, "message": "Invalid Role"})

    await arena.opened(reward=world.server.create_role("Champions"))
    await arena.entered(world.artist)
    await arena.pass_time(ENTRIES)
    shown = await arena.click(await arena.post("was entered"), "See entries", world.stranger)
    await arena.click(shown, "Vote", world.stranger)
    monkeypatch.setattr(discord.Member, "add_roles", refuse)
    await arena.pass_time(VOTING)
    assert f"<@{world.artist.id}>" in (await arena.post("is over")).text


async def test_who_has_left_is_named_and_gets_nothing(arena: Arena) -> None:
    world = arena.world
    await arena.opened(reward=world.server.create_role("Champions"))
    await arena.entered(world.artist)
    await arena.pass_time(ENTRIES)
    shown = await arena.click(await arena.post("was entered"), "See entries", world.stranger)
    await arena.click(shown, "Vote", world.stranger)
    world.server.remove_member(world.artist)
    await arena.pass_time(VOTING)
    results = await arena.post("is over")
    assert "**1.** **artist** · 1 vote" in results.text
    assert "has left the server" in results.text
    assert not world.messages(arena.host.user.dm_channel.id), "there was nobody to reward"


async def test_everything_works_after_a_restart(arena: Arena) -> None:
    world = arena.world
    await arena.opened()
    opening = arena.posts[-1]
    job = await arena.finished(who=world.artist)
    await world.restart()
    assert "Entered" in told(await world.press(job, Verb.SUBMIT))
    own = await arena.click(opening, "See entries", world.artist)
    await arena.pass_time(ENTRIES)
    shown = await arena.click(await arena.post("was entered"), "See entries", world.stranger)
    await world.restart()
    await arena.click(shown, "Vote", world.stranger)
    assert "You have 2 votes left" in arena.page(shown).text
    await arena.pass_time(VOTING)
    await arena.post("is over")
    await world.restart()
    await arena.looked()
    assert [
        sum(text in post.text for post in arena.posts) for text in ("entered until", "was entered", "is over")
    ] == [
        1,
        1,
        1,
    ]
    assert "Withdraw my entry" in arena.page(own).buttons


async def test_an_outage_is_made_up_for_and_told(arena: Arena) -> None:
    world = arena.world
    await arena.opened()
    await arena.entered(world.artist)
    await arena.pass_time(ENTRIES)
    await arena.post("was entered")
    arena.now.time += timedelta(days=2)
    await arena.looked()
    told_of = await arena.post("The bot was away")
    assert "the voting goes on until" in told_of.text
    shown = await arena.click(arena.posts[1], "See entries", world.stranger)
    await arena.click(shown, "Vote", world.stranger)
    assert "You have voted for this one" in arena.page(shown).text
    await arena.pass_time(VOTING)
    assert "1 vote" in (await arena.post("is over")).text


async def test_an_entry_is_withdrawn_and_its_votes_with_it(arena: Arena) -> None:
    world = arena.world
    await arena.opened(votes_each=1)
    await arena.entered(world.artist, "a red fox")
    await arena.entered(world.stranger, "a white fox")
    await arena.pass_time(ENTRIES)
    voting = await arena.post("were entered")
    shown = await arena.click(voting, "See entries", world.moderator)
    while "a red fox" not in arena.page(shown).text:
        await arena.click(shown, "Next entry", world.moderator)
    await arena.click(shown, "Vote", world.moderator)
    assert "given all your votes" in arena.page(shown).text
    own = await arena.click(voting, "See entries", world.artist)
    while "This is your own entry" not in arena.page(own).text:
        await arena.click(own, "Next entry", world.artist)
    await arena.click(own, "Withdraw my entry", world.artist)
    assert "a white fox" in arena.page(own).text
    refused = await arena.click(shown, "Take the vote back", world.moderator)
    assert "you have that vote back" in told(refused)
    again = await arena.click(voting, "See entries", world.moderator)
    assert "You have 1 vote left" in told(again)


async def test_a_deleted_card_takes_its_entry_along(arena: Arena) -> None:
    world = arena.world
    await arena.opened(entries_each=2)
    first = await arena.entered(world.artist, "a red fox")
    second = await arena.entered(world.artist, "a white fox")
    await world.press(first, Verb.DELETE)
    # By hand, and not with the button.
    await world.moderator.delete(world.raw(second))
    await world.env.settle()
    opening = arena.posts[0]
    assert "You have nothing in this contest" in told(await arena.click(opening, "See entries", world.artist))
    await arena.pass_time(ENTRIES)
    assert "Nobody entered a picture" in (await arena.post("is over")).text


async def test_of_several_pictures_and_contests_the_artist_chooses(arena: Arena) -> None:
    world = arena.world
    await arena.opened(entries_each=4)
    several = await arena.finished("foxes", who=world.artist, num_outputs=3)
    form = await world.press(several, Verb.SUBMIT)
    assert [len(field["options"]) for field in fields(form).values()] == [3]
    assert "Entered" in told(await world.hand_in(form, picture="2"))
    assert "already" in told(await world.hand_in(await world.press(several, Verb.SUBMIT), picture="2"))
    assert "Entered" in told(await world.hand_in(await world.press(several, Verb.SUBMIT), picture="3"))


async def test_of_several_contests_those_that_one_can_see_are_offered(arena: Arena) -> None:
    world = arena.world
    await arena.opened()
    other = world.server.create_text_channel("more contests")
    hidden = world.server.create_text_channel(
        "staff only", overwrites={world.server.default_role: PermissionOverwrite(view_channel=False)}
    )
    for channel, theme in ((other, "Owls"), (hidden, "Secrets")):
        await world.parts.services.community.channels.set_up(Channel(channel.id, SERVER_ID, ContestSettings()))
        contest = await world.parts.services.community.contests.create(
            await world.parts.services.community.channels.channel(channel.id),
            Rules(theme),
            Call(entries="1h", voting="1h"),
            host_id=arena.host.id,
            locale="en",
        )
        await arena.looked()
        assert contest.rules.theme == theme
    job = await arena.finished(who=world.artist)
    form = await world.press(job, Verb.SUBMIT)
    (choice,) = fields(form).values()
    assert [option["label"] for option in choice["options"]] == ["Foxes in the snow", "Owls"]
    entered = await world.hand_in(form, contest=str(choice["options"][1]["value"]))
    assert "Owls" in told(entered)
    assert "Entered" in told(await world.hand_in(await world.press(job, Verb.SUBMIT)))
    forged = await world.press(job, Verb.SUBMIT)
    await arena.host.slash(arena.channel, "contest cancel")
    await world.parts.services.community.contests.cancel((await arena.running()).id, by_id=1)
    assert "No contest takes entries" in told(await world.hand_in(forged)), "it was cancelled meanwhile"


async def test_what_one_cannot_see_one_cannot_page_or_vote_on(arena: Arena) -> None:
    world, contests = arena.world, arena.world.parts.services.community.contests
    await arena.opened()
    job = await arena.entered(world.artist)
    hidden = world.server.create_text_channel(
        "staff only", overwrites={world.server.default_role: PermissionOverwrite(view_channel=False)}
    )
    await world.parts.services.community.channels.set_up(Channel(hidden.id, SERVER_ID, ContestSettings()))
    secret = await contests.create(
        await world.parts.services.community.channels.channel(hidden.id),
        Rules("Secrets"),
        Call(entries="30m", voting="40m"),
        host_id=arena.host.id,
        locale="en",
    )
    await arena.looked()
    entry = await contests.enter(secret.id, job, 1)
    await arena.pass_time(ENTRIES)
    shown = await arena.click(await arena.post("was entered"), "See entries", world.stranger)
    arena.forge(shown, Verb.VOTE, entry.id)
    assert "no such contest" in told(await arena.click(shown, Verb.VOTE, world.stranger))
    page = await contests.page_at(entry.id, world.stranger.id)
    assert not page.has_vote


async def test_a_picture_is_entered_by_link_by_menu_or_as_the_last_one(arena: Arena) -> None:
    world = arena.world
    before = await arena.finished("before there was a contest", who=world.artist)
    assert SUBMIT not in world.card(before).buttons
    await arena.opened(entries_each=3)
    assert "Entered" in told(await world.menu(world.raw(before), MENU))
    linked = await arena.finished("a fox", who=world.artist)
    assert linked.card is not None
    link = f"https://discord.com/channels/{world.server.id}/{linked.card.channel_id}/{linked.card.message_id}"
    last = await arena.finished("the last", who=world.artist)
    assert "Entered" in told(await world.artist.slash(world.channel, "contest submit", link=link))
    assert "the last" in told(await world.artist.slash(arena.channel, "contest submit"))
    assert last.id != linked.id


async def test_a_contest_is_cancelled_once_that_is_confirmed(arena: Arena) -> None:
    await arena.opened()
    asked = await arena.host.slash(arena.channel, "contest cancel")
    assert "Cancel the contest" in told(asked)
    assert (await arena.running()).rules.theme == "Foxes in the snow"
    await arena.click(asked, "Cancel the contest", arena.host)
    assert "is cancelled" in arena.page(asked).text
    await arena.post("was cancelled")
    refused = await arena.click(arena.posts[0], "See entries", arena.world.artist)
    assert "There is nothing in this contest" in told(refused)
    assert "There is no such contest" in told(await arena.host.slash(arena.channel, "contest show"))
    await arena.opened()


async def test_a_contest_opens_at_the_time_that_was_given(arena: Arena) -> None:
    created = await arena.create(opens="2h")
    assert "The contest is set up" in told(created)
    assert "Foxes in the snow" in told(await arena.world.artist.slash(arena.channel, "contest show"))
    await arena.pass_time(timedelta(hours=2))
    await arena.post("can be entered until")


REFUSALS = {
    "en-US": {
        "host": "Only people who may manage channels",
        "channel": "is not one for contests",
        "moment": "could not be read",
        "window": "at most 60 days",
        "under-way": "has not ended yet",
        "no-entries": "No contest takes entries",
        "not-yours": "Only your own pictures",
        "not-public": "There is no picture there",
        "too-many": "which is all that it allows",
        "already": "in the contest already",
        "own": "Nobody votes for their own",
        "no-votes": "You have given your vote",
        "closed": "is not open",
        "adults": "age-restricted",
    },
    "ru": {
        "host": "только те, кому можно управлять каналами",
        "channel": "не для конкурсов",
        "moment": "прочитать не удалось",
        "window": "до 60 дней",
        "under-way": "ещё не завершён",
        "no-entries": "ни один конкурс не принимает",
        "not-yours": "только свою картинку",
        "not-public": "Там нет картинки",
        "too-many": "больше нельзя",
        "already": "уже на конкурсе",
        "own": "За свои картинки не голосуют",
        "no-votes": "Ваш голос уже отдан",
        "closed": "не идёт",
        "adults": "возрастным ограничением",
    },
}


@pytest.mark.parametrize("locale", REFUSALS)
async def test_what_is_refused_is_told_in_the_persons_language(arena: Arena, locale: str) -> None:
    world, said = arena.world, REFUSALS[locale]
    artist, stranger = world.artist, world.stranger
    for person in (artist, stranger, arena.host):
        world.locales[person.id] = locale

    assert said["host"] in told(await arena.create(who=artist))
    assert said["host"] in told(await artist.slash(arena.channel, "contest cancel"))
    elsewhere = await arena.host.slash(world.channel, "contest create", theme="Foxes")
    assert said["channel"] in told(elsewhere)
    assert said["moment"] in told(await arena.create(voting="soon"))
    assert said["window"] in told(await arena.create(entries="99d"))
    job = await arena.finished(who=artist)
    assert said["no-entries"] in told(await artist.slash(world.channel, "contest submit"))
    assert said["not-public"] in told(await stranger.slash(world.channel, "contest submit"))

    await arena.create(votes_each=1)
    await arena.looked()
    assert said["under-way"] in told(await arena.create())
    assert said["not-yours"] in told(await world.menu(world.raw(job), MENU, who=stranger))
    await artist.slash(world.channel, "contest submit")
    assert said["already"] in told(await artist.slash(world.channel, "contest submit"))
    await arena.finished(who=artist)
    assert said["too-many"] in told(await artist.slash(world.channel, "contest submit"))
    for link in ("https://discord.com/channels/1/2/100000000000000000", "not a link"):
        assert said["not-public"] in told(await artist.slash(world.channel, "contest submit", link=link))
    dark = await world.age_restricted_channel()
    await world.finished(await world.opened_by(stranger.slash(dark, "imagine", prompt="a fox at night")))
    assert said["adults"] in told(await stranger.slash(dark, "contest submit"))
    await world.finished(await world.imagine(who=stranger))
    await stranger.slash(world.channel, "contest submit")

    await arena.pass_time(ENTRIES)
    voting = arena.posts[-1]
    (see,) = voting.buttons
    own = await arena.click(voting, see, stranger)
    if "withdraw" not in str(arena.page(own).custom_ids):
        await arena.click(own, Verb.FORWARD, stranger)
    mine = arena.entry_of(own, Verb.WITHDRAW)
    await arena.click(own, Verb.FORWARD, stranger)
    await arena.click(own, Verb.VOTE, stranger)
    await arena.click(own, Verb.UNVOTE, stranger)
    arena.forge(own, Verb.VOTE, mine)
    assert said["own"] in told(await arena.click(own, Verb.VOTE, stranger))
    third = world.server.add_member(world.env.create_user("third"))
    world.locales[third.id] = locale
    shown = await arena.click(voting, see, third)
    await arena.click(shown, Verb.VOTE, third)
    await arena.click(shown, Verb.FORWARD, third)
    assert said["no-votes"] in told(await arena.click(shown, Verb.VOTE, third))
    arena.now.time += VOTING
    assert said["closed"] in told(await arena.click(shown, Verb.VOTE, third))
