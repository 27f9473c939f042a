"""What is refused about words: to people who use one, and to those who make rules of them.

::

    UserError
    ├── WordsRefused           a prompt has words that the server wants in none; does not say which
    ├── TooManyRules           the server would have more words or patterns than it can have
    ├── PatternsTooLarge       all patterns of the server would be too large together
    └── with LineRefused       it is one of several lines; says which
        ├── RuleTooLong            a word or a pattern is too long
        ├── NoLetters              what was typed is no word
        ├── NotAPattern            what was typed is no pattern of RE2, or too large a one
        └── BoundlessPattern       the pattern is found in every text
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from studio.errors import Param, UserError


class WordsRefused(UserError):
    """What somebody typed has words that the server wants in no prompt; nobody is told which."""

    key: ClassVar[str] = "refusal-words"
    gives_back: ClassVar[bool] = False


@dataclass(eq=False)
class LineRefused(Exception):
    """What is refused about one of several lines; ``line`` counts from 1."""

    line: int = field(default=1, kw_only=True)

    def params(self) -> Mapping[str, Param]:
        """Return ``line``."""
        return {"line": self.line}


@dataclass(eq=False)
class RuleTooLong(LineRefused, UserError):
    """A word or a pattern is longer than one can be, in characters."""

    key: ClassVar[str] = "refusal-rule-too-long"

    limit: int

    def params(self) -> Mapping[str, Param]:
        """Return ``line`` and ``limit``."""
        return {"line": self.line, "limit": self.limit}


@dataclass(eq=False)
class TooManyRules(UserError):
    """The server would have more rules of a kind than it can have."""

    key: ClassVar[str] = "refusal-too-many-rules"

    limit: int

    def params(self) -> Mapping[str, Param]:
        """Return ``limit``."""
        return {"limit": self.limit}


class PatternsTooLarge(UserError):
    """The patterns of the server would be too large together to be looked for in every prompt."""

    key: ClassVar[str] = "refusal-patterns-too-large"


@dataclass(eq=False)
class NoLetters(LineRefused, UserError):
    """A word needs two letters or digits at least."""

    key: ClassVar[str] = "refusal-no-letters"


@dataclass(eq=False)
class NotAPattern(LineRefused, UserError):
    """RE2 does not understand the pattern, or it would take too much memory."""

    key: ClassVar[str] = "refusal-not-a-pattern"


@dataclass(eq=False)
class BoundlessPattern(LineRefused, UserError):
    """The pattern is found in every text, even in none."""

    key: ClassVar[str] = "refusal-boundless-pattern"
