"""A month's usage as a picture.

What draws it takes 55 MB of memory and a third of a second to load, which waits until the first one is asked for.
It is heavy on the CPU and keeps caches of its own: call ``drawn`` in a thread, one at a time in a process.
"""

from studio.charts.values import Chart, Mark, Series

__all__ = ["Chart", "Mark", "Series", "drawn"]


def drawn(chart: Chart) -> bytes:
    """Draw a chart as a PNG; the same chart makes the same file."""
    from studio.charts.drawing import draw

    return draw(chart)
