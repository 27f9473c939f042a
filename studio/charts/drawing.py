"""Draws charts with matplotlib: with its objects only, since ``pyplot`` is one for the whole process.

Texts have the fonts, the colours and the sizes of sheets (``studio.sheets.look``). All measures are in pixels.
"""

import io
from collections.abc import Sequence
from itertools import accumulate
from typing import Literal

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from studio.charts.values import Chart, Mark, Series, digits_for
from studio.sheets import look
from studio.sheets.faces import Weight, font_file
from studio.sheets.writing import Colour

_WIDTH, _HEIGHT = 1600, 1120
_DPI = 100
_POINTS = 72 / _DPI

_TITLE, _SUBTITLE, _HEADING, _SMALL = 54, 34, 32, 28
_TITLE_TOP, _SUBTITLE_TOP = _HEIGHT - 36, _HEIGHT - 112
_LEFT, _RIGHT = 190, _WIDTH - look.MARGIN
_CURVE_BOTTOM, _CURVE_HEIGHT = 690, 200
_BARS_BOTTOM, _BARS_HEIGHT = 194, 350
_HEADING_RISE = 54
"""How far the top of a part's heading is above the part."""

_LEGEND_DROP = 68

_HUES = ("#5b8def", "#3fb68b", "#e3a64a", "#d9607a", "#9b7be0", "#45b5c9", "#b9bd57", "#d98acb")
_GREY = "#8a93a3"
_BUDGET, _FORECAST = "#f0625a", "#d5d8de"
_LEGEND_COLUMNS = 4
_BAR = 0.78
"""How much of its day a bar is wide."""

_MARKED_DAYS = 5
_MOST_TICKS = 4
_HEADROOM = 1.08
_LEAST_TOP = 10_000
"""The least that an axis reaches to, in micro-dollars."""


def draw(chart: Chart) -> bytes:
    """Draw a chart as a PNG."""
    figure = Figure(figsize=(_WIDTH / _DPI, _HEIGHT / _DPI), dpi=_DPI, facecolor=_hex(look.BACKGROUND))
    FigureCanvasAgg(figure)
    _write(figure, chart.title, _TITLE_TOP, _TITLE, look.TEXT, Weight.STRONG)
    _write(figure, chart.subtitle, _SUBTITLE_TOP, _SUBTITLE, look.MUTED)
    _draw_curve(figure, chart)
    _draw_bars(figure, chart)
    file = io.BytesIO()
    # Nothing is left to the settings of whoever runs it, and the library's version is not written into the file.
    figure.savefig(file, format="png", dpi=_DPI, facecolor=figure.get_facecolor(), metadata={"Software": None})
    return file.getvalue()


def _draw_curve(figure: Figure, chart: Chart) -> None:
    """Draw how the month adds up, where it goes, and where it should not."""
    sums = [0, *accumulate(_all(chart)[: chart.known])]
    marks = [mark for mark in (chart.budget, chart.forecast) if mark is not None]
    axes = _axes(figure, chart, _CURVE_BOTTOM, _CURVE_HEIGHT, max([*sums, *(mark.amount for mark in marks)]))
    _write(figure, chart.in_all, _CURVE_BOTTOM + _CURVE_HEIGHT + _HEADING_RISE, _HEADING, look.TEXT)
    ends = [0.5 + day for day in range(len(sums))]
    axes.fill_between(ends, sums, color=_HUES[0], alpha=0.25, linewidth=0)
    axes.plot(ends, sums, color=_HUES[0], linewidth=4, solid_capstyle="butt", clip_on=False)
    lines: list[Line2D] = []
    if chart.forecast is not None:
        way = ([ends[-1], chart.days + 0.5], [sums[-1], chart.forecast.amount])
        lines += axes.plot(
            *way, color=_FORECAST, linewidth=4, dashes=(1, 1.5), clip_on=False, label=_told(chart, chart.forecast)
        )
    if chart.budget is not None:
        label = _told(chart, chart.budget)
        lines.append(axes.axhline(chart.budget.amount, color=_BUDGET, linewidth=3, dashes=(5, 3), label=label))
    # Not at their lines, where they would meet each other and the curve.
    _legend(figure, lines, _RIGHT, _CURVE_BOTTOM + _CURVE_HEIGHT + _HEADING_RISE - 4, at="upper right")


def _draw_bars(figure: Figure, chart: Chart) -> None:
    """Draw the days, with what their colours mean."""
    axes = _axes(figure, chart, _BARS_BOTTOM, _BARS_HEIGHT, max(_all(chart), default=0))
    _write(figure, chart.by_day, _BARS_BOTTOM + _BARS_HEIGHT + _HEADING_RISE, _HEADING, look.TEXT)
    below = [0] * chart.days
    for series in chart.series:
        axes.bar(range(1, chart.days + 1), series.amounts, _BAR, bottom=below, color=_colour(series), linewidth=0)
        below = [one + other for one, other in zip(below, series.amounts, strict=True)]
    colours = [Patch(color=_colour(series), label=series.name) for series in chart.series]
    _legend(figure, colours, _LEFT, _BARS_BOTTOM - _LEGEND_DROP, at="upper left")


def _legend(
    figure: Figure, handles: Sequence[Artist], x: int, y: int, *, at: Literal["upper left", "upper right"]
) -> None:
    if not handles:
        return
    legend = figure.legend(
        handles=handles,
        loc=at,
        bbox_to_anchor=(x / _WIDTH, y / _HEIGHT),
        ncols=_LEGEND_COLUMNS,
        frameon=False,
        prop=_font(_SMALL),
        labelcolor=_hex(look.MUTED),
        handlelength=1 if isinstance(handles[0], Patch) else 2,
        handleheight=1,
        handletextpad=0.5,
        columnspacing=1.4,
        borderpad=0,
        borderaxespad=0,
    )
    for text in legend.get_texts():
        text.set_parse_math(False)


def _axes(figure: Figure, chart: Chart, bottom: int, height: int, highest: int) -> Axes:
    """Put a part for all days into a chart, with lines as far as ``highest``."""
    axes = figure.add_axes(
        (_LEFT / _WIDTH, bottom / _HEIGHT, (_RIGHT - _LEFT) / _WIDTH, height / _HEIGHT), facecolor="none"
    )
    top = max(highest, _LEAST_TOP) * _HEADROOM
    axes.set_xlim(0.5, chart.days + 0.5)
    axes.set_ylim(0, top)
    ticks = [int(tick) for tick in MaxNLocator(_MOST_TICKS).tick_values(0, top) if 0 <= tick <= top]
    days = [1, *range(_MARKED_DAYS, chart.days + 1, _MARKED_DAYS)]
    digits = digits_for(ticks)
    axes.set_yticks(ticks, [chart.money(tick, digits) for tick in ticks])
    axes.set_xticks(days, [str(day) for day in days])
    for text in axes.get_yticklabels():
        text.set_verticalalignment("center")
    for text in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        text.set(fontproperties=_font(_SMALL), color=_hex(look.MUTED), parse_math=False)
    axes.tick_params(length=0, pad=12)
    axes.grid(axis="y", color=_hex(look.FAINT), linewidth=1.5)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    return axes


def _told(chart: Chart, mark: Mark) -> str:
    return f"{mark.text}: {chart.money(mark.amount, digits_for([mark.amount]))}"


def _write(
    figure: Figure, text: str, top: int, size: int, colour: Colour, weight: Weight = Weight.REGULAR
) -> None:
    figure.text(
        look.MARGIN / _WIDTH,
        top / _HEIGHT,
        text,
        color=_hex(colour),
        fontproperties=_font(size, weight),
        verticalalignment="top",
        parse_math=False,
    )


def _all(chart: Chart) -> Sequence[int]:
    """Return what all days come to."""
    return [sum(amounts) for amounts in zip(*(series.amounts for series in chart.series), strict=True)]


def _colour(series: Series) -> str:
    return _GREY if series.hue is None else _HUES[series.hue % len(_HUES)]


def _font(size: int, weight: Weight = Weight.REGULAR) -> FontProperties:
    return FontProperties(fname=font_file(weight), size=size * _POINTS)


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
