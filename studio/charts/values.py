"""What a chart shows, as values; every word on it is handed in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


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

    Amounts are in micro-dollars; ``money`` writes them. ``known`` is how many of the ``days`` have begun.
    """

    title: str
    subtitle: str
    by_day: str
    in_all: str
    series: Sequence[Series]
    days: int
    known: int
    money: Callable[[int], str]
    budget: Mark | None = None
    forecast: Mark | None = None
