"""How fast the runner goes in tests: the waits of the real services would only make these slow."""

from dataclasses import replace

from studio.polling import Pace

QUICK = Pace(
    early_poll_s=0.02,
    poll_s=0.01,
    longest_poll_s=0.05,
    longest_retry_s=0.05,
    unknown_grace_s=2.0,
    reads_per_s=1000.0,
    tick_s=0.05,
    fetch_waits_s=(0.01,),
    first_delivery_wait_s=0.01,
    stop_grace_s=2.0,
)
"""For the whole bot, whose service and Discord are programs of their own."""

IN_MEMORY = replace(
    QUICK,
    early_poll_s=0.005,
    poll_s=0.002,
    longest_poll_s=0.01,
    longest_retry_s=0.01,
    unknown_grace_s=0.05,
    reads_per_s=2000.0,
    tick_s=0.01,
    fetch_waits_s=(0.001,),
    first_delivery_wait_s=0.001,
    stop_grace_s=0.5,
    settle_s=0.005,
    first_store_wait_s=0.002,
    longest_store_wait_s=0.01,
)
"""For the studio alone, whose service and face answer at once."""
