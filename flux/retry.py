"""When a call is made again and how long to wait before: growing, jittered, capped.

Whether a fault may be tried again at all is the client's decision; here it is only counted and timed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from flux.errors import NoChannel, RateLimited, ServiceError


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently; all times in seconds.

    ``longest_wait_s`` caps every wait, also one that the service asks for. A model without a channel is asked
    for less often and more slowly (docs/flux.md: "do not retry quickly"). ``give_up_after_s`` is counted from
    the first try: no new one is made later.
    """

    attempts: int = 5
    first_wait_s: float = 0.5
    longest_wait_s: float = 30.0
    channel_attempts: int = 3
    channel_wait_s: float = 10.0
    give_up_after_s: float = 180.0


USUAL_RETRY = RetryPolicy()


class Tries:
    """The tries of one call."""

    def __init__(self, policy: RetryPolicy, *, clock: Callable[[], float], random: Random) -> None:
        self._policy = policy
        self._clock = clock
        self._random = random
        self._made = 0
        self._ends_at = clock() + policy.give_up_after_s

    def wait_s(self, fault: ServiceError) -> float | None:
        """Return how long to wait before the next try after this fault; ``None``: there is none left."""
        self._made += 1
        slow = isinstance(fault, NoChannel)
        if self._made >= (self._policy.channel_attempts if slow else self._policy.attempts):
            return None
        wait_s = self._wait_s(fault)
        return None if self._clock() + wait_s > self._ends_at else wait_s

    def _wait_s(self, fault: ServiceError) -> float:
        if isinstance(fault, RateLimited) and fault.retry_after_s is not None:
            # A little later than asked, so that not everybody comes at the same moment.
            return min(fault.retry_after_s * self._random.uniform(1.0, 1.1), self._policy.longest_wait_s)
        first = self._policy.channel_wait_s if isinstance(fault, NoChannel) else self._policy.first_wait_s
        growing = min(first * 2.0 ** (self._made - 1), self._policy.longest_wait_s)
        return growing * self._random.uniform(0.5, 1.0)
