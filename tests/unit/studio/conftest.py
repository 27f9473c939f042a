"""A whole studio on a real store, SQLite's and PostgreSQL's, with a service and a face in memory."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from flux.catalogue import Catalogue
from flux.inputs import Options
from flux.models import CATALOGUE
from studio.clock import Clock
from studio.community.presets import Presets
from studio.editing import Editing
from studio.jobs import Card, Job, JobState, Place, Request, Source
from studio.moderation.discipline import Discipline
from studio.polling import Pace
from studio.prices import Prices
from studio.rulekeeping import Rulekeeping
from studio.runner import Runner
from studio.store import Shelf, Store
from studio.store.channels import ChannelStore
from studio.store.engine import parse, sqlite_file, writing
from studio.store.leases import Owner
from studio.store.tables import kept_pictures
from studio.studio import Studio
from tests.house import HOUSE
from tests.pace import IN_MEMORY
from tests.unit.studio.fakes import FakeFace, FakeFlux

CARD = Card(channel_id=7, message_id=8, shows_end=True)
"""A card that needs not be told of the end: nobody here edits it."""


def request(model: str = "flux-schnell", count: int = 1, *, has_picture: bool = False, seed: int = 5) -> Request:
    options = Options(prompt="a heron", num_outputs=count, seed=seed)
    place = Place(7, 9)
    return Request(1, place, model, options, "en", sources=(Source(1, place),) if has_picture else ())


@dataclass
class Rig:
    store: Store
    shelf: Shelf
    flux: FakeFlux
    face: FakeFace
    runner: Runner
    studio: Studio
    url: str
    folder: Path

    def kept(self) -> list[str]:
        """Return the job of each picture that is kept."""
        if sqlite_file(parse(self.url)) is not None:
            # Not glob: it stumbles over a folder that is dropped meanwhile.
            return [Path(folder).name for folder, _, files in os.walk(self.folder) for _ in files]
        engine = writing(parse(self.url))
        with engine.connect() as connection:
            found = connection.scalars(sa.select(kept_pictures.c.job_id)).all()
        engine.dispose()
        return list(found)

    @asynccontextmanager
    async def running(self, *, alone: bool = True) -> AsyncIterator[None]:
        """Run the runner; afterwards nothing of it may be left, which shows where no other runs beside it."""
        task = asyncio.create_task(self.runner.run(self.face))
        try:
            yield
        finally:
            await self.runner.stop()
            await task
        left = asyncio.all_tasks() - {asyncio.current_task()} if alone else set()
        assert not left, left

    async def queued(self, asked: Request | None = None, *, picture_url: str | None = None) -> Job:
        job = await self.studio.submit(asked or request())
        return await self.studio.queue(job.id, CARD, picture_url=picture_url)

    async def until(self, job_id: str, is_so: Callable[[Job], bool]) -> Job:
        while True:
            news = asyncio.create_task(self.face.next_change())
            await asyncio.sleep(0)
            job = await self.store.job(job_id)
            assert job is not None
            if is_so(job):
                news.cancel()
                await asyncio.wait([news])
                return job
            await news

    async def ended(self, job_id: str) -> Job:
        return await self.until(job_id, lambda job: job.state.ended)

    async def in_state(self, job_id: str, state: JobState) -> Job:
        return await self.until(job_id, lambda job: job.state is state)

    def restarted(
        self, *, pace: Pace = IN_MEMORY, max_running: int = 8, catalogue: Catalogue = CATALOGUE
    ) -> "Rig":
        """The same store and service, met by a new process."""
        face = FakeFace()
        runner, studio = build(
            self.store,
            self.shelf,
            self.flux,
            pace=pace,
            max_running=max_running,
            ceiling_micro_usd=None,
            catalogue=catalogue,
        )
        return Rig(self.store, self.shelf, self.flux, face, runner, studio, self.url, self.folder)

    def beside(self, store: Store, *, pace: Pace = IN_MEMORY) -> "Rig":
        """Another process on the same database and service."""
        face = FakeFace()
        shelf = store.shelf(self.folder)
        runner, studio = build(store, shelf, self.flux, pace=pace, max_running=8, ceiling_micro_usd=None)
        return Rig(store, shelf, self.flux, face, runner, studio, self.url, self.folder)


def build(
    store: Store,
    shelf: Shelf,
    flux: FakeFlux,
    *,
    pace: Pace,
    max_running: int,
    ceiling_micro_usd: int | None,
    catalogue: Catalogue = CATALOGUE,
) -> tuple[Runner, Studio]:
    clock, random = Clock(), Random(1)
    runner = Runner(
        store=store,
        shelf=shelf,
        flux=flux,
        catalogue=catalogue,
        clock=clock,
        random=random,
        max_running=max_running,
        pace=pace,
    )
    editing = Editing(store, catalogue=catalogue, clock=clock, random=random)
    studio = Studio(
        store=store,
        shelf=shelf,
        runner=runner,
        editing=editing,
        presets=Presets(ChannelStore(store.lanes), Rulekeeping(store), replace(HOUSE, catalogue=catalogue)),
        rules=Rulekeeping(store),
        discipline=Discipline(store, clock=clock, random=random),
        catalogue=catalogue,
        prices=Prices(),
        clock=clock,
        random=Random(max_running),
        ceiling_micro_usd=ceiling_micro_usd,
    )
    return runner, studio


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'easel.db'}"
    found: str = request.getfixturevalue("server_url")
    return found


@pytest.fixture
async def new_rig(url: str, tmp_path: Path) -> AsyncIterator[Callable[..., Rig]]:
    store = await Store.open(url, clock=Clock())
    shelf = store.shelf(tmp_path / "shelf")

    def new(*, pace: Pace = IN_MEMORY, max_running: int = 8, ceiling_micro_usd: int | None = None) -> Rig:
        flux = FakeFlux()
        runner, studio = build(
            store, shelf, flux, pace=pace, max_running=max_running, ceiling_micro_usd=ceiling_micro_usd
        )
        return Rig(store, shelf, flux, FakeFace(), runner, studio, url, tmp_path / "shelf")

    yield new
    await store.close()


@pytest.fixture
async def other_store(new_rig: Callable[..., Rig], url: str) -> AsyncIterator[Store]:
    """The store as a second process has it; around SQLite's lock, since the rules are the same there."""
    store = Store(parse(url), Owner("other", 0.3), lock=None, clock=Clock())
    yield store
    await store.close()


@pytest.fixture
def rig(new_rig: Callable[..., Rig]) -> Rig:
    return new_rig()
