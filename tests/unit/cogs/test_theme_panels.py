"""Themes on Discord: how each post and list looks in both languages, within the limits with the longest there is.

Snapshots are as in ``test_cards``.
"""

from dataclasses import replace
from datetime import time, timedelta

import discord
import pytest
from discord import ui
from discord.app_commands import Command

from cogs.community.theme import ThemeCommands
from cogs.ui.buttons import CardButton
from cogs.ui.community.themes import (
    LINES,
    Leaf,
    added_notice,
    coming_notice,
    lines_of,
    skipped_notice,
    standing_panel,
    suggested_notice,
    theme_post,
    theme_recap,
    theme_reminder,
    themes_form,
    themes_panel,
    told_notice,
)
from cogs.ui.forms import OldForm, filled
from cogs.ui.limits import check, check_command, check_modal
from cogs.ui.verbs import TEMPLATE, CustomId, Verb
from cogs.words import Words
from studio.community.pool import MAX_POOL, MAX_THEME
from studio.community.purposes import Channel, Every, ThemeSettings
from studio.community.theme_turns import Recap, Shown
from studio.community.theme_values import (
    Added,
    Lines,
    Page,
    Run,
    RunState,
    Shelf,
    Streak,
    Tally,
    Theme,
)
from studio.community.themes import PAGE, Listed, Standing
from tests.unit.cogs.examples import LONG_TEXTS, NOW
from tests.unit.cogs.test_cards import hold_against_snapshot
from tests.unit.cogs.test_limits import translated
from tests.words import LANGUAGES

LARGEST = 2**63 - 1
"""The largest id that Discord and the store can have."""

CHANNEL = Channel(LARGEST, LARGEST, ThemeSettings(Every.DAY, time(18), role_id=LARGEST))
RUN = Run(
    channel_id=LARGEST,
    server_id=LARGEST,
    number=7,
    theme_id=3,
    round=2,
    text="A lighthouse in a storm",
    suggested_by=123456789012345678,
    state=RunState.ON,
    begun_at=NOW,
    ends_at=NOW + timedelta(days=1),
)
SHEETS = [f"attachment://theme-{number}.jpg" for number in range(1, 5)]
RECAP = Recap(
    RUN,
    Tally(pictures=21, artists=5),
    (Shown(1, b""),),
    tuple((LARGEST - number, Streak(9 - number, 9)) for number in range(5)),
)
POOL = Page(
    tuple(Theme(number, LARGEST, f"theme {number}", LARGEST if number % 2 else None) for number in range(8)),
    1,
    3,
    21,
)
LONGEST = {name: text[:MAX_THEME] for name, text in LONG_TEXTS.items()}


@pytest.fixture(params=LANGUAGES.codes)
def words(request: pytest.FixtureRequest) -> Words:
    return LANGUAGES.words(request.param)


def views(words: Words, text: str = RUN.text) -> dict[str, ui.LayoutView]:
    """Return everything that is shown of a theme, by a name."""
    run, by = replace(RUN, text=text), LARGEST
    themes = tuple(Theme(LARGEST - number, LARGEST, text, by) for number in range(PAGE))
    full = Page(themes, 40, 126, MAX_POOL, refused=frozenset({LARGEST, LARGEST - 3}))
    standing = Standing(CHANNEL, run, run.ends_at, Streak(2, 5), Shelf(MAX_POOL, 1, 21))
    return {
        "post": theme_post(CHANNEL, run, words),
        "post-weekly": theme_post(
            replace(CHANNEL, settings=ThemeSettings(Every.WEEK)), replace(run, suggested_by=None), words
        ),
        "skipped": theme_post(CHANNEL, replace(run, state=RunState.DROPPED), words),
        "reminder": theme_reminder(run, Tally(11, 2), words),
        "reminder-none": theme_reminder(run, Tally(), words),
        "recap": theme_recap(replace(RECAP, run=run), SHEETS, words),
        "recap-all": theme_recap(Recap(run, Tally(1, 1), (Shown(1, b""),), ()), SHEETS[:1], words),
        "recap-unseen": theme_recap(Recap(run, Tally(2, 1), (), ()), [], words),
        "standing": standing_panel(standing, words, decides=True),
        "standing-empty": standing_panel(
            replace(standing, on=None, streak=Streak(), shelf=Shelf(0, 0, 1)), words, decides=False
        ),
        "pool": themes_panel(CHANNEL, full, words, waits=False),
        "pool-empty": themes_panel(CHANNEL, Page((), 0, 1, 0), words, waits=False),
        "waiting": themes_panel(CHANNEL, full, words, waits=True),
        "waiting-empty": themes_panel(CHANNEL, Page((), 0, 1, 0), words, waits=True),
        "suggested": suggested_notice(text, words),
        "added": added_notice(Listed(Lines((), 1, 2, 5, 2), Added(21, 1, 3)), words),
        "added-nothing": added_notice(Listed(Lines(()), Added(0, 2, 0)), words),
        "now": coming_notice(None, words),
        "now-ends": coming_notice(run, words),
        "skip": skipped_notice(run, words),
        "told": told_notice(words, role_id=LARGEST, on=True),
        "told-off": told_notice(words, role_id=LARGEST, on=False),
    }


NAMES = tuple(views(LANGUAGES.words("en")))


@pytest.mark.parametrize("name", NAMES)
def test_each_looks_as_it_did(name: str, words: Words) -> None:
    view = views(words)[name]
    assert check(view) == []
    hold_against_snapshot(f"theme-{name}.{words.language}", view)


@pytest.mark.parametrize("text", LONGEST)
def test_each_fits_with_the_longest_themes(text: str, words: Words) -> None:
    for name, view in views(words, LONGEST[text]).items():
        assert check(view) == [], name
        assert view.timeout is None


def test_a_theme_can_do_nothing_but_be_read(words: Words) -> None:
    hostile = "@everyone <@&5> [free](https://x.example) # heading"
    for view in views(words, hostile).values():
        shown = "\n".join(item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay))
        assert "@everyone" not in shown
        assert shown.count("<@&5>") == shown.count("\\<@&5>")
        assert "[free](" not in shown


def test_every_button_says_what_it_is_about(words: Words) -> None:
    for name, view in views(words).items():
        for item in view.walk_children():
            if isinstance(item, CardButton):
                assert TEMPLATE.fullmatch(item.custom_id), name
                assert CustomId.parse(item.custom_id) == item.pressed


def test_there_is_no_button_to_be_told_where_there_is_no_role() -> None:
    words = LANGUAGES.words("en")
    buttons = {
        name: [item.pressed.verb for item in view.walk_children() if isinstance(item, CardButton)]
        for name, view in views(words).items()
    }
    assert buttons["post"] == [Verb.TELL]
    assert buttons["post-weekly"] == buttons["skipped"] == []


def test_pages_lead_to_their_neighbours(words: Words) -> None:
    def ways(number: int) -> list[str]:
        view = themes_panel(CHANNEL, replace(POOL, number=number), words, waits=False)
        found = [item.pressed for item in view.walk_children() if isinstance(item, CardButton)]
        return [f"{each.verb} {each.id[-1]}" for each in found if each.verb in {Verb.EARLIER, Verb.LATER}]

    assert [ways(0), ways(1), ways(2)] == [["later 1"], ["earlier 0", "later 2"], ["earlier 1"]]


@pytest.mark.parametrize("leaf", [Leaf(LARGEST, 125, waits=True), Leaf(1, 0, waits=False)])
def test_a_leaf_comes_back_as_it_was(leaf: Leaf) -> None:
    assert Leaf.parse(str(leaf)) == leaf
    assert len(str(leaf)) <= 40


@pytest.mark.parametrize("text", ["", "1", "1-pool", "x-pool-1", "1-other-1", "1-pool-x", "1-pool-1-1"])
def test_what_is_no_leaf_is_none(text: str) -> None:
    assert Leaf.parse(text) is None


def test_the_form_asks_for_lines_and_is_read_back(words: Words) -> None:
    form = themes_form(CHANNEL, words).to_dict()
    assert check_modal(form) == []
    handed_in = {
        "custom_id": form["custom_id"],
        "components": [{"type": 18, "component": {"type": 4, "custom_id": LINES, "value": "a fox\nrain"}}],
    }
    assert lines_of(filled(handed_in)) == "a fox\nrain"
    with pytest.raises(OldForm):
        lines_of(filled({**handed_in, "components": []}))


COMMANDS = tuple(each for each in ThemeCommands.theme.commands if isinstance(each, Command))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
@pytest.mark.parametrize("code", LANGUAGES.codes)
def test_names_and_descriptions_fit(command: Command[ThemeCommands, ..., None], code: str) -> None:
    prefix = f"theme-{command.name}"
    keys = [f"{prefix}-option-{parameter.name}" for parameter in command.parameters]
    options = [translated(code, name=key, description=f"{key}-description") for key in keys]
    texts = translated(code, name=f"{prefix}-name", description=f"{prefix}-description")
    assert check_command({**texts, "options": options}) == []


@pytest.mark.parametrize("code", LANGUAGES.codes)
def test_no_two_of_them_have_the_same_name(code: str) -> None:
    names = [LANGUAGES.words(code)(f"theme-{command.name}-name") for command in COMMANDS]
    assert len(set(names)) == len(names) == 7
    assert check_command(translated(code, name="theme-name", description="theme-description")) == []


def test_a_skipped_theme_wakes_nobody_again() -> None:
    view = views(LANGUAGES.words("en"))["skipped"]
    shown = "\n".join(item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay))
    assert "<@&" not in shown
    assert isinstance(view.children[0], ui.Container)
    assert view.children[0].accent_colour != discord.Colour(0x4C7DF0)
