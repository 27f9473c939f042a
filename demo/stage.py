"""The stage: the real bot on simcord's simulated Discord, with a page in the browser to use it from.

Everything between the command and the paid call is what production runs; played are Discord, the Flux service and
the host of uploaded pictures. How it is started and stopped is ``demo.run``'s.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import discord
import simcord
from simcord.actors import MemberActor
from simcord.backend.errors import SetupError
from simcord.builders import ChannelHandle
from simcord.env import Env
from simcord.results import InteractionResult

from cogs.ui.forms import MODEL, PROMPT
from cogs.words import Languages
from composition import compose, running
from demo.look_alike import BLOCKED, FAILED, Course, LookAlike, Options, OutputFault
from demo.page import Page, Pages
from demo.photograph import photograph
from demo.story import STAR, Cast, play
from demo.uploads import CDN_HOST, Uploads
from flux.models import DEFAULT_EDIT_MODEL
from settings import Settings
from studio.clock import Clock

COURSES: Mapping[str, Course] = {
    "nsfw": BLOCKED,
    "fail": FAILED,
    "lost": Course(outputs=OutputFault.GONE),
    "slow": Course(duration_s=20),
}
"""Words in a prompt that make the demo's service misbehave, so that such ends can be seen too."""

SECOND_MEMBER_POSTS = "My lake this morning. What would it look like on an autumn evening?"
SECOND_MEMBER_EDITS = "make it an autumn evening"
SECOND_MEMBER_SAYS = """\
Your turn! In the box below:
- type **/imagine**, press Enter, write what you want to see, press Enter again
- or **/edit** and what to change: in your last picture here, or in one that you attach (see *more*)

Or reply to any picture with **@Easel** and what to change. Under Easel's own you can also press **Edit**.

There is more going on in our other channels: {elsewhere}
"""
_EDITED_IN_S = 0.5
"""How long the service takes for the second member's picture, in seconds: it is there when the page is opened."""
_LOOKING_S = 0.25
_LEAST_BETWEEN_REFRESHES_S = 1.0
_MOST_BEHIND_S = 5.0
_SHARDS = 1
_MENU = "Edit picture"


@dataclass(frozen=True, slots=True)
class Stage:
    """The stage while it stands: ``preview`` is the page where ``you`` and a ``friend`` write into ``channel``.

    ``pages`` are those of all channels, by name. ``look_alike`` is the service that the bot asks. ``live`` keeps
    the pages current, ``playing`` is what other members do meanwhile; the first ends only where something is
    broken.
    """

    preview: Page
    pages: Pages
    env: Env
    channel: ChannelHandle
    you: MemberActor
    friend: MemberActor
    look_alike: LookAlike
    live: asyncio.Task[None]
    playing: asyncio.Task[None]


@asynccontextmanager
async def staged(
    folder: Path,
    *,
    speed: float = 1.0,
    sketches: bool = False,
    is_busy: bool = True,
    clock: Clock = Clock(),  # noqa: B008 - a frozen value
    languages: Languages | None = None,
) -> AsyncIterator[Stage]:
    """Set the stage up; the bot's store and pictures go into ``folder``.

    ``speed`` divides the models' typical durations; ``sketches`` makes plain pictures. ``is_busy`` says whether
    other members do something in the other channels. ``languages`` are handed in by whoever sets many up.
    """
    async with AsyncExitStack() as stack:
        uploads = await stack.enter_async_context(Uploads())
        options = Options(speed=speed, sketches=sketches, hosts={CDN_HOST: str(uploads.base)})
        look_alike = await stack.enter_async_context(LookAlike(options))
        for words, course in COURSES.items():
            look_alike.when(words, course)
        parts = await stack.enter_async_context(
            compose(_settings(look_alike, folder), clock=clock, read_media=uploads.read, languages=languages)
        )
        env = await stack.enter_async_context(simcord.run(parts.bot, shard_count=_SHARDS, check_errors=False))
        uploads.find = env.backend.cdn.get
        env.backend.bot_user.name = "Easel"
        await _follow(env, clock)
        # Work of the bot that never settles may not start inside simcord's own start.
        await stack.enter_async_context(running(parts))
        channel, you, friend, cast = _people(env)
        look_alike.when(SECOND_MEMBER_EDITS, Course(duration_s=_EDITED_IN_S))
        pages = Pages(env, [channel, cast.theme, cast.contest, cast.showcase], [you, friend])
        await stack.enter_async_context(pages)
        card, said = await _play(channel, friend, pages)
        page = pages.by_name[str(channel.name)]
        await page.show(said)
        live = asyncio.create_task(_keep_live(env, pages, clock), name="live-pages")
        stack.push_async_callback(_ended, live)
        playing = asyncio.create_task(play(cast, pages, card) if is_busy else asyncio.sleep(0), name="story")
        stack.push_async_callback(_ended, playing)
        yield Stage(page, pages, env, channel, you, friend, look_alike, live, playing)


async def hand_in(member: MemberActor, form: InteractionResult, change: str) -> None:
    """Fill in the form of an edit with what to change, and hand it in."""
    await member.submit_modal(form, {PROMPT: change, MODEL: [DEFAULT_EDIT_MODEL.name]})


def _settings(look_alike: LookAlike, folder: Path) -> Settings:
    """Return settings that say everything themselves: what the operator has set is for the real bot."""
    return Settings.model_validate(
        {
            "discord_token": "demo",
            "flux_api_key": look_alike.options.key,
            "flux_api_url": str(look_alike.create_base),
            "flux_poll_urls": ",".join(str(base) for base in look_alike.poll_bases),
            "flux_output_hosts": look_alike.output_host,
            "database_url": f"sqlite:///{folder / 'easel.db'}",
            "max_running": 8,
            "budget_usd_per_month": None,
            "prices_file": None,
            "allowed_servers": (),
            "private_use": "off",
            # What would be refused in a direct message could not be seen: the page shows one channel only.
            "message_content": "on",
            "discord_api_url": None,
            "discord_gateway_url": None,
            "shard_ids": (),
            "shard_count": _SHARDS,
            "log_level": "ERROR",
            "log_format": "text",
            "metrics_port": None,
            "metrics_host": "127.0.0.1",
        }
    )


def _people(env: Env) -> tuple[ChannelHandle, MemberActor, MemberActor, Cast]:
    server = env.create_guild("Easel's studio")
    channel = server.create_text_channel("pictures", topic="Type /imagine and see")
    keeper = server.create_role("keeper", permissions=discord.Permissions(manage_channels=True, manage_guild=True))
    you = server.add_member(env.create_user("you", global_name="You"), roles=[keeper])
    friend = server.add_member(env.create_user("mira", global_name="Mira"))
    cast = Cast(
        theme=server.create_text_channel("daily-theme", topic="A theme a day; what do you make of it?"),
        contest=server.create_text_channel("contest", topic="Submit a picture, then vote"),
        showcase=server.create_text_channel("showcase", topic=f"What gathers two {STAR} anywhere"),
        host=server.add_member(env.create_user("noor", global_name="Noor"), roles=[keeper]),
        members=(
            friend,
            server.add_member(env.create_user("ravi", global_name="Ravi")),
            server.add_member(env.create_user("june", global_name="June")),
        ),
    )
    return channel, you, friend, cast


async def _play(
    channel: ChannelHandle, friend: MemberActor, pages: Pages
) -> tuple[discord.Message, discord.Message]:
    """Let the second member post a picture, have it edited, and say what to try.

    Return the card of the edit, and where it says so.
    """
    picture = ("lake.jpg", await asyncio.to_thread(photograph))
    posted = await friend.send(channel, SECOND_MEMBER_POSTS, attachments=[picture])
    form = await friend.context_menu(channel, _MENU, posted)
    await hand_in(friend, form, SECOND_MEMBER_EDITS)
    elsewhere = [f"[{name}]({page.url})" for name, page in pages.by_name.items() if name != channel.name]
    said = await friend.send(channel, SECOND_MEMBER_SAYS.format(elsewhere=" · ".join(elsewhere)))
    return channel.history()[1], said


async def _keep_live(env: Env, pages: Pages, clock: Clock) -> None:
    """Show what the bot does by itself: publish the pages anew whenever it has spoken to Discord meanwhile."""
    shown = -1
    while True:
        await asyncio.sleep(_LOOKING_S)
        spoken = len(env.http_requests)
        try:
            async with pages.turn:
                await _follow(env, clock)
            if spoken == shown:
                continue
            await pages.refresh()
        except (SetupError, TimeoutError):
            # A scripted member is in the middle of something, the bot is busy, or the session is over: look again.
            continue
        shown = spoken
        await asyncio.sleep(_LEAST_BETWEEN_REFRESHES_S)


async def _follow(env: Env, clock: Clock) -> None:
    """Bring simcord's own time, which stands still, up to the clock: tokens run out as they really do."""
    behind_s = (clock.now() - env.now()).total_seconds()
    if behind_s > _MOST_BEHIND_S:
        await env.advance_time(behind_s)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
