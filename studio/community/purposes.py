"""What a channel can be for, and how it is set up for that; pure values.

Who sets them up is ``studio.community.channels``'; what happens in them has a module for each purpose.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias


class Purpose(StrEnum):
    """What a channel is for."""

    STUDIO = "studio"
    THEME = "theme"
    CONTEST = "contest"
    SHOWCASE = "showcase"


class Every(StrEnum):
    """How often a theme channel gets a new theme."""

    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class StudioSettings:
    """Free creation with presets.

    ``models`` are the names of those that may be used, all where there are none; ``model`` and ``aspect_ratio``
    what is taken where a person names none. ``style`` has a ``{prompt}`` slot for what a person asks for; a hidden
    one is shown nowhere. ``max_pictures`` is the most for one request; ``threads`` gives every creation a thread.
    """

    models: tuple[str, ...] = ()
    model: str | None = None
    aspect_ratio: str | None = None
    style: str | None = None
    style_hidden: bool = False
    max_pictures: int | None = None
    threads: bool = False


@dataclass(frozen=True, slots=True)
class ThemeSettings:
    """A theme a day or a week, posted ``at`` a time of the server's own clock.

    ``weekday`` counts from Monday, 0, and matters for weekly themes only. ``role_id`` is the role that wants to be
    told.
    """

    every: Every = Every.DAY
    at: time = time(18)
    weekday: int = 0
    role_id: int | None = None


@dataclass(frozen=True, slots=True)
class ContestSettings:
    """Contests, one after another; ``role_id`` is what winners get unless a contest says otherwise."""

    role_id: int | None = None


@dataclass(frozen=True, slots=True)
class ShowcaseSettings:
    """Copies of pictures that gather reactions with ``emoji``.

    From ``threshold`` reactions on a picture is shown, below ``keep`` no more; for ``age_days`` days after it was
    made. ``sources`` are the channels that are watched, all of the server where there are none.
    """

    emoji: str = "⭐"
    threshold: int = 5
    keep: int = 3
    age_days: int = 30
    sources: tuple[int, ...] = ()


Settings: TypeAlias = StudioSettings | ThemeSettings | ContestSettings | ShowcaseSettings

SETTINGS: Mapping[Purpose, type[Settings]] = MappingProxyType(
    {
        Purpose.STUDIO: StudioSettings,
        Purpose.THEME: ThemeSettings,
        Purpose.CONTEST: ContestSettings,
        Purpose.SHOWCASE: ShowcaseSettings,
    }
)


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel with a purpose; ``guide_id`` is the message that explains it, where one stands."""

    id: int
    server_id: int
    settings: Settings
    guide_id: int | None = None

    @property
    def purpose(self) -> Purpose:
        """What it is for."""
        return next(purpose for purpose, kind in SETTINGS.items() if isinstance(self.settings, kind))
