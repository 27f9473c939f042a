"""Posts that are made once, whatever dies meanwhile; pure values. How they are made is the face's."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Post:
    """What is known of a post.

    One that is not ``is_new`` and has no ``message_id`` may stand all the same: whoever began it has died or never
    heard of it.
    """

    channel_id: int
    begun_at: datetime
    message_id: int | None
    is_new: bool


class Posts(Protocol):
    """Remembers posts over deaths; ``studio.store.posts`` does."""

    def begin(self, key: str, channel_id: int, now: datetime) -> Awaitable[Post]:
        """Note that a post is about to be made, unless that was noted before; return what is known of it."""
        ...

    def note(self, key: str, message_id: int) -> Awaitable[None]:
        """Note which message a post is."""
        ...

    def begun(self, prefix: str) -> Awaitable[Mapping[str, Post]]:
        """Return what is known of all posts whose keys begin like this, by their keys."""
        ...

    def forget(self, key: str, message_id: int | None) -> Awaitable[None]:
        """Forget a post, unless another message is noted for it by now."""
        ...
