"""What a server lets its people do, as a value: which words it wants in no prompt; pure.

What may be spent is ``studio.budgets``', what holds in a studio channel is ``studio.community.presets``'.
"""

from dataclasses import dataclass

from studio.wording import WordRule


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of a server; words before patterns, each in the order of the alphabet."""

    words: tuple[WordRule, ...] = ()


NO_RULES = Rulebook()
"""Those of a server that has set none, and of private use."""
