"""When lines of the audit log are tried again that cannot be posted, and when they are given up."""

from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

import discord
import pytest

from cogs.community.posting import Posting
from cogs.moderation.audit_posts import AuditPosts
from cogs.public_words import PublicWords
from cogs.words import Words
from studio.audit import Act, Audit, Batch, Event
from studio.clock import Clock
from studio.community.occasions import Occasion, OccasionKind
from tests.unit.cogs.examples import NOW
from tests.words import LANGUAGES

SERVER, CHANNEL = 5, 6
DUE = Occasion(OccasionKind.AUDIT, str(SERVER), SERVER, CHANNEL, NOW)


@dataclass
class Log:
    """The log of a server: what waits, the oldest first."""

    waiting: deque[Batch]
    posted_ones: list[int] = field(default_factory=list)

    async def next_batch(self, server_id: int) -> Batch | None:
        assert server_id == SERVER
        return self.waiting[0] if self.waiting else None

    async def posted(self, batch: Batch) -> None:
        assert self.waiting.popleft() is batch
        self.posted_ones.append(batch.number)


@dataclass
class Post:
    """A channel that takes what is posted, or not."""

    takes: bool
    keys: list[str] = field(default_factory=list)

    async def post_once(self, key: str, channel_id: int, view: object, *, silent: bool) -> int | None:
        assert silent
        self.keys.append(key)
        return len(self.keys) if self.takes else None


class Public:
    async def on_server(self, bot: object, server_id: int, otherwise: str) -> Words:
        return LANGUAGES.words(otherwise)


def batch(number: int, age: timedelta, *, is_last: bool = True) -> Batch:
    event = Event(SERVER, Act.SETTING, NOW - age, by_id=1, detail="setting-words")
    return Batch(SERVER, CHANNEL, number, [event], is_last)


def posts(log: Log, post: Post) -> AuditPosts:
    bot = discord.Client(intents=discord.Intents.none())
    clock = Clock(now=lambda: NOW)
    return AuditPosts(bot, cast("Audit", log), cast("Posting", post), cast("PublicWords", Public()), clock)


async def test_what_waits_is_posted_to_the_last() -> None:
    log, post = Log(deque([batch(1, timedelta(), is_last=False), batch(9, timedelta())])), Post(takes=True)
    assert await posts(log, post).post(DUE) == ()
    assert log.posted_ones == [1, 9]
    assert post.keys == ["audit-1-6", "audit-9-6"]


@pytest.mark.parametrize(("age", "is_tried_again"), [(timedelta(days=6), True), (timedelta(days=7), False)])
async def test_what_cannot_be_posted_is_tried_again_for_a_week(age: timedelta, *, is_tried_again: bool) -> None:
    log, post = Log(deque([batch(1, age)])), Post(takes=False)
    follow = await posts(log, post).post(DUE)
    assert [each.due_at for each in follow] == ([NOW + timedelta(minutes=10)] if is_tried_again else [])
    assert log.posted_ones == ([] if is_tried_again else [1])
