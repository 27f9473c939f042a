"""The limits of Discord: each is noticed, and all our commands keep to them."""

from typing import Any

import discord
import pytest
from discord import ui
from discord.app_commands import Command

from cogs.community.recognition import RecognitionCommands
from cogs.edit import Edit
from cogs.imagine import Imagine
from cogs.privacy import PrivacyPanel
from cogs.settings.panel import SettingsPanel
from cogs.ui.limits import Payload, check, check_command, check_components, check_modal
from tests.words import LANGUAGES

COMMANDS: tuple[Command[Any, ..., Any], ...] = (
    Imagine.imagine,
    Edit.edit,
    PrivacyPanel.privacy,
    SettingsPanel.settings,
    RecognitionCommands.leaderboard,
    RecognitionCommands.artist,
)


def view(*parts: ui.Item[ui.LayoutView]) -> ui.LayoutView:
    layout = ui.LayoutView(timeout=None)
    for part in parts:
        layout.add_item(part)
    return layout


def button(custom_id: str = "a", label: str = "Go") -> ui.ActionRow[ui.LayoutView]:
    return ui.ActionRow(ui.Button(custom_id=custom_id, label=label))


def gallery(count: int, description: str | None = None) -> ui.MediaGallery[ui.LayoutView]:
    item = discord.MediaGalleryItem("https://x.example/a.png", description=description)
    return ui.MediaGallery(*([item] * count))


def test_what_fits_passes() -> None:
    assert check(view(ui.Container(ui.TextDisplay("a" * 4_000), gallery(10, "a" * 1_024), button()))) == []


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (view(ui.Container(ui.TextDisplay("a" * 4_000)), ui.TextDisplay("b")), "4001 characters of text"),
        (view(ui.TextDisplay("\U0001f5bc" * 2_001)), "4002 characters of text"),
        (view(ui.TextDisplay("灯" * 3_400)), "10200 bytes of text"),
        (view(ui.TextDisplay("  ")), "a text without text"),
        (view(gallery(11)), "11 items in a component of type 12"),
        (view(gallery(1, "a" * 1_025)), "description of 1025 characters"),
        (view(button(label="a" * 81)), "label of 81 characters"),
        (view(button("a" * 101)), "custom_id of 101 characters"),
        (view(button(), button()), "custom_id a 2 times"),
        (view(button(label="")), "a button with nothing on it"),
        (
            view(ui.Section("a", accessory=ui.Thumbnail("https://x.example", description="a" * 1_025))),
            "description of 1025 characters",
        ),
    ],
)
def test_what_discord_would_refuse_is_named(broken: ui.LayoutView, fault: str) -> None:
    assert check(broken) == [fault]


def test_more_than_forty_components_are_named() -> None:
    texts = [{"type": 10, "content": "a"}] * 40
    assert check_components([{"type": 17, "components": texts}]) == ["41 components"]


def test_a_command_is_held_against_its_limits_in_every_language() -> None:
    option = {
        "name": "prompt",
        "name_localizations": {"ru": "Описание"},
        "description": "a" * 101,
        "choices": [{"name": "b" * 101, "value": 1}],
    }
    command = {"name": "imagine", "description": "Make", "options": [option] * 26}
    faults = check_command(command)
    assert "name Описание" in faults
    assert "description of prompt: 101 characters" in faults
    assert f"choice {'b' * 101} of prompt" in faults
    assert "26 options" in faults
    many = {**option, "choices": [{"name": "a", "value": "a" * 100}] * 26}
    assert "26 choices of prompt" in check_command({**command, "options": [many]})
    assert any(f.endswith("in the command") for f in check_command({**command, "options": [many] * 25}))


def form(*fields: Payload, title: str = "Edit") -> dict[str, object]:
    return {"title": title, "custom_id": "a", "components": list(fields)}


def menu(*values: str, most: int = 1, label: str = "Which") -> dict[str, object]:
    options = [{"label": value, "value": value} for value in values]
    component = {"type": 3, "custom_id": "a", "min_values": 1, "max_values": most, "options": options}
    return {"type": 18, "label": label, "component": component}


def text(**typed: object) -> dict[str, object]:
    return {"type": 18, "label": "What", "component": {"type": 4, "custom_id": "a", **typed}}


def test_a_form_that_fits_passes() -> None:
    several = menu(*(str(number) for number in range(25)), most=25)
    assert check_modal(form(text(value="a" * 4_000, placeholder="b" * 100), several, title="c" * 45)) == []


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (form(menu("1"), title="a" * 46), "title of 46 characters"),
        (form(), "0 fields"),
        (form(*[menu("1")] * 6), "6 fields"),
        (form({"type": 18, "label": "Which"}), "a label without a field"),
        (form(menu("1", label="a" * 46)), "label of 46 characters"),
        (form({**menu("1"), "description": "a" * 101}), "description of 101 characters"),
        (form(text(placeholder="a" * 101)), "placeholder of 101 characters"),
        (form(text(value="a" * 4_001)), "value of 4001 characters"),
        (form(menu(*(str(number) for number in range(26)))), "26 choices"),
        (form(menu("1", "2", most=4)), "1 to 4 of 2 choices"),
        (form(menu("1", "1")), "value 1 2 times"),
    ],
    ids=lambda value: value if isinstance(value, str) else "form",
)
def test_a_form_that_discord_would_refuse_is_named(broken: Payload, fault: str) -> None:
    assert check_modal(broken) == [fault]


def translated(code: str, **keys: str) -> dict[str, object]:
    """Return texts of a command by their keys, in English and in another language."""
    english, words = LANGUAGES.words("en"), LANGUAGES.words(code)
    texts = {part: english(key) for part, key in keys.items()}
    return {**texts, **{f"{part}_localizations": {code: words(key)} for part, key in keys.items()}}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
@pytest.mark.parametrize("code", LANGUAGES.codes)
def test_names_and_descriptions_of_commands_fit(command: Command[Any, ..., Any], code: str) -> None:
    keys = [f"{command.name}-option-{parameter.name}" for parameter in command.parameters]
    options = [translated(code, name=key, description=f"{key}-description") for key in keys]
    texts = translated(code, name=f"{command.name}-name", description=f"{command.name}-description")
    assert check_command({**texts, "options": options}) == []
    assert len({LANGUAGES.words(code)(key) for key in keys}) == len(keys)


@pytest.mark.parametrize("code", LANGUAGES.codes)
def test_no_two_commands_have_the_same_name(code: str) -> None:
    names = [LANGUAGES.words(code)(f"{command.name}-name") for command in COMMANDS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("code", LANGUAGES.codes)
def test_the_names_of_menus_fit(code: str) -> None:
    assert check_command({"type": 3, **translated(code, name="edit-picture-name")}) == []


def test_a_menu_with_too_long_a_name_is_noticed() -> None:
    menu = {"type": 3, "name": "a", "name_localizations": {"ru": "б" * 33}}
    assert check_command(menu) == [f"name {'б' * 33}"]
