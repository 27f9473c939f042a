"""Everything of moderation that a face can ask for, in one value."""

from dataclasses import dataclass

from studio.audit import Audit
from studio.clock import Clock
from studio.moderation.rooms import ModerationRooms
from studio.store import Store
from studio.store.audit import AuditStore
from studio.store.moderation import ModerationStore


@dataclass(frozen=True, slots=True)
class Moderation:
    """The parts; each has a module of its own."""

    audit: Audit
    rooms: ModerationRooms


def moderation(store: Store, *, clock: Clock) -> Moderation:
    """Build the parts on an open store."""
    return Moderation(
        audit=Audit(AuditStore(store.lanes), clock=clock),
        rooms=ModerationRooms(ModerationStore(store.lanes), clock=clock),
    )
