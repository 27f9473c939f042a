"""What a picture costs by estimate: the catalogue's figures, or the operator's own.

No answer of the service carries a cost, so it is an estimate everywhere (docs/architecture.md).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Self

from flux.catalogue import Catalogue, Model

_MICRO = Decimal(1_000_000)
_HIGHEST_USD = Decimal(1_000)


class PricesRefused(Exception):
    """The operator's prices cannot be used; ``faults`` has one line for each thing that is wrong."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Prices:
    """Estimates per picture; ``own`` maps model names to micro-dollars and wins over the catalogue."""

    own: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path, catalogue: Catalogue) -> Self:
        """Read prices from a JSON file: an object of model name to USD per picture.

        Raises:
            PricesRefused: the file cannot be read, names an unknown model, or holds something that is no price.
        """
        try:
            # Decimals from the digits themselves: 0.003 is exactly 3,000 micro-dollars.
            content = json.loads(
                path.read_text("utf-8"), parse_float=Decimal, parse_int=Decimal, object_pairs_hook=_pairs
            )
        except (OSError, ValueError) as exc:
            raise PricesRefused((f"{path}: {exc}",)) from exc
        if not isinstance(content, _Entries):
            raise PricesRefused((f"{path}: not an object of model names and prices",))
        return cls(_checked(content, catalogue))

    def micro_usd(self, model: Model) -> int:
        """Return the estimate for one picture of a model, in micro-dollars."""
        return self.own.get(model.name, model.price.micro_usd)


class _Entries(list[tuple[str, object]]):
    """The entries of a JSON object, repeated names included."""


def _pairs(pairs: list[tuple[str, object]]) -> _Entries:
    return _Entries(pairs)


def _checked(entries: _Entries, catalogue: Catalogue) -> dict[str, int]:
    prices: dict[str, int] = {}
    faults: list[str] = []
    for name, value in entries:
        if name not in catalogue:
            faults.append(f"{name}: no such model")
        elif name in prices:
            faults.append(f"{name}: given twice")
        else:
            try:
                prices[name] = _micro_usd(value)
            except ValueError as exc:
                faults.append(f"{name}: {exc}")
    if faults:
        raise PricesRefused(tuple(faults))
    return prices


def _micro_usd(value: object) -> int:
    try:
        usd = value if isinstance(value, Decimal) else Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        usd = None
    if usd is None or not usd.is_finite():
        raise ValueError("not a number")
    if usd < 0:
        raise ValueError("below zero")
    if usd > _HIGHEST_USD:
        raise ValueError(f"more than {_HIGHEST_USD} USD a picture")
    micro = usd * _MICRO
    if micro != micro.to_integral_value():
        raise ValueError("finer than a micro-dollar")
    return int(micro)
