"""Everything of moderation that a face can ask for, in one value."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from studio.audit import Audit
from studio.clock import Clock
from studio.moderation.discipline import Discipline
from studio.moderation.reports import Reports
from studio.moderation.reviews import Reviews
from studio.moderation.rooms import ModerationRooms
from studio.runner import Runner
from studio.store import Shelf, Store
from studio.store.audit import AuditStore
from studio.store.moderation import ModerationStore


@dataclass(frozen=True, slots=True)
class Moderation:
    """The parts; each has a module of its own."""

    audit: Audit
    rooms: ModerationRooms
    discipline: Discipline
    reports: Reports
    reviews: Reviews


def moderation(
    store: Store,
    shelf: Shelf,
    runner: Runner,
    discipline: Discipline,
    *,
    clock: Clock,
    random: Random,
    wake: Callable[[], None],
) -> Moderation:
    """Build the parts on an open store; ``wake`` lets happen at once what is planned and due."""
    rooms = ModerationRooms(ModerationStore(store.lanes), clock=clock)
    return Moderation(
        audit=Audit(AuditStore(store.lanes), clock=clock),
        rooms=rooms,
        discipline=discipline,
        reports=Reports(store, rooms, clock=clock, random=random, wake=wake),
        reviews=Reviews(store, shelf, runner, rooms, clock=clock, wake=wake),
    )
