"""Who wins a contest: places by votes, ties, and what a quorum does; pure.

Those with as many votes share a place, and the next place counts everybody before it: 1, 1, 3. An entry without a
vote has no place. The first three places win, unless fewer people voted than the quorum asks for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from studio.community.contest import Entry

LAST_WINNING_RANK = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a contest ended: its entries, those with most votes first, and how many people voted for them."""

    entries: tuple[Entry, ...]
    voters: int

    @property
    def votes(self) -> int:
        """All votes together."""
        return sum(entry.votes for entry in self.entries)

    @property
    def winners(self) -> tuple[Entry, ...]:
        """The entries that came in one of the first three places."""
        return tuple(entry for entry in self.entries if entry.rank is not None and entry.rank <= LAST_WINNING_RANK)

    @property
    def firsts(self) -> tuple[Entry, ...]:
        """The entries that came first."""
        return tuple(entry for entry in self.entries if entry.rank == 1)


def tally(entries: Sequence[Entry], votes: Mapping[str, int], *, voters: int, quorum: int) -> Outcome:
    """Count: ``votes`` are those of each entry by its id, ``voters`` how many people gave them.

    Entries with as many votes stay in their order. Where fewer than ``quorum`` people voted, nobody has a place.
    """
    counted = [replace(entry, votes=votes.get(entry.id, 0), rank=None) for entry in entries]
    ordered = sorted(counted, key=lambda entry: -entry.votes)
    if voters < quorum:
        return Outcome(tuple(ordered), voters)
    return Outcome(tuple(replace(entry, rank=_rank(entry, ordered)) for entry in ordered), voters)


def _rank(entry: Entry, among: Sequence[Entry]) -> int | None:
    if entry.votes == 0:
        return None
    return 1 + sum(other.votes > entry.votes for other in among)
