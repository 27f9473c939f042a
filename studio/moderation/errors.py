"""What is refused a person about moderation, as errors that can be told in any language (``studio.errors``).

::

    UserError
    ├── Paused                 strikes keep the person from asking for something new; says until when
    ├── Warned                 they have a strike of which they could not be told before
    ├── StrikeGone             there is no such strike here, or it was taken back already
    ├── StrikesNotYours        only people who may manage messages on the whole server give and take strikes
    ├── NobodysMessage         there is nobody behind the message who could have strikes
    ├── NotAModerator          only people who may manage messages may do this
    ├── NotAModeratorThere     they may not in the channel that it is about
    ├── NoModerators           the server has named no channel for reports
    ├── NotOurPicture          no picture of this bot stands in the message
    ├── ReportedAlready        the person has reported the pictures before
    ├── NoRoomForReviews       the server has named no channel for reviews
    └── HeldBack               moderators have not let the pictures be shown (yet)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from studio.errors import Param, Quoted, UserError
from studio.moderation.strikes import Cause, Strike


@dataclass(eq=False)
class Paused(UserError):
    """Strikes keep the person from asking for something new until then; ``strike`` is the one that does."""

    key: ClassVar[str] = "refusal-paused"

    until: datetime
    strike: Strike

    def params(self) -> Mapping[str, Param]:
        """Return ``until``, ``what`` the strike is for, and the ``reason`` where a moderator gave one."""
        return {"until": self.until, **_what_for(self.strike)}


@dataclass(eq=False)
class Warned(UserError):
    """The person has a strike of which they could not be told before; they may go on."""

    key: ClassVar[str] = "refusal-warned"

    strike: Strike

    def params(self) -> Mapping[str, Param]:
        """Return ``what`` the strike is for, and the ``reason`` where a moderator gave one."""
        return _what_for(self.strike)


def _what_for(strike: Strike) -> Mapping[str, Param]:
    if strike.cause is Cause.BLOCKS:
        what = "blocks"
    elif strike.reason:
        what = "reason"
    else:
        what = "nothing" if strike.job_id is None else "picture"
    return {"what": what, "reason": Quoted(strike.reason)}


class NotAModerator(UserError):
    """Only people who may manage messages may do this."""

    key: ClassVar[str] = "refusal-not-a-moderator"


class StrikesNotYours(UserError):
    """A strike holds on the whole server: only people who may manage messages on all of it may give one."""

    key: ClassVar[str] = "refusal-strikes-not-yours"


@dataclass(eq=False)
class NotAModeratorThere(UserError):
    """Only people who may manage messages in that channel may decide about what is made there."""

    key: ClassVar[str] = "refusal-not-a-moderator-there"

    channel_id: int

    def params(self) -> Mapping[str, Param]:
        """Return ``place``, the id as text."""
        return {"place": str(self.channel_id)}


class StrikeGone(UserError):
    """There is no such strike here, or it was taken back already."""

    key: ClassVar[str] = "refusal-strike-gone"


class NobodysMessage(UserError):
    """The message is a bot's, and neither pictures nor a card of anybody."""

    key: ClassVar[str] = "refusal-nobodys-message"


class NoModerators(UserError):
    """The server has named no channel where its moderators could be told."""

    key: ClassVar[str] = "refusal-no-moderators"


class NoRoomForReviews(UserError):
    """The server has named no channel in which moderators could look at pictures first."""

    key: ClassVar[str] = "refusal-no-room-for-reviews"


class HeldBack(UserError):
    """Nobody is shown these pictures (yet), so nothing can be made of them."""

    key: ClassVar[str] = "refusal-held-back"


class NotOurPicture(UserError):
    """No picture of this bot stands in the message."""

    key: ClassVar[str] = "refusal-not-our-picture"


class ReportedAlready(UserError):
    """The same person has reported the same pictures before."""

    key: ClassVar[str] = "refusal-reported-already"
