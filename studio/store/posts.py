"""Posts that are made once, as rows."""

import asyncio
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.community.posts import Post
from studio.store.lanes import Lanes
from studio.store.tables import Moment, posts

_OF_KEY = posts.c.key == sa.bindparam("of_key")
_FIND = sa.select(posts).where(_OF_KEY)
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


def _begin(connection: Connection, key: str, channel_id: int, now: datetime) -> Post:
    begun = connection.execute(_BEGIN, {"key": key, "channel_id": channel_id, "begun_at": now}).rowcount == 1
    row = connection.execute(_FIND, {"of_key": key}).mappings().one()
    return Post(row["channel_id"], row["begun_at"], row["message_id"], is_new=begun)


def _note(connection: Connection, key: str, message_id: int) -> None:
    connection.execute(posts.update().where(_OF_KEY).values(message_id=message_id), {"of_key": key})
