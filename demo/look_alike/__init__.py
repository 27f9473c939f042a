"""A stand-in for the Flux routes of CometAPI and Replicate on loopback, for the demo and the tests.

It answers as the live services were seen to answer (docs/flux.md) and draws pictures instead of running a model::

    async with LookAlike(Options(speed=math.inf)) as service:
        service.next_create(rate_limited(3))
        service.when("a cat", BLOCKED)
"""

from demo.look_alike.options import Base, Door, Options
from demo.look_alike.script import (
    ABORTED,
    BLOCKED,
    FAILED,
    HELD,
    INTERRUPTED,
    Answer,
    Call,
    Course,
    Delayed,
    Loss,
    Lost,
    OutputFault,
    no_channel,
    out_of_credit,
    rate_limited,
    web_page,
)
from demo.look_alike.service import Created, Fetched, LookAlike

__all__ = [
    "ABORTED",
    "BLOCKED",
    "FAILED",
    "HELD",
    "INTERRUPTED",
    "Answer",
    "Base",
    "Call",
    "Course",
    "Created",
    "Delayed",
    "Door",
    "Fetched",
    "LookAlike",
    "Loss",
    "Lost",
    "Options",
    "OutputFault",
    "no_channel",
    "out_of_credit",
    "rate_limited",
    "web_page",
]
