"""The rules of servers, as rows."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.audit import Event
from studio.errors import SettingChanged
from studio.rulebook import NO_RULES, NO_TERMS, Manner, Rulebook, Subject, Terms
from studio.store.audit import noting
from studio.store.lanes import Lanes
from studio.store.tables import rulebooks, terms, word_rules
from studio.wording.errors import PatternsTooLarge, TooManyRules
from studio.wording.rules import LARGEST_PATTERNS, MOST, RuleKind, WordRule, size_of

_OF_SERVER = word_rules.c.server_id == sa.bindparam("of_server")
_WORDS = sa.select(word_rules.c.kind, word_rules.c.text).where(_OF_SERVER)
_REMOVE = word_rules.delete().where(
    _OF_SERVER, word_rules.c.kind == sa.bindparam("of_kind"), word_rules.c.text == sa.bindparam("of_text")
)
_TERMS = sa.select(terms).where(terms.c.server_id == sa.bindparam("of_server"))
_TERMS_OF = sa.and_(
    terms.c.server_id == sa.bindparam("of_server"),
    terms.c.subject == sa.bindparam("of_subject"),
    terms.c.subject_id == sa.bindparam("of_id"),
)
_OF_BOOK = rulebooks.c.server_id == sa.bindparam("of_server")
_MANNER = sa.select(rulebooks.c.language, rulebooks.c.safety_tolerance).where(_OF_BOOK)
_LOCK = sa.select(rulebooks.c.server_id).where(_OF_BOOK).with_for_update()
# Written out: SQLAlchemy has no words for it that serve both databases.
_OPEN = sa.text("INSERT INTO rulebooks (server_id) VALUES (:of_server) ON CONFLICT DO NOTHING")


class RulebookStore:
    """The rules of all servers."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def rulebook(self, server_id: int | None) -> asyncio.Future[Rulebook]:
        """Return the rules of a server; private use has none."""
        return self._lanes.reads.put(partial(_find, server_id=server_id))

    def add_words(
        self, server_id: int, rules: Sequence[WordRule], *, noted: Event | None = None
    ) -> asyncio.Future[int]:
        """Write words and patterns; return how many were not there already.

        ``noted`` is the line where any is new.

        Raises:
            TooManyRules: there would be more of a kind than there can be; none was written.
            PatternsTooLarge: all patterns would be too large together; none was written.
        """
        add = partial(_add_words, server_id=server_id, rules=tuple(rules))
        return self._lanes.writes.put(noting(add, lambda added: noted if added else None))

    def remove_word(self, server_id: int, mark: str, *, noted: Event | None = None) -> asyncio.Future[None]:
        """Take away the word or pattern that has this mark, with a line about it.

        Raises:
            SettingChanged: there is none (any more).
        """
        remove = partial(_remove_word, server_id=server_id, mark=mark)
        return self._lanes.writes.put(noting(remove, lambda _: noted))

    def change_manner(
        self, server_id: int, after: Manner, *, before: str, noted: Event | None = None
    ) -> asyncio.Future[None]:
        """Write how pictures are made and shown; of two who do at the same time, the second is refused.

        Raises:
            SettingChanged: it has not the mark ``before`` any more; nothing was written.
        """
        change = partial(_change_manner, server_id=server_id, after=after, before=before)
        return self._lanes.writes.put(noting(change, lambda _: noted))

    def change_terms(
        self,
        server_id: int,
        subject: Subject,
        subject_id: int,
        after: Terms,
        *,
        before: str,
        noted: Event | None = None,
    ) -> asyncio.Future[None]:
        """Write what is said about a channel or a role; of two who do at the same time, the second is refused.

        Raises:
            SettingChanged: what is said has not the mark ``before`` any more; nothing was written.
        """
        change = partial(
            _change_terms,
            server_id=server_id,
            subject=subject,
            subject_id=subject_id,
            after=after,
            before=before,
        )
        return self._lanes.writes.put(noting(change, lambda _: noted))


def _find(connection: Connection, server_id: int | None) -> Rulebook:
    if server_id is None:
        return NO_RULES
    said: dict[Subject, dict[int, Terms]] = {subject: {} for subject in Subject}
    for row in connection.execute(_TERMS, {"of_server": server_id}):
        said[Subject(row.subject)][row.subject_id] = Terms(row.admits, tuple(row.models.split()))
    return Rulebook(
        _words(connection, server_id), said[Subject.CHANNEL], said[Subject.ROLE], _manner(connection, server_id)
    )


def _manner(connection: Connection, server_id: int) -> Manner:
    row = connection.execute(_MANNER, {"of_server": server_id}).one_or_none()
    return Manner() if row is None else Manner(row.language, row.safety_tolerance)


def _words(connection: Connection, server_id: int) -> tuple[WordRule, ...]:
    rows = connection.execute(_WORDS, {"of_server": server_id})
    rules = (WordRule(RuleKind(row.kind), row.text) for row in rows)
    # Each database has an alphabet of its own.
    return tuple(sorted(rules, key=lambda rule: (rule.kind is RuleKind.PATTERN, rule.text)))


def _add_words(connection: Connection, server_id: int, rules: Sequence[WordRule]) -> int:
    lock(connection, server_id)
    there = _words(connection, server_id)
    new = [rule for rule in dict.fromkeys(rules) if rule not in there]
    counts = Counter(rule.kind for rule in (*there, *new))
    for kind, most in MOST.items():
        if counts[kind] > most:
            raise TooManyRules(most)
    if any(rule.kind is RuleKind.PATTERN for rule in new) and size_of((*there, *new)) > LARGEST_PATTERNS:
        raise PatternsTooLarge
    if new:
        rows = [{"server_id": server_id, "kind": rule.kind.value, "text": rule.text} for rule in new]
        connection.execute(word_rules.insert(), rows)
    return len(new)


def _remove_word(connection: Connection, server_id: int, mark: str) -> None:
    found = next((rule for rule in _words(connection, server_id) if rule.mark == mark), None)
    if found is None:
        raise SettingChanged
    of_rule = {"of_server": server_id, "of_kind": found.kind.value, "of_text": found.text}
    if connection.execute(_REMOVE, of_rule).rowcount != 1:
        raise SettingChanged


def _change_terms(
    connection: Connection, server_id: int, subject: Subject, subject_id: int, after: Terms, before: str
) -> None:
    lock(connection, server_id)
    if _find(connection, server_id).terms(subject, subject_id).mark != before:
        raise SettingChanged
    of_row = {"of_server": server_id, "of_subject": subject.value, "of_id": subject_id}
    connection.execute(terms.delete().where(_TERMS_OF), of_row)
    # What says nothing has no row.
    if after != NO_TERMS:
        row = {"server_id": server_id, "subject": subject.value, "subject_id": subject_id}
        connection.execute(terms.insert(), {**row, "admits": after.admits, "models": " ".join(after.models)})


def _change_manner(connection: Connection, server_id: int, after: Manner, before: str) -> None:
    lock(connection, server_id)
    if _manner(connection, server_id).mark != before:
        raise SettingChanged
    values = {"language": after.language, "safety_tolerance": after.safety_tolerance}
    connection.execute(rulebooks.update().where(_OF_BOOK).values(values), {"of_server": server_id})


def lock(connection: Connection, server_id: int) -> None:
    """Let those follow one another who change the rules of one server."""
    of_server = {"of_server": server_id}
    if connection.execute(_LOCK, of_server).one_or_none() is None:
        connection.execute(_OPEN, of_server)
        connection.execute(_LOCK, of_server)
