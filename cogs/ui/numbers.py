"""Numbers that come back in custom ids, forms and links: a client can send whatever it likes in their place."""

import re

_DIGITS = re.compile(r"[0-9]{1,19}")

_GREATEST = 2**63 - 1
"""Ids of Discord and numbers of rows have 64 bits, of which the first is not in use."""


def number_of(text: str) -> int | None:
    """Read a number that Discord or the store may know; ``None`` where it is none."""
    if _DIGITS.fullmatch(text) is None:
        return None
    number = int(text)
    return number if number <= _GREATEST else None
