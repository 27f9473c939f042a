"""One shared, paced service that looks after every running prediction of a process.

What follows from what it sees is not decided here but by whoever watches (``studio.passage``).
"""

import asyncio
import heapq
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count

from flux.errors import NotKnownYet, RateLimited, ServiceError
from flux.predictions import Prediction
from studio.clock import pause
from studio.tasks import Tasks

log = logging.getLogger(__name__)

_MOST_LATE_S = 0.25


@dataclass(frozen=True, slots=True)
class Pace:
    """How often the runner does what; times in seconds.

    While a prediction is younger than half its typical time nothing is ready yet, so it is looked up only every
    ``early_poll_s``, for its progress; around the typical time every ``poll_s``; when it is overdue at intervals
    that grow by ``growth``, up to ``longest_poll_s``. A lookup that failed is repeated ever later, up to
    ``longest_retry_s``. After ``deadline_s`` it is given up. A fresh id may be unknown for ``unknown_grace_s``,
    and a success be without its pictures for as long. All lookups together are no more than ``reads_per_s``, of
    which ``reads_at_once`` may wait for their answers.

    ``tick_s`` is how often cards are told that time has passed. Pictures that cannot be fetched are tried again
    after each of ``fetch_waits_s``; a delivery after waits that double from ``first_delivery_wait_s`` up to
    ``longest_delivery_wait_s``, for ``delivery_deadline_s``. When stopping, fetches and deliveries get
    ``stop_grace_s``, a create call ``create_grace_s``.

    A prediction whose create call had no answer is looked for in the service's list every ``settle_s`` until it
    is ``adopt_within_s`` old: the service forgets inputs after an hour. A store that cannot be reached is asked
    again after waits that double from ``first_store_wait_s`` up to ``longest_store_wait_s``. Kept pictures are
    looked through every ``sweep_s``.
    """

    early_poll_s: float = 1.5
    poll_s: float = 0.3
    growth: float = 1.05
    longest_poll_s: float = 5.0
    longest_retry_s: float = 30.0
    deadline_s: float = 1800.0
    unknown_grace_s: float = 60.0
    reads_per_s: float = 40.0
    reads_at_once: int = 64
    tick_s: float = 3.0
    fetch_waits_s: tuple[float, ...] = (2.0, 10.0, 30.0, 60.0)
    first_delivery_wait_s: float = 2.0
    longest_delivery_wait_s: float = 300.0
    delivery_deadline_s: float = 86400.0
    stop_grace_s: float = 8.0
    create_grace_s: float = 130.0
    settle_s: float = 10.0
    adopt_within_s: float = 3000.0
    first_store_wait_s: float = 0.25
    longest_store_wait_s: float = 5.0
    sweep_s: float = 600.0


USUAL_PACE = Pace()
"""The pace for the real services: well within the 3,000 lookups a minute that Replicate allows."""


def wait_s(pace: Pace, *, age_s: float, typical_s: float) -> float:
    """Return how long to wait for the next lookup of a prediction that is ``age_s`` old.

    Reads are put where the end is likely (docs/bench.md has the figures). Beyond the typical time the wait is
    ``poll_s`` and ``growth - 1`` of the time overdue: the same as a wait that grows by ``growth`` at every lookup,
    without a memory of those before.
    """
    until_half_s = typical_s / 2 - age_s
    if until_half_s > 0:
        return min(pace.early_poll_s, max(until_half_s, pace.poll_s))
    overdue_s = max(0.0, age_s - typical_s)
    return min(pace.longest_poll_s, pace.poll_s + (pace.growth - 1) * overdue_s)


def retry_wait_s(pace: Pace, failures: int) -> float:
    """Return how long to wait after so many lookups in a row that failed."""
    return min(pace.longest_retry_s, pace.poll_s * 2.0 ** min(failures, 16))


class TimedOut(Exception):
    """A prediction has not ended within the deadline."""


@dataclass(slots=True, eq=False)
class _Watch:
    external_id: str
    typical_s: float
    created_at_s: float
    seen: Callable[[Prediction], None]
    end: "asyncio.Future[Prediction]"
    failures: int = 0
    empty_since_s: float | None = None


@dataclass(slots=True, order=True)
class _Due:
    at_s: float
    turn: int
    watch: _Watch = field(compare=False)


class Poller:
    """Looks predictions up by ``look_up`` while ``run`` runs."""

    def __init__(
        self, look_up: Callable[[str], Awaitable[Prediction]], *, pace: Pace, monotonic_s: Callable[[], float]
    ) -> None:
        self._look_up = look_up
        self._pace = pace
        self._now_s = monotonic_s
        self._due: list[_Due] = []
        self._turns = count()
        self._woken = asyncio.Event()
        self._reads = Tasks()
        self._reading = 0
        self._next_read_s = 0.0

    async def watch(
        self, external_id: str, *, typical_s: float, age_s: float, seen: Callable[[Prediction], None]
    ) -> Prediction:
        """Wait for the end of a prediction and return what the service says of it then.

        ``age_s`` is how long ago it was sent. ``seen`` is called with whatever is seen until the end. Lookups that
        fail, even for a refused key, only come later: the prediction was paid for, and what is wrong may be
        mended before the deadline. To stop watching, cancel.

        Raises:
            TimedOut: it has not ended within the deadline.
        """
        now_s = self._now_s()
        end: asyncio.Future[Prediction] = asyncio.get_running_loop().create_future()
        watch = _Watch(external_id, typical_s, now_s - age_s, seen, end)
        self._plan(watch, max(0.0, wait_s(self._pace, age_s=0.0, typical_s=typical_s) - age_s))
        return await end

    async def run(self) -> None:
        """Look up what is due until cancelled."""
        try:
            while True:
                self._woken.clear()
                await pause(self._start_due(), unless=self._woken)
        finally:
            await self._reads.cancel()

    def _start_due(self) -> float | None:
        """Start the lookups that may start now; return how long until the next may, ``None`` for "when woken"."""
        while self._due and self._reading < self._pace.reads_at_once:
            now_s = self._now_s()
            ready_s = max(self._due[0].at_s, self._next_read_s)
            if ready_s > now_s:
                return ready_s - now_s
            watch = heapq.heappop(self._due).watch
            if not watch.end.done():
                # A loop that was late catches up, but never with more than a short burst.
                self._next_read_s = max(self._next_read_s, now_s - _MOST_LATE_S) + 1 / self._pace.reads_per_s
                self._reading += 1
                self._reads.start(self._read(watch), name=f"poll {watch.external_id}")
        return None

    def _plan(self, watch: _Watch, pause_s: float) -> None:
        heapq.heappush(self._due, _Due(self._now_s() + pause_s, next(self._turns), watch))
        self._woken.set()

    async def _read(self, watch: _Watch) -> None:
        try:
            pause_s = await self._look(watch)
        except Exception as exc:  # noqa: BLE001 - whoever watches logs it and ends this one prediction
            if not watch.end.done():
                watch.end.set_exception(exc)
            pause_s = None
        finally:
            self._reading -= 1
            self._woken.set()
        if pause_s is not None and not watch.end.done():
            self._plan(watch, pause_s)

    async def _look(self, watch: _Watch) -> float | None:
        """Look once; return the wait for the next time, or ``None`` where there is none."""
        try:
            told = await self._look_up(watch.external_id)
        except ServiceError as fault:
            pause_s = self._pause_after(fault, watch)
        else:
            watch.failures = 0
            if watch.end.done():
                return None
            watch.seen(told)
            if told.status.ended and not self._is_early(told, watch):
                watch.end.set_result(told)
                return None
            pause_s = wait_s(self._pace, age_s=self._age_s(watch), typical_s=watch.typical_s)
        if self._age_s(watch) >= self._pace.deadline_s:
            raise TimedOut
        return pause_s

    def _is_early(self, told: Prediction, watch: _Watch) -> bool:
        """Say whether a success without pictures may be a gateway's word that came before the pictures did."""
        if not told.lacks_outputs or self._age_s(watch) >= self._pace.deadline_s:
            return False
        if watch.empty_since_s is None:
            watch.empty_since_s = self._now_s()
        return self._now_s() - watch.empty_since_s < self._pace.unknown_grace_s

    def _pause_after(self, fault: ServiceError, watch: _Watch) -> float:
        age_s = self._age_s(watch)
        if isinstance(fault, NotKnownYet) and age_s < self._pace.unknown_grace_s:
            return wait_s(self._pace, age_s=age_s, typical_s=watch.typical_s)
        watch.failures += 1
        log.info("external=%s lookup failed %d times: %s", watch.external_id, watch.failures, fault)
        pause_s = retry_wait_s(self._pace, watch.failures)
        asked_s = fault.retry_after_s if isinstance(fault, RateLimited) else None
        return max(pause_s, asked_s or 0.0)

    def _age_s(self, watch: _Watch) -> float:
        return self._now_s() - watch.created_at_s
