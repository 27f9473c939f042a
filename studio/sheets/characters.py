"""What a name or a title becomes so that it can be drawn: single characters that the fonts have, in one line.

Names come from people, who write whatever Unicode has. What is made of several characters (an emoji with a skin
tone, a family, a flag) becomes its first part, styled letters become plain ones, what only steers other characters
goes, and what no font has becomes a dot. Pure; which fonts there are is ``studio.sheets.faces``'.
"""

import unicodedata
from collections.abc import Callable, Iterator
from typing import TypeAlias

UNKNOWN = "•"
"""Stands for a character that no font has."""

ELLIPSIS = "…"
"""Stands for what was cut off."""

Has: TypeAlias = Callable[[str], bool]
"""Says whether there is a font with a character."""

_MOST = 300
"""How much of a text is looked at: no more than that fits into a sheet."""

_JOINER = "\u200d"
_FIRST_REGION, _LAST_REGION = "\U0001f1e6", "\U0001f1ff"
_SKIN_TONES = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
# Controls, directions, selectors, tags; accents that are no part of a letter, however many are heaped up.
_STEERING = frozenset({"Cc", "Cf", "Cs", "Mn", "Me"})
_SPACES = frozenset({"Zs", "Zl", "Zp"})
_SYMBOL = "So"


def drawable(text: str, has: Has) -> str:
    """Return a text as it can be drawn."""
    plain = "".join(_known(character, has) for character in _spaced(text[:_MOST]))
    return " ".join(plain.split())


def is_known(text: str, has: Has) -> bool:
    """Say whether more of a text is drawn than dots."""
    drawn = drawable(text, has).replace(" ", "")
    return drawn.count(UNKNOWN) * 2 < len(drawn)


def _spaced(text: str) -> Iterator[str]:
    """Yield what is to be seen of a text."""
    before = ""
    for character in unicodedata.normalize("NFC", text):
        category = unicodedata.category(character)
        joined = before == _JOINER and category == _SYMBOL
        before = character
        if character.isspace() or category in _SPACES:
            yield " "
        elif not joined and category not in _STEERING and character not in _SKIN_TONES:
            yield character


def _known(character: str, has: Has) -> str:
    """Return a character itself where a font has it, else its plain form, else a dot."""
    if _FIRST_REGION <= character <= _LAST_REGION:
        return chr(ord("A") + ord(character) - ord(_FIRST_REGION))
    if has(character):
        return character
    taken_apart = unicodedata.normalize("NFKD", character)
    plain = [part for part in taken_apart if unicodedata.category(part) not in _STEERING]
    return "".join(plain) if plain and all(map(has, plain)) else UNKNOWN
