"""Themes on the whole bot: the pool and its suggestions, the posts, who is told, and all that is refused."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import Permissions
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, RoleHandle
from simcord.results import InteractionResult, ResponseMessage

from studio.clock import Clock
from studio.community.pool import MAX_FILE_BYTES, MAX_POOL, MAX_SUGGESTED_BY_ONE, MAX_THEME, reminder_at
from studio.community.purposes import Channel, ThemeSettings
from studio.jobs import JobState
from tests.scenarios.world import SERVER_ID, Message, World, living_world, told, walk

LANGUAGES = ("en-US", "ru")
SILENT = 1 << 12


@dataclass
class Now:
    """A wall clock that is put forward by hand."""

    time: datetime = field(default_factory=lambda: datetime.now(UTC))

    def clock(self) -> Clock:
        return Clock(now=lambda: self.time)


@dataclass
class Stage:
    """A server with a theme channel, somebody who keeps it, and a role that is told of themes."""

    world: World
    now: Now
    keeper: MemberActor
    role: RoleHandle

    @property
    def channel(self) -> ChannelHandle:
        return self.world.channel

    async def slash(self, name: str, who: MemberActor | None = None, **options: object) -> InteractionResult:
        """Let somebody use a command of ``/theme``, the keeper if nobody is named."""
        return await (who or self.keeper).slash(self.channel, f"theme {name}", **options)

    async def add(self, *themes: str) -> None:
        channel = await self.world.parts.services.community.themes.of_id(SERVER_ID, self.channel.id)
        await self.world.parts.services.community.themes.add(channel, "\n".join(themes), by_id=1)

    async def shown(self, text: str, count: int = 1) -> Message:
        """Wait until so many public messages have a text, and return the last of them."""
        await self.world.until(lambda: len(self.public(text)) == count)
        return self.public(text)[-1]

    def public(self, text: str) -> list[Message]:
        return [message for message in self.world.messages() if not message.ephemeral and text in message.text]

    def raw(self, message: Message) -> ResponseMessage:
        return ResponseMessage(self.world.env, self.world.env.backend.messages[self.channel.id][message.id])

    async def pass_time(self, passed: timedelta) -> None:
        """Let time pass, and let the agenda notice it."""
        self.now.time += passed
        self.world.parts.services.community.agenda.wake()

    def request_of(self, message: Message) -> dict[str, Any]:
        """Return what the bot asked Discord for when it posted the newest message."""
        posts = [r for r in self.world.env.http_requests if r.method == "POST" and r.path.endswith("/messages")]
        (found,) = [r.json for r in posts if r.json is not None and _text(r.json) == message.text]
        return dict(found)


def _text(body: Mapping[str, Any]) -> str:
    return "\n".join(str(part["content"]) for part in walk(body.get("components")) if part.get("type") == 10)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    now = Now()
    async with living_world(tmp_path, clock=now.clock()) as world:
        keepers = world.server.create_role(
            "Keepers", permissions=Permissions(manage_channels=True, manage_guild=True)
        )
        keeper = world.server.add_member(world.env.create_user("keeper"), roles=[keepers])
        role = world.server.create_role("Themes")
        settings = ThemeSettings(at=time(18), role_id=role.id)
        await world.parts.services.community.channels.set_up(Channel(world.channel.id, SERVER_ID, settings))
        await world.env.settle()
        yield Stage(world, now, keeper, role)


async def panel(stage: Stage, shown: InteractionResult) -> Message:
    """Return the list that somebody has opened, as it is now."""
    assert shown.response is not None
    (found,) = [message for message in stage.world.messages() if message.id == shown.response.id]
    return found


def text_of(message: Message) -> list[str]:
    return message.text.splitlines()


@pytest.mark.parametrize(
    ("locale", "added", "several", "listed", "file"),
    [
        (
            "en-US",
            "1 theme was added",
            "2 themes were added",
            "4 themes, page 1 of 1",
            "1 was in the pool already",
        ),
        ("ru", "Добавлена 1 тема", "Добавлены 2 темы", "4 темы, страница 1 из 1", "1 в запасе уже была"),
    ],
)
async def test_a_pool_is_filled_one_by_one_by_a_form_and_from_a_file(
    stage: Stage, locale: str, added: str, several: str, listed: str, file: str
) -> None:
    stage.world.locales[stage.keeper.id] = locale
    assert added in told(await stage.slash("add", theme="  a fox "))
    form = await stage.slash("add")
    assert several in told(await stage.world.hand_in(form, who=stage.keeper, themes="rain\n\nsnow\nA FOX\n"))
    body = "\ufeffrain\r\nбашня\r\n".encode()
    imported = told(await stage.slash("import", file=("themes.txt", body)))
    assert added in imported
    assert file in imported
    pool = await panel(stage, await stage.slash("pool"))
    assert listed in pool.text
    assert [line for line in text_of(pool) if line in {"a fox", "rain", "snow", "башня"}] == [
        "a fox",
        "rain",
        "snow",
        "башня",
    ]


@pytest.mark.parametrize(
    ("locale", "thanks", "waits", "approve", "reject", "by"),
    [
        ("en-US", "Moderators look at **a fox** now", "2 suggestions wait", "Approve", "Reject", "Suggested by"),
        ("ru", "посмотрят модераторы", "2 предложения ждут", "Принять", "Отклонить", "Suggested by"),
    ],
)
async def test_a_suggestion_comes_out_with_its_name_once_somebody_approves_it(
    stage: Stage, locale: str, thanks: str, waits: str, approve: str, reject: str, by: str
) -> None:
    for who in (stage.world.artist, stage.keeper):
        stage.world.locales[who.id] = locale
    assert thanks in told(await stage.slash("suggest", stage.world.artist, theme="a fox"))
    await stage.slash("suggest", stage.world.artist, theme="rain")
    assert waits in told(await stage.slash("show"))
    assert waits not in told(await stage.slash("show", stage.world.artist)), "it waits for moderators"
    opened = await stage.slash("pool")
    waiting = await panel(stage, opened)
    assert "a fox" in waiting.text
    ids = [str(c["custom_id"]) for c in walk(waiting.components) if c.get("label") == approve]
    assert opened.response is not None
    await stage.keeper.click(opened.response, custom_id=ids[0])
    assert "a fox" not in (await panel(stage, opened)).text
    await stage.keeper.click(opened.response, label=reject)
    assert (await panel(stage, opened)).text.count("rain") == 0
    await stage.slash("now")
    post = await stage.shown("a fox")
    assert f"{by} <@{stage.world.artist.id}>" in post.text


async def test_a_theme_comes_out_tells_its_role_and_is_shown(stage: Stage) -> None:
    await stage.add("a fox")
    assert "comes in a moment" in told(await stage.slash("now"))
    post = await stage.shown("Theme of the day")
    assert "## a fox" in post.text
    assert f"<@&{stage.role.id}>" in post.text
    assert stage.request_of(post)["allowed_mentions"] == {"parse": [], "roles": [stage.role.id]}
    shown = told(await stage.slash("show", stage.world.artist))
    assert "On now: **a fox**" in shown
    assert "You have no streak yet" in shown


async def test_the_post_is_in_the_language_of_a_community_server(stage: Stage) -> None:
    guild = stage.world.parts.bot.get_guild(SERVER_ID)
    assert guild is not None
    guild.features.append("COMMUNITY")
    guild.preferred_locale = discord.Locale.russian
    await stage.add("лиса")
    await stage.slash("now")
    assert "Сообщать мне" in (await stage.shown("Тема дня")).buttons


@pytest.mark.parametrize(
    ("locale", "on", "off"),
    [("en-US", "will be told of every new theme", "will not be told"), ("ru", "вам скажут", "больше не скажут")],
)
async def test_whoever_wants_to_is_told(stage: Stage, locale: str, on: str, off: str) -> None:
    artist = stage.world.artist
    stage.world.locales[artist.id] = locale
    await stage.add("a fox")
    await stage.slash("now")
    post = stage.raw(await stage.shown("Theme of the day"))
    members = stage.world.env.backend.get_guild(SERVER_ID).members
    assert on in told(await artist.click(post, label="Tell me"))
    assert stage.role.id in members[artist.id].role_ids
    await stage.world.restart()
    assert off in told(await artist.click(post, label="Tell me"))
    assert stage.role.id not in members[artist.id].role_ids


@pytest.mark.parametrize(
    ("locale", "out_of_reach", "gone"),
    [
        ("en-US", "The bot may not give that role", "There is no role here"),
        ("ru", "Эту роль боту выдавать нельзя", "Роли, которой сообщают о темах, здесь (больше) нет"),
    ],
)
async def test_a_role_that_cannot_be_given_is_told_of_kindly(
    stage: Stage, locale: str, out_of_reach: str, gone: str
) -> None:
    artist, backend = stage.world.artist, stage.world.env.backend
    stage.world.locales[artist.id] = locale
    await stage.add("a fox")
    await stage.slash("now")
    post = stage.raw(await stage.shown("Theme of the day"))
    guild = backend.get_guild(SERVER_ID)
    guild.roles[stage.role.id].position = 50
    assert out_of_reach in told(await artist.click(post, label="Tell me"))
    guild.roles[stage.role.id].position = 1
    backend.delete_role(SERVER_ID, stage.role.id)
    await stage.world.env.settle()
    assert gone in told(await artist.click(post, label="Tell me"))


async def test_a_theme_is_skipped_and_another_takes_its_place(stage: Stage) -> None:
    await stage.add("a fox", "rain")
    await stage.slash("now")
    first = await stage.shown("Theme of the day")
    # What is planned for the very same moment is the same.
    await stage.pass_time(timedelta(seconds=1))
    told_so = told(await stage.slash("skip"))
    assert "is skipped, and counts for nobody's streak" in told_so
    await stage.shown("Theme of the day", count=2)
    await stage.world.until(lambda: bool(stage.public("was skipped")))
    (skipped,) = stage.public("was skipped")
    assert skipped.id == first.id
    assert skipped.buttons == []


async def test_a_day_with_a_reminder_and_a_recap(stage: Stage) -> None:
    world = stage.world
    await stage.add("a fox", "rain", "snow")
    await stage.slash("now")
    post = await stage.shown("Theme of the day")
    await world.finished(await world.imagine("a fox in the snow", num_outputs=2))
    await world.finished(await world.imagine("another fox", who=world.stranger))
    await world.finished(await world.imagine("a private fox", who=world.moderator, private=True))
    stranger = world.stranger.id
    run = await world.parts.services.community.themes.standing(
        await world.parts.services.community.themes.of_id(SERVER_ID, world.channel.id), person_id=stranger
    )
    assert run.on is not None
    assert run.streak.current == 1
    world.server.remove_member(world.stranger)
    await stage.pass_time(reminder_at(run.on.begun_at, run.on.ends_at) - stage.now.time)
    reminder = await stage.shown("goes on until")
    assert "3 pictures · 2 artists" in reminder.text
    assert int(stage.request_of(reminder)["flags"]) & SILENT
    await stage.pass_time(run.on.ends_at - stage.now.time)
    await stage.shown("Theme of the day", count=2)
    await stage.pass_time(timedelta(minutes=10))
    recap = await stage.shown("What was made")
    assert "3 pictures · 2 artists" in recap.text
    (item,) = recap.gallery
    title = next(line for line in text_of(post) if line.startswith("## "))[3:]
    assert item["description"] == f"Contact sheet: {title}"
    sheet = world.picture(item["media"]["url"])
    assert sheet.format == "JPEG"
    assert sheet.width > 1_000
    looked_up = [r.path for r in world.env.http_requests if r.method == "GET" and f"/{stranger}" in r.path]
    assert looked_up == [f"/guilds/{SERVER_ID}/members/{stranger}", f"/users/{stranger}"]


async def test_what_is_made_in_a_thread_counts_for_its_channel(stage: Stage) -> None:
    world = stage.world
    await stage.add("a fox")
    await stage.slash("now")
    await stage.shown("Theme of the day")
    opened = world.env.backend.create_thread(world.channel.id, "foxes", world.artist.id)
    await world.env.settle()
    thread = ChannelHandle(world.env, world.server, opened)
    job = await world.opened_by(world.command("a fox in a thread", where=thread))
    await world.until_state(job, JobState.DONE)
    assert job.place.parent_id == world.channel.id
    assert "1 theme in a row, 1 at best" in told(await stage.slash("show", world.artist))
    assert "1 theme in a row, 1 at best" in told(await world.artist.slash(thread, "theme show"))


REFUSED: dict[str, tuple[str, str]] = {
    "not-yours": ("Only people who may manage channels", "Это могут только те"),
    "no-channel": ("There is no theme channel here", "Здесь нет канала тем"),
    "no-theme": ("There is no theme in that", "Темы в этом нет"),
    "known": ("Somebody has had that idea already", "Такая идея уже у кого-то была"),
    "many": (f"{MAX_SUGGESTED_BY_ONE} suggestions of yours wait", f"ждут уже {MAX_SUGGESTED_BY_ONE}"),
    "gone": ("Somebody has decided about that theme already", "Об этой теме кто-то уже решил"),
    "full": ("takes no more", "больше не поместится"),
    "large": (f"up to {MAX_FILE_BYTES // 1000} kB", f"можно до {MAX_FILE_BYTES // 1000} кБ"),
    "not-text": ("not a text in UTF-8", "не текст в UTF-8"),
    "long": (f"up to {MAX_THEME} characters", f"можно до {MAX_THEME} символов"),
    "nothing-on": ("No theme is on that could be skipped", "пропускать нечего"),
    "empty": ("no theme in the pool that could come", "В запасе нет темы"),
}


@pytest.fixture(params=LANGUAGES)
def locale(request: pytest.FixtureRequest, stage: Stage) -> str:
    for who in (stage.keeper, stage.world.artist):
        stage.world.locales[who.id] = request.param
    return str(request.param)


def refused(locale: str, what: str, result: InteractionResult) -> bool:
    return REFUSED[what][LANGUAGES.index(locale)] in told(result)


async def test_members_decide_about_nothing(stage: Stage, locale: str) -> None:
    artist = stage.world.artist
    for name, options in (
        ("add", {"theme": "a fox"}),
        ("add", {}),
        ("import", {"file": ("themes.txt", b"a fox")}),
        ("pool", {}),
        ("now", {}),
        ("skip", {}),
    ):
        assert refused(locale, "not-yours", await stage.slash(name, artist, **options)), name


async def test_elsewhere_there_is_no_theme_channel_unless_it_is_the_only_one(stage: Stage, locale: str) -> None:
    world = stage.world
    other = world.server.create_text_channel("chat")
    await world.env.settle()
    assert not refused(locale, "no-channel", await stage.keeper.slash(other, "theme show"))
    second = world.server.create_text_channel("more themes")
    await world.parts.services.community.channels.set_up(Channel(second.id, SERVER_ID, ThemeSettings()))
    await world.env.settle()
    assert refused(locale, "no-channel", await stage.keeper.slash(other, "theme show"))
    assert second.mention in told(await stage.keeper.slash(second, "theme show"))
    for channel in (second, stage.channel):
        await world.parts.services.community.channels.close(channel.id)
    assert refused(locale, "no-channel", await stage.keeper.slash(second, "theme show"))


async def test_what_somebody_may_not_see_they_are_not_told_of(stage: Stage, locale: str) -> None:
    world, artist = stage.world, stage.world.artist
    hidden = world.server.create_text_channel(
        "hidden", overwrites={artist: discord.PermissionOverwrite(view_channel=False)}
    )
    await world.parts.services.community.channels.close(stage.channel.id)
    await world.parts.services.community.channels.set_up(Channel(hidden.id, SERVER_ID, ThemeSettings()))
    await world.env.settle()
    assert refused(locale, "no-channel", await stage.slash("show", artist))
    assert refused(locale, "no-channel", await stage.slash("suggest", artist, theme="rain"))
    assert hidden.mention in told(await stage.slash("show", world.stranger))


async def test_whoever_keeps_another_channel_decides_about_nothing_here(stage: Stage, locale: str) -> None:
    world, artist = stage.world, stage.world.artist
    other = world.server.create_text_channel(
        "chat", overwrites={artist: discord.PermissionOverwrite(manage_channels=True)}
    )
    await world.env.settle()
    assert refused(locale, "not-yours", await artist.slash(other, "theme add", theme="a fox"))
    assert stage.channel.id != other.id
    assert "1" in told(await stage.keeper.slash(other, "theme add", theme="a fox"))


async def test_what_is_no_theme_is_refused(stage: Stage, locale: str) -> None:
    artist = stage.world.artist
    assert refused(locale, "no-theme", await stage.slash("add", theme="\u200b"))
    assert refused(locale, "no-theme", await stage.slash("suggest", artist, theme=" "))
    form = await stage.slash("add")
    typed = "x" * (MAX_THEME + 1)
    too_long = await stage.world.hand_in(form, who=stage.keeper, themes=typed)
    assert refused(locale, "long", too_long)
    assert typed in told(too_long), "what was typed is not lost"


async def test_suggestions_have_their_limits(stage: Stage, locale: str) -> None:
    artist = stage.world.artist
    await stage.add("a fox")
    assert refused(locale, "known", await stage.slash("suggest", artist, theme="A Fox"))
    for number in range(MAX_SUGGESTED_BY_ONE):
        await stage.slash("suggest", artist, theme=f"idea {number}")
    assert refused(locale, "many", await stage.slash("suggest", artist, theme="one more"))


async def test_files_have_their_limits(stage: Stage, locale: str) -> None:
    large = await stage.slash("import", file=("themes.txt", b"x" * (MAX_FILE_BYTES + 1)))
    assert refused(locale, "large", large)
    utf16 = await stage.slash("import", file=("themes.txt", "лиса".encode("utf-16")))
    assert refused(locale, "not-text", utf16)
    binary = await stage.slash("import", file=("themes.txt", b"\0\0\0\0"))
    assert refused(locale, "not-text", binary)
    assert refused(locale, "no-theme", await stage.slash("import", file=("themes.txt", b"\n\n")))


async def test_two_who_decide_about_the_same(stage: Stage, locale: str) -> None:
    await stage.slash("suggest", stage.world.artist, theme="a fox")
    opened, also = await stage.slash("pool"), await stage.slash("pool")
    assert opened.response is not None
    assert also.response is not None
    approve = ("Approve", "Принять")[LANGUAGES.index(locale)]
    await stage.keeper.click(opened.response, label=approve)
    assert refused(locale, "gone", await stage.keeper.click(also.response, label=approve))


async def test_a_full_pool_takes_no_suggestion(stage: Stage, locale: str) -> None:
    await stage.slash("suggest", stage.world.artist, theme="one more")
    await stage.add(*(f"theme {number}" for number in range(MAX_POOL)))
    opened = await stage.slash("pool")
    assert opened.response is not None
    approve = ("Approve", "Принять")[LANGUAGES.index(locale)]
    assert refused(locale, "full", await stage.keeper.click(opened.response, label=approve))


async def test_there_must_be_something_to_come_and_to_skip(stage: Stage, locale: str) -> None:
    assert refused(locale, "empty", await stage.slash("now"))
    await stage.add("a fox")
    assert refused(locale, "nothing-on", await stage.slash("skip"))


async def test_a_list_is_turned_and_thinned_out_after_a_restart(stage: Stage) -> None:
    await stage.add(*(f"theme {number}" for number in range(17)))
    opened = await stage.slash("pool")
    assert opened.response is not None
    await stage.world.restart()
    await stage.keeper.click(opened.response, label="Next")
    await stage.keeper.click(opened.response, label="Next")
    assert "page 3 of 3" in (await panel(stage, opened)).text
    await stage.keeper.click(opened.response, label="Remove")
    shown = await panel(stage, opened)
    assert "16 themes, page 2 of 2" in shown.text
    await stage.keeper.click(opened.response, label="Back")
    assert "theme 0" in (await panel(stage, opened)).text
    await stage.keeper.click(opened.response, label="Suggestions")
    assert "No suggestion waits" in (await panel(stage, opened)).text
    form = await stage.keeper.click(opened.response, label="Add themes")
    assert "1 theme was added" in told(await stage.world.hand_in(form, who=stage.keeper, themes="one more"))


async def test_a_channel_that_is_set_up_gets_its_first_theme_at_its_time(stage: Stage) -> None:
    world, now = stage.world, stage.now
    now.time = datetime(2026, 10, 24, 18, 0, tzinfo=UTC)
    other = world.server.create_text_channel("themes")
    await world.env.settle()
    made = await stage.keeper.slash(
        other, "channel setup", purpose="theme", every="day", at="18:00", time_zone="Europe/Berlin"
    )
    assert other.mention in told(made)
    assert "1 theme was added" in told(await stage.keeper.slash(other, "theme add", theme="a fox"))
    assert f"<t:{int(datetime(2026, 10, 25, 17, tzinfo=UTC).timestamp())}:f>" in told(
        await stage.keeper.slash(other, "theme show")
    ), "the clock is put back in that night"
    await stage.pass_time(timedelta(hours=22, minutes=59))
    await world.env.settle()
    assert not [message for message in world.messages(other.id) if "## a fox" in message.text]
    await stage.pass_time(timedelta(minutes=1))
    await world.until(lambda: any("## a fox" in message.text for message in world.messages(other.id)))
