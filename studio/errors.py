"""Everything the studio refuses a person, as errors that can be told in any language.

Faults of a prediction that was accepted are values (``studio.jobs.Fault``), not errors; what cannot be sent to a
model is ``flux.errors.InputFault``. What only one feature refuses stands in a module of its own:
``studio.rulebook_errors``, ``studio.setting_errors``, ``studio.moderation.errors``, ``studio.wording.errors``, and
those of ``studio.community``.

::

    UserError
    ├── BudgetExceeded         a budget leaves too little for this request; says which
    ├── TooManyWaiting         as many of the artist's jobs wait as may
    ├── BeingForgotten         all that is theirs is being deleted: nothing new is taken meanwhile
    ├── Faded                  what the job was asked for is forgotten, as its server lets it be
    ├── StaleAsk               the question was asked too long ago, or of somebody else
    ├── JobGone                the job is not in the store (any more)
    ├── NotYours               only the artist, or a moderator, may do this
    ├── NotNow                 the bot is about to stop: try again in a minute
    ├── PictureRefused         a picture that was given cannot be used; says why
    ├── NoPicture              there is none where somebody pointed
    ├── NoLastPicture          nothing was attached, and the artist has made none here yet
    ├── SourceGone             the picture that was pointed at is not there any more
    ├── TooManyPictures        more pictures than one job can start from
    ├── AgeRestricted          a picture from a channel for adults is not carried into another one
    ├── EditsForbidden         its artist does not want others to edit it
    ├── DraftGone              the form is too old: the pictures that it offered are forgotten
    ├── PictureNotRead         a picture that was given could not be had from where it lies
    ├── ModelNotAllowed        the channel does without this model
    ├── NoPicturesHere         none of the channel's models does this with a picture
    ├── TooManyHere            more pictures than the channel allows for one request
    ├── SetupRefused           a channel cannot be set up so (``studio.community.setup_errors``)
    ├── ChannelTaken           the channel has a purpose already
    ├── ChannelChanged         somebody else changed the channel at the same time
    ├── ChannelGone            the channel has no purpose, or not this one any more
    ├── SettingChanged         somebody else changed a setting of the server at the same time
    ├── NoSuchRetention        prompts cannot be remembered for so many days (``studio.retention``)
    ├── UnknownTimeZone        there is no time zone of that name
    ├── WordsRefused           the server does not want what was typed (``studio.wording.errors``)
    ├── StoreUnavailable       the database does not serve at present (``studio.store.errors``)
    └── PlaceNotAllowed        the operator does not offer the bot here
        ├── ServerNotAllowed       this server is not one of those allowed
        ├── PrivateUseOff          direct messages and user installs are switched off
        └── PrivateUseForOwners    direct messages and user installs are for the application's owners
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, TypeAlias

from studio.budgets import Scope


@dataclass(frozen=True, slots=True)
class Named:
    """Things that have names of their own in each language, by the ids of these names."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """What somebody typed, in their own words: it is made harmless before it is shown."""

    text: str


Param: TypeAlias = str | int | float | datetime | Named | Quoted
"""What may stand in a sentence."""


class UserError(Exception):
    """A refusal with its own sentence in ``locales/``: ``key`` names it, ``params()`` fill it.

    ``gives_back`` says that people get back what they had typed, where it would be lost.
    """

    key: ClassVar[str]
    gives_back: ClassVar[bool] = True

    def params(self) -> Mapping[str, Param]:
        """Return what the sentence names."""
        return {}


@dataclass(eq=False)
class BudgetExceeded(UserError):
    """The estimate of a request does not fit into what a budget leaves; amounts are in micro-dollars.

    ``scope`` says which budget it is, and ``opens_at`` when it begins anew, in UTC.
    """

    key: ClassVar[str] = "refusal-budget-exceeded"

    scope: Scope
    limit_micro_usd: int
    left_micro_usd: int
    cost_micro_usd: int
    opens_at: datetime

    def params(self) -> Mapping[str, Param]:
        """Return ``scope``, ``limit``, ``left``, ``cost`` and ``opens_at``.

        ``way`` says what helps: something ``smaller``, where the whole budget would not be enough, else to come
        back ``later``, or ``both``; ``none``, where nothing may be spent at all.
        """
        return {
            "scope": self.scope.value,
            "limit": self.limit_micro_usd,
            "left": self.left_micro_usd,
            "cost": self.cost_micro_usd,
            "way": self._way,
            "opens_at": self.opens_at,
        }

    @property
    def _way(self) -> str:
        if not self.limit_micro_usd:
            return "none"
        if self.cost_micro_usd > self.limit_micro_usd:
            return "smaller"
        return "both" if self.left_micro_usd else "later"


@dataclass(eq=False)
class TooManyWaiting(UserError):
    """As many of the artist's jobs wait already as may wait at once."""

    key: ClassVar[str] = "refusal-too-many-waiting"

    limit: int

    def params(self) -> Mapping[str, Param]:
        """Return ``limit``."""
        return {"limit": self.limit}


class BeingForgotten(UserError):
    """All that is the artist's is being deleted; what they ask for now would go with it."""

    key: ClassVar[str] = "refusal-being-forgotten"


class Faded(UserError):
    """Its server does not let it be remembered any more what the job was asked for."""

    key: ClassVar[str] = "refusal-faded"


class StaleAsk(UserError):
    """What is confirmed was asked too long ago, or of somebody else."""

    key: ClassVar[str] = "refusal-stale-ask"


class JobGone(UserError):
    """There is no such job (any more)."""

    key: ClassVar[str] = "refusal-job-gone"


class NotYours(UserError):
    """Only the artist and people who may manage messages may do this."""

    key: ClassVar[str] = "refusal-not-yours"


class NotNow(UserError):
    """The bot is stopping and takes no more requests; nothing was spent."""

    key: ClassVar[str] = "refusal-not-now"


class PictureProblem(StrEnum):
    """Why a picture cannot be used."""

    EMPTY = "empty"
    TOO_LARGE_FILE = "too-large-file"
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_LONG_SIDE = "too-long-side"
    NOT_A_PICTURE = "not-a-picture"
    BROKEN = "broken"


@dataclass(eq=False)
class PictureRefused(UserError):
    """A picture that was given cannot be used; ``limit`` is in MB, megapixels or pixels, as the reason is."""

    key: ClassVar[str] = "refusal-picture"

    reason: PictureProblem
    limit: int = 0

    def params(self) -> Mapping[str, Param]:
        """Return ``reason``, one of the values of ``PictureProblem``, and ``limit``."""
        return {"reason": self.reason.value, "limit": self.limit}


class NoPicture(UserError):
    """There is no picture in the message that was pointed at."""

    key: ClassVar[str] = "refusal-no-picture"


class NoLastPicture(UserError):
    """No picture came with the request, and the artist has none in that channel."""

    key: ClassVar[str] = "refusal-no-last-picture"


class SourceGone(UserError):
    """The picture is not there any more: its message was deleted, or its address has run out."""

    key: ClassVar[str] = "refusal-picture-gone"


@dataclass(eq=False)
class TooManyPictures(UserError):
    """More pictures were given than one job can start from."""

    key: ClassVar[str] = "refusal-too-many-pictures"

    given: int
    limit: int

    def params(self) -> Mapping[str, Param]:
        """Return ``given`` and ``limit``."""
        return {"given": self.given, "limit": self.limit}


class AgeRestricted(UserError):
    """A picture from a channel that is for adults only is not carried into another channel."""

    key: ClassVar[str] = "refusal-age-restricted"


class EditsForbidden(UserError):
    """The artist of a picture does not want others to edit it."""

    key: ClassVar[str] = "refusal-edits-forbidden"


class DraftGone(UserError):
    """The form is too old: the pictures that it offered are forgotten."""

    key: ClassVar[str] = "refusal-draft-gone"


class PictureNotRead(UserError):
    """A picture that was given could not be had from where it lies; nothing was spent."""

    key: ClassVar[str] = "refusal-picture-not-read"


class PlaceNotAllowed(UserError):
    """The operator does not offer the bot here."""

    key: ClassVar[str] = "refusal-place-not-allowed"


class ServerNotAllowed(PlaceNotAllowed):
    """This server is not one of those that the operator allows."""

    key: ClassVar[str] = "refusal-server-not-allowed"


class PrivateUseOff(PlaceNotAllowed):
    """The operator has switched direct messages and user installs off."""

    key: ClassVar[str] = "refusal-private-use-off"


class PrivateUseForOwners(PlaceNotAllowed):
    """The operator keeps direct messages and user installs to the owners of the application."""

    key: ClassVar[str] = "refusal-private-use-for-owners"


@dataclass(eq=False)
class ModelNotAllowed(UserError):
    """The channel does without this model; ``models`` are those that it has for such a request."""

    key: ClassVar[str] = "refusal-model-not-allowed"

    value: str
    models: tuple[str, ...]

    def params(self) -> Mapping[str, Param]:
        """Return ``value`` and ``models``."""
        return {"value": self.value, "models": ", ".join(self.models)}


@dataclass(eq=False)
class NoPicturesHere(UserError):
    """None of the channel's models changes a picture (``edits``), or starts from one."""

    key: ClassVar[str] = "refusal-no-pictures-here"

    models: tuple[str, ...]
    edits: bool

    def params(self) -> Mapping[str, Param]:
        """Return ``models``, and ``edits`` as yes or no."""
        return {"models": ", ".join(self.models), "edits": "yes" if self.edits else "no"}


@dataclass(eq=False)
class TooManyHere(UserError):
    """More pictures were asked for than the channel allows for one request."""

    key: ClassVar[str] = "refusal-too-many-here"

    given: int
    limit: int

    def params(self) -> Mapping[str, Param]:
        """Return ``given`` and ``limit``."""
        return {"given": self.given, "limit": self.limit}


class ChannelTaken(UserError):
    """The channel has a purpose already."""

    key: ClassVar[str] = "refusal-channel-taken"


class ChannelChanged(UserError):
    """Somebody else changed the channel at the same time."""

    key: ClassVar[str] = "refusal-channel-changed"


class ChannelGone(UserError):
    """The channel has no purpose, or not this one any more."""

    key: ClassVar[str] = "refusal-channel-gone"


class SettingChanged(UserError):
    """Somebody else changed a setting of the server at the same time."""

    key: ClassVar[str] = "refusal-setting-changed"


@dataclass(eq=False)
class UnknownTimeZone(UserError):
    """There is no time zone of that name."""

    key: ClassVar[str] = "refusal-unknown-time-zone"

    value: str

    def params(self) -> Mapping[str, Param]:
        """Return ``value``, as it was typed."""
        return {"value": Quoted(self.value)}
