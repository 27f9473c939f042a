"""Budgets of servers, channels and roles: what is spent is counted for each of them, by their days and months."""

import sqlalchemy as sa
from alembic import op

from studio.store.tables import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_COUNTED = (
    ("server", "CAST(0 AS BIGINT)", "substr(day, 1, 7)"),
    ("channel", "COALESCE(parent_channel_id, channel_id)", "substr(day, 1, 7)"),
    ("person", "artist_id", "day"),
)
"""Scopes with whom they count together, and in which period."""


def upgrade() -> None:
    op.add_column("jobs", sa.Column("day", sa.String(10), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "sqlite":
        op.execute("UPDATE jobs SET day = substr(created_at, 1, 10)")
    else:
        op.execute("UPDATE jobs SET day = to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')")
    op.add_column("jobs", sa.Column("pictures", sa.Integer, nullable=False, server_default="0"))
    op.execute(
        "UPDATE jobs SET pictures = (SELECT COUNT(*) FROM predictions JOIN pictures "
        "ON pictures.prediction_id = predictions.id WHERE predictions.job_id = jobs.id)"
    )
    op.add_column("ledger", sa.Column("extra_micro_usd", sa.BigInteger, nullable=False, server_default="0"))
    op.create_table(
        "accounts",
        sa.Column("scope", sa.String(16), primary_key=True),
        sa.Column("line_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("subject_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("period", sa.String(10), primary_key=True),
        sa.Column("held_micro_usd", sa.BigInteger, nullable=False),
        sa.Column("captured_micro_usd", sa.BigInteger, nullable=False),
    )
    op.execute(
        "INSERT INTO accounts (scope, line_id, subject_id, period, held_micro_usd, captured_micro_usd) "
        "SELECT 'operator', 0, 0, month, held_micro_usd, captured_micro_usd FROM months"
    )
    for scope, subject, period in _COUNTED:
        op.execute(
            "INSERT INTO accounts (scope, line_id, subject_id, period, held_micro_usd, captured_micro_usd) "  # noqa: S608
            f"SELECT '{scope}', line_id, {subject}, {period}, "
            "CAST(SUM(CASE WHEN ended_at IS NULL THEN estimate_micro_usd ELSE 0 END) AS BIGINT), "
            "CAST(SUM(captured_micro_usd) AS BIGINT) "
            "FROM jobs GROUP BY 2, 3, 4"
        )
    op.drop_table("months")
    op.create_table(
        "extras",
        sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("left_micro_usd", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "grants",
        sa.Column("source_id", sa.String(32), primary_key=True),
        sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("server_id", sa.BigInteger, nullable=False),
        sa.Column("micro_usd", sa.BigInteger, nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "budgets",
        sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.String(16), primary_key=True),
        sa.Column("subject_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("micro_usd", sa.BigInteger),
        sa.Column("weight", sa.Float, nullable=False),
    )
    op.add_column("contests", sa.Column("extra_micro_usd", sa.BigInteger, nullable=False, server_default="0"))
    op.create_index("jobs_of_day", "jobs", ["line_id", "day"])
    op.create_index("jobs_of_days_of_artist", "jobs", ["line_id", "artist_id", "day"])
