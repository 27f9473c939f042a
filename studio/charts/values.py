"""What a chart shows, as values; every word on it is handed in."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

_DOLLAR = 1_000_000


@dataclass(frozen=True, slots=True)
class Series:
    """What is stacked in one colour: amounts by day, from the first of the month.

    ``hue`` chooses the colour, so that a thing can have the same one in every chart; ``None`` is a quiet grey.
    """

    name: str
    amounts: Sequence[int]
    hue: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """An amount that is told apart, with what it is."""

    text: str
    amount: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A month, by day in bars, and above these how it adds up, beside the budget and to the forecast.

    Amounts are in micro-dollars; ``money`` writes them, with so many digits behind the point. ``known`` is how
    many of the ``days`` have begun.
    """

    title: str
    subtitle: str
    by_day: str
    in_all: str
    series: Sequence[Series]
    days: int
    known: int
    money: Callable[[int, int], str]
    budget: Mark | None = None
    forecast: Mark | None = None


def digits_for(amounts: Collection[int]) -> int:
    """Return how many digits behind the point amounts have that stand together, in micro-dollars: all as many.

    From a thousand dollars on there are none, since cents say nothing there and need the room. Below a dollar
    there are as many as it takes to tell the amounts exactly, up to four.
    """
    highest = max(amounts, default=0)
    if highest >= 1_000 * _DOLLAR:
        return 0
    if highest >= _DOLLAR:
        return 2
    exact = (digits for digits in (2, 3) if not any(amount % (_DOLLAR // 10**digits) for amount in amounts))
    return next(exact, 4)
