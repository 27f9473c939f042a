"""Where a server wants its moderators to be told what, and whose pictures they look at first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from studio.clock import Clock

if TYPE_CHECKING:
    from studio.store.moderation import ModerationStore


@dataclass(frozen=True, slots=True)
class Rooms:
    """Channels by their ids, ``None`` where a server has named none.

    In ``audit_id`` the audit log is posted; in ``moderators_id`` what moderators have to decide about.
    """

    audit_id: int | None = None
    moderators_id: int | None = None

    @property
    def for_reports(self) -> Sequence[int]:
        """Where reports go, the first of them that there is: to the moderators, else into the log."""
        return [each for each in (self.moderators_id, self.audit_id) if each is not None]


NO_ROOMS = Rooms()


class Subject(StrEnum):
    """What a server can have reviewed: what is made in a channel, or by those who have a role."""

    CHANNEL = "channel"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Channels and roles by their ids, whose pictures moderators look at before anybody else.

    A thread is as the channel that it is in; everybody's role has the id of the server, as in Discord.
    """

    channels: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()

    def covers(self, channel_id: int, role_ids: Collection[int]) -> bool:
        """Say whether moderators look first at what somebody with these roles makes in a channel."""
        return channel_id in self.channels or not self.roles.isdisjoint(role_ids)


class ModerationRooms:
    """Reads and writes them."""

    def __init__(self, store: "ModerationStore", *, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def rooms(self, server_id: int) -> Rooms:
        """Return what a server has named."""
        return await self._store.rooms(server_id)

    async def change(self, server_id: int, after: Rooms, *, before: Rooms, by_id: int) -> None:
        """Write what a server names, and a line about it into its log.

        Without a channel for the log nothing more is posted of what was noted until then.

        Raises:
            SettingChanged: it is not ``before`` any more: somebody else has changed it at the same time.
        """
        await self._store.change_rooms(server_id, after, before=before, by_id=by_id, now=self._clock.now())

    async def reviewed(self, server_id: int) -> Reviewed:
        """Return whose pictures moderators of a server look at first."""
        return await self._store.reviewed(server_id)

    async def waiting(self, server_id: int) -> int:
        """Count the requests of a server whose pictures wait for moderators."""
        return await self._store.waiting(server_id)

    async def set_reviewed(
        self, server_id: int, subject: Subject, subject_id: int, *, on: bool, by_id: int
    ) -> None:
        """Let moderators look first at what is made from now on in a channel or by those who have a role, or not.

        What waits for them already waits on.

        Raises:
            NoRoomForReviews: the server has named no channel in which they could.
        """
        now = self._clock.now()
        await self._store.set_reviewed(server_id, subject, subject_id, on=on, by_id=by_id, now=now)
