"""Takes turns among many, a few at a time: pure, and knows nothing of what it is that waits.

The runner marks the cards of running jobs with it (``studio.runner``).
"""

from collections.abc import Iterable


class Turns:
    """Gives a turn to at most ``at_once`` names at a time, round robin.

    While ``n`` names are present each has its turn within ``n / at_once`` calls, rounded up, however many come and
    go meanwhile: who is new waits behind all that are there.
    """

    def __init__(self, at_once: int) -> None:
        if at_once < 1:
            raise ValueError("somebody must have a turn")
        self._at_once = at_once
        self._line: tuple[str, ...] = ()

    def take(self, present: Iterable[str]) -> tuple[str, ...]:
        """Return those whose turn it is, each of them once; who is not present loses its place."""
        here = dict.fromkeys(present)
        stayed = dict.fromkeys(name for name in self._line if name in here)
        line = tuple(stayed | here)
        turn, rest = line[: self._at_once], line[self._at_once :]
        self._line = rest + turn
        return turn
