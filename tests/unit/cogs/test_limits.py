"""The limits of Discord: each is noticed, and all our commands keep to them."""

import discord
import pytest
from discord import ui

from cogs.ui.limits import check, check_command, check_components
from tests.unit.cogs.examples import LANGUAGES


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


@pytest.mark.parametrize("code", LANGUAGES.codes)
def test_names_and_descriptions_of_commands_fit(code: str) -> None:
    english, words = LANGUAGES.words("en"), LANGUAGES.words(code)
    options = [
        {
            "name": english(f"imagine-option-{name}"),
            "name_localizations": {code: words(f"imagine-option-{name}")},
            "description": english(f"imagine-option-{name}-description"),
            "description_localizations": {code: words(f"imagine-option-{name}-description")},
        }
        for name in IMAGINE_OPTIONS
    ]
    command = {
        "name": english("imagine-name"),
        "name_localizations": {code: words("imagine-name")},
        "description": english("imagine-description"),
        "description_localizations": {code: words("imagine-description")},
        "options": options,
    }
    assert check_command(command) == []
    assert len({words(f"imagine-option-{name}") for name in IMAGINE_OPTIONS}) == len(IMAGINE_OPTIONS)


IMAGINE_OPTIONS = (
    "prompt",
    "model",
    "aspect_ratio",
    "num_outputs",
    "seed",
    "guidance",
    "num_inference_steps",
    "megapixels",
    "output_format",
    "output_quality",
    "go_fast",
    "prompt_strength",
    "input_image",
    "image_prompt_strength",
    "raw",
    "prompt_upsampling",
    "width",
    "height",
    "private",
)
