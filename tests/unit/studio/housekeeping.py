"""A process that remembers and forgets, at a time that is set, on a store with something of everything in it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from studio.clock import Clock
from studio.community.agenda import Agenda
from studio.community.channels import Channels
from studio.community.occasions import EVERYWHERE, OccasionKind
from studio.forgetting import Forgetting
from studio.presence import Presence
from studio.retention import Retention
from studio.store.agenda import AgendaStore
from studio.store.channels import ChannelStore
from tests.unit.studio.belongings import AT, rows
from tests.unit.studio.conftest import Rig


@dataclass
class House:
    """A process at a time that is set."""

    rig: Rig
    now = AT + timedelta(days=6)

    def __post_init__(self) -> None:
        clock = Clock(now=lambda: self.now)
        self.agenda = Agenda(AgendaStore(self.rig.store.lanes), clock=clock, random=Random(1), look_s=0.005)
        self.retention = Retention(self.rig.store, self.agenda, clock=clock, batch=2, pause_s=0.0)
        channels = Channels(ChannelStore(self.rig.store.lanes), {})
        self.presence = Presence(self.rig.store, self.agenda, channels, clock=clock)
        self.forgetting = Forgetting(
            self.rig.store, self.rig.studio, self.rig.shelf, self.agenda, clock=clock, pause_s=0.005
        )

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        handlers = {**self.retention.handlers, **self.forgetting.handlers(_nothing_is_shown)}
        task = asyncio.create_task(self.agenda.run(handlers, lambda: {EVERYWHERE}))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def faded(self) -> set[str]:
        """Let what is due happen; return the jobs of which the prompts are forgotten then."""
        async with self.at_work():
            while True:
                due = [at for kind, at in rows(self.rig.url, "occasions", "kind", "due_at") if kind == "fade"]
                if all(at > self.now for at in due):
                    break
                await asyncio.sleep(0.005)
        return {job_id for job_id, faded in rows(self.rig.url, "jobs", "id", "faded") if faded}

    def due(self, kind: OccasionKind) -> list[str]:
        return [subject for of, subject in rows(self.rig.url, "occasions", "kind", "subject") if of == kind]


async def _nothing_is_shown(spot: object) -> None:
    raise AssertionError(spot)
