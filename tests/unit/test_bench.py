"""The measurements can be started; what they measure is nobody's to assert."""

from importlib import import_module

import pytest

MEASUREMENTS = ("answer", "delivery", "edits", "load", "photos", "store")


@pytest.mark.parametrize("name", MEASUREMENTS)
def test_a_measurement_says_what_it_measures(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        import_module(f"bench.{name}").main(["--help"])
    assert ended.value.code == 0
    assert f"python -m bench.{name}" in capsys.readouterr().out


def test_all_of_them_run_one_after_the_other() -> None:
    everything = import_module("bench.__main__")
    assert all(getattr(everything, name).main for name in MEASUREMENTS)


def test_quantiles_are_values_that_were_measured() -> None:
    from bench.figures import quantile

    assert [quantile([3, 1, 2, 4], part) for part in (0, 0.5, 0.51, 1)] == [1, 2, 3, 4]


def test_a_table_lines_up() -> None:
    from bench.figures import table

    assert table(("what", "ms"), [("answer", "11")]).splitlines() == ["what    ms", "------  --", "answer  11"]
