"""What a channel with a purpose tells about itself: its guide, its settings, the answers of ``/channel``; pure.

What is hidden from everybody is hidden here too: the guide and the settings only say that there is a style.
"""

from collections.abc import Iterator, Sequence
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

import discord
from discord import ui

from cogs.ui import theme
from cogs.ui.buttons import CardButton
from cogs.ui.limits import MAX_TEXT
from cogs.ui.tellings import ratio_line
from cogs.ui.text import harmless, width
from cogs.ui.verbs import Verb
from cogs.ui.views import View
from cogs.words import Words
from studio.community.purposes import (
    Channel,
    ContestSettings,
    Every,
    Settings,
    ShowcaseSettings,
    StudioSettings,
    ThemeSettings,
)

MAX_SOURCES_SHOWN = 20
"""How many watched channels are named."""

_ROOM_FOR_REST = 200
"""Characters that are kept for the line that tells how many channels are not listed."""


def guide(channel: Channel, zone: ZoneInfo, words: Words) -> ui.LayoutView:
    """Draw the message that explains a channel to everybody in it."""
    purpose = channel.purpose.value
    parts: list[ui.Item[ui.LayoutView]] = [
        ui.TextDisplay(f"{words('guide-title', purpose=purpose)}\n{words('guide-about', purpose=purpose)}"),
        ui.TextDisplay("\n".join(_listed(setting_lines(channel.settings, zone, words)))),
    ]
    return _view(theme.ACTIVE, parts)


def was_set_up(channel: Channel, zone: ZoneInfo, words: Words, *, notes: Sequence[str] = ()) -> ui.LayoutView:
    """Draw the private answer to a channel that has a purpose now; ``notes`` tell what did not work."""
    head = words("channel-was-set-up", channel=mention(channel.id), purpose=purpose_label(channel, words))
    return _answer(head, channel, zone, words, notes)


def was_changed(channel: Channel, zone: ZoneInfo, words: Words, *, notes: Sequence[str] = ()) -> ui.LayoutView:
    """Draw the private answer to a channel that was changed; ``notes`` tell what did not work."""
    return _answer(words("channel-was-changed", channel=mention(channel.id)), channel, zone, words, notes)


def channel_list(channels: Sequence[Channel], zone: ZoneInfo, words: Words) -> ui.LayoutView:
    """Draw what channels are for and how they are set up, as many as fit."""
    if not channels:
        return _view(theme.WAITING, [ui.TextDisplay(words("channels-none"))])
    blocks: list[str] = []
    for channel in channels:
        block = "\n".join(_entry(channel, zone, words))
        if sum(width(text) + 2 for text in (*blocks, block)) > MAX_TEXT - _ROOM_FOR_REST:
            blocks.append(words("channels-more", count=len(channels) - len(blocks)))
            break
        blocks.append(block)
    return _view(theme.WAITING, [ui.TextDisplay("\n\n".join(blocks))])


def close_question(channel: Channel, words: Words) -> ui.LayoutView:
    """Ask whether a channel's purpose shall end."""
    asked = words("channel-close-asked", channel=mention(channel.id), purpose=purpose_label(channel, words))
    label, style = words(f"button-{Verb.CLOSE.value}"), theme.STYLES[Verb.CLOSE]
    row = ui.ActionRow[Any](CardButton.of(Verb.CLOSE, str(channel.id), label=label, style=style))
    return _view(theme.WARNING, [ui.TextDisplay(asked), row])


def was_closed(channel: Channel, words: Words) -> ui.LayoutView:
    """Draw what becomes of the question once the purpose has ended."""
    return _view(theme.WAITING, [ui.TextDisplay(words("channel-was-closed", channel=mention(channel.id)))])


def setting_lines(settings: Settings, zone: ZoneInfo, words: Words) -> Iterator[str]:
    """Tell how a channel is set up."""
    match settings:
        case StudioSettings():
            yield from _studio(settings, words)
        case ThemeSettings():
            yield _when(settings, zone, words)
            if settings.role_id is not None:
                yield words("setting-theme-role", role=f"<@&{settings.role_id}>")
        case ContestSettings():
            if settings.role_id is not None:
                yield words("setting-contest-role", role=f"<@&{settings.role_id}>")
            yield words("setting-zone", zone=zone.key)
        case ShowcaseSettings():
            yield words(
                "setting-threshold", emoji=settings.emoji, threshold=settings.threshold, keep=settings.keep
            )
            yield words("setting-age", days=settings.age_days)
            yield _sources(settings, words)


def purpose_label(channel: Channel, words: Words) -> str:
    """Return what a channel is for in one word."""
    return words("purpose-label", purpose=channel.purpose.value)


def mention(channel_id: int) -> str:
    """Return what leads to a channel."""
    return f"<#{channel_id}>"


def _studio(settings: StudioSettings, words: Words) -> Iterator[str]:
    if settings.models:
        yield words("setting-models", models=", ".join(settings.models))
    else:
        yield words("setting-all-models")
    if settings.model is not None:
        yield words("setting-model", model=settings.model)
    if settings.aspect_ratio is not None:
        yield words("setting-aspect-ratio", ratio=ratio_line(settings.aspect_ratio, words))
    if settings.style is not None and settings.style_hidden:
        yield words("setting-hidden-style")
    elif settings.style is not None:
        yield words("setting-style", style=harmless(settings.style, theme.STYLE_LIMIT))
    if settings.max_pictures is not None:
        yield words("setting-max-pictures", count=settings.max_pictures)
    if settings.threads:
        yield words("setting-threads")


def _when(settings: ThemeSettings, zone: ZoneInfo, words: Words) -> str:
    at = _clock(settings.at)
    if settings.every is Every.DAY:
        return words("setting-theme-daily", at=at, zone=zone.key)
    return words("setting-theme-weekly", weekday=settings.weekday, at=at, zone=zone.key)


def _clock(at: time) -> str:
    return at.strftime("%H:%M")


def _sources(settings: ShowcaseSettings, words: Words) -> str:
    if not settings.sources:
        return words("setting-all-sources")
    named = [mention(source) for source in settings.sources[:MAX_SOURCES_SHOWN]]
    more = ["…"] if len(settings.sources) > MAX_SOURCES_SHOWN else []
    return words("setting-sources", sources=" ".join([*named, *more]))


def _entry(channel: Channel, zone: ZoneInfo, words: Words) -> Iterator[str]:
    yield words("channel-line", channel=mention(channel.id), purpose=purpose_label(channel, words))
    yield from _listed(setting_lines(channel.settings, zone, words))


def _answer(head: str, channel: Channel, zone: ZoneInfo, words: Words, notes: Sequence[str]) -> ui.LayoutView:
    lines = [head, *_listed(setting_lines(channel.settings, zone, words))]
    parts: list[ui.Item[ui.LayoutView]] = [ui.TextDisplay("\n".join(lines))]
    if notes:
        parts.append(ui.TextDisplay("\n".join(notes)))
    return _view(theme.WARNING if notes else theme.GOOD, parts)


def _listed(lines: Iterator[str]) -> Iterator[str]:
    return (f"- {line}" for line in lines)


def _view(colour: discord.Colour, parts: Sequence[ui.Item[ui.LayoutView]]) -> ui.LayoutView:
    view = View(timeout=None)
    view.add_item(ui.Container(*parts, accent_colour=colour))
    return view
