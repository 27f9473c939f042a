"""Which cards hang in a showcase: what is known of each, and the rules by which copies come and go. Pure.

Who acts on the rules is ``studio.community.showcase``; what people see of a copy is the face's.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from studio.community.purposes import ShowcaseSettings

MOST_COUNTED = 1_000
"""Reactions on one picture that are counted; more than that are taken for as many."""

LONGEST_REASON = 300
"""How long a moderator's reason may be, in characters."""

_CUSTOM_EMOJI = re.compile(r"<?a?:?[A-Za-z0-9_~]{1,32}:(?P<id>[0-9]{15,20})>?")
_VARIATION = "\ufe0f"
"""What asks for the colourful form of a character: some clients send it, others do not."""


class Mark(StrEnum):
    """What a moderator has decided about a card in a showcase."""

    FROZEN = "frozen"
    """It neither comes nor goes by reactions."""
    FORCED = "forced"
    """It is shown, whatever the reactions."""
    REMOVED = "removed"
    """It is not shown, whatever the reactions."""


class Stage(StrEnum):
    """Where a copy is; ``COMING`` and ``GOING`` are noted before they happen, and ended by whoever is next."""

    AWAY = "away"
    COMING = "coming"
    UP = "up"
    GOING = "going"


class Verdict(StrEnum):
    """What is to happen to a copy."""

    SHOW = "show"
    TAKE_DOWN = "take-down"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a moderator has decided, when and why; ``mark`` is ``None`` where reactions decide again."""

    mark: Mark | None
    by_id: int | None
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A card in one showcase, shown there or not.

    ``turn`` counts how often it has come, ``copy_id`` is the message that stands there now. ``reactions`` is what
    was counted last, ``shown_at`` when it came for the first time.
    """

    showcase_id: int
    job_id: str
    server_id: int
    artist_id: int
    channel_id: int
    message_id: int
    stage: Stage = Stage.AWAY
    turn: int = 0
    copy_id: int | None = None
    reactions: int = 0
    shown_at: datetime | None = None
    decision: Decision | None = None

    @property
    def mark(self) -> Mark | None:
        """What a moderator has decided, ``None`` where reactions decide."""
        return None if self.decision is None else self.decision.mark

    @property
    def key(self) -> str:
        """The name of the copy of this turn, under which it is posted once."""
        return f"showcase:{self.showcase_id}:{self.job_id}:{self.turn}"


@dataclass(frozen=True, slots=True)
class Sight:
    """Who sees a channel, as far as that decides what may be carried into it.

    ``channel_id`` of a thread is that of its channel. ``viewers`` is ``None`` where everybody on the server sees
    it, else who is let in and who is kept out: pairs of a role's or person's id and whether it is let in.
    """

    channel_id: int
    age_restricted: bool
    viewers: frozenset[tuple[int, bool]] | None = None


def may_be_carried(origin: Sight, to: Sight) -> bool:
    """Say whether what stands in a channel may be shown in another.

    Nothing leaves a channel for adults; what not everybody sees goes only where exactly the same people see it.
    """
    if origin.channel_id == to.channel_id:
        return True
    if origin.age_restricted:
        return False
    return origin.viewers is None or origin.viewers == to.viewers


def verdict(
    rule: ShowcaseSettings,
    *,
    is_up: bool,
    may_be_shown: bool,
    mark: Mark | None,
    reactions: int,
    age: timedelta,
) -> Verdict:
    """Decide about a copy.

    ``may_be_shown`` is whether the card is there and the place allows it: without that nothing else counts. A
    picture that is older than the rule's days stays as it is. Between ``keep`` and ``threshold`` nothing changes,
    so that a single reaction that comes and goes never makes a copy come and go.
    """
    if not may_be_shown or mark is Mark.REMOVED:
        return _down(is_up=is_up)
    if mark is Mark.FORCED:
        return _up(is_up=is_up)
    if mark is Mark.FROZEN or age > timedelta(days=rule.age_days):
        return Verdict.NOTHING
    if reactions >= rule.threshold:
        return _up(is_up=is_up)
    if reactions < min(rule.keep, rule.threshold):
        return _down(is_up=is_up)
    return Verdict.NOTHING


def emoji_name(emoji: str) -> str:
    """Return what tells emoji apart, however they are written: a custom one's id, else the character."""
    custom = _CUSTOM_EMOJI.fullmatch(emoji.strip())
    return custom["id"] if custom is not None else emoji.strip().replace(_VARIATION, "")


def _up(*, is_up: bool) -> Verdict:
    return Verdict.NOTHING if is_up else Verdict.SHOW


def _down(*, is_up: bool) -> Verdict:
    return Verdict.TAKE_DOWN if is_up else Verdict.NOTHING
