"""How long is waited, and when no more is tried."""

from random import Random

import pytest

from flux.errors import NoChannel, RateLimited, ServiceError, Unavailable
from flux.retry import RetryPolicy, Tries

DOWN = Unavailable("down")


def waits_s(policy: RetryPolicy, fault: ServiceError, *, seed: int = 0) -> list[float]:
    """Let a call fail until no try is left, with a clock that only the waits move."""
    now_s = [0.0]
    tries = Tries(policy, clock=lambda: now_s[0], random=Random(seed))
    waits: list[float] = []
    while (wait_s := tries.wait_s(fault)) is not None:
        waits.append(wait_s)
        now_s[0] += wait_s
    return waits


@pytest.mark.parametrize("seed", range(20))
def test_waits_grow_within_their_jitter_up_to_the_longest(seed: int) -> None:
    found = waits_s(RetryPolicy(attempts=6, longest_wait_s=4), DOWN, seed=seed)
    assert len(found) == 5
    for wait_s, whole_s in zip(found, (0.5, 1, 2, 4, 4), strict=True):
        assert whole_s / 2 <= wait_s <= whole_s


def test_two_clients_do_not_wait_alike() -> None:
    assert waits_s(RetryPolicy(), DOWN, seed=1) != waits_s(RetryPolicy(), DOWN, seed=2)


def test_a_model_without_a_channel_is_tried_less_often_and_slowly() -> None:
    first_s, second_s = waits_s(RetryPolicy(), NoChannel("full"))
    assert 5 <= first_s <= 10
    assert 10 <= second_s <= 20


def test_an_asked_wait_is_kept_and_capped() -> None:
    assert all(3 <= wait_s <= 3.3 for wait_s in waits_s(RetryPolicy(), RateLimited("", retry_after_s=3)))
    assert waits_s(RetryPolicy(), RateLimited("", retry_after_s=999)) == [30.0] * 4


def test_nothing_is_tried_after_the_time_to_give_up() -> None:
    policy = RetryPolicy(attempts=100, give_up_after_s=60)
    assert waits_s(policy, RateLimited("", retry_after_s=29.9)) == pytest.approx([30, 30], abs=0.2)
