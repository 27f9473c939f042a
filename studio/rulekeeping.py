"""Holds requests against the rules of their server, and lets its admins read and change these."""

import asyncio
from collections.abc import Collection, Sequence

from studio.audit import Audit
from studio.jobs import Request
from studio.rulebook import Asker, Manner, Rulebook, Subject, Terms
from studio.store import Store
from studio.store.rulebook import RulebookStore
from studio.wording.errors import WordsRefused
from studio.wording.rules import WordRule, has_any


class Rulekeeping:
    """Keeps the rules of all servers, with a line about each change in the server's audit log."""

    def __init__(self, store: Store, audit: Audit) -> None:
        self._store = RulebookStore(store.lanes)
        self._audit = audit

    async def rulebook(self, server_id: int | None) -> Rulebook:
        """Return the rules of a server; private use has none."""
        return await self._store.rulebook(server_id)

    async def check(self, request: Request) -> Manner:
        """Let a request pass, or refuse it; return how it is carried out.

        Raises:
            WordsRefused: its prompt has words that the server wants in none.
            UserError: the person may make no pictures there.
        """
        book = await self._store.rulebook(request.place.server_id)
        book.admit(request.place, Asker(request.role_ids, request.manages_server))
        try:
            await _check_words(book, request.options.prompt)
        except WordsRefused:
            await self._audit.note_refusal(request)
            raise
        return book.manner

    async def check_words(self, server_id: int | None, text: str) -> None:
        """Let something pass that somebody typed and others will see.

        Raises:
            WordsRefused: it has words that the server does not want.
        """
        await _check_words(await self._store.rulebook(server_id), text)

    async def refused(self, server_id: int, texts: Collection[str]) -> frozenset[str]:
        """Return those of some texts that have words which a server does not want."""
        words = (await self._store.rulebook(server_id)).words
        return await asyncio.to_thread(lambda: frozenset(text for text in texts if has_any(text, words)))

    async def add_words(self, server_id: int, rules: Sequence[WordRule], *, by_id: int) -> int:
        """Add words and patterns to a server's; return how many were not there already.

        Raises:
            TooManyRules: it would have too many; none was added.
            PatternsTooLarge: its patterns would be too large together; none was added.
        """
        noted = self._audit.setting(server_id, "setting-words", by_id=by_id)
        return await self._store.add_words(server_id, rules, noted=noted)

    async def remove_word(self, server_id: int, mark: str, *, by_id: int) -> None:
        """Take away the rule of a server that has this mark.

        Raises:
            SettingChanged: there is none any more.
        """
        noted = self._audit.setting(server_id, "setting-words", by_id=by_id)
        await self._store.remove_word(server_id, mark, noted=noted)

    async def change_manner(self, server_id: int, after: Manner, *, before: str, by_id: int) -> None:
        """Let pictures be made and shown in another manner on a server.

        Raises:
            SettingChanged: the present one has not the mark ``before`` any more; nothing was changed.
        """
        noted = None if after.mark == before else self._audit.setting(server_id, "setting-manner", by_id=by_id)
        await self._store.change_manner(server_id, after, before=before, noted=noted)

    async def change_terms(
        self, server_id: int, subject: Subject, subject_id: int, after: Terms, *, before: str, by_id: int
    ) -> None:
        """Say something else about a channel or a role of a server.

        Raises:
            SettingChanged: what is said has not the mark ``before`` any more; nothing was changed.
        """
        noted = self._audit.setting(
            server_id,
            f"setting-terms-{subject.value}",
            by_id=by_id,
            channel_id=subject_id if subject is Subject.CHANNEL else None,
            role_id=subject_id if subject is Subject.ROLE else None,
        )
        await self._store.change_terms(
            server_id,
            subject,
            subject_id,
            after,
            before=before,
            noted=None if after.mark == before else noted,
        )


async def _check_words(book: Rulebook, text: str) -> None:
    if not book.words:
        return
    # In a thread, since many patterns may take many milliseconds for a long text.
    is_refused = await asyncio.to_thread(has_any, text, book.words)
    if is_refused:
        raise WordsRefused
