"""What was asked of the loopback Discord and what it answered, with everything that was wrong about it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.discord_spec import Spec
from tests.wire.discord.routes import Route
from tests.wire.discord.world import Payload

UNTOLD = "message_reference.type: 0 was expected"
"""What the specification says of a forward, which it does not know; Discord's pages do (type 1)."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer; ``code`` is Discord's error code, 0 where all went well."""

    route: Route
    path: str
    body: Payload
    file_count: int
    status: int
    code: int
    at_s: float
    took_s: float


@dataclass(slots=True)
class Journal:
    """Every exchange in order; ``faults`` must be empty at the end of a test.

    A fault is what no client may do (a body against the specification, a request although it had been told that
    its bucket is exhausted), or what this tool may not (an answer against the specification). A refusal by the
    rules is none: ``refused`` lists those.
    """

    spec: Spec | None
    requests: list[Exchange] = field(default_factory=list)
    _faults: list[str] = field(default_factory=list)
    _unjudged: list[tuple[Exchange, object]] = field(default_factory=list)

    def record(self, exchange: Exchange, *, answer: object, knew_better: bool) -> None:
        """Write an exchange down."""
        self.requests.append(exchange)
        self._unjudged.append((exchange, answer))
        if knew_better:
            self._faults.append(f"{exchange.route}: sent into an exhausted bucket ({exchange.path})")

    @property
    def faults(self) -> list[str]:
        """All faults so far. Bodies are judged only now: that takes longer than serving them."""
        unjudged, self._unjudged = self._unjudged, []
        if self.spec is not None:
            for exchange, answer in unjudged:
                self._faults += _spec_faults(self.spec, exchange, answer)
        return self._faults

    def to(self, route: Route, where: Callable[[Exchange], bool] = lambda _: True) -> list[Exchange]:
        """Return the exchanges of one route, in order."""
        return [each for each in self.requests if each.route is route and where(each)]

    @property
    def refused(self) -> list[Exchange]:
        """The exchanges that the rules refused; a 429 is none of them."""
        return [each for each in self.requests if each.status >= 400 and each.status != 429]


def _spec_faults(spec: Spec, exchange: Exchange, answer: object) -> list[str]:
    asked = spec.request_faults(exchange.route, exchange.body) if exchange.body and exchange.status != 429 else []
    answered = [] if answer is None else spec.answer_faults(exchange.route, exchange.status, answer)
    return [
        *(f"{exchange.route}: request: {why}" for why in asked),
        *(f"{exchange.route}: answer {exchange.status}: {why}" for why in answered if not why.endswith(UNTOLD)),
    ]
