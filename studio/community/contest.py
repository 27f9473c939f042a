"""Contests as values, and the rules of their windows; pure.

A contest goes one way: it is planned, takes entries, is voted on, and is over; until then it can be cancelled.
Who wins is ``studio.community.tally``'s; what happens at each step is ``studio.community.contests``'.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from studio.community.occasions import Occasion, OccasionKind

LOOK = timedelta(minutes=10)
"""How often a window is looked after while it is open: so much of an outage may be lost to it at most."""

GRACE = timedelta(minutes=1)
"""What comes so late is on time."""

MAX_THEME = 200
"""Longest theme, in characters."""


class Phase(StrEnum):
    """Where a contest is in its life; the last two are its ends."""

    PLANNED = "planned"
    ENTRIES = "entries"
    VOTING = "voting"
    OVER = "over"
    CANCELED = "canceled"

    @property
    def ended(self) -> bool:
        """Whether nothing more happens in the contest."""
        return self in {Phase.OVER, Phase.CANCELED}


@dataclass(frozen=True, slots=True)
class Rules:
    """What a contest is about and how it is played.

    ``entries_each`` and ``votes_each`` are the most that one person has. In a ``blind`` one nobody is told before
    the end whose an entry is or how many votes it has. Fewer than ``quorum`` voters elect nobody. ``role_id`` is
    what those get who come first, and ``extra_micro_usd`` what each of them may spend beyond their day's budget.
    """

    theme: str
    entries_each: int = 1
    votes_each: int = 3
    blind: bool = True
    quorum: int = 1
    role_id: int | None = None
    extra_micro_usd: int = 0

    def rewarded(self, usual_role_id: int | None) -> "Rules":
        """Return them with the usual reward where they name none."""
        return self if self.role_id is not None else replace(self, role_id=usual_role_id)


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest of a channel.

    Entries are taken from ``opens_at``, votes from ``voting_at`` until ``ends_at``; it is looked after next at
    ``due_at``. ``outages`` counts how often its windows were moved because nobody was there to keep them.
    ``host_id`` is who set it up, ``locale`` the language of its posts.
    """

    id: str
    server_id: int
    channel_id: int
    host_id: int
    locale: str
    rules: Rules
    phase: Phase
    opens_at: datetime
    voting_at: datetime
    ends_at: datetime
    due_at: datetime
    outages: int = 0
    ended_at: datetime | None = None

    @property
    def occasion(self) -> Occasion:
        """When it is looked after next."""
        return Occasion(OccasionKind.CONTEST, self.id, self.server_id, self.channel_id, self.due_at)

    def takes_entries(self, now: datetime) -> bool:
        """Say whether pictures can be entered."""
        return self.phase is Phase.ENTRIES and now < self.voting_at

    def takes_votes(self, now: datetime) -> bool:
        """Say whether votes can be given and taken back."""
        return self.phase is Phase.VOTING and now < self.ends_at

    def lets_withdraw(self, now: datetime) -> bool:
        """Say whether artists can withdraw their entries: until the voting ends."""
        return not self.phase.ended and now < self.ends_at


@dataclass(frozen=True, slots=True)
class Entry:
    """A picture in a contest; ``number`` is its place among those of its job, from 1.

    ``message_id`` in ``channel_id`` is the card that it stands on. ``votes`` are what it has, and ``rank`` is its
    place once the contest is over, ``None`` before or where it has none.
    """

    id: str
    contest_id: str
    artist_id: int
    job_id: str
    number: int
    prompt: str
    channel_id: int
    message_id: int
    votes: int = 0
    rank: int | None = None


def step(contest: Contest, now: datetime) -> Contest:
    """Return a contest as it goes on when somebody looks after it.

    Where that comes later than it was due, nobody could enter or vote meanwhile: all that is still to come is as
    much later, so that every window keeps its length.
    """
    if contest.phase.ended or now < contest.due_at:
        return contest
    late = now - contest.due_at
    kept = contest if late <= GRACE else _moved(contest, late)
    match kept.phase:
        case Phase.PLANNED:
            return _looked_after(replace(kept, phase=Phase.ENTRIES), now, until=kept.voting_at)
        case Phase.ENTRIES if now >= kept.voting_at:
            return _looked_after(replace(kept, phase=Phase.VOTING), now, until=kept.ends_at)
        case Phase.ENTRIES:
            return _looked_after(kept, now, until=kept.voting_at)
        case Phase.VOTING if now < kept.ends_at:
            return _looked_after(kept, now, until=kept.ends_at)
        case _:
            return over(kept, now)


def over(contest: Contest, now: datetime) -> Contest:
    """Return a contest as it is once it is over."""
    return replace(contest, phase=Phase.OVER, ended_at=now)


def order_for(contest: Contest, entries: tuple[Entry, ...], voter_id: int) -> tuple[Entry, ...]:
    """Return entries in the order in which somebody sees them.

    While a blind contest is voted on that is another one for everybody, always the same for each, so that none is
    favoured; else it is that in which they were entered.
    """
    if not contest.rules.blind or contest.phase is not Phase.VOTING:
        return entries
    return tuple(sorted(entries, key=lambda entry: _lot(contest.id, voter_id, entry.id)))


def _moved(contest: Contest, late: timedelta) -> Contest:
    """Return a contest whose coming moments are later; what was in the past already stays."""
    is_planned = contest.phase is Phase.PLANNED
    return replace(
        contest,
        opens_at=contest.opens_at + late if is_planned else contest.opens_at,
        voting_at=contest.voting_at + late if is_planned or contest.phase is Phase.ENTRIES else contest.voting_at,
        ends_at=contest.ends_at + late,
        outages=contest.outages + 1,
    )


def _looked_after(contest: Contest, now: datetime, *, until: datetime) -> Contest:
    return replace(contest, due_at=max(now, min(now + LOOK, until)))


def _lot(contest_id: str, voter_id: int, entry_id: str) -> bytes:
    return sha256(f"{contest_id}:{voter_id}:{entry_id}".encode()).digest()
