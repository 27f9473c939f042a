"""Posts that are made once, as rows."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.community.posts import Post
from studio.store.lanes import Lanes
from studio.store.tables import Moment, posts

_OF_KEY = posts.c.key == sa.bindparam("of_key")
_FIND = sa.select(posts).where(_OF_KEY)
_FORGET = posts.delete().where(
    _OF_KEY, posts.c.message_id.is_not_distinct_from(sa.bindparam("message_was", type_=sa.BigInteger))
)
# Written out: SQLAlchemy has no words for it that serve both databases.
_BEGIN = sa.text(
    "INSERT INTO posts (key, channel_id, begun_at) VALUES (:key, :channel_id, :begun_at) "
    "ON CONFLICT (key) DO NOTHING"
).bindparams(sa.bindparam("begun_at", type_=Moment()))


class PostStore:
    """What has been posted."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    def begin(self, key: str, channel_id: int, now: datetime) -> asyncio.Future[Post]:
        """Note that a post is about to be made, unless that was noted before; return what is known of it."""
        return self._lanes.writes.put(partial(_begin, key=key, channel_id=channel_id, now=now))

    def note(self, key: str, message_id: int) -> asyncio.Future[None]:
        """Note which message a post is."""
        return self._lanes.writes.put(partial(_note, key=key, message_id=message_id))

    def begun(self, prefix: str) -> asyncio.Future[Mapping[str, Post]]:
        """Return what is known of all posts whose keys begin like this, by their keys."""
        return self._lanes.reads.put(partial(_begun, prefix=prefix))

    def forget(self, key: str, message_id: int | None) -> asyncio.Future[None]:
        """Forget a post, unless another message is noted for it by now."""
        return self._lanes.writes.put(partial(_forget, key=key, message_id=message_id))


def _begin(connection: Connection, key: str, channel_id: int, now: datetime) -> Post:
    begun = connection.execute(_BEGIN, {"key": key, "channel_id": channel_id, "begun_at": now}).rowcount == 1
    row = connection.execute(_FIND, {"of_key": key}).mappings().one()
    return Post(row["channel_id"], row["begun_at"], row["message_id"], is_new=begun)


def _begun(connection: Connection, prefix: str) -> Mapping[str, Post]:
    found = connection.execute(sa.select(posts).where(posts.c.key.startswith(prefix, autoescape=True)))
    return {
        row["key"]: Post(row["channel_id"], row["begun_at"], row["message_id"], is_new=False)
        for row in found.mappings()
    }


def _forget(connection: Connection, key: str, message_id: int | None) -> None:
    connection.execute(_FORGET, {"of_key": key, "message_was": message_id})


def _note(connection: Connection, key: str, message_id: int) -> None:
    connection.execute(posts.update().where(_OF_KEY).values(message_id=message_id), {"of_key": key})
