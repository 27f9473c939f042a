"""A fair queue: what waits and runs, counted in the jobs; at which turns servers and people are next."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_WAITS = sa.text("waiting > 0")
_IS_AT_SERVICE = sa.text("at_service > 0")
_IS_LIVE = sa.text("ended_at IS NULL")
_IS_DONE = sa.text("state = 'done'")


def upgrade() -> None:
    op.add_column("jobs", sa.Column("line_id", sa.BigInteger, nullable=False, server_default="0"))
    op.add_column("jobs", sa.Column("waiting", sa.Integer, nullable=False, server_default="0"))
    op.add_column("jobs", sa.Column("at_service", sa.Integer, nullable=False, server_default="0"))
    op.add_column("jobs", sa.Column("weight", sa.Float, nullable=False, server_default="1"))
    op.execute("UPDATE jobs SET line_id = COALESCE(server_id, -artist_id)")
    op.execute(
        "UPDATE jobs SET waiting = (SELECT count(*) FROM predictions "
        "WHERE predictions.job_id = jobs.id AND predictions.state = 'waiting') "
        "WHERE state IN ('queued', 'working') AND NOT cancel_requested"
    )
    op.execute(
        "UPDATE jobs SET at_service = (SELECT count(*) FROM predictions "
        "WHERE predictions.job_id = jobs.id AND predictions.state IN ('submitting', 'running')) "
        "WHERE ended_at IS NULL"
    )
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("now", sa.Float(53), nullable=False),
        sa.Column("tokens", sa.Float(53), nullable=False),
        sa.Column("filled_at_s", sa.Float(53), nullable=False),
    )
    op.create_table(
        "server_turns",
        sa.Column("line_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("next", sa.Float(53), nullable=False),
        sa.Column("now", sa.Float(53), nullable=False),
    )
    op.create_table(
        "person_turns",
        sa.Column("line_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("next", sa.Float(53), nullable=False),
    )
    # What waits is found by its jobs now.
    op.drop_index("predictions_waiting", "predictions")
    _index("jobs_waiting", ["line_id", "artist_id", "owner", "seq", "waiting", "weight", "model"], _WAITS)
    _index("jobs_at_service", ["artist_id", "owner", "line_id", "at_service"], _IS_AT_SERVICE)
    _index("jobs_live_of_artist", ["artist_id"], _IS_LIVE)
    _index("jobs_done_of_model", ["model", "seq"], _IS_DONE)


def _index(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "jobs", columns, sqlite_where=where, postgresql_where=where)
