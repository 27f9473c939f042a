"""Rate limits as Discord tells them: buckets by route and major parameter, storms, and the bot's global limit.

It only counts; the headers and the 429 are written by ``rest``.
"""

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.wire.discord.routes import Route

GENEROUS = (1000, 1.0)
"""Requests and seconds of a route for which a test has set nothing."""


@dataclass(frozen=True, slots=True)
class Storm:
    """A time in which everything on ``route`` (``None``: everywhere) is refused."""

    route: Route | None
    until_s: float
    scope: str


@dataclass(slots=True)
class Bucket:
    """One limit with what is left of it; between the two ``told_`` times a client knows that nothing is."""

    hash: str
    limit: int
    per_s: float
    remaining: int
    resets_s: float
    told_from_s: float = 0.0
    told_until_s: float = 0.0

    def tell(self, until_s: float, *, now_s: float, grace_s: float) -> None:
        """Note that its client now learns to wait."""
        if now_s >= self.told_until_s:
            self.told_from_s = now_s + grace_s
        self.told_until_s = until_s

    def is_known_empty(self, now_s: float) -> bool:
        return self.told_from_s <= now_s < self.told_until_s


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the limits say to one request; ``knew_better`` where its client had been told to wait."""

    bucket: Bucket
    wait_s: float | None
    scope: str
    knew_better: bool
    remaining: int
    reset_after_s: float


@dataclass(slots=True)
class Limits:
    """All limits of one Discord; ``global_per_s`` counts requests that carry the bot's token.

    For ``grace_s`` seconds after a client was told to wait nothing is held against it: what comes in then was
    under way already.
    """

    monotonic_s: Callable[[], float]
    global_per_s: int
    grace_s: float = 0.1
    settings: dict[Route, tuple[int, float]] = field(default_factory=dict)
    storms: list[Storm] = field(default_factory=list)
    _buckets: dict[tuple[Route, str], Bucket] = field(default_factory=dict)
    _global: Bucket = field(init=False)

    def __post_init__(self) -> None:
        self._global = Bucket("global", self.global_per_s, 1.0, self.global_per_s, 0.0)

    def storm(self, route: Route | None, *, seconds: float, scope: str) -> None:
        """Refuse everything on ``route`` for some seconds."""
        self.storms.append(Storm(route, self.monotonic_s() + seconds, scope))

    def take(self, route: Route, major: str) -> Verdict:
        """Count a request that has just come in."""
        now = self.monotonic_s()
        bucket = self._bucket(route, major, now)
        knew_better = bucket.is_known_empty(now) or (route.needs_bot_token and self._global.is_known_empty(now))
        wait_s, scope = self._refusal(route, bucket, now)
        if wait_s is None:
            bucket.remaining -= 1
            if route.needs_bot_token:
                self._global.remaining -= 1
        return Verdict(bucket, wait_s, scope, knew_better, bucket.remaining, max(bucket.resets_s - now, 0.0))

    def told(self, verdict: Verdict) -> None:
        """Remember what the answer that now goes out lets its client know."""
        now = self.monotonic_s()
        bucket = self._global if verdict.scope == "global" else verdict.bucket
        if verdict.wait_s is not None:
            bucket.tell(now + verdict.wait_s, now_s=now, grace_s=self.grace_s)
        elif verdict.bucket.remaining == 0:
            verdict.bucket.tell(verdict.bucket.resets_s, now_s=now, grace_s=self.grace_s)

    def _bucket(self, route: Route, major: str, now: float) -> Bucket:
        limit, per_s = self.settings.get(route, GENEROUS)
        known = self._buckets.get((route, major))
        if known is None or known.limit != limit or known.per_s != per_s:
            name = hashlib.sha256(route.encode()).hexdigest()[:32]
            known = self._buckets[route, major] = Bucket(name, limit, per_s, limit, now + per_s)
        _refill(known, now)
        return known

    def _refusal(self, route: Route, bucket: Bucket, now: float) -> tuple[float | None, str]:
        for storm in self.storms:
            # What answers interactions is outside the global limit.
            is_spared = storm.scope == "global" and not route.needs_bot_token
            if storm.until_s > now and storm.route in (None, route) and not is_spared:
                return _milliseconds(storm.until_s - now), storm.scope
        if route.needs_bot_token:
            _refill(self._global, now)
            if self._global.remaining <= 0:
                return _milliseconds(self._global.resets_s - now), "global"
        if bucket.remaining <= 0:
            return _milliseconds(bucket.resets_s - now), "user"
        return None, "user"


def _refill(bucket: Bucket, now: float) -> None:
    if now >= bucket.resets_s:
        bucket.remaining, bucket.resets_s = bucket.limit, now + bucket.per_s


def _milliseconds(seconds: float) -> float:
    """Round a wait up, so that a client that waits as told never comes too early."""
    return math.ceil(seconds * 1000) / 1000
