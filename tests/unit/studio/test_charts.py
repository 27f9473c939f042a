"""Charts as pictures: everything that is handed in can be seen and has room, and the same is drawn the same."""

import ast
import io
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from studio.budgets import HIGHEST_USD
from studio.charts import Chart, Mark, Series, drawn
from studio.charts.values import digits_for

HOUSE = Path(__file__).parents[3]
DAYS = 30


def money(micro_usd: int, digits: int) -> str:
    return f"{micro_usd / 1_000_000:,.{digits}f} $".replace(",", "\xa0").replace(".", ",")


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
        lambda chart: replace(chart, money=lambda amount, _: str(amount)),
    ],
)
def test_everything_that_is_handed_in_can_be_seen(usual: Image.Image, other: Callable[[Chart], Chart]) -> None:
    assert ImageChops.difference(usual, opened(other(CHART))).getbbox() is not None


@pytest.mark.parametrize("budget_usd", [HIGHEST_USD, 12 * HIGHEST_USD])
def test_the_most_that_a_budget_can_be_has_room_and_what_is_above_it(usual: Image.Image, budget_usd: int) -> None:
    names = ("flux-1.1-pro-ultra", "flux-kontext-max", "flux-kontext-pro", "flux-1.1-pro")
    highest = budget_usd * 1_000_000
    full = replace(
        CHART,
        series=[
            series(f"{name}{more}", hue, highest // 2_000) for hue, name in enumerate(names) for more in ("", "-2")
        ],
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


@pytest.mark.parametrize(
    ("amounts", "digits"),
    [
        ((), 2),
        ((0,), 2),
        ((0, 25_000, 50_000, 75_000), 3),
        ((0, 30_000, 60_000), 2),
        ((0, 1_500, 3_000), 4),
        ((123_456,), 4),
        ((0, 1_234_567), 2),
        ((0, 400_000_000, 800_000_000), 2),
        ((999_999_999,), 2),
        ((0, 500_000_000, 1_000_000_000), 0),
    ],
)
def test_amounts_that_stand_together_have_the_same_digits(amounts: Sequence[int], digits: int) -> None:
    assert digits_for(amounts) == digits


@pytest.mark.parametrize(("each", "by_day", "in_all"), [(77_000, 3, 2), (60_000, 2, 2), (999_000_000, 2, 0)])
def test_all_marks_of_an_axis_have_the_same_digits(each: int, by_day: int, in_all: int) -> None:
    asked: list[tuple[int, int]] = []

    def noted(micro_usd: int, digits: int) -> str:
        asked.append((micro_usd, digits))
        return money(micro_usd, digits)

    days = [each] * 20 + [0] * 10
    drawn(replace(CHART, series=[Series("flux-dev", days, 1)], money=noted, budget=None, forecast=None))
    # That of the sums is drawn first, and each begins with nothing.
    begins = [place for place, (micro_usd, _) in enumerate(asked) if micro_usd == 0]
    assert len(begins) == 2
    assert {digits for _, digits in asked[: begins[1]]} == {in_all}
    assert {digits for _, digits in asked[begins[1] :]} == {by_day}


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
