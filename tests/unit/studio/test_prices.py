"""The operator's prices file."""

from pathlib import Path

import pytest

from flux.models import CATALOGUE
from studio.prices import Prices, PricesRefused


def written(folder: Path, text: str) -> Path:
    path = folder / "prices.json"
    path.write_text(text, "utf-8")
    return path


def test_the_catalogues_estimate_is_the_usual_price() -> None:
    for model in CATALOGUE:
        assert Prices().micro_usd(model) == model.price.micro_usd


def test_own_prices_win_and_are_exact(tmp_path: Path) -> None:
    path = written(tmp_path, '{"flux-schnell": 0.0029, "flux-dev": "0.000001", "flux-pro": 0}')
    prices = Prices.load(path, CATALOGUE)
    assert prices.micro_usd(CATALOGUE["flux-schnell"]) == 2_900
    assert prices.micro_usd(CATALOGUE["flux-dev"]) == 1
    assert prices.micro_usd(CATALOGUE["flux-pro"]) == 0
    assert prices.micro_usd(CATALOGUE["flux-1.1-pro"]) == CATALOGUE["flux-1.1-pro"].price.micro_usd


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('"flux-7": 1', "flux-7: no such model"),
        ('"flux-dev": -1', "flux-dev: below zero"),
        ('"flux-dev": "much"', "flux-dev: not a number"),
        ('"flux-dev": true', "flux-dev: not a number"),
        ('"flux-dev": null', "flux-dev: not a number"),
        ('"flux-dev": NaN', "flux-dev: not a number"),
        ('"flux-dev": {"usd": 1}', "flux-dev: not a number"),
        ('"flux-dev": 0.0000001', "flux-dev: finer than a micro-dollar"),
        ('"flux-dev": 1001', "flux-dev: more than 1000 USD a picture"),
        ('"flux-dev": 1, "flux-dev": 2', "flux-dev: given twice"),
    ],
)
def test_a_price_that_is_none_is_named(tmp_path: Path, entry: str, fault: str) -> None:
    with pytest.raises(PricesRefused) as refused:
        Prices.load(written(tmp_path, "{" + entry + "}"), CATALOGUE)
    assert refused.value.faults == (fault,)


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(PricesRefused) as refused:
        Prices.load(written(tmp_path, '{"a": 1, "flux-dev": -1}'), CATALOGUE)
    assert len(refused.value.faults) == 2


@pytest.mark.parametrize("text", ["[]", "1", "", "{", '"flux-dev"', "[[]]"])
def test_a_file_that_holds_no_prices(tmp_path: Path, text: str) -> None:
    with pytest.raises(PricesRefused):
        Prices.load(written(tmp_path, text), CATALOGUE)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PricesRefused, match=r"absent\.json"):
        Prices.load(tmp_path / "absent.json", CATALOGUE)
