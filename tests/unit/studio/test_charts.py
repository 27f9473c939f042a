"""Charts as pictures: everything that is handed in can be seen and has room, and the same is drawn the same."""

import ast
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from studio.budgets import HIGHEST_USD
from studio.charts import Chart, Mark, Series, drawn

HOUSE = Path(__file__).parents[3]
DAYS = 30


def money(micro_usd: int) -> str:
    return f"{micro_usd / 1_000_000:.2f} $".replace(".", ",")


def series(name: str, hue: int | None = None, amount: int = 1_000_000, until: int = 20) -> Series:
    return Series(name, [amount * (day + 1) if day < until else 0 for day in range(DAYS)], hue)


CHART = Chart(
    title="Ноябрь 2026",
    subtitle="214,20 $ по оценке · 512 картинок",
    by_day="По дням",
    in_all="Всего",
    series=(series("flux-dev", 1), series("flux-pro", 2, 2_000_000)),
    days=DAYS,
    known=20,
    money=money,
    budget=Mark("Бюджет", 900_000_000),
    forecast=Mark("Прогноз", 800_000_000),
)


def opened(chart: Chart) -> Image.Image:
    picture = Image.open(io.BytesIO(drawn(chart)))
    assert picture.format == "PNG"
    return picture.convert("RGB")


@pytest.fixture(scope="module")
def usual() -> Image.Image:
    return opened(CHART)


@pytest.mark.parametrize(
    "other",
    [
        lambda chart: replace(chart, title="Октябрь 2026"),
        lambda chart: replace(chart, subtitle="Ё"),
        lambda chart: replace(chart, by_day="By day"),
        lambda chart: replace(chart, series=(series("flux-dev", 1), series("flux-max", 2, 2_000_000))),
        lambda chart: replace(chart, series=(series("flux-dev", 1), series("flux-pro", None, 2_000_000))),
        lambda chart: replace(chart, series=(series("flux-dev", 1), series("flux-pro", 2, 2_000_001 * 2))),
        lambda chart: replace(chart, known=21),
        lambda chart: replace(
            chart, days=31, series=tuple(replace(s, amounts=[*s.amounts, 0]) for s in chart.series)
        ),
        lambda chart: replace(chart, budget=None),
        lambda chart: replace(chart, forecast=Mark("Прогноз", 850_000_000)),
        lambda chart: replace(chart, money=str),
    ],
)
def test_everything_that_is_handed_in_can_be_seen(usual: Image.Image, other: Callable[[Chart], Chart]) -> None:
    assert ImageChops.difference(usual, opened(other(CHART))).getbbox() is not None


def test_the_most_that_a_budget_can_be_has_room(usual: Image.Image) -> None:
    names = ("flux-1.1-pro-ultra", "flux-kontext-max", "flux-kontext-pro", "flux-1.1-pro")
    highest = HIGHEST_USD * 1_000_000
    full = replace(
        CHART,
        series=[series(f"{name}{more}", hue, 50_000_000) for hue, name in enumerate(names) for more in ("", "-2")],
        money=lambda micro_usd: f"{micro_usd / 1_000_000:,.2f} $",
        budget=Mark("Бюджет", highest),
        forecast=Mark("Прогноз", highest),
    )
    for picture in (usual, opened(full)):
        width, height = picture.size
        for edge in (
            (0, 0, 16, height),
            (width - 16, 0, width, height),
            (0, 0, width, 16),
            (0, height - 8, width, height),
        ):
            assert picture.crop(edge).getcolors(1) is not None, "something reaches over the edge"


def test_a_month_with_nothing_yet_can_be_drawn() -> None:
    opened(replace(CHART, series=(series("flux-dev", 1, 0),), budget=None, forecast=Mark("Прогноз", 0)))


def test_the_same_chart_is_the_same_file_in_any_thread() -> None:
    with ThreadPoolExecutor(1) as other:
        assert other.submit(drawn, CHART).result() == drawn(CHART)


def test_what_draws_is_loaded_with_the_first_chart_only() -> None:
    at_once = [
        path.name
        for path in HOUSE.glob("*/**/*.py")
        if path.parts[len(HOUSE.parts)] in {"cogs", "studio"}
        for line in ast.parse(path.read_text("utf-8")).body
        if isinstance(line, ast.ImportFrom)
        and str(line.module).startswith(("matplotlib", "studio.charts.drawing"))
    ]
    assert set(at_once) == {"drawing.py"}
