"""What people choose about what is theirs."""

from dataclasses import dataclass

from studio.store import Store
from studio.store.recognition import RecognitionStore


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person has chosen; who has chosen nothing lets others edit their pictures, and is in lists."""

    forbids_edits: bool = False
    is_unlisted: bool = False


class Privacy:
    """Reads and writes what people have chosen."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._recognition = RecognitionStore(store.lanes)

    async def choices(self, person_id: int) -> Choices:
        """Return what a person has chosen."""
        return Choices(
            forbids_edits=person_id in await self._store.forbidding({person_id}),
            is_unlisted=await self._recognition.is_unlisted(person_id),
        )

    async def forbid_edits(self, person_id: int, *, forbidden: bool) -> None:
        """Write whether others may edit a person's pictures, from now on and of any age."""
        await self._store.forbid_edits(person_id, forbidden=forbidden)

    async def unlist(self, person_id: int, *, unlisted: bool) -> None:
        """Write whether a person is in no leaderboard and shown to nobody, from now on and for all time."""
        await self._recognition.unlist(person_id, unlisted=unlisted)
