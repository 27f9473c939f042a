"""Words and patterns that a server wants in no prompt, and whether a text has one of them; pure.

A text is read as a person reads it, not as it is encoded: letters that look alike are one letter, what cannot be
seen is not there, and letters set apart are put together. Words are whole words, so that innocent ones may contain
them; patterns are RE2's, which take time in proportion to the text, whatever they say (docs/decisions/wording.md).
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import groupby
from types import MappingProxyType
from typing import Protocol

import re2
from confusable_homoglyphs.confusables import confusables_data

from studio.wording_errors import BoundlessPattern, NoLetters, NotAPattern, RuleTooLong

LONGEST_WORD = 60
LONGEST_PATTERN = 200
"""In characters."""

LARGEST_PATTERN = 1_500
LARGEST_PATTERNS = 6_000
"""One of a server's, and all together, in instructions of RE2: a prompt costs at most so many times its length."""

ANY = "*"
"""At an end of a word it stands for any letters: for the forms of a word, say. Within one it is any one letter."""

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
_SHORTEST = 2
_SHORTEST_DISGUISED = 3
"""Words shorter than that are looked for as they are: "3d" is nobody's disguise."""

_MEMORY = 1 << 20
"""For a pattern, in bytes: what is too large is refused after a few milliseconds."""

_AT_ONCE = 40
"""So many words are one pattern: RE2 takes no larger ones."""

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Letters of Thai, Lao, Burmese, Khmer, Japanese and Chinese, which put no spaces between words."""

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

_STROKE = "|"
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

_MARKUP = re.compile(r"<(?:a?:\w{1,32}:|@[!&]?|#|t:)[0-9]{1,20}(?::\w)?>")
_PICTURE = "\N{BLACK SQUARE}"
"""What Discord shows as an emoji of a server, a name or a time, and the sign that is read in its place."""

_CAPITAL_I = re.compile(r"(?<=[a-zа-яё])I|\bI(?=[a-zа-яё])")
"""One among small letters, which may be meant for an l."""

_DIGITS = "0123456789"
_IN_A_NUMBER = {ord(digit): chr(0xE000 + int(digit)) for digit in _DIGITS}
"""How the digits of numbers are written down, so that none stands for a letter: of no text that people type."""

_NUMBERS = re.compile(r"(?<!\w)[0-9]+(?:[^\w@!|$+*]+[0-9]+)*(?!\w)")
_REPEATED = re.compile(rf"([^\W_]|[\ue000-\ue009]|[{_WRITTEN_SIGNS}])\1{{2,}}")
_JOINTS = re.compile(r"[ .,]{2,}")
_SET_APART = re.compile(r"(?<!\w)\w(?:[\W_]+\w(?!\w))+")
_GAPS = re.compile(r"(\W+)")


class Pattern(Protocol):
    """A compiled pattern of RE2; ``programsize`` is in instructions."""

    programsize: int

    def search(self, text: str) -> object | None:
        """Return what it finds first in a text, ``None`` where it finds nothing."""
        ...


class RuleKind(StrEnum):
    """What a rule is: a word, or several in a row; or a pattern of RE2."""

    WORD = "word"
    PATTERN = "pattern"


@dataclass(frozen=True, slots=True)
class WordRule:
    """One rule, as it is kept."""

    kind: RuleKind
    text: str

    @property
    def mark(self) -> str:
        """What tells it from a server's other rules, in few characters."""
        return hashlib.sha256(f"{self.kind.value} {self.text}".encode()).hexdigest()[:16]


MOST: Mapping[RuleKind, int] = MappingProxyType({RuleKind.WORD: 200, RuleKind.PATTERN: 20})
"""So many rules of a kind a server can have."""


def rule_of(kind: RuleKind, typed: str) -> WordRule:
    """Return the rule that somebody means; words are the same in capitals and with other spaces.

    Raises:
        RuleTooLong: it is too long.
        NoLetters: a word without a letter, or of one.
        NotAPattern: RE2 does not understand it, or it would take too much memory.
        BoundlessPattern: it is found in every text.
    """
    limit = LONGEST_WORD if kind is RuleKind.WORD else LONGEST_PATTERN
    # What cannot be written is not kept: no database takes all of it.
    written = "".join(each for each in typed if each.isspace() or unicodedata.category(each) not in {"Cc", "Cs"})
    text = unicodedata.normalize("NFC", written).strip()
    if kind is RuleKind.WORD:
        text = unicodedata.normalize("NFC", " ".join(text.casefold().split()))
    # Some letters are several once they are folded.
    if max(len(text), len(_folded(text))) > limit:
        raise RuleTooLong(limit)
    if kind is RuleKind.WORD:
        if sum(map(str.isalnum, _folded(text))) < _SHORTEST:
            raise NoLetters
    elif _is_boundless(_pattern(text)):
        raise BoundlessPattern
    return WordRule(kind, text)


def has_any(text: str, rules: Sequence[WordRule]) -> bool:
    """Say whether one of the rules finds something in a text."""
    if not rules:
        return False
    wording = _wording(tuple(rules))
    # As the service reads it, and as people do, who see a picture or a name.
    return any(_finds(wording, each) for each in dict.fromkeys((text, _MARKUP.sub(_PICTURE, text))))


def _finds(wording: "_Wording", text: str) -> bool:
    written = _written(text) if wording.words else ""
    readings = _readings(_folded(text)) if wording.patterns else ()
    return any(each.search(written) is not None for each in wording.words) or any(
        each.search(reading) is not None for reading in readings for each in wording.patterns
    )


def size_of(rules: Iterable[WordRule]) -> int:
    """Return how large the patterns of some rules are together, in instructions of RE2."""
    return sum(_pattern(rule.text).programsize for rule in rules if rule.kind is RuleKind.PATTERN)


@dataclass(frozen=True, slots=True)
class _Wording:
    """Rules, ready to be looked for."""

    words: tuple[Pattern, ...]
    patterns: tuple[Pattern, ...]


# Asked with every prompt. A set takes a few MB and some 10 ms to make, the largest 70 MB: so not many are kept.
@lru_cache(maxsize=64)
def _wording(rules: tuple[WordRule, ...]) -> _Wording:
    words = [_word(rule.text) for rule in rules if rule.kind is RuleKind.WORD]
    patterns = tuple(_pattern(rule.text) for rule in rules if rule.kind is RuleKind.PATTERN)
    at_once = (words[first : first + _AT_ONCE] for first in range(0, len(words), _AT_ONCE))
    return _Wording(tuple(re2.compile("|".join(each), _options()) for each in at_once), patterns)


def _word(text: str) -> str:
    """Return what finds a word in a text as it is ``_written`` down."""
    plain = _in_few_signs(_folded(text.strip(ANY))).strip(f" {_JOINT}{_BREAK}")
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


def _pattern(text: str) -> Pattern:
    """Compile a pattern."""
    try:
        found = re2.compile(_in_all_alphabets(_without_marks(text)), _options(max_mem=_MEMORY))
    except re2.error as error:
        raise NotAPattern from error
    if found.programsize > LARGEST_PATTERN:
        raise NotAPattern
    pattern: Pattern = found
    return pattern


def _is_boundless(pattern: Pattern) -> bool:
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


def _options(*, max_mem: int | None = None) -> re2.Options:
    """Return how everything is compiled; ``max_mem`` is in bytes, ``None`` for RE2's own 8 MiB."""
    options = re2.Options()
    if max_mem is not None:
        options.max_mem = max_mem
    options.case_sensitive = False
    options.log_errors = False
    options.never_capture = True
    return options


def _folded(text: str) -> str:
    """Return a text in small letters, without what cannot be seen, with one letter for all that look like it."""
    return _without_marks(_in_own_letters(text).casefold())


def _in_own_letters(text: str) -> str:
    return _without_marks(text.translate(_lost_look_alikes())).translate(_look_alikes())


def _without_marks(text: str) -> str:
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


_GENERAL_MARKS = frozenset(
    map(chr, [*range(0x300, 0x370), *range(0x1AB0, 0x1B00), *range(0x1DC0, 0x1E00), *range(0x20D0, 0x2100)])
) | frozenset(map(chr, [*range(0xFE00, 0xFE10), *range(0xFE20, 0xFE30), *range(0xE0100, 0xE01F0)]))
"""Marks of no script, which are put on anything."""


def _written(text: str) -> str:
    """Return a text as words are looked for in it: folded, every sign one of few, numbers no letters."""
    folded = _without_marks(_CAPITAL_I.sub(_STROKE, _in_own_letters(text)).casefold())
    marked = _NUMBERS.sub(_number, folded)
    return _REPEATED.sub(rf"\1{_MANY}", _in_few_signs(marked))


def _number(found: re.Match[str]) -> str:
    """Return a number as it is written down; a digit on its own may stand for a letter."""
    return found[0] if len(found[0]) == 1 else found[0].translate(_IN_A_NUMBER)


def _in_few_signs(folded: str) -> str:
    return _JOINTS.sub(_widest, "".join(map(_character, folded)).strip(" "))


def _widest(found: re.Match[str]) -> str:
    """Return what several signs between letters come to, however many they are."""
    return next(sign for sign in (" ", _BREAK, _JOINT) if sign in found[0])


def _character(each: str) -> str:
    if each == " " or unicodedata.category(each) in _WRITTEN:
        return each
    return _SIGNS.get(each) or (_BREAK if each in _APART else _JOINT)


def _readings(folded: str) -> Sequence[str]:
    """Return the ways in which a text can be meant: in either alphabet, with its letters put together or not."""
    latin, russian = folded.translate(_to_latin()), folded.translate(_to_russian())
    return list(dict.fromkeys(each for text in (folded, latin, russian) for each in (text, _put_together(text))))


def _put_together(text: str) -> str:
    """Return a text with letters that were set apart as words, and with wider gaps.

    What stands for a boundary in a pattern takes a character of its gap.
    """
    together = _SET_APART.sub(lambda found: "".join(filter(str.isalnum, found[0])), text)
    return _GAPS.sub(r" \1 ", together)


@cache
def _looks_of(letter: str) -> frozenset[str]:
    """Return what a letter may be written as in a folded text."""
    signs = set(_STANDS_FOR.get(letter, "")) | ({_MASK} if letter in _VOWELS else set())
    return frozenset({letter, letter.translate(_IN_A_NUMBER), *signs, *_partners().get(letter, ())})


@cache
def _partners() -> Mapping[str, frozenset[str]]:
    """Return Latin and Russian letters that look alike, small or as capitals."""
    found: dict[str, set[str]] = {}
    for russian in _RUSSIAN + _RUSSIAN.upper():
        for glyph in _glyphs(russian):
            if glyph in _OWN and glyph.casefold() in _LATIN:
                found.setdefault(russian.casefold(), set()).add(glyph.casefold())
                found.setdefault(glyph.casefold(), set()).add(russian.casefold())
    return {letter: frozenset(of) for letter, of in found.items()}


@cache
def _to_latin() -> Mapping[int, str]:
    return {ord(each): min(of) for each, of in _partners().items() if each in _RUSSIAN}


@cache
def _to_russian() -> Mapping[int, str]:
    return {ord(each): min(of) for each, of in _partners().items() if each in _LATIN}


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
