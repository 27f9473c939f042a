"""Channels with a purpose, what happens in them by the calendar, posts that are made once, and small pictures."""

import sqlalchemy as sa
from alembic import op

from studio.store.tables import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "servers",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
    )
    op.create_table(
        "channels",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("server_id", sa.BigInteger, nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("settings", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("guide_id", sa.BigInteger),
    )
    op.create_index("channels_of_server", "channels", ["server_id"])
    op.create_table(
        "occasions",
        sa.Column("kind", sa.String(32), primary_key=True),
        sa.Column("subject", sa.String(32), primary_key=True),
        sa.Column("server_id", sa.BigInteger, nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("owner", sa.String(32)),
        sa.Column("lease_until", Moment),
    )
    op.create_index("occasions_due", "occasions", ["due_at"])
    op.create_table(
        "posts",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("begun_at", Moment, nullable=False),
        sa.Column("message_id", sa.BigInteger),
    )
    op.create_table(
        "thumbnails",
        sa.Column("job_id", sa.String(32), sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
