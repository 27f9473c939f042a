"""Which channels and roles settings name: one list, and what becomes of each place when one of them is deleted.

It lets go of what is deleted, but never so that more is allowed than before. What would open a door by that stays,
shown as deleted, until somebody who manages the server takes it off:

- the last channel or role that is admitted: without it all others would be,
- the last channel that a showcase watches: without it it watches all of the server.

The channels of moderators and of the log stay, too: what is told there waits for the next that is named, and
without one nothing would be looked at first.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.rulebook import Subject
from studio.store import moderation, rulebook
from studio.store.lanes import Lanes
from studio.store.tables import budgets, channels, reviewed, terms


@dataclass(frozen=True, slots=True)
class Named:
    """A channel or a role that settings of a server name."""

    subject: Subject
    id: int


_Find: TypeAlias = Callable[[Connection, int], Sequence[Named]]
_LetGo: TypeAlias = Callable[[Connection, int, int], None]

_SERVER: sa.BindParameter[int] = sa.bindparam("server", type_=sa.BigInteger)
_GONE: sa.BindParameter[int] = sa.bindparam("gone", type_=sa.BigInteger)
_SUBJECTS = tuple(subject.value for subject in Subject)


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in the settings: what it names of a server, and how it lets go of something."""

    find: _Find
    let_go: _LetGo


def _listing(table: sa.Table) -> _Find:
    """Find what stands in a table with a row for each channel and role; everybody's role is never deleted."""
    stands = sa.select(table.c.subject, table.c.subject_id).where(
        table.c.server_id == _SERVER, table.c.subject.in_(_SUBJECTS), table.c.subject_id != _SERVER
    )

    def find(connection: Connection, server_id: int) -> Sequence[Named]:
        rows = connection.execute(stands, {"server": server_id})
        return [Named(Subject(row.subject), row.subject_id) for row in rows]

    return find


def _of_it(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.server_id == _SERVER, table.c.subject.in_(_SUBJECTS), table.c.subject_id == _GONE)


def _deleting(statement: sa.Delete) -> _LetGo:
    def let_go(connection: Connection, server_id: int, gone_id: int) -> None:
        connection.execute(statement, {"server": server_id, "gone": gone_id})

    return let_go


_others = terms.alias("others")
_IS_NOT_THE_LAST = terms.c.admits.is_not(sa.true()) | sa.exists().where(
    _others.c.server_id == terms.c.server_id,
    _others.c.subject == terms.c.subject,
    _others.c.subject_id != terms.c.subject_id,
    _others.c.admits.is_(sa.true()),
)
_FORGET_TERMS = terms.delete().where(_of_it(terms), _IS_NOT_THE_LAST)
_CHANNELS = sa.select(channels.c.id, channels.c.settings).where(channels.c.server_id == _SERVER)
_LOCKED = _CHANNELS.order_by(channels.c.id).with_for_update()
_CHANGE = channels.update().where(channels.c.id == sa.bindparam("of_id"))

ROLE_FIELD, CHANNELS_FIELD = "role_id", "sources"
"""The settings of channels with a purpose that name a role, and channels (``studio.community.purposes``)."""


def _let_go_of_terms(connection: Connection, server_id: int, gone_id: int) -> None:
    # Of two that go at the same time one may be the last.
    rulebook.lock(connection, server_id)
    connection.execute(_FORGET_TERMS, {"server": server_id, "gone": gone_id})


def _named_rooms(connection: Connection, server_id: int) -> Sequence[Named]:
    found = moderation.find_rooms(connection, server_id)
    return [Named(Subject.CHANNEL, each) for each in (found.audit_id, found.moderators_id) if each is not None]


def _keep(connection: Connection, server_id: int, gone_id: int) -> None:
    """Let nothing go."""


def _named_in_purposes(connection: Connection, server_id: int) -> Sequence[Named]:
    rows = connection.execute(_CHANNELS, {"server": server_id})
    settings: Sequence[Mapping[str, Any]] = [row.settings for row in rows]
    roles = [each[ROLE_FIELD] for each in settings if each.get(ROLE_FIELD) is not None]
    sources = [source for each in settings for source in each.get(CHANNELS_FIELD, ())]
    return [
        *(Named(Subject.ROLE, role_id) for role_id in roles),
        *(Named(Subject.CHANNEL, channel_id) for channel_id in sources),
    ]


def _let_go_in_purposes(connection: Connection, server_id: int, gone_id: int) -> None:
    for row in connection.execute(_LOCKED, {"server": server_id}).all():
        after = _without(row.settings, gone_id)
        if after != row.settings:
            connection.execute(_CHANGE.values(settings=after), {"of_id": row.id})


def _without(settings: Mapping[str, Any], gone_id: int) -> dict[str, Any]:
    after = dict(settings)
    if after.get(ROLE_FIELD) == gone_id:
        after[ROLE_FIELD] = None
    left = [each for each in after.get(CHANNELS_FIELD, ()) if each != gone_id]
    if left:
        after[CHANNELS_FIELD] = left
    return after


PLACES: Mapping[str, _Place] = MappingProxyType(
    {
        "budgets": _Place(_listing(budgets), _deleting(budgets.delete().where(_of_it(budgets)))),
        "terms": _Place(_listing(terms), _let_go_of_terms),
        "reviewed": _Place(_listing(reviewed), _deleting(reviewed.delete().where(_of_it(reviewed)))),
        "moderation": _Place(_named_rooms, _keep),
        "channels": _Place(_named_in_purposes, _let_go_in_purposes),
    }
)
"""All places, by the table in which they are."""


class NamedStore:
    """What the settings of all servers name."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def of_server(self, server_id: int) -> asyncio.Future[frozenset[Named]]:
        """Return all that the settings of a server name."""
        return self._lanes.reads.put(partial(_of_server, server_id=server_id))

    def let_go(self, server_id: int, gone_id: int) -> asyncio.Future[None]:
        """Let settings name a channel or a role no more that was deleted, as far as nothing is opened by that."""
        return self._lanes.writes.put(partial(_let_go, server_id=server_id, gone_id=gone_id))


def _of_server(connection: Connection, server_id: int) -> frozenset[Named]:
    purposes = (Named(Subject.CHANNEL, row.id) for row in connection.execute(_CHANNELS, {"server": server_id}))
    found = (named for place in PLACES.values() for named in place.find(connection, server_id))
    return frozenset([*purposes, *found])


def _let_go(connection: Connection, server_id: int, gone_id: int) -> None:
    # Everybody's role has the id of the server, and goes with it only.
    if gone_id != server_id:
        for place in PLACES.values():
            place.let_go(connection, server_id, gone_id)
