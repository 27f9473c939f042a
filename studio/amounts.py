"""Amounts of US dollars as people type them, exact to the cent; pure."""

import re

from studio.budgets import HIGHEST_USD
from studio.setting_errors import AmountTooHigh, NotAnAmount

_MICRO = 1_000_000
_MICRO_PER_CENT = 10_000

_TYPED = re.compile(r"(?P<before>\$?)\s*(?P<whole>[0-9]*)(?:[.,](?P<part>[0-9]{1,2}))?\s*(?P<after>\$?)")
"""Digits with up to two behind a point or a comma, and the sign on one side: thousands are not set apart, since
1,200 could be read as either."""


def micro_usd_of(typed: str) -> int | None:
    """Return what somebody typed, in micro-dollars; ``None`` where it is nothing.

    Raises:
        NotAnAmount: it is no amount, or finer than a cent.
        AmountTooHigh: it is more than a budget can be.
    """
    text = typed.strip()
    if not text:
        return None
    found = _TYPED.fullmatch(text)
    if found is None or not (found["whole"] or found["part"]) or (found["before"] and found["after"]):
        raise NotAnAmount
    whole = found["whole"].lstrip("0") or "0"
    cents = int((found["part"] or "").ljust(2, "0"))
    # Digits are counted first: of thousands of them Python makes no number.
    if len(whole) > len(str(HIGHEST_USD)):
        raise AmountTooHigh(HIGHEST_USD)
    micro_usd = int(whole) * _MICRO + cents * _MICRO_PER_CENT
    if micro_usd > HIGHEST_USD * _MICRO:
        raise AmountTooHigh(HIGHEST_USD)
    return micro_usd


def typed_as(micro_usd: int | None) -> str:
    """Return an amount of whole cents as somebody would type it: ``micro_usd_of`` reads it back."""
    if micro_usd is None:
        return ""
    whole, rest = divmod(micro_usd, _MICRO)
    return f"{whole}.{rest // _MICRO_PER_CENT:02d}" if rest else str(whole)
