"""What contests refuse a person, each with its own sentence; the rest of the family is ``studio.errors``'.

::

    UserError
    ├── NoContest              there is none (any more) that this is about
    ├── ContestUnderWay        the channel's contest has not ended yet
    ├── NotAHost               only those who may manage channels set contests up and cancel them
    ├── NotATreasurer          only those who may manage the server give extra budget
    ├── NotAContestChannel     the channel is for something else
    ├── NotAMoment             what was typed is neither a length nor a time
    ├── WindowRefused          a window would be too short, too long, or too far ahead
    ├── NoEntriesTaken         no contest takes entries here at present
    ├── NotYourPicture         only what one has made oneself can be entered
    ├── NoPublicPicture        there is no picture of Easel's that everybody could see
    ├── StillComing            the pictures are only just being shown
    ├── NoSmallPicture         the picture was made before contests were kept: nothing is known of how it looks
    ├── StaysThere             a picture from a channel for adults is not entered elsewhere
    ├── EnteredAlready         the picture is in that contest already
    ├── TooManyEntries         that person has as many entries as are allowed
    ├── EntryGone              the entry was withdrawn, or its card deleted
    ├── NotYourEntry           only its artist withdraws an entry
    ├── VotingClosed           votes are not taken (yet, or any more)
    ├── OwnEntry               nobody votes for themselves
    └── NoVotesLeft            that person has given all their votes
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from studio.errors import Param, UserError


class NoContest(UserError):
    """There is no contest (any more) that this is about."""

    key: ClassVar[str] = "refusal-no-contest"


@dataclass(eq=False)
class ContestUnderWay(UserError):
    """The channel's contest has not ended yet; it does at ``ends_at``."""

    key: ClassVar[str] = "refusal-contest-under-way"

    ends_at: datetime

    def params(self) -> Mapping[str, Param]:
        """Return ``ends_at``."""
        return {"ends_at": self.ends_at}


class NotATreasurer(UserError):
    """Only people who may manage the server can give extra budget as a reward."""

    key: ClassVar[str] = "refusal-not-a-treasurer"


class NotAHost(UserError):
    """Only people who may manage channels set contests up and cancel them."""

    key: ClassVar[str] = "refusal-not-a-host"


class NotAContestChannel(UserError):
    """The channel is not one for contests."""

    key: ClassVar[str] = "refusal-not-a-contest-channel"


class Window(StrEnum):
    """Which of a contest's times is meant; the value is the command's option."""

    OPENS = "opens"
    ENTRIES = "entries"
    VOTING = "voting"


@dataclass(eq=False)
class NotAMoment(UserError):
    """What was typed for a window is neither a length nor a time."""

    key: ClassVar[str] = "refusal-not-a-moment"

    window: Window

    def params(self) -> Mapping[str, Param]:
        """Return ``window``."""
        return {"window": self.window.value}


@dataclass(eq=False)
class WindowRefused(UserError):
    """A window would be too short or too long, or begin in the past or too far ahead."""

    key: ClassVar[str] = "refusal-window"

    window: Window

    def params(self) -> Mapping[str, Param]:
        """Return ``window``."""
        return {"window": self.window.value}


class NoEntriesTaken(UserError):
    """No contest that the person can see takes entries at present."""

    key: ClassVar[str] = "refusal-no-entries-taken"


class NotYourPicture(UserError):
    """Only what one has made oneself can be entered."""

    key: ClassVar[str] = "refusal-not-your-picture"


class NoPublicPicture(UserError):
    """There is no picture of Easel's there that everybody could see."""

    key: ClassVar[str] = "refusal-no-public-picture"


class StillComing(UserError):
    """A job's pictures are only just being shown: nothing is kept yet of how they look."""

    key: ClassVar[str] = "refusal-still-coming"


class NoSmallPicture(UserError):
    """Nothing was kept of how a picture looks: it was made too long ago."""

    key: ClassVar[str] = "refusal-no-small-picture"


class StaysThere(UserError):
    """A picture from a channel for adults only is not entered elsewhere."""

    key: ClassVar[str] = "refusal-stays-there"


class EnteredAlready(UserError):
    """The picture is in that contest already."""

    key: ClassVar[str] = "refusal-entered-already"


@dataclass(eq=False)
class TooManyEntries(UserError):
    """A person has as many entries as the contest allows."""

    key: ClassVar[str] = "refusal-too-many-entries"

    limit: int

    def params(self) -> Mapping[str, Param]:
        """Return ``limit``."""
        return {"limit": self.limit}


class EntryGone(UserError):
    """The entry was withdrawn, or its card deleted."""

    key: ClassVar[str] = "refusal-entry-gone"


class NotYourEntry(UserError):
    """Only its artist withdraws an entry."""

    key: ClassVar[str] = "refusal-not-your-entry"


class VotingClosed(UserError):
    """Votes are not taken: not yet, or not any more."""

    key: ClassVar[str] = "refusal-voting-closed"


class OwnEntry(UserError):
    """Nobody votes for themselves."""

    key: ClassVar[str] = "refusal-own-entry"


@dataclass(eq=False)
class NoVotesLeft(UserError):
    """A person has given all their votes."""

    key: ClassVar[str] = "refusal-no-votes-left"

    limit: int

    def params(self) -> Mapping[str, Param]:
        """Return ``limit``."""
        return {"limit": self.limit}
