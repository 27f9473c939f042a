"""How far a prediction is, as its log tells it or as time suggests. Pure.

The two forms of log lines that Flux models write (tqdm with and without a total): docs/flux.md.
"""

import math
import re

# No more digits than 64 bits hold.
_SEED = re.compile(r"Using seed: (\d{1,18})\b")
_STEP_OF_TOTAL = re.compile(r"\d{1,9}%\s*\|[^|]*\|\s*(\d{1,9})/(\d{1,9})")
_STEP_ALONE = re.compile(r"(?:^|\s)(\d{1,9})it \[")
_DONE_AT_TYPICAL = 0.8
_MOST_BY_ESTIMATE = 99


def seed_in(logs: str) -> int | None:
    """Return the seed that a log names last, or ``None``."""
    seeds = _SEED.findall(logs)
    return int(seeds[-1]) if seeds else None


def percent_in(logs: str, steps: int | None) -> int | None:
    """Return the percentage, 0..100, that the last line with any progress in it tells.

    A model without ``go_fast`` counts steps without their total; ``steps`` is what was asked of it. ``None``
    where no line tells anything.
    """
    for line in reversed(logs.splitlines()):
        percent = _percent_of_line(line, steps)
        if percent is not None:
            return percent
    return None


def estimated_percent(elapsed_s: float, typical_s: float) -> int:
    """Return a percentage, 0..99, by time alone: quick at first, 80 at the typical time, never done."""
    if elapsed_s <= 0:
        return 0
    if typical_s <= 0:
        return _MOST_BY_ESTIMATE
    done = 1 - math.pow(1 - _DONE_AT_TYPICAL, elapsed_s / typical_s)
    return min(int(100 * done), _MOST_BY_ESTIMATE)


def _percent_of_line(line: str, steps: int | None) -> int | None:
    counted = _STEP_OF_TOTAL.findall(line)
    if counted:
        step, total = counted[-1]
        return _percent(int(step), int(total))
    alone = _STEP_ALONE.findall(line)
    if alone and steps:
        return _percent(int(alone[-1]), steps)
    return None


def _percent(step: int, total: int) -> int | None:
    return min(100 * step // total, 100) if total > 0 else None
