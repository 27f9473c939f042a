"""Every word that people read, looked up by its id in the Fluent files under ``locales/``.

Knows no sentence itself. What is done to other people's text before it is shown stands in ``cogs.ui.text``.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Self, TypeAlias

from babel import Locale
from babel.numbers import format_currency
from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import FluentType

DEFAULT_LANGUAGE = "en"

Param: TypeAlias = str | int | float | datetime
"""What fills a sentence. Ids and seeds go in as text, since a number is grouped: 1,234,567."""


def timestamp(moment: datetime, style: str = "R") -> str:
    """Return a time that Discord shows in each reader's own zone: ``R`` as "in 5 minutes", ``f`` in full."""
    return f"<t:{int(moment.timestamp())}:{style}>"


class MissingWord(Exception):
    """A sentence that a language lacks, or that cannot be filled with what it was given: a mistake of ours."""


class Words:
    """The words of one language."""

    def __init__(self, language: str, bundle: FluentBundle) -> None:
        self.language = language
        self._bundle = bundle

    def __call__(self, key: str, /, **params: Param) -> str:
        """Return a sentence; times in it become Discord's own timestamps.

        Raises:
            MissingWord: this language has no such sentence, or ``params`` do not fill it.
        """
        if key not in self:
            raise MissingWord(f"{self.language} has no {key}")
        pattern = self._bundle.get_message(key).value
        assert pattern is not None
        text, errors = self._bundle.format_pattern(pattern, {name: _filling(p) for name, p in params.items()})
        if errors:
            raise MissingWord(f"{key} in {self.language}: {errors}")
        return str(text)

    def __contains__(self, key: str) -> bool:
        return self._bundle.has_message(key) and self._bundle.get_message(key).value is not None


class Languages:
    """The languages that Easel speaks."""

    def __init__(self, words: Mapping[str, Words]) -> None:
        self._words = dict(words)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read every language of a folder: one folder for each, named by its code, with ``.ftl`` files in it."""
        languages = sorted(path for path in folder.iterdir() if path.is_dir())
        return cls({path.name: Words(path.name, _bundle(path)) for path in languages})

    def words(self, locale: str) -> Words:
        """Return the words for a locale of Discord (``ru``, ``en-GB``); English where it is not spoken."""
        return self._words.get(locale.partition("-")[0].lower(), self._words[DEFAULT_LANGUAGE])

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all languages."""
        return tuple(self._words)


def _bundle(folder: Path) -> FluentBundle:
    # Isolating marks would end up inside command names and code.
    bundle = FluentBundle([folder.name], functions={"USD": _Dollars, "AT": _in_full}, use_isolating=False)
    for path in sorted(folder.glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text("utf-8")))
    return bundle


class _Dollars(FluentType):
    """``USD($micro_usd)`` in a sentence: micro-dollars with as many digits as they need, as in $0.003.

    ``USD($micro_usd, $digits)`` has so many behind the point, whatever the amount.
    """

    def __init__(self, micro_usd: float, digits: float | None = None) -> None:
        self._amount = Decimal(micro_usd) / 1_000_000
        self._part = ".00##" if digits is None else "." * (digits > 0) + "0" * int(digits)

    def format(self, locale: Locale) -> str:
        """Write the amount as the language does."""
        pattern = locale.currency_formats["standard"].pattern.replace(".00", self._part)
        return format_currency(self._amount, "USD", pattern, locale=locale, currency_digits=False)


class _Moment(FluentType):
    """A time, which Discord shows in each reader's own zone: how far off it is, or ``AT($moment)`` in full."""

    def __init__(self, moment: datetime, style: str = "R") -> None:
        self.moment = moment
        self._style = style

    def format(self, locale: Locale) -> str:
        """Write the time as Discord reads it."""
        del locale
        return timestamp(self.moment, self._style)


def _in_full(moment: _Moment) -> _Moment:
    return _Moment(moment.moment, "f")


def _filling(param: Param) -> str | int | float | _Moment:
    return _Moment(param) if isinstance(param, datetime) else param
