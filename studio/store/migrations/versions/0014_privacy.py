"""What is forgotten: what jobs have cost stays without them, and prompts fade where servers say so."""

import sqlalchemy as sa
from alembic import op

from studio.store.tables import Moment

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_MAY_FADE = "ended_at IS NOT NULL AND faded IS {no}"


def upgrade() -> None:
    op.add_column("jobs", sa.Column("faded", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "retentions",
        sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("days", sa.Integer, nullable=False),
    )
    op.create_table(
        "nameless_usage",
        sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("channel_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("model", sa.String(64), primary_key=True),
        sa.Column("jobs", sa.Integer, nullable=False),
        sa.Column("pictures", sa.Integer, nullable=False),
        sa.Column("spent_micro_usd", sa.BigInteger, nullable=False),
    )
    _free_the_ledger()
    op.create_index("exhibits_of_job", "exhibits", ["job_id"])
    op.create_index("sources_of_artist", "sources", ["artist_id"])
    may_fade = sa.text(_MAY_FADE.format(no="0" if _is_sqlite() else "false"))
    op.create_index(
        "jobs_of_server",
        "jobs",
        ["server_id", "ended_at"],
        sqlite_where=may_fade,
        postgresql_where=may_fade,
    )


def _free_the_ledger() -> None:
    """Let lines of the ledger outlive their jobs; SQLite can only be given another table for that."""
    if not _is_sqlite():
        op.drop_constraint("ledger_job_id_fkey", "ledger", type_="foreignkey")
        return
    op.create_table(
        "free_ledger",
        sa.Column("job_id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(8), primary_key=True),
        sa.Column("micro_usd", sa.BigInteger, nullable=False),
        sa.Column("extra_micro_usd", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("at", Moment, nullable=False),
    )
    columns = "job_id, kind, micro_usd, extra_micro_usd, at"
    op.execute(f"INSERT INTO free_ledger ({columns}) SELECT {columns} FROM ledger")  # noqa: S608
    op.drop_table("ledger")
    op.rename_table("free_ledger", "ledger")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
