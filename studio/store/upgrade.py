"""Brings a database to the version of this code before anything else uses it; the steps are in ``migrations/``."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, select

from studio.store.errors import StoreRefused

_STEPS = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 0x45617365  # "Ease": the name that processes on one PostgreSQL agree on


def upgrade(engine: Engine, *, to: str = "head") -> None:
    """Run the steps that the database lacks, all or none; ``to`` is the version at which to stop.

    Raises:
        StoreRefused: the database was made by a newer version.
    """
    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
        _refuse_newer(connection, ScriptDirectory.from_config(config))
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def _refuse_newer(connection: Connection, steps: ScriptDirectory) -> None:
    known = {step.revision for step in steps.walk_revisions()}
    unknown = set(MigrationContext.configure(connection).get_current_heads()) - known
    if unknown:
        raise StoreRefused(
            f"the database is at version {', '.join(sorted(unknown))}, which this code does not know: "
            "it was used by a newer Easel. Update the code, or bring back the database's copy from before"
        )
