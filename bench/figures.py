"""Figures as people read them: quantiles of what was measured, and plain tables of them."""

import math
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime


def quantile(values: Sequence[float], part: float) -> float:
    """Return the least of ``values`` that ``part`` (0..1) of them do not exceed; NaN if there are none."""
    if not values:
        return math.nan
    return sorted(values)[max(0, math.ceil(part * len(values)) - 1)]


def milliseconds(seconds: float) -> str:
    """Show a short time."""
    return f"{seconds * 1000:.0f}"


def heading(title: str) -> str:
    """Return a title with what the figures below it depend on: day, machine, and how busy it was before."""
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    busy = os.getloadavg()[0]
    return f"{title}\n{when}, Python {platform.python_version()}, {os.cpu_count()} cores, load before {busy:.1f}\n"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in plain text; the first column is text, the others are figures."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    ruler = ["-" * width for width in widths]
    return "\n".join(_line(row, widths) for row in (head, ruler, *rows))


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(row, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]).rstrip()
