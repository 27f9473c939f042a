"""Seeds and percentages out of real log texts, and the estimate where there are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux.progress import estimated_percent, percent_in, seed_in

SCHNELL_FAST = (
    "Using seed: 62182\nrunning quantized prediction\nUsing seed: 62183\n"
    "  0%|          | 0/4 [00:00<?, ?it/s]\n 75%|███████▌  | 3/4 [00:00<00:00, 15.38it/s]\n"
)
DEV_FAST = (
    "running quantized prediction\ngenerating\nUsing seed: 9337\n  7%|▋         | 2/28 [00:00<00:01, 17.38it/s]"
)
SLOW = "0it [00:00, ?it/s]\n1it [00:00,  8.51it/s]\n2it [00:00,  5.99it/s]\n"
KONTEXT = (
    "Starting generate image\nUsing seed: 29889\nTotal safe images: 1 out of 1\ngenerate image took 3.53 seconds\n"
)


@pytest.mark.parametrize(
    ("logs", "steps", "percent"),
    [
        (SCHNELL_FAST, 4, 75),
        (SCHNELL_FAST + "100%|██████████| 4/4 [00:00<00:00, 13.43it/s]\nTotal safe images: 1 out of 1\n", 4, 100),
        (DEV_FAST, None, 7),
        ("  0%|          | 0/28 [00:00<?, ?it/s]", 28, 0),
        ("  0%|  | 0/4 [00:00]\r 50%|█ | 2/4 [00:00]\r", None, 50),
        (" 50%|█ | 2/4 [00:00]\n  0%|  | 0/4 [00:00]", None, 0),
        (SLOW, 4, 50),
        (SLOW, None, None),
        ("30it [00:02]", 28, 100),
        (KONTEXT, 28, None),
        ("100%|█| 0/0 [00:00]", 28, None),
        ("", 28, None),
    ],
)
def test_percent(logs: str, steps: int | None, percent: int | None) -> None:
    assert percent_in(logs, steps) == percent


@pytest.mark.parametrize(
    ("logs", "seed"),
    [
        (SCHNELL_FAST, 62183),
        (KONTEXT, 29889),
        (SLOW, None),
        ("", None),
        ("Using seed: x", None),
        (f"Using seed: {2**63}", None),
    ],
)
def test_the_last_seed_counts(logs: str, seed: int | None) -> None:
    assert seed_in(logs) == seed


@given(st.text(), st.one_of(st.none(), st.integers(-5, 60)))
def test_no_log_breaks_the_reading(logs: str, steps: int | None) -> None:
    percent = percent_in(logs, steps)
    assert percent is None or 0 <= percent <= 100


def test_a_log_that_is_one_long_number_is_read_in_no_time() -> None:
    assert percent_in("1" * 200_000, 28) is None


def test_the_estimate_is_quick_at_first_and_never_done() -> None:
    seen = [estimated_percent(elapsed_s, 10) for elapsed_s in (-1, 0, 1, 5, 10, 30, 1e9)]
    assert seen == sorted(seen)
    assert seen[:2] == [0, 0]
    assert seen[4] in {79, 80}
    assert seen[-1] == 99
    assert estimated_percent(1, 0) == 99
