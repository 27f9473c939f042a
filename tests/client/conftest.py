"""The client under test, with a clock that its own waiting moves and short time-outs."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from random import Random

import aiohttp
import pytest
from yarl import URL

from flux.client import FluxClient
from flux.http import Timeouts
from flux.retry import USUAL_RETRY, RetryPolicy
from tests.client.servers import ScriptedServer

KEY = "sk-very-secret"
SHORT = Timeouts(connect_s=5, create_s=0.5, get_s=0.5, fetch_s=0.5)
TWICE = RetryPolicy(attempts=2)
PATIENT = Timeouts(create_s=20, get_s=20, fetch_s=20)


@dataclass
class Time:
    """Seconds that pass only by waiting."""

    now_s: float = 0.0
    waits_s: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now_s

    async def sleep(self, wait_s: float) -> None:
        self.waits_s.append(wait_s)
        self.now_s += wait_s


@dataclass
class Clients:
    """Builds clients on one session."""

    session: aiohttp.ClientSession
    time: Time

    def on(
        self,
        server: ScriptedServer | URL,
        *others: ScriptedServer | URL,
        timeouts: Timeouts = PATIENT,
        retry: RetryPolicy = USUAL_RETRY,
        output_hosts: Sequence[str] | None = None,
    ) -> FluxClient:
        first, *rest = (one if isinstance(one, URL) else one.base for one in (server, *others))
        return FluxClient(
            self.session,
            key=KEY,
            create_base=first,
            poll_bases=[first, *rest],
            output_hosts=[f"127.0.0.1:{first.port}"] if output_hosts is None else output_hosts,
            random=Random(1),
            clock=self.time.clock,
            sleep=self.time.sleep,
            timeouts=timeouts,
            retry=retry,
        )


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def clients(time: Time) -> AsyncIterator[Clients]:
    async with aiohttp.ClientSession() as session:
        yield Clients(session, time)
