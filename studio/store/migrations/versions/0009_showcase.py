"""Cards in showcases, who wants to be in no leaderboard, and indexes for what artists have made."""

import sqlalchemy as sa
from alembic import op

from studio.store.tables import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_COUNTS = "state = 'done' AND private IS {no} AND deleted IS {no}"


def upgrade() -> None:
    op.add_column("people", sa.Column("unlisted", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "exhibits",
        sa.Column("showcase_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("job_id", sa.String(32), sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("server_id", sa.BigInteger, nullable=False),
        sa.Column("artist_id", sa.BigInteger, nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("message_id", sa.BigInteger, nullable=False),
        sa.Column("stage", sa.String(8), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("copy_id", sa.BigInteger),
        sa.Column("reactions", sa.Integer, nullable=False),
        sa.Column("shown_at", Moment),
        sa.Column("mark", sa.String(8)),
        sa.Column("decided_by", sa.BigInteger),
        sa.Column("reason", sa.Text),
        sa.Column("decided_at", Moment),
    )
    op.create_index("exhibits_by_card", "exhibits", ["message_id"])
    op.create_index("exhibits_by_copy", "exhibits", ["copy_id"])
    op.create_index("contest_entries_of_artist", "contest_entries", ["artist_id"])
    op.create_index("exhibits_shown", "exhibits", ["server_id", "shown_at", "artist_id"])
    counts = _COUNTS.format(no="0" if op.get_bind().dialect.name == "sqlite" else "false")
    op.create_index(
        "jobs_made",
        "jobs",
        ["server_id", "ended_at", "artist_id"],
        sqlite_where=sa.text(counts),
        postgresql_where=sa.text(counts),
    )
