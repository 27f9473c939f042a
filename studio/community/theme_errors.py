"""What is refused a person about themes, as errors that can be told in any language (``studio.errors``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from studio.errors import Param, UserError


class NoThemeChannel(UserError):
    """Neither this channel nor, alone in its server, another one is for themes."""

    key: ClassVar[str] = "refusal-no-theme-channel"


class ThemesNotYours(UserError):
    """Only people who may manage channels may do this."""

    key: ClassVar[str] = "refusal-themes-not-yours"


class NoTheme(UserError):
    """There is no theme in what was given."""

    key: ClassVar[str] = "refusal-no-theme"


@dataclass(eq=False)
class ThemeTooLong(UserError):
    """A theme has more characters than it may."""

    key: ClassVar[str] = "refusal-theme-too-long"

    limit: int

    def params(self) -> Mapping[str, Param]:
        """Return ``limit``."""
        return {"limit": self.limit}


class ThemeGone(UserError):
    """Somebody has decided about that theme already, or taken it out."""

    key: ClassVar[str] = "refusal-theme-gone"


class SuggestionRefused(UserError):
    """The suggestion has words that the server does not want any more."""

    key: ClassVar[str] = "refusal-suggestion-words"


class ThemeKnown(UserError):
    """Somebody has had that idea already."""

    key: ClassVar[str] = "refusal-theme-known"


@dataclass(eq=False)
class TooManySuggestions(UserError):
    """As many suggestions as may wait for approval do so: ``limit`` of one person, or of all where ``of_all``."""

    key: ClassVar[str] = "refusal-too-many-suggestions"

    limit: int
    of_all: bool = False

    def params(self) -> Mapping[str, Param]:
        """Return ``limit``, and ``whose``: ``one`` or ``all``."""
        return {"limit": self.limit, "whose": "all" if self.of_all else "one"}


@dataclass(eq=False)
class PoolFull(UserError):
    """The pool holds as many themes as it may."""

    key: ClassVar[str] = "refusal-pool-full"

    limit: int

    def params(self) -> Mapping[str, Param]:
        """Return ``limit``."""
        return {"limit": self.limit}


@dataclass(eq=False)
class FileTooLarge(UserError):
    """A file of themes is larger than it may be."""

    key: ClassVar[str] = "refusal-theme-file-too-large"

    limit_kb: int

    def params(self) -> Mapping[str, Param]:
        """Return ``limit``, in kilobytes."""
        return {"limit": self.limit_kb}


class NotAText(UserError):
    """A file of themes is no text in UTF-8."""

    key: ClassVar[str] = "refusal-theme-file-not-text"


class FileNotRead(UserError):
    """A file of themes could not be had from where it lies."""

    key: ClassVar[str] = "refusal-theme-file-not-read"


class NothingOn(UserError):
    """No theme is on that could be skipped."""

    key: ClassVar[str] = "refusal-nothing-on"


class PoolEmpty(UserError):
    """There is no theme that could come next."""

    key: ClassVar[str] = "refusal-pool-empty"


class NoRole(UserError):
    """The channel has no role that is told of themes, or it is gone."""

    key: ClassVar[str] = "refusal-no-theme-role"


class RoleOutOfReach(UserError):
    """The bot may not give that role: it may not manage roles, or stands below it."""

    key: ClassVar[str] = "refusal-role-out-of-reach"
