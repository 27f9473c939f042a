"""Posts the audit log of a server, line by line and each once, in the channel that it has named for that."""

import logging
from collections.abc import Sequence

import discord

from cogs.access import ENGLISH
from cogs.community.posting import Posting
from cogs.public_words import PublicWords
from cogs.ui.moderation.audit import audit_post
from studio.audit import Audit
from studio.community.occasions import Occasion

log = logging.getLogger(__name__)


class AuditPosts:
    """Posts lines that wait."""

    def __init__(self, bot: discord.Client, audit: Audit, posting: Posting, public: PublicWords) -> None:
        self._bot = bot
        self._audit = audit
        self._posting = posting
        self._public = public

    async def post(self, occasion: Occasion) -> Sequence[Occasion]:
        """Post what waits of a server; what cannot be posted stays in the store only."""
        while (batch := await self._audit.next_batch(occasion.server_id)) is not None:
            words = await self._public.on_server(self._bot, batch.server_id, ENGLISH)
            key = f"audit-{batch.server_id}-{batch.number}"
            posted = await self._posting.post_once(
                key, batch.channel_id, audit_post(batch.events, words), silent=True
            )
            if posted is None:
                log.warning("server=%d the audit log cannot be posted", batch.server_id)
            await self._audit.posted(batch)
            if batch.is_last:
                break
        return ()
