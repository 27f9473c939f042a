"""Other people's text comes out as it was typed, and as nothing else."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.ui.text import alt_text, bar, code, cut, harmless, kept, visible, width
from tests.unit.cogs.examples import HOSTILE, LONG_TEXTS

ZERO_WIDTH_SPACE = "\u200b"


def as_shown(escaped: str) -> str:
    """Read text as Discord's parser does where no markup is left in it: a backslash shows what follows it."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", escaped).replace(ZERO_WIDTH_SPACE, "")


@pytest.mark.parametrize(
    "prompt",
    [
        "a lighthouse at dusk, 35mm film, f/1.8",
        "кот в сапогах — акварель, 4:3 (очень мягкий свет)",
        "portrait of Ann & Bob; 50% grey. Why not?",
        "family \U0001f468\u200d\U0001f469\u200d\U0001f467 on a beach \U0001f3f4",
    ],
)
def test_a_usual_prompt_is_left_as_it_is(prompt: str) -> None:
    assert harmless(prompt, 1_000) == prompt


@pytest.mark.parametrize(
    ("typed", "safe"),
    [
        ("<@123> hi", r"\<@123> hi"),
        ("<t:0:R>", r"\<t:0:R>"),
        ("[free](x)", r"\[free\](x)"),
        ("see https://x.example/a", r"see https\://x.example/a"),
        ("# big", r"\# big"),
        ("- item", r"\- item"),
        ("12. item", r"12\. item"),
        ("2 cats", "2 cats"),
        ("well-known", "well-known"),
        ("||secret||", r"\|\|secret\|\|"),
        ("a | b ~ c", "a | b ~ c"),
        ("snake_case *x*", r"snake\_case \*x\*"),
        ("@everyone", f"@{ZERO_WIDTH_SPACE}everyone"),
        ("mail@example", "mail@example"),
        ("one\n\n# two", "one # two"),
        ("\u202eevil\u202c", "evil"),
        ("a\x00b\x1b", "ab"),
        ("\\*", r"\\\*"),
    ],
)
def test_markup_is_shown_and_not_obeyed(typed: str, safe: str) -> None:
    assert harmless(typed, 1_000) == safe


def test_nothing_of_a_hostile_prompt_is_left_to_obey() -> None:
    safe = harmless(HOSTILE, 4_000)
    assert "@everyone" not in safe
    assert "@here" not in safe
    assert not re.search(r"(?<!\\)<", safe)
    assert "://" not in safe.replace("\\://", "")
    assert as_shown(safe) == visible(HOSTILE)


ANYTHING = st.text(st.characters(exclude_categories=()))


@given(ANYTHING)
def test_what_is_kept_of_a_text_can_be_stored_and_sent_and_the_rest_is_no_text(typed: str) -> None:
    left = kept(typed)
    assert "\0" not in left.encode().decode()
    lost = "".join(c for c in typed if c == "\0" or unicodedata.category(c) == "Cs")
    assert sorted(left + lost) == sorted(typed)


@given(st.text(max_size=300), st.integers(1, 200))
def test_any_text_keeps_to_its_limit_and_is_shown_as_typed(text: str, limit: int) -> None:
    safe = harmless(text, limit)
    assert width(safe) <= limit
    if not safe.endswith("…") and ZERO_WIDTH_SPACE not in text:
        assert as_shown(safe) == visible(text)


@given(st.text(alphabet="a*_~|`<>@#[]()\\:/-1. \n", max_size=60))
def test_no_markup_survives_discords_own_escaping_rules(text: str) -> None:
    """What discord.py would still escape must be escaped already."""
    shown = harmless(text, 1_000)
    for mark in "*_`":
        assert not re.search(rf"(?<!\\)(?:\\\\)*(?<!\\){re.escape(mark)}", shown)


@pytest.mark.parametrize("name", LONG_TEXTS)
def test_long_texts_are_cut_within_every_limit(name: str) -> None:
    text = LONG_TEXTS[name]
    assert width(harmless(text, 1_000)) <= 1_000
    assert harmless(text, 1_000).endswith("…")
    assert width(alt_text(text)) <= 1_024
    assert width(code(text, 1_800)) <= 1_800


def test_an_escape_is_never_cut_in_two() -> None:
    assert harmless("*****", 6) == r"\*\*…"


def test_a_joined_emoji_leaves_no_joiner_behind() -> None:
    assert not cut("\U0001f468\u200d\U0001f469\u200d\U0001f467", 5).endswith("\u200d…")


def test_a_code_block_cannot_be_ended_from_within() -> None:
    inside = code("a ``` b ```` c\n```", 500).removeprefix("```\n").removesuffix("\n```")
    assert "``" not in inside
    assert inside.count("`") == 10


def test_a_code_block_keeps_lines() -> None:
    assert code("one\n\n  two", 500) == "```\none\n\n  two\n```"


def test_alt_text_needs_no_escapes() -> None:
    assert alt_text("**a**\n<b>\u202e") == "**a** <b>"


@pytest.mark.parametrize(("percent", "full"), [(0, 0), (1, 0), (50, 6), (99, 11), (100, 12), (140, 12)])
def test_the_bar_is_full_only_at_the_end(percent: int, full: int) -> None:
    assert bar(percent) == "▰" * full + "▱" * (12 - full)
