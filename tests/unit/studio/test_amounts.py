"""Amounts that people type: read to the cent with both decimal signs, refused where they could mean two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.amounts import micro_usd_of, typed_as
from studio.budgets import HIGHEST_USD
from studio.setting_errors import AmountTooHigh, NotAnAmount

CENT = 10_000
AMOUNTS = st.integers(0, HIGHEST_USD * 100).map(lambda cents: cents * CENT)
SPACES = st.sampled_from(["", " ", "\xa0", "  "])


@pytest.mark.parametrize(
    ("typed", "micro_usd"),
    [
        ("", None),
        ("  \n", None),
        ("0", 0),
        ("$0.00", 0),
        ("12", 12_000_000),
        ("12.5", 12_500_000),
        ("12.50", 12_500_000),
        ("$12,50", 12_500_000),
        ("12,50\xa0$", 12_500_000),
        ("  $ 12 ", 12_000_000),
        (".01", 10_000),
        ("007", 7_000_000),
        ("100000", 100_000_000_000),
        (f"{'0' * 90}1", 1_000_000),
    ],
)
def test_what_is_an_amount(typed: str, micro_usd: int | None) -> None:
    assert micro_usd_of(typed) == micro_usd


@pytest.mark.parametrize(
    "typed",
    [
        *("twelve", "$", ".", "12.", "12.505", "0.001", "-1", "+1", "1e3"),
        *("1 000", "1,000", "1,000.00", "1.000,00"),
        *("$12$", "$$12", "12 USD", "€12", "١٢", "１２", "½", "12\n50", "nan"),
    ],
)
def test_what_is_none(typed: str) -> None:
    with pytest.raises(NotAnAmount):
        micro_usd_of(typed)


@pytest.mark.parametrize("typed", ["100000.01", "100001", "999999999", "9" * 5_000])
def test_what_is_too_much(typed: str) -> None:
    with pytest.raises(AmountTooHigh) as refused:
        micro_usd_of(typed)
    assert refused.value.limit_usd == HIGHEST_USD


@given(AMOUNTS)
def test_what_is_written_is_read_back(micro_usd: int) -> None:
    assert micro_usd_of(typed_as(micro_usd)) == micro_usd


@given(AMOUNTS, SPACES, SPACES, st.sampled_from(".,"), st.sampled_from(["", "before", "after"]))
def test_every_way_to_type_an_amount_means_the_same(
    micro_usd: int, around: str, between: str, point: str, sign: str
) -> None:
    digits = f"{micro_usd // 1_000_000}{point}{micro_usd % 1_000_000 // CENT:02d}"
    before, after = "$" if sign == "before" else "", "$" if sign == "after" else ""
    assert micro_usd_of(f"{around}{before}{between}{digits}{between}{after}{around}") == micro_usd


@given(st.text(max_size=30))
def test_whatever_is_typed_is_whole_cents_or_refused(typed: str) -> None:
    try:
        micro_usd = micro_usd_of(typed)
    except (NotAnAmount, AmountTooHigh):
        return
    assert micro_usd is None or (0 <= micro_usd <= HIGHEST_USD * 1_000_000 and micro_usd % CENT == 0)


def test_nothing_is_written_as_nothing() -> None:
    assert typed_as(None) == ""
