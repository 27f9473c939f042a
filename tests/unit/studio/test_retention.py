"""How long things are remembered: prompts as servers want it, servers for a while after the bot has left."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import pytest
import sqlalchemy as sa

from studio.clock import Clock
from studio.community.agenda import Agenda
from studio.community.occasions import EVERYWHERE, OccasionKind
from studio.community.scores import Period
from studio.errors import Faded, SettingChanged
from studio.forgetting import Forgetting
from studio.jobs import Job, Place
from studio.remix import Changes
from studio.retention import AFTER_LEAVING, MOST_DAYS, NoSuchRetention, Retention, days_of
from studio.store.agenda import AgendaStore
from studio.store.forgetting import RETENTION_NAME
from studio.store.recognition import RecognitionStore
from studio.store.tables import contests, metadata
from tests.unit.studio.belongings import AT, NAME, OTHER, PERSON, PROMPT, SERVER, connected, fill, rows
from tests.unit.studio.conftest import Rig
from tests.unit.studio.test_forgetting import money

ENTERED = {"theirs-1", "other"}
"""Jobs whose pictures are in a contest that is under way."""

OF_JOBS = {"theirs-0", "theirs-1", "theirs-2", "theirs-3", "theirs-4", "other"}


@dataclass
class House:
    """A process at a time that is set."""

    rig: Rig
    now = AT + timedelta(days=6)

    def __post_init__(self) -> None:
        clock = Clock(now=lambda: self.now)
        self.agenda = Agenda(AgendaStore(self.rig.store.lanes), clock=clock, random=Random(1), look_s=0.005)
        self.retention = Retention(self.rig.store, self.agenda, clock=clock, batch=2, pause_s=0.0)
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


@pytest.fixture
def house(rig: Rig) -> House:
    fill(rig.url)
    with connected(rig.url) as connection:
        connection.execute(metadata.tables["retentions"].delete())
    return House(rig)


async def test_prompts_are_forgotten_after_the_days_that_a_server_has_set(house: House) -> None:
    assert await house.retention.days(SERVER) is None
    assert await house.faded() == set(), "what nobody has set is for ever"
    await house.retention.remember_for(SERVER, 7, before=None, by_id=OTHER)
    assert await house.faded() == set(), "they are not old enough"
    house.now += timedelta(days=1, seconds=1)
    assert await house.faded() == OF_JOBS - ENTERED

    with connected(house.rig.url) as connection:
        connection.execute(sa.update(contests).values(ended_at=AT))
    house.now += timedelta(hours=7)
    assert await house.faded() == OF_JOBS, "contests are over"
    assert house.due(OccasionKind.FADE) == [str(SERVER)], "and it goes on"
    kept = [
        *rows(house.rig.url, "jobs", "id", "options", "notes", "style", "picture_url"),
        *rows(house.rig.url, "predictions", "job_id", "input"),
    ]
    assert {of[0] for of in kept if PROMPT in str(of) or NAME in str(of)} == {"private"}, "it is on no server"
    assert rows(house.rig.url, "thumbnails", "job_id") == [("private",)]
    assert rows(house.rig.url, "sources") == []
    assert rows(house.rig.url, "entry_pictures") == []


async def test_what_is_faded_still_counts_and_is_not_made_again(house: House) -> None:
    await house.retention.remember_for(SERVER, 1, before=None, by_id=OTHER)
    await house.faded()
    job = await job_of(house, "theirs-0")
    assert (job.options.prompt, job.notes, job.sources, job.style, job.picture_url) == ("", (), (), None, None)
    assert job.predictions[0].seed == 5
    assert len(job.pictures) == 1
    made = await RecognitionStore(house.rig.store.lanes).made(SERVER, Period(None, house.now))
    assert made == {PERSON: 5, OTHER: 1}
    money(house.rig.url)
    place = Place(7, SERVER)
    with pytest.raises(Faded):
        await house.rig.studio.again(
            job.id, artist_id=OTHER, place=place, locale="en", private=False, same_seed=False
        )
    with pytest.raises(Faded):
        await house.rig.studio.remix(
            job.id,
            Changes("another", "flux-dev", None, 1, None),
            artist_id=OTHER,
            place=place,
            locale="en",
            private=False,
        )


@pytest.mark.parametrize(("typed", "days"), [("", None), (" ", None), (" 30 ", 30), ("007", 7), ("9999", 9999)])
def test_what_is_typed_is_read(typed: str, days: int | None) -> None:
    assert days_of(typed) == days


@pytest.mark.parametrize("typed", ["a week", "-1", "1.5", "1,000", "²", "9" * 5_000])
def test_what_is_no_number_of_days_is_refused(typed: str) -> None:
    with pytest.raises(NoSuchRetention):
        days_of(typed)


async def test_of_two_who_change_it_the_second_changes_nothing(house: House) -> None:
    for before, days in ((None, 30), (30, 20), (20, None)):
        await house.retention.remember_for(SERVER, days, before=before, by_id=OTHER)
        for late in (days, 7, None):
            with pytest.raises(SettingChanged):
                await house.retention.remember_for(SERVER, late, before=before, by_id=PERSON)
        assert await house.retention.days(SERVER) == days
        # That it is to stay as it is, is no change.
        await house.retention.remember_for(SERVER, days, before=days, by_id=PERSON)
    noted = [row for row in rows(house.rig.url, "audit", "by_id", "detail") if row[1] == RETENTION_NAME]
    assert noted == [(OTHER, RETENTION_NAME)] * 3


async def test_a_server_may_change_its_mind(house: House) -> None:
    for days in (0, MOST_DAYS + 1, -3):
        with pytest.raises(NoSuchRetention):
            await house.retention.remember_for(SERVER, days, before=None, by_id=OTHER)
    await house.retention.remember_for(SERVER, 30, before=None, by_id=OTHER)
    await house.retention.remember_for(SERVER, 20, before=30, by_id=OTHER)
    assert await house.retention.days(SERVER) == 20
    assert house.due(OccasionKind.FADE) == [str(SERVER)]
    await house.retention.remember_for(SERVER, None, before=20, by_id=OTHER)
    assert await house.retention.days(SERVER) is None
    assert house.due(OccasionKind.FADE) == []


async def test_a_server_is_forgotten_a_month_after_the_bot_has_left(house: House) -> None:
    before = money(house.rig.url)
    await house.retention.left(SERVER)
    house.now += timedelta(days=1)
    await house.retention.left(SERVER)
    house.now += AFTER_LEAVING - timedelta(days=1)
    async with house.at_work():
        while house.due(OccasionKind.FORGET_SERVER):  # noqa: ASYNC110 - told by the store
            await asyncio.sleep(0.005)

    assert [job_id for (job_id,) in rows(house.rig.url, "jobs", "id")] == ["private"]
    for table in metadata.sorted_tables:
        for column in {"server_id", "line_id"} & set(table.c.keys()):
            is_left = (SERVER,) in rows(house.rig.url, table.name, column)
            assert is_left is (table.name == "accounts"), table.name
    assert rows(house.rig.url, "themes") == rows(house.rig.url, "theme_parts") == []
    assert rows(house.rig.url, "people", "id") == [(PERSON,), (OTHER,)], "what people chose is theirs"
    assert money(house.rig.url) == before


async def test_a_server_that_is_joined_again_is_not_forgotten(house: House) -> None:
    await house.retention.left(SERVER)
    await house.retention.joined(SERVER)
    assert house.due(OccasionKind.FORGET_SERVER) == []


async def test_what_was_missed_is_found_out(house: House) -> None:
    def here(server_id: int) -> bool:
        return server_id == SERVER

    await house.retention.compare({SERVER, 12}, here)
    assert house.due(OccasionKind.FORGET_SERVER) == []
    await house.retention.compare({12}, lambda server_id: False)
    assert house.due(OccasionKind.FORGET_SERVER) == [], "another process may serve it"
    await house.retention.compare({12}, here)
    assert house.due(OccasionKind.FORGET_SERVER) == [str(SERVER)]
    await house.retention.compare({SERVER}, here)
    assert house.due(OccasionKind.FORGET_SERVER) == []


async def test_a_budget_goes_with_its_channel_or_role(house: House) -> None:
    budgets = metadata.tables["budgets"]
    with connected(house.rig.url) as connection:
        for subject, subject_id in (("channel", 5), ("role", 6), ("role", SERVER)):
            row = {"server_id": SERVER, "subject": subject, "subject_id": subject_id, "micro_usd": 1, "weight": 1}
            connection.execute(budgets.insert().values(row))
    for gone in (5, 6, 7):
        await house.retention.is_gone(SERVER, gone)
    assert rows(house.rig.url, "budgets", "subject", "subject_id") == [("role", SERVER), ("server", SERVER)]


async def job_of(house: House, job_id: str) -> Job:
    job = await house.rig.store.job(job_id)
    assert job is not None
    return job


async def _nothing_is_shown(spot: object) -> None:
    raise AssertionError(spot)
