"""A process that spends: it accepts jobs and lets them end in every way, until it is done or killed.

Run as ``python -m tests.store.spender URL NAME SEED``; begins when it is told a line, and prints how many jobs
were accepted and how many refused.
"""

import asyncio
import sys
from dataclasses import replace
from random import Random

from studio.clock import Clock
from studio.errors import BudgetExceeded
from studio.jobs import Job, Place
from studio.states import JobEvent, PredictionEvent
from studio.store import Store
from tests.store.samples import CARD, LAVISH, new_job, picture

SERVER, CHANNEL, ROLE = 100, 7, 55
PEOPLE = (1, 2, 3)
STEPS = 80
LEASE_S = 1.0
_PLACES = (Place(CHANNEL, SERVER), Place(70, SERVER, parent_id=CHANNEL), Place(8, SERVER), Place(9, 200))


async def spend(url: str, name: str, seed: int) -> None:
    """Take part until the steps are done."""
    chance = Random(seed)
    store = await Store.open(url, clock=Clock(), owner=name, lease_s=LEASE_S, rules=LAVISH)
    accepted = refused = 0
    print("ready", flush=True)  # noqa: T201 - what the parent waits for
    await asyncio.to_thread(sys.stdin.readline)
    for number in range(STEPS):
        job = replace(
            new_job(f"{name}-{number}", predictions=chance.randint(1, 2), batch=chance.randint(1, 2)),
            artist_id=chance.choice(PEOPLE),
            place=chance.choice(_PLACES),
        )
        roles = [ROLE, SERVER] if chance.random() < 0.8 else [SERVER]
        try:
            job = await store.accept(job, ceiling_micro_usd=None, role_ids=roles)
        except BudgetExceeded:
            refused += 1
            await asyncio.sleep(0.01)
        else:
            accepted += 1
            await _live(store, job, chance)
    await store.close()
    print(accepted, refused, flush=True)  # noqa: T201


async def _live(store: Store, job: Job, chance: Random) -> None:
    """Let a job come as far as chance wants it to."""
    way = chance.choice(["left", "cancelled", "delivered", "delivered", "failed", "abandoned"])
    if way == "abandoned":
        await store.advance_job(job.id, JobEvent.CANCELED)
    if way in {"left", "abandoned"}:
        return
    await store.queue(job.id, CARD, picture_url=None, inputs=[p.input for p in job.predictions])
    if way == "cancelled":
        await store.request_cancel(job.id)
        return
    claimed: list[str] = []
    while len(claimed) < len(job.predictions):
        claimed += [p.id for p in await store.claim(len(job.predictions)) if p.job_id == job.id]
    for prediction_id in claimed:
        if way == "failed" or chance.random() < 0.2:
            await store.advance_prediction(prediction_id, PredictionEvent.BLOCKED)
            continue
        await store.advance_prediction(prediction_id, PredictionEvent.CREATED, external_id=f"x-{prediction_id}")
        await store.advance_prediction(prediction_id, PredictionEvent.SUCCEEDED)
        pictures = [picture(n) for n in range(1, chance.randint(1, 2) + 1)]
        await store.advance_prediction(prediction_id, PredictionEvent.FETCHED, pictures=pictures)
    found = await store.job(job.id)
    if found is not None and not found.state.ended:
        await store.advance_job(job.id, JobEvent.DELIVERED)


if __name__ == "__main__":
    asyncio.run(spend(sys.argv[1], sys.argv[2], int(sys.argv[3])))
