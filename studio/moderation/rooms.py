"""Where a server wants its moderators to be told what."""

from dataclasses import dataclass
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
    def reports_id(self) -> int | None:
        """Where reports go: to the moderators, else into the log."""
        return self.moderators_id or self.audit_id


NO_ROOMS = Rooms()


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
