"""A contest channel on the whole bot: people who set contests up and take part, and time that is put forward."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from discord import Permissions
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult, ResponseMessage

from cogs.ui.verbs import Verb
from studio.clock import Clock
from studio.community.contest import LOOK, Contest
from studio.community.purposes import Channel, ContestSettings
from studio.jobs import Job
from studio.store.agenda import AgendaStore
from tests.scenarios.world import PATIENCE_S, SERVER_ID, Message, World, living_world, told, walk

ENTRIES, VOTING = timedelta(minutes=30), timedelta(minutes=40)


@dataclass
class Now:
    """A wall clock that is put forward by hand."""

    time: datetime = field(default_factory=lambda: datetime.now(UTC))

    def clock(self) -> Clock:
        return Clock(now=lambda: self.time)


@dataclass
class Arena:
    """A world with a contest channel beside the one in which pictures are made."""

    world: World
    now: Now
    channel: ChannelHandle
    host: MemberActor

    @property
    def posts(self) -> list[Message]:
        """What everybody sees in the contest channel, oldest first."""
        return [message for message in self.world.messages(self.channel.id) if not message.ephemeral]

    async def create(self, *, who: MemberActor | None = None, **options: object) -> InteractionResult:
        """Let somebody set a contest up, the host if nobody is named."""
        given = {"theme": "Foxes in the snow", "entries": "30m", "voting": "40m", **options}
        return await (who or self.host).slash(self.channel, "contest create", **given)

    async def opened(self, **options: Any) -> Contest:
        """Set a contest up and wait until it is told to be open."""
        before = len(self.posts)
        created = await self.create(**options)
        assert len(told(created).splitlines()) > 2, told(created)
        await self.world.until(lambda: len(self.posts) > before)
        return await self.running()

    async def running(self) -> Contest:
        """Return the contest of the channel."""
        return await self.world.parts.services.community.contests.running(self.channel.id)

    async def pass_time(self, time: timedelta) -> None:
        """Let time pass with the bot at work: it looks as often as it would."""
        until = self.now.time + time
        while self.now.time < until:
            self.now.time = min(self.now.time + LOOK, until)
            await self.looked()

    async def looked(self) -> None:
        """Let the bot look at its agenda until nothing of the channel's contest is due."""
        self.world.parts.services.community.agenda.wake()
        async with asyncio.timeout(PATIENCE_S):
            while await self._is_due():  # noqa: ASYNC110 - the bot sets no event when it has looked
                await asyncio.sleep(0.01)

    async def _is_due(self) -> bool:
        """Say whether the bot has something to do now, or is at it."""
        due_at = await AgendaStore(self.world.parts.store.lanes).next_due_at([SERVER_ID])
        return due_at is not None and due_at <= self.now.time

    async def post(self, text: str, count: int = 1) -> Message:
        """Wait until so many posts have a text; return the last."""
        await self.world.until(lambda: sum(text in post.text for post in self.posts) >= count)
        return [post for post in self.posts if text in post.text][-1]

    async def finished(self, prompt: str = "a fox", *, who: MemberActor | None = None, **options: object) -> Job:
        """Let somebody make a picture in the world's own channel."""
        job = await self.world.imagine(prompt, who=who, **options)
        await self.world.finished(job)
        return await self.world.job(job)

    async def entered(self, who: MemberActor, prompt: str = "a fox") -> Job:
        """Let somebody make a picture and enter it."""
        job = await self.finished(prompt, who=who)
        entered = await who.slash(self.world.channel, "contest submit")
        assert "Entered" in told(entered), told(entered)
        return job

    async def click(
        self, on: Message | InteractionResult, button: str | Verb, who: MemberActor
    ) -> InteractionResult:
        """Let somebody press a button of a post, or of an answer that they had, as it is now."""
        stored = self._stored(on)
        shown = self.page(on) if isinstance(on, InteractionResult) else on
        labels = {name.split(":")[2]: label for label, name in shown.custom_ids.items()}
        label = labels[button.value] if isinstance(button, Verb) else button
        return await who.click(ResponseMessage(self.world.env, stored), label=label)

    def forge(self, on: InteractionResult, verb: Verb, of: str) -> None:
        """Let a button of an answer be about something else, as Discord's own client never would."""
        button = next(c for c in walk(self._stored(on).components) if f":{verb.value}:" in str(c.get("custom_id")))
        button["custom_id"] = f"easel:1:{verb.value}:{of}"

    def entry_of(self, shown: InteractionResult, verb: Verb) -> str:
        """Return the id that a button of an answer has."""
        names = self.page(shown).custom_ids.values()
        return next(name.split(":")[3] for name in names if f":{verb.value}:" in name)

    def _stored(self, on: Message | InteractionResult) -> Any:
        message_id = on.id if isinstance(on, Message) else on.response and on.response.id
        messages = self.world.env.backend.messages
        return next(each[message_id] for each in messages.values() if message_id in each)

    def page(self, shown: InteractionResult) -> Message:
        """Return the answer that somebody had, as it is now."""
        assert shown.response is not None
        everywhere = [*self.world.messages(self.channel.id), *self.world.messages()]
        return next(message for message in everywhere if message.id == shown.response.id)


@asynccontextmanager
async def arena_in(folder: Path) -> AsyncIterator[Arena]:
    """Build a world with a contest channel."""
    now = Now()
    async with living_world(folder, clock=now.clock()) as world:
        hosts = world.server.create_role("Hosts", permissions=Permissions(manage_channels=True, manage_roles=True))
        world.env.backend.edit_role(world.server.id, hosts.id, {"position": 1_000})
        host = world.server.add_member(world.env.create_user("host"), roles=[hosts])
        channel = world.server.create_text_channel("contests")
        await world.parts.services.community.channels.set_up(Channel(channel.id, SERVER_ID, ContestSettings()))
        await world.env.settle()
        yield Arena(world, now, channel, host)
