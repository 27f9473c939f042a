"""Patterns of RE2 as admins type them, and the ways in which a text is read for them; pure."""

import re
from collections.abc import Sequence

import re2

from studio.wording.engine import Pattern, options
from studio.wording.errors import NotAPattern
from studio.wording.glyphs import folded, to_latin, to_russian, without_marks

LARGEST_PATTERN = 1_500
"""In instructions of RE2."""

_MEMORY = 1 << 20
"""For a pattern, in bytes: what is too large is refused after a few milliseconds."""

_PART = re.compile(r"\[:\^?[a-z]+:\]|\\?.", re.DOTALL)

_NOTHING_IN_COMMON = ("qwk", "жшц", "ξ", "猫", "7")

_LETTERS = r"0-9A-Z_a-z\x{C0}-\x{1FFF}\x{2C00}-\x{2DFF}\x{3040}-\x{D7FF}\x{F900}-\x{FDFF}"
"""Where the letters of the world lie, nearly: by their properties the simplest pattern would be a large one."""

_OTHERS = (
    r"\x{0}-/:-@\[-\^`{-\x{B4}\x{B6}-\x{BF}\x{2000}-\x{2125}\x{212C}-\x{2BFF}\x{2E00}-\x{303F}"
    r"\x{D800}-\x{F8FF}\x{FE00}-\x{10FFFF}"
)
"""All else, but for what RE2 takes for letters in capitals: the micro sign, and those of Kelvin and the like."""

_IN_CLASS = {r"\w": _LETTERS, r"\W": _OTHERS}

_OUT_OF_CLASS = {r"\w": f"[{_LETTERS}]", r"\W": f"[^{_LETTERS}]", r"\b": f"(?:^|$|[^{_LETTERS}])"}

_SET_APART = re.compile(r"(?<!\w)\w(?:[\W_]+\w(?!\w))+")

_GAPS = re.compile(r"(\W+)")


def pattern_of(text: str) -> Pattern:
    """Compile a pattern.

    Raises:
        NotAPattern: RE2 does not understand it, or it is too large.
    """
    try:
        found = re2.compile(_in_all_alphabets(without_marks(text)), options(max_mem=_MEMORY))
    except re2.error as error:
        raise NotAPattern from error
    if found.programsize > LARGEST_PATTERN:
        raise NotAPattern
    pattern: Pattern = found
    return pattern


def is_boundless(pattern: Pattern) -> bool:
    """Say whether a pattern is found in everything, as far as that shows in what has nothing in common."""
    return pattern.search("") is not None or all(pattern.search(text) is not None for text in _NOTHING_IN_COMMON)


def _in_all_alphabets(pattern: str) -> str:
    r"""Let ``\w``, ``\W`` and ``\b`` know other letters than those of English, which RE2's own do not."""
    parts, in_class = [], False
    for part in _PART.findall(pattern):
        if part in {"[", "]"}:
            in_class = part == "["
        parts.append(_IN_CLASS.get(part, part) if in_class else _OUT_OF_CLASS.get(part, part))
    return "".join(parts)


def readings(text: str) -> Sequence[str]:
    """Return the ways in which a text can be meant: in either alphabet, with its letters put together or not."""
    plain = folded(text)
    alphabets = (plain, plain.translate(to_latin()), plain.translate(to_russian()))
    return list(dict.fromkeys(each for written in alphabets for each in (written, _put_together(written))))


def _put_together(text: str) -> str:
    """Return a text with letters that were set apart as words, and with wider gaps.

    What stands for a boundary in a pattern takes a character of its gap.
    """
    together = _SET_APART.sub(lambda found: "".join(filter(str.isalnum, found[0])), text)
    return _GAPS.sub(r" \1 ", together)
