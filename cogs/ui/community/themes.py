"""What is shown of themes: their posts, reminders and recaps, the private lists, the form; pure.

What the buttons do is ``cogs.community.theme_presses``'.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from cogs.ui import theme
from cogs.ui.buttons import CardButton
from cogs.ui.forms import Filled, OldForm
from cogs.ui.numbers import number_of
from cogs.ui.text import alt_text, harmless
from cogs.ui.verbs import Verb, custom_id
from cogs.ui.views import View
from cogs.words import Words, timestamp
from studio.community.pool import MAX_POOL, MAX_THEME
from studio.community.purposes import Channel, ThemeSettings
from studio.community.theme_turns import Recap
from studio.community.theme_values import Page, Run, RunState, Streak, Tally, Theme
from studio.community.themes import Listed, Standing

LINES = "themes"
"""The field of the form."""

_POOL = ("theme-pool-title", "theme-pool-count", "theme-pool-empty")
_WAITING = ("theme-waiting-title", "theme-waiting-count", "theme-waiting-empty")
_MAX_FORM_TEXT = 4_000
_SHOWN = 2 * MAX_THEME
"""How much of a theme is shown: all of it, unless nearly every character needs an escape or counts double."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Which page of which list; it travels in the id of a button."""

    channel_id: int
    number: int
    waits: bool

    def __str__(self) -> str:
        return f"{self.channel_id}-{'waits' if self.waits else 'pool'}-{self.number}"

    @classmethod
    def parse(cls, text: str) -> "Leaf | None":
        """Read it back; ``None`` where it is none."""
        channel, _, rest = text.partition("-")
        kind, _, leaf = rest.partition("-")
        channel_id, number = number_of(channel), number_of(leaf)
        if channel_id is None or number is None or kind not in {"waits", "pool"}:
            return None
        return cls(channel_id, number, kind == "waits")


def theme_post(channel: Channel, run: Run, words: Words) -> ui.LayoutView:
    """Draw the post of a theme, with whom it tells and the button to be told; or that it was skipped."""
    assert isinstance(channel.settings, ThemeSettings)
    role_id = channel.settings.role_id
    title = words("theme-post-title", every=channel.settings.every.value)
    texts = [f"{title}\n## {harmless(run.text, _SHOWN)}"]
    parts: list[ui.Item[Any]] = []
    if run.state is RunState.DROPPED:
        texts.append(f"-# {words('theme-post-skipped')}")
    else:
        texts.append(words("theme-post-how", ends_at=timestamp(run.ends_at, "f")))
    if run.suggested_by is not None:
        texts.append(f"-# {words('theme-post-by', artist=person(run.suggested_by))}")
    if role_id is not None and run.state is not RunState.DROPPED:
        texts.append(f"-# {role(role_id)}")
        parts.append(ui.ActionRow(_button(Verb.TELL, str(channel.id), words)))
    return _view(theme.WAITING if run.state is RunState.DROPPED else theme.ACTIVE, [_text(*texts), *parts])


def theme_reminder(run: Run, made: Tally, words: Words) -> ui.LayoutView:
    """Draw the reminder that a theme ends soon."""
    goes_on = words("theme-reminder", theme=_bold(run.text), ends_at=timestamp(run.ends_at, "f"))
    so_far = words("theme-reminder-made", made=made_line(made, words)) if made.pictures else ""
    return _view(theme.ACTIVE, [_text(goes_on, so_far or words("theme-reminder-none"))])


def theme_recap(recap: Recap, sheets: Sequence[str], words: Words) -> ui.LayoutView:
    """Draw what came of a theme; ``sheets`` are the addresses of its contact sheets."""
    title = f"{words('theme-recap-title')}\n## {harmless(recap.run.text, _SHOWN)}"
    parts: list[ui.Item[Any]] = [_text(title, made_line(recap.tally, words))]
    if sheets:
        alt = alt_text(words("theme-recap-alt", theme=recap.run.text))
        parts.append(ui.MediaGallery(*(discord.MediaGalleryItem(sheet, description=alt) for sheet in sheets)))
    notes = []
    if sheets and len(recap.shown) < recap.tally.pictures:
        notes.append(f"-# {words('theme-recap-part', shown=len(recap.shown))}")
    if recap.streaks:
        notes.append(f"**{words('theme-recap-streaks')}**")
        notes += [
            words("theme-recap-streak", artist=person(who), current=each.current) for who, each in recap.streaks
        ]
    return _view(theme.GOOD, [*parts, *([_text(*notes)] if notes else [])])


def made_line(made: Tally, words: Words) -> str:
    """Tell how much was made, and by how many."""
    return f"{words('theme-pictures', count=made.pictures)} · {words('theme-artists', count=made.artists)}"


def standing_panel(standing: Standing, words: Words, *, decides: bool) -> ui.LayoutView:
    """Draw how things stand for one person; ``decides`` says that suggestions wait for them."""
    shelf = standing.shelf
    lines = [words("theme-show-title", channel=channel_link(standing.channel.id))]
    if standing.on is not None:
        lines.append(words("theme-show-on", theme=_bold(standing.on.text)))
    at, remaining = timestamp(standing.next_at, "f"), timestamp(standing.next_at)
    lines.append(words("theme-show-next", **{"at": at, "in": remaining}))
    if shelf.pool:
        lines.append(words("theme-show-left", left=shelf.left))
    else:
        lines.append(words("theme-show-empty"))
    lines.append(_streak_line(standing.streak, words))
    if decides and shelf.waiting:
        lines.append(words("theme-show-waiting", count=shelf.waiting))
    lines[0] = f"### {lines[0]}"
    return _view(theme.WAITING, [_text(*lines)])


def suggested_notice(text: str, words: Words) -> ui.LayoutView:
    """Draw that a suggestion waits."""
    return _view(theme.GOOD, [_text(words("theme-suggested", theme=_bold(text)))])


def added_notice(listed: Listed, words: Words) -> ui.LayoutView:
    """Draw what became of a list of themes."""
    lines, added = listed.lines, listed.added
    told = [words("theme-added", count=added.added)]
    told += [words("theme-added-known", count=added.known)] if added.known else []
    told += [words("theme-added-repeated", count=lines.repeated)] if lines.repeated else []
    told += [words("theme-added-empty", count=lines.empty)] if lines.empty else []
    told += [words("theme-added-too-long", count=lines.too_long, limit=MAX_THEME)] if lines.too_long else []
    told += [words("theme-added-refused", count=lines.refused)] if lines.refused else []
    told += [words("theme-added-over", count=added.over, limit=MAX_POOL)] if added.over else []
    return _view(theme.GOOD if added.added else theme.WARNING, [_text(*told)])


def coming_notice(ended: Run | None, words: Words) -> ui.LayoutView:
    """Draw that a theme comes at once, and what becomes of the one that is on."""
    told = [words("theme-now-done")]
    if ended is not None:
        told.append(words("theme-now-ends", theme=_bold(ended.text)))
    return _view(theme.WAITING, [_text(*told)])


def skipped_notice(run: Run, words: Words) -> ui.LayoutView:
    """Draw that a theme was skipped."""
    return _view(theme.WAITING, [_text(words("theme-skip-done", theme=_bold(run.text)))])


def told_notice(words: Words, *, role_id: int, on: bool) -> ui.LayoutView:
    """Draw that somebody is told of new themes from now on, or no longer."""
    return _view(theme.WAITING, [_text(words("theme-tell-on" if on else "theme-tell-off", role=role(role_id)))])


def themes_panel(channel: Channel, page: Page, words: Words, *, waits: bool) -> ui.LayoutView:
    """Draw a page of a channel's pool, or of what was suggested for it, with the buttons that decide."""
    names, counted, empty = _WAITING if waits else _POOL
    title = f"### {words(names, channel=channel_link(channel.id))}"
    if page.total:
        count = words(counted, total=page.total, page=page.number + 1, pages=page.pages)
    else:
        count = words(empty)
    parts: list[ui.Item[Any]] = [_text(title, count)]
    for each in page.themes:
        lines = _lines_of(each, words, is_refused=each.id in page.refused)
        parts += _suggestion(each, lines, words) if waits else _pooled(each, lines, words)
    return _view(theme.WAITING, [*parts, ui.ActionRow(*_turning(channel, page, words, waits=waits))])


def themes_form(channel: Channel, words: Words) -> ui.Modal:
    """Return the form into which themes are written, one a line."""
    form = ui.Modal(
        title=words("form-themes-title"), custom_id=custom_id(Verb.THEMES, str(channel.id)), timeout=None
    )
    lines = ui.TextInput[ui.Modal](style=discord.TextStyle.paragraph, custom_id=LINES, max_length=_MAX_FORM_TEXT)
    described = words("form-themes-lines-description", limit=MAX_THEME)
    form.add_item(ui.Label(text=words("form-themes-lines"), description=described, component=lines))
    # A finished one is not remembered by discord.py, which would answer beside us.
    form.stop()
    return form


def lines_of(form: Filled) -> str:
    """Read the form of ``themes_form``.

    Raises:
        OldForm: it has other fields.
    """
    if LINES not in form.fields:
        raise OldForm
    return form.fields[LINES]


def person(person_id: int) -> str:
    """Return a mention, which shows the name and wakes nobody unless that is allowed."""
    return f"<@{person_id}>"


def role(role_id: int) -> str:
    """Return a mention of a role."""
    return f"<@&{role_id}>"


def channel_link(channel_id: int) -> str:
    """Return a mention of a channel."""
    return f"<#{channel_id}>"


def _pooled(each: Theme, lines: Sequence[str], words: Words) -> list[ui.Item[Any]]:
    return [ui.Section(_text(*lines), accessory=_button(Verb.DISCARD, str(each.id), words))]


def _suggestion(each: Theme, lines: Sequence[str], words: Words) -> list[ui.Item[Any]]:
    buttons = (_button(verb, str(each.id), words) for verb in (Verb.APPROVE, Verb.REJECT))
    return [_text(*lines), ui.ActionRow(*buttons)]


def _lines_of(each: Theme, words: Words, *, is_refused: bool) -> list[str]:
    refused = [f"-# {words('theme-pool-refused')}"] if is_refused else []
    by = [] if each.suggested_by is None else [f"-# {words('theme-pool-by', artist=person(each.suggested_by))}"]
    return [harmless(each.text, _SHOWN), *by, *refused]


def _turning(channel: Channel, page: Page, words: Words, *, waits: bool) -> list[CardButton]:
    buttons = [_button(Verb.POOL if waits else Verb.SUGGESTED, str(channel.id), words)]
    if page.number > 0:
        buttons.append(_button(Verb.EARLIER, str(Leaf(channel.id, page.number - 1, waits)), words))
    if page.number + 1 < page.pages:
        buttons.append(_button(Verb.LATER, str(Leaf(channel.id, page.number + 1, waits)), words))
    return [*buttons, _button(Verb.THEMES, str(channel.id), words)]


def _button(verb: Verb, button_id: str, words: Words) -> CardButton:
    return CardButton.of(verb, button_id, label=words(f"button-{verb.value}"), style=theme.STYLES[verb])


def _streak_line(streak: Streak, words: Words) -> str:
    if not streak.best:
        return words("theme-show-no-streak")
    return words("theme-show-streak", current=streak.current, best=streak.best)


def _bold(text: str) -> str:
    return f"**{harmless(text, _SHOWN)}**"


def _text(*lines: str) -> ui.TextDisplay[Any]:
    return ui.TextDisplay("\n".join(line for line in lines if line))


def _view(colour: discord.Colour, parts: Sequence[ui.Item[Any]]) -> ui.LayoutView:
    view = View(timeout=None)
    view.add_item(ui.Container(*parts, accent_colour=colour))
    return view
