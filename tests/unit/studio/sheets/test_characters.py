"""What is drawn of the names that people give themselves."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.sheets import is_legible
from studio.sheets.characters import UNKNOWN, drawable
from studio.sheets.faces import has


@pytest.mark.parametrize(
    "name",
    [
        "Wanda",
        "Ёжик в тумане",
        "Їжак Ґанна",
        "Ωμέγα Ψυχή",
        "Łukasz Żółć",
        "Nguyễn Thị Phương",
        "Åse-Bjørg Þórsdóttir",
        "さくらツ ★",
        "🦊🌸❤🔥👩",
        "ᴋɪʀᴀ ♛ ✦",
        "«№ 1» — 5 ₽ … €",
    ],
)
def test_names_are_drawn_as_they_are(name: str) -> None:
    assert drawable(name, has) == name
    assert is_legible(name)


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("👩🏽‍🚀 Zoë", "👩 Zoë"),
        ("👨‍👩‍👧‍👦", "👨"),
        ("❤️‍🔥", "❤"),
        ("🏳️‍🌈🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏳🏴"),
        ("👍🏿", "👍"),
        ("🇺🇦 Оксана", "UA Оксана"),
        ("1️⃣#️⃣", "1#"),
        ("☀️☀︎", "☀☀"),
        ("\U0001f3fd", ""),
    ],
)
def test_an_emoji_of_several_parts_becomes_its_first(name: str, drawn: str) -> None:
    assert drawable(name, has) == drawn


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("𝓜𝓪𝓻𝓰𝓸𝓽", "Margot"),
        ("Ｆｕｌｌ", "Full"),
        ("ﬁne ②", "fine ②"),
        ("И\u0306ога Zoe\u0308", "Йога Zoë"),
        ("Z\u0351\u036b\u0343a\u0334\u0335l\u0356g\u0338o" + "\u0351" * 90, "Zalgo"),
        ("a\u200db\u200c\u00adc", "abc"),
    ],
)
def test_styled_and_overgrown_letters_become_plain(name: str, drawn: str) -> None:
    assert drawable(name, has) == drawn


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        (" two\r\nlines\tand\u2028more\u3000", "two lines and more"),
        ("a\x00\x1b[31m\x07b", "a[31mb"),
        ("\ud800half", "half"),
        ("\u200b\u2060\ufeff", ""),
        ("", ""),
    ],
)
def test_what_steers_text_does_nothing(name: str, drawn: str) -> None:
    assert drawable(name, has) == drawn


@pytest.mark.parametrize("name", ["田中", "مريم", "שרה", "\u3164\u3164", "\ue000", "\U0003fffd", "ﷺ"])
def test_what_no_font_has_is_dots(name: str) -> None:
    assert set(drawable(name, has)) == {UNKNOWN}
    assert not is_legible(name)


@pytest.mark.parametrize(
    ("name", "legible"), [("Анна 田", True), ("田中 A", False), ("", False), (" \u200b", False), ("•", False)]
)
def test_a_name_is_legible_when_most_of_it_is_drawn(name: str, legible: bool) -> None:
    assert is_legible(name) is legible


@given(st.text(st.characters(), max_size=60))
def test_whatever_comes_is_one_line_of_what_the_fonts_have(name: str) -> None:
    drawn = drawable(name, has)
    assert all(has(character) for character in drawn)
    assert not any(unicodedata.category(character)[0] in "CM" for character in drawn)
    assert drawn == " ".join(drawn.split())
    assert drawable(drawn, has) == drawn
