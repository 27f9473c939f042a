"""What ``/channel`` and the channels themselves show: within Discord's limits, harmless, in both languages."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from discord import ui
from discord.app_commands import Command

from cogs.community.channel import WEEKDAYS, ChannelPurposes
from cogs.community.channel_lines import model_lines, models_lines, shape_lines, zone_lines
from cogs.community.permits import BotLacksPermissions, RoleNotGiven
from cogs.ui.community.channels import channel_list, close_question, guide, was_changed, was_closed, was_set_up
from cogs.ui.limits import check, check_command
from cogs.ui.tellings import told
from cogs.words import Words
from flux.models import CATALOGUE
from studio.community.purposes import (
    Channel,
    ContestSettings,
    Every,
    Purpose,
    ShowcaseSettings,
    StudioSettings,
    ThemeSettings,
)
from studio.community.setup import MAX_STYLE, OPTIONS
from studio.prices import Prices
from tests.unit.cogs.examples import HOSTILE
from tests.unit.cogs.test_cards import hold_against_snapshot, text_of
from tests.unit.cogs.test_limits import translated
from tests.words import LANGUAGES

LARGEST = 18_446_744_073_709_551_615
LONGEST_ZONE = ZoneInfo(max(available_timezones(), key=len))
ZONE = ZoneInfo("Europe/Berlin")
NOTES = ("channel-guide-not-posted", "channel-guide-not-pinned")

STUDIO = StudioSettings(
    ("flux-dev", "flux-pro"), "flux-dev", "16:9", "an oil painting of {prompt}", False, 2, True
)
EXAMPLES: Mapping[str, Channel] = {
    "studio": Channel(1, 9, StudioSettings()),
    "studio-full": Channel(1, 9, STUDIO),
    "studio-hidden": Channel(1, 9, replace(STUDIO, style_hidden=True)),
    "theme": Channel(1, 9, ThemeSettings()),
    "theme-weekly": Channel(1, 9, ThemeSettings(Every.WEEK, time(9, 30), 4, role_id=5)),
    "contest": Channel(1, 9, ContestSettings(role_id=5)),
    "showcase": Channel(1, 9, ShowcaseSettings()),
    "showcase-full": Channel(1, 9, ShowcaseSettings("<:star:81384788765712384>", 1, 1, 1, (7, 8))),
}
EVERYTHING = StudioSettings(
    tuple(model.name for model in CATALOGUE),
    "flux-1.1-pro-ultra",
    "match_input_image",
    "*" * MAX_STYLE,
    False,
    3,
    True,
)
LONGEST: tuple[Channel, ...] = (
    Channel(LARGEST, 9, EVERYTHING),
    Channel(LARGEST, 9, replace(EVERYTHING, style=HOSTILE)),
    Channel(LARGEST, 9, ThemeSettings(Every.WEEK, time(23, 59), 2, LARGEST)),
    Channel(LARGEST, 9, ContestSettings(LARGEST)),
    Channel(LARGEST, 9, ShowcaseSettings(f"<a:{'x' * 32}:{LARGEST}>", 1_000, 999, 365, (LARGEST,) * 300)),
)


@pytest.fixture(params=["en", "ru"])
def words(request: pytest.FixtureRequest) -> Words:
    return LANGUAGES.words(request.param)


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_guide_looks_as_it_did(name: str, words: Words) -> None:
    hold_against_snapshot(f"guide-{name}.{words.language}", guide(EXAMPLES[name], ZONE, words))


def test_answers_look_as_they_did(words: Words) -> None:
    told_notes = [words(note) for note in NOTES]
    views = {
        "set-up": was_set_up(EXAMPLES["studio-full"], ZONE, words),
        "set-up-notes": was_set_up(EXAMPLES["studio"], ZONE, words, notes=told_notes),
        "changed": was_changed(EXAMPLES["theme"], ZONE, words),
        "list": channel_list(tuple(EXAMPLES.values()), ZONE, words),
        "list-none": channel_list((), ZONE, words),
        "close": close_question(EXAMPLES["contest"], words),
        "closed": was_closed(EXAMPLES["contest"], words),
    }
    for name, view in views.items():
        assert check(view) == []
        hold_against_snapshot(f"channel-{name}.{words.language}", view)


@pytest.mark.parametrize("channel", LONGEST, ids=lambda channel: channel.purpose.value)
def test_everything_fits_with_the_longest_settings(channel: Channel, words: Words) -> None:
    notes = [words(note) for note in NOTES]
    for view in (
        guide(channel, LONGEST_ZONE, words),
        was_set_up(channel, LONGEST_ZONE, words, notes=notes),
        was_changed(channel, LONGEST_ZONE, words, notes=notes),
        channel_list([channel], LONGEST_ZONE, words),
        close_question(channel, words),
        was_closed(channel, words),
    ):
        assert check(view) == []


def test_a_list_says_how_many_it_leaves_out(words: Words) -> None:
    many = [replace(LONGEST[0], id=n) for n in range(1, 61)]
    view = channel_list(many, LONGEST_ZONE, words)
    assert check(view) == []
    shown = sum(f"<#{channel.id}>" in text_of(view) for channel in many)
    assert 0 < shown < len(many)
    assert words("channels-more", count=len(many) - shown) in text_of(view)


def test_a_hidden_style_is_told_to_nobody(words: Words) -> None:
    hidden = EXAMPLES["studio-hidden"]
    for view in (guide(hidden, ZONE, words), was_set_up(hidden, ZONE, words), channel_list([hidden], ZONE, words)):
        assert "oil painting" not in text_of(view)
        assert words("setting-hidden-style") in text_of(view)


def test_an_open_style_does_no_harm(words: Words) -> None:
    text = text_of(
        guide(Channel(1, 9, StudioSettings(style="@everyone [x](https://x.example) {prompt}")), ZONE, words)
    )
    assert "@everyone" not in text
    assert "[x](" not in text.replace(r"\[x\]", "")


COMMANDS = tuple(each for each in ChannelPurposes.channel.commands if isinstance(each, Command))


def described(code: str, command: Command[Any, ..., Any]) -> dict[str, object]:
    prefix = f"channel-{command.name}"
    keys = [f"{prefix}-option-{parameter.name}" for parameter in command.parameters]
    options = [translated(code, name=key, description=f"{key}-description") for key in keys]
    return {**translated(code, name=f"{prefix}-name", description=f"{prefix}-description"), "options": options}


@pytest.mark.parametrize("code", LANGUAGES.codes)
def test_the_whole_command_fits(code: str) -> None:
    group = translated(code, name="channel-name", description="channel-description")
    assert check_command({**group, "options": [described(code, command) for command in COMMANDS]}) == []
    for command in COMMANDS:
        names = [LANGUAGES.words(code)(f"channel-{command.name}-option-{p.name}") for p in command.parameters]
        assert len(set(names)) == len(names)


def test_a_group_that_does_not_fit_is_noticed() -> None:
    option = {"name": "a", "description": "b" * 101}
    group = {"name": "a", "description": "b", "options": [{"name": "c", "description": "d", "options": [option]}]}
    assert check_command(group) == ["description of a: 101 characters"]
    deep = {
        **group,
        "options": [{"name": "c", "description": "d", "options": [{**option, "description": "e"}] * 26}],
    }
    assert check_command(deep) == ["26 options"]


def test_setup_and_change_take_the_options_of_every_purpose() -> None:
    every = {name for names in OPTIONS.values() for name in names}
    setup, change = (
        {parameter.name for parameter in command.parameters}
        for command in COMMANDS
        if command.name in {"setup", "change"}
    )
    assert setup == every | {"purpose", "channel", "name"}
    assert change == every | {"channel"}


def test_who_may_manage_channels_may_use_it_and_only_on_servers() -> None:
    group = ChannelPurposes.channel
    assert group.default_permissions is not None
    assert [name for name, granted in group.default_permissions if granted] == ["manage_channels"]
    assert group.guild_only


def test_every_permission_and_every_reason_has_its_words(words: Words) -> None:
    names = ("read_messages", "send_messages", "read_message_history", "attach_files")
    needed = (*names, "create_public_threads", "manage_channels")
    assert words("permission-attach_files") in told(BotLacksPermissions(needed, on_server=True), words)
    reasons = {told(RoleNotGiven(5, why), words) for why in ("gone", "managed", "higher", "permission")}
    assert len(reasons) == 4


def test_every_purpose_and_weekday_is_told_apart(words: Words) -> None:
    assert len({words("purpose-label", purpose=purpose.value) for purpose in Purpose}) == len(Purpose)
    assert len({words("guide-about", purpose=purpose.value) for purpose in Purpose}) == len(Purpose)
    weekly = [Channel(1, 9, ThemeSettings(Every.WEEK, weekday=int(day))) for day in WEEKDAYS]
    assert len({text_of(guide(channel, ZONE, words)) for channel in weekly}) == len(WEEKDAYS)


def test_lines_of_autocomplete_fit(words: Words) -> None:
    prices = Prices()
    typed = ["", "flux-dev, ", "flux-dev,flux-pro,", ", ".join(model.name for model in CATALOGUE), "x" * 6_000]
    lines = [
        *(line for text in typed for line in models_lines(CATALOGUE, words, text)),
        *model_lines(CATALOGUE, prices, words, ""),
        *(line for model in CATALOGUE for line in shape_lines(model, words, "")),
        *zone_lines(""),
    ]
    assert all(1 <= len(line.name) <= 100 and 1 <= len(line.value) <= 100 for line in lines)


@pytest.mark.parametrize(
    ("typed", "first"),
    [("europe/b", "Europe/Belfast"), ("moscow", "Europe/Moscow"), ("new york", "America/New_York")],
)
def test_time_zones_are_found_by_their_city(typed: str, first: str) -> None:
    assert zone_lines(typed)[0].value == first
    assert len({line.value for line in zone_lines(typed)}) == len(zone_lines(typed))


def test_a_view_of_channels_is_one_container() -> None:
    words = LANGUAGES.words("en")
    assert all(isinstance(guide(c, ZONE, words).children[0], ui.Container) for c in EXAMPLES.values())
