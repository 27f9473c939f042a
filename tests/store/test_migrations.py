"""Databases of every older version, on both kinds: brought up to date with all that is in them, or left alone."""

import asyncio
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine.interfaces import ReflectedIndex

from studio.clock import Clock
from studio.jobs import Card, JobState, Source
from studio.states import PredictionEvent
from studio.store import Spending, Store, StoreRefused, store
from studio.store.engine import parse, writing
from studio.store.rows import job_row, picture_row, prediction_row
from studio.store.tables import jobs, metadata
from studio.store.upgrade import upgrade
from tests.postgres import Postgres
from tests.store.conftest import SetClock
from tests.store.samples import CARD, COST, CREATED, done, new_job, picture

FOLDER = Path(store.__file__).parent / "migrations"
VERSIONS = [step.revision for step in ScriptDirectory(str(FOLDER)).walk_revisions()]
OLD_VERSIONS = VERSIONS[1:]

STARTING = """
import asyncio, sys
from studio.clock import Clock
from studio.store import Store

async def main():
    store = await Store.open(sys.argv[1], clock=Clock())
    await store.remember(sys.argv[2], "was here")
    await store.close()

asyncio.run(main())
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return a database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/easel.db"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    made = postgres.new()
    yield made
    postgres.forget(made)


def test_there_are_older_versions() -> None:
    assert OLD_VERSIONS[-1] == "0001"


async def test_migrations_make_what_the_tables_say(new_url: str) -> None:
    await (await Store.open(new_url, clock=Clock())).close()

    with _connected(new_url) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        made = _indexes(connection)
        metadata.drop_all(connection)
        metadata.create_all(connection)
        assert made == _indexes(connection)
        assert any("ended_at IS NULL" in index for _, index in made)


@pytest.mark.parametrize("version", OLD_VERSIONS)
async def test_what_an_older_version_left_is_carried_to_its_end(
    new_url: str, version: str, set_clock: SetClock
) -> None:
    _make(new_url, version)
    _fill(new_url)

    opened = await Store.open(new_url, clock=set_clock.clock())
    taken = await opened.take_over()

    live = {job.id: job for job in (*await opened.live_jobs(), *taken)}
    assert list(live) == ["waiting", "running"]
    assert live["waiting"].card == CARD
    assert live["waiting"].options == new_job("waiting").options
    # Before there were rows of sources, what a job started from had come with the request.
    attached = Source(new_job("waiting").artist_id, new_job("waiting").place)
    assert live["waiting"].sources == ((attached,) if version < "0004" else ())
    assert (live["waiting"].version, live["running"].version, live["running"].sources) == (
        1 + len(live["waiting"].sources),
        1,
        (),
    )
    assert await opened.spent_this_month() == Spending(2 * COST, 0)
    assert [p.id for p in await opened.claim(5)] == ["waiting-0"]
    await opened.advance_prediction("running-0", PredictionEvent.SUCCEEDED)
    fetched = await opened.advance_prediction("running-0", PredictionEvent.FETCHED)
    assert fetched.state is JobState.DELIVERING
    failed = await opened.advance_prediction("waiting-0", PredictionEvent.FAILED)
    assert failed.state is JobState.FAILED
    await done(opened, new_job("new"))
    await opened.close()


async def test_what_was_made_before_counts_with_its_pictures(new_url: str) -> None:
    _make(new_url, "0010")
    _fill(new_url)
    with _connected(new_url) as connection:
        for number in (1, 2):
            _insert(connection, metadata, "pictures", picture_row("running-0", picture(number)))

    await (await Store.open(new_url, clock=Clock())).close()

    with _connected(new_url) as connection:
        rows = connection.execute(sa.select(jobs.c.id, jobs.c.pictures)).all()
    assert {row.id: row.pictures for row in rows} == {"waiting": 0, "running": 2}


async def test_opening_again_changes_nothing(new_url: str) -> None:
    for _ in range(2):
        opened = await Store.open(new_url, clock=Clock())
        await opened.close()

    with _connected(new_url) as connection:
        assert MigrationContext.configure(connection).get_current_heads() == (VERSIONS[0],)


async def test_a_newer_database_is_refused_by_name_and_left_alone(new_url: str) -> None:
    _make(new_url, "head")
    with _connected(new_url) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(sa.text("DROP TABLE facts"))
        before = sa.inspect(connection).get_table_names()

    with pytest.raises(StoreRefused, match=r"version 9999.*newer"):
        await Store.open(new_url, clock=Clock())

    with _connected(new_url) as connection:
        assert sa.inspect(connection).get_table_names() == before


async def test_a_failed_step_leaves_no_half_made_tables(new_url: str) -> None:
    with _connected(new_url) as connection:
        # What a late step makes last.
        connection.execute(sa.text("CREATE TABLE drafts (other TEXT)"))

    with pytest.raises(StoreRefused, match="already exists"):
        await Store.open(new_url, clock=Clock())

    with _connected(new_url) as connection:
        assert sa.inspect(connection).get_table_names() == ["drafts"]


async def test_processes_that_start_together_bring_it_up_to_date_once(postgres: Postgres) -> None:
    made = postgres.new()
    names = [f"process-{n}" for n in range(3)]
    started = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", STARTING, made, name, cwd=Path(__file__).parents[2]
        )
        for name in names
    ]

    assert [await process.wait() for process in started] == [0, 0, 0]
    opened = await Store.open(made, clock=Clock())
    assert [await opened.fact(name) for name in names] == ["was here"] * 3
    await opened.close()
    postgres.forget(made)


def _make(url: str, version: str) -> None:
    engine = writing(parse(url))
    upgrade(engine, to=version)
    engine.dispose()


def _fill(url: str) -> None:
    """Write two live jobs as the database's version would have, by the columns that it has; one has a picture."""
    with _connected(url) as connection:
        old = sa.MetaData()
        old.reflect(connection)
        for job_id, state, prediction_state, picture_url, counted in (
            ("waiting", "queued", "waiting", "https://cdn.example/before.jpg", "waiting"),
            ("running", "working", "running", None, "at_service"),
        ):
            job = new_job(job_id)
            row = {**job_row(job), **_columns_of(CARD), "state": state, "picture_url": picture_url}
            row |= {"waiting": 0, "at_service": 0, counted: 1, "day": f"{CREATED:%Y-%m-%d}"}
            _insert(connection, old, "jobs", row)
            prediction = {**prediction_row(job.predictions[0]), "state": prediction_state}
            _insert(connection, old, "predictions", prediction)
            held = {"job_id": job_id, "kind": "hold", "micro_usd": COST, "at": CREATED}
            _insert(connection, old, "ledger", held)
        if "months" in old.tables:
            month = {"month": "2026-11", "held_micro_usd": 2 * COST, "captured_micro_usd": 0}
            connection.execute(old.tables["months"].insert(), month)
        else:
            month = {"scope": "operator", "line_id": 0, "subject_id": 0, "period": "2026-11"}
            _insert(connection, old, "accounts", {**month, "held_micro_usd": 2 * COST, "captured_micro_usd": 0})


def _columns_of(card: Card) -> dict[str, object]:
    return {
        "card_channel_id": card.channel_id,
        "card_message_id": card.message_id,
        "card_token": card.token,
        "card_token_until": card.token_until,
    }


def _insert(connection: sa.Connection, old: sa.MetaData, name: str, row: Mapping[str, object]) -> None:
    now = metadata.tables[name]
    # The types of today turn the values into what every version's columns hold.
    there = [
        sa.column(column.name, now.c[column.name].type) for column in old.tables[name].c if column.name in row
    ]
    table = sa.table(name, *there)
    connection.execute(table.insert().values({column.name: row[column.name] for column in there}))


@contextmanager
def _connected(url: str) -> Iterator[sa.Connection]:
    """Give a transaction on a connection of its own."""
    engine = writing(parse(url))
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def _indexes(connection: sa.Connection) -> list[tuple[str, str]]:
    """Return name, table, columns and condition of every index, as text."""
    inspector = sa.inspect(connection)
    return sorted(
        (str(index["name"]), " ".join((table, *map(str, index["column_names"]), *_conditions(index))))
        for table in metadata.tables
        for index in inspector.get_indexes(table)
    )


def _conditions(index: ReflectedIndex) -> list[str]:
    options = index.get("dialect_options", {})
    return [str(options[name]) for name in ("sqlite_where", "postgresql_where") if name in options]
