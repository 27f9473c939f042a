"""Themes: pools, the times that they came out, who took part; the channel of a thread that a job was made in."""

import sqlalchemy as sa
from alembic import op

from studio.store.tables import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "themes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), primary_key=True),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("suggested_by", sa.BigInteger),
        sa.Column("waits", sa.Boolean, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.UniqueConstraint("channel_id", "folded"),
    )
    op.create_table(
        "theme_runs",
        sa.Column("channel_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("server_id", sa.BigInteger, nullable=False),
        sa.Column("theme_id", sa.BigInteger, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("suggested_by", sa.BigInteger),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("begun_at", Moment, nullable=False),
        sa.Column("ends_at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.Column("message_id", sa.BigInteger),
    )
    op.create_table(
        "theme_parts",
        sa.Column("channel_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("artist_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("pictures", sa.Integer, nullable=False),
    )
    op.add_column("jobs", sa.Column("parent_channel_id", sa.BigInteger))
    op.create_index("jobs_of_channel", "jobs", ["channel_id", "created_at"])
    op.create_index("jobs_of_threads", "jobs", ["parent_channel_id", "created_at"])
