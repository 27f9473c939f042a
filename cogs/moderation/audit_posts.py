"""Posts the audit log of a server, line by line and each once, in the channel that it has named for that."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import discord

from cogs.access import ENGLISH
from cogs.community.posting import Posting
from cogs.public_words import PublicWords
from cogs.ui.moderation.audit import audit_post
from studio.audit import Audit
from studio.clock import Clock
from studio.community.occasions import Occasion

log = logging.getLogger(__name__)

_AGAIN_IN = timedelta(minutes=10)
"""When it is tried again where the bot may not post, or the channel is gone: another may be named meanwhile."""

_TOLD_WITHIN = timedelta(days=7)
"""How long that is tried with a line."""


class AuditPosts:
    """Posts lines that wait."""

    def __init__(
        self, bot: discord.Client, audit: Audit, posting: Posting, public: PublicWords, clock: Clock
    ) -> None:
        self._bot = bot
        self._audit = audit
        self._posting = posting
        self._public = public
        self._clock = clock

    async def post(self, occasion: Occasion) -> Sequence[Occasion]:
        """Post what waits of a server; what cannot be posted for long stays in the store only."""
        while (batch := await self._audit.next_batch(occasion.server_id)) is not None:
            words = await self._public.on_server(self._bot, batch.server_id, ENGLISH)
            # In another channel it is another post: what could not be posted is where the next one is named.
            key = f"audit-{batch.number}-{batch.channel_id}"
            posted = await self._posting.post_once(
                key, batch.channel_id, audit_post(batch.events, words), silent=True
            )
            if posted is None:
                log.warning("server=%d the audit log cannot be posted", batch.server_id)
                now = self._clock.now()
                if now < batch.events[-1].at + _TOLD_WITHIN:
                    return (replace(occasion, due_at=now + _AGAIN_IN),)
            await self._audit.posted(batch)
            if batch.is_last:
                break
        return ()
