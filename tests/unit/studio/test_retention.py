"""How long prompts are remembered: as servers want it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from studio.community.occasions import OccasionKind
from studio.community.scores import Period
from studio.errors import Faded, SettingChanged
from studio.jobs import Job, Place
from studio.remix import Changes
from studio.retention import MOST_DAYS, NoSuchRetention, days_of
from studio.store.recognition import RecognitionStore
from studio.store.retention import RETENTION_NAME
from studio.store.tables import contests, metadata
from tests.unit.studio.belongings import AT, NAME, OTHER, PERSON, PROMPT, SERVER, connected, fill, rows
from tests.unit.studio.conftest import Rig
from tests.unit.studio.housekeeping import House
from tests.unit.studio.test_forgetting import money

ENTERED = {"theirs-1", "other"}
"""Jobs whose pictures are in a contest that is under way."""

OF_JOBS = {"theirs-0", "theirs-1", "theirs-2", "theirs-3", "theirs-4", "other"}


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


async def job_of(house: House, job_id: str) -> Job:
    job = await house.rig.store.job(job_id)
    assert job is not None
    return job
