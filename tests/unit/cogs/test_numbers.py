"""Numbers that come back from clients: those that the store can hold, and nothing else."""

import pytest

from cogs.ui.budgets import Whose
from cogs.ui.community.themes import Leaf
from cogs.ui.numbers import number_of

GREATEST = 2**63 - 1


@pytest.mark.parametrize("number", [0, 7, GREATEST])
def test_numbers_are_read(number: int) -> None:
    assert number_of(str(number)) == number


@pytest.mark.parametrize("text", ["", "-1", "1.5", " 1", "1\n", "٣", "²", str(GREATEST + 1), "9" * 5_000, "one"])
def test_what_is_none_is_none(text: str) -> None:
    assert number_of(text) is None


def test_ids_with_numbers_that_are_too_great_are_nobodys() -> None:
    for great in (str(GREATEST + 1), "9" * 19):
        assert Whose.parse(f"c-{great}-x-100") is None
        assert Leaf.parse(f"{great}-pool-0") is None
        assert Leaf.parse(f"1-pool-{great}") is None
