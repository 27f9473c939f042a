"""Posts a message once, whatever dies meanwhile: noted before it goes out, and looked for where nobody knows.

A post is known again by the number of its first component, which is made of its key.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import TypeAlias

import discord
from discord import ui

from studio.clock import Clock
from studio.community.posts import Post, Posts

log = logging.getLogger(__name__)

Files: TypeAlias = Callable[[], Sequence[discord.File]]
"""Makes the files of a post: anew for each try, since sending one uses it up."""

_LOOK_BACK = timedelta(minutes=2)
"""How far Discord's clock and ours may be apart."""

_MOST_LOOKED_AT = 200
_LONGEST_NONCE = 25


class Posting:
    """Posts messages in channels."""

    def __init__(self, bot: discord.Client, posts: Posts, clock: Clock) -> None:
        self._bot = bot
        self._posts = posts
        self._clock = clock

    async def post_once(
        self,
        key: str,
        channel_id: int,
        view: ui.LayoutView,
        files: Files = list,
        mentions: discord.AllowedMentions | None = None,
        *,
        silent: bool = False,
        lasting: bool = False,
    ) -> int | None:
        """Post a message unless one of that key, of up to 64 characters, was posted before; return its id.

        ``view`` has at least one component. A ``silent`` one wakes nobody. A ``lasting`` one is looked for each
        time, and posted anew where somebody has deleted it. ``None`` where the channel is gone, or the bot may not
        post there, or see what stands there.

        Raises:
            discord.HTTPException: Discord does not take it now. This, and whatever a broken line is called in the
                library below discord.py, leaves to the next try to look whether it stands.
        """
        post = await self._posts.begin(key, channel_id, self._clock.now())
        try:
            if post.message_id is not None:
                if not lasting or await self._is_there(post.channel_id, post.message_id):
                    return post.message_id
                await self._posts.forget(key, post.message_id)
                post = await self._posts.begin(key, channel_id, self._clock.now())
            message_id = None if post.is_new else await self._standing(key, post)
            if message_id is None:
                message_id = await self._send(key, post, view, files, mentions, silent=silent)
        except (discord.Forbidden, discord.NotFound) as error:
            log.warning("%s cannot be posted in channel %d: %s", key, channel_id, error)
            return None
        await self._posts.note(key, message_id)
        return message_id

    async def take_back(self, key: str, channel_id: int) -> None:
        """Delete the post of a key, if it stands.

        Raises:
            discord.HTTPException: Discord does not let the bot now.
        """
        await self._take_back(key, await self._posts.begin(key, channel_id, self._clock.now()))

    async def take_back_all(self, prefix: str, *, but: str | None = None) -> None:
        """Delete all posts whose keys begin like this, ``but`` that of one key, and forget them.

        One that is where the bot may do nothing now stays.

        Raises:
            discord.HTTPException: Discord does not let the bot now.
        """
        for key, post in (await self._posts.begun(prefix)).items():
            if key != but:
                try:
                    await self._take_back(key, post)
                except discord.Forbidden as error:
                    log.warning("%s stands still in channel %d: %s", key, post.channel_id, error)
                else:
                    await self._posts.forget(key, post.message_id)

    async def forget_all(self, prefix: str) -> None:
        """Forget all posts whose keys begin like this, whether they stand or not."""
        for key, post in (await self._posts.begun(prefix)).items():
            await self._posts.forget(key, post.message_id)

    async def change(self, key: str, channel_id: int, view: ui.LayoutView) -> None:
        """Let the post of a key look otherwise, without the files that it had; nothing, where it does not stand.

        Raises:
            discord.HTTPException: Discord does not let the bot now.
        """
        await self._change(key, await self._posts.begin(key, channel_id, self._clock.now()), view)

    async def change_all(self, prefix: str, draw: Callable[[], ui.LayoutView]) -> None:
        """Let all posts whose keys begin like this look otherwise, without their files.

        One that is where the bot may do nothing any more stays as it is.

        Raises:
            discord.HTTPException: Discord does not let the bot now.
        """
        for key, post in (await self._posts.begun(prefix)).items():
            try:
                await self._change(key, post, draw())
            except discord.Forbidden as error:
                log.warning("%s stays as it is in channel %d: %s", key, post.channel_id, error)

    async def remove(self, channel_id: int, message_id: int) -> None:
        """Delete a message that was posted, of which nothing is noted any more.

        Raises:
            discord.HTTPException: Discord does not let the bot now.
        """
        with suppress(discord.NotFound):
            await self._bot.get_partial_messageable(channel_id).get_partial_message(message_id).delete()

    async def _take_back(self, key: str, post: Post) -> None:
        with suppress(discord.NotFound):
            message = await self._message(key, post)
            if message is not None:
                await message.delete()

    async def _change(self, key: str, post: Post, view: ui.LayoutView) -> None:
        with suppress(discord.NotFound):
            message = await self._message(key, post)
            if message is not None:
                view.children[0].id = mark(key)
                none = discord.AllowedMentions.none()
                await message.edit(view=view, attachments=[], allowed_mentions=none)

    async def _message(self, key: str, post: Post) -> discord.PartialMessage | None:
        """Return the message that a post is, ``None`` where it does not stand."""
        message_id = post.message_id or (None if post.is_new else await self._standing(key, post))
        if message_id is None:
            return None
        return self._bot.get_partial_messageable(post.channel_id).get_partial_message(message_id)

    async def _is_there(self, channel_id: int, message_id: int) -> bool:
        channel = self._bot.get_partial_messageable(channel_id)
        try:
            await channel.fetch_message(message_id)
        except discord.NotFound:
            return False
        return True

    async def _standing(self, key: str, post: Post) -> int | None:
        """Look for a post that somebody began; ``None`` where it does not stand."""
        channel = self._bot.get_partial_messageable(post.channel_id)
        async for message in channel.history(limit=_MOST_LOOKED_AT, after=post.begun_at - _LOOK_BACK):
            if message.author == self._bot.user and _number(message) == mark(key):
                return message.id
        return None

    async def _send(
        self,
        key: str,
        post: Post,
        view: ui.LayoutView,
        files: Files,
        mentions: discord.AllowedMentions | None,
        *,
        silent: bool,
    ) -> int:
        view.children[0].id = mark(key)
        channel = self._bot.get_partial_messageable(post.channel_id)
        message = await channel.send(
            view=view,
            files=list(files()),
            allowed_mentions=mentions or discord.AllowedMentions.none(),
            silent=silent,
            # Of two who send it at the same time Discord takes one; one that was deleted it would not take again.
            nonce=hashlib.sha256(f"{key} {post.begun_at.timestamp()}".encode()).hexdigest()[:_LONGEST_NONCE],
        )
        return message.id


def _number(message: discord.Message) -> int | None:
    """Return the number of a message's first component, ``None`` where it has none."""
    number: int | None = getattr(next(iter(message.components), None), "id", None)
    return number


def mark(key: str) -> int:
    """Return the number under which a post of that key is known again: a component's id, 1..2^31-1."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % (2**31 - 1) + 1
