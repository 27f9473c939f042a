"""From what was typed into ``/channel setup`` or ``change`` to how a channel is set up, or to why not; pure.

Which option belongs to which purpose stands here and nowhere else; the command only hands them over. Where a text
can be taken away again, ``CLEARING`` has the words for it.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import time
from types import MappingProxyType
from typing import TypeVar

from flux.catalogue import MAX_OUTPUTS
from flux.errors import UnknownModel
from studio.community.presets import House, allowed, offered
from studio.community.purposes import (
    SETTINGS,
    ContestSettings,
    Every,
    Purpose,
    Settings,
    ShowcaseSettings,
    StudioSettings,
    ThemeSettings,
)
from studio.community.setup_errors import (
    EmojiNotUnderstood,
    KeepAboveThreshold,
    NothingToChange,
    NothingToHide,
    OptionsNotForPurpose,
    ShapeNotOfModel,
    SourcesNotUnderstood,
    StyleTooLong,
    StyleWithoutSlot,
    TimeNotUnderstood,
    UsualModelNotAllowed,
    WeekdayWithoutWeek,
)
from studio.community.zones import as_in_a_name, zone_names
from studio.errors import UnknownTimeZone
from studio.jobs import PROMPT_SLOT
from studio.remix import CUSTOM_RATIO

OPTIONS: Mapping[Purpose, tuple[str, ...]] = MappingProxyType(
    {
        Purpose.STUDIO: ("models", "model", "aspect_ratio", "style", "hide_style", "num_outputs", "threads"),
        Purpose.THEME: ("every", "at", "weekday", "role", "time_zone"),
        Purpose.CONTEST: ("role", "time_zone"),
        Purpose.SHOWCASE: ("emoji", "threshold", "keep", "age_days", "sources"),
    }
)
"""Which options say something about a channel of which purpose."""

CLEARING = frozenset({"none", "all", "-", "нет", "все"})
"""What somebody types to take a text option away again."""

NO_ROLE = 0
"""What stands for taking the role away again."""

MAX_STYLE = 300
"""Longest style, in characters: cards show all of it."""

_TIME = re.compile(r"(?P<hour>[01]?[0-9]|2[0-3])(?:[:.](?P<minute>[0-5][0-9]))?", re.ASCII)
_CHANNEL = re.compile(r"<#(?P<id>[0-9]{15,20})>", re.ASCII)
_CUSTOM_EMOJI = re.compile(r"<a?:[A-Za-z0-9_]{2,32}:[0-9]{15,20}>", re.ASCII)
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3", re.ASCII)
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_PICTOGRAM = re.compile("(?P<base>.)[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*")
_JOINER = "\u200d"
_SPACED = re.compile(r"[\s,;]+")

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was given for each option, by its name; ``None`` where nothing was."""

    models: str | None = None
    model: str | None = None
    aspect_ratio: str | None = None
    style: str | None = None
    hide_style: bool | None = None
    num_outputs: int | None = None
    threads: bool | None = None
    every: str | None = None
    at: str | None = None
    weekday: int | None = None
    role: int | None = None
    time_zone: str | None = None
    emoji: str | None = None
    threshold: int | None = None
    keep: int | None = None
    age_days: int | None = None
    sources: str | None = None

    def given(self) -> tuple[str, ...]:
        """Return the names of the options that were given."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name) is not None)


def set_up(purpose: Purpose, typed: Typed, house: House) -> Settings:
    """Return how a channel is set up anew.

    Raises:
        SetupRefused: an option does not fit; it says which and why.
        UnknownModel: there is no model of that name.
    """
    fresh = SETTINGS[purpose]()
    if isinstance(fresh, ShowcaseSettings) and typed.threshold is not None and typed.keep is None:
        # Nobody has said below how many a picture goes; never above what brings it up.
        fresh = replace(fresh, keep=min(fresh.keep, typed.threshold))
    return _with(fresh, purpose, typed, house)


def changed(before: Settings, purpose: Purpose, typed: Typed, house: House) -> Settings:
    """Return how a channel is set up after a change of what was given.

    Raises:
        SetupRefused: an option does not fit; it says which and why.
        UnknownModel: there is no model of that name.
    """
    if not typed.given():
        raise NothingToChange(OPTIONS[purpose])
    return _with(before, purpose, typed, house)


def zone_name(typed: str) -> str:
    """Return the name of a time zone as the world's lists spell it.

    Raises:
        UnknownTimeZone: there is none of that name.
    """
    known = {name.casefold(): name for name in zone_names()}
    name = known.get(as_in_a_name(typed))
    if name is None:
        raise UnknownTimeZone(typed)
    return name


def _with(before: Settings, purpose: Purpose, typed: Typed, house: House) -> Settings:
    wrong = tuple(name for name in typed.given() if name not in OPTIONS[purpose])
    if wrong:
        raise OptionsNotForPurpose(purpose, wrong, OPTIONS[purpose])
    match before:
        case StudioSettings():
            return _studio(before, typed, house)
        case ThemeSettings():
            return _theme(before, typed)
        case ContestSettings():
            return replace(before, role_id=_role(typed.role, before.role_id))
        case ShowcaseSettings():
            return _showcase(before, typed)


def _studio(before: StudioSettings, typed: Typed, house: House) -> StudioSettings:
    models = before.models if typed.models is None else _models(typed.models, house)
    style = _text(typed.style, before.style)
    if typed.hide_style and style is None:
        raise NothingToHide
    after = StudioSettings(
        models=models,
        model=_text(typed.model, before.model),
        aspect_ratio=_text(typed.aspect_ratio, before.aspect_ratio),
        style=style,
        style_hidden=style is not None and _given(typed.hide_style, before.style_hidden),
        max_pictures=_pictures(typed.num_outputs, before.max_pictures),
        threads=_given(typed.threads, before.threads),
    )
    _check_studio(after, house)
    return after


def _check_studio(settings: StudioSettings, house: House) -> None:
    if settings.model is not None:
        if settings.model not in house.catalogue:
            raise UnknownModel(settings.model, tuple(model.name for model in house.catalogue))
        names = tuple(model.name for model in allowed(settings, house))
        if settings.model not in names:
            raise UsualModelNotAllowed(settings.model, names)
    usual = offered(settings, house).usual
    if settings.aspect_ratio is not None and usual is not None:
        # A size of one's own goes with two numbers that a channel has not.
        shapes = tuple(r for r in usual.fields["aspect_ratio"].choices if r != CUSTOM_RATIO)
        if settings.aspect_ratio not in shapes:
            raise ShapeNotOfModel(settings.aspect_ratio, usual.name, shapes)
    if settings.style is not None:
        if PROMPT_SLOT not in settings.style:
            raise StyleWithoutSlot
        if len(settings.style) > MAX_STYLE:
            raise StyleTooLong(len(settings.style), MAX_STYLE)


def _theme(before: ThemeSettings, typed: Typed) -> ThemeSettings:
    every = before.every if typed.every is None else Every(typed.every)
    if typed.weekday is not None and every is not Every.WEEK:
        raise WeekdayWithoutWeek
    return ThemeSettings(
        every=every,
        at=before.at if typed.at is None else _time(typed.at),
        weekday=_given(typed.weekday, before.weekday),
        role_id=_role(typed.role, before.role_id),
    )


def _showcase(before: ShowcaseSettings, typed: Typed) -> ShowcaseSettings:
    after = ShowcaseSettings(
        emoji=before.emoji if typed.emoji is None else _emoji(typed.emoji),
        threshold=_given(typed.threshold, before.threshold),
        keep=_given(typed.keep, before.keep),
        age_days=_given(typed.age_days, before.age_days),
        sources=before.sources if typed.sources is None else _sources(typed.sources),
    )
    if after.keep > after.threshold:
        raise KeepAboveThreshold(after.keep, after.threshold)
    return after


def _models(typed: str, house: House) -> tuple[str, ...]:
    """Read names apart by commas or spaces; none where all are allowed again."""
    if _clears(typed):
        return ()
    names = tuple(dict.fromkeys(name.casefold() for name in _SPACED.split(typed) if name))
    for name in names:
        if name not in house.catalogue:
            raise UnknownModel(name, tuple(model.name for model in house.catalogue))
    return names


def _time(typed: str) -> time:
    match = _TIME.fullmatch(typed.strip())
    if match is None:
        raise TimeNotUnderstood(typed)
    return time(int(match["hour"]), int(match["minute"] or 0))


def _emoji(typed: str) -> str:
    emoji = typed.strip()
    if not (_CUSTOM_EMOJI.fullmatch(emoji) or _KEYCAP.fullmatch(emoji) or _FLAG.fullmatch(emoji)) and not all(
        _is_pictogram(part) for part in emoji.split(_JOINER)
    ):
        raise EmojiNotUnderstood(typed)
    return emoji


def _is_pictogram(part: str) -> bool:
    match = _PICTOGRAM.fullmatch(part)
    if match is None or _FLAG.fullmatch(2 * match["base"]):
        return False
    return unicodedata.category(match["base"]) in {"So", "Sm"} and match["base"] > "\xff"


def _sources(typed: str) -> tuple[int, ...]:
    if _clears(typed):
        return ()
    if _CHANNEL.sub("", typed).strip(", ;\n\t") or not _CHANNEL.search(typed):
        raise SourcesNotUnderstood(typed)
    return tuple(dict.fromkeys(int(match["id"]) for match in _CHANNEL.finditer(typed)))


def _pictures(typed: int | None, before: int | None) -> int | None:
    if typed is None:
        return before
    return None if typed >= MAX_OUTPUTS else typed


def _role(typed: int | None, before: int | None) -> int | None:
    if typed is None:
        return before
    return None if typed == NO_ROLE else typed


def _text(typed: str | None, before: str | None) -> str | None:
    if typed is None:
        return before
    text = typed.replace("\0", "").strip()
    return None if _clears(text) else text


def _clears(typed: str) -> bool:
    text = typed.strip().casefold()
    return not text or text in CLEARING


def _given(typed: _Value | None, before: _Value) -> _Value:
    return before if typed is None else typed
