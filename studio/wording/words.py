"""Words in a text, however their letters are disguised or set apart; pure.

They are whole words, so that innocent ones may contain them. A text is ``written`` down once, in few signs, and a
word becomes a pattern of RE2 that knows everything which each of its letters may be written as.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from types import MappingProxyType

import re2

from studio.wording.engine import Pattern, options
from studio.wording.glyphs import folded, in_own_letters, partners, without_marks

ANY = "*"
"""At an end of a word it stands for any letters: for the forms of a word, say. Within one it is any one letter."""

_SIGNS: Mapping[str, str] = MappingProxyType(
    {sign: sign for sign in "@!|$+*"}
    | dict.fromkeys("¡", "!")
    | dict.fromkeys("∣￨", "|")
    | dict.fromkeys("§", "$")
    | dict.fromkeys("†⊤", "+")
    | dict.fromkeys("¢©", "<")
    | dict.fromkeys("€", "=")
    | dict.fromkeys("£", "#")
    | dict.fromkeys("°○◯●⭕⚪∅", "%")
    | dict.fromkeys("®", "&")
    | dict.fromkeys("×✕✖✗✘❌❎⨯", "^")
    | dict.fromkeys("¥", "?")
)
"""Signs that look like a letter, each by the one as which it is written down."""

_STANDS_FOR: Mapping[str, str] = MappingProxyType(
    {"a": "4@", "b": "8", "c": "<", "e": "3=", "g": "9", "i": "1!|", "l": "1|#", "o": "0%", "r": "&", "s": "5$"}
    | {"t": "7+", "x": "^", "y": "?", "z": "2"}
    | {"а": "4@", "б": "6", "в": "8", "е": "3=", "з": "3", "о": "0%", "с": "$<", "т": "7+", "х": "^", "ч": "4"}
)
"""Digits, and signs as they are written down, that people write for a letter."""

_VOWELS = frozenset("aeiouyаеиоуыэюя")

_MASK = "*"
"""Stands for any vowel within a word."""

_WRITTEN = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No", "Mn", "Mc", "Me", "Co"})

_APART = frozenset("'’ʼ/,;:?()")
"""Signs that divide what stands beside them: otherwise "he'll" would be another word."""

_JOINT, _BREAK, _MANY = ".", ",", "~"
"""How a text is written down for words: what joins letters, what divides them, and that one comes more often."""

_WRITTEN_SIGNS = re.escape("".join(dict.fromkeys(_SIGNS.values())))

_EDGE = f"[ .,{_WRITTEN_SIGNS}]"

_BEFORE = f"(?:^|{_EDGE}{_MANY}?)"

_BEHIND = f"(?:$|{_EDGE})"

_NO_MARK = r"(?:$|[^\x{3099}\x{309A}\x{E31}\x{E34}-\x{E3A}\x{E47}-\x{E4E}])"
"""Marks of Japanese and Thai, which make another letter of the one before them."""

_JOINED = f"[.{_MANY}{_WRITTEN_SIGNS}]*"

_SPELLED = f"[ .,{_MANY}{_WRITTEN_SIGNS}]+"

SHORTEST = 2
"""In letters and digits."""

_AT_ONCE = 40
"""So many words are one pattern: RE2 takes no larger ones."""

_SHORTEST_DISGUISED = 3
"""Words shorter than that are looked for as they are: "3d" is nobody's disguise."""

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Letters of Thai, Lao, Burmese, Khmer, Japanese and Chinese, which put no spaces between words."""

_STROKE = "|"

_CAPITAL_I = re.compile(r"(?<=[a-zа-яё])I|\bI(?=[a-zа-яё])")
"""One among small letters, which may be meant for an l."""

_DIGITS = "0123456789"

_IN_A_NUMBER = {ord(digit): chr(0xE000 + int(digit)) for digit in _DIGITS}
"""How the digits of numbers are written down, so that none stands for a letter: of no text that people type."""

_NUMBERS = re.compile(r"(?<!\w)[0-9]+(?:[^\w@!|$+*]+[0-9]+)*(?!\w)")

_REPEATED = re.compile(rf"([^\W_]|[\ue000-\ue009]|[{_WRITTEN_SIGNS}])\1{{2,}}")

_JOINTS = re.compile(r"[ .,]{2,}")


def searches(words: Sequence[str]) -> tuple[Pattern, ...]:
    """Return what finds any of the words in a text as it is ``written`` down."""
    found = list(map(_search, words))
    at_once = (found[first : first + _AT_ONCE] for first in range(0, len(found), _AT_ONCE))
    return tuple(re2.compile("|".join(each), options()) for each in at_once)


def _search(text: str) -> str:
    """Return what finds a word in a text as it is ``written`` down."""
    plain = _in_few_signs(folded(text.strip(ANY))).strip(f" {_JOINT}{_BREAK}")
    before = "" if text.startswith(ANY) or _UNSPACED.match(plain[0]) else _BEFORE
    behind = "" if text.endswith(ANY) else _NO_MARK if _UNSPACED.match(plain[-1]) else _BEHIND
    # What is written with a hyphen is written apart, too.
    parts = plain.replace(_JOINT, " ").split()
    letters = "".join(parts)
    if len(letters) < _SHORTEST_DISGUISED:
        return before + f"{_EDGE}+".join("".join(map(_as_it_is, part)) for part in plain.split()) + behind
    return before + f"{_EDGE}*".join(map(_together_or_apart, parts)) + behind


def _together_or_apart(part: str) -> str:
    """Return what finds a word with its letters together, or with each of them set apart."""
    return f"(?:{_JOINED.join(map(_run, _runs(part)))}|{_SPELLED.join(map(_looks, part))}{_MANY}?)"


def _runs(part: str) -> Iterator[str]:
    """Yield the letters of a word, those together that are the same."""
    for _, run in groupby(part):
        yield "".join(run)


def _run(letters: str) -> str:
    """Return what finds the same letter, so many times in a row.

    Three and more of it are no spelling of anything; two may well be another word.
    """
    looks = _looks(letters[0])
    if letters[0] == ANY:
        return looks * len(letters)
    match len(letters):
        case 1:
            return f"{looks}{_MANY}?"
        case 2:
            return f"(?:{looks}{_JOINED}{looks}|{looks}{_MANY})"
        case _:
            return f"{looks}{_MANY}"


def _looks(letter: str) -> str:
    """Return what finds a letter, whatever it is written as."""
    if letter == ANY:
        return f"[^ .,{_MANY}]"
    return "[" + "".join(re2.escape(each) for each in sorted(_looks_of(letter))) + "]"


def _as_it_is(letter: str) -> str:
    """Return what finds a letter as it is: a digit in a number, too, and what may be an I or an l."""
    if letter == ANY:
        return _looks(letter)
    also = _STROKE if letter in "il" else letter.translate(_IN_A_NUMBER)
    return f"[{re2.escape(letter)}{also}]"


def written(text: str) -> str:
    """Return a text as words are looked for in it: folded, every sign one of few, numbers no letters."""
    plain = without_marks(_CAPITAL_I.sub(_STROKE, in_own_letters(text)).casefold())
    marked = _NUMBERS.sub(_number, plain)
    return _REPEATED.sub(rf"\1{_MANY}", _in_few_signs(marked))


def _number(found: re.Match[str]) -> str:
    """Return a number as it is written down; a digit on its own may stand for a letter."""
    return found[0] if len(found[0]) == 1 else found[0].translate(_IN_A_NUMBER)


def _in_few_signs(plain: str) -> str:
    return _JOINTS.sub(_widest, "".join(map(_character, plain)).strip(" "))


def _widest(found: re.Match[str]) -> str:
    """Return what several signs between letters come to, however many they are."""
    return next(sign for sign in (" ", _BREAK, _JOINT) if sign in found[0])


def _character(each: str) -> str:
    if each == " " or unicodedata.category(each) in _WRITTEN:
        return each
    return _SIGNS.get(each) or (_BREAK if each in _APART else _JOINT)


@cache
def _looks_of(letter: str) -> frozenset[str]:
    """Return what a letter may be written as in a folded text."""
    signs = set(_STANDS_FOR.get(letter, "")) | ({_MASK} if letter in _VOWELS else set())
    return frozenset({letter, letter.translate(_IN_A_NUMBER), *signs, *partners().get(letter, ())})
