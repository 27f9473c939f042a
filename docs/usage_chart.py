"""The chart that docs/community.md shows, of an invented month: ``make screenshot`` makes it anew."""

import io
from pathlib import Path
from random import Random

from PIL import Image

from flux.models import CATALOGUE
from studio.charts import Chart, Mark, Series, drawn

PICTURE = Path(__file__).parent / "images" / "usage.webp"
_SIZE = (1200, 840)
_DAYS, _KNOWN = 30, 19
_WEEKEND = frozenset({0, 6})
"""Days of the week counted from that of the first, a Sunday."""

_PICTURES = {
    "flux-schnell": 60,
    "flux-dev": 22,
    "flux-1.1-pro": 9,
    "flux-1.1-pro-ultra": 4,
    "flux-kontext-pro": 14,
    "flux-kontext-max": 3,
}
"""How many of each model are made on a usual day."""


def drawn_month() -> bytes:
    """Return the chart."""
    chance = Random(11)  # noqa: S311 - an invented month guards no secret
    series = []
    made = 0
    for hue, model in enumerate(CATALOGUE):
        usual = _PICTURES.get(model.name)
        if usual is not None:
            pictures = [_made(chance, usual, day) for day in range(_KNOWN)] + [0] * (_DAYS - _KNOWN)
            series.append(Series(model.name, [count * model.price.micro_usd for count in pictures], hue))
            made += sum(pictures)
    spent = sum(sum(each.amounts) for each in series)
    lately = sum(sum(each.amounts[_KNOWN - 7 : _KNOWN]) for each in series)
    return drawn(
        Chart(
            title="November 2026",
            subtitle=f"{_money(spent)} by estimate · {made:,} pictures",
            by_day="By day",
            in_all="In all",
            series=series,
            days=_DAYS,
            known=_KNOWN,
            money=_money,
            budget=Mark("Budget", 75_000_000),
            forecast=Mark("Forecast", spent + lately * (_DAYS - _KNOWN) // 7),
        )
    )


def _made(chance: Random, usual: int, day: int) -> int:
    return round(usual * chance.uniform(0.5, 1.2) * (1.7 if day % 7 in _WEEKEND else 1))


def _money(micro_usd: int, digits: int = 2) -> str:
    return f"${micro_usd / 1_000_000:,.{digits}f}"


def main() -> None:
    """Write the picture."""
    with Image.open(io.BytesIO(drawn_month())) as chart:
        chart.thumbnail(_SIZE, Image.Resampling.LANCZOS)
        chart.save(PICTURE, "WEBP", quality=90)


if __name__ == "__main__":
    main()
