"""RE2 as it is used here: it takes time in proportion to the text, whatever it looks for."""

from typing import Protocol

import re2


class Pattern(Protocol):
    """A compiled pattern of RE2; ``programsize`` is in instructions."""

    programsize: int

    def search(self, text: str) -> object | None:
        """Return what it finds first in a text, ``None`` where it finds nothing."""
        ...


def options(*, max_mem: int | None = None) -> re2.Options:
    """Return how everything is compiled; ``max_mem`` is in bytes, ``None`` for RE2's own 8 MiB."""
    chosen = re2.Options()
    if max_mem is not None:
        chosen.max_mem = max_mem
    chosen.case_sensitive = False
    chosen.log_errors = False
    chosen.never_capture = True
    return chosen
