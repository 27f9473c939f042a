"""What a text looks like: letters that look alike are one letter, and what cannot be seen is not there; pure.

Every text is ``folded`` before anything is looked for in it (docs/decisions/wording.md).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

from confusable_homoglyphs.confusables import confusables_data

_LATIN = "abcdefghijklmnopqrstuvwxyz"

_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"

_OWN = frozenset(_LATIN + _LATIN.upper() + _RUSSIAN + _RUSSIAN.upper())

_MOST_LETTERS = 4
"""So many can one character stand for; those of Korean are three."""

_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols that are blank."""

_MARKED_SCRIPTS_END = 0x0530
"""Latin, Greek and Cyrillic letters lie below: a mark on one of them makes no other letter of it.

In Hindi or Thai it does, so marks stay there."""

_LATIN_NAME = re.compile(r"LATIN (?:SMALL LETTER|CAPITAL LETTER|LETTER SMALL CAPITAL) ([A-Z])(?: WITH .*)?")

_LATIN_BLOCKS = (range(0xC0, 0x2B0), range(0x1D00, 0x1D80), range(0x2C60, 0x2C80), range(0xA720, 0xA800))

_GREEK = {ord("η"): "n", ord("θ"): "o", ord("μ"): "u"}
"""Look like Latin ones by their shape, though not to Unicode."""

_ALPHABETS_IN_BOXES = (0x1F150, 0x1F170, 0x1F1E6)
"""Where 26 letters lie in a row that Unicode does not say to be letters: white on black, and of flags."""

_WHOLE_WORDS = re.compile(
    "["
    + "".join(
        chr(code)
        for code in (*range(0x3200, 0x3400), *range(0xFB50, 0xFE00))
        if len(unicodedata.normalize("NFKD", chr(code))) > _MOST_LETTERS
    )
    + "]"
)
"""Characters that are whole words, up to 18 letters: a text of them would be so many times as long."""

_GENERAL_MARKS = frozenset(
    map(chr, [*range(0x300, 0x370), *range(0x1AB0, 0x1B00), *range(0x1DC0, 0x1E00), *range(0x20D0, 0x2100)])
) | frozenset(map(chr, [*range(0xFE00, 0xFE10), *range(0xFE20, 0xFE30), *range(0xE0100, 0xE01F0)]))
"""Marks of no script, which are put on anything."""


def folded(text: str) -> str:
    """Return a text in small letters, without what cannot be seen, with one letter for all that look like it."""
    return without_marks(in_own_letters(text).casefold())


def in_own_letters(text: str) -> str:
    """Return a text in Latin and Russian letters, as far as its own look like these; capitals stay."""
    return without_marks(text.translate(_lost_look_alikes())).translate(_look_alikes())


def without_marks(text: str) -> str:
    """Return a text in its plainest characters, without marks on letters and without what cannot be seen."""
    kept, base = [], 0
    for each in unicodedata.normalize("NFKD", _WHOLE_WORDS.sub(" ", text)):
        kind = unicodedata.category(each)
        if kind == "Nd":
            base = 0
            kept.append(str(unicodedata.decimal(each)))
        elif kind[0] == "M":
            if base >= _MARKED_SCRIPTS_END and each not in _GENERAL_MARKS:
                kept.append(each)
        elif each.isspace():
            base = 0
            kept.append(" ")
        elif kind[0] != "C" and each not in _UNSEEN:
            base = ord(each)
            kept.append(each)
    return "".join(kept)


@cache
def partners() -> Mapping[str, frozenset[str]]:
    """Return Latin and Russian letters that look alike, small or as capitals."""
    found: dict[str, set[str]] = {}
    for russian in _RUSSIAN + _RUSSIAN.upper():
        for glyph in _glyphs(russian):
            if glyph in _OWN and glyph.casefold() in _LATIN:
                found.setdefault(russian.casefold(), set()).add(glyph.casefold())
                found.setdefault(glyph.casefold(), set()).add(russian.casefold())
    return {letter: frozenset(of) for letter, of in found.items()}


@cache
def to_latin() -> Mapping[int, str]:
    """Return what writes Russian letters as the Latin ones that they look like; for ``str.translate``."""
    return {ord(each): min(of) for each, of in partners().items() if each in _RUSSIAN}


@cache
def to_russian() -> Mapping[int, str]:
    """Return what writes Latin letters as the Russian ones that they look like; for ``str.translate``."""
    return {ord(each): min(of) for each, of in partners().items() if each in _LATIN}


@cache
def _lost_look_alikes() -> Mapping[int, str]:
    """Return those that look like a letter as they are, and like another in plain characters: the lunate sigma."""
    plain = ((code, unicodedata.normalize("NFKD", chr(code))) for code in _look_alikes())
    return {code: _look_alikes()[code] for code, text in plain if text != chr(code) and not text[0].isascii()}


@cache
def _look_alikes() -> Mapping[int, str]:
    """Return for letters of the whole world which Latin or Russian one they look like."""
    found: dict[int, str] = {}
    for first in _ALPHABETS_IN_BOXES:
        found.update({first + number: letter for number, letter in enumerate(_LATIN)})
    for code in (code for block in _LATIN_BLOCKS for code in block):
        named = _LATIN_NAME.fullmatch(unicodedata.name(chr(code), ""))
        if named is not None:
            found[code] = named[1].lower()
    for letter in (*_LATIN, *_LATIN.upper(), *_RUSSIAN, *_RUSSIAN.upper()):
        for glyph in _glyphs(letter):
            if glyph not in _OWN and unicodedata.category(glyph) in {"Ll", "Lu", "Lo", "Lt", "So", "Nl"}:
                # Whether a single stroke is an I or an l, nobody can see.
                found.setdefault(ord(glyph), "I" if letter == "l" and glyph.isupper() else letter)
    return found | _GREEK


def _glyphs(letter: str) -> Iterator[str]:
    """Yield what Unicode says to look like a letter."""
    for each in confusables_data.get(letter, ()):
        glyph = each["c"].strip("\u200e")
        if len(glyph) == 1:
            yield glyph
