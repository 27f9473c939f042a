"""The rules of a server: words and patterns that it wants in no prompt, and whether a text has one of them; pure.

A text is read as a person reads it, not as it is encoded. What words find is ``studio.wording.words``', what
patterns find ``studio.wording.patterns``'.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from studio.wording import patterns, words
from studio.wording.engine import Pattern
from studio.wording.errors import BoundlessPattern, NoLetters, RuleTooLong
from studio.wording.glyphs import folded

LONGEST_WORD = 60

LONGEST_PATTERN = 200
"""In characters."""

LARGEST_PATTERNS = 6_000
"""All of a server together, in instructions of RE2: a prompt costs at most so many times its length."""

_MARKUP = re.compile(r"<(?:a?:\w{1,32}:|@[!&]?|#|t:)[0-9]{1,20}(?::\w)?>")

_PICTURE = "\N{BLACK SQUARE}"
"""What Discord shows as an emoji of a server, a name or a time, and the sign that is read in its place."""


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
    if max(len(text), len(folded(text))) > limit:
        raise RuleTooLong(limit)
    if kind is RuleKind.WORD:
        if sum(map(str.isalnum, folded(text))) < words.SHORTEST:
            raise NoLetters
    elif patterns.is_boundless(patterns.pattern_of(text)):
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
    written = words.written(text) if wording.words else ""
    readings = patterns.readings(text) if wording.patterns else ()
    return any(each.search(written) is not None for each in wording.words) or any(
        each.search(reading) is not None for reading in readings for each in wording.patterns
    )


def size_of(rules: Iterable[WordRule]) -> int:
    """Return how large the patterns of some rules are together, in instructions of RE2."""
    return sum(patterns.pattern_of(rule.text).programsize for rule in rules if rule.kind is RuleKind.PATTERN)


@dataclass(frozen=True, slots=True)
class _Wording:
    """Rules, ready to be looked for."""

    words: tuple[Pattern, ...]
    patterns: tuple[Pattern, ...]


# Asked with every prompt. A set takes a few MB and some 10 ms to make, the largest 70 MB: so not many are kept.
@lru_cache(maxsize=32)
def _wording(rules: tuple[WordRule, ...]) -> _Wording:
    of_words = [rule.text for rule in rules if rule.kind is RuleKind.WORD]
    of_patterns = [rule.text for rule in rules if rule.kind is RuleKind.PATTERN]
    return _Wording(words.searches(of_words), tuple(map(patterns.pattern_of, of_patterns)))
