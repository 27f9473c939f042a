"""What people choose about what is theirs."""

from studio.store import Store


class Privacy:
    """Reads and writes what people have chosen; who has chosen nothing lets others edit their pictures."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def forbids_edits(self, person_id: int) -> bool:
        """Say whether a person does not want others to edit their pictures."""
        return person_id in await self._store.forbidding({person_id})

    async def forbid_edits(self, person_id: int, *, forbidden: bool) -> None:
        """Write whether others may edit a person's pictures, from now on and of any age."""
        await self._store.forbid_edits(person_id, forbidden=forbidden)
