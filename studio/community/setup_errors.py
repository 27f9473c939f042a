"""What is refused when somebody sets up a channel, or changes how it is set up; nothing is done then.

::

    SetupRefused
    ├── OptionsNotForPurpose   options that have nothing to do with what the channel is for; names those that do
    ├── NothingToChange        no option was given; names those that there are
    ├── UsualModelNotAllowed   the usual model is none of those that the channel allows
    ├── ShapeNotOfModel        the usual model makes no pictures of that shape
    ├── StyleWithoutSlot       the style has no place for what people ask for
    ├── StyleTooLong           the style is longer than a card can show
    ├── NothingToHide          a style is to be hidden, and there is none
    ├── TimeNotUnderstood      what was typed is no time of day
    ├── WeekdayWithoutWeek     a weekday for themes that come every day
    ├── EmojiNotUnderstood     what was typed is no emoji
    ├── KeepAboveThreshold     pictures would be taken down with more reactions than brought them up
    └── SourcesNotUnderstood   what was typed are no channels
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from studio.community.purposes import Purpose
from studio.errors import Named, Param, Quoted, UserError


class SetupRefused(UserError):
    """Base of them all."""

    key: ClassVar[str] = "refusal-setup"


@dataclass(eq=False)
class OptionsNotForPurpose(SetupRefused):
    """``wrong`` were given, which have nothing to do with what the channel is for; ``right`` have."""

    key: ClassVar[str] = "refusal-options-not-for-purpose"

    purpose: Purpose
    wrong: tuple[str, ...]
    right: tuple[str, ...]

    def params(self) -> Mapping[str, Param]:
        """Return ``purpose`` and the names of the options."""
        return {
            "purpose": self.purpose.value,
            "wrong": option_names(self.wrong),
            "count": len(self.wrong),
            "right": option_names(self.right),
        }


@dataclass(eq=False)
class NothingToChange(SetupRefused):
    """No option was given."""

    key: ClassVar[str] = "refusal-nothing-to-change"

    right: tuple[str, ...]

    def params(self) -> Mapping[str, Param]:
        """Return the names of the options that there are."""
        return {"right": option_names(self.right)}


@dataclass(eq=False)
class UsualModelNotAllowed(SetupRefused):
    """The usual model is none of those that the channel allows."""

    key: ClassVar[str] = "refusal-usual-model-not-allowed"

    value: str
    models: tuple[str, ...]

    def params(self) -> Mapping[str, Param]:
        """Return ``value`` and ``models``."""
        return {"value": self.value, "models": ", ".join(self.models)}


@dataclass(eq=False)
class ShapeNotOfModel(SetupRefused):
    """The usual model makes no pictures of that shape."""

    key: ClassVar[str] = "refusal-shape-not-of-model"

    value: str
    model: str
    choices: tuple[str, ...]

    def params(self) -> Mapping[str, Param]:
        """Return ``value``, ``model`` and ``choices``."""
        return {"value": Quoted(self.value), "model": self.model, "choices": ", ".join(self.choices)}


@dataclass(eq=False)
class StyleWithoutSlot(SetupRefused):
    """The style has no place for what people ask for."""

    key: ClassVar[str] = "refusal-style-without-slot"


@dataclass(eq=False)
class StyleTooLong(SetupRefused):
    """The style is longer than a card can show; both are numbers of characters."""

    key: ClassVar[str] = "refusal-style-too-long"

    length: int
    limit: int

    def params(self) -> Mapping[str, Param]:
        """Return ``length`` and ``limit``."""
        return {"length": self.length, "limit": self.limit}


class NothingToHide(SetupRefused):
    """A style is to be hidden, and there is none."""

    key: ClassVar[str] = "refusal-nothing-to-hide"


@dataclass(eq=False)
class TimeNotUnderstood(SetupRefused):
    """What was typed is no time of day."""

    key: ClassVar[str] = "refusal-time-not-understood"

    value: str

    def params(self) -> Mapping[str, Param]:
        """Return ``value``."""
        return {"value": Quoted(self.value)}


class WeekdayWithoutWeek(SetupRefused):
    """A weekday for themes that come every day."""

    key: ClassVar[str] = "refusal-weekday-without-week"


@dataclass(eq=False)
class EmojiNotUnderstood(SetupRefused):
    """What was typed is no emoji."""

    key: ClassVar[str] = "refusal-emoji-not-understood"

    value: str

    def params(self) -> Mapping[str, Param]:
        """Return ``value``."""
        return {"value": Quoted(self.value)}


@dataclass(eq=False)
class KeepAboveThreshold(SetupRefused):
    """Pictures would be taken down with more reactions than brought them up."""

    key: ClassVar[str] = "refusal-keep-above-threshold"

    keep: int
    threshold: int

    def params(self) -> Mapping[str, Param]:
        """Return ``keep`` and ``threshold``."""
        return {"keep": self.keep, "threshold": self.threshold}


@dataclass(eq=False)
class SourcesNotUnderstood(SetupRefused):
    """What was typed are no channels."""

    key: ClassVar[str] = "refusal-sources-not-understood"

    value: str

    def params(self) -> Mapping[str, Param]:
        """Return ``value``."""
        return {"value": Quoted(self.value)}


def option_names(names: tuple[str, ...]) -> Named:
    """Return options of ``/channel setup`` as they are called where they are told."""
    return Named(tuple(f"channel-setup-option-{name}" for name in names))
