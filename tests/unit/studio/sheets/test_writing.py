"""A line of text: legible, within its width, and cut where it is too long."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.sheets import look
from studio.sheets.characters import ELLIPSIS, drawable
from studio.sheets.faces import has
from studio.sheets.writing import Script, cut, length, mask_of, roomiest

NAME = look.density(60).name
NAMES = [
    "Ёжик в тумане, который очень долго шёл к медвежонку",
    "🦊 Лиса Алиса 🌊🌊🌊🌊🌊🌊🌊🌊🌊🌊🌊🌊🌊🌊",
    "maximilian_the_very_long_named_painter_of_paper_boats",
    "W" * 32,
    "田" * 32,
]
TEXTS = st.text(st.characters(), max_size=40) | st.text("WiЖщ🦊ツ jg", max_size=40)
SCRIPTS = st.sampled_from([NAME, look.density(1).name, look.SUBTITLE, look.TITLES[0]])


@pytest.mark.parametrize("name", ["Wanda", "Ёжик", "Ωμέγα", "🦊", "さくら", "♛"])
def test_names_leave_ink_of_a_legible_size(name: str) -> None:
    left, top, right, bottom = mask_of(name, NAME, 400).getbbox() or (0, 0, 0, 0)
    assert bottom - top >= NAME.size * 0.5
    assert right - left >= 0.7 * length(name, NAME) > NAME.size * 0.4


def test_every_letter_is_drawn_as_itself() -> None:
    letters = "абвгдежзийклмнопрстуфхцчшщъыьэюя🦊🐺🌸🔥ωψさくら"
    assert len({mask_of(letter, NAME, 60).tobytes() for letter in letters}) == len(letters)


@pytest.mark.parametrize("name", NAMES)
def test_a_long_name_ends_with_an_ellipsis_inside_its_box(name: str) -> None:
    shown = cut(name, NAME, 220)
    assert shown.endswith(ELLIPSIS)
    assert drawable(name, has).startswith(shown.removesuffix(ELLIPSIS))
    mask = mask_of(name, NAME, 220)
    assert mask.size == (220, NAME.height)
    dots = mask.crop((round(length(shown.removesuffix(ELLIPSIS), NAME)), 0, 220, NAME.height)).getbbox()
    assert dots is not None
    assert dots[3] - dots[1] < NAME.size / 4, "three dots and nothing higher"


@settings(max_examples=200)
@given(TEXTS, SCRIPTS, st.integers(40, 900))
def test_a_line_is_never_longer_than_its_width(text: str, script: Script, width: int) -> None:
    shown, whole = cut(text, script, width), drawable(text, has)
    assert length(shown, script) <= max(width, length(ELLIPSIS, script))
    assert shown == whole or (
        shown.endswith(ELLIPSIS)
        and whole.startswith(shown.removesuffix(ELLIPSIS))
        and length(whole, script) > width
    )


@given(TEXTS, SCRIPTS)
def test_lengths_add_up(text: str, script: Script) -> None:
    whole = drawable(text, has)
    assert length(whole, script) == sum(length(character, script) for character in whole)


def test_no_more_is_cut_than_must_be() -> None:
    for name in NAMES:
        shown, whole = cut(name, NAME, 220).removesuffix(ELLIPSIS), drawable(name, has)
        next_one = whole.removeprefix(shown).lstrip()[0]
        one_more = whole[: whole.index(next_one, len(shown)) + 1]
        assert length(one_more + ELLIPSIS, NAME) > 220


@pytest.mark.parametrize("script", [NAME, look.density(1).name, *look.TITLES])
def test_high_accents_and_deep_letters_are_whole(script: Script) -> None:
    for text in ("ẾỄǗẤ", "Ёgjqyщ", "🦊🌊👩", "ぽジ"):
        _, top, _, bottom = mask_of(text, script, 900).getbbox() or (0, 0, 0, 0)
        assert 0 < top < bottom < script.height


def test_a_title_is_written_as_large_as_its_length_allows() -> None:
    sizes = [roomiest("Cities of glass " * count, look.TITLES, look.FREE_WIDTH).size for count in (1, 4, 5, 9)]
    assert sizes == [64, 54, 46, 46]
